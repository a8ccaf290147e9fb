"""The workbook that the platform's web dashboard exports (*inferred* from what its users have; the guide has none).

One sheet, ``Sheet0``: rows 1 to 3 hold the report's title, the time it was made and a blank, row 4 the headers of the
JSON report, then the data. Durations are times, i.e. fractions of a day. Workbooks that people put together have a
sheet an event, or count days from 1904.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime, timedelta
from typing import Final

import fastexcel
import polars as pl

from webcast.decode import values
from webcast.decode.bounds import USUAL, Bounds
from webcast.decode.characters import column_tidied
from webcast.decode.draft import Draft
from webcast.decode.notes import Notes
from webcast.decode.tabular.cut import Row
from webcast.decode.tabular.markup import decode_sheets, no_headers
from webcast.decode.tabular.tables import Sheet, header_at
from webcast.decode.tabular.workbook import checked, unreadable
from webcast.decode.understood import plain
from webcast.language import phrase

_DAYS: Final = range(20_000, 80_000)
"""Excel's numbers of the days from 1954 to 2119: a date that lost its format."""

_FIRST_DAY, _FIRST_DAY_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001  # a wall clock's
_FROM_1904: Final = re.compile(rb"<(?:\w+:)?workbookPr\b[^<>]*\bdate1904\s*=\s*[\"'](?:1|true)[\"']")
_BOOK: Final = "xl/workbook.xml"
_BOOK_BYTES: Final = 1 << 20


def decode_xlsx(sent: bytes, notes: Notes, bounds: Bounds = USUAL) -> list[Draft]:
    """Decode a workbook: a draft an event, from every sheet that has the platform's headers.

    Raises:
        TooLarge: It becomes more than ``bounds`` allow.
        DecodeError: It is no workbook, is damaged, or no sheet has the platform's headers.
        OtherVendor: A sheet is of another system.
    """
    notes.understood.kind = phrase("Excel workbook")
    try:
        book = fastexcel.read_excel(checked(sent, bounds, notes))
        sheets = [Sheet(_rows(book, name, notes), name[:60]) for name in book.sheet_names]
    except fastexcel.FastExcelError as exc:
        raise unreadable() from exc
    first_day = _FIRST_DAY_1904 if _is_from_1904(sent) else _FIRST_DAY
    for sheet in sheets:
        _with_dates(sheet, first_day)
    drafts = decode_sheets("xlsx", sheets, notes)
    if drafts is None:
        raise no_headers()
    return drafts


def _rows(book: fastexcel.ExcelReader, name: str, notes: Notes) -> list[Row]:
    sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    frame = pl.DataFrame(sheet)
    frame = pl.DataFrame([column_tidied(frame[name], notes) for name in frame.columns])
    return [list(row) for row in frame.iter_rows()]


def _is_from_1904(sent: bytes) -> bool:
    """Tell whether a workbook counts days from 1904, as older Macs do."""
    try:
        with zipfile.ZipFile(io.BytesIO(sent)) as parts, parts.open(_BOOK) as book:
            return _FROM_1904.search(book.read(_BOOK_BYTES)) is not None
    except (KeyError, zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return False  # the workbook was read; where its parts stand elsewhere, days are counted as usual


def _with_dates(sheet: Sheet, first_day: datetime) -> None:
    """Put dates in the place of numbers of days under the header of the time of registration."""
    at = header_at(sheet.rows)
    if at is None:
        return
    places = [n for n, header in enumerate(sheet.rows[at]) if plain(header) == "registered on"]
    for row in sheet.rows[at + 1 :]:
        for place in places:
            row[place] = _date(row[place], first_day)


def _date(cell: object, first_day: datetime) -> object:
    days = values.number(cell)
    if days is None or int(days) not in _DAYS:
        return cell
    return str(first_day + timedelta(seconds=round(days * 86_400)))
