"""What is known of sessions in memory alone: the newest platform session, and the credentials to renew it.

The credentials are here and nowhere else: not in the cookie, not in the library, not in a log. They let a running
fetch sign in again when the platform ends its session after two hours. Sign-out, expiry and a restart forget them;
then the person is asked instead.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock

from webcast.api.redaction import HIDDEN, Secret
from webcast.api.session import ApiSession
from webcast.library.held_accounts import HeldAccounts
from webcast.library.held_sign_in import HeldCredentials as _Held


class Credentials:
    """A user name and password, shown as dots wherever they are printed, until they are forgotten.

    A fetch that runs holds this very object: what sign-out forgets, it has no more either.
    """

    def __init__(self, username: Secret | str, password: Secret | str) -> None:
        self._username = Secret(username)
        self._password = Secret(password)
        self._when_refused: Callable[[], None] = _nothing

    def __repr__(self) -> str:
        return f"Credentials({HIDDEN})"

    @property
    def username(self) -> Secret:
        """The user name; empty once forgotten."""
        return self._username

    @property
    def password(self) -> Secret:
        """The password; empty once forgotten, which no platform takes."""
        return self._password

    def when_refused(self, then: Callable[[], None]) -> None:
        """Have something done when the platform takes them no more."""
        self._when_refused = then

    def refused(self) -> None:
        """Say that the platform takes them no more."""
        self._when_refused()

    def change(self, password: Secret) -> None:
        """Take the password that is in force from now on."""
        if self._username:
            self._password = password

    def forget(self) -> None:
        """Drop both."""
        self._username = self._password = Secret("")


class HeldCredentials(Credentials):
    """Those of an account that is held: the library's of the moment, until they are forgotten here.

    Args:
        held: The accounts.
        key: Which of them.
    """

    def __init__(self, held: HeldAccounts, key: str) -> None:
        super().__init__("", "")
        self._held: _Held | None = _Held(held, key)

    @property
    def username(self) -> Secret:
        """The user name; empty once forgotten."""
        return Secret("") if self._held is None else self._held.username

    @property
    def password(self) -> Secret:
        """The password; empty once forgotten."""
        return Secret("") if self._held is None else self._held.password

    def change(self, password: Secret) -> None:
        """Do nothing: the library has it."""

    def forget(self) -> None:
        """Ask for them no more."""
        self._held = None


def _nothing() -> None:
    """Do nothing."""


@dataclass(frozen=True)
class Live:
    """One session in memory."""

    expires_at: datetime
    api: ApiSession | None = field(default=None, repr=False)
    credentials: Credentials | None = None


class LiveSessions:
    """The sessions of this process."""

    def __init__(self) -> None:
        self._sessions: dict[str, Live] = {}
        self._lock = Lock()

    def open(self, sid: str, live: Live) -> None:
        """Remember a session; one that goes on gets the newer platform session and credentials."""
        with self._lock:
            self._sessions[sid] = live

    def get(self, sid: str) -> Live | None:
        """Return what is known of a session; None after a restart."""
        with self._lock:
            return self._sessions.get(sid)

    def renew(self, sid: str, api: ApiSession) -> None:
        """Keep the platform session that somebody signed in to again on a session's behalf."""
        with self._lock:
            if sid in self._sessions:
                self._sessions[sid] = replace(self._sessions[sid], api=api)

    def drop(self, sid: str) -> None:
        """Forget a session and its credentials."""
        with self._lock:
            live = self._sessions.pop(sid, None)
        if live is not None and live.credentials is not None:
            live.credentials.forget()

    def sids(self) -> set[str]:
        """Return the sessions that something is known of."""
        with self._lock:
            return set(self._sessions)

    def expired(self, now: datetime) -> list[str]:
        """Return the sessions whose time is over."""
        with self._lock:
            return [sid for sid, live in self._sessions.items() if live.expires_at <= now]
