"""Rows as views of their cells in the bytes of a text: read by columns, and one by one where it has to be.

What finds the cells is certain of them (:mod:`webcast.decode.tabular.cut_csv`); so most rows never become objects of
Python. A row that is asked for becomes the list that a parser would have made of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, overload

import numpy as np
import numpy.typing as npt
import polars as pl

from webcast.decode.bounded import Bytes, Flags, Ints, Words, lengths, places_in, viewed, views

Row = list[object]
Kinds = npt.NDArray[np.uint8]

MOST_BYTES: Final = (1 << 31) - 64
"""Longer texts have places that no view can hold."""

MOST_CELLS: Final = 20_000_000
"""So many a sheet can have (:mod:`webcast.decode.bounds`); more are left to what needs less memory for each."""

PLAIN: Final = 0
EDGED: Final = 1
WRITTEN: Final = 2
VALUE: Final = 3
LISTS: Final = 4
"""What a cell is: a text; one that blanks can stand around; one written otherwise than it reads; something else;
a list of lists that is cut too."""

_SHORT: Final = 12
_LONGEST_SPELT: Final = 255


@dataclass(frozen=True)
class Cells:
    """Cells, one after the other."""

    views: Words
    kinds: Kinds

    @classmethod
    def between(cls, data: Bytes, start: Ints, end: Ints, offset: int) -> Cells:
        """Return the cells between bounds; arguments are those of :func:`webcast.decode.bounded.views`."""
        # Whatever is no letter, digit or sign of ASCII can be a blank: 33 to 127 are.
        edged = ((data[start] - np.uint8(33)) > 94) | ((data[end - 1] - np.uint8(33)) > 94)
        return cls(views(data, start, end, offset), (edged & (end > start)).view(np.uint8))

    @classmethod
    def joined(cls, parts: Sequence[Cells]) -> Cells:
        """Return the cells of all parts."""
        return cls(
            np.concatenate([part.views for part in parts] or [np.zeros((0, 2), np.uint64)]),
            np.concatenate([part.kinds for part in parts] or [np.zeros(0, np.uint8)]),
        )


@dataclass(frozen=True)
class Cut(Sequence[Row]):
    """Rows of cells that were found in a text.

    Attributes:
        data: The text in UTF-8, and at least 32 bytes more.
        cells: All cells.
        first: By row, which cell is its first.
        width: By row, how many cells it has.
        unwritten: Returns what a cell says that is written otherwise than it reads.
        values: What cells are that are no texts, by their number.
        lists: What cells are that are lists of lists.
    """

    data: Bytes
    cells: Cells
    first: Ints
    width: Ints
    unwritten: Callable[[str], str]
    values: dict[int, object] = field(default_factory=dict)
    lists: Lists | None = None

    def __len__(self) -> int:
        return self.first.size

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | list[Row]:
        if isinstance(at, slice):
            return [self[n] for n in range(*at.indices(len(self)))]
        begin = int(self.first[at])
        return [self._cell(cell) for cell in range(begin, begin + int(self.width[at]))]

    def __iter__(self) -> Iterator[Row]:
        return (self[n] for n in range(len(self)))

    def _cell(self, cell: int) -> object:
        kind = self.cells.kinds[cell]
        if kind >= VALUE:
            return self._value(cell)
        view = self.cells.views[cell].tobytes()
        size = int.from_bytes(view[:4], "little")
        begin = int.from_bytes(view[12:], "little")
        text = (view[4 : 4 + size] if size <= _SHORT else self.data[begin : begin + size].tobytes()).decode()
        return self.unwritten(text) if kind == WRITTEN else text

    def _value(self, cell: int) -> object:
        return self.values[cell] if self.lists is None or cell in self.values else self.lists.value(cell)

    def at(self, places: Ints) -> Cut:
        """Return some of the rows."""
        return replace(self, first=self.first[places], width=self.width[places])

    def texts(self, place: int, rows: Ints, as_text: Callable[[object], str | None]) -> pl.Series:
        """Return a column of some rows as text without blanks around it; null where nothing stands.

        Args:
            place: Which of a row's cells; each of the rows has it.
            rows: Which rows.
            as_text: Makes a text of a cell that is none.
        """
        cells = self.first[rows] + place
        texts = viewed(self.cells.views[cells], self.data)
        kinds = self.cells.kinds[cells]
        at = np.flatnonzero(kinds)
        if not at.size:
            return texts
        said = texts.gather(at)
        if (kinds > EDGED).any():
            read = zip(said, kinds[at].tolist(), cells[at].tolist(), strict=True)
            said = pl.Series([self._said(*one, as_text) for one in read], dtype=pl.String)
        said = said.str.strip_chars()
        return texts.scatter(at, said.set(said == "", None))

    def _said(self, text: str, kind: int, cell: int, as_text: Callable[[object], str | None]) -> str | None:
        if kind >= VALUE:
            return as_text(self._value(cell))
        return self.unwritten(text) if kind == WRITTEN else text

    def objects(self, place: int, rows: Ints) -> list[object]:
        """Return a column of some rows as what the cells are."""
        values = self.values
        return [values[cell] if cell in values else self._cell(cell) for cell in (self.first[rows] + place).tolist()]

    def sessions(self, place: int, rows: Ints) -> Lists | None:
        """Return a column of some rows whose cells all are lists of lists of five; None where one is not."""
        if self.lists is None or (self.cells.kinds[self.first[rows] + place] != LISTS).any():
            return None
        found = self.lists.at(self.first[rows] + place)
        widths = found.rows.width[places_in(found.begin, found.end)]
        return found if widths.size and (widths == 5).all() else None

    def without_digit(self, place: int | None, width: int) -> list[int]:
        """Return the rows that are not of a width, or whose cell in a place does not begin with a digit."""
        if place is None or place >= width:
            return list(range(len(self)))
        fits = self.width == width
        texts = self.cells.views[self.first[fits] + place]
        letter = (texts[:, 0] >> np.uint64(32)).astype(np.uint8)
        fits[fits] = (lengths(texts) > 0) & (letter >= ord("0")) & (letter <= ord("9"))
        return np.flatnonzero(~fits).tolist()

    def unlike(self, spellings: Collection[str]) -> list[int]:
        """Return which of all rows have no cell, or one that is one of some texts; perhaps a few others."""
        found = self.width == 0
        held = np.flatnonzero(self._spelt(spellings))
        found[np.searchsorted(self.first, held, side="right") - 1] = True
        return np.flatnonzero(found).tolist()

    def _spelt(self, spellings: Collection[str]) -> Flags:
        """Tell which cells may be one of some texts, by length and first letters."""
        texts = {text.encode() for text in spellings if text}
        looks = np.zeros(1 << 16, np.bool_)
        looks[[min(len(text), _LONGEST_SPELT) << 8 | text[0] for text in texts]] = True
        head = self.cells.views[:, 0]
        key = np.minimum(lengths(self.cells.views), _LONGEST_SPELT).astype(np.uint16) << np.uint16(8)
        key |= (head >> np.uint64(32)).astype(np.uint8)
        found: Flags = looks[key]
        at = np.flatnonzero(found)
        begins = {len(text) | int.from_bytes(text[:4], "little") << 32 for text in texts}
        found[at] = np.isin(head[at], np.array(sorted(begins), np.uint64))
        # What is written otherwise than it reads is looked at as what it says.
        found |= self.cells.kinds > EDGED
        return found


@dataclass(frozen=True)
class Lists:
    """Cells that are lists of lists.

    Attributes:
        cells: Their numbers, in order.
        rows: All lists in them.
        begin: By cell, which of these is its first.
        end: By cell, which is the first behind it.
    """

    cells: Ints
    rows: Cut
    begin: Ints
    end: Ints

    def value(self, cell: int) -> list[Row]:
        """Return what a cell is."""
        at = int(np.searchsorted(self.cells, cell))
        return self.rows[int(self.begin[at]) : int(self.end[at])]

    def at(self, cells: Ints) -> Lists:
        """Return some of the cells."""
        places = np.searchsorted(self.cells, cells)
        return Lists(cells, self.rows, self.begin[places], self.end[places])

    def numbered(self) -> tuple[Ints, Ints, Ints]:
        """Return of all lists whose they are, from 1, which of theirs, from 1, and their rows."""
        size = self.end - self.begin
        whose = np.repeat(np.arange(1, size.size + 1), size)
        number = np.arange(1, whose.size + 1) - np.repeat(np.cumsum(size) - size, size)
        return whose, number, places_in(self.begin, self.end)
