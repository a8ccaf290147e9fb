"""CSV cut into cells all at once, by numpy: where its quotes and separators stand, and which separate.

Accepted is what :mod:`csv` reads without a doubt: a cell in quotes is in quotes from end to end, the quotes in it are
doubled, and no others stand anywhere; lines end with a line feed, or a carriage return and one. All else goes to
:mod:`csv`. A test holds both to one result.
"""

from __future__ import annotations

import csv
from typing import Final

import numpy as np

from webcast.decode.bounded import PAD, Bytes, Flags, Ints, NotPlain, parity, require
from webcast.decode.tabular.cut import MOST_BYTES, MOST_CELLS, WRITTEN, Cells, Cut

_PIECE: Final = 1 << 20
"""Bytes that are looked at together: what is made of them stays in the processor's cache."""
_MOST_PIECE: Final = 4 << 20
"""A row that is longer goes to the parser: of each byte, up to fifty are made here."""
_QUOTE, _LINE, _RETURN = b'"\n\r'


def cut(text: str, mark: str) -> Cut | None:
    """Return the rows of CSV; None where they have to be read by a parser."""
    sent = text.encode("utf-8", "surrogatepass")
    if not sent or len(sent) > MOST_BYTES or sent.count(b"\r") != sent.count(b"\r\n"):
        return None
    size = len(sent)
    if not sent.endswith(b"\n"):
        size += 1
        sent += b"\n"
    try:
        return _Cutter(np.frombuffer(sent + PAD, np.uint8), size, ord(mark)).cut()
    except NotPlain:
        return None


class _Cutter:
    """The bounds of cells, gathered piece by piece."""

    def __init__(self, data: Bytes, size: int, mark: int) -> None:
        self.data = data
        self.size = size
        self.mark = mark
        self.cells: list[Cells] = []
        self.first: list[Ints] = []
        self.width: list[Ints] = []
        self.count = 0

    def cut(self) -> Cut:
        at, piece = 0, _PIECE
        while at < self.size:
            upto = min(at + piece, self.size)
            read = self._piece(at, upto)
            if read == 0:  # no line ends in it
                require(upto < self.size and piece < _MOST_PIECE)
                piece *= 4
                continue
            at, piece = at + read, _PIECE
        first, width = np.concatenate(self.first), np.concatenate(self.width)
        return Cut(self.data, Cells.joined(self.cells), first, width, _undoubled)

    def _piece(self, begin: int, upto: int) -> int:
        """Take in the whole lines of a piece; return how many bytes they are."""
        data = self.data[begin : upto + len(PAD)]
        body = data[: upto - begin]
        quotes = body == _QUOTE
        separates = (body == self.mark) | (body == _LINE)
        separates &= ~parity(quotes)
        ends = np.flatnonzero(separates)
        lines = np.flatnonzero(body[ends] == _LINE)
        if not lines.size:
            return 0
        ends = ends[: lines[-1] + 1]
        starts = np.empty_like(ends)
        starts[0] = 0
        starts[1:] = ends[:-1] + 1
        read = int(ends[-1]) + 1
        last = ends[lines]
        ends[lines] = last - (body[last - 1] == _RETURN) * (last > starts[lines])
        quoted = body[starts] == _QUOTE
        doubled = self._doubled(body, quotes[:read], starts, ends, quoted)
        starts += quoted
        ends -= quoted
        size = ends - starts
        require(int(size.max()) < csv.field_size_limit())
        cells = Cells.between(data, starts, ends, begin)
        cells.kinds[doubled] = WRITTEN
        first = np.append(0, lines[:-1] + 1)
        # A line in which nothing stands is none, whether it has separators or not.
        self.width.append(np.where(np.add.reduceat(size, first) > 0, np.diff(lines, prepend=-1), 0))
        self.first.append(first + self.count)
        self.cells.append(cells)
        self.count += size.size
        require(self.count <= MOST_CELLS)
        return read

    def _doubled(self, body: Bytes, quotes: Flags, starts: Ints, ends: Ints, quoted: Flags) -> Ints:
        """Require that quotes stand around whole cells, or doubled in one; return which cells have such."""
        count, around = np.count_nonzero(quotes), np.count_nonzero(quoted)
        require(((body[ends - 1] == _QUOTE) & (ends - starts >= 2))[quoted].all())
        if count == 2 * around:
            return np.zeros(0, np.int64)
        places = np.flatnonzero(quotes)
        opening, closing = places[::2], places[1::2]
        require(opening.size == closing.size)
        before = body[np.maximum(opening - 1, 0)]
        begins = (before == self.mark) | (before == _LINE) | (before == _QUOTE) | (opening == 0)
        behind = body[closing + 1]
        stops = (behind == self.mark) | (behind == _LINE) | (behind == _RETURN) | (behind == _QUOTE)
        require(begins.all() and stops.all())
        doubled: Ints = np.searchsorted(ends, closing[behind == _QUOTE])
        return doubled


def _undoubled(cell: str) -> str:
    return cell.replace('""', '"')
