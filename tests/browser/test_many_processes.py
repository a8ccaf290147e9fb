"""A walk in Chromium over several processes on one port, one of which is killed: its people go on where they were."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import HOME
from tests.browser.dashboard import Dashboard, run_dashboard, serve_run
from tests.browser.visit import Visit
from tests.web.serving import wait_until
from webcast.machine import cores
from webcast.sandbox.running import Sandbox
from webcast.web.processes import CAN

pytestmark = pytest.mark.skipif(not CAN, reason="this system has no fork")

PROCESSES = int(os.environ.get("WEBCAST_TEST_PROCESSES", "4" if cores() >= 4 else "2"))
GUIDE = Path(__file__).parent.parent / "data" / "guide.xml"
PAGES = ("overview", "funnel", "timeline", "portfolio")


@pytest.fixture(scope="module")
def many(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    more = {"WEBCAST_PROCESSES": str(PROCESSES), "WEBCAST_BROWSER": ""}
    with run_dashboard(sandbox, tmp_path_factory.mktemp("many"), serve_run(), **more) as running:
        yield running


@pytest.fixture
def visit(chrome: Browser, many: Dashboard) -> Iterator[Visit]:
    context = chrome.new_context(**HOME)
    made = Visit(context.new_page(), many.url)
    yield made
    made.check()
    context.close()


def at(many: Dashboard) -> int:
    """Return the process that a page connected to last."""
    return int(re.findall(r"uvicorn\.error\[(\d+)\] connection open", many.log.read_text("utf-8"))[-1])


def test_a_walk_with_one_process_killed_in_the_middle(many: Dashboard, visit: Visit) -> None:
    visit.open_file(GUIDE)
    for page in PAGES:  # each a new connection, and so another process
        visit.open(f"/{page}?events=file-1")
        expect(visit.page.get_by_role("heading", level=1)).to_be_visible()
        assert "went wrong" not in visit.text()
    visit.open("/registrants?events=file-1&live=on")
    link = visit.page.locator("a.wi-button[download]").first
    before = visit.download(link).path().read_bytes()
    matching = visit.page.locator(".wi-matching").inner_text()
    visit.click(visit.page.locator('[class*="st-key-wi-preset-"] button:not([disabled])').first)
    drawer = visit.page.get_by_role("dialog")
    said = drawer.locator(".wi-answer").inner_text()
    address, killed = visit.page.url, at(many)
    visit.check()
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: at(many) != killed, "the page to connect to another process")
    visit.wait()
    expect(drawer.locator(".wi-answer")).to_have_text(said)
    expect(visit.page.locator(".wi-matching")).to_have_text(matching)
    assert visit.page.url == address
    visit.page.keyboard.press("Escape")
    assert visit.download(link).path().read_bytes() == before
    visit.problems.clear()  # the connection that broke off
