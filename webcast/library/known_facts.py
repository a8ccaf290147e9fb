"""What held reports say of their events, at hand without opening them.

For reports that an older version of the program held it is made in the background.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from threading import Lock
from typing import Any, Final

import polars as pl
from sqlalchemy import select

from webcast.errors import Damaged
from webcast.library.facts import TIMES, place, write
from webcast.library.guard import Guard
from webcast.library.snapshot import Snapshot
from webcast.library.tables import HELD, facts, snapshots
from webcast.reports import Report
from webcast.reports.schema import INSTANT, Schema

COLUMNS: Final[Schema] = {"event_id": pl.String, **dict.fromkeys(TIMES, INSTANT)}

_IN_ONE_QUERY: Final = 500
_KEPT: Final = 200_000


class Facts:
    """The facts in the store; what was opened once stays in memory."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._known: dict[tuple[str, int], tuple[int | None, ...]] = {}
        self._lock = Lock()

    def of(self, held: Sequence[Snapshot]) -> pl.DataFrame:
        """Return what snapshots of different events say (:data:`COLUMNS`); nulls where that is not known."""
        known = self._opened(held)
        nothing = (None,) * len(TIMES)
        rows = [(snapshot.event_id, *known.get((snapshot.id, snapshot.revision), nothing)) for snapshot in held]
        numbers: Schema = {"event_id": pl.String, **dict.fromkeys(TIMES, pl.Int64)}
        frame = pl.DataFrame(rows, schema=numbers, orient="row")
        return pl.DataFrame([frame[name].cast(kind) for name, kind in COLUMNS.items()])

    def _opened(self, held: Sequence[Snapshot]) -> Mapping[tuple[str, int], tuple[int | None, ...]]:
        with self._lock:
            known = self._known
        missing = {one.id: one for one in held if (one.id, one.revision) not in known}
        if not missing:
            return known
        fresh = {(missing[row.snapshot].id, missing[row.snapshot].revision): self._open(missing[row.snapshot], row)
                 for row in self._rows(list(missing))}  # fmt: skip
        with self._lock:
            # Another dict: whoever reads the one before goes on reading it.
            self._known = {**(known if len(known) < _KEPT else {}), **fresh}
        return {**known, **fresh}

    def _rows(self, ids: list[str]) -> Iterable[Any]:
        with self._guard.store.read() as conn:
            for start in range(0, len(ids), _IN_ONE_QUERY):
                yield from conn.execute(select(facts).where(facts.c.snapshot.in_(ids[start : start + _IN_ONE_QUERY])))

    def _open(self, snapshot: Snapshot, row: Any) -> tuple[int | None, ...]:
        try:
            times = json.loads(self._guard.keys.open(row.key_id, row.data, *place(snapshot.place)))
        except Damaged:
            return (None,) * len(TIMES)
        return tuple(times.get(name) for name in TIMES)

    def lacking(self) -> list[str]:
        """Return the held snapshots of all accounts that an older version of the program has left without facts."""
        without = select(snapshots.c.id).outerjoin(facts, facts.c.snapshot == snapshots.c.id)
        without = without.where((snapshots.c.state == HELD) & facts.c.snapshot.is_(None))
        with self._guard.store.read() as conn:
            return list(conn.scalars(without.order_by(snapshots.c.asked_at.desc())))

    def put(self, snapshot: Snapshot, report: Report) -> None:
        """Write the facts of a snapshot that lacks them; one that is gone meanwhile needs none."""
        with self._guard.write() as conn:
            if conn.scalar(select(snapshots.c.id).where(snapshots.c.id == snapshot.id).with_for_update()):
                write(conn, self._guard.keys, snapshot.place, report)
                with self._lock:
                    self._known = {key: times for key, times in self._known.items() if key[0] != snapshot.id}
