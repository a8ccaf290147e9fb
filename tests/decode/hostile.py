"""Files that would bring down whoever takes them as they come: built here, or kept in ``tests/data/hostile``."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

KEPT = Path(__file__).resolve().parents[1] / "data" / "hostile"
MB = 1024 * 1024

HEADERS = ("Event Id", "Event Title", "Registered On", "First Name", "Last Name", "Email")
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_KIND}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}"><sheets>'
    '<sheet name="Sheet0" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATED}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_RELATED}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
}


def workbook(rows: str, texts: str = "", *, head: str = "", packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a workbook of one sheet, whose rows are XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packed) as book:
        for name, text in PARTS.items():
            book.writestr(name, text)
        book.writestr("xl/sharedStrings.xml", f'<sst xmlns="{_MAIN}">{texts}</sst>')
        sheet = f'<worksheet xmlns="{_MAIN}">{head}<sheetData>{rows}</sheetData></worksheet>'
        book.writestr("xl/worksheets/sheet1.xml", sheet)
    return out.getvalue()


def cell(place: str, text: str) -> str:
    """Return a cell with its text in it."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number: int, texts: tuple[str, ...]) -> str:
    """Return a row of such cells, from the first column on."""
    return f'<row r="{number}">{"".join(cell(f"{chr(65 + n)}{number}", text) for n, text in enumerate(texts))}</row>'


TWO_ROWS = row(1, HEADERS) + row(2, ("77", "T", "05/24/2017 03:30:40 PM", "Ann", "Lee", "a@acme.example"))


def bombs() -> dict[str, bytes]:
    """Return small files that become large when they are unpacked."""
    shared = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(2, 36_002))
    return {
        "zipbomb.xlsx": workbook(row(1, HEADERS) + " " * (20 * MB)),
        "zipbomb-shared.xlsx": workbook(row(1, HEADERS) + shared, f"<si><t>{'A' * 32_000}</t></si>"),
        "gzbomb.json": gzip.compress(b'{"event_data": {"event_id": "' + b"A" * (20 * MB), mtime=0),
    }


def every() -> dict[str, bytes]:
    """Return all hostile files by name."""
    return {path.name: path.read_bytes() for path in sorted(KEPT.iterdir())} | bombs()


FAR = "Cells of a sheet stand far from the others; what is empty between them was passed over."
FOUND: dict[str, tuple[int, str]] = {
    "bigint2.json": (4, "Should be a whole number of milliseconds, a year at most, but is not; left empty."),
    "emoji-title.xml": (6, "The tag lacks its closing '>'; read as if it were there. Compare with the platform."),
    "stray-H1048576.xlsx": (1, FAR),
    "stray-XFD1048576.xlsx": (1, FAR),
    "stray-ZZ200000.xlsx": (1, FAR),
    "surrogate-header.json": (4, "Half of a surrogate pair is no character; read as U+FFFD."),
}
"""Registrants of what is read, and a warning."""

REFUSED: dict[str, str] = {
    "gzbomb.json": "The compressed report would become 20 MB when unpacked",
    "zipbomb.xlsx": "The workbook would become 20 MB when unpacked",
    "zipbomb-shared.xlsx": "The workbook would become 1,099 MB when each of its cells has its text",
}
"""What is said of the others."""
