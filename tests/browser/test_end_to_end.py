"""The whole way of a marketing manager: sign in, pick events, filter, look, click, download, share."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Locator, Position, expect

from tests.browser.dashboard import Dashboard
from tests.browser.visit import LOADING_MS, Visit
from webcast.ui.frame import filter_words
from webcast.ui.funnel import words as funnel_words
from webcast.ui.kit import download_words, share_words
from webcast.ui.overview import words as overview_words
from webcast.ui.picking import words as picking_words
from webcast.ui.timeline import words as timeline_words
from webcast.ui.voices import question_words
from webcast.ui.voices import words as voices_words

PAGES = {
    "Timeline": timeline_words.TIMELINE,
    "Surveys": voices_words.SURVEYS,
    "Questions": question_words.QUESTIONS,
    "Funnel": funnel_words.FUNNEL,
}


ASIDE: Position = {"x": 440, "y": 4}
"""Where the builder has nothing to press, and nothing that opens lies over it."""


def tick(visit: Visit, *rows: int) -> None:
    """Tick rows of the event list, counted from 1, one after the other."""
    for number, row in enumerate(rows, 1):
        visit.page.locator('[class*="st-key-wi-row-"]').nth(row - 1).locator("label").click()
        expect(visit.page.get_by_role("button", name=picking_words.analyse(number))).to_be_enabled()
        visit.wait()


def heading(visit: Visit) -> Locator:
    return visit.page.get_by_role("heading", level=1)


def shown(visit: Visit) -> tuple[str, str, str]:
    """Return what a page says in the first place: its question, its answer, how many of how many registrants."""
    answer, matching = visit.page.locator(".wi-answer").first, visit.page.locator(".wi-matching")
    return heading(visit).inner_text(), answer.inner_text(), matching.inner_text()


def pick_three_events(visit: Visit) -> list[str]:
    tick(visit, 3, 4, 5)
    events = visit.query["events"].split(",")
    assert len(events) == 3
    visit.page.get_by_role("button", name=picking_words.analyse(3)).click()
    expect(heading(visit)).to_have_text(overview_words.OVERVIEW, timeout=LOADING_MS)
    expect(visit.page.locator(".wi-matching")).to_be_visible(timeout=LOADING_MS)
    visit.wait()
    return events


def set_filters(visit: Visit) -> list[str]:
    """Set a date range and a country in the filter bar; return the same as options of the command line."""
    chips = visit.page.locator(".st-key-wi-filters")
    visit.click(chips.get_by_role("button", name=filter_words.ADD_FILTER))
    builder = visit.page.locator(".st-key-wi-builder-body")
    visit.click(builder.get_by_text(filter_words.COUNTRIES, exact=True))
    builder.get_by_role("combobox", name=filter_words.any_of(filter_words.COUNTRIES)).fill("United States")
    visit.click(visit.page.get_by_role("option").first)
    builder.click(position=ASIDE)  # closes the list, which would lie over the fields
    expect(chips).to_contain_text("Country United States")
    visit.click(builder.get_by_text(filter_words.DATES, exact=True))
    for side, day in (("start", "20260115"), ("end", "20260308")):
        builder.get_by_role("spinbutton", name=f"year, {filter_words.DATES} {side} date").click()
        visit.page.keyboard.type(day)
        builder.click(position=ASIDE)  # closes the calendar, and hands the day over
        visit.wait()
    expect(chips).to_contain_text("Registered and viewed from 15 Jan 2026 to 8 Mar 2026")
    visit.click(builder.get_by_text(filter_words.VIEWED_IN_RANGE, exact=True))
    expect(chips).to_contain_text("Registered from 15 Jan 2026 to 8 Mar 2026")
    visit.click(chips.get_by_role("button", name=filter_words.ADD_FILTER))  # closes the builder
    visit.wait()
    query = visit.query
    assert (query["start"], query["end"], query["viewed_in_range"]) == ("2026-01-15", "2026-03-08", "off")
    options = ["--start", query["start"], "--end", query["end"], "--viewed-in-range", "off"]
    return [*options, "--country", query["country"], "--time-zone", query["time_zone"]]


def click_what_a_stage_lost(visit: Visit) -> Locator:
    """Click the pale part of the funnel's second bar and return the drawer that opens."""
    visit.settle()
    # The first trace draws what was reached; plotly's own layer lies over the bars and takes the clicks.
    lost = visit.page.locator(".st-key-wi-funnel .barlayer .trace").nth(1).locator(".point path").first
    lost.scroll_into_view_if_needed()
    box = lost.bounding_box()
    assert box is not None
    visit.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    drawer = visit.page.get_by_role("dialog")
    expect(drawer).to_be_visible()
    return drawer


@pytest.fixture
def exported(dashboard: Dashboard, tmp_path: Path) -> Callable[..., bytes]:
    """The command line's export."""

    def export(*arguments: str) -> bytes:
        target = tmp_path / "command-line.csv"
        ended = dashboard.command("export", *arguments, "--to", str(target))
        assert ended.returncode == 0, ended.stderr
        return target.read_bytes()

    return export


def test_from_sign_in_to_a_shared_link(
    visit: Visit,
    visits: Callable[[BrowserContext], Visit],
    person: Callable[[], BrowserContext],
    exported: Callable[..., bytes],
) -> None:
    visit.open("/events")
    visit.sign_in_demo()
    events = pick_three_events(visit)
    _, _, everybody = shown(visit)
    filters = set_filters(visit)
    _, _, some = shown(visit)
    assert some != everybody

    for label, question in PAGES.items():
        visit.go(label)
        expect(heading(visit)).to_have_text(question)
        expect(visit.page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
        if label != "Timeline":  # whose line is of the one event that it shows
            assert shown(visit)[2] == some
        assert shown(visit)[1]

    drawer = click_what_a_stage_lost(visit)
    link = drawer.get_by_role("link", name=re.compile(r"^Download [\d,]+ registrants?$"))
    count = int(re.sub(r"\D", "", link.inner_text()))
    file = visit.download(link)
    (behind,) = parse_qs(urlsplit(link.get_attribute("href") or "").query)["set"]
    assert behind.startswith("stage:")
    assert count > 0
    assert f"-{count}-of-" in file.suggested_filename
    assert file.path().read_bytes() == exported(*events, *filters, "--set", behind)
    visit.page.keyboard.press("Escape")
    expect(drawer).not_to_be_visible()

    exact = visit.download(
        visit.menu(download_words.OTHER_FORMATS).get_by_role("link", name=download_words.EXACT_CSV)
    )
    visit.page.keyboard.press("Escape")
    assert exact.path().read_bytes() == exported(*events, *filters, "--exact")

    visit.page.locator(".st-key-wi-share button").first.click()
    address = visit.page.get_by_label(share_words.SHARE_LINK).input_value()
    visit.page.keyboard.press("Escape")
    seen = shown(visit)
    assert address == visit.page.url
    visit.reload()
    assert (shown(visit), visit.page.url) == (seen, address)

    colleague = visits(person())
    colleague.page.goto(address)
    colleague.wait()
    colleague.sign_in_demo()
    assert (shown(colleague), colleague.page.url) == (seen, address)
