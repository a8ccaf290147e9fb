"""Snapshots: an event's report as it was at one time, its raw response and its tables."""

from __future__ import annotations

import os
import uuid
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from typing import Any, Final, TypeVar

import polars as pl
from sqlalchemy import Connection, and_, delete, func, insert, select, update
from sqlalchemy.sql import ColumnElement

from webcast.errors import Damaged, UnknownEvent
from webcast.language import later
from webcast.library import facts, packing
from webcast.library.clock import Clock
from webcast.library.guard import Guard
from webcast.library.sealed import (
    RAW_PIECE,
    RawReader,
    RawWriter,
    at_a_time,
    complete,
    open_chunk,
    seal_chunk,
    write_tables,
)
from webcast.library.snapshot import DamagedReport, Snapshot, Stamps, to_ms
from webcast.library.tables import (
    FIGURES,
    HELD,
    MERGED,
    RAW,
    RAW_JSON,
    RECEIVED,
    RECEIVING,
    TABLES,
    chunks,
    snapshots,
)
from webcast.library.tables import facts as facts_table
from webcast.reports import Report
from webcast.reports.joined import BOTH

T = TypeVar("T")

_IN_ONE_QUERY: Final = 500
_AT_A_TIME: Final = 8
"""Reports whose tables are read together, unless one of them is large."""

_OPENERS: Final = min(4, os.cpu_count() or 1)

_PACE_OF: Final = 20
"""So many of the latest reports tell how long the next ones will take."""


class Snapshots:
    """The snapshots in the store. ``account`` is always the tag, never the account key itself."""

    def __init__(self, guard: Guard, clock: Clock) -> None:
        self._guard = guard
        self._store = guard.store
        self._clock = clock

    # Taking one in

    def begin(
        self,
        account: str,
        event_id: str,
        *,
        stamps: Stamps,
        expired: bool,
        format: str = "xml",  # noqa: A002 the field's name
        zone: str = "UTC",
        worker: str,
    ) -> Snapshot:
        """Make room for a report that is about to be asked for; what the list says of it is noted now, before."""
        snapshot = uuid.uuid4().hex
        with self._guard.write(lock=f"snapshots {account}") as conn:
            newest = select(func.max(snapshots.c.seq)).where(_of_event(account, event_id))
            conn.execute(
                insert(snapshots).values(
                    id=snapshot,
                    account=account,
                    event_id=event_id,
                    seq=(conn.scalar(newest) or 0) + 1,
                    state=RECEIVING,
                    expired=expired,
                    format=format,
                    zone=zone,
                    worker=worker,
                    revision=0,
                    asked_at=self._clock().wall_ms,
                    latest_registration=to_ms(stamps.latest_registration),
                    latest_session=to_ms(stamps.latest_session),
                )
            )
            return self._get(conn, snapshot)

    def writer(self, snapshot: Snapshot) -> RawWriter:
        """Return what takes the raw response."""
        return RawWriter(self._guard, snapshot.place)

    def json_writer(self, snapshot: Snapshot) -> RawWriter:
        """Return what takes the response in JSON, beside the one in XML; what had come of one before is dropped."""
        self.drop_json(snapshot)
        return RawWriter(self._guard, snapshot.place, RAW_JSON)

    def json_received(self, writer: RawWriter) -> None:
        """Note that the last byte of a response in JSON has come."""
        with self._guard.write() as conn:
            writer.finish(conn)

    def drop_json(self, snapshot: Snapshot) -> None:
        """Delete the response in JSON that is beside the one in XML, or what had come of it."""
        with self._guard.write() as conn:
            conn.execute(delete(chunks).where(_chunk(snapshot.id, RAW_JSON)))

    def received(self, snapshot: Snapshot, writer: RawWriter) -> None:
        """Note that the last byte has come: from here on nothing is lost."""
        with self._guard.write() as conn:
            writer.finish(conn)
            changes = {"state": RECEIVED, "raw_bytes": writer.size, "fetched_at": self._clock().wall_ms}
            conn.execute(update(snapshots).where(snapshots.c.id == snapshot.id).values(changes))

    def hold(self, snapshot: Snapshot, report: Report, *, both: bool = False) -> Snapshot:
        """Put the tables beside the raw response; from here on they are the event's newest.

        Args:
            snapshot: Of which response.
            report: What was decoded from it.
            both: They are of the response in JSON, too.

        Raises:
            BadData: The report is of another event.
            UnknownEvent: The snapshot was forgotten meanwhile.
        """
        data = packing.pack(packing.of_one_event(report, snapshot.event_id))
        with self._guard.write() as conn:
            changes = {
                "state": HELD,
                "registrants": report.registrants.height,
                "decoder": packing.VERSION,
                "worker": None,
                "problem": None,
                "revision": snapshots.c.revision + 1,
                "format": BOTH if both else snapshots.c.format,
                "fetched_at": func.coalesce(snapshots.c.fetched_at, self._clock().wall_ms),
            }
            if not conn.execute(update(snapshots).where(snapshots.c.id == snapshot.id).values(changes)).rowcount:
                raise UnknownEvent(
                    later("Event {event_id} was forgotten while its report was read.", event_id=snapshot.event_id)
                )
            of_before = (chunks.c.kind == TABLES) | chunks.c.kind.startswith(FIGURES)
            conn.execute(delete(chunks).where((chunks.c.snapshot == snapshot.id) & of_before))
            _forget_merged(conn, [snapshot.account])
            write_tables(conn, self._guard.keys, snapshot.place, data)
            facts.write(conn, self._guard.keys, snapshot.place, report)
            return self._get(conn, snapshot.id)

    def keep_undecoded(self, snapshot: Snapshot, problem: str) -> None:
        """Note why a response cannot be decoded."""
        with self._guard.write() as conn:
            changes = {"problem": problem[:500], "worker": None}
            conn.execute(update(snapshots).where(snapshots.c.id == snapshot.id).values(changes))

    def replace_raw(self, snapshot: Snapshot, raw: bytes | None) -> None:
        """Put another raw response in the place of a snapshot's, or none."""
        pieces = [] if raw is None else [raw[n : n + RAW_PIECE] for n in range(0, max(1, len(raw)), RAW_PIECE)]
        with self._guard.write() as conn:
            gone = (RAW, RAW_JSON) if raw is None else (RAW,)
            conn.execute(delete(chunks).where((chunks.c.snapshot == snapshot.id) & chunks.c.kind.in_(gone)))
            changes = {"raw_bytes": None if raw is None else len(raw)}
            conn.execute(update(snapshots).where(snapshots.c.id == snapshot.id).values(changes))
            for n, piece in enumerate(pieces):
                last = n == len(pieces) - 1
                data = zlib.compress(piece, 1)
                conn.execute(insert(chunks), seal_chunk(self._guard.keys, snapshot.place, RAW, n, data, last=last))

    def drop(self, ids: Sequence[str]) -> int:
        """Delete snapshots and say how many there were."""
        with self._guard.write() as conn:
            return drop(conn, ids)

    # Finding

    def current(self, account: str, event_ids: Iterable[str] | None = None) -> dict[str, Snapshot]:
        """Return the newest held snapshot of each event."""
        mine = and_(snapshots.c.account == account, snapshots.c.state == HELD)
        if event_ids is not None:
            mine &= snapshots.c.event_id.in_(list(event_ids))
        with self._store.read() as conn:
            rows = conn.execute(select(snapshots).where(mine).order_by(snapshots.c.seq))
            return {row.event_id: Snapshot.of(row) for row in rows}

    def pace(self, account: str) -> float | None:
        """Return how many seconds an account's latest reports took, in the middle; None before the first."""
        took = snapshots.c.fetched_at - snapshots.c.asked_at
        mine = and_(snapshots.c.account == account, snapshots.c.raw_bytes.is_not(None), took >= 0)
        latest = select(took).where(mine).order_by(snapshots.c.seq.desc()).limit(_PACE_OF)
        with self._store.read() as conn:
            found = conn.scalars(latest).all()
        # The median: one that had to wait for the hour's limit says nothing of the others.
        return median(found) / 1000 if found else None

    def mark(self, account: str) -> tuple[Any, ...]:
        """Return what is another whenever an account's held snapshots are others: counts and sums, quickly had."""
        sums = (func.sum(column) for column in (snapshots.c.revision, snapshots.c.asked_at, snapshots.c.fetched_at))
        mine = and_(snapshots.c.account == account, snapshots.c.state == HELD)
        query = select(func.count(), func.max(snapshots.c.asked_at), *sums, func.count(facts_table.c.snapshot))
        query = query.select_from(snapshots).outerjoin(facts_table, facts_table.c.snapshot == snapshots.c.id)
        with self._store.read() as conn:
            return tuple(conn.execute(query.where(mine)).one())

    def history(self, account: str, event_id: str) -> list[Snapshot]:
        """Return an event's held snapshots, the newest first."""
        mine = _of_event(account, event_id) & (snapshots.c.state == HELD)
        with self._store.read() as conn:
            rows = conn.execute(select(snapshots).where(mine).order_by(snapshots.c.seq.desc()))
            return [Snapshot.of(row) for row in rows]

    def find(self, where: ColumnElement[bool]) -> list[Snapshot]:
        """Return the snapshots that a condition picks, the oldest first."""
        with self._store.read() as conn:
            rows = conn.execute(select(snapshots).where(where).order_by(snapshots.c.account, snapshots.c.seq))
            return [Snapshot.of(row) for row in rows]

    @staticmethod
    def _get(conn: Connection, snapshot: str) -> Snapshot:
        return Snapshot.of(conn.execute(select(snapshots).where(snapshots.c.id == snapshot)).one())

    # Opening

    def raw(self, snapshot: Snapshot, kind: str = RAW) -> RawReader:
        """Return the raw response as a binary stream: the only one, or that in JSON beside the one in XML.

        Raises:
            UnknownEvent: There is none.
        """
        with self._store.read() as conn:
            found = conn.scalar(select(chunks.c.n).where(_chunk(snapshot.id, kind) & (chunks.c.n == 0)))
        if found is None:
            raise UnknownEvent(
                later(
                    "The raw response of event {event_id} should be held, but only its tables are.",
                    event_id=snapshot.event_id,
                ),
                remedy=later("Fetch the event again."),
            )
        return RawReader(self._store, self._guard.keys, snapshot.place, kind)

    def open(self, wanted: Sequence[Snapshot], places: Mapping[str, Sequence[int]] | None = None) -> Report:
        """Return the tables of snapshots of different events as one report.

        Args:
            wanted: The snapshots.
            places: Of each event, to which registrants it is cut: see :mod:`webcast.reports.few`. None: whole.

        Raises:
            DamagedReport: The tables of one fail their integrity check.
            WrongKey: They are encrypted with a key that we don't have.
            IndexError: An event has fewer registrants.
        """
        each = places or {}
        return packing.together(self._each(wanted, lambda event, data: packing.unpack(event, data, each.get(event))))

    def columns(self, wanted: Sequence[Snapshot], names: Sequence[str]) -> pl.DataFrame:
        """Return some columns of the registrants of snapshots, ``event_id`` first; no other is read.

        Raises:
            DamagedReport, WrongKey: As :meth:`open` does.
        """
        return pl.concat(self._each(wanted, lambda event, data: packing.unpack_columns(event, data, names)))

    def _each(self, wanted: Sequence[Snapshot], unpack: Callable[[str, bytes], T]) -> Iterator[T]:
        """Give what is made of each snapshot's packed tables, in this order."""
        with ThreadPoolExecutor(_OPENERS, thread_name_prefix="open") as pool:
            # Decryption and Arrow leave the interpreter lock, so the next rows come while these are opened.
            opened = {
                snapshot.id: pool.submit(self._unpack, snapshot, rows, unpack)
                for snapshot, rows in self.packed(wanted)
            }
            for snapshot in wanted:
                if snapshot.id not in opened:
                    raise DamagedReport(snapshot)
                yield opened[snapshot.id].result()

    def _unpack(self, snapshot: Snapshot, rows: list[Any], unpack: Callable[[str, bytes], T]) -> T:
        try:
            pieces = [open_chunk(self._guard.keys, snapshot.place, TABLES, row) for row in complete(TABLES, rows)]
            return unpack(snapshot.event_id, pieces[0] if len(pieces) == 1 else b"".join(pieces))
        except Damaged:
            raise DamagedReport(snapshot) from None

    def packed(self, wanted: Sequence[Snapshot]) -> Iterable[tuple[Snapshot, list[Any]]]:
        """Give each snapshot with the rows of its tables, as they come from the database."""
        for start in range(0, len(wanted), _IN_ONE_QUERY):
            group = {snapshot.id: snapshot for snapshot in wanted[start : start + _IN_ONE_QUERY]}
            picked = chunks.c.snapshot.in_(list(group)) & (chunks.c.kind == TABLES)
            query = select(chunks).where(picked).order_by(chunks.c.snapshot, chunks.c.n)
            some = {"yield_per": at_a_time((one.registrants for one in group.values()), _AT_A_TIME)}
            with self._store.read(in_parts=True) as conn:
                rows: list[Any] = []
                for row in conn.execute(query, execution_options=some):
                    rows.append(row)
                    if row.last:
                        yield group[row.snapshot], rows
                        rows = []


def drop(conn: Connection, ids: Sequence[str]) -> int:
    """Delete snapshots and say how many there were; their chunks go with them."""
    if not ids:
        return 0
    mine = snapshots.c.id.in_(list(ids))
    _forget_merged(conn, conn.scalars(select(snapshots.c.account).where(mine).distinct()).all())
    return conn.execute(delete(snapshots).where(mine)).rowcount


def of_account(*accounts: str) -> ColumnElement[bool]:
    """Return the condition that a chunk is of a snapshot of one of these accounts."""
    return chunks.c.snapshot.in_(select(snapshots.c.id).where(snapshots.c.account.in_(accounts)))


def _forget_merged(conn: Connection, accounts: Sequence[str]) -> None:
    """Delete what figures of events were merged to, now that one of the events is another or goes."""
    conn.execute(delete(chunks).where(chunks.c.kind.startswith(MERGED) & of_account(*accounts)))


def _of_event(account: str, event_id: str) -> ColumnElement[bool]:
    return and_(snapshots.c.account == account, snapshots.c.event_id == event_id)


def _chunk(snapshot: str, kind: str) -> ColumnElement[bool]:
    return and_(chunks.c.snapshot == snapshot, chunks.c.kind == kind)
