"""Rows that don't fit their headers: what can be placed with certainty is, the rest is left empty and said.

The guide's own JSON sample has 41 headers over rows of 40, 32, 34 and 31 cells: empty cells were dropped somewhere
inside. Some cells are known by their looks wherever they stand: the event's id, the date of registration, the e-mail,
the block of four counts and four durations, the list of sessions. A stretch between two of them is placed when it has
as many cells as headers; else a value in it could belong under several, and none is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from webcast.decode.tabular.layout import ADDRESS, Layout
from webcast.language import later

_DATE = re.compile(r"\s*(?:\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{2}-\d{2})\b.*", re.DOTALL)
_COUNT = re.compile(r"\s*\d{1,9}\s*")
_LENGTH = re.compile(r"\s*\d+:\d{1,2}:\d{1,2}(?:\.\d+)?\s*")
_BLOCK: Final = 8


class Lost(NamedTuple):
    """A stretch of a row whose cells could not be placed."""

    columns: str
    cells: int


class _Anchor(NamedTuple):
    header: int
    cell: int
    width: int


def placed(row: Sequence[object], layout: Layout, event_id: str | None) -> tuple[list[object], list[Lost]]:
    """Return the row with one cell a header, and what could not be placed.

    Args:
        row: The cells as they came, more or fewer than headers.
        layout: The headers.
        event_id: The event's id, where it is known.
    """
    cells: list[object] = [None] * len(layout.headers)
    lost: list[Lost] = []
    anchors = _anchors(row, layout, event_id)
    for left, right in pairwise(anchors):
        first, start = left.header + left.width, left.cell + left.width
        stretch = row[start : right.cell]
        if len(stretch) == right.header - first:
            cells[first : right.header] = stretch
        elif filled := sum(1 for cell in stretch if not _is_blank(cell)):
            lost.append(Lost(_span(layout, first, right.header), filled))
        cells[right.header : right.header + right.width] = row[right.cell : right.cell + right.width]
    return cells, lost


def _span(layout: Layout, first: int, end: int) -> str:
    if end <= first:
        return later("after {header}", header=layout.headers[first - 1]) if first else "row"
    names = layout.headers[first], layout.headers[end - 1]
    return names[0] if first == end - 1 else later("{first} to {last}", first=names[0], last=names[1])


def _anchors(row: Sequence[object], layout: Layout, event_id: str | None) -> list[_Anchor]:
    """Return the anchors from left to right, with the row's two ends."""
    width = len(layout.headers)
    found = [_Anchor(-1, -1, 1)]
    if layout.place("event", "event_id") == 0 and row and _is_event_id(row[0], event_id):
        found.append(_Anchor(0, 0, 1))
    end = _Anchor(width, len(row), 0)
    sessions = layout.place("sessions", "sessions")
    if sessions is not None and row and isinstance(row[-1], list):
        end = _Anchor(sessions, len(row) - 1, 1)
    block = _block(row, layout, end)
    left_end = block or end
    date = layout.place("field", "registered_at")
    if date is not None and date < left_end.header:
        found += _only(row, found[-1], left_end, date, _DATE)
    email = layout.place("field", "email")
    if email is not None and email < left_end.header:
        found += _only(row, found[-1], left_end, email, ADDRESS)
    if block is not None:
        found.append(block)
    found.append(end)
    if end.header < width:
        found.append(_Anchor(width, len(row), 0))
    return found


def _is_event_id(cell: object, event_id: str | None) -> bool:
    text = str(cell).strip()
    return text == event_id if event_id is not None else bool(_COUNT.fullmatch(text))


def _only(row: Sequence[object], left: _Anchor, right: _Anchor, header: int, looks: re.Pattern[str]) -> list[_Anchor]:
    """Return the anchor of the one cell that looks right; of several, the one that stands where it should."""
    start = left.cell + left.width
    places = [start + n for n, cell in enumerate(row[start : right.cell]) if looks.fullmatch(str(cell).strip())]
    if len(places) > 1:
        from_left, from_right = header - left.header + left.cell, right.cell - (right.header - header)
        places = [place for place in places if place == from_left] or [p for p in places if p == from_right]
    return [_Anchor(header, places[0], 1)] if len(places) == 1 else []


def _block(row: Sequence[object], layout: Layout, end: _Anchor) -> _Anchor | None:
    """Return the anchor of the counts and durations, wherever they stand; none when that is ambiguous."""
    header = layout.block
    if header is None:
        return None
    places = [n for n in range(min(end.cell, len(row)) - _BLOCK + 1) if _is_block(row[n : n + _BLOCK])]
    return _Anchor(header, places[0], _BLOCK) if len(places) == 1 else None


def _is_block(cells: Sequence[object]) -> bool:
    texts = [str(cell) for cell in cells]
    return all(map(_COUNT.fullmatch, texts[:4])) and all(map(_LENGTH.fullmatch, texts[4:]))


def _is_blank(cell: object) -> bool:
    return cell is None or cell == [] or (isinstance(cell, str) and not cell.strip())
