"""The rows of a JSON report cut into cells all at once, by numpy; what else is in it is read by :mod:`json`.

Accepted is what :mod:`json` reads without a doubt: a list of lists under ``data_rows``, once, at the top. Texts
without a backslash are found by their quotes. Any other cell is read by :mod:`json`, all such cells together, and so
is the document around the rows. What that refuses, or what has no such rows, goes to :mod:`json` as a whole. A test
holds both to one result.
"""

from __future__ import annotations

import json
import re
from typing import Final, NamedTuple

import numpy as np

from webcast.decode.bounded import PAD, Bytes, Flags, Ints, NotPlain, gathered, parity, require, trim
from webcast.decode.tabular.cut import LISTS, MOST_BYTES, MOST_CELLS, VALUE, Cells, Cut, Lists

_PIECE: Final = 1 << 20
"""Bytes that are looked at together: what is made of them stays in the processor's cache."""
_MOST_PIECE: Final = 4 << 20
"""A row that is longer goes to the parser: of each byte, up to fifty are made here."""
_ROWS: Final = re.compile(rb'"data_rows"[ \t\r\n]*:[ \t\r\n]*\[')
_STANDS_FOR_ROWS: Final = b"NaN"
_BEHIND: Final = np.frombuffer(b",[],", np.uint8)
"""What is put behind each list of lists, where they stand one behind the other."""
_QUOTE, _COMMA, _BACKSLASH, _LIST, _LIST_ENDS = b'",\\[]'
_OPENS, _CLOSES = b"{}"
_LOWER: Final = 32
"""By which bit ``{`` and ``}`` differ from ``[`` and ``]``."""


def cut(text: str) -> dict[str, object] | None:
    """Return a report in JSON, its ``data_rows`` cut; None where it has to be read as a whole."""
    try:
        sent = text.encode()
        begin = _ROWS.search(sent)
        if begin is None or len(sent) > MOST_BYTES:
            return None
        cutter = _Cutter(np.frombuffer(sent + PAD, np.uint8), len(sent), begin.end())
        rows = cutter.cut()
        # The rows are one value, from bracket to bracket: whatever stands for them, all else is read the same.
        return _document(sent[: begin.end() - 1] + _STANDS_FOR_ROWS + sent[cutter.at :], rows)
    except (NotPlain, ValueError, RecursionError):
        return None


def _document(around: bytes, rows: Cut) -> dict[str, object]:
    seen: list[str] = []

    def instead(constant: str) -> object:
        seen.append(constant)
        return rows

    document = json.loads(around.decode(), parse_constant=instead)
    require(len(seen) == 1 and isinstance(document, dict) and document.get("data_rows") is rows)
    return dict(document)


class _Marks(NamedTuple):
    """What stands in a piece.

    Attributes:
        tokens: Where quotes, brackets and commas stand.
        is_quote: Which of them are quotes.
        layer: Which of them stand between cells and rows.
        depth: How deep it is behind those.
        closes: Which of those close.
        loose: Where something begins that stands outside of texts.
        escapes: Where backslashes stand.
    """

    tokens: Ints
    is_quote: Flags
    layer: Ints
    depth: Ints
    closes: Flags
    loose: Ints
    escapes: Ints


class _Cutter:
    """The cells of a list of lists, gathered piece by piece.

    Attributes:
        at: How far it has been read: before a row, or behind the list.
    """

    def __init__(self, data: Bytes, size: int, at: int) -> None:
        self.data = data
        self.size = size
        self.at = at
        self.cells: list[Cells] = []
        self.first: list[Ints] = []
        self.width: list[Ints] = []
        self.others: list[Ints] = []
        self.texts: list[bytes] = []
        self.lists: list[Bytes] = []
        self.listed: list[Ints] = []
        self.count = 0

    def cut(self, *, nested: bool = False) -> Cut:
        """Return the rows; their lists of lists are cut too, unless these are such lists themselves."""
        self.nested = nested
        piece, done = _PIECE, False
        while not done:
            upto = min(self.at + piece, self.size)
            before = self.at
            done = self._piece(upto)
            if self.at == before:  # no row ends in it
                require(upto < self.size and piece < _MOST_PIECE)
                piece *= 4
            else:
                piece = _PIECE
        values = json.loads((b"[" + b",".join(self.texts) + b"]").decode())
        require(len(values) == len(self.texts))
        others = np.concatenate([*self.others, np.zeros(0, np.int64)])
        cells = Cells.joined(self.cells)
        cells.kinds[others] = VALUE
        nothing = np.zeros(0, np.int64)
        return Cut(
            self.data,
            cells,
            np.concatenate([*self.first, nothing]),
            np.concatenate([*self.width, nothing]),
            str,
            dict(zip(others.tolist(), values, strict=True)),
            self._lists(cells),
        )

    def _lists(self, cells: Cells) -> Lists | None:
        """Return the cells that are lists of lists, cut as the rows are; behind each stands an empty list."""
        numbers = np.concatenate([*self.listed, np.zeros(0, np.int64)])
        if not numbers.size:
            return None
        cells.kinds[numbers] = LISTS
        sent = np.concatenate([np.frombuffer(b"[", np.uint8), *self.lists, np.frombuffer(PAD, np.uint8)])
        size = sent.size - len(PAD)
        sent[size - 1] = _LIST_ENDS
        cutter = _Cutter(sent, size, 1)
        rows = cutter.cut(nested=True)
        ends = np.flatnonzero(rows.width == 0)
        require(cutter.at == size and ends.size == numbers.size)
        return Lists(numbers, rows, np.append(0, ends[:-1] + 1), ends)

    def _piece(self, upto: int) -> bool:
        """Take in the whole rows of a piece; return whether the list ends in it."""
        data = self.data[self.at : upto + len(PAD)]
        body = data[: upto - self.at]
        quotes = body == _QUOTE
        escapes = np.flatnonzero(body == _BACKSLASH)
        if escapes.size:
            _leave_escaped(quotes, escapes)
        inside = parity(quotes)
        low = body | _LOWER
        marks = (low == _OPENS) | (low == _CLOSES) | (body == _COMMA)
        marks &= ~inside
        marks |= quotes
        tokens = np.flatnonzero(marks)
        kind = low[tokens]
        is_quote = body[tokens] == _QUOTE
        opens, closes = kind == _OPENS, kind == _CLOSES
        depth = np.cumsum(opens.view(np.int8) - closes.view(np.int8), dtype=np.int64) + 1
        ends = np.flatnonzero(depth == 0)
        done = ends.size > 0
        stop = int(ends[0]) if done else tokens.size
        rows_end = np.flatnonzero((closes & (depth == 1))[:stop])
        if not done and not rows_end.size:
            return False
        used = stop + 1 if done else int(rows_end[-1]) + 1
        # Those between which cells and rows stand: of a row's own depth, and of the list's.
        between = ~is_quote & ((depth == 2) & ~closes | (depth == 1) | (depth == 0))
        layer = np.flatnonzero(between[:used])
        size = int(tokens[used - 1]) + 1
        _check_rows(body[tokens[layer]], opens[layer], closes[layer], depth[layer], layer, is_first=not self.count)
        loose = ~(inside | marks)[:size] & (body[:size] > _LOWER)
        loose[1:] &= ~loose[:-1]  # where it begins tells where it stands
        require(not (inside[:size] & (body[:size] < _LOWER)).any())  # a text holds no line break
        found = _Marks(
            tokens, is_quote, layer, depth[layer], closes[layer], np.flatnonzero(loose), escapes[escapes < size]
        )
        self._take(data, found)
        self.at += size
        return done

    def _take(self, data: Bytes, marks: _Marks) -> None:
        """Take in the cells between the marks of a piece's rows."""
        tokens, is_quote, layer, depth, closes, loose, escapes = marks
        places = tokens[layer]
        begins = np.flatnonzero((depth == 2) & ~closes)  # each has a cell behind it
        if not begins.size:
            require(not loose.size and not escapes.size)
            return
        number = np.full(layer.size, -1)
        number[begins] = np.arange(begins.size)
        cell, following = layer[begins], layer[begins + 1]
        plain = following - cell == 3
        two = np.minimum(cell + 2, tokens.size - 1)
        plain &= is_quote[two - 1] & is_quote[two]
        empty = (following - cell == 1) & (depth[begins + 1] == 1) & self._opens_row(depth, closes, begins)
        for odd in (loose, escapes):
            held = number[np.searchsorted(places, odd) - 1]
            require(odd.size == 0 or (int(odd[0]) > places[0] and (held >= 0).all()))
            plain[held] = empty[held] = False
        start = np.where(plain, tokens[two - 1] + 1, 0)
        end = np.where(plain, tokens[two], 0)
        self.cells.append(Cells.between(data, start, end, self.at))
        others = ~(plain | empty)
        if not self.nested:
            self._take_lists(data, np.flatnonzero(others), places[begins] + 1, places[begins + 1], others)
        others = np.flatnonzero(others)
        sent = data.tobytes() if others.size else b""
        self.texts += [
            sent[a + 1 : b]
            for a, b in zip(places[begins[others]].tolist(), places[begins[others] + 1].tolist(), strict=True)
        ]
        self.others.append(others + self.count)
        first = number[np.flatnonzero(self._opens_row(depth, closes, np.arange(layer.size)))]
        width = np.diff(first, append=begins.size)
        width[empty[first] & (width == 1)] = 0
        self.first.append(first + self.count)
        self.width.append(width)
        self.count += begins.size
        require(self.count <= MOST_CELLS)

    def _take_lists(self, data: Bytes, cells: Ints, start: Ints, end: Ints, others: Flags) -> None:
        """Take in those of some cells that are lists of lists, and leave them out of the others."""
        start, end = start[cells], end[cells]
        trim(data, start, end)
        inner, inner_end = start + 1, end - 1
        trim(data, inner, inner_end)
        is_empty = inner == inner_end
        is_list = (end - start > 1) & (data[start] == _LIST) & (data[end - 1] == _LIST_ENDS)
        is_list &= is_empty | (data[inner] == _LIST)
        cells, inner, inner_end, is_empty = (of[is_list] for of in (cells, inner, inner_end, is_empty))
        found = gathered(data, inner, inner_end + _BEHIND.size)
        sent = found.data[: found.data.size - len(PAD)]
        for n, mark in enumerate(_BEHIND):
            sent[found.end - _BEHIND.size + n] = mark
        sent[found.start[is_empty]] = ord(" ")  # no comma behind nothing
        self.lists.append(sent)
        self.listed.append(cells + self.count)
        others[cells] = False

    @staticmethod
    def _opens_row(depth: Ints, closes: Flags, at: Ints) -> Flags:
        """Tell which marks open a row: they are at its depth, and the one before is not."""
        before = np.where(at > 0, depth[at - 1], 1)
        opens: Flags = (depth[at] == 2) & ~closes[at] & (before == 1)
        return opens


def _leave_escaped(quotes: Flags, escapes: Ints) -> None:
    """Take the quotes out that stand behind an odd number of backslashes."""
    begins = np.ones(escapes.size, np.bool_)
    begins[1:] = np.diff(escapes) != 1
    run = np.maximum.accumulate(np.where(begins, np.arange(escapes.size), 0))
    odd = (np.arange(escapes.size) - run) % 2 == 0
    behind = escapes[odd] + 1
    # Of a run, only what stands behind its last is a quote.
    behind = behind[behind < quotes.size]
    quotes[behind] = False


def _check_rows(marks: Bytes, opens: Flags, closes: Flags, depth: Ints, layer: Ints, *, is_first: bool) -> None:
    """Require that rows are lists with a comma between any two of them, and nothing else."""
    opens_row, closes_row = opens & (depth == 2), closes & (depth == 1)
    comma = ~opens & ~closes & (depth == 1)
    ends = closes & (depth == 0)
    require((marks[opens_row] == _LIST).all() and (marks[closes_row | ends] == _LIST_ENDS).all())
    require(not layer.size or layer[0] == 0)
    at = np.flatnonzero(opens_row | comma | ends)
    first = at[at == 0]
    at = at[at > 0]
    # No text stands between rows.
    require((layer[at] - layer[at - 1] == 1).all())
    require(comma[at - 1][opens_row[at]].all())
    require(closes_row[at - 1][comma[at] | ends[at]].all())
    if first.size:
        require(opens_row[0] or ends[0] if is_first else comma[0] or ends[0])
