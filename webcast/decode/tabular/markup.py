"""Tables in markup, which other systems call ``.xls``: of a web page, and of SpreadsheetML (Excel 2003's XML).

Both are parsed without entities, document types or network.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import compress, islice, repeat
from typing import Final

from lxml import etree, html

from webcast.bodies import encoding_of
from webcast.decode.bounds import USUAL, Bounds, too_large
from webcast.decode.characters import as_text, tidied
from webcast.decode.draft import Draft
from webcast.decode.notes import Notes
from webcast.decode.recognise import Peekable
from webcast.decode.tabular import vendors
from webcast.decode.tabular.cut import Row
from webcast.decode.tabular.tables import Sheet, header_at, under_headers
from webcast.errors import DecodeError, UnexpectedAnswer
from webcast.language import later, phrase

_CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9._-]{2,30})", re.IGNORECASE)
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_HEAD: Final = 4096
_MOST_COLUMNS: Final = 20_000
"""A workbook has 16,384."""


def decode_html(stream: Peekable, notes: Notes, bounds: Bounds = USUAL) -> list[Draft]:
    """Decode the tables of a web page that are reports: a draft an event.

    Raises:
        TooLarge: They have more cells than ``bounds`` allow.
        OtherVendor: A table is of another system.
        UnexpectedAnswer: None has the platform's headers.
    """
    sent = stream.read()
    notes.understood.kind = phrase("Web page with a table")
    text = _text(sent, notes)
    try:
        parser = html.HTMLParser(recover=True, no_network=True, remove_comments=True, encoding="utf-8")
        root = html.document_fromstring(_DECLARATION.sub("", text).encode(), parser=parser)
    except etree.ParserError:
        root = None
    tables = [] if root is None else [table for table in root.iter("table") if table.find(".//table") is None]
    room = _Room(bounds)
    sheets = [
        Sheet(room.squared(map(_cells, table.iter("tr"))), later("table {n}", n=str(n)))
        for n, table in enumerate(tables, 1)
    ]
    drafts = decode_sheets("xlsx", sheets, notes)
    if drafts is None:
        raise UnexpectedAnswer(
            later(
                "The file is a web page, and no table in it has the platform's headers ('Registered On', 'Email', …)."
            ),
            remedy=later("Export the report from the platform again, and open that file."),
        )
    return drafts


def decode_spreadsheetml(stream: Peekable, notes: Notes, bounds: Bounds = USUAL) -> list[Draft]:
    """Decode the sheets of an XML spreadsheet that are reports: a draft an event.

    Raises:
        TooLarge: They have more cells than ``bounds`` allow.
        OtherVendor: A sheet is of another system.
        DecodeError: It is damaged, or no sheet has the platform's headers.
    """
    notes.understood.kind = phrase("XML spreadsheet")
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(stream.read(), parser)
    except etree.XMLSyntaxError as exc:
        line, column = exc.position
        raise DecodeError(
            later(
                "The file should be an XML spreadsheet, but is damaged from line {line}, column {column} on.",
                line=str(line),
                column=str(column),
            ),
            remedy=later("Save it anew, as .xlsx."),
            line=line,
            column=column,
        ) from None
    room = _Room(bounds)
    sheets = [
        Sheet(
            room.squared(_sheet_rows(sheet)), (_attribute(sheet, "Name") or "")[:60] or later("sheet {n}", n=str(n))
        )
        for n, sheet in enumerate(_named(root, "Worksheet"), 1)
    ]
    drafts = decode_sheets("xlsx", sheets, notes)
    if drafts is None:
        raise no_headers()
    return drafts


def decode_sheets(form: str, sheets: list[Sheet], notes: Notes) -> list[Draft] | None:
    """Decode every sheet that has the platform's headers; others are named. None where no sheet has them.

    Raises:
        OtherVendor: A sheet is of another system.
    """
    has_headers = [header_at(sheet.rows) is not None for sheet in sheets]
    found = list(compress(sheets, has_headers))
    for sheet, known in zip(sheets, has_headers, strict=True):
        if not known and any(cell not in (None, "") for row in sheet.rows for cell in row):
            vendors.refuse(sheet.rows)
            notes.add(later("It has none of the platform's headers; left out."), field=sheet.name)
    if not found:
        return None
    tables = [under_headers(form, sheet, notes.beside() if n else notes) for n, sheet in enumerate(found)]
    return [draft for several in tables for table in several for draft in table.drafts()]


def no_headers() -> DecodeError:
    """Return the error of a workbook without a report."""
    return DecodeError(
        later("The table should have the platform's headers ('Registered On', 'Email', …), but has other ones."),
        remedy=later("Open an audience report as the platform exports it, or name its columns so."),
    )


def _text(sent: bytes, notes: Notes) -> str:
    name, _ = encoding_of(sent)
    declared = _CHARSET.search(sent[:_HEAD])
    if name == "utf-8" and declared and notes.reading.encoding is None:
        try:
            return tidied(sent.decode(declared[1].decode("ascii")))[0]
        except (LookupError, UnicodeDecodeError):
            pass  # it declares what it is not: found out as for any other text
    return as_text(sent, notes)


class _Room:
    """How many cells the tables of a file may still have: a cell can say that it spans millions."""

    def __init__(self, bounds: Bounds) -> None:
        self._most = self._left = bounds.cells

    def squared(self, rows: Iterable[Iterable[object]]) -> list[Row]:
        """Return rows of one width: markup leaves blank cells at the end of a row away.

        Raises:
            TooLarge: There are too many cells.
        """
        made: list[Row] = []
        for cells in rows:
            made.append(list(islice(cells, self._left + 1)))
            self._take(max(1, len(made[-1])))
        at = header_at(made)
        width = 0 if at is None else len(made[at])
        self._take(sum(max(0, width - len(row)) for row in made))
        return [row + [None] * (width - len(row)) for row in made]

    def _take(self, cells: int) -> None:
        self._left -= cells
        if self._left < 0:
            raise too_large(
                later("The tables of the file have more than {most} cells, which are allowed.", most=self._most),
                "DECODE_CELLS",
            )


def _cells(row: etree._Element) -> Iterator[object]:
    for cell in row:
        if cell.tag in ("td", "th"):
            yield " ".join("".join(str(part) for part in cell.itertext()).split()) or None
            yield from repeat(None, min(_number(cell.get("colspan"), 1) - 1, _MOST_COLUMNS))


def _sheet_rows(sheet: etree._Element) -> Iterator[Iterable[object]]:
    """Yield a sheet's rows; cells and rows may say at which place they stand."""
    at = 0
    for row in _named(sheet, "Row"):
        place = _number(_attribute(row, "Index"), at + 1)
        if at < place - 1 <= at + 1000:
            yield from ([] for _ in range(place - 1 - at))
        at = place
        yield _sheet_cells(row)


def _sheet_cells(row: etree._Element) -> Iterator[object]:
    at = 0
    for cell in _named(row, "Cell"):
        before = min(max(0, _number(_attribute(cell, "Index"), at + 1) - 1 - at), _MOST_COLUMNS)
        yield from repeat(None, before)
        data = next(_named(cell, "Data"), None)
        yield None if data is None else _value(data)
        behind = min(_number(_attribute(cell, "MergeAcross"), 0), _MOST_COLUMNS)
        yield from repeat(None, behind)
        at += before + 1 + behind


def _value(data: etree._Element) -> object:
    text = "".join(str(part) for part in data.itertext()).strip()
    if _attribute(data, "Type") == "DateTime":
        return re.sub(r"\.0+$", "", text.replace("T", " "))
    return tidied(text)[0] or None


def _named(root: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the elements of a name in the order in which they come, whatever their namespace is called.

    Those inside another of the name are left out: each would have what is in it once more.
    """
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if etree.QName(element).localname == name:
            yield element
            walk.skip_subtree()


def _attribute(element: etree._Element, name: str) -> str | None:
    return next((str(v) for key, v in element.attrib.items() if etree.QName(key).localname == name), None)


def _number(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 8 else default
