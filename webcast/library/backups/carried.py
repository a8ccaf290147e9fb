"""What a backup takes along of a library: which tables, which of their rows, in which order, and their digest.

A table that is new goes in by itself; one whose rows are of the moment alone belongs into :data:`LEFT_OUT`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Select, String, Table, inspect, select

from webcast.library.tables import (
    RECEIVING,
    SPEND,
    chunks,
    facts,
    leases,
    metadata,
    passing,
    queue,
    sessions,
    sign_ons,
    snapshots,
    tries,
    used_once,
    wishes,
)

LEFT_OUT: Final = (
    leases,  # who is at work at this moment: of processes that are none elsewhere or later, and would be waited for
    sessions,  # a session that was signed out or ended since would let its cookie in again: all sign in anew
    passing,  # what those sessions opened and looked for
    sign_ons,  # by which provider those sessions began
    used_once,  # what works for minutes, and once: over by the time of a restore
    tries,  # failed sign-ins and files of the last hours; those of another day would keep somebody waiting
    queue,  # what somebody waited for then; fetching it at another time would spend requests that nobody asks for
)
"""Tables that no backup holds. What was asked of the platform (ledger) goes in, or its limits would be overrun; so do
the sessions that earlier versions signed out (revocations), which let nobody in."""

_AT_A_TIME: Final = 200
_LARGE_AT_A_TIME: Final = 1
"""Rows in memory at once; a chunk has up to 16 MiB."""


def carried() -> list[Table]:
    """Return the tables that a backup holds, each after those that it refers to."""
    return [table for table in metadata.sorted_tables if table not in LEFT_OUT]


def at_a_time(table: Table) -> int:
    """Return how many rows of a table are in memory at once."""
    return _LARGE_AT_A_TIME if table is chunks else _AT_A_TIME


def batches(conn: Connection, table: Table) -> Iterator[Sequence[Any]]:
    """Yield a library's rows of a table, a few at a time; none where an older library has no such table."""
    if inspect(conn).has_table(table.name):
        query = _wanted(table).order_by(*_in_bytes(conn, table))
        yield from conn.execute(query, execution_options={"yield_per": at_a_time(table)}).partitions()


def _wanted(table: Table) -> Select[Any]:
    """Return the query of the rows that go in."""
    # Half a report is none: the next process that opens the library would drop it.
    half = select(snapshots.c.id).where(snapshots.c.state == RECEIVING)
    if table is snapshots:
        return select(table).where(snapshots.c.state != RECEIVING)
    if table in (chunks, facts):
        return select(table).where(table.c.snapshot.not_in(half))
    if table is wishes:
        # To spend a report was said for once, of a queue that does not go in.
        return select(table).where(wishes.c.wish != SPEND)
    return select(table)


def _in_bytes(conn: Connection, table: Table) -> Iterator[Any]:
    """Yield what orders rows alike on both engines, so that one library has one digest."""
    for column in table.primary_key:
        compared = isinstance(column.type, String) and conn.dialect.name == "postgresql"
        yield column.collate("C") if compared else column


class Digest:
    """The SHA-256 of a table's rows in their order, and how many they are."""

    def __init__(self) -> None:
        self._sha = hashlib.sha256()
        self.rows = 0

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        """Take the next rows."""
        for row in rows:
            self.rows += 1
            for value in row:
                kind, data = _bytes(value)
                # With kind and length before it no value can pass for another, or for two.
                self._sha.update(b"%s%d:" % (kind, len(data)))
                self._sha.update(data)

    @property
    def hex(self) -> str:
        """The digest so far."""
        return self._sha.hexdigest()


def _bytes(value: Any) -> tuple[bytes, bytes]:
    if value is None:
        return b"n", b""
    if isinstance(value, bytes):
        return b"b", value
    if isinstance(value, bool):
        return b"t", str(int(value)).encode()
    return (b"i" if isinstance(value, int) else b"s"), str(value).encode()
