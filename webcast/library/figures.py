"""Kept figures: the partials of each event, sealed beside its report, so that many events open without their people.

They are of one version of the program: any change of its analyses makes others. Only the newest report of an event
has them, and only where it has so many registrants that opening it takes a while.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, Final

from sqlalchemy import and_, delete, func, insert, or_, select

from webcast.analysis.audience import Audience
from webcast.analysis.later import Later
from webcast.analysis.parts import NOTHING, Partials, Parts
from webcast.errors import Damaged
from webcast.library import merged, packing
from webcast.library.guard import Guard
from webcast.library.merged import Merged
from webcast.library.on_cluster import OnCluster
from webcast.library.partials import (
    ASKED_TOGETHER,
    FAMILIES,
    Gathering,
    family_of,
    packed,
    packed_of_all,
    together,
    version,
)
from webcast.library.sealed import at_a_time, open_chunk, seal_chunk
from webcast.library.snapshot import Snapshot
from webcast.library.stacking import Part
from webcast.library.tables import FIGURES, HELD, MERGED, chunks, snapshots
from webcast.reports import Report
from webcast.reports.unopened import AT_ONCE, WHOLE_UP_TO, in_batches

LEAST: Final = 500
"""Registrants of an event whose figures are kept."""

FROM: Final = 5_000
"""Registrants from which figures of events are merged of kept ones; reports of fewer open as quickly."""

MANY: Final = 100_000
"""Registrants without kept figures from which a cluster is asked to make these: it takes a while to be asked."""

ON_CLUSTER_FROM: Final = 5_000_000
"""Registrants from which a cluster merges kept figures; those of fewer have room in one process, which is quicker."""

_IN_ONE_QUERY: Final = 500
_AT_A_TIME: Final = 64


def kind() -> str:
    """Return the kind of chunk that holds figures of this version; those of others begin alike."""
    return FIGURES + version()[:7]


class Figures:
    """The kept figures in the store.

    Args:
        guard: Store and keys.
        open_: Opens the reports of snapshots.
        cluster: Makes and merges those of many; None where there is none.
    """

    def __init__(
        self, guard: Guard, open_: Callable[[list[Snapshot]], Report], cluster: OnCluster | None = None
    ) -> None:
        self._guard = guard
        self._open = open_
        self._cluster = cluster
        self._merged = Merged(guard, version())

    def of(self, wanted: Sequence[Snapshot]) -> Parts | None:
        """Return what is at hand of events without opening them; what few pages ask for is read when they do.

        Events whose figures are not kept are opened for it, all together, or of very many registrants some after
        others, and theirs are computed; an event alone keeps them. None where the events are small, or most
        registrants are of events without kept figures and no more than are opened together.

        Raises:
            Damaged: A report that has to be opened fails its integrity check, and cannot be made again.
        """
        found = self._of(wanted)
        if found is None:
            return None
        others = {n: Later(partial(self._further, list(wanted), n)) for n in range(1, len(FAMILIES))}
        return replace(found, further=lambda name: one.get() if (one := others.get(family_of(name))) else NOTHING)

    def _of(self, wanted: Sequence[Snapshot]) -> Parts | None:
        registrants = _registrants(wanted)
        if registrants < FROM:
            return None
        if (known := self._merged.of(wanted)) is not None:
            return known
        if self._cluster is not None and (found := self._of_cluster(self._cluster, wanted, registrants)) is not None:
            return self._merged.keep(wanted, found)
        kept = self._kept(wanted)
        missing = [snapshot for snapshot in wanted if snapshot.id not in kept]
        if not self._are_few(missing, wanted) and _registrants(missing) <= WHOLE_UP_TO:
            return None
        parts = [kept[snapshot.id] for snapshot in wanted if snapshot.id in kept]
        parts += self._made_of(missing, 0)
        return self._merged.keep(wanted, together(parts, [snapshot.event_id for snapshot in wanted]))

    def _further(self, wanted: Sequence[Snapshot], family: int) -> Partials:
        """Return a further family of partials; nothing where most of it is no longer kept."""
        if (known := self._merged.of_further(wanted, family)) is not None:
            return known
        there = self._there(wanted)
        missing = [snapshot for snapshot in wanted if snapshot.id not in there]
        if not self._are_few(missing, wanted):
            return NOTHING if _registrants(missing) <= WHOLE_UP_TO else self._opened_for(wanted, family)
        found = self._further_of_cluster(wanted, missing, family) or self._gathered(wanted, family)
        return self._merged.keep_further(wanted, family, found)

    def _further_of_cluster(
        self, wanted: Sequence[Snapshot], missing: Sequence[Snapshot], family: int
    ) -> Partials | None:
        """Return a further family that a cluster merged; None as of :meth:`_of_cluster`."""
        if self._cluster is None or _registrants(wanted) < ON_CLUSTER_FROM:
            return None
        kept = [snapshot for snapshot in wanted if snapshot not in missing]
        others = self._others(missing, family)
        return self._cluster.further(kind(), family, wanted, self._rows(kept, family), others)

    def _others(self, missing: Sequence[Snapshot], family: int) -> list[bytes]:
        """Return the partials of events whose figures are not kept, as many together as are opened."""
        return [packed(Audience.of(self._open(some), lasting=True), family) for some in _in_batches(missing)]

    def _opened_for(self, wanted: Sequence[Snapshot], family: int) -> Partials:
        """Return a further family of very many registrants, of whose figures most are not kept.

        After an update, say: pages come before all figures were made anew. Those that are asked for beside it are
        made with it, since opening the reports takes the most, and what all are merged to is kept.
        """
        families = next(some for some in ASKED_TOGETHER if family in some)
        gathered = {n: Gathering(n) for n in families}
        for some in _in_batches(wanted):
            people = Audience.of(self._open(some), lasting=True)
            for n, of_family in gathered.items():
                of_family.add(Part.read(packed(people, n)))
        order = [snapshot.event_id for snapshot in wanted]
        found = {n: self._merged.keep_further(wanted, n, some.merged(order)) for n, some in gathered.items()}
        return found[family]

    def _gathered(self, wanted: Sequence[Snapshot], family: int) -> Partials:
        gathered = Gathering(family)
        for part in self._each(wanted, family):
            gathered.add(part)
        return gathered.merged([snapshot.event_id for snapshot in wanted])

    def _each(self, wanted: Sequence[Snapshot], family: int) -> Iterator[Part]:
        """Give the partials of events, those that are kept one at a time, then those of all others."""
        missing = {snapshot.id: snapshot for snapshot in wanted}
        for snapshot, row in self._rows(wanted, family):
            if (found := self._read(snapshot, row)) is not None:
                del missing[snapshot.id]
                yield found
        yield from self._made_of(list(missing.values()), family)

    @staticmethod
    def _are_few(missing: Sequence[Snapshot], wanted: Sequence[Snapshot]) -> bool:
        """Tell whether events without kept figures have no more than half of the registrants."""
        return 2 * _registrants(missing) <= _registrants(wanted)

    def _of_cluster(self, cluster: OnCluster, wanted: Sequence[Snapshot], registrants: int) -> Parts | None:
        """Return what a cluster merged; None where that is no work for one, or it failed.

        What lacks is made there and kept before, where it is much.
        """
        there = self._there(wanted)
        lacking = [found for found in wanted if found.id not in there and found.decoder == packing.VERSION]
        there |= {snapshot.id for snapshot in self._made_on_cluster(lacking)}
        missing = [snapshot for snapshot in wanted if snapshot.id not in there]
        if registrants < ON_CLUSTER_FROM or not self._are_few(missing, wanted):
            return None
        kept = self._rows([one for one in wanted if one.id in there], 0)
        return cluster.merged(kind(), wanted, kept, self._others(missing, 0))

    def _made_on_cluster(self, lacking: Sequence[Snapshot]) -> Iterator[Snapshot]:
        """Have a cluster make figures, where there is one and they are many; give those that are kept now."""
        large = [snapshot for snapshot in lacking if (snapshot.registrants or 0) >= LEAST]
        if self._cluster is not None and _registrants(large) >= MANY:
            for snapshot, data in self._cluster.made(kind(), large):
                self._keep(snapshot, data)
                yield snapshot

    def may_have(self, wanted: Sequence[Snapshot], number: int) -> list[str]:
        """Return the events in which a person may be: all but those whose kept figures name others alone.

        Args:
            wanted: The reports of the events.
            number: By which figures know the person: see :func:`~webcast.analysis.numbering.lasting_numbers`.
        """
        named = ((snapshot, self._read(snapshot, row)) for snapshot, row in self._rows(wanted, 0))
        others = {snapshot.id for snapshot, part in named if part is not None and not part.names(number)}
        return [snapshot.event_id for snapshot in wanted if snapshot.id not in others]

    def make_all(self, stopped: Callable[[], bool]) -> int:
        """Keep the figures of all newest reports that lack them, until somebody says to stop; say how many lacked."""
        lacking = self.lacking()
        done = set()
        for snapshot in self._made_on_cluster(lacking):
            done.add(snapshot.id)
            if stopped():
                return len(lacking)
        # Several processes that start together begin at different ones, and leave what another has made.
        start = secrets.randbelow(len(lacking) or 1)
        for snapshot in lacking[start:] + lacking[:start]:
            if stopped():
                break
            if snapshot.id not in done and not self._there([snapshot]):
                self.make(snapshot)
        return len(lacking)

    def make(self, snapshot: Snapshot) -> None:
        """Keep the figures of an event's newest report; nothing where it has few registrants.

        Nor where the report is damaged: that is said, and put right, when somebody opens it.
        """
        if (snapshot.registrants or 0) >= LEAST:
            with suppress(Damaged):
                self._made([snapshot])

    def _made_of(self, missing: Sequence[Snapshot], family: int) -> Iterator[Part]:
        """Give the partials of events whose figures are not kept, of as many together as are opened."""
        for some in _in_batches(missing):
            yield self._made(some, family)

    def _made(self, missing: list[Snapshot], family: int = 0) -> Part:
        people = Audience.of(self._open(missing), lasting=True)
        if len(missing) > 1 or people.total < LEAST:
            return Part.read(packed(people, family))
        data = packed_of_all(people)
        self._keep(missing[0], data)
        return Part.read(data[family])

    def _keep(self, snapshot: Snapshot, families: Sequence[bytes]) -> None:
        """Put figures beside the report that they are of, if that is still what it was."""
        same = (snapshots.c.id == snapshot.id) & (snapshots.c.revision == snapshot.revision)
        with self._guard.write() as conn:
            if conn.scalar(select(snapshots.c.id).where(same).with_for_update()):
                conn.execute(delete(chunks).where((chunks.c.snapshot == snapshot.id) & (chunks.c.kind == kind())))
                for n, data in enumerate(families):
                    row = seal_chunk(self._guard.keys, snapshot.place, kind(), n, data, last=True)
                    conn.execute(insert(chunks), row)

    def _kept(self, wanted: Sequence[Snapshot]) -> dict[str, Part]:
        """Return the kept figures by snapshot; those that cannot be read are none."""
        read = {snapshot.id: self._read(snapshot, row) for snapshot, row in self._rows(wanted, 0)}
        return {snapshot: part for snapshot, part in read.items() if part is not None}

    def _rows(self, wanted: Sequence[Snapshot], family: int) -> Iterable[tuple[Snapshot, Any]]:
        for start in range(0, len(wanted), _IN_ONE_QUERY):
            group = {snapshot.id: snapshot for snapshot in wanted[start : start + _IN_ONE_QUERY]}
            picked = chunks.c.snapshot.in_(list(group)) & (chunks.c.kind == kind()) & (chunks.c.n == family)
            some = {"yield_per": at_a_time((one.registrants for one in group.values()), _AT_A_TIME)}
            with self._guard.store.read(in_parts=True) as conn:
                for row in conn.execute(select(chunks).where(picked), execution_options=some):
                    yield group[row.snapshot], row

    def _there(self, wanted: Sequence[Snapshot]) -> set[str]:
        """Return which snapshots have kept figures."""
        found: set[str] = set()
        for start in range(0, len(wanted), _IN_ONE_QUERY):
            ids = [snapshot.id for snapshot in wanted[start : start + _IN_ONE_QUERY]]
            here = chunks.c.snapshot.in_(ids) & (chunks.c.kind == kind()) & (chunks.c.n == 0)
            query = select(chunks.c.snapshot).where(here)
            with self._guard.store.read() as conn:
                found.update(conn.scalars(query))
        return found

    def _read(self, snapshot: Snapshot, row: Any) -> Part | None:
        try:
            return Part.read(open_chunk(self._guard.keys, snapshot.place, kind(), row))
        except Damaged:
            return None

    def lacking(self) -> list[Snapshot]:
        """Return the newest reports of all accounts whose figures should be kept and are not, the latest first."""
        last = (
            select(snapshots.c.account, snapshots.c.event_id, func.max(snapshots.c.seq).label("seq"))
            .where(snapshots.c.state == HELD)
            .group_by(snapshots.c.account, snapshots.c.event_id)
            .subquery()
        )
        newest = and_(
            snapshots.c.account == last.c.account,
            snapshots.c.event_id == last.c.event_id,
            snapshots.c.seq == last.c.seq,
            snapshots.c.registrants >= LEAST,
            snapshots.c.decoder == packing.VERSION,  # the others are made again when somebody opens them
            snapshots.c.state == HELD,
        )
        there = and_(chunks.c.snapshot == snapshots.c.id, chunks.c.kind == kind(), chunks.c.n == 0)
        query = select(snapshots).join(last, newest).outerjoin(chunks, there).where(chunks.c.snapshot.is_(None))
        with self._guard.store.read() as conn:
            rows = conn.execute(query.order_by(snapshots.c.asked_at.desc()))
            return [Snapshot.of(row) for row in rows]

    def outdated(self) -> bool:
        """Say whether there are figures that another version of the program has kept."""
        with self._guard.store.read() as conn:
            return conn.scalar(select(chunks.c.snapshot).where(_of_others()).limit(1)) is not None

    def drop_outdated(self) -> None:
        """Take away the figures that other versions of the program have kept."""
        with self._guard.write() as conn:
            conn.execute(delete(chunks).where(_of_others()))


def _of_others() -> Any:
    kinds = (kind(), merged.kind(version()))
    return or_(*map(chunks.c.kind.startswith, (FIGURES, MERGED))) & chunks.c.kind.not_in(kinds)


def _registrants(some: Iterable[Snapshot]) -> int:
    return sum(snapshot.registrants or 0 for snapshot in some)


def _in_batches(some: Sequence[Snapshot]) -> list[list[Snapshot]]:
    """Return those whose reports are opened together: all, or of very many registrants a few."""
    most = WHOLE_UP_TO if _registrants(some) <= WHOLE_UP_TO else AT_ONCE
    return in_batches(some, lambda snapshot: snapshot.registrants or 0, most)
