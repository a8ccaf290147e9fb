"""What is known of sessions beside their cookie: the newest platform session, and the credentials to renew it.

The credentials let a running fetch sign in again when the platform ends its session after two hours. They are in no
cookie and no log. One process alone has them in memory and nowhere else, and forgets them at a restart, too. Where
several share a dashboard, any may be asked next, and one of them fetches: there they are in the library, sealed,
until the session ends (:class:`SharedSessions`). Sign-out and expiry forget them; then the person is asked instead.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock

from webcast.api.redaction import HIDDEN, Secret
from webcast.api.session import ApiSession
from webcast.library.entrusted import Entrusted, Logins
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
    account: str = ""


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


class SharedCredentials(Credentials):
    """Those that a session has entrusted to all processes: the library's of the moment, until it is over.

    Args:
        logins: Where they are.
        sid: Whose.
        when_refused: Is told when the platform takes them no more.
    """

    def __init__(self, logins: Logins, sid: str, when_refused: Callable[[Entrusted], None]) -> None:
        super().__init__("", "")
        self._logins: Logins | None = logins
        self._sid = sid
        self._then = when_refused

    @property
    def _present(self) -> Entrusted | None:
        return None if self._logins is None else self._logins.of(self._sid)

    @property
    def username(self) -> Secret:
        """The user name; empty once the session is over."""
        found = self._present
        return Secret("") if found is None else Secret(found.username)

    @property
    def password(self) -> Secret:
        """The password; empty once the session is over."""
        found = self._present
        return Secret("") if found is None or found.password is None else found.password

    def refused(self) -> None:
        """Say that the platform takes them no more."""
        if (found := self._present) is not None:
            self._then(found)

    def change(self, password: Secret) -> None:
        """Take the password that is in force from now on."""
        if self._logins is not None and (found := self._present) is not None:
            self._logins.entrust(replace(found, password=password))

    def forget(self) -> None:
        """Ask for them no more."""
        self._logins = None


class SharedSessions(LiveSessions):
    """The sessions of all processes, as far as this one has met them.

    Args:
        logins: What they entrust to each other.
        held: The accounts that are held for people of the dashboard.
        when_refused: Is told whose credentials the platform takes no more.
    """

    def __init__(self, logins: Logins, held: HeldAccounts, when_refused: Callable[[Entrusted], None]) -> None:
        super().__init__()
        self._logins = logins
        self._held = held
        self._when_refused = when_refused

    def open(self, sid: str, live: Live) -> None:
        """Remember a session; where it has credentials, entrust it to all processes."""
        super().open(sid, replace(live, credentials=None))
        if live.credentials is None or not live.account:
            return
        held = isinstance(live.credentials, HeldCredentials)
        self._logins.entrust(
            Entrusted(
                sid,
                live.account,
                live.expires_at,
                live.api,
                "" if held else live.credentials.username.reveal(),
                None if held else live.credentials.password,
            )
        )

    def get(self, sid: str) -> Live | None:
        """Return what is known of a session."""
        found = self._logins.of(sid)
        return super().get(sid) if found is None else self.of(found)

    def of(self, login: Entrusted) -> Live:
        """Return what is known of a session that left this."""
        credentials: Credentials = (
            HeldCredentials(self._held, login.account)
            if login.password is None
            else SharedCredentials(self._logins, login.sid, self._when_refused)
        )
        return Live(login.until, login.api, credentials, login.account)

    def renew(self, sid: str, api: ApiSession) -> None:
        """Keep the platform session that was opened again on a session's behalf."""
        super().renew(sid, api)
        self._logins.renew(sid, api)
