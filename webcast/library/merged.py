"""What the figures of many events were merged to, kept sealed for whoever looks at the same events again.

It is figures, the rows of the events, what groups of people are called (companies, campaigns, domains, countries,
referrers), and what people wrote in surveys: of persons, who are in kept figures by their numbers, it has counts, of
those who asked most, and of who comes first in lists, where in a report they stand. It lies beside one
of the reports that it is of, and goes as soon as any report of the account is another or is deleted, so that nothing
is said of an event that is not held.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import polars as pl
from sqlalchemy import Connection, delete, func, insert, select

from webcast.analysis.parts import Partials, Parts
from webcast.errors import Damaged
from webcast.library import partials
from webcast.library.guard import Guard
from webcast.library.sealed import open_chunk, seal_chunk
from webcast.library.snapshot import Snapshot
from webcast.library.snapshots import of_account
from webcast.library.stacking import Part, pack, stack
from webcast.library.tables import MERGED, chunks, snapshots

LEAST_EVENTS: Final = 20
"""Of fewer events the partials are merged as quickly."""

MOST: Final = 80
"""Of one account, up to five of the same events; the one that would be one more takes the place of all."""

_DIGEST: Final = 32


class Merged:
    """The merged figures in the store.

    Args:
        guard: Store and keys.
        version: What stands for everything that figures depend on.
    """

    def __init__(self, guard: Guard, version: str) -> None:
        self._guard = guard
        self._version = version

    def of(self, wanted: Sequence[Snapshot]) -> Parts | None:
        """Return what was kept of these reports, in this order; None where nothing was, or it cannot be read."""
        part = self._part(wanted, 0)
        if part is None:
            return None
        found = _partials(part, 0)
        stacked = dict(found.stacked)
        events, warnings = stacked.pop("events").rows, stacked.pop("warnings").rows
        return Parts(events, warnings, part.registrants, stacked, found.answers)

    def of_further(self, wanted: Sequence[Snapshot], family: int) -> Partials | None:
        """Return what was kept of a further family of partials; None likewise."""
        part = self._part(wanted, family)
        return None if part is None else _partials(part, family)

    def _part(self, wanted: Sequence[Snapshot], family: int) -> Part | None:
        if len(wanted) < LEAST_EVENTS:
            return None
        key = self._key(wanted, family)
        with self._guard.store.read() as conn:
            row = conn.execute(select(chunks).where(self._here(wanted, key))).one_or_none()
        if row is None:
            return None
        try:
            data = open_chunk(self._guard.keys, wanted[0].place, kind(self._version), row)
            return Part.read(data[_DIGEST:]) if data[:_DIGEST] == key else None
        except Damaged:
            return None

    def keep(self, wanted: Sequence[Snapshot], parts: Parts) -> Parts:
        """Keep what the figures of these reports are merged to, and return them with it.

        Of few reports, or where one of them is another meanwhile, nothing is kept.
        """
        if len(wanted) < LEAST_EVENTS:
            return parts
        found = partials.FAMILIES[0].merged(parts.stacked)
        self._keep(wanted, 0, parts.registrants, {"events": parts.events, "warnings": parts.warnings}, found)
        return replace(parts, answers=found.answers)

    def keep_further(self, wanted: Sequence[Snapshot], family: int, found: Partials) -> Partials:
        """Keep what a further family is merged to likewise, and return it."""
        if len(wanted) >= LEAST_EVENTS:
            self._keep(wanted, family, 0, {}, found)
        return found

    def _keep(
        self,
        wanted: Sequence[Snapshot],
        family: int,
        registrants: int,
        frames: Mapping[str, pl.DataFrame],
        found: Partials,
    ) -> None:
        key, place = self._key(wanted, family), wanted[0].place
        # Everything that has no row a registrant.
        rows = {name: some.rows for name, some in found.stacked.items()}
        data = key + pack(registrants, {**frames, **rows, **found.answers})
        row = seal_chunk(self._guard.keys, place, kind(self._version), _number(key), data, last=True)
        with self._guard.write(lock=f"snapshots {place.account}") as conn:
            if self._are_still(conn, wanted):
                mine = chunks.c.kind.startswith(MERGED) & of_account(place.account)
                many = conn.scalar(select(func.count()).select_from(chunks).where(mine)) or 0
                conn.execute(delete(chunks).where(mine if many >= MOST else self._here(wanted, key)))
                conn.execute(insert(chunks), row)

    @staticmethod
    def _are_still(conn: Connection, wanted: Sequence[Snapshot]) -> bool:
        held = select(snapshots.c.id, snapshots.c.revision).where(snapshots.c.account == wanted[0].account)
        there = {tuple(found) for found in conn.execute(held)}
        return there.issuperset((snapshot.id, snapshot.revision) for snapshot in wanted)

    def _here(self, wanted: Sequence[Snapshot], key: bytes) -> Any:
        same = (chunks.c.kind == kind(self._version)) & (chunks.c.n == _number(key))
        return (chunks.c.snapshot == wanted[0].id) & same

    def _key(self, wanted: Sequence[Snapshot], family: int) -> bytes:
        named = " ".join(f"{snapshot.id}:{snapshot.revision}" for snapshot in wanted)
        return hashlib.sha256(f"{self._version} {family} {named}".encode()).digest()


def kind(version: str) -> str:
    """Return the kind of chunk that holds merged figures of a version; those of others begin alike."""
    return MERGED + version[:7]


def _number(key: bytes) -> int:
    return int.from_bytes(key[:4]) >> 1  # of 31 bits, as the column has


def _partials(part: Part, family: int) -> Partials:
    stacked = stack([part])
    answers = {answer.name: stacked.pop(answer.name).rows for answer in partials.FAMILIES[family].answers}
    return Partials(stacked, answers)
