"""An event on air, followed in Chromium: the page goes on by itself while the platform's clock does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.dashboard import run_dashboard
from tests.browser.visit import Visit
from webcast.library.following import LEAST_SECONDS
from webcast.sandbox.clock import Clock
from webcast.sandbox.running import Sandbox, run_sandbox, world_of
from webcast.ui.frame import loading_words
from webcast.ui.timeline import words as timeline_words

FOLLOWED_MS = (LEAST_SECONDS + 45) * 1000
KNOWN = re.compile(r"Known up to (\d\d:\d\d:\d\d)")
AHEAD = timedelta(minutes=2)
_BERLIN = ZoneInfo("Europe/Berlin")

LAST_POINT = """() => {
  const chart = document.querySelector('.st-key-wi-viewers .js-plotly-plot');
  return String(chart.data[0].x.at(-1));
}"""


@pytest.fixture
def studio() -> Iterator[Sandbox]:
    """A platform whose event is on air now; its clock stands still until it is advanced."""
    now = datetime.now(UTC)
    with run_sandbox(world=world_of(now), clock=Clock(now, ticking=False)) as running:
        yield running


@pytest.fixture
def viewer(studio: Sandbox, person: Callable[[], BrowserContext], tmp_path: Path) -> Iterator[Visit]:
    """A tab of somebody who looks at the Timeline of the event on air."""
    event = next(event.id for event in studio.world if event.facts.live_scheduled == _ms(studio.world.on_air))
    with run_dashboard(studio, tmp_path) as dashboard:
        visit = Visit(person().new_page(), dashboard.url)
        visit.enter()
        visit.open(f"/timeline?events={event}")
        visit.click(visit.page.get_by_role("button", name=loading_words.load(1)))
        visit.page.locator(".wi-on-air").wait_for()
        visit.wait()
        yield visit
        visit.check()


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def known(page: Page) -> str:
    found = KNOWN.search(page.locator(".wi-on-air").inner_text())
    assert found is not None
    return found[1]


def local(moment: datetime) -> str:
    """The time of day where the browser is."""
    return f"{moment.astimezone(_BERLIN):%H:%M:%S}"


def test_a_followed_event_goes_on_by_itself_and_one_that_nobody_follows_stays_as_it_is_known(
    studio: Sandbox, viewer: Visit
) -> None:
    page = viewer.page
    expect(page.locator(".wi-on-air")).to_contain_text("refreshed every 30 s")
    before = known(page)
    assert before == local(studio.clock.now())
    page.wait_for_function("() => document.querySelector('.st-key-wi-viewers .js-plotly-plot')?.data")
    drawn = page.evaluate(LAST_POINT)
    assert drawn.replace("T", " ").endswith(before)
    studio.clock.advance(AHEAD)
    after = local(studio.clock.now())
    expect(page.locator(".wi-on-air")).to_contain_text(f"Known up to {after}", timeout=FOLLOWED_MS)
    page.wait_for_function(f"before => ({LAST_POINT})() !== before", arg=drawn)
    assert page.evaluate(LAST_POINT).replace("T", " ").endswith(after)
    assert studio.requests.count("report") == 2

    viewer.click(viewer.page.get_by_text(timeline_words.FOLLOW, exact=True))
    assert viewer.query["follow"] == "off"
    expect(viewer.page.locator(".wi-on-air")).not_to_contain_text("refreshed", timeout=FOLLOWED_MS)
    viewer.reload()
    viewer.page.locator(".wi-on-air").wait_for()
    assert known(viewer.page) == local(studio.clock.now())
    assert "refreshed" not in viewer.page.locator(".wi-on-air").inner_text()
