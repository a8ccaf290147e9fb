"""Sheets of rows to tables under headers: where the headers are, and where another table begins under the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np

from webcast.decode import values
from webcast.decode.notes import Notes
from webcast.decode.tabular import records, vendors
from webcast.decode.tabular.cut import Cut, Row
from webcast.decode.tabular.layout import SPELLINGS, is_header
from webcast.decode.tabular.rows import Rows, run_time
from webcast.decode.understood import plain
from webcast.errors import DecodeError
from webcast.language import later

HEADER_WITHIN: Final = 20
"""Rows: a workbook's headers stand in the fourth."""


@dataclass(frozen=True)
class Sheet:
    """Rows as they stand in a file, blank ones included, so that a row has the number that people see."""

    rows: Sequence[Row]
    name: str = ""


def header_at(rows: Sequence[Sequence[object]]) -> int | None:
    """Return where the headers stand among the first rows; None where there are none."""
    filled = (n for n, row in enumerate(rows) if _holds_something(row))
    return next((n for n in islice(filled, HEADER_WITHIN) if is_header(rows[n])), None)


def under_headers(form: str, sheet: Sheet, notes: Notes) -> list[Rows]:
    """Find the headers among the first rows and return what stands under them, a table a line of headers.

    The same headers once more, as where two files were put one after the other, go on with the table.

    Raises:
        OtherVendor: It is a list of another system.
        DecodeError: There are none of the platform's headers.
    """
    vendors.refuse(sheet.rows)
    at = header_at(sheet.rows)
    if at is None:
        raise DecodeError(
            later("The table should have the platform's headers ('Registered On', 'Email', …), but has other ones."),
            remedy=later("Open an audience report as the platform exports it, or name its columns so."),
        )
    event: dict[str, object] = {"run_at": run_time(sheet.rows[:at])}
    tables = [_table(form, sheet.rows[at], notes, event)]
    again: list[tuple[records.What, int]] = []
    spellings = SPELLINGS.union(str(cell) for cell in sheet.rows[at] if cell)
    begin = at + 1
    for n in sheet.rows.unlike(spellings) if isinstance(sheet.rows, Cut) else range(at + 1, len(sheet.rows)):
        row = sheet.rows[n]
        is_blank = not _holds_something(row)
        if n < begin or not (is_blank or (not spellings.isdisjoint(row) and is_header(row))):
            continue
        tables[-1].numbers += range(begin + 1, n + 1)
        begin = n + 1
        if not is_blank:
            again.append((records.HEADERS, n + 1))
            if not _same(row, tables[-1].headers):
                tables.append(_table(form, row, notes.beside(), event))
    tables[-1].numbers += range(begin + 1, len(sheet.rows) + 1)
    for table in tables:
        table.rows = _rows(sheet.rows, table.numbers)
    records.say(again, notes)
    return tables


def _rows(rows: Sequence[Row], numbers: list[int]) -> Sequence[Row]:
    """Return rows by their numbers in the file."""
    return rows.at(np.array(numbers, np.int64) - 1) if isinstance(rows, Cut) else [rows[n - 1] for n in numbers]


def _table(form: str, headers: Sequence[object], notes: Notes, event: dict[str, object]) -> Rows:
    names = [values.text(cell) or "" for cell in headers]
    while names and not names[-1]:
        names.pop()
    return Rows(form, names, [], notes, dict(event))


def _same(row: Sequence[object], headers: Sequence[str]) -> bool:
    cells = [plain(cell) for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells == [plain(header) for header in headers]


def _holds_something(row: Sequence[object]) -> bool:
    return any(cell not in (None, "") for cell in row)
