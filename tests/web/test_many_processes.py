"""Several processes on one port, and no sticky proxy: whatever was made in one, any other answers for."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, suppress
from functools import partial
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs

import psutil
import pytest

from tests import tab
from tests.browser.dashboard import Dashboard, run_dashboard, serve_run
from tests.library import stage
from tests.web.serving import Browser, wait_until
from webcast.machine import cores
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME
from webcast.sandbox.running import Sandbox, run_sandbox
from webcast.ui.frame import filter_words
from webcast.web.processes import CAN

pytestmark = pytest.mark.skipif(not CAN, reason="this system has no fork")

PROCESSES = int(os.environ.get("WEBCAST_TEST_PROCESSES", "4" if cores() >= 4 else "2"))
EVENTS = ("11", "12", "13")
LATER = "14"
"""Not fetched at first."""

PEOPLE = 60
GUIDE = (Path(__file__).parent.parent / "data" / "guide.xml").read_bytes()
IN_GUIDE = 6
CHANCE = random.Random(20261130)  # noqa: S311 a seed, not a secret


@pytest.fixture(scope="module")
def platform() -> Iterator[Sandbox]:
    with run_sandbox(world=stage.world(*EVENTS, LATER, people=PEOPLE), clock=stage.sandbox_clock()) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def dashboard(platform: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    more = {
        "WEBCAST_PROCESSES": str(PROCESSES),
        "WEBCAST_EXPORTS_PER_HOUR": "100000",
        "WEBCAST_BROWSER": "",
        "WEBCAST_LOG": "json",
    }
    with run_dashboard(platform, tmp_path_factory.mktemp("many"), serve_run(), **more) as running:
        yield running


@pytest.fixture
def browser(dashboard: Dashboard) -> Browser:
    made = Browser(dashboard.url)
    made.post("/login", {"username": DEMO_USERNAME, "password": DEMO_PASSWORD})
    assert made.cookie
    with opened(made) as page:
        shown = page.open("overview", "events=" + ",".join(EVENTS))
        for button in shown.of("button"):
            if "wi-load" in button.proto.id:
                page.click(button)
    for event in EVENTS:
        wait_until(lambda event=event: made.get(f"/export.csv?events={event}").status == 200, f"event {event}")
    return made


def opened(browser: Browser, had: str = "") -> AbstractContextManager[tab.Tab]:
    return tab.opened(browser.url, browser.cookies, had=had)


def rows(body: bytes) -> int:
    return sum(1 for _ in csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def upload(browser: Browser, page: tab.Tab, name: str) -> str:
    """Open a file as the form does, and return what stands for it among the events."""
    shown = page.open("events")
    uploader = next(shown.of("file_uploader"))
    page.upload(uploader, {name: GUIDE}, partial(sent, browser))
    before = set(re.findall(r"file-\d+", page.query))
    page.click(next(button for button in shown.of("button") if button.proto.label == "Open files"))
    (file,) = set(re.findall(r"file-\d+", page.query)) - before
    return str(file)


def sent(browser: Browser, path: str, name: str, data: bytes) -> None:
    answer = browser.put(path, name, data)
    assert answer.status == 204, answer.text


def private(shown: tab.Shown) -> str:
    """Return the address of a file that a page links by a key."""
    links = [unescape(link) for link in re.findall(r'href="(/export\.csv\?[^"]*)"', shown.text)]
    found = [link for link in links if "private=" in link]
    assert found, links
    return found[0]


def answering(dashboard: Dashboard) -> list[int]:
    """Return the processes that answer now: those that have the listening socket, beside the parent."""
    port, found = int(dashboard.url.rpartition(":")[2]), []
    for one in psutil.Process(dashboard.pid).children():
        with suppress(psutil.Error):  # one that was killed may go meanwhile
            if any(c.status == psutil.CONN_LISTEN and c.laddr.port == port for c in one.net_connections("tcp")):
                found.append(one.pid)
    return found


def processes_of(dashboard: Dashboard) -> list[int]:
    """Return the processes that answer, once there are as many as there should be."""
    wait_until(lambda: len(answering(dashboard)) == PROCESSES, "as many processes as there should be")
    return answering(dashboard)


def whose(dashboard: Dashboard, page: tab.Tab) -> int:
    """Return the process that a tab is connected to."""
    for one in psutil.Process(dashboard.pid).children():  # after one was killed there may be one less for a moment
        with suppress(psutil.Error):
            if any(c.raddr and c.raddr.port == page.port for c in one.net_connections("tcp")):
                return int(one.pid)
    raise AssertionError("the tab is connected to none of them")


@pytest.mark.timeout(600)
def test_300_downloads_uploads_and_filters_at_any_process_and_none_fails(
    dashboard: Dashboard, browser: Browser
) -> None:
    with ExitStack() as stack:
        pages: list[tab.Tab] = []
        while len(pages) < PROCESSES or len({whose(dashboard, page) for page in pages}) < 2:
            pages.append(stack.enter_context(opened(browser)))
            assert len(pages) < 40, "they all come to one process"
        files = [upload(browser, page, f"{number}.xml") for number, page in enumerate(pages)]
        assert len(set(files)) == len(pages)
        wrong: Counter[str] = Counter()
        for number in range(300):
            page, file = pages[number % len(pages)], CHANCE.choice(files)
            kind = number % 10
            if kind == 0:  # another pick and filter, at the process of the tab
                choice = CHANCE.choice(("live=on", "live=off", "time_zone=UTC"))
                shown = page.open("registrants", f"events={file}&{choice}")
                wrong["page"] += not any(True for _ in shown.of("heading")) or "went wrong" in shown.text
                continue
            if kind == 1:  # a free text, which no address holds
                page.open("registrants", f"events={file}")
                search = next(one for one in page.shown.of("text_input") if one.proto.label == filter_words.SEARCH)
                path, expected = private(page.set(search, string_value="yourco")), 2
            elif kind < 6:
                path, expected = f"/export.csv?events={file}", IN_GUIDE
            else:
                event = CHANCE.choice(EVENTS)
                path, expected = f"/export.csv?events={event},{file}", PEOPLE + IN_GUIDE
            answer = browser.get(path)
            if (answer.status, rows(answer.body)) != (200, expected):
                wrong[f"{path.partition('?')[0]} {answer.status}"] += 1
        assert wrong.total() == 0, wrong
    answered = Counter(line["process"] for line in map(json.loads, logged(dashboard)) if line.get("kind") == "file")
    assert len(answered) == PROCESSES, answered


def logged(dashboard: Dashboard) -> list[str]:
    return [line for line in dashboard.log.read_text("utf-8").splitlines() if line.startswith("{")]


def test_one_process_is_killed_and_its_people_go_on(dashboard: Dashboard, browser: Browser) -> None:
    with opened(browser) as page:
        file = upload(browser, page, "kept.xml")
        whole = page.open("registrants", f"events=11,{file}&live=on").text
        assert "live=on" in page.query
        preset = next(
            one for one in page.shown.of("button") if "wi-preset-" in one.proto.id and not one.proto.disabled
        )
        before = page.click(preset).text
        drawer = [line for line in before.splitlines() if line not in whole.splitlines()]
        assert any("registrant" in line for line in drawer), drawer
        link, killed = f"/export.csv?events={file}", whose(dashboard, page)
        os.kill(killed, signal.SIGKILL)
        wait_until(page.closed, "the tab to lose its connection")
        with opened(browser, page.session) as again:
            shown = again.go_on(page).text.splitlines()
            assert [line for line in drawer if line not in shown] == []
            told = [line for line in whole.splitlines() if "registrant" in line]
            assert [line for line in told if line not in shown] == []
            asked = parse_qs(again.query)
            assert (asked["events"], asked["live"]) == ([f"11,{file}"], ["on"])
            assert whose(dashboard, again) != killed
            assert browser.get(link).status == 200
    assert killed not in processes_of(dashboard)
    for _ in range(3 * PROCESSES):
        assert rows(browser.get(link).body) == IN_GUIDE


def test_the_process_that_fetches_is_killed_and_the_next_one_goes_on(
    dashboard: Dashboard, platform: Sandbox, browser: Browser
) -> None:
    """It is elected by lease, which a dead one holds for some seconds."""
    killed = fetching(dashboard)
    os.kill(killed, signal.SIGKILL)
    with opened(browser) as page:
        shown = page.open("overview", f"events={LATER}")
        page.click(next(one for one in shown.of("button") if "wi-load" in one.proto.id))
    wait_until(lambda: browser.get(f"/export.csv?events={LATER}").status == 200, "the next one to fetch")
    assert fetching(dashboard) != killed
    asked = [request for request in platform.requests.of("report") if request.event_id == LATER]
    assert [request.code for request in asked] == [1]


def fetching(dashboard: Dashboard) -> int:
    """Return the process that fetches: the one of the parent's that does not listen."""
    there = set(processes_of(dashboard))
    wait_until(lambda: len(psutil.Process(dashboard.pid).children()) == PROCESSES + 1, "all processes to be there")
    (found,) = {child.pid for child in psutil.Process(dashboard.pid).children()} - there
    return int(found)


def test_a_sign_out_is_one_at_all_of_them(dashboard: Dashboard, browser: Browser) -> None:
    with opened(browser) as page:
        file = upload(browser, page, "gone.xml")
    gone = Browser(dashboard.url, browser.cookie)
    browser.post("/logout")
    for _ in range(3 * PROCESSES):
        wait_until(lambda: gone.get(f"/export.csv?events={file}").status == 401, "all of them to know")
