"""Reports that went wrong at random, in every format: one way to make them for the tests and for ``make fuzz``.

A mutated report is a small honest one, or one that once was too much for the decoder (``tests/data/corpus``), with a
few pieces cut, copied, turned, or replaced by what has hurt decoders before. It becomes tables or one of our own
errors, nothing else; and no error may say that something went wrong that should not have.
"""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path
from random import Random

import xlsxwriter

from tests.decode.hostile import TWO_ROWS, workbook
from tests.decode.making import HEADERS, Session, Viewer, csv_report, json_report, row, xml
from webcast.decode import decode
from webcast.errors import WebcastError
from webcast.reports import Report

FORMATS = ("xml", "json", "csv", "xlsx")
CORPUS = Path(__file__).resolve().parents[1] / "data" / "corpus"

_SNIPPETS: tuple[bytes, ...] = (
    *(
        b"&",
        b"<",
        b">",
        b'"',
        b"'",
        b"\\",
        b"\0",
        b"\n",
        b",",
        b";",
        b"\t",
        b"|",
        b"[",
        b"]",
        b"{",
        b"}",
        b"=",
        b"/>",
    ),
    *(
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"]]>",
        b"<?",
        b"?>",
        b"<!DOCTYPE a>",
        b"<viewer>",
        b"</viewer>",
        b"<ra id=",
        b"</ra>",
    ),
    *(
        b"&#0;",
        b"&#55357;",
        b"&#xD83D;&#xDE00;",
        b"&#99999999999;",
        b"&foo;",
        b"&lt;",
        b"\\u0000",
        b"\\ud83d",
        b"\\udc00",
    ),
    *(
        b"\xff",
        b"\xed\xa0\xbd",
        b"\xef\xbf\xbf",
        b"\xef\xbb\xbf",
        b"\xe2\x80\x8b",
        "\u0130\u0307ß😀".encode(),
        b"\xc2\xa0",
    ),
    *(
        b"null",
        b"true",
        b"NaN",
        b"Infinity",
        b"-1",
        b"1e309",
        b"1e-400",
        b"0",
        b"9" * 400,
        b"-" + b"9" * 5000,
        b"0x10",
    ),
    *(
        b"01/01/0000",
        b"12/31/9999 11:59:59 PM",
        b"13/45/2024 99:99:99 XM",
        b"24:00:00",
        b"0.5",
        b"99999:59:59",
        b"PT1H",
    ),
    *(b"Event Id", b"Email", b"Sessions", b"Survey: a: b", b"Question 1", b"Answer 9999", b"GMT", b"Total Duration"),
    *(
        b'"t":"s"',
        b' t="s"',
        b' t="d"',
        b' t="e"',
        b' t="b"',
        b' r="XFD1048576"',
        b' s="9999"',
        b"<v>99999999</v>",
        b"#REF!",
    ),
)


@cache
def seeds(form: str) -> tuple[bytes, ...]:
    """Return the reports of a format that are mutated."""
    kept = sorted((CORPUS / form).iterdir()) if (CORPUS / form).is_dir() else []
    return (*_honest(form), *(path.read_bytes() for path in kept))


def _honest(form: str) -> tuple[bytes, ...]:
    cells = [row(), row(**{"First Name": "Bea"})]
    if form == "json":
        return (json_report(cells),)
    if form == "csv":
        return (csv_report(cells), csv_report(cells).replace(b",", b";"))
    if form == "xlsx":
        return (workbook(TWO_ROWS), _sheet(cells))
    viewer = Viewer(
        answers=[("firstname", "Ann & Co"), ("email", "a@x.example"), ("dept_1", "Sales")],
        sessions=[Session(), Session(type="OD")],
        questions=[("Why?", "So")],
        responses=[("s1", "q1", "Yes")],
    )
    return (xml([viewer, Viewer(answers=[("email", "b@x.example")])]),)


def _sheet(cells: list[list[str]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Sheet0")
        for n, values in enumerate([list(HEADERS), *cells]):
            sheet.write_row(n, 0, values)
    return out.getvalue()


def mutated(form: str, random: Random) -> bytes:
    """Return a report of a format that went wrong in some places."""
    seed = random.choice(seeds(form))
    if form == "xlsx" and random.random() < 0.8 and zipfile.is_zipfile(io.BytesIO(seed)):
        return _parts_mutated(seed, random)
    return _mutated(seed, random)


def _parts_mutated(seed: bytes, random: Random) -> bytes:
    """Return a workbook whose archive is whole, with other things in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(seed)) as book, zipfile.ZipFile(out, "w") as anew:
        names = book.namelist()
        chosen = {random.choice(names), next((name for name in names if "sheet1" in name), names[0])}
        for name in names:
            part = book.read(name)
            anew.writestr(name, _mutated(part, random) if name in chosen else part)
    return out.getvalue()


def _mutated(data: bytes, random: Random) -> bytes:
    for _ in range(random.randint(1, 4)):
        start = random.randint(0, len(data))
        end = min(len(data), start + random.choice((0, 1, 2, 5, 20, 200)))
        piece, snippet = data[start:end], random.choice(_SNIPPETS)
        instead = random.choice(
            (b"", snippet, snippet, snippet * 3, piece * 2, piece[::-1], snippet + piece, piece * 50)
        )
        data = data[:start] + instead + data[end:]
        if random.random() < 0.03:
            data = data[: random.randint(0, len(data))]
        elif random.random() < 0.03:
            data = data.decode("utf-8", "replace").encode(random.choice(("utf-16", "utf-8-sig", "cp1252")), "replace")
    return data


def complaint(data: bytes, zone: str = "UTC") -> str | None:
    """Return what is wrong with how a report was decoded; nothing where it became tables or an error of ours."""
    try:
        found = decode(data, zone=zone)
    except WebcastError as exc:
        return str(exc) if "went wrong that should not" in str(exc) else None
    except KeyboardInterrupt:
        raise
    except BaseException as exc:  # noqa: BLE001  # nothing may leave the decoder
        return f"{type(exc).__name__} left the decoder"
    return None if isinstance(found, Report) else "neither tables nor an error"
