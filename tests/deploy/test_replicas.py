"""Two dashboards of several processes on one PostgreSQL, behind nginx that sends a request to either.

Nobody notices which of them answers, nor which of its processes.
"""

from __future__ import annotations

import csv
import io
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from websockets.exceptions import ConnectionClosed

from tests import tab
from tests.browser.dashboard import environment
from tests.deploy import proxies
from tests.deploy.proxies import Certificate, Proxy
from tests.library import postgres, stage
from tests.web.nursery import Dashboard, Nursery, nursery
from tests.web.pages import open_page
from tests.web.serving import Browser, wait_until
from webcast.library.keys import encode, new_master_key
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME
from webcast.sandbox.faults import Hold
from webcast.sandbox.running import Sandbox, run_sandbox
from webcast.web.processes import CAN

COOKIE = "__Host-webcast_session"
EVENTS = ["11", "12", "13"]
AT_ONCE, AFTERWARDS = "14", "15"
"""Not fetched at first."""

PEOPLE = 40
PROCESSES = 2
"""That answer in each of them, beside one that fetches and the parent of all."""

SEVERAL = range(4 * PROCESSES)
"""Requests on connections of their own, so many that each process has some."""

FILE = f"/export.csv?events={','.join(EVENTS)}"

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(not CAN, reason="this system has no fork"),
]


@dataclass
class Replicas:
    """Dashboards that anybody may be sent to.

    Attributes:
        database: The folder of the PostgreSQL server.
        running: Those that are there.
        made: Starts them.
        environ: What they are started with.
        folder: Where they write.
        started: How many there were.
    """

    database: str
    running: list[Dashboard]
    made: Nursery
    environ: dict[str, str]
    folder: Path
    started: int = 0

    def another(self) -> Dashboard:
        """Start one more."""
        self.started += 1
        self.running.append(self.made.start(self.environ, self.folder / f"{self.started}.log", 20.0))
        return self.running[-1]

    def two(self) -> None:
        """Have two of them run, whatever became of earlier ones."""
        self.running[:] = [one for one in self.running if psutil.pid_exists(one.pid)]
        while len(self.running) < 2:
            self.another()

    def browser(self, dashboard: Dashboard, like: Browser | None = None) -> Browser:
        """Ask one of them itself, with another's cookies."""
        return Browser(dashboard.url, like.cookie if like else None, COOKIE)


@pytest.fixture(scope="module")
def platform() -> Iterator[Sandbox]:
    world = stage.world(*EVENTS, AT_ONCE, AFTERWARDS, people=PEOPLE)
    with run_sandbox(world=world, clock=stage.sandbox_clock()) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def pair(platform: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replicas]:
    """Two of them, on a server of their own, which may go away."""
    with (
        nursery() as made,
        postgres.server(tmp_path_factory.mktemp("database")) as server,
        postgres.database(server) as url,
    ):
        more = {
            "WEBCAST_DATABASE_URL": url,
            "WEBCAST_MASTER_KEY": encode(new_master_key()),
            "WEBCAST_TRUSTED_PROXIES": "127.0.0.1",
            "WEBCAST_HOSTS": f"{proxies.HOST},127.0.0.1",
            "WEBCAST_SECURE_COOKIES": "on",
            "WEBCAST_BROWSER": "",
            "WEBCAST_PROCESSES": str(PROCESSES),
            "WEBCAST_EXPORTS_PER_HOUR": "100000",
        }
        folder = tmp_path_factory.mktemp("replicas")
        found = Replicas(server, [], made, environment(platform, folder / "data", **more), folder)
        yield found
        for one in found.running:
            if psutil.pid_exists(one.pid):
                one.kill_all()


@pytest.fixture
def replicas(pair: Replicas) -> Replicas:
    pair.two()
    return pair


@pytest.fixture
def proof(tmp_path: Path) -> Certificate:
    return proxies.certificate(tmp_path)


@pytest.fixture
def proxy(replicas: Replicas, proof: Certificate, tmp_path: Path) -> Iterator[Proxy]:
    first, second = (urlsplit(one.url).netloc for one in replicas.running)
    with proxies.nginx(first, proof, tmp_path, second) as running:
        yield running


@pytest.fixture
def visitor(proxy: Proxy, proof: Certificate, replicas: Replicas) -> Browser:
    """Somebody who signed in, and for whom the events are fetched."""
    browser = Browser(proxy.url, name=COOKIE, trusted=proof.context)
    assert browser.post("/login", {"username": DEMO_USERNAME, "password": DEMO_PASSWORD}).status == 303
    if browser.get(FILE).status != 200:
        load(replicas.browser(replicas.running[0], browser), *EVENTS)
        wait_until(lambda: browser.get(FILE).status == 200, "the events to be fetched")
    return browser


def load(browser: Browser, *events: str) -> None:
    """Have the reports of events fetched, as the button does."""
    with tab.opened(browser.url, browser.cookies) as page:
        shown = page.open("overview", "events=" + ",".join(events))
        page.click(next(button for button in shown.of("button") if "wi-load" in button.proto.id))


def people(browser: Browser) -> int:
    answer = browser.get(FILE)
    assert answer.status == 200, answer.text
    return sum(1 for _ in csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"), newline="")))


def everybody(browser: Browser) -> bool:
    return browser.get(FILE).status == 200 and people(browser) == PEOPLE * len(EVENTS)


def asked(platform: Sandbox, event: str) -> list[int | None]:
    """Return how the platform answered the requests for an event's report."""
    return [request.code for request in platform.requests.of("report") if request.event_id == event]


def statuses(browser: Browser, path: str) -> set[int]:
    """Return how a dashboard's processes answer, all of them."""
    return {browser.get(path).status for _ in SEVERAL}


def test_what_is_wanted_at_both_is_asked_for_once(replicas: Replicas, visitor: Browser, platform: Sandbox) -> None:
    with ExitStack() as stack:
        clicks = []
        for one in replicas.running:
            page = stack.enter_context(tab.opened(one.url, f"{COOKIE}={visitor.cookie}"))
            shown = page.open("overview", f"events={AT_ONCE}")
            clicks.append((page, next(button for button in shown.of("button") if "wi-load" in button.proto.id)))
        for page, button in clicks:
            page.click(button)
    wait_until(lambda: visitor.get(f"/export.csv?events={AT_ONCE}").status == 200, "the event to be fetched")
    assert [asked(platform, event) for event in (*EVENTS, AT_ONCE)] == [[1]] * 4


def test_who_signs_out_at_one_is_out_at_all_processes_of_the_other(replicas: Replicas, visitor: Browser) -> None:
    first, second = (replicas.browser(one, visitor) for one in replicas.running)
    assert statuses(first, FILE) == statuses(second, FILE) == {200}
    first.post("/logout", {}, {"Origin": first.url, "Sec-Fetch-Site": "same-origin"})
    gone = replicas.browser(replicas.running[1], visitor)
    # Within a second; the others are for a machine that does much else.
    wait_until(lambda: statuses(gone, FILE) == {401}, "the other to know", 10)


def test_wrong_passwords_are_counted_over_all_processes_of_both(replicas: Replicas) -> None:
    answers = []
    for number in range(6):
        browser = replicas.browser(replicas.running[number % 2])
        answers.append(browser.post("/login", {"username": "ada", "password": "wrong"}).headers["location"])
    assert [where.startswith("/?error=wait-") for where in answers] == [False] * 5 + [True]


def test_a_database_that_goes_away_is_said_and_comes_back(
    replicas: Replicas, visitor: Browser, platform: Sandbox
) -> None:
    both = [replicas.browser(one, visitor) for one in replicas.running]
    query = f"events={EVENTS[0]}"
    with open_page(both[0]) as page:
        assert "of 40 registrants" in page.text("registrants", query)
        with postgres.away(replicas.database):
            said = page.text("registrants", query)
            assert "database should answer, but does not." in said
            for browser in both:
                assert statuses(browser, "/livez") == {200}
                assert statuses(browser, "/readyz") == {503}
                assert statuses(browser, FILE) == {503}
                assert "Traceback" not in browser.get(FILE).text
        assert "of 40 registrants" in page.text("registrants", query)
    for browser in (*both, visitor):
        assert everybody(browser)
        assert statuses(browser, "/readyz") == {200}
    with postgres.away(replicas.database):
        pass  # and nobody asked meanwhile: each process has connections that it believes in
    for browser in both:
        assert statuses(browser, FILE) == {200}
    load(both[1], AFTERWARDS)
    wait_until(lambda: visitor.get(f"/export.csv?events={AFTERWARDS}").status == 200, "the one that fetches to go on")
    assert asked(platform, AFTERWARDS) == [1]


def test_a_restart_of_one_after_the_other_loses_no_file_and_no_click_but_one_on_its_way(
    replicas: Replicas, visitor: Browser, proxy: Proxy
) -> None:
    old = list(replicas.running)
    lost = 0
    with open_page(visitor) as page:
        page.text("registrants", f"events={EVENTS[0]}")
        for one in old:
            fresh = replicas.another()
            file = proxy.folder / "nginx.conf"
            file.write_text(
                file.read_text("utf-8").replace(urlsplit(one.url).netloc, urlsplit(fresh.url).netloc), "utf-8"
            )
            os.kill(int((proxy.folder / "pid").read_text()), signal.SIGHUP)
            wait_until(partial(_answers, replicas.browser(fresh, visitor)), "the new one to answer")
            psutil.Process(one.pid).terminate()
            while psutil.pid_exists(one.pid):
                assert people(visitor) == PEOPLE * len(EVENTS)
        try:
            page.text("registrants", f"events={EVENTS[0]}")
        except ConnectionClosed:
            lost += 1
            with open_page(visitor, page.session) as again:
                assert "of 40 registrants" in again.text("registrants", f"events={EVENTS[0]}")
    assert lost <= 1
    assert people(visitor) == PEOPLE * len(EVENTS)


def test_what_is_on_its_way_is_answered_by_one_that_is_told_to_end(replicas: Replicas, platform: Sandbox) -> None:
    one = replicas.running[0]
    account = {"username": DEMO_USERNAME, "password": DEMO_PASSWORD}
    with ThreadPoolExecutor(1) as somebody, platform.faults.during(Hold(), endpoint="login") as held:
        waiting = somebody.submit(replicas.browser(one).post, "/login", account)
        assert held.reached(30)
        psutil.Process(one.pid).terminate()
        wait_until(lambda: _processes(one) <= 1, "all to end but the one that is being waited for")
        held.release()
        assert waiting.result().status == 303
    wait_until(lambda: not psutil.pid_exists(one.pid), "the last of them to end")


def _processes(dashboard: Dashboard) -> int:
    try:
        return len(psutil.Process(dashboard.pid).children())
    except psutil.NoSuchProcess:
        return 0


def _answers(browser: Browser) -> bool:
    return browser.get(FILE).status == 200


def test_who_was_at_one_that_died_goes_on_at_the_other(replicas: Replicas, visitor: Browser) -> None:
    query = f"events={','.join(EVENTS)}&filters=status%3Aattended&time_zone=UTC"
    with ExitStack() as stack:
        # One after the other is given a socket: so one of two pages is at the one that dies.
        pages = [stack.enter_context(open_page(visitor)) for _ in range(2)]
        seen = {page.text("registrants", query).count("of 120 registrants") for page in pages}
        assert len(seen) == 1
        assert seen != {0}
        replicas.running[0].kill_all()
        cut = 0
        for page in pages:
            try:
                assert page.text("registrants", query).count("of 120 registrants") in seen
            except ConnectionClosed:
                cut += 1
                with open_page(visitor, page.session) as again:
                    assert again.text("registrants", query).count("of 120 registrants") in seen
        assert cut == 1
    assert [people(visitor) for _ in range(6)] == [PEOPLE * len(EVENTS)] * 6
