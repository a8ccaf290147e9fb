"""The partials of one event as bytes, and those of many events as frames.

Five hundred events have thousands of small frames, and making each of them a table of its own takes longer than all
their figures: so a part's short tables are plain JSON, the columns of long ones plain numbers, and a table is made of
all parts at once.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl

from webcast.analysis.pairs import PERSON
from webcast.analysis.parts import Stacked
from webcast.errors import Damaged
from webcast.language import later
from webcast.reports.schema import INSTANT

_MAGIC: Final = b"WCF1"
_SMALL: Final = b"WCFZ"
_HEAD: Final = struct.Struct("<III")
_SHORT: Final = 16
"""Rows up to which a table is written as JSON; so is a longer one with other columns than :data:`_ARRAYS`."""

_TYPES: Final[Mapping[str, pl.DataType]] = {
    "text": pl.String(),
    "whole": pl.Int64(),
    "number": pl.UInt64(),
    "fraction": pl.Float64(),
    "yes or no": pl.Boolean(),
    "instant": INSTANT,
}
"""What a column of a partial may hold, by the name in which it is kept."""

_NAMES: Final = {kind: name for name, kind in _TYPES.items()}

_PLACE: Final = np.dtype("<u4")

_ARRAYS: Final[Mapping[str, np.dtype[Any]]] = {
    "whole": np.dtype("<i8"),
    "number": _PLACE,
    "yes or no": np.dtype("?"),
}
"""Columns of long tables, and how they are written: without nulls, of a person the place among the part's persons."""

_PERSON: Final = np.dtype("<u8")


def pack(registrants: int, frames: Mapping[str, pl.DataFrame]) -> bytes:
    """Return the partials of one event, or of several, as bytes.

    Args:
        registrants: Of the events.
        frames: The partials of each kind, by the name of the pair; ``person`` is the only column of numbers.
    """
    named = [frame[PERSON] for frame in frames.values() if PERSON in frame.columns]
    who = pl.concat([pl.Series(PERSON, [], dtype=pl.UInt64), *named]).unique().sort()
    payload = [who.to_numpy().astype(_PERSON, copy=False).tobytes()]
    kinds = {name: {column: _NAMES[kind] for column, kind in frame.schema.items()} for name, frame in frames.items()}
    tables = [_table(frame, kinds[name], who, payload) for name, frame in frames.items()]
    parts = [json.dumps(part, separators=(",", ":")).encode() for part in ([registrants, tables], kinds)]
    return b"".join((_MAGIC, _HEAD.pack(*map(len, parts), who.len()), *parts, *payload))


def small(data: bytes) -> bytes:
    """Return what :func:`pack` made in fewer bytes, for what few ask for: it takes longer to read."""
    return _SMALL + zlib.compress(data, 1)


def _table(frame: pl.DataFrame, kinds: Mapping[str, str], who: pl.Series, payload: list[bytes]) -> int | list[Any]:
    """Return a table's columns, or how many rows it has where its columns were added to what follows."""
    if PERSON in kinds:
        frame = frame.with_columns(who.search_sorted(frame[PERSON]).alias(PERSON))
    elif frame.height <= _SHORT or not _ARRAYS.keys() >= set(kinds.values()):
        return [column.to_list() for column in frame.with_columns(pl.col(INSTANT).dt.epoch("ms")).get_columns()]
    for name, kind in kinds.items():
        payload.append(frame[name].to_numpy().astype(_ARRAYS[kind], copy=False).tobytes())
    return frame.height


@dataclass(frozen=True, eq=False, repr=False)
class Part:
    """The partials of one event or of several, as they are kept.

    Attributes:
        registrants: Of the events.
        tables: Each table's columns, or its rows where these are in ``rest``.
        persons: How many persons ``rest`` begins with.
        kinds: What the columns of each table hold, as JSON: the same of all parts of one version.
        rest: The columns of long tables.
    """

    registrants: int
    tables: Sequence[Any]
    persons: int
    kinds: bytes
    rest: memoryview

    @classmethod
    def read(cls, data: bytes) -> Part:
        """Take what :func:`pack` made, or :func:`small` of it.

        Raises:
            Damaged: It is something else.
        """
        if data[: len(_SMALL)] == _SMALL:
            data = zlib.decompress(data[len(_SMALL) :])
        start = len(_MAGIC) + _HEAD.size
        if data[: len(_MAGIC)] != _MAGIC or len(data) < start:
            raise Damaged(
                later("Kept figures should begin as such do, but do not."), remedy=later("Fetch the event again.")
            )
        head, kinds, persons = _HEAD.unpack_from(data, len(_MAGIC))
        registrants, tables = json.loads(data[start : start + head])
        end = start + head + kinds
        return cls(registrants, tables, persons, data[start + head : end], memoryview(data)[end:])

    def array(self, kind: np.dtype[Any], rows: int, place: int) -> np.ndarray[Any, Any]:
        """Return a column of ``rest`` that begins at a place."""
        return np.frombuffer(self.rest, kind, rows, place)

    def names(self, number: int) -> bool:
        """Tell whether a person, by the number, is among those whom tables name."""
        who = self.array(_PERSON, self.persons, 0)
        place = int(np.searchsorted(who, np.uint64(number)))
        return place < who.size and int(who[place]) == number


@dataclass(frozen=True)
class Share:
    """Some of all persons: those with the numbers in the n-th, from 0, of as many stretches."""

    n: int
    of: int

    def within(self, numbers: np.ndarray[Any, Any]) -> slice:
        """Return where they are among numbers in order."""
        ends = [np.uint64(n * 2**64 // self.of) for n in (self.n, self.n + 1) if n < self.of]
        begin, *end = np.searchsorted(numbers, np.array(ends, np.uint64))
        return slice(int(begin), int(end[0]) if end else numbers.size)


def stack(
    parts: Sequence[Part], *, lasting: bool = False, share: Share | None = None, nobody: bool = False
) -> dict[str, Stacked]:
    """Return the partials of all parts, one kind below the other, by the name of the pair.

    Persons are numbered anew, densely, so that whatever counts them can tick them off.

    Args:
        parts: The parts.
        lasting: Persons keep the numbers that they have in all parts.
        share: The tables alone that name persons, of these persons.
        nobody: The tables alone that name none.
    """
    who = [part.array(_PERSON, part.persons, 0) for part in parts]
    places = [slice(0, 0) if nobody else share.within(one) if share else slice(0, one.size) for one in who]
    numbers = np.concatenate([one[place] for one, place in zip(who, places, strict=True)])
    if not lasting:
        numbers = pl.Series(PERSON, numbers, dtype=pl.UInt64).rank("dense").to_numpy() - np.uint32(1)
    each = np.split(numbers, np.cumsum([place.stop - place.start for place in places])[:-1])
    tables = [_Tables(*of_part) for of_part in zip(parts, places, each, strict=True)]
    found: dict[str, Stacked] = {}
    for name, kinds in json.loads(parts[0].kinds).items():
        named = "number" in kinds.values()
        if nobody if named else share is not None:
            for part in tables:
                part.skip(kinds.values())
            continue
        pieces = zip(*[part.take(list(kinds.values())) for part in tables], strict=True)
        columns = [_column(column, kind, one) for (column, kind), one in zip(kinds.items(), pieces, strict=True)]
        found[name] = Stacked(pl.DataFrame(columns), len(parts))
    return found


class _Tables:
    """Gives a part's tables, one after the other, of those persons who are within a place among the part's."""

    def __init__(self, part: Part, within: slice, numbers: np.ndarray[Any, Any]) -> None:
        self._part = part
        self._within = within
        self._numbers = numbers
        self._tables = iter(part.tables)
        self._place = part.persons * _PERSON.itemsize

    def skip(self, kinds: Iterable[str]) -> None:
        """Leave the next table out."""
        rows = next(self._tables)
        if isinstance(rows, int):
            self._place += rows * sum(_ARRAYS[kind].itemsize for kind in kinds)

    def take(self, kinds: Sequence[str]) -> list[Any]:
        """Return the columns of the next table, each as a list or an array."""
        rows = next(self._tables)
        if isinstance(rows, list):
            return rows
        columns = [self._next(kind, rows) for kind in kinds]
        if "number" not in kinds:
            return columns
        who = columns[kinds.index("number")]
        begin, end = self._within.start, self._within.stop
        if end - begin < self._part.persons:
            mine = (who >= begin) & (who < end)
            columns = [column[mine] for column in columns]
        return [
            self._numbers[column - np.uint32(begin)] if kind == "number" else column
            for kind, column in zip(kinds, columns, strict=True)
        ]

    def _next(self, kind: str, rows: int) -> np.ndarray[Any, Any]:
        found = self._part.array(_ARRAYS[kind], rows, self._place)
        self._place += found.nbytes
        return found


def _column(name: str, kind: str, pieces: Sequence[Any]) -> pl.Series:
    if kind == "number":
        return pl.Series(name, np.concatenate(pieces))
    if kind in _ARRAYS and any(isinstance(piece, np.ndarray) for piece in pieces):
        native = np.dtype(_ARRAYS[kind].newbyteorder("="))
        return pl.Series(name, np.concatenate([np.asarray(piece, native) for piece in pieces]))
    values = [value for piece in pieces for value in piece]
    if kind == "instant":
        return pl.Series(name, values, dtype=pl.Int64).cast(INSTANT)
    return pl.Series(name, values, dtype=_TYPES[kind])
