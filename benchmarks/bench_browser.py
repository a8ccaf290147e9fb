"""What somebody waits for in a browser: the first load of a page in an empty one, other pages, and clicks.

Run as ``python benchmarks/bench_browser.py [--repeat N]``. Chromium, the dashboard and the sandbox run on this
machine, over three of its events. A cold load is that of a browser that holds nothing yet: until the page's title
stands, and until the page is whole (all charts drawn). Pages are then gone to by the menu, and their options changed
by clicks; each is timed until the page is whole, less the moment for which nothing may change any more. Medians. Ends
with code 1 where the browser saw an error.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Browser, sync_playwright

from scripts.shots import some_events, visitor
from tests.browser import chromium
from tests.browser.dashboard import run_dashboard, uvicorn_run
from tests.browser.visit import IDLE_MS, Visit
from webcast.sandbox.running import run_sandbox
from webcast.ui.frame import navigation

CLICKED = {
    "companies": "st-key-wi-companies-options",
    "funnel": "st-key-wi-see-people",
    "portfolio": "st-key-wi-option-rate",
}
"""Page → what holds the buttons that are clicked on it, one after the other."""


def whole(visit: Visit, do: Callable[[], object]) -> float:
    """Return how many milliseconds something takes until the page is whole."""
    begun = time.monotonic()
    do()
    visit.settle()
    return (time.monotonic() - begun) * 1000 - IDLE_MS


def cold(browser: Browser, url: str, events: str, cookies: Any) -> tuple[float, float]:
    """Return how long the title of Overview takes in a browser that holds nothing but the cookies, and all of it."""
    with visitor(browser, url, "light") as visit:
        visit.page.context.add_cookies(cookies)
        begun = time.monotonic()
        visit.page.goto(f"{url}/overview?events={events}")
        visit.page.get_by_role("heading", level=1).wait_for()
        title = (time.monotonic() - begun) * 1000
        all_of_it = title + whole(visit, lambda: None)
        visit.check()
    return title, all_of_it


def warm(visit: Visit, repeat: int) -> None:
    """Print how long each page takes by the menu, and a click on its options."""
    print(f"{'page':<14}{'by the menu':>14}{'a click':>12}")
    links = visit.page.get_by_test_id("stSidebar")
    taken: dict[str, list[float]] = {}
    clicks: dict[str, list[float]] = {}
    entries = [entry for entry in navigation.present() if not entry.administration]
    for _ in range(repeat):
        for entry in entries:
            link = links.get_by_role("link", name=entry.label, exact=True)
            taken.setdefault(entry.name, []).append(whole(visit, link.click))
            if entry.name in CLICKED:
                buttons = visit.page.locator(f".{CLICKED[entry.name]}").get_by_role("radio").all()
                for button in (*buttons[1:2], *buttons[:1]):
                    clicks.setdefault(entry.name, []).append(whole(visit, button.click))
    visit.check()
    for page, found in taken.items():
        click = f"{statistics.median(clicks[page]):>9.0f} ms" if page in clicks else ""
        print(f"{page:<14}{statistics.median(found):>11.0f} ms{click}")


def main(repeat: int) -> None:
    """Start all that is needed, and print the figures."""
    with ExitStack() as stack:
        sandbox = stack.enter_context(run_sandbox())
        data = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        dashboard = stack.enter_context(run_dashboard(sandbox, data, uvicorn_run()))
        events = some_events(sandbox)
        dashboard.command("sync", *events.split(",")).check_returncode()
        playing = stack.enter_context(sync_playwright()).chromium

        def empty() -> Browser:
            return playing.launch(executable_path=chromium.executable(), args=list(chromium.ARGUMENTS))

        visit = stack.enter_context(visitor(empty(), dashboard.url, "light"))
        visit.open("/")
        visit.sign_in_demo()
        visit.open_loaded(f"/overview?events={events}")
        cookies = visit.page.context.cookies()
        loads = []
        for _ in range(repeat):
            browser = empty()
            loads.append(cold(browser, dashboard.url, events, cookies))
            browser.close()
        title, all_of_it = (statistics.median(found) for found in zip(*loads, strict=True))
        print(f"cold load of overview: title after {title:.0f} ms, whole after {all_of_it:.0f} ms")
        warm(visit, repeat)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=3)
    main(parser.parse_args().repeat)
