"""Whether a body says failure, told from its beginning; what it is says :mod:`webcast.bodies`.

A failed report can come as XML, as JSON or as a CSV whose first header is ``error`` (guide, "CSV Return on Failed
Request"), whatever format was asked for; and what real servers send is now and then a web page with status 200, or
nothing. The caller reads until there is a verdict and only then hands the first byte out.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import Final

from webcast.bodies import Kind, behind_prolog, delimiter, first_row, kind_of, says_error, text_of

HEAD_LIMIT: Final = 64 * 1024
"""Bytes after which the beginning has said all that it will say."""


@dataclass(frozen=True)
class Verdict:
    """What the beginning of a body says.

    Attributes:
        kind: What it is.
        code: The platform's return code in it; None where it has none.
        failed: It says that the request failed, with a code or without.
    """

    kind: Kind
    code: int | None = None
    failed: bool = False


# Possessive where what follows cannot begin with the same sign: going back over what a broken server sends can take
# minutes.
_XML_CODE: Final = re.compile(r"<returnCode\b[^<>]*+>\s*+([+-]?\d++)\s*+</returnCode\s*+>", re.IGNORECASE)
_XML_DATA: Final = re.compile(r"<(report_data|viewers|viewer)\b")
_JSON_CODE: Final = re.compile(r'"return_?code"\s*+:\s*+(?:"\s*+)?([+-]?\d++)\s*+(?=["},])', re.IGNORECASE)
_JSON_DATA: Final = re.compile(r'"(event_data|data_headers|data_rows)"\s*:')
_WORDED_CODE: Final = re.compile(r"code\D{0,3}(\d{1,9})", re.IGNORECASE)
_MOST_DIGITS: Final = 9


def sniff(head: bytes, *, complete: bool) -> Verdict | None:
    """Return what ``head`` says; None when more of the body is needed to tell.

    Args:
        head: The first bytes.
        complete: There are no more.
    """
    complete = complete or len(head) >= HEAD_LIMIT
    kind = kind_of(head, complete=complete)
    if kind == "xml":
        return _coded(kind, behind_prolog(text_of(head)), _XML_CODE, _XML_DATA, complete=complete)
    if kind == "json":
        return _coded(kind, text_of(head), _JSON_CODE, _JSON_DATA, complete=complete)
    if kind == "csv" and says_error(first_row(text_of(head))):
        return Verdict(kind, _csv_code(text_of(head)), failed=True) if complete else None
    return Verdict(kind) if kind else None


def _coded(kind: Kind, text: str, code: re.Pattern[str], data: re.Pattern[str], *, complete: bool) -> Verdict | None:
    """Look for a return code before the data begin: behind them the same words are somebody's answer."""
    data_start = data.search(text)
    found = code.search(text, 0, data_start.start() if data_start else len(text))
    if found:
        number = int(found[1]) if len(found[1]) <= _MOST_DIGITS else None
        return Verdict(kind, number, failed=number != 1)
    return Verdict(kind) if data_start or complete else None


def _csv_code(text: str) -> int | None:
    """Find the code in error rows whose columns the guide does not name."""
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text)) if any(row)]
    except csv.Error:
        rows = [first_row(text)]
    header, data = rows[0], rows[1:]
    named = [place for place, name in enumerate(header) if "code" in name.lower()]
    cells = [row[place] for row in data for place in named if place < len(row)] + [
        c for row in [*data, header] for c in row
    ]
    for cell in cells:
        if re.fullmatch(r"\s*[+-]?\d{1,9}\s*", cell):
            return int(cell)
    worded = _WORDED_CODE.search(text)
    return int(worded[1]) if worded else None
