"""The workbook that the platform's web dashboard exports (*inferred* from what its users have; the guide has none).

One sheet, ``Sheet0``: rows 1 to 3 hold the report's title, the time it was made and a blank, row 4 the headers of the
JSON report, then the data. Durations are times, i.e. fractions of a day.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import fastexcel
import polars as pl

from webcast.decode import values
from webcast.decode.bounds import USUAL, Bounds
from webcast.decode.characters import column_tidied
from webcast.decode.draft import Draft
from webcast.decode.notes import Notes
from webcast.decode.recognise import Peekable
from webcast.decode.tabular.csv import under_headers
from webcast.decode.tabular.layout import FIELD_LABELS
from webcast.decode.tabular.rows import Row
from webcast.decode.tabular.workbook import checked, unreadable

_DAYS: Final = range(20_000, 80_000)
"""Excel's numbers of the days from 1954 to 2119: a date that lost its format."""


def decode_xlsx(stream: Peekable, bounds: Bounds = USUAL) -> list[Draft]:
    """Decode a workbook: a draft an event.

    Raises:
        TooLarge: It becomes more than ``bounds`` allow.
        DecodeError: It is no workbook, is damaged, or no sheet has the platform's headers.
    """
    notes = Notes()
    data = checked(stream.read(), bounds, notes)
    try:
        book = fastexcel.read_excel(data)
        sheets = {name: _rows(book, name, notes) for name in book.sheet_names}
    except fastexcel.FastExcelError as exc:
        raise unreadable() from exc
    name, rows = _sheet(sheets)
    for other, cells in sheets.items():
        if other != name and cells:
            notes.add("The workbook has another sheet, which was left out.", field=other)
    table = under_headers("xlsx", rows, notes)
    places = [n for n, header in enumerate(table.headers) if header.casefold() == "registered on"]
    for row in table.rows:
        for place in places:
            row[place] = _date(row[place])
    return table.drafts()


def _rows(book: fastexcel.ExcelReader, name: str, notes: Notes) -> list[Row]:
    sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    frame = pl.DataFrame(sheet)
    frame = pl.DataFrame([column_tidied(frame[name], notes) for name in frame.columns])
    return [list(row) for row in frame.iter_rows() if any(cell not in (None, "") for cell in row)]


def _sheet(sheets: dict[str, list[Row]]) -> tuple[str, list[Row]]:
    """Return the sheet with the platform's headers; the first where none has them."""
    for name, rows in sheets.items():
        known = {str(cell).strip().casefold() for row in rows[:20] for cell in row}
        if len(known & FIELD_LABELS.keys()) >= 2:
            return name, rows
    return next(iter(sheets.items()), ("", []))


def _date(cell: object) -> object:
    days = values.number(cell)
    if days is None or int(days) not in _DAYS:
        return cell
    return str(datetime(1899, 12, 30) + timedelta(seconds=round(days * 86_400)))  # noqa: DTZ001  # a wall clock's
