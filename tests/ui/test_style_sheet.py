"""The style sheet costs a page little: what it asks of an element's descendants is told by few and cheap signs.

A browser goes through the styles of a page's elements again when something that a ``:has()`` names comes or goes. One
that names everything, or whatever bears an attribute, is named by each mark and letter that a chart draws.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STYLE = (Path(__file__).resolve().parents[2] / "webcast" / "ui" / "frame" / "style.css").read_text()
WHOLE_PAGE = (":root", "html", "body", ".stApp", ".stMain", ".stMainBlockContainer")


def asked(style: str) -> list[tuple[str, str]]:
    """Return of every ``:has`` of a sheet the compound selector before it, and what it asks for."""
    style = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    found = []
    for place in (match.end() for match in re.finditer(r":has\(", style)):
        depth, end = 1, place
        while depth:
            depth += {"(": 1, ")": -1}.get(style[end], 0)
            end += 1
        before = re.search(r"[^\s>+~,{}]*$", style[: place - len(":has(")])
        assert before is not None
        found.append((before[0], style[place : end - 1]))
    return found


def costs(subject: str, argument: str) -> bool:
    bare = re.sub(r":not\($", "", subject)
    return bare in ("", *WHOLE_PAGE) or re.search(r"\*|\[|:not", argument) is not None


@pytest.mark.parametrize(
    ("rule", "dear"),
    [
        (".a:has(.b) { }", False),
        (".a > .stElementContainer:has(> .stEmpty) { }", False),
        (".a > :has(input) { }", True),
        (".a > :not(:has(p)) { }", True),
        (".a:has(*) { }", True),
        (".a:has(> [class*='b']) { }", True),
        (".a:not(:has(b:not(i))) { }", True),
        (":root:not(:has(.b)) .c { }", True),
        (".stMainBlockContainer:has(.b) .c { }", True),
    ],
)
def test_what_is_dear_is_known(rule: str, dear: bool) -> None:
    assert [costs(*one) for one in asked(rule)] == [dear]


def test_no_rule_has_a_browser_go_through_a_page_for_each_mark_of_a_chart() -> None:
    assert asked(STYLE)
    assert [one for one in asked(STYLE) if costs(*one)] == []


def test_who_wants_less_motion_gets_no_transitions_rather_than_short_ones() -> None:
    # A duration without a property makes a transition of whatever changes, of every element: of thousands in a page,
    # when it is drawn, when the theme changes and with each pixel of a window that is made narrower.
    (less,) = re.findall(r"@media \(prefers-reduced-motion: reduce\) \{\s*\*, ::before, ::after \{([^}]*)\}", STYLE)
    said = dict(part.strip().split(": ", 1) for part in less.split(";") if part.strip())
    assert {name: value for name, value in said.items() if name.startswith("transition")} == {
        "transition": "none !important"
    }


def ends(style: str) -> list[str]:
    """Return the selectors of a sheet that end with what every element could be, be it a mark of a chart."""
    style = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    heads = [head for head in re.findall(r"([^{};]+)\{", style) if "@" not in head]
    each = [part.strip() for head in heads for part in re.split(r",(?![^()]*\))", head)]
    return [one for one in each if re.search(r"(^|[\s>+~])(\*|:(first|last)-child|:is\(\w+(, \w+)*\))$", one)]


@pytest.mark.parametrize(
    ("rule", "dear"),
    [
        (".a > * { }", [".a > *"]),
        (".a > :first-child, .b { }", [".a > :first-child"]),
        (".a :is(div, span) { }", [".a :is(div, span)"]),
        (".a > :where(div):first-child, .a > .b:last-child, .a :is(.b, .c):hover, .a div { }", []),
    ],
)
def test_what_ends_dearly_is_known(rule: str, dear: list[str]) -> None:
    assert ends(rule) == dear


def test_few_rules_are_tried_on_every_mark_of_a_chart() -> None:
    assert ends(STYLE) == [
        '.st-key-wi-figures [data-testid="stMetricLabel"] *',
        ".st-key-wi-to-events a *",
        "*",
        '[class*="st-key-wi-menu-"] button > *',
    ]
