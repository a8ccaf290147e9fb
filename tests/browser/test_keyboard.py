"""The main path without a mouse: each stop is reached by keys, and is what a screen reader is told it is."""

from __future__ import annotations

import re

import polars as pl
from playwright.sync_api import CDPSession, expect

from tests.browser.visit import LOADING_MS, Visit
from webcast.ui.frame import account_words, filter_words, help_words
from webcast.ui.overview import words as overview_words
from webcast.ui.picking import words as picking_words

MOST = 120
"""Presses of Tab after which something is out of reach."""


class Hands:
    """Somebody with a keyboard and a screen reader."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.page = visit.page
        self.session: CDPSession = self.page.context.new_cdp_session(self.page)

    def at(self) -> tuple[str, str]:
        """Return role and name of what has the focus, as Chromium tells screen readers."""
        found = self.session.send("Runtime.evaluate", {"expression": "document.activeElement"})
        asked = {"objectId": found["result"]["objectId"], "fetchRelatives": False}
        node = self.session.send("Accessibility.getPartialAXTree", asked)["nodes"][0]
        return node.get("role", {}).get("value", ""), node.get("name", {}).get("value", "")

    def press(self, key: str) -> None:
        """Press a key, and wait until the page has answered."""
        self.page.keyboard.press(key)
        self.visit.wait()

    def reach(self, role: str, name: str) -> None:
        """Press Tab until that has the focus; it has to be seen that it has."""
        for _ in range(MOST):
            if (found := self.at()) == (role, name) or (found[0] == role and found[1].startswith(f"{name} ")):
                break
            self.page.keyboard.press("Tab")
        else:
            raise AssertionError(f"no {role} “{name}” within {MOST} presses of Tab")
        seen = (
            "e => { const s = getComputedStyle(e); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) }"
        )
        focus = self.page.evaluate_handle("document.activeElement")
        around = "e => [e, ...(function* up(n) { while ((n = n.parentElement)) yield n; })(e)].slice(0, 6)"
        assert self.page.evaluate(f"e => ({around})(e).some({seen})", focus), f"{role} “{name}” has no visible focus"


def test_from_sign_in_to_a_file_without_a_mouse(visit: Visit) -> None:
    visit.open("/events")  # where an account that has nothing loaded yet begins
    hands, page = Hands(visit), visit.page
    with page.expect_navigation():
        hands.reach("button", account_words.DEMO)
        page.keyboard.press("Enter")
    visit.wait()

    page.keyboard.press("/")
    assert hands.at() == ("searchbox", picking_words.FIND_EVENTS)
    page.keyboard.type("returns man")
    expect(page.locator(".st-key-wi-list input")).to_have_count(1)
    visit.wait()
    hands.reach("checkbox", "Returns Management Without Tears")
    hands.press("Enter")
    expect(page.locator(".st-key-wi-picked")).to_contain_text("Returns Management Without Tears")
    expect(page.locator(".st-key-wi-list input:checked")).to_have_count(1)
    page.keyboard.press("Shift+Tab")
    hands.reach("button", picking_words.analyse(1))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(overview_words.OVERVIEW, timeout=LOADING_MS)
    expect(page.locator(".wi-matching")).to_be_visible(timeout=LOADING_MS)
    visit.wait()

    page.keyboard.press("?")
    shortcuts = page.get_by_role("dialog", name=help_words.SHORTCUTS_TITLE)
    expect(shortcuts).to_be_visible()
    page.keyboard.press("Escape")
    expect(shortcuts).to_have_count(0)

    page.keyboard.press("/")
    assert hands.at() == ("textbox", filter_words.SEARCH)
    page.keyboard.type("?/")  # no shortcut while one types
    expect(shortcuts).to_have_count(0)
    assert page.evaluate("document.activeElement.value") == "?/"
    for _ in range(2):
        page.keyboard.press("Backspace")
    page.evaluate("document.activeElement.blur()")

    hands.reach("button", filter_words.ADD_FILTER)
    hands.press("Enter")
    hands.reach("button", filter_words.FLAG_LIVE)
    hands.press("Space")
    expect(page).to_have_url(re.compile("live=on"))
    hands.press("Escape")
    count = int("".join(filter(str.isdigit, page.locator(".wi-matching").inner_text().partition(" of ")[0])))
    hands.reach("link", f"Download {count:,} registrants")
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    assert pl.read_csv(waiting.value.path(), infer_schema=False).height == count > 0
