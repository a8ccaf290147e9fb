"""Every page, opened once: it answers, its files come, and what can be measured of its looks is as it should be.

Nothing overlaps, is cut, too faint, or slides sideways, and axe finds no flaw. One page after the other is opened by
the menu; theme and width change while it is there. What cannot be measured is looked at: ``make shots``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from operator import attrgetter
from pathlib import Path
from typing import Final

import openpyxl
import polars as pl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Homes
from tests.browser.dashboard import Dashboard
from tests.browser.test_walk import address
from tests.browser.visit import Theme, Visit
from webcast.sandbox.running import Sandbox
from webcast.ui.frame import navigation

MEASURE: Final = Path(__file__).with_name("looks.js").read_text("utf-8")
BAR: Final = (
    '<div class="st-key-wi-some"><svg class="barlayer" width="40" height="20"><g class="point">'
    '<path d="M0,0H40V20H0Z" style="{}"/></g></svg></div>'
)
STREAMLITS: Final = (
    # Streamlit's place to drop files has a role of presentation and a name; the button in it is what is used.
    ("presentation-role-conflict", 'data-testid="stFileUploaderDropzone"'),
)
"""Flaws that axe finds and that are not ours to mend: the rule, and what tells the element."""

IN_BAR: Final = (
    '<svg width="80" height="20"><g class="point"><path d="M0,0H80V20H0Z" style="fill:#4338CA"/>'
    '<text class="bartext-inside" x="8" y="15" style="fill:{}">84 %</text></g></svg>'
)
Opened = tuple[navigation.Entry, Visit]
WIDEST: Final = 1440
LOOKS: Final[tuple[tuple[int, Theme], ...]] = ((WIDEST, "dark"), (390, "dark"), (390, "light"), (WIDEST, "light"))
"""Widths and themes, in an order that changes one at a time, the theme once, as it takes longest; there and back."""

COLOURS: Final = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""The rules of axe that a theme can make a difference to."""

BEFOREHAND: Final = {"preload": {"assets": ["media"]}}
"""What axe loads beforehand: not all styles again, which only a rule asks for that is not among its usual ones."""

HIGHEST: Final = {
    "overview": 935,
    "funnel": 1410,
    "timeline": 1790,
    "surveys": 1980,
    "questions": 2080,
    "registrants": 1290,
}
"""Pixels that pages of three events may take at 1440: they were a third longer once, and grow when nobody looks."""


def flaws(page: Page, rules: Mapping[str, object] | None = None) -> list[str]:
    """Return what axe finds wrong in a page by some or all of its rules, less what is Streamlit's."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    options = {"resultTypes": ["violations"], **BEFOREHAND, **(rules or {})}
    return [
        f"{flaw['id']}: {node['html']}"
        for flaw in page.evaluate("options => axe.run(options).then(found => found.violations)", options)
        for node in flaw["nodes"]
        if not any(flaw["id"] == rule and part in node["html"] for rule, part in STREAMLITS)
    ]


@pytest.fixture(scope="module")
def tab(homes: Homes, dashboard: Dashboard) -> Iterator[Visit]:
    """A tab that goes from page to page by the menu: to load one takes longer than most that is done there."""
    visit = Visit(homes.home().new_page(), dashboard.url)
    visit.enter()
    visit.page.emulate_media(color_scheme="dark")
    yield visit
    visit.check()
    homes.leave(visit.page.context)


@pytest.fixture(scope="module")
def opened(request: pytest.FixtureRequest, tab: Visit, sandbox: Sandbox) -> Opened:
    """A page in a window of the usual size, for all tests of it."""
    entry: navigation.Entry = request.param
    if tab.page.url.startswith(tab.url) and not request.session.testsfailed:  # else it may stand anywhere
        tab.page.set_viewport_size({"width": WIDEST, "height": 900})
        tab.go(entry.label)
    else:
        (tab.open_loaded if entry.filtered else tab.open)(address(entry.name, sandbox))
    return entry, tab


PAGES: Final = sorted(navigation.present(), key=lambda entry: not entry.filtered)
"""Those with files first: pytest brings tests of one page together by its number."""


@pytest.mark.parametrize(
    "opened", [entry for entry in PAGES if entry.filtered], ids=attrgetter("name"), indirect=True, scope="module"
)
def test_every_page_answers_and_every_file_comes(opened: Opened) -> None:
    _, visit = opened
    expect(visit.page.locator(".wi-answer").first).to_have_text(re.compile(r"\w.*\."))
    visit.settle()
    assert visit.page.get_by_role("heading", level=1).inner_text()
    for chart in visit.page.get_by_test_id("stPlotlyChart").all():
        assert chart.get_attribute("aria-label"), "a chart that says nothing to who cannot see it"
    kinds = set()
    for target in reversed(dict.fromkeys(visit.offered())):  # CSV last: the session's next file is offered as such
        answered = visit.page.request.get(visit.url + target)
        assert (answered.status, answered.headers["content-disposition"][:10]) == (200, "attachment"), target
        kinds.add(_read(answered.headers["content-type"].partition(";")[0], answered.body()))
    assert {"csv", "workbook", "parquet"} <= kinds


def _read(kind: str, body: bytes) -> str:
    """Read a file as whoever gets it does; return what it is."""
    if kind.startswith("text/csv"):
        assert pl.read_csv(body, infer_schema=False).width > 0
        return "csv"
    if "spreadsheet" in kind:
        book = openpyxl.load_workbook(BytesIO(body))
        assert book.worksheets[0].freeze_panes == "A2"
        assert book.sheetnames[-1] == "About"
        return "workbook"
    if "parquet" in kind:
        assert pl.read_parquet(BytesIO(body)).width > 0
        return "parquet"
    if kind == "application/pdf":
        assert body.startswith(b"%PDF")
        return "pdf"
    assert b"Data as of" in body
    return "summary"


@pytest.mark.parametrize("opened", PAGES, ids=attrgetter("name"), indirect=True, scope="module")
def test_nothing_overlaps_is_cut_or_faint(opened: Opened) -> None:
    entry, visit = opened
    found: dict[tuple[int, Theme], list[str]] = {}
    in_dark = visit.page.locator(".st-key-wi-drawn-dark").count() > 0
    looks = LOOKS if in_dark else LOOKS[::-1]  # as the page before was left
    for width, theme in looks:
        visit.in_theme(theme)
        expect(visit.page.locator(f".st-key-wi-drawn-{theme}")).to_be_attached()
        if visit.page.evaluate("() => window.innerWidth") != width:
            visit.resize(width, 900)
        height = visit.unroll()
        found[width, theme] = visit.page.evaluate(MEASURE)
        if width == WIDEST:
            assert flaws(visit.page, None if (width, theme) == looks[0] else COLOURS) == []
            assert height <= HIGHEST.get(entry.name, height)
    assert found == {look: [] for look in LOOKS}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>Fine, and <b>bold</b> beside it</p>", []),
        (
            '<p style="position:absolute;top:8px">One</p><p style="position:absolute;top:14px">Other</p>',
            ["overlap: “One” and “Other”"],
        ),
        (
            '<p style="width:80px;overflow:hidden;white-space:nowrap">A name that is much too long</p>',
            ["cut: “A name that is much too long”"],
        ),
        (
            '<p style="width:80px;overflow:hidden;white-space:nowrap" title="A name">A name that is too long</p>',
            [],
        ),
        (
            '<p style="width:60px;overflow-wrap:anywhere">Control Tower Administrator Training</p>',
            ["squeezed: “Control Tower Administrator Training”"],
        ),
        ('<p style="width:80px;overflow:auto;white-space:nowrap">What slides is not cut, only long</p>', []),
        (
            '<svg width="60" height="20" overflow="hidden"><text x="0" y="15">Too long for it</text></svg>',
            ["cut: “Too long for it” by its chart"],
        ),
        ('<p style="color:#767676">Just</p><p style="color:#858585">Too faint</p>', ["faint: “Too faint” 3.7:1"]),
        ('<p style="opacity:0.5">Dimmed</p>', ["faint: “Dimmed” 4.0:1"]),
        (IN_BAR.format("#FFFFFF"), []),
        (IN_BAR.format("#8A85D5"), ["faint: “84 %” 2.4:1"]),
        (
            BAR.format("fill:#C5C5F5"),
            ["faint mark: “wi-some” 1.7:1"],
        ),
        (
            BAR.format("fill:#C5C5F5;stroke:#4338CA;stroke-width:1px"),
            [],
        ),
        ('<div style="width:2000px;height:8px"></div>', ["sideways: “the page” by 1208 px"]),
        (
            '<div role=radiogroup aria-label="Show" style="width:9px;overflow:auto"><p style="width:99px"></div>',
            ["choices slide: “Show”"],
        ),
        (
            (
                '<p style="position:absolute;top:8px">minute 61</p>'
                '<img class="wi-spark" width="64" height="16" alt="" style="position:absolute;left:40px;top:28px">'
            ),
            ["overlap: “minute 61” and “a line of figures”"],
        ),
    ],
)
def test_what_is_measured_is_found(chrome: Browser, body: str, expected: list[str]) -> None:
    with chrome.new_context(viewport={"width": 800, "height": 600}) as context:
        page = context.new_page()
        page.set_content(f'<body style="margin:8px;background:#fff;color:#000">{body}</body>')
        assert page.evaluate(MEASURE) == expected
