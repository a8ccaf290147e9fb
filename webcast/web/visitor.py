"""Who is looking: the visitor, and the encrypted cookie that carries it.

The cookie is a token of ours, encrypted and authenticated with a key of the library's. It holds the account, the
platform's session (two hours) and when it ends. It never holds the password. Nothing about a visitor has to be kept
on the server, so a restart signs nobody out; what must be shared to work, the list of sessions in force, is in the
library. A new sign-in makes a new token, and the cookie with the one before it ends.
"""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from webcast.api.session import ApiSession
from webcast.library.people import holder
from webcast.roles import Role
from webcast.web import tokens
from webcast.web.base import cookie_name

COOKIE_NAME: Final = "webcast_session"

_VERSION: Final = 2


@dataclass(frozen=True)
class Visitor:
    """Somebody with a valid cookie: signed in to the platform, or working with files only."""

    sid: str = field(repr=False)
    """Names this browser's session; uploads and links to files belong to it."""

    account: str
    """What separates the data of different people: see :func:`webcast.library.account_key`."""

    username: str = field(repr=False)
    """The platform's user name, to show; empty when working with files only."""

    api: ApiSession | None = field(repr=False)
    """The platform's session; None when working with files only."""

    files_only: bool
    expires_at: datetime

    token: str = field(default="", repr=False)
    """Tells this cookie from earlier ones of the session."""

    person: str = ""
    """Which person of the dashboard they are; empty for who signed in with the platform's own account."""

    role: Role = Role.ADMIN
    """What they may see and do: everything, for who signs in with the platform's account or opens their own files."""

    proved_at: datetime | None = None
    """When a person last showed who they are, by signing in or since; None for all others."""

    @property
    def sees_people(self) -> bool:
        """Whether they may see who somebody is; else the data that they get says it of nobody."""
        return self.role.may(Role.PEOPLE)

    @property
    def has_views(self) -> bool:
        """Whether the account's saved views are theirs to see; these can name people."""
        return self.sees_people and not self.files_only

    @property
    def owner(self) -> str:
        """Names whose a page is: what somebody else, or of another role, was shown is not to be found in it."""
        mine = f"{self.account} {self.person}".strip()
        return mine if self.role is Role.ADMIN else f"{mine} {self.role.value}"

    @property
    def holder(self) -> str:
        """What their sessions are kept under: the person, else the account."""
        return holder(self.person) if self.person else self.account


@dataclass(frozen=True)
class Came:
    """Where somebody comes from.

    Attributes:
        where: The network address.
        browser: Which browser, in a few words.
    """

    where: str = field(default="", repr=False)
    browser: str = field(default="", repr=False)


def new_visitor(
    *,
    account: str,
    username: str,
    api: ApiSession | None,
    expires_at: datetime,
    sid: str | None = None,
    role: Role = Role.ADMIN,
    person: str = "",
    proved_at: datetime | None = None,
) -> Visitor:
    """Return a visitor under a fresh session name, or under one that goes on."""
    return Visitor(
        sid=sid or secrets.token_urlsafe(24),
        account=account,
        username=username,
        api=api,
        files_only=api is None,
        expires_at=expires_at,
        token=secrets.token_urlsafe(16),
        role=role,
        person=person,
        proved_at=proved_at,
    )


def files_only_visitor(expires_at: datetime) -> Visitor:
    """Return a visitor without account, whose data is their own session's alone."""
    sid = secrets.token_urlsafe(24)
    return Visitor(
        sid=sid,
        account=f"files-{sid}",
        username="",
        api=None,
        files_only=True,
        expires_at=expires_at,
        token=secrets.token_urlsafe(16),
    )


class Sessions(Protocol):
    """The sessions in force."""

    def in_force(self, sid: str, token: str | None, now: datetime) -> bool:
        """Tell whether a session is in force, by the cookie with this token, or by whichever (None)."""
        ...


class Cookies:
    """Makes and reads the cookie's value.

    Args:
        keys: 32 bytes each, newest first: the first seals, all of them open.
        sessions: The sessions in force.
        secure: Whether browsers reach us over TLS alone.
        base: The path that the dashboard stands under.
        now: The clock.
    """

    def __init__(
        self,
        keys: Sequence[bytes],
        sessions: Sessions,
        *,
        secure: bool = False,
        base: str = "",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._box = MultiFernet([Fernet(urlsafe_b64encode(key)) for key in keys])
        self._sessions = sessions
        self._now = now
        self.secure = secure
        self.name = cookie_name(COOKIE_NAME, secure=secure, base=base)

    def seal(self, visitor: Visitor) -> str:
        """Return the cookie's value for a visitor."""
        return tokens.to_cookie(self._box.encrypt(json.dumps(_to_json(visitor), separators=(",", ":")).encode()))

    def read(self, value: str, *, of_open_page: bool = False) -> Visitor | None:
        """Return the visitor of a cookie; None when it is not ours, was changed, or its session is over.

        Args:
            value: The cookie.
            of_open_page: The page was opened with it: it need not be the newest of its session any more. The gate
                opens none with an older one, and closes those that have one soon after a newer was made.
        """
        try:
            visitor = _from_json(json.loads(self._box.decrypt(tokens.from_cookie(value))))
        except (InvalidToken, KeyError, TypeError, ValueError):
            return None
        now = self._now()
        token = None if of_open_page else visitor.token
        return visitor if visitor.expires_at > now and self._sessions.in_force(visitor.sid, token, now) else None

    def read_from(self, cookies: Mapping[str, str], *, of_open_page: bool = False) -> Visitor | None:
        """Return the visitor of a request's cookies: see :meth:`read`."""
        value = cookies.get(self.name)
        return self.read(value, of_open_page=of_open_page) if value else None


def _to_json(visitor: Visitor) -> dict[str, Any]:
    api = visitor.api
    return {
        "v": _VERSION,
        "sid": visitor.sid,
        "tok": visitor.token,
        "acc": visitor.account,
        "usr": visitor.username,
        "rol": visitor.role.value,
        "per": visitor.person,
        "prv": None if visitor.proved_at is None else visitor.proved_at.timestamp(),
        "api": None if api is None else api.to_json(),
        "exp": visitor.expires_at.timestamp(),
    }


def _from_json(found: dict[str, Any]) -> Visitor:
    if found["v"] != _VERSION:
        raise ValueError("another version's cookie")
    api = None if found["api"] is None else ApiSession.from_json(found["api"])
    proved = found.get("prv")
    return Visitor(
        sid=found["sid"],
        account=found["acc"],
        username=found["usr"],
        api=api,
        files_only=api is None,
        expires_at=datetime.fromtimestamp(found["exp"], UTC),
        token=found["tok"],
        # Whoever signed in before there were roles signed in with the platform's account.
        role=Role(found.get("rol", Role.ADMIN)),
        person=found.get("per", ""),
        proved_at=None if proved is None else datetime.fromtimestamp(proved, UTC),
    )


def having_proved(visitor: Visitor, now: datetime) -> Visitor:
    """Return the visitor once they have shown again who they are."""
    return replace(visitor, proved_at=now)


def with_api(visitor: Visitor, api: ApiSession) -> Visitor:
    """Return the visitor with a newer platform session."""
    return replace(visitor, api=api)
