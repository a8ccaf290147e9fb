"""Kept figures made and merged on a cluster, where the settings name one (`docs/scale.md`).

Sealed bytes go there as they lie in the database, a few at a time, and sealed ones come back. Where the cluster does
not do its part, a line in the log says so, and this process does it, as it does without one.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from webcast.analysis.parts import Partials, Parts, Stacked
from webcast.cluster.session import Away, Session, session
from webcast.errors import Damaged, WebcastError
from webcast.library import cluster_tasks, partials
from webcast.library.ciphers import Key, open_with, seal_with
from webcast.library.cluster_tasks import PIECE, Chunk, Work
from webcast.library.guard import Guard
from webcast.library.keys import KEY_BYTES, Lent
from webcast.library.sealed import Place, open_chunk
from webcast.library.snapshot import Snapshot
from webcast.library.stacking import Part, stack
from webcast.library.tables import TABLES
from webcast.setting_dask import DaskScheduler
from webcast.settings import Settings

SECONDS: Final = 60.0
"""How long a result is waited for, and how long a cluster is left alone that gave none."""

GROUP: Final = 500_000
"""Registrants whose events are taken apart by one worker at a time."""

_FAN_IN: Final = 8

_READ_TOGETHER: Final = 32

Tables = Callable[[Sequence[Snapshot]], Iterable[tuple[Snapshot, list[Any]]]]
Args = tuple[Any, ...]
Group = tuple[Lent, list[tuple[Place, Chunk]], list[bytes]]
T = TypeVar("T")

_log = logging.getLogger(__name__)


class OnCluster:
    """The work on kept figures that a cluster does.

    Args:
        scheduler: Where it is.
        guard: Store and keys.
        tables: Reads the sealed tables of snapshots: :meth:`webcast.library.snapshots.Snapshots.packed`.
    """

    def __init__(
        self,
        scheduler: DaskScheduler,
        guard: Guard,
        tables: Tables,
    ) -> None:
        self._scheduler = scheduler
        self._guard = guard
        self._tables = tables
        self._left_alone_until = 0.0

    @classmethod
    def of(cls, settings: Settings, guard: Guard, tables: Tables) -> OnCluster | None:
        """Return what works on the cluster of the settings; None where these name none."""
        return cls(settings.dask, guard, tables) if settings.dask is not None else None

    def _leave_alone(self, why: WebcastError) -> None:
        self._left_alone_until = time.monotonic() + SECONDS
        _log.warning("Figures are made without the cluster. %s", why)

    def _is_left_alone(self) -> bool:
        return time.monotonic() < self._left_alone_until

    def made(self, kind: str, wanted: Sequence[Snapshot]) -> Iterator[tuple[Snapshot, list[bytes]]]:
        """Yield the partials of snapshots, each with its own of each family, in whatever order they come.

        Fewer where the cluster fails; whose report needs repair is not among them.

        Args:
            kind: The kind of chunk that they will be kept in.
            wanted: Of which snapshots.
        """
        if self._is_left_alone():
            return
        empty = 0
        try:
            with session(self._scheduler, SECONDS) as at:
                for (snapshot, work), sealed in at.each(cluster_tasks.made, self._reports(kind, wanted)):
                    rows = [Chunk(n, last=True, key_id=work.keys.current, data=data) for n, data in enumerate(sealed)]
                    if rows:
                        yield snapshot, [open_chunk(self._guard.keys, snapshot.place, kind, row) for row in rows]
                    empty += not rows
        except (Away, Damaged) as exc:
            self._leave_alone(exc)
        if empty:
            _log.warning("The cluster could not make the figures of %s of %s events.", empty, len(wanted))

    def _reports(self, kind: str, wanted: Sequence[Snapshot]) -> Iterator[tuple[tuple[Snapshot, Work], Args]]:
        for start in range(0, len(wanted), _READ_TOGETHER):
            # Read at once, so that the database does not wait for the cluster.
            for snapshot, rows in list(self._tables(wanted[start : start + _READ_TOGETHER])):
                of_tables = {(row.key_id, TABLES, snapshot.account) for row in rows}
                keys = self._guard.keys.lent(*of_tables, (self._guard.keys.current, kind, snapshot.account))
                work = Work(partials.version(), kind, keys)
                yield (snapshot, work), (work, snapshot.place, [Chunk.of(row) for row in rows])

    def merged(
        self, kind: str, wanted: Sequence[Snapshot], kept: Iterable[tuple[Snapshot, Any]], others: Sequence[bytes]
    ) -> Parts | None:
        """Return what is at hand of events, merged so that nobody held all persons; None where the cluster fails.

        Args:
            kind: The kind of chunk that figures are kept in.
            wanted: The events, in the order in which they were asked for.
            kept: The chunks of those whose figures are kept.
            others: The partials of the others.
        """
        return self._asked(lambda at: self._merged(at, self._material(kind, wanted, kept, others), wanted))

    def further(
        self,
        kind: str,
        family: int,
        wanted: Sequence[Snapshot],
        kept: Iterable[tuple[Snapshot, Any]],
        others: Sequence[bytes],
    ) -> Partials | None:
        """Return what a further family of partials is merged to likewise."""
        return self._asked(lambda at: self._further(at, self._material(kind, wanted, kept, others), family, wanted))

    def _asked(self, ask: Callable[[Session], T]) -> T | None:
        if self._is_left_alone():
            return None
        try:
            with session(self._scheduler, SECONDS) as at:
                return ask(at)
        except (Away, Damaged) as exc:
            self._leave_alone(exc)
            return None

    def _material(
        self, kind: str, wanted: Sequence[Snapshot], kept: Iterable[tuple[Snapshot, Any]], others: Sequence[bytes]
    ) -> _Material:
        passing = Key(secrets.token_bytes(KEY_BYTES))
        return _Material(
            Work(partials.version(), kind, self._guard.keys.lent(), passing),
            self._groups(kind, kept, [seal_with(passing, data, PIECE) for data in others]),
            max(1, -(-sum(snapshot.registrants or 0 for snapshot in wanted) // partials.AT_ONCE)),
        )

    @staticmethod
    def _merged(at: Session, of: _Material, wanted: Sequence[Snapshot]) -> Parts:
        of_people, of_events = _of_persons(at, of)
        found = partials.together(of_events, [snapshot.event_id for snapshot in wanted])
        return replace(found, stacked={**found.stacked, **of_people})

    @staticmethod
    def _further(at: Session, of: _Material, family: int, wanted: Sequence[Snapshot]) -> Partials:
        if partials.FAMILIES[family].persons:
            found, _ = _of_persons(at, of)
        else:
            found = _together(at, of.work, [at.submit(cluster_tasks.gather, *args) for args in of.calls()])
        events = [snapshot.event_id for snapshot in wanted]
        return partials.FAMILIES[family].merged(partials.in_order(found, events))

    def _groups(self, kind: str, kept: Iterable[tuple[Snapshot, Any]], others: list[bytes]) -> Iterator[Group]:
        """Give kept figures in groups, each with the keys to them; others make a group of their own."""
        if others:
            yield self._guard.keys.lent(), [], others
        group: list[tuple[Place, Chunk]] = []
        registrants = 0
        for snapshot, row in kept:
            group.append((snapshot.place, Chunk.of(row)))
            registrants += snapshot.registrants or 0
            if registrants >= GROUP:
                yield self._keys_to(kind, group), group, []
                group, registrants = [], 0
        if group:
            yield self._keys_to(kind, group), group, []

    def _keys_to(self, kind: str, group: list[tuple[Place, Chunk]]) -> Lent:
        return self._guard.keys.lent(*{(chunk.key_id, kind, place.account) for place, chunk in group})


@dataclass(frozen=True)
class _Material:
    """What is to be merged.

    Attributes:
        work: What every call gets.
        groups: Events' partials, those of some at a time, with the keys to them.
        buckets: Into how many parts the persons are taken apart.
    """

    work: Work
    groups: Iterable[Group]
    buckets: int

    def calls(self) -> Iterator[tuple[Work, list[tuple[Place, Chunk]], list[bytes]]]:
        """Give what a worker gets of each group."""
        for keys, group, others in self.groups:
            yield replace(self.work, keys=keys), group, others


def _of_persons(at: Session, of: _Material) -> tuple[dict[str, Stacked], list[Part]]:
    """Return what is merged of what names persons, and the parts of what names nobody."""
    taken = [at.submit(cluster_tasks.split, *args, of.buckets) for args in of.calls()]
    pieces = [[at.submit(cluster_tasks.piece_of, one, bucket) for one in taken] for bucket in range(of.buckets + 1)]
    of_events = pieces.pop()
    del taken  # what it was taken apart into is gone once its pieces are there
    narrow = [at.submit(cluster_tasks.merge, of.work, of_bucket) for of_bucket in pieces]
    del pieces
    found = _together(at, of.work, narrow)
    return found, [_opened(of.work, at.result(piece)) for piece in of_events]


def _together(at: Session, work: Work, narrow: list[Any]) -> dict[str, Stacked]:
    """Return what is merged already, merged to one."""
    while len(narrow) > 1:
        some = [narrow[start : start + _FAN_IN] for start in range(0, len(narrow), _FAN_IN)]
        narrow = [at.submit(cluster_tasks.merge, work, one) for one in some]
    found = stack([_opened(work, at.result(narrow[0]))])
    return {name: replace(one, parts=2) for name, one in found.items()}  # though it be one part: of several events


def _opened(work: Work, data: bytes) -> Part:
    return Part.read(open_with(work.passing, data, PIECE))
