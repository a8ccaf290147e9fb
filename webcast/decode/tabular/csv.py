"""CSV reports (guide, "CSV Return on Successful Request"): RFC 4180, the headers of the JSON report, no sessions."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final

from webcast.api.codes import SUCCESS, error_for
from webcast.bodies import delimiter, says_error
from webcast.decode import values
from webcast.decode.characters import as_text
from webcast.decode.draft import Draft
from webcast.decode.notes import Notes
from webcast.decode.recognise import Peekable
from webcast.decode.tabular.layout import is_header
from webcast.decode.tabular.rows import Row, Rows, run_time
from webcast.errors import DecodeError, WebcastError

_HEADER_WITHIN: Final = 20
"""Rows: a workbook's headers stand in the fourth."""


def decode_csv(stream: Peekable) -> list[Draft]:
    """Decode a CSV report: a draft an event, as our own exports can hold several.

    Raises:
        ReturnCode: The first header is ``error`` (guide, "CSV Return on Failed Request").
        DecodeError: The platform's headers are missing, or the report is cut off.
    """
    notes = Notes()
    text = as_text(stream.read(), notes)
    rows = _rows(text, notes)
    if rows and says_error([str(cell) for cell in rows[0]]):
        raise _failure(rows)
    table = under_headers("csv", rows, notes)
    _check_is_whole(text, table)
    return table.drafts()


def _rows(text: str, notes: Notes) -> list[Row]:
    cut_by = delimiter(text)
    try:
        return _read(text, cut_by, strict=True)
    except csv.Error as exc:
        if "end of data" in str(exc):
            done = _whole_rows(text, cut_by)
            raise DecodeError(
                f"The report is cut off after {done:,} whole rows: a quoted cell has no end.",
                remedy="Fetch it again.",
            ) from exc
    try:
        rows = _read(text, cut_by, strict=False)
    except csv.Error as exc:
        raise DecodeError(f"The report cannot be read as CSV: {exc}.", remedy="Fetch or upload it again.") from exc
    notes.add("Quotes stand where CSV allows none; they were taken as part of the text.", field="row")
    return rows


def _read(text: str, cut_by: str, *, strict: bool) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=cut_by, strict=strict)
    return [list(row) for row in reader if any(row)]


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
    numbers = (values.whole(cell) for row in rows[:_HEADER_WITHIN] for cell in row)
    code = next((number for number in numbers if number is not None and number != SUCCESS), 0)
    return error_for(code)


def under_headers(form: str, rows: list[Row], notes: Notes) -> Rows:
    """Find the headers among the first rows and return what stands under them.

    Raises:
        DecodeError: There are none of the platform's headers.
    """
    at = next((n for n, row in enumerate(rows[:_HEADER_WITHIN]) if is_header(row)), None)
    if at is None:
        raise DecodeError(
            "The table should have the platform's headers ('Registered On', 'Email', …), but has other ones.",
            remedy="Upload an audience report as the platform exports it.",
        )
    headers = [values.text(cell) or "" for cell in rows[at]]
    while headers and not headers[-1]:
        headers.pop()
    event: dict[str, object] = {"run_at": run_time(rows[:at])}
    return Rows(form, headers, rows[at + 1 :], notes, event)


def _check_is_whole(text: str, table: Rows) -> None:
    """Refuse a report whose last row ends in the middle.

    Raises:
        DecodeError: It is cut off.
    """
    if not table.rows or text.endswith(("\n", "\r")) or len(table.rows[-1]) >= len(table.headers):
        return
    raise DecodeError(
        f"The report is cut off after {len(table.rows) - 1:,} whole rows: the last one ends in the middle.",
        remedy="Fetch it again.",
    )
