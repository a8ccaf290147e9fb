"""Tables in markup, which other systems call ``.xls``: of a web page, and of SpreadsheetML (Excel 2003's XML).

Both are parsed without entities, document types or network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree, html

from webcast.bodies import encoding_of
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


def decode_html(stream: Peekable, notes: Notes) -> list[Draft]:
    """Decode the tables of a web page that are reports: a draft an event.

    Raises:
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
    sheets = [
        Sheet(_squared([list(_cells(row)) for row in table.iter("tr")]), later("table {n}", n=str(n)))
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


def decode_spreadsheetml(stream: Peekable, notes: Notes) -> list[Draft]:
    """Decode the sheets of an XML spreadsheet that are reports: a draft an event.

    Raises:
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
    sheets = [
        Sheet(
            _squared(list(_sheet_rows(sheet))), (_attribute(sheet, "Name") or "")[:60] or later("sheet {n}", n=str(n))
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
    found = [sheet for sheet in sheets if header_at(sheet.rows) is not None]
    for sheet in sheets:
        if sheet not in found and any(cell not in (None, "") for row in sheet.rows for cell in row):
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


def _squared(rows: list[Row]) -> list[Row]:
    """Return rows of one width: markup leaves blank cells at the end of a row away."""
    at = header_at(rows)
    width = 0 if at is None else len(rows[at])
    return [row + [None] * (width - len(row)) for row in rows]


def _cells(row: etree._Element) -> Iterator[object]:
    for cell in row:
        if cell.tag in ("td", "th"):
            yield " ".join("".join(str(part) for part in cell.itertext()).split()) or None
            yield from [None] * (_number(cell.get("colspan"), 1) - 1)


def _sheet_rows(sheet: etree._Element) -> Iterator[Row]:
    """Yield a sheet's rows; cells and rows may say at which place they stand."""
    at = 0
    for row in _named(sheet, "Row"):
        place = _number(_attribute(row, "Index"), at + 1)
        if at < place - 1 <= at + 1000:
            yield from ([] for _ in range(place - 1 - at))
        at = place
        cells: Row = []
        for cell in _named(row, "Cell"):
            index = _number(_attribute(cell, "Index"), len(cells) + 1)
            cells += [None] * min(max(0, index - 1 - len(cells)), _MOST_COLUMNS)
            data = next(iter(_named(cell, "Data")), None)
            cells.append(None if data is None else _value(data))
            cells += [None] * min(_number(_attribute(cell, "MergeAcross"), 0), _MOST_COLUMNS)
        yield cells


def _value(data: etree._Element) -> object:
    text = "".join(str(part) for part in data.itertext()).strip()
    if _attribute(data, "Type") == "DateTime":
        return re.sub(r"\.0+$", "", text.replace("T", " "))
    return tidied(text)[0] or None


def _named(root: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the elements of a name in the order in which they come, whatever their namespace is called."""
    for element in root.iter():
        if isinstance(element.tag, str) and etree.QName(element).localname == name:
            yield element


def _attribute(element: etree._Element, name: str) -> str | None:
    return next((str(v) for key, v in element.attrib.items() if etree.QName(key).localname == name), None)


def _number(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 8 else default
