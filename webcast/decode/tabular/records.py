"""Rows that are no registrants: totals, notes, headers once more. They are known by what they are, and named.

A registrant has an e-mail, or a time of registration, or stands under an event of the file. A row that has none of
them is nobody, whatever stands in it. Where a table has no column for the event, the words of a total and a lone
first cell tell instead.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, Literal

import numpy as np

from webcast.decode.notes import Notes
from webcast.decode.tabular.cut import Cut, Row
from webcast.decode.tabular.layout import ADDRESS, Layout
from webcast.language import later, phrase

_DATE: Final = re.compile(
    r"(?:\d{1,2}[/.-](?:\d{1,2}|[A-Za-z]{3,9})[/.-](?:\d{2}|(?:199|20\d)\d)|(?:199|20\d)\d[-/.]\d{1,2}[-/.]\d{1,2}"
    r"|[A-Za-z]{3,9}\.? \d{1,2},? (?:199|20\d)\d)\b.*",
    re.DOTALL,
)
"""A date of our years: a duration of a workbook is a time of the year 1899, 1900 or 1904."""
_DIGIT: Final = re.compile(r"\d")
_TOTAL: Final = re.compile(
    r"(?:(?:grand|sub|overall)[ -]?)?totals?|sum|average|mean|count|gesamt\w*|insgesamt|summe|anzahl|durchschnitt|"
    r"somme|moyenne|totale|totaal|suma|razem|итого|всего|合計|总计|总和|總計|합계",
    re.IGNORECASE,
)
_NAMED_SINGLY: Final = 5
"""So many rows are named each by its number; more are counted."""

What = Literal["total", "note", "headers", "nobody"]

TOTAL: Final = "total"
NOTE: Final = "note"
HEADERS: Final = "headers"
NOBODY: Final = "nobody"

_ONE: Final[Mapping[What, str]] = {
    TOTAL: phrase("A total in row {row} of the file is no registrant; left out."),
    NOTE: phrase("A note in row {row} of the file is no registrant; left out."),
    HEADERS: phrase("A second line of headers in row {row} of the file is no registrant; left out."),
    NOBODY: phrase(
        "A line without e-mail, time of registration and event in row {row} of the file is no registrant; left out."
    ),
}
_SEVERAL: Final[Mapping[What, str]] = {
    TOTAL: phrase("A total is no registrant; left out ({count} rows)."),
    NOTE: phrase("A note is no registrant; left out ({count} rows)."),
    HEADERS: phrase("A second line of headers is no registrant; left out ({count} rows)."),
    NOBODY: phrase(
        "A line without e-mail, time of registration and event is no registrant; left out ({count} rows)."
    ),
}


def kept(
    rows: Sequence[Row], numbers: Sequence[int], layout: Layout, notes: Notes
) -> tuple[Sequence[Row], Sequence[int]]:
    """Return the rows that are registrants, and their numbers; those that are not are named.

    Args:
        rows: The rows under the headers.
        numbers: Where each stands in the file, from 1.
        layout: The headers.
        notes: Get what was left out.
    """
    date = layout.place("field", "registered_at")
    width = len(layout.headers)
    looked_at = rows.without_digit(date, width) if isinstance(rows, Cut) else range(len(rows))
    unsure = [n for n in looked_at if not _is_person(rows[n], date, width)]
    if not unsure:
        return rows, numbers
    events = _events(rows, unsure, layout)
    left = [(what, n) for n in unsure if (what := _what(rows[n], layout, events)) is not None]
    say([(what, numbers[n]) for what, n in left], notes)
    gone = {n for _, n in left}
    stays = [n for n in range(len(rows)) if n not in gone]
    return (
        rows.at(np.array(stays, np.int64)) if isinstance(rows, Cut) else [rows[n] for n in stays],
        [numbers[n] for n in stays],
    )


def say(left: Sequence[tuple[What, int]], notes: Notes) -> None:
    """Name rows that were left out, by what they are and where they stand."""
    notes.understood.left_out += len(left)
    for what, count in Counter(what for what, _ in left).items():
        if count > _NAMED_SINGLY:
            notes.add(later(_SEVERAL[what], count=count), field="row")
            continue
        for other, number in left:
            if other == what:
                notes.add(later(_ONE[what], row=str(number)), field="row")


def _events(rows: Sequence[Row], unsure: Sequence[int], layout: Layout) -> frozenset[str] | None:
    """Return the ids of the file's events; None where it has no column for them."""
    place = layout.place("event", "event_id")
    if place is None:
        return None
    persons = np.delete(np.arange(len(rows)), unsure)
    if not persons.size:
        persons = np.arange(len(rows))
    if isinstance(rows, Cut):
        return frozenset(rows.texts(place, persons[rows.width[persons] > place], str).drop_nulls().unique())
    return frozenset(_text(rows[n], place) for n in persons.tolist()) - {""}


def _is_person(row: Sequence[object], date: int | None, width: int) -> bool:
    """Tell whether a row has an e-mail or a time of registration, wherever they stand in it."""
    if date is not None and len(row) == width and _DIGIT.search(str(row[date] or "")):
        return True
    return any(
        isinstance(cell, str) and (ADDRESS.fullmatch(cell.strip()) or _DATE.fullmatch(cell.strip())) for cell in row
    )


def _what(row: Sequence[object], layout: Layout, events: frozenset[str] | None) -> What | None:
    """Return what a row is that has neither e-mail nor time of registration; None for a registrant."""
    cells = [str(cell).strip() for cell in row if cell not in (None, "")]
    if any(_TOTAL.fullmatch(cell.rstrip(" :")) for cell in cells):
        return TOTAL
    alone = len([cell for cell in cells if cell]) == 1 and not cells[0].isdigit()
    if events is None:
        return NOTE if alone and _text(row, 0) and len(layout.headers) > 1 else None
    place = layout.place("event", "event_id")
    if place is not None and _text(row, place) in events:
        return None
    if cells and cells[0].isdigit() and len(row) < len(layout.headers):
        return None  # the beginning of a row that is cut off
    return NOTE if alone else NOBODY


def _text(row: Sequence[object], place: int) -> str:
    return str(row[place]).strip() if place < len(row) and row[place] is not None else ""
