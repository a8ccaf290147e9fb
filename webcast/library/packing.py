"""The tables of one event's report as bytes, and back.

One Arrow IPC stream a table (lz4), all in one piece: of Arrow and Parquet it opens quickest for some thousand
registrants an event, as the library's benchmark shows. The event id, the same in every row, is left out.
"""

from __future__ import annotations

import hashlib
import io
import json
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from webcast.errors import BadData, Damaged
from webcast.language import later
from webcast.reports import Report, schema
from webcast.reports.few import CUT, cut

COLUMNS: Final = hashlib.sha256(repr([(n, list(s.items())) for n, s in schema.TABLES.items()]).encode()).hexdigest()[
    :12
]
"""Names the columns that stored tables have; tables with others can be used only once they are made again."""

VERSION: Final = f"{COLUMNS}.{schema.MEANING}"
"""Names the columns and what they hold; tables of another version are made again where the raw response is there."""

_MAGIC: Final = b"WCR1"
_LENGTH: Final = struct.Struct("<I")


@dataclass(frozen=True)
class Unpacked:
    """The tables of one event that have rows."""

    event_id: str
    frames: dict[str, pl.DataFrame]


def pack(report: Report) -> bytes:
    """Return the tables of one event's report as bytes."""
    payloads: list[bytes] = []
    contents: list[tuple[str, int]] = []
    for name, frame in report.tables().items():
        if frame.height:
            payload = _to_ipc(frame.drop("event_id"))
            payloads.append(payload)
            contents.append((name, len(payload)))
    header = json.dumps(contents).encode()
    return b"".join((_MAGIC, _LENGTH.pack(len(header)), header, *payloads))


def _to_ipc(frame: pl.DataFrame) -> bytes:
    # As Arrow's own writer makes it, with short offsets and lz4, polars reads it back more than twice as fast as in
    # the form that polars writes itself; zstd would save a third of the space for as much time again.
    table = frame.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())
    table = table.cast(pa.schema([_short(field) for field in table.schema]))
    buffer = io.BytesIO()
    with pa.ipc.new_stream(buffer, table.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as stream:
        stream.write_table(table)
    return buffer.getvalue()


def _short(field: pa.Field) -> pa.Field:
    return field.with_type(pa.string()) if field.type == pa.large_string() else field


def unpack(event_id: str, data: bytes, places: Sequence[int] | None = None) -> Unpacked:
    """Return the tables that were packed.

    Args:
        event_id: Of which event.
        data: What :func:`pack` made.
        places: Cut to the registrants at these places: see :mod:`webcast.reports.few`. None: whole.

    Raises:
        Damaged: They are not what :func:`pack` makes.
        IndexError: There are fewer registrants.
    """
    contents = _contents(data)
    few = {} if places is None else cut(_unread(data, contents), places)
    # A copy on purpose: frames that share it would keep the whole of ``data`` in memory, which costs more time.
    frames = {name: few[name] if name in few else pl.read_ipc_stream(data[where]) for name, where in contents.items()}
    return Unpacked(event_id, {name: _with_event(frame, event_id) for name, frame in frames.items()})


@dataclass(frozen=True, eq=False, repr=False)
class _Unread:
    """A packed table as Arrow has it: making polars' columns of it, of text above all, takes most of its opening."""

    table: pa.Table

    @property
    def height(self) -> int:
        return int(self.table.num_rows)

    def numbers(self) -> npt.NDArray[np.int64]:
        return np.asarray(self.table.column("registrant").to_numpy(), np.int64)

    def columns(self, *names: str) -> pl.DataFrame:
        return _frame(self.table.select(names))

    def rows(self, places: npt.NDArray[np.int64]) -> pl.DataFrame:
        return _frame(self.table.take(pa.array(places)))  # a copy, which keeps nothing of the table


def _unread(data: bytes, contents: Mapping[str, slice]) -> dict[str, _Unread]:
    alone = pa.ipc.IpcReadOptions(use_threads=False)  # several reports are opened at once
    whole = memoryview(data)
    return {
        name: _Unread(pa.ipc.open_stream(pa.py_buffer(whole[where]), options=alone).read_all())
        for name, where in contents.items()
        if name in CUT
    }


def _frame(table: pa.Table) -> pl.DataFrame:
    return cast("pl.DataFrame", pl.from_arrow(table))


def unpack_columns(event_id: str, data: bytes, names: Sequence[str]) -> pl.DataFrame:
    """Return some columns of the registrants that were packed, with ``event_id`` before them; no other is read.

    Args:
        event_id: Of which event.
        data: What :func:`pack` made.
        names: The columns.

    Raises:
        Damaged: They are not what :func:`pack` makes.
    """
    kept = [name for name in names if name != "event_id"]
    where = _contents(data).get("registrants")
    if where is None:
        return schema.empty("registrants").select("event_id", *kept)
    # One column is read at least: it tells how many there are.
    found = pl.read_ipc_stream(data[where], columns=kept or ["registrant"])
    return _with_event(found, event_id).select("event_id", *kept)


def _contents(data: bytes) -> dict[str, slice]:
    """Return where in packed tables each is.

    Raises:
        Damaged: They are not what :func:`pack` makes.
    """
    start = len(_MAGIC) + _LENGTH.size
    if data[: len(_MAGIC)] != _MAGIC:
        raise Damaged(
            later("Stored tables should begin as tables do, but do not."), remedy=later("Fetch the event again.")
        )
    end = start + _LENGTH.unpack_from(data, len(_MAGIC))[0]
    contents: list[Any] = json.loads(data[start:end])
    ends = accumulate((length for _, length in contents), initial=end)
    return {name: slice(begin, begin + length) for (name, length), begin in zip(contents, ends, strict=False)}


def _with_event(frame: pl.DataFrame, event_id: str) -> pl.DataFrame:
    column = pl.Series("event_id", [event_id], dtype=pl.String).new_from_index(0, frame.height)
    return frame.insert_column(0, column)


def together(parts: Iterable[Unpacked]) -> Report:
    """Return the tables of several events as one report.

    A :class:`Report` of each would check 500 times what one check of all shows.
    """
    frames: dict[str, list[pl.DataFrame]] = {name: [] for name in schema.TABLES}
    for part in parts:
        for name, frame in part.frames.items():
            frames[name].append(frame)
    return Report(**{name: pl.concat(found) for name, found in frames.items() if found})


def of_one_event(report: Report, event_id: str) -> Report:
    """Return the report, having seen that it is of one event and of which.

    Raises:
        BadData: It is of another event, or of several.
    """
    found = report.event["event_id"].to_list()
    if found != [event_id]:
        raise BadData(
            later(
                "The report should be of event {event_id}, but is of {others}.",
                event_id=event_id,
                others=", ".join(map(str, found)),
            )
            if found
            else later("The report should be of event {event_id}, but is of none.", event_id=event_id),
            remedy=later("Fetch the event again."),
        )
    for name, frame in report.tables().items():
        other = frame["event_id"].drop_nulls().unique()
        if other.len() > 1 or (other.len() == 1 and other[0] != event_id):
            raise BadData(
                later(
                    "The table '{name}' should be of event {event_id}, but has rows of others.",
                    name=name,
                    event_id=event_id,
                )
            )
    return report
