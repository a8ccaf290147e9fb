"""Files, charts and the summary of a world whose every text is hostile: nothing in them is run, drawn or followed."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import polars as pl
import pytest
from lxml import etree, html

from tests.attack import hostile_world
from tests.attack.hostile_world import ELSEWHERE
from webcast.analysis import before_after
from webcast.analysis.audience import Audience
from webcast.cohorts.cohort import Group
from webcast.exports import kinds, listings, summary
from webcast.exports.csv import Mode
from webcast.exports.file_names import file_name
from webcast.presentation import pictures
from webcast.presentation.about import About, about
from webcast.presentation.pictures import PICTURES
from webcast.reports import Report
from webcast.view.choices import Choices
from webcast.view.filters import Filters

FORMULAS: Final = ("=1+", "+1-", "-1+", "@SUM(1)+", "\t=1+", "\u200b=1+", " ;=1;", "\uff1d1+")
"""What is put before each text; a sheet that reads any of them as a formula would compute, or run, what follows."""

KEYS: Final = frozenset({"event_id", "survey_id", "question_id", "email_key", "type", "question_type", "time_zone"})
"""What is no text of people: by it tables are joined, or it is one of a few words."""

PEOPLES_TABLES: Final = ("registrants", "people", "questions", "survey-answers", "scores")


@cache
def formulas() -> Audience:
    """Return the hostile world with a formula before every text of every table, questions and titles among them."""
    tables = hostile_world.report().tables()
    return Audience.of(Report(**{name: frame.with_columns(_formulas(frame)) for name, frame in tables.items()}))


def _formulas(frame: pl.DataFrame) -> list[pl.Expr]:
    texts = [name for name, kind in frame.schema.items() if kind == pl.String and name not in KEYS]
    numbered = dict(enumerate(FORMULAS))
    # The same text gets the same formula wherever it stands: surveys are told by their names.
    return [
        (pl.col(name).hash() % len(FORMULAS)).replace_strict(numbered, return_dtype=pl.String) + pl.col(name)
        for name in texts
    ]


def asked(audience: Audience) -> Choices:
    """Return what some tables and charts cannot do without, as hostile as all else."""
    pair = before_after.pairs(audience)[0]
    question = audience.survey_questions.drop_nulls("text").row(0, named=True)
    campaigns = audience.members["campaign"].drop_nulls()
    return Choices(
        by="company",
        first=Group("company", company(audience)),
        before=pair.before,
        after=pair.after,
        question=f"{question['survey']}: {question['text']}",
        costs=dict.fromkeys(campaigns, 5.0),
    )


def company(audience: Audience) -> str:
    return str(audience.members["company"].drop_nulls()[0])


def said(audience: Audience) -> About:
    filters = Filters(companies=(company(audience),), text="=1")
    people = Group("company", company(audience))
    return about(audience, filters, "UTC", sets=[people], now=hostile_world.NOW)


# Sheets


def cells(content: bytes) -> Iterator[str]:
    """Yield each cell of a CSV file, headers among them, as a sheet takes it apart: by , and ; and by line."""
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
        for cell in row:
            yield cell
            yield from re.split(r"[;\n\r\t]", cell)


_NUMBER: Final = re.compile(r"-?[\d.:]+%?")
_UNSEEN: Final = '\t\n\r \u200b\u202e\u2067"'


def runs(cell: str) -> bool:
    """Tell whether a sheet would take a cell for a formula, by what is seen first in it."""
    seen = cell.strip(_UNSEEN)
    return seen.startswith(("=", "+", "-", "@", "\uff1d")) and not _NUMBER.fullmatch(seen)


@pytest.mark.parametrize("name", listings.NAMES)
def test_no_cell_and_no_header_of_any_csv_is_a_formula(name: str) -> None:
    audience = formulas()
    table = listings.table(name, audience, "UTC", choices=asked(audience))
    content = b"".join(kinds.kind("csv").write(table, said(audience), Mode.SPREADSHEET))
    assert [cell for cell in cells(content) if runs(cell)] == []
    if name in PEOPLES_TABLES:
        assert content.count(b"'=1+") > 10
    if name == "registrants":
        assert any(runs(header) for header in table.headers)  # a question, and a header of its own


MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
COMPUTED: Final = ("f", "hyperlink", "ddeLink", "oleObject", "webPublishItem", "dataConsolidate")


@pytest.mark.parametrize("name", listings.NAMES)
def test_no_workbook_computes_follows_or_fetches_anything(name: str) -> None:
    audience = formulas()
    table = listings.table(name, audience, "UTC", choices=asked(audience))
    content = b"".join(kinds.kind("xlsx").write(table, said(audience), Mode.SPREADSHEET))
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = {part: book.read(part) for part in book.namelist()}
    more = "external|connection|query|vba|calcChain|comment|drawing|embed|custom"
    assert not [part for part in parts if re.search(more, part)]
    assert name not in PEOPLES_TABLES or b"=1+" in parts["xl/sharedStrings.xml"]
    for part, xml in parts.items():
        root = etree.fromstring(xml)
        assert not [tag for tag in COMPUTED if next(root.iter(MAIN + tag), None) is not None], part
        assert b'TargetMode="External"' not in xml
        assert {defined.get("name") for defined in root.iter(MAIN + "definedName")} <= {"_xlnm._FilterDatabase"}


# Charts

TAGS: Final = re.compile(r"<\s*(img|script|svg|a|b>bolder|https)", re.IGNORECASE)
"""What plotly's own reading of HTML would draw, follow or load, if it came from a text."""
READ_BY_PLOTLY: Final = frozenset({"hovertemplate", "texttemplate"})
NOT_DRAWN: Final = frozenset({"customdata", "ids", "meta"})


def texts(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text of a figure that is drawn, with the name of the field that it stands in."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in NOT_DRAWN:
                yield from texts(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, place)


def isolated(text: str) -> bool:
    """Tell whether what changes the direction of writing ends before ours goes on."""
    depth = 0
    for char in text:
        depth += {"\u2068": 1, "\u2069": -1}.get(char, 0)
        if depth < 0 or char in DIRECTIONS:
            return False
    return depth == 0


DIRECTIONS: Final = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067"

ONE_EVENT: Final = frozenset({"viewers", "arrivals"})


@pytest.mark.parametrize("name", PICTURES)
def test_no_chart_reads_html_templates_or_directions_out_of_a_text(name: str) -> None:
    audience = hostile_world.audience()
    if name in ONE_EVENT:
        audience = Audience.of(hostile_world.one())
    figure = pictures.picture(name, audience, said(audience), "UTC", choices=asked(audience))
    drawn = list(texts(json.loads(figure.to_json())))
    assert [(place, text) for place, text in drawn if TAGS.search(text)] == []
    assert [text for place, text in drawn if place in READ_BY_PLOTLY and "{{7*7}}" in text] == []
    assert [(place, text) for place, text in drawn if not isolated(text)] == []
    # It is there, as text: the head names the event.
    assert any("&lt;img src=x onerror=pwned()&gt;" in text for _, text in drawn)


# The summary


def test_the_summary_holds_our_own_elements_alone() -> None:
    audience = hostile_world.audience()
    page = html.fromstring(summary.page(audience, said(audience), "UTC"))
    elements = {str(element.tag) for element in page.iter() if isinstance(element.tag, str)}
    assert not elements & {"script", "a", "iframe", "object", "embed", "form", "input", "link", "base", "code"}
    (mark,) = page.iter("img")
    assert mark.get("src", "").startswith("data:image/svg+xml;base64,")
    assert any(hostile_world.TRICKS[0] in (element.text or "") for element in page.iter("bdi"))
    for element in page.iter():
        assert not [name for name in element.attrib if str(name).startswith("on")]
        assert not [value for value in element.attrib.values() if ELSEWHERE in str(value)]
        said_here = element.text or ""
        if "\u202e" in said_here:
            assert element.tag in ("bdi", "title"), element.tag


# Names

WINDOWS: Final = ("CON", "con.xml", "PRN.", "AUX ", "NUL", "COM1", "LPT9", "con:", "COM\u00b9")
NAMES: Final = (
    '"; filename="evil.exe',
    "a\r\nSet-Cookie: a=b",
    "\u202egnp.exe",
    "..\\..\\evil",
    "../../evil",
    "/etc/passwd",
    "C:\\evil",
    "~/.bashrc",
    "-rf",
    ".htaccess",
    "a\x00.exe",
    "%2e%2e%2f%00%0d%0a",
    "$(id)`id`|id;id",
    "x" * 5000,
    "\u00e4" * 5000,
    "...",
    "   ",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16") * 100,
    *WINDOWS,
    *hostile_world.TRICKS,
)
RESERVED: Final = re.compile(r"(con|prn|aux|nul|com[\d\u00b9\u00b2\u00b3]|lpt[\d\u00b9\u00b2\u00b3])", re.IGNORECASE)


@pytest.mark.parametrize("zone", ["Etc/GMT+5", "America/Argentina/ComodRivadavia"])
def test_a_download_has_a_name_that_is_safe_everywhere(zone: str) -> None:
    audience = hostile_world.audience()
    tables = [listings.table(name, audience, zone, choices=asked(audience)) for name in ("registrants", "waits")]
    for title in NAMES:
        for table in tables:
            check(file_name(table, table.file, "xlsx", [title]))
        check(summary.file_name([title], "pdf"))


def check(name: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9+_-]*\.[a-z]+", name), name
    assert len(name.encode()) <= 255
    assert not RESERVED.fullmatch(name.partition(".")[0])
