"""What can be measured of pages: nothing overlaps, is cut, too faint, or slides sideways, and axe finds no flaw.

Each page is opened once in each theme; its width changes while it is there. What cannot be measured is looked at:
``make shots``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.test_walk import address
from tests.browser.visit import Visit
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
WIDTHS: Final = (1440, 390)
HIGHEST: Final = {
    "overview": 935,
    "funnel": 1410,
    "timeline": 1790,
    "surveys": 1980,
    "questions": 2050,
    "registrants": 1290,
}
"""Pixels that pages of three events may take at 1440: they were a third longer once, and grow when nobody looks."""
THEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")


def flaws(page: Page) -> list[str]:
    """Return what axe finds wrong in a page, all of its rules, less what is Streamlit's."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{flaw['id']}: {node['html']}"
        for flaw in found
        for node in flaw["nodes"]
        if not any(flaw["id"] == rule and part in node["html"] for rule, part in STREAMLITS)
    ]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("entry", navigation.present(), ids=lambda entry: entry.name)
def test_nothing_overlaps_is_cut_or_faint(
    known: Visit, sandbox: Sandbox, entry: navigation.Entry, theme: Literal["light", "dark"]
) -> None:
    visit, page = known, known.page
    page.emulate_media(color_scheme=theme)
    (visit.open_loaded if entry.filtered else visit.open)(address(entry.name, sandbox))
    found: dict[int, list[str]] = {}
    for width in WIDTHS:
        visit.resize(width, 900)
        height = visit.unroll()
        found[width] = page.evaluate(MEASURE)
        if width == WIDTHS[0]:
            assert flaws(page) == []
            assert height <= HIGHEST.get(entry.name, height)
    assert found == {width: [] for width in WIDTHS}


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
