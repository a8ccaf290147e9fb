"""Excel workbooks: real dates, real durations, a frozen header, filters, and never a formula from data.

A cell of a workbook has a type: texts are written as texts, so nothing has to be defused, and phone numbers keep
their ``+``. The file is made in memory, since a temporary one would hold people's data in the clear.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any, Final

import polars as pl
import xlsxwriter

from webcast.errors import ChangeRequest
from webcast.exports.table import Table
from webcast.formats import number
from webcast.language import counted, later, say
from webcast.presentation.about import About

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_ROWS: Final = 1_048_575
"""Rows below the header that a sheet has room for."""

MAX_CELLS: Final = 2_000_000
"""Cells with something in them: about 80,000 registrants, half a minute and 400 MB; more would hinder others."""

_LONGEST_TEXT: Final = 32_767
_NOT_IN_NAMES: Final = str.maketrans("", "", "[]:*?/\\")
_WIDTHS: Final = {"text": 22, "number": 12, "instant": 19, "duration": 12}
_WIDEST: Final = 48


class TooLargeForExcel(ChangeRequest):
    """More rows or cells than a workbook takes."""


def write(table: Table, about: About) -> bytes:
    """Return the workbook: the table on the first sheet, what it is on the second.

    Instants are shown in the table's zone, durations as ``[h]:mm:ss`` (below zero as text), shares in per cent. A
    text longer than a cell takes is cut, and the About sheet says how many were.

    Raises:
        TooLargeForExcel: There are more rows or cells than fit; CSV and Parquet take any number.
    """
    if table.height > MAX_ROWS:
        raise _too_large(f"{MAX_ROWS:,} rows", f"{table.height:,}")
    target = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": True,
        "default_date_format": "yyyy-mm-dd hh:mm:ss",
    }
    book = xlsxwriter.Workbook(target, options)
    count = _table_sheet(book, table, table.label.translate(_NOT_IN_NAMES)[:31] or "Table")
    _about_sheet(book, About((*about.lines, (say("Cut"), cut_in_words(count)))) if count else about)
    book.close()
    return target.getvalue()


def cut(table: Table) -> int:
    """Return how many texts of a table, headers among them, are longer than a cell takes."""
    return _long(table.headers) + sum(_long(frame[name]) for frame in table.slices() for name in _texts(frame))


def cut_in_words(count: int) -> str:
    """Say how many texts were cut, and which file has them whole."""
    return counted(
        "{count} text was cut to {most} characters, the most that a cell takes; a CSV file has it whole.",
        "{count} texts were cut to {most} characters, the most that a cell takes; a CSV file has them whole.",
        count,
        count=number(count),
        most=number(_LONGEST_TEXT),
    )


def _texts(frame: pl.DataFrame) -> list[str]:
    return [name for name, kind in frame.schema.items() if kind == pl.String]


def _long(values: Sequence[str] | pl.Series) -> int:
    return int((pl.Series(values, dtype=pl.String).str.len_chars() > _LONGEST_TEXT).sum())


def _table_sheet(book: Any, table: Table, name: str) -> int:
    """Write the table; return how many texts were cut."""
    page = book.add_worksheet(name)
    formats = _formats(book)
    page.freeze_panes(1, 0)
    for place, header in enumerate(table.headers):
        page.write_string(0, place, header[:_LONGEST_TEXT], formats["header"])
    row, cells, count = 1, 0, _long(table.headers)
    for frame in table.slices():
        count += sum(_long(frame[header]) for header in _texts(frame))
        if row == 1:
            for place, (header, kind) in enumerate(frame.schema.items()):
                page.set_column(place, place, _width(header, kind))
        cells += frame.height * frame.width - sum(frame.null_count().row(0))
        if cells > MAX_CELLS:
            raise _too_large(f"{MAX_CELLS:,} cells", "more")
        for place, header in enumerate(frame.columns):
            values = frame[header]
            written = "share" if header in table.shares else _kind(values.dtype)
            _column(page, (row, place), values, written, formats)
        row += frame.height
    if table.headers:
        page.autofilter(0, 0, max(table.height, 1), len(table.headers) - 1)
    return count


def _column(page: Any, at: tuple[int, int], values: pl.Series, kind: str, formats: dict[str, Any]) -> None:
    """Write a column, a cell at a time, as xlsxwriter wants it; empty cells are left out."""
    if kind == "instant":
        values = values.dt.replace_time_zone(None)
    first, place = at
    for row, value in enumerate(values, first):
        if value is None:
            continue
        if kind == "text":
            page.write_string(row, place, str(value)[:_LONGEST_TEXT])
        elif isinstance(value, datetime):
            page.write_datetime(row, place, value.replace(microsecond=0), formats["instant"])
        elif isinstance(value, timedelta) and value < timedelta():
            page.write_string(row, place, _below_zero(value))
        elif isinstance(value, timedelta):
            page.write_number(row, place, value.total_seconds() / 86_400, formats["duration"])
        else:
            page.write_number(row, place, value, formats.get(kind))


def _below_zero(value: timedelta) -> str:
    """Write a duration below zero as text: Excel knows no such time and would fill the cell with ``#``."""
    minutes, seconds = divmod(int(-value.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"-{hours:02}:{minutes:02}:{seconds:02}"


def _about_sheet(book: Any, about: About) -> None:
    page = book.add_worksheet("About")
    label, text = book.add_format({"bold": True, "valign": "top"}), book.add_format({"text_wrap": True})
    page.set_column(0, 0, 14)
    page.set_column(1, 1, 90)
    for row, (name, said) in enumerate(about.lines):
        page.write_string(row, 0, name, label)
        page.write_string(row, 1, said[:_LONGEST_TEXT], text)


def _formats(book: Any) -> dict[str, Any]:
    return {
        "header": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "instant": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"}),
        "duration": book.add_format({"num_format": "[h]:mm:ss"}),
        "share": book.add_format({"num_format": "0.0%"}),
    }


def _kind(dtype: pl.DataType) -> str:
    if isinstance(dtype, pl.Datetime):
        return "instant"
    if isinstance(dtype, pl.Duration):
        return "duration"
    return "number" if dtype.is_numeric() else "text"


def _width(header: str, dtype: pl.DataType) -> int:
    return min(max(_WIDTHS[_kind(dtype)], len(header) // 2 + 2), _WIDEST)


def _too_large(most: str, found: str) -> TooLargeForExcel:
    return TooLargeForExcel(
        later("An Excel file takes up to {most} here, but this one would have {found}.", most=most, found=found),
        remedy=later("Download CSV or Parquet, pick fewer columns, or narrow the filters."),
    )
