"""The time zones that the platform offers: asked for beside the pages, once a session, and never waited for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock, Thread
from typing import Final

from webcast import zones
from webcast.api.client import ReportingClient
from webcast.api.session import ApiSession
from webcast.errors import WebcastError
from webcast.happenings import Asked, present, under
from webcast.library import Library
from webcast.web.visitor import Visitor

FRESH: Final = timedelta(days=1)
"""A list that is younger is not asked for again."""


@dataclass(frozen=True)
class Offered:
    """What a menu offers.

    Attributes:
        names: The platform's zones that our libraries know, in its order; none where there is no list (yet).
        at: When it listed them.
        failed: It was asked in this session and did not answer, and there is no older list.
    """

    names: tuple[str, ...] = ()
    at: datetime | None = None
    failed: bool = False


NOTHING: Final = Offered()


class ZoneLists:
    """The lists of the accounts that are signed in.

    Args:
        client: Asks the platform.
        library: Keeps what it answers.
        now: The clock.
    """

    def __init__(self, client: ReportingClient, library: Library, now: Callable[[], datetime]) -> None:
        self._client = client
        self._library = library
        self._now = now
        self._lock = Lock()
        self._of_account: dict[str, Offered] = {}
        self._asked: dict[str, str] = {}
        """Session → its account, for those on whose behalf a list was asked for."""
        self._asking: set[str] = set()
        """Accounts whose list is on its way."""

    def offered(self, visitor: Visitor) -> Offered:
        """Return what there is, at once; the first time in a session the platform is asked in the background."""
        if visitor.api is None:
            return NOTHING
        with self._lock:
            ask = visitor.sid not in self._asked and visitor.account not in self._asking
            if ask:
                self._asked[visitor.sid] = visitor.account
                self._asking.add(visitor.account)
            found = self._of_account.get(visitor.account, NOTHING)
        if ask:
            given = (visitor.account, visitor.api, present())
            Thread(target=self._ask, args=given, name="time zones", daemon=True).start()
        return found

    def drop(self, sid: str) -> None:
        """Forget a session; and, with the last one of an account, its list, which the library keeps."""
        with self._lock:
            account = self._asked.pop(sid, None)
            if account is not None and account not in self._asked.values():
                self._of_account.pop(account, None)

    def _ask(self, account: str, api: ApiSession, asked: Asked | None) -> None:
        try:
            with under(asked):
                found = self._found(account, api)
            with self._lock:
                self._of_account[account] = found
        finally:
            with self._lock:
                self._asking.discard(account)

    def _found(self, account: str, api: ApiSession) -> Offered:
        kept = None
        try:
            kept = self._library.zones.of(account)
            if kept is None or self._now() - kept.at >= FRESH:
                kept = self._library.zones.remember(account, self._client.time_zones(api))
        except WebcastError:
            if kept is None:
                return Offered(failed=True)
        known = zones.names()
        return Offered(tuple(name for name in kept.names if name in known), kept.at)
