"""The dashboard itself is killed, twenty times at random moments of fetching and exporting; nothing held is lost."""

from __future__ import annotations

import csv
import http.client
import io
import random
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psutil
import pytest

from tests import tab
from tests.browser.dashboard import environment
from tests.library import stage
from tests.library.child import LEASE_SECONDS
from tests.web.nursery import Dashboard, Nursery, nursery
from tests.web.serving import Browser, wait_until
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME
from webcast.sandbox.faults import Drip
from webcast.sandbox.running import Sandbox, run_sandbox

KILLS = 20
EVENTS = [str(number) for number in range(11, 20)]
PEOPLE = 60


@pytest.fixture
def platform() -> Iterator[Sandbox]:
    with run_sandbox(world=stage.world(*EVENTS, people=PEOPLE), clock=stage.sandbox_clock()) as sandbox:
        sandbox.faults.add(Drip(chunk=1000, pause=0.015), endpoint="report")
        yield sandbox


@pytest.fixture(scope="module")
def dashboards() -> Iterator[Nursery]:
    with nursery() as made:
        yield made


def signed_in(dashboard: Dashboard) -> Browser:
    browser = Browser(dashboard.url)
    browser.post("/login", {"username": DEMO_USERNAME, "password": DEMO_PASSWORD})
    assert browser.cookie
    return browser


def there(browser: Browser, event: str) -> bool:
    """Tell whether an event's file is there; everybody is in it."""
    answer = browser.get(f"/export.csv?events={event}")
    if answer.status == 200:
        assert people(answer.body) == PEOPLE
        return True
    assert answer.status in (404, 503), answer.text
    return False


def held(browser: Browser) -> list[str]:
    """Return the events whose files are there, each with everybody in it."""
    return [event for event in EVENTS if there(browser, event)]


def wait_for_all(browser: Browser) -> None:
    """Wait until everything is fetched; what is there need not be asked for again and again meanwhile."""
    for event in EVENTS:
        wait_until(partial(there, browser, event), f"event {event} to be fetched")


def people(body: bytes) -> int:
    return sum(1 for _ in csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


class Reader:
    """Takes the file of all events that are held, again and again, until its dashboard is gone.

    Between two it waits for as long as one took: half of all moments are in an export, and others come to their turn.
    """

    def __init__(self, browser: Browser, events: list[str]) -> None:
        self.wrong: list[str] = []
        self._browser, self._events = browser, events
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def join(self) -> None:
        self._thread.join(60)
        assert not self._thread.is_alive()
        assert self.wrong == []

    def _read(self) -> None:
        try:
            while self._events:
                began = time.monotonic()
                answer = self._browser.get(f"/export.csv?events={','.join(self._events)}")
                threading.Event().wait(time.monotonic() - began)
                if (answer.status, people(answer.body)) != (200, PEOPLE * len(self._events)):
                    self.wrong.append(f"{answer.status}: {people(answer.body)} people")
        except (OSError, http.client.HTTPException):
            pass  # it was cut off, and is seen to be


def fetch_all(dashboard: Dashboard, browser: Browser) -> None:
    """Press the button that has the events fetched; where they are being fetched there is none."""
    with tab.opened(dashboard.url, f"{browser.name}={browser.cookie}") as page:
        shown = page.open("overview", "events=" + ",".join(EVENTS))
        for button in shown.of("button"):
            if "wi-load" in button.proto.id:
                page.click(button)
                return


@pytest.mark.timeout(400)
def test_killed_twenty_times_in_fetch_and_export_it_goes_on_with_all_it_held(
    platform: Sandbox, dashboards: Nursery, tmp_path: Path
) -> None:
    chance = random.Random(20260318)  # noqa: S311 a seed, not a secret
    environ = environment(platform, tmp_path / "data", WEBCAST_BROWSER="", WEBCAST_EXPORTS_PER_HOUR="100000")
    known: list[str] = []
    left: list[psutil.Process] = []
    logs = [tmp_path / f"{number}.log" for number in range(KILLS + 1)]
    for number in range(KILLS):
        dashboard = dashboards.start(environ, logs[number])
        browser = signed_in(dashboard)  # which goes on with what is waited for
        if number == 0:
            fetch_all(dashboard, browser)
            wait_until(partial(held, browser), "the first report")
        now = held(browser)
        assert set(known) <= set(now)
        known = now
        reader = Reader(browser, known)
        threading.Event().wait(chance.uniform(0, 1.25))
        left += dashboard.kill()
        reader.join()
    browser = signed_in(dashboards.start(environ, logs[-1]))
    wait_for_all(browser)
    assert held(browser) == EVENTS
    wait_until(lambda: not any(one.is_running() for one in left), "the workers of the dead to end")
    asked = platform.requests.of("report")
    # What was on its way when it was killed is asked for again, and nothing else.
    assert len(EVENTS) <= len(asked) <= len(EVENTS) + KILLS
    assert [request.code for request in asked if request.code not in (1, None)] == []
    for log in logs:
        written = log.read_text("utf-8")
        assert "Traceback" not in written
        assert DEMO_PASSWORD not in written


def test_two_dashboards_on_one_library_fetch_and_answer_beside_each_other(
    platform: Sandbox, dashboards: Nursery, tmp_path: Path
) -> None:
    environ = environment(platform, tmp_path / "data", WEBCAST_BROWSER="", WEBCAST_EXPORTS_PER_HOUR="100000")
    # Neither may be taken for dead while a machine under load holds it up.
    both = [dashboards.start(environ, tmp_path / f"{name}.log", LEASE_SECONDS) for name in ("first", "second")]
    first, second = (signed_in(dashboard) for dashboard in both)
    # Each knows who signed in at the other, and both are asked for the same.
    assert Browser(second.url, first.cookie).get(f"/export.csv?events={EVENTS[0]}").status != 401
    for dashboard, browser in zip(both, (first, second), strict=True):
        fetch_all(dashboard, browser)
    wait_for_all(first)
    assert held(first) == EVENTS
    assert held(second) == EVENTS
    asked = platform.requests.of("report")
    assert sorted(request.event_id or "" for request in asked if request.code == 1) == EVENTS
    assert {request.code for request in asked} == {1}
    first.post("/logout")
    gone = Browser(second.url, first.cookie)
    wait_until(lambda: gone.get(f"/export.csv?events={EVENTS[0]}").status == 401, "the other to know that it is over")
    assert held(second) == EVENTS
