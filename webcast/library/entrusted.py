"""What a session entrusts to the other processes: whom the platform is asked as on its behalf.

Only where several processes share a dashboard: one of them fetches, and any may be asked next. It is sealed, goes
with the session, and is in no backup. A process alone keeps it in memory (:mod:`webcast.web.live`).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from webcast.api.redaction import Secret
from webcast.api.session import ApiSession
from webcast.library.passing import Passing, Terms

KIND = "login"


@dataclass(frozen=True)
class Entrusted:
    """Whom the platform is asked as.

    Attributes:
        sid: The session.
        account: Its account key.
        until: When the session ends.
        api: The newest platform session.
        username: The account's name there.
        password: Its password; None where it is held for people of the dashboard, and asked of the library.
    """

    sid: str = field(repr=False)
    account: str
    until: datetime
    api: ApiSession | None = field(default=None, repr=False)
    username: str = field(default="", repr=False)
    password: Secret | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Logins:
    """Those of all sessions.

    Attributes:
        passing: Where they are.
        tag: Makes an account's tag of its key.
    """

    passing: Passing
    tag: Callable[[str], str]

    def entrust(self, login: Entrusted) -> None:
        """Leave a session's, in place of its earlier one.

        Raises:
            LibraryError: It cannot be left.
        """
        said = {
            "sid": login.sid,
            "account": login.account,
            "until": login.until.isoformat(),
            "api": None if login.api is None else login.api.to_json(),
            "username": login.username,
            "password": None if login.password is None else login.password.reveal(),
        }
        terms = Terms(login.until, most=1)
        self.passing.put(login.sid, KIND, self.tag(login.account), json.dumps(said).encode(), terms)

    def of(self, sid: str) -> Entrusted | None:
        """Return a session's; None where it is over, or left none.

        Raises:
            LibraryError: It cannot be read.
        """
        for left in self.passing.left(sid, KIND):
            data = self.passing.get(sid, KIND, left.id)
            return None if data is None else _read(data)
        return None

    def newest(self, tag: str) -> Entrusted | None:
        """Return the one that was left last of an account, by its tag; None where there is none.

        Raises:
            LibraryError: It cannot be read.
        """
        data = self.passing.newest(KIND, tag)
        return None if data is None else _read(data)

    def renew(self, sid: str, api: ApiSession) -> None:
        """Note the platform session that was opened again on a session's behalf; nothing once it is over."""
        login = self.of(sid)
        if login is not None:
            self.entrust(replace(login, api=api))


def _read(data: bytes) -> Entrusted:
    said = json.loads(data)
    return Entrusted(
        sid=said["sid"],
        account=said["account"],
        until=datetime.fromisoformat(said["until"]),
        api=None if said["api"] is None else ApiSession.from_json(said["api"]),
        username=said["username"],
        password=None if said["password"] is None else Secret(said["password"]),
    )
