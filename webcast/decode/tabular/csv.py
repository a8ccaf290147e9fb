"""CSV reports (guide, "CSV Return on Successful Request"): RFC 4180, the headers of the JSON report, no sessions.

Files that spreadsheets saved are read as well: separated by semicolons or tabs, in the encodings of many countries,
with lines above the headers.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final

from webcast.api.codes import SUCCESS, error_for
from webcast.bodies import DELIMITERS, delimiter, says_error
from webcast.decode import values
from webcast.decode.characters import as_text
from webcast.decode.draft import Draft
from webcast.decode.notes import Notes
from webcast.decode.recognise import Peekable
from webcast.decode.tabular import cut_csv, vendors
from webcast.decode.tabular.cut import Row
from webcast.decode.tabular.layout import is_header
from webcast.decode.tabular.rows import Rows
from webcast.decode.tabular.tables import HEADER_WITHIN, Sheet, header_at, under_headers
from webcast.decode.understood import plain
from webcast.errors import DecodeError, WebcastError
from webcast.language import counted_later, later, phrase

_LINES_LOOKED_AT: Final = 60


def decode_csv(stream: Peekable, notes: Notes) -> list[Draft]:
    """Decode a CSV report: a draft an event, as our own exports can hold several.

    Raises:
        ReturnCode: The first header is ``error`` (guide, "CSV Return on Failed Request").
        DecodeError: The platform's headers are missing, or the report is cut off.
        OtherVendor: It is a list of another system.
    """
    text = as_text(stream.read(), notes)
    cut_by = delimiter_of(text)
    notes.understood.kind = notes.understood.kind or (phrase("Text with tabs") if cut_by == "\t" else "CSV")
    cut = cut_csv.cut(text, cut_by)
    rows: Sequence[Row] = _rows(text, cut_by, notes) if cut is None else cut
    first = next((row for row in rows if any(row)), None)
    if first is not None and says_error([str(cell) for cell in first]):
        raise _failure(rows)
    for mark in DELIMITERS if header_at(rows) is None else "":
        vendors.refuse([_cells(line, mark) for line in text[:100_000].splitlines()[:_LINES_LOOKED_AT]])
    tables = under_headers("csv", Sheet(rows), notes)
    _check_is_whole(text, tables[-1])
    return [draft for table in tables for draft in table.drafts()]


def delimiter_of(text: str) -> str:
    """Return what CSV is cut by: what its line of headers is, which title lines may stand above."""
    for line in text[:100_000].lstrip().splitlines()[:_LINES_LOOKED_AT]:
        for mark in DELIMITERS:
            if mark in line and is_header(_cells(line, mark)):
                return mark
    return delimiter(text)


def _cells(line: str, mark: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=mark), [])
    except csv.Error:
        return []


def _rows(text: str, cut_by: str, notes: Notes) -> list[Row]:
    try:
        return _read(text, cut_by, strict=True)
    except csv.Error as exc:
        if "end of data" in str(exc):
            done = _whole_rows(text, cut_by)
            raise DecodeError(
                counted_later(
                    "The report is cut off after {rows} whole row: a quoted cell has no end.",
                    "The report is cut off after {rows} whole rows: a quoted cell has no end.",
                    done,
                    rows=done,
                ),
                remedy=later("Fetch or export it again."),
            ) from exc
    try:
        rows = _read(text, cut_by, strict=False)
    except csv.Error as exc:
        raise DecodeError(
            later("The report cannot be read as CSV: {said}.", said=str(exc)),
            remedy=later("Fetch or upload it again."),
        ) from exc
    notes.add(later("Quotes stand where CSV allows none; they were taken as part of the text."), field="row")
    return rows


def _read(text: str, cut_by: str, *, strict: bool) -> list[Row]:
    return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=cut_by, strict=strict)]


def _whole_rows(text: str, cut_by: str) -> int:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=cut_by, strict=True)
    done = -1
    try:
        for row in reader:
            done += bool(row)
    except csv.Error:
        pass  # that it ends here is known; this counts what came before
    return max(done, 0)


def _failure(rows: Sequence[Row]) -> WebcastError:
    """Return the error of a failed request; that its code stands in one of the cells is *inferred*."""
    numbers = (values.whole(cell) for row in rows[:HEADER_WITHIN] for cell in row)
    code = next((number for number in numbers if number is not None and number != SUCCESS), 0)
    return error_for(code)


def _check_is_whole(text: str, table: Rows) -> None:
    """Refuse a report whose last row ends in the middle; a note under the table is no such row.

    Raises:
        DecodeError: It is cut off.
    """
    if not table.rows or text.endswith(("\n", "\r")) or len(table.rows[-1]) >= len(table.headers):
        return
    last = [str(cell) for cell in table.rows[-1]]
    begins = any(str(row[0]).startswith(last[0]) for row in table.rows[:-1] if row)
    if len(last) == 1 and plain(table.headers[0]) == "event id" and not (last[0].isdigit() or begins):
        return
    whole = len(table.rows) - 1
    raise DecodeError(
        counted_later(
            "The report is cut off after {rows} whole row: the last one ends in the middle.",
            "The report is cut off after {rows} whole rows: the last one ends in the middle.",
            whole,
            rows=whole,
        ),
        remedy=later("Fetch or export it again."),
    )
