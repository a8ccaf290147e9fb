"""What bytes are, told from the first of them: the one recogniser of formats, for answers as they come and for files.

It knows what reports come in, and what comes in their place: web pages, plain text, nothing, other files. What it
says is all that :mod:`webcast.api` and :mod:`webcast.decode` know of a body before they read it, so that no body is a
report to one of them and something else to the other.
"""

from __future__ import annotations

import csv
import io
import re
from typing import Final, Literal

Kind = Literal["xml", "json", "csv", "xlsx", "xls", "gzip", "html", "text", "binary", "empty"]
"""The four formats of reports; a workbook of Excel 97 to 2003, or one with a password; and what is no report."""

_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0"
_BOMS: Final = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_PROLOG: Final = re.compile(r"\s*(<\?.*?\?>|<!--.*?-->)", re.DOTALL)
_PAGE: Final = re.compile(r"<(!doctype\s+html|html|head|body|title|meta|center|h1|p)\b", re.IGNORECASE)
_LONGEST_PAGE: Final = 24
"""Characters that tell ``<!doctype   html`` from a report's root."""

DELIMITERS: Final = ",;\t"
"""What CSV is cut by: spreadsheets of many countries save semicolons."""

_LINES_LOOKED_AT: Final = 60

ERROR: Final = "error"
"""The first header of a CSV that says failure (guide, "CSV Return on Failed Request")."""


def encoding_of(head: bytes) -> tuple[str, int]:
    """Return the encoding that the first bytes show (byte-order mark, or NULs between), and the mark's length."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name, len(mark)
    if head[:1] == b"\0" and head[1:2] not in (b"", b"\0"):
        return "utf-16-be", 0
    if head[1:2] == b"\0" and head[:1] not in (b"", b"\0"):
        return "utf-16-le", 0
    return "utf-8", 0


def text_of(head: bytes) -> str:
    """Return the first bytes as text, without byte-order mark and blanks before; what is no character is replaced."""
    name, mark = encoding_of(head)
    return head[mark:].decode(name, "replace").lstrip("\ufeff \t\r\n")


def delimiter(text: str) -> str:
    """Return what CSV is cut by, from its first line."""
    first = text.lstrip().split("\n", 1)[0]
    return max(DELIMITERS, key=first.count)


def kind_of(head: bytes, *, complete: bool = True) -> Kind | None:
    """Return what a body is; None when more of it is needed to tell.

    Args:
        head: Its first bytes.
        complete: There are no more, or none that would say more.
    """
    if len(head) < len(_ZIP) and not complete:
        return None
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    text = text_of(head)
    if not text.strip("\0"):
        return "empty" if complete else None
    if text[0] == "<":
        return _markup(text, complete=complete)
    if text[0] in "{[":
        return "json"
    return _lines(text, complete=complete)


_MAGIC: Final[tuple[tuple[bytes, Kind], ...]] = ((_ZIP, "xlsx"), (_OLE, "xls"), (_GZIP, "gzip"))


def behind_prolog(text: str) -> str:
    """Return markup from its root on: without declaration, processing instructions and comments before it."""
    start = 0
    while found := _PROLOG.match(text, start):
        start = found.end()
    return text[start:].lstrip()


def is_page(text: str) -> bool:
    """Tell whether markup is a web page, by its root."""
    return _PAGE.match(behind_prolog(text)) is not None


def _markup(text: str, *, complete: bool) -> Kind | None:
    body = behind_prolog(text)
    if not complete and (len(body) < _LONGEST_PAGE or body.startswith(("<?", "<!--"))):
        return None  # the root is not there yet
    return "html" if is_page(text) else "xml"


def first_row(text: str) -> list[str]:
    """Return the cells of the first row of CSV that has any; none where the text is no CSV."""
    if "\0" in text:
        return []
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text))
        return next((row for row in rows if any(row)), [])
    except csv.Error:
        return []


def has_table(text: str) -> bool:
    """Tell whether some of the first lines are cut into several cells, as under title lines of one."""
    return any(len(first_row(line)) > 1 for line in text.splitlines()[:_LINES_LOOKED_AT])


def says_error(cells: list[str]) -> bool:
    """Tell whether the first row of a CSV says that the request failed."""
    return bool(cells) and cells[0].strip().casefold() == ERROR


def _lines(text: str, *, complete: bool) -> Kind | None:
    if not complete and "\n" not in text:
        return None
    cells = first_row(text)
    if len(cells) > 1 or says_error(cells):
        return "csv"
    if not complete:
        return None  # a quoted header may go on over the line
    readable = sum(character.isprintable() or character.isspace() for character in text)
    return "text" if readable >= 0.95 * len(text) else "binary"
