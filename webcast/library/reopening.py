"""Reports that one piece of work opens some after others, and more than once: none may become another meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import polars as pl

from webcast.library.snapshot import Snapshot
from webcast.library.snapshots import Snapshots
from webcast.library.tables import snapshots
from webcast.library.upkeep import Upkeep
from webcast.reports import Report
from webcast.reports.unopened import ChangedMeanwhile

T = TypeVar("T")


class Reopening:
    """Opens them each time as they are now, and says when one is another than before.

    A snapshot that was made again at its first opening (:meth:`Upkeep.open`) is not made again at the next ones.

    Args:
        held: The snapshots.
        upkeep: Opens them.
        wanted: The snapshot of each event, by its id.
    """

    def __init__(self, held: Snapshots, upkeep: Upkeep, wanted: Mapping[str, Snapshot]) -> None:
        self._held = held
        self._upkeep = upkeep
        self._wanted = wanted
        self._seen: dict[str, int] = {}

    def open(self, event_ids: Sequence[str]) -> Report:
        """Return the reports of some events as one, in this order.

        Raises:
            ChangedMeanwhile: One was opened before and is another now, or it is gone.
            Damaged: A report cannot be opened.
        """
        return self._read(event_ids, self._upkeep.open)

    def columns(self, event_ids: Sequence[str], names: Sequence[str]) -> pl.DataFrame:
        """Return some columns of the registrants of some events, ``event_id`` first, and read no other.

        Raises:
            ChangedMeanwhile, Damaged: As :meth:`open` does.
        """
        return self._read(event_ids, lambda found: self._upkeep.columns(found, names))

    def few(self, places: Mapping[str, Sequence[int]]) -> Report:
        """Return the reports of some events, cut to registrants at these places: see :mod:`webcast.reports.few`.

        Raises:
            ChangedMeanwhile, Damaged: As :meth:`open` does.
            IndexError: An event has fewer registrants.
        """
        return self._read(list(places), lambda found: self._upkeep.open(found, places))

    def _read(self, event_ids: Sequence[str], read: Callable[[list[Snapshot]], T]) -> T:
        while True:
            found = self._now(event_ids)
            what = read(found)
            revisions = {snapshot.event_id: snapshot.revision for snapshot in self._now(event_ids)}
            if all(revisions[snapshot.event_id] == snapshot.revision for snapshot in found):
                self._seen |= revisions
                return what

    def _now(self, event_ids: Sequence[str]) -> list[Snapshot]:
        ids = [self._wanted[event_id].id for event_id in event_ids]
        there = {snapshot.event_id: snapshot for snapshot in self._held.find(snapshots.c.id.in_(ids))}
        for event_id in event_ids:
            if event_id not in there or there[event_id].revision != self._seen.get(
                event_id, there[event_id].revision
            ):
                raise ChangedMeanwhile
        return [there[event_id] for event_id in event_ids]
