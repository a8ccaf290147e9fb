"""Refreshes the held accounts by itself, with nobody signed in: their event lists, and the reports that changed.

Every process of the dashboard looks once a minute, and one of them refreshes an account when it is due: whichever
takes the lease. What came of it is kept, sealed, so that all of them, and the next start, know when it is due again.
A failure is tried again after minutes, then after longer and longer.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import polars as pl

from webcast.api.client import ReportingClient
from webcast.errors import LibraryError, WebcastError
from webcast.happenings import happened
from webcast.language import carried, following, spoken, taken
from webcast.library.following import due_room
from webcast.library.held_accounts import Held, HeldAccounts
from webcast.library.held_sign_in import HeldCredentials, HeldSignIn
from webcast.library.kept import Kept
from webcast.library.looking import Looking
from webcast.library.parts import Parts
from webcast.library.runner import bug
from webcast.library.sync import Syncer
from webcast.settings import Settings

KIND: Final = "refresh"
_NAME: Final = "last"
LEASE: Final = "refresh"

LOOK_SECONDS: Final = 60.0
"""So often each process looks whether an account is due."""

FIRST_AGAIN: Final = timedelta(minutes=5)
"""After one failure it is tried again after so long, after each further one after twice as long."""

LONGEST_AGAIN: Final = timedelta(hours=12)

AT_ONCE: Final = 50
"""Reports that one refresh asks for: what people ask for meanwhile waits behind them, and for no more."""

_LONGEST: Final = 1_000
_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class Refreshed:
    """How the refreshing of an account stands.

    Attributes:
        account: The account key.
        username: Its name at the platform.
        last: When its event list was last had so; None: never.
        reports: How many reports were asked for then.
        failure: Why the last try failed, in the reader's words; empty when it did not.
        failed_at: When that was.
        next: From when it is tried next; None: it is not refreshed by itself.
    """

    account: str
    username: str = field(repr=False)
    last: datetime | None = None
    reports: int = 0
    failure: str = ""
    failed_at: datetime | None = None
    next: datetime | None = None


class Schedule:
    """Refreshes them.

    Args:
        parts: The parts of the library.
        kept: Where it is kept what came of it.
        held: The accounts.
        sign_in: Signs in with them.
        sync: Fetches reports.
        tag: Makes an account's tag of its key.
    """

    def __init__(
        self,
        parts: Parts,
        kept: Kept,
        held: HeldAccounts,
        sign_in: HeldSignIn,
        sync: Syncer,
        *,
        tag: Callable[[str], str],
    ) -> None:
        self._parts = parts
        self._kept = kept
        self._held = held
        self._sign_in = sign_in
        self._sync = sync
        self._tag = tag
        self._looking = Looking("library schedule")

    def begin(self, every: float = LOOK_SECONDS) -> None:
        """Look from now on, in a thread; nothing where no account is to be refreshed by itself.

        Args:
            every: Seconds between two looks.
        """
        if self._settings.refresh_every_minutes:
            self._looking.begin(self.look, every)

    def stop(self) -> None:
        """Begin to stop."""
        self._looking.stop()

    def close(self) -> None:
        """Stop; a platform that does not answer keeps nobody from ending the program."""
        self._looking.close()

    def look(self) -> None:
        """Refresh the accounts that are due and that no other process is at.

        Raises:
            LibraryError: The library does not answer.
        """
        if not self._settings.refresh_every_minutes or not within(self._settings, self._now()):
            return
        for account in self._held.all():
            if self._looking.stops:
                return
            if self._is_due(account) and self._take(account):
                try:
                    if self._is_due(account):  # another process may have been quicker
                        self._refresh(account)
                finally:
                    self._give_back(account)

    def states(self) -> list[Refreshed]:
        """Return how it stands with each account that is held, by name.

        Raises:
            LibraryError: The library does not answer.
        """
        return [self._state(account) for account in self._held.all()]

    def state(self, key: str) -> Refreshed | None:
        """Return how it stands with one account; None where it is not held.

        Raises:
            LibraryError: The library does not answer.
        """
        account = self._held.of(key)
        return None if account is None else self._state(account)

    # When

    @property
    def _settings(self) -> Settings:
        return self._parts.settings

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._parts.clock().wall, UTC)

    def _is_due(self, account: Held) -> bool:
        noted = self._noted(account)
        if not noted or (noted["failures"] and account.since > _moment(noted["wall"])):
            return True  # another password was entered since it failed
        age = self._parts.clock().since(noted["wall"], noted["steady"], noted["boot"])
        return age >= self._wait(noted).total_seconds()

    def _wait(self, noted: dict[str, Any]) -> timedelta:
        every = timedelta(minutes=self._settings.refresh_every_minutes)
        if noted["failures"]:
            times = 1 << min(int(noted["failures"]) - 1, 20)
            return min(FIRST_AGAIN * times, LONGEST_AGAIN)
        return min(every, FIRST_AGAIN) if noted["more"] else every

    def _state(self, account: Held) -> Refreshed:
        noted = self._noted(account)
        on = bool(self._settings.refresh_every_minutes)
        if not noted:
            return Refreshed(account.key, account.username, next=opens(self._settings, self._now()) if on else None)
        tried = _moment(noted["wall"])
        due = self._now() if self._is_due(account) else tried + self._wait(noted)
        return Refreshed(
            account.key,
            account.username,
            last=_moment(noted["last"]) if noted["last"] else None,
            reports=noted["reports"],
            failure=spoken(taken(noted["why"])) if noted["failures"] else "",
            failed_at=tried if noted["failures"] else None,
            next=opens(self._settings, due) if on else None,
        )

    # Whose turn

    def _take(self, account: Held) -> bool:
        tag = self._tag(account.key)
        with self._parts.guard.write(lock=f"refresh {tag}") as conn:
            taken_now = self._parts.leases.take(conn, tag, LEASE)
        if taken_now:
            self._parts.leases.keep(tag, LEASE)
        return taken_now

    def _give_back(self, account: Held) -> None:
        # What cannot be given back frees itself by time.
        with suppress(LibraryError), self._parts.guard.write() as conn:
            self._parts.leases.give_back(conn, self._tag(account.key), LEASE)

    # What

    def _refresh(self, account: Held) -> None:
        tag, outcome = self._tag(account.key), "refreshed"
        try:
            client = ReportingClient(self._settings)
            session = self._sign_in.sign_in(client, account.key)
            self._parts.listings.remember(tag, client.events(session))
            wanted, more = self._wanted(tag)
            credentials = HeldCredentials(self._held, account.key)
            self._sync.start(account.key, session, wanted, credentials)
        except WebcastError as exc:
            outcome = type(exc).__name__
            self._note(account, failed=following(exc.message, exc.remedy))
        except Exception as exc:  # noqa: BLE001 a bug of ours costs one try of one account
            outcome = type(exc).__name__
            self._note(account, failed=bug(exc))
        else:
            self._note(account, reports=len(wanted), more=more)
        finally:
            happened(
                _LOG, "refresh", "An event list was to be refreshed by itself: %s.", outcome,
                level=logging.INFO if outcome == "refreshed" else logging.WARNING, outcome=outcome,
            )  # fmt: skip

    def _wanted(self, tag: str) -> tuple[list[str], bool]:
        """Return the events whose reports are held and no more current, and whether there are more of them.

        Nothing while anything else is waited for. What has expired at the platform is spent by nobody but people.
        """
        events = self._parts.catalogue.events(tag).filter(~pl.col("is_expired").fill_null(value=False))
        changed, due = (
            events.filter(pl.col("freshness") == name)["event_id"].to_list() for name in ("changed", "due")
        )
        if self._parts.jobs.pending(tag):
            return [], bool(changed or due)
        room = min(AT_ONCE, due_room(self._parts.ledger.left(tag, expired=False), 0))
        return [*changed, *due][:room], len(changed) + len(due) > room

    def _noted(self, account: Held) -> dict[str, Any]:
        with self._kept.reading(self._tag(account.key), KIND) as shelf:
            found = shelf.document(_NAME)
        return {} if found is None else dict(found.data)

    def _note(self, account: Held, *, reports: int = 0, more: bool = False, failed: str = "") -> None:
        now, before = self._parts.clock(), self._noted(account)
        noted = {"wall": now.wall_ms, "steady": now.steady_ms, "boot": now.boot}
        if failed:
            noted |= {"last": before.get("last", 0), "reports": before.get("reports", 0), "more": False}
            noted |= {"failures": before.get("failures", 0) + 1, "why": carried(failed, most=_LONGEST)}
        else:
            noted |= {"last": now.wall_ms, "reports": reports, "more": more, "failures": 0, "why": ""}
        with self._kept.changing(self._tag(account.key), KIND) as shelf:
            shelf.put(_NAME, noted, most=1)


def within(settings: Settings, now: datetime) -> bool:
    """Tell whether accounts may be refreshed at a time of day."""
    if settings.refresh_between is None:
        return True
    first, last = settings.refresh_between
    local = now.astimezone(ZoneInfo(settings.time_zone))
    minute = local.hour * 60 + local.minute
    return first <= minute < last if first < last else minute >= first or minute < last


def opens(settings: Settings, due: datetime) -> datetime:
    """Return when what is due may be done: then, or when the hours of the settings begin again."""
    if within(settings, due):
        return due
    first = (settings.refresh_between or (0, 0))[0]
    local = due.astimezone(ZoneInfo(settings.time_zone))
    begins = local.replace(hour=first // 60, minute=first % 60, second=0, microsecond=0)
    return (begins if begins > local else begins + timedelta(days=1)).astimezone(UTC)


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
