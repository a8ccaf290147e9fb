"""Keeping the library in order: repairing, pruning, forgetting."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from webcast.decode.bounds import TooLarge
from webcast.errors import BadData, Damaged, UnknownEvent
from webcast.library import packing
from webcast.library.audit import EVERYBODY, Audit
from webcast.library.clock import Clock
from webcast.library.intake import Intake
from webcast.library.kept import Kept
from webcast.library.privacy import Forgotten, cut_out, key_of, mentions, registrants_of, without
from webcast.library.retention import safe_limit, too_many, too_old
from webcast.library.snapshots import DamagedReport, Snapshot, Snapshots
from webcast.library.tables import HELD, RAW, RAW_JSON, RECEIVING, snapshots
from webcast.reports import Report
from webcast.reports.joined import BOTH
from webcast.settings import Settings
from webcast.workers import Unfinished

_DAY: Final = 86_400.0

_log = logging.getLogger(__name__)


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

    def open(self, wanted: list[Snapshot]) -> Report:
        """Return the tables of snapshots; those of another version or damaged are made again from the response.

        Raises:
            DamagedReport: One cannot be made again.
            TooLarge, Unfinished: One was not, within what a report may take; it is still there.
        """
        for snapshot in wanted:
            if _to_be_made_again(snapshot):
                self._repair(snapshot)
        for _ in wanted:
            try:
                return self._snapshots.open(wanted)
            except DamagedReport as exc:
                self._repair(exc.snapshot)
        return self._snapshots.open(wanted)

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
        """Prune every event's, by number and age, once a day."""
        now = self._clock()
        if self._pruned_at is not None and now.steady - self._pruned_at < _DAY:
            return
        self._pruned_at = now.steady
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

    def forget_person(self, email: str, user: str) -> Forgotten:
        """Take a person out of every snapshot, raw responses included, and delete the saved views that name them."""
        key = key_of(email)
        found = self._snapshots.find(snapshots.c.state != RECEIVING)
        gone = [(snapshot, self._forget_in(snapshot, key)) for snapshot in found]
        touched = [(snapshot, counts) for snapshot, counts in gone if counts != Forgotten()]
        total = Forgotten(
            registrants=sum(counts.registrants for _, counts in touched),
            snapshots=len(touched),
            events=len({snapshot.event_id for snapshot, _ in touched}),
            raw_rewritten=sum(counts.raw_rewritten for _, counts in touched),
            raw_dropped=sum(counts.raw_dropped for _, counts in touched),
            views=self._kept.forget(key),
        )
        self._audit.record(EVERYBODY, user, "forget person", total.counts())
        self._forgotten()
        return total

    def forget_event(self, event_id: str, user: str) -> int:
        """Delete every snapshot of an event and return how many there were."""
        return self._forget(self._snapshots.find(snapshots.c.event_id == event_id), user, "forget event")

    def apply_retention(self, days: int, user: str, *, newest_too: bool) -> int:
        """Delete the snapshots fetched longer ago and return how many there were."""
        before = datetime.fromtimestamp(self._clock().wall, UTC) - timedelta(days=days)
        held = self._snapshots.find(snapshots.c.state == HELD)
        return self._forget(too_old(held, before, newest_too=newest_too), user, "retention")

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
        if snapshot.raw_bytes is None:
            return Forgotten()
        if snapshot.format == BOTH:
            return self._forget_in_both(snapshot, key)
        self._snapshots.drop_json(snapshot)  # what had come of one that was cut off
        try:
            raw = self._snapshots.raw(snapshot).readall() or b""
        except Damaged:
            self._snapshots.replace_raw(snapshot, None)  # it cannot be known who is in it
            return Forgotten(raw_dropped=1)
        if not mentions(raw, key):
            return Forgotten()
        kept = cut_out(raw, key)
        self._snapshots.replace_raw(snapshot, kept)
        return Forgotten(raw_rewritten=int(kept is not None), raw_dropped=int(kept is None))

    def _forget_in_both(self, snapshot: Snapshot, key: str) -> Forgotten:
        """Delete the responses in XML and JSON where they name the person: without one the other makes no report."""
        try:
            named = any(
                mentions(self._snapshots.raw(snapshot, kind).readall() or b"", key) for kind in (RAW, RAW_JSON)
            )
        except (Damaged, UnknownEvent):
            named = True  # it cannot be known who is in them
        if not named:
            return Forgotten()
        self._snapshots.replace_raw(snapshot, None)
        return Forgotten(raw_dropped=2)

    def _forget(self, found: list[Snapshot], user: str, action: str) -> int:
        self._snapshots.drop([snapshot.id for snapshot in found])
        events = len({snapshot.event_id for snapshot in found})
        self._audit.record(EVERYBODY, user, action, {"snapshots": len(found), "events": events})
        self._forgotten()
        return len(found)


def _to_be_made_again(snapshot: Snapshot) -> bool:
    """Tell whether a snapshot's tables are of another version; usable ones whose response is gone stay."""
    if snapshot.decoder == packing.VERSION:
        return False
    usable = (snapshot.decoder or "").partition(".")[0] == packing.COLUMNS
    return snapshot.raw_bytes is not None or not usable
