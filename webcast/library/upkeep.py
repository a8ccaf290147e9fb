"""Keeping the library in order: repairing, pruning, forgetting."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar

import polars as pl
from sqlalchemy import true
from sqlalchemy.sql import ColumnElement

from webcast.decode.bounds import TooLarge
from webcast.errors import BadData, Damaged, UnknownEvent
from webcast.library import packing
from webcast.library.audit import EVERYBODY, Audit
from webcast.library.clock import Clock
from webcast.library.held_of_person import HeldOf, Looker
from webcast.library.intake import Intake
from webcast.library.kept import Kept
from webcast.library.person_in import in_raw, together
from webcast.library.privacy import Forgotten, key_of, registrants_of, without
from webcast.library.retention import safe_limit, too_many, too_old
from webcast.library.snapshot import DamagedReport, Snapshot
from webcast.library.snapshots import Snapshots
from webcast.library.steps import Step
from webcast.library.tables import HELD, RECEIVING, snapshots
from webcast.reports import Report
from webcast.reports.joined import BOTH
from webcast.settings import Settings
from webcast.workers import Unfinished

T = TypeVar("T")

_DAY: Final = 86_400.0
_AT_A_TIME: Final = 20
"""Reports that are deleted together."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Asked:
    """Who asks for something to be taken away, and of whom.

    Attributes:
        user: Who, for the audit log.
        where: From which network address.
        accounts: Tags of the accounts that it is taken from; None: from all.
        account: Tag of the one under which it is recorded.
    """

    user: str
    where: str = ""
    accounts: frozenset[str] | None = None
    account: str = EVERYBODY


class Upkeep:
    """Repairs, prunes and forgets, over all accounts; what it repaired or dropped is in the log.

    Args:
        settings: What is kept, and how long.
        clock: The clock.
        held: The snapshots.
        intake: Decodes what they were made from.
        audit: Where it is recorded.
        kept: What accounts keep beside their reports.
        forgotten: Called when something was taken away: to clear what is in memory and in the database's log.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        held: Snapshots,
        *,
        intake: Intake,
        audit: Audit,
        kept: Kept,
        forgotten: Callable[[], None],
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._snapshots = held
        self._intake = intake
        self._audit = audit
        self._kept = kept
        self._forgotten = forgotten
        self._pruned_at: float | None = None

    # Repairing

    def open(self, wanted: list[Snapshot], places: Mapping[str, Sequence[int]] | None = None) -> Report:
        """Return the tables of snapshots; those of another version or damaged are made again from the response.

        Args:
            wanted: The snapshots.
            places: To which registrants they are cut: see :meth:`.Snapshots.open`.

        Raises:
            DamagedReport: One cannot be made again.
            TooLarge, Unfinished: One was not, within what a report may take; it is still there.
        """
        return self._repaired(wanted, lambda: self._snapshots.open(wanted, places))

    def columns(self, wanted: list[Snapshot], names: Sequence[str]) -> pl.DataFrame:
        """Return some columns of the registrants of snapshots, ``event_id`` first, as :meth:`open` has them.

        Raises:
            DamagedReport, TooLarge, Unfinished: As :meth:`open` does.
        """
        return self._repaired(wanted, lambda: self._snapshots.columns(wanted, names))

    def _repaired(self, wanted: list[Snapshot], read: Callable[[], T]) -> T:
        """Return what is read of snapshots, of which some may have to be made again for it."""
        for snapshot in wanted:
            if _to_be_made_again(snapshot):
                self._repair(snapshot)
        for _ in wanted:
            try:
                return read()
            except DamagedReport as exc:
                self._repair(exc.snapshot)
        return read()

    def _repair(self, snapshot: Snapshot) -> None:
        """Make a snapshot's tables again; one that cannot be is dropped, so that its event does not count as held."""
        try:
            self._make_again(snapshot)
        except (TooLarge, Unfinished):
            raise  # with more memory or time it can be
        except (BadData, Damaged, UnknownEvent):
            self._snapshots.drop([snapshot.id])
            _log.warning(
                "A report of event %s was damaged and could not be made again; it was dropped.", snapshot.event_id
            )
            raise DamagedReport(snapshot) from None
        _log.warning(
            "The tables of event %s were damaged or of another version; they were made again from the response "
            "as received.",
            snapshot.event_id,
        )

    def decode_again(self) -> tuple[int, int]:
        """Decode every raw response again; return how many could be and how many could not."""
        found = self._snapshots.find(snapshots.c.raw_bytes.is_not(None) & (snapshots.c.state != RECEIVING))
        worked = [self._decode_again(snapshot) for snapshot in found]
        return sum(worked), len(worked) - sum(worked)

    def _make_again(self, snapshot: Snapshot) -> None:
        self._snapshots.hold(snapshot, self._intake.decode(snapshot))

    def _decode_again(self, snapshot: Snapshot) -> bool:
        try:
            self._make_again(snapshot)
        except (BadData, Damaged, UnknownEvent):
            return False
        return True

    # Pruning

    def prune_event(self, account: str, event_id: str) -> None:
        """Prune an event's older snapshots, now that a new one is held."""
        mine = (snapshots.c.account == account) & (snapshots.c.event_id == event_id) & (snapshots.c.state == HELD)
        self._prune(too_many(self._snapshots.find(mine), self._settings.keep_snapshots))
        self.prune_all()

    def prune_all(self) -> None:
        """Prune every event's, by number and age, and the audit log by age, once a day."""
        now = self._clock()
        if self._pruned_at is not None and now.steady - self._pruned_at < _DAY:
            return
        self._pruned_at = now.steady
        if self._settings.audit_days:
            self._audit.prune(self._settings.audit_days)
        held = self._snapshots.find(snapshots.c.state == HELD)
        old = too_many(held, self._settings.keep_snapshots)
        if self._settings.retention_days:
            limit = safe_limit(held, datetime.fromtimestamp(now.wall, UTC), self._settings.retention_days)
            old += too_old(held, limit)
        self._prune(old)

    def _prune(self, old: list[Snapshot]) -> None:
        if old:
            pruned = self._snapshots.drop([snapshot.id for snapshot in old])
            self._audit.record(EVERYBODY, "the program", "retention", {"snapshots": pruned})

    # Forgetting

    def look_for(self, email: str, accounts: frozenset[str] | None, step: Step) -> HeldOf:
        """Return what is held of a person; ``accounts`` are tags, None of all."""
        looker = Looker(self._snapshots, self._kept, self.open)
        return looker.look(email, self._received(accounts), accounts, step)

    def forget_person(self, email: str, asked: Asked, step: Step) -> Forgotten:
        """Take a person out of every snapshot, raw responses included, and delete the saved views that name them."""
        key, found = key_of(email), self._received(asked.accounts)
        gone, views = [], 0
        try:
            for number, snapshot in enumerate(found):
                step(number, len(found))
                gone.append((snapshot, self._forget_in(snapshot, key)))
            views = self._kept.forget(key, asked.accounts)
        finally:
            # However it ended: what was taken out is recorded.
            total = together(gone, views)
            self._record(asked, "forget person", total.counts())
            self._forgotten()
        return total

    def _received(self, accounts: frozenset[str] | None) -> list[Snapshot]:
        return self._snapshots.find((snapshots.c.state != RECEIVING) & _of(accounts))

    def reports_of(self, event_id: str, accounts: frozenset[str] | None) -> int:
        """Return how many snapshots :meth:`forget_event` would delete."""
        return len(self._snapshots.find((snapshots.c.event_id == event_id) & _of(accounts)))

    def forget_event(self, event_id: str, asked: Asked, step: Step) -> int:
        """Delete every snapshot of an event and return how many there were."""
        found = self._snapshots.find((snapshots.c.event_id == event_id) & _of(asked.accounts))
        return self._forget(found, asked, "forget event", step)

    def due(self, days: int, accounts: frozenset[str] | None, *, newest_too: bool) -> list[Snapshot]:
        """Return the snapshots that :meth:`apply_retention` would delete."""
        before = datetime.fromtimestamp(self._clock().wall, UTC) - timedelta(days=days)
        held = self._snapshots.find((snapshots.c.state == HELD) & _of(accounts))
        return too_old(held, before, newest_too=newest_too)

    def apply_retention(self, days: int, asked: Asked, *, newest_too: bool, step: Step) -> int:
        """Delete the snapshots fetched longer ago and return how many there were."""
        return self._forget(self.due(days, asked.accounts, newest_too=newest_too), asked, "retention", step)

    def _forget_in(self, snapshot: Snapshot, key: str) -> Forgotten:
        raw = self._forget_in_raw(snapshot, key)
        if snapshot.state != HELD:
            if raw.raw_dropped:
                self._snapshots.drop([snapshot.id])  # nothing is left of it
            return raw
        try:
            report = self.open([snapshot])
        except DamagedReport:
            return raw  # dropped, and the person with it
        people = registrants_of(report, key)
        if people.height:
            self._snapshots.hold(snapshot, without(report, people))
        return Forgotten(people.height, 0, 0, raw.raw_rewritten, raw.raw_dropped)

    def _forget_in_raw(self, snapshot: Snapshot, key: str) -> Forgotten:
        found = in_raw(self._snapshots, snapshot, key)
        if snapshot.raw_bytes is not None and snapshot.format != BOTH:
            self._snapshots.drop_json(snapshot)  # what had come of one that was cut off
        if found.named:
            self._snapshots.replace_raw(snapshot, found.kept)
        return found.counts

    def _forget(self, found: list[Snapshot], asked: Asked, action: str, step: Step) -> int:
        gone: list[Snapshot] = []
        try:
            # Not all in one transaction, which everybody who writes would wait for.
            for start in range(0, len(found), _AT_A_TIME):
                step(start, len(found))
                some = found[start : start + _AT_A_TIME]
                self._snapshots.drop([snapshot.id for snapshot in some])
                gone += some
        finally:
            events = sorted({snapshot.event_id for snapshot in gone})
            self._record(asked, action, {"snapshots": len(gone), "events": len(events)}, events)
            self._forgotten()
        return len(gone)

    def _record(self, asked: Asked, action: str, counts: Mapping[str, int], events: Iterable[str] = ()) -> None:
        self._audit.record(asked.account, asked.user, action, counts, where=asked.where, events=events)


def _of(accounts: frozenset[str] | None) -> ColumnElement[bool]:
    return true() if accounts is None else snapshots.c.account.in_(accounts)


def _to_be_made_again(snapshot: Snapshot) -> bool:
    """Tell whether a snapshot's tables are of another version; usable ones whose response is gone stay."""
    if snapshot.decoder == packing.VERSION:
        return False
    usable = (snapshot.decoder or "").partition(".")[0] == packing.COLUMNS
    return snapshot.raw_bytes is not None or not usable
