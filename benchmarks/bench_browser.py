"""What somebody waits for in a browser: the first load of a page in an empty one, other pages, and clicks.

Run as ``python benchmarks/bench_browser.py [--repeat N]``. Chromium, the dashboard and the sandbox run on this
machine, over three of its events. A cold load is that of a browser that holds nothing yet: until the page's title
stands, until its first chart is drawn, and until the page is whole (all charts drawn); over loopback, and as over a
line of 10 Mbit/s that answers after 40 ms, which Chromium plays (its WebSocket included as far as it does so). What
was asked for meanwhile is counted: requests, the MB that came, and those that came by the WebSocket. Pages are then
gone to by the menu, and their options changed by clicks; each is timed until the page is whole, less the moment for
which nothing may change any more. Medians. Ends with code 1 where the browser saw an error.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Browser, sync_playwright

from benchmarks.goals import limit, tell
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

CHART = '[data-testid="stPlotlyChart"] .main-svg'
LINES: dict[str, tuple[str, Mapping[str, float] | None]] = {
    "cold_loopback": ("on loopback", None),
    "cold_slow": (
        "on 10 Mbit/s, 40 ms",
        {"latency": 40, "downloadThroughput": 10e6 / 8, "uploadThroughput": 10e6 / 8},
    ),
}
"""By the goal: what a load comes over, in Chromium's words."""


def whole(visit: Visit, do: Callable[[], object]) -> float:
    """Return how many milliseconds something takes until the page is whole."""
    begun = time.monotonic()
    do()
    visit.settle()
    return (time.monotonic() - begun) * 1000 - IDLE_MS


@dataclass
class Load:
    """A cold load: milliseconds since the address was entered, and what came."""

    title: float = 0.0
    chart: float = 0.0
    whole: float = 0.0
    requests: int = 0
    fetched_mb: float = 0.0
    socket_mb: float = 0.0


def watched(visit: Visit, load: Load, line: Mapping[str, float] | None) -> None:
    """Have what a tab asks for counted, and come over a line if there is one."""
    session = visit.page.context.new_cdp_session(visit.page)
    session.send("Network.enable")
    if line:
        session.send("Network.emulateNetworkConditions", {"offline": False, **line})

    def asked(_: Any) -> None:
        load.requests += 1

    def came(said: Any) -> None:
        load.fetched_mb += max(0.0, said["encodedDataLength"]) / 1e6

    def told(said: Any) -> None:
        load.socket_mb += len(said["response"]["payloadData"]) * 3 / 4 / 1e6  # base64

    session.on("Network.requestWillBeSent", asked)
    session.on("Network.loadingFinished", came)
    session.on("Network.webSocketFrameReceived", told)


def cold(browser: Browser, url: str, events: str, cookies: Any, line: Mapping[str, float] | None) -> Load:
    """Return what Overview takes in a browser that holds nothing but the cookies."""
    with visitor(browser, url, "light") as visit:
        load = Load()
        visit.page.context.add_cookies(cookies)
        watched(visit, load, line)
        begun = time.monotonic()
        visit.page.goto(f"{url}/overview?events={events}", wait_until="commit")
        visit.page.get_by_role("heading", level=1).wait_for()
        load.title = (time.monotonic() - begun) * 1000
        visit.page.locator(CHART).first.wait_for()
        load.chart = (time.monotonic() - begun) * 1000
        load.whole = max(load.chart, load.chart + whole(visit, lambda: None))
        visit.check()
    return load


def show_cold(name: str, goal: str, loads: Sequence[Load]) -> None:
    """Print the medians of cold loads."""
    middle = {one.name: statistics.median(getattr(load, one.name) for load in loads) for one in fields(Load)}
    print(
        f"cold load of overview, {name}: title after {middle['title']:.0f} ms, first chart {middle['chart']:.0f} "
        f"(goal {limit(goal) * 1000:.0f}), whole {middle['whole']:.0f}; {middle['requests']:.0f} requests, "
        f"{middle['fetched_mb']:.2f} MB, and {middle['socket_mb']:.2f} by the WebSocket",
        flush=True,
    )
    tell(**{goal: middle["chart"] / 1000})


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
    each = [statistics.median(found) for found in (*taken.values(), *clicks.values())]
    tell(click_median=statistics.median(each), click_most=max(each))
    for page, found in taken.items():
        click = f"{statistics.median(clicks[page]):>9.0f} ms" if page in clicks else ""
        print(f"{page:<14}{statistics.median(found):>11.0f} ms{click}")
    print(
        f"median {statistics.median(each):.0f} ms, goal {limit('click_median'):.0f}; most {max(each):.0f}, "
        f"goal {limit('click_most'):.0f}"
    )


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
        for goal, (name, line) in LINES.items():
            loads = []
            for _ in range(repeat):
                browser = empty()
                loads.append(cold(browser, dashboard.url, events, cookies, line))
                browser.close()
            show_cold(name, goal, loads)
        warm(visit, repeat)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=3)
    main(parser.parse_args().repeat)
