"""Long tables in Chromium: the rows in sight are drawn, the others as the reader comes near, and nothing moves."""

from __future__ import annotations

from typing import Final

from playwright.sync_api import Locator, expect

from scripts.shots import some_events
from tests.browser.visit import Visit
from webcast.sandbox.running import Sandbox

WIDTHS: Final = "table => [...table.querySelectorAll('thead th')].map(head => head.getBoundingClientRect().width)"


def companies(visit: Visit, sandbox: Sandbox) -> Locator:
    visit.open_loaded(f"/companies?events={some_events(sandbox)}")
    visit.settle()
    return visit.page.locator(".wi-grid-table")


def test_rows_out_of_sight_are_drawn_as_one_comes_near(known: Visit, sandbox: Sandbox) -> None:
    table = companies(known, sandbox)
    rows = table.locator("tbody tr")
    expect(rows).to_have_count(40)
    expect(table).to_have_attribute("aria-rowcount", "501")
    height = table.locator("tbody tr").first.evaluate("row => row.getBoundingClientRect().height")
    assert (
        height == 33
    )  # whole pixels: parts of one put the lines under the first column, which stays, beside the others'
    before = table.evaluate(WIDTHS)

    known.page.locator(".wi-grid-scroll").evaluate("scroll => { scroll.scrollTop = scroll.scrollHeight; }")
    expect(rows).to_have_count(80)
    rows.last.locator("button").focus()
    expect(rows).to_have_count(160)
    rows.nth(159).locator("button").focus()
    expect(rows).to_have_count(200)
    after = table.evaluate(WIDTHS)
    assert max(abs(one - other) for one, other in zip(before, after, strict=True)) < 3, (before, after)

    table.get_by_role("button", name="Registrants", exact=True).click()
    expect(rows).to_have_count(200)  # what was drawn once is drawn sorted too


def test_the_browser_finds_rows_that_were_not_in_sight(known: Visit, sandbox: Sandbox) -> None:
    table = companies(known, sandbox)
    expect(table.locator("tbody tr")).to_have_count(40)
    known.page.keyboard.press("Control+f")
    expect(table.locator("tbody tr")).to_have_count(200)


def test_arrows_walk_past_the_last_row_that_is_drawn(known: Visit, sandbox: Sandbox) -> None:
    table = companies(known, sandbox)
    last = table.locator("tbody tr").nth(39).locator("button")
    last.evaluate("button => { button.focus({preventScroll: true}); }")
    known.page.keyboard.press("ArrowDown")
    expect(table.locator("tbody tr").nth(40).locator("button")).to_be_focused()
