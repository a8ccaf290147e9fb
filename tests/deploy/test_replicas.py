"""Two dashboards on one PostgreSQL, behind nginx that sends a request to either: nobody notices which of them."""

from __future__ import annotations

import csv
import io
import os
import signal
from collections.abc import Iterator
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
from webcast.sandbox.running import Sandbox, run_sandbox

COOKIE = "__Host-webcast_session"
EVENTS = ["11", "12", "13"]
PEOPLE = 40
FILE = f"/export.csv?events={','.join(EVENTS)}"

pytestmark = pytest.mark.postgres


@dataclass
class Replicas:
    """Dashboards that anybody may be sent to.

    Attributes:
        running: Those that are there.
        folder: Where they, nginx and their database write.
    """

    database: str
    running: list[Dashboard]
    made: Nursery
    environ: dict[str, str]
    folder: Path

    def another(self) -> Dashboard:
        """Start one more."""
        log = self.folder / f"{len(list(self.folder.glob('*.log')))}.log"
        self.running.append(self.made.start(self.environ, log, 20.0))
        return self.running[-1]

    def browser(self, dashboard: Dashboard, like: Browser | None = None) -> Browser:
        """Ask one of them itself, with another's cookies."""
        return Browser(dashboard.url, like.cookie if like else None, COOKIE)


@pytest.fixture(scope="module")
def platform() -> Iterator[Sandbox]:
    with run_sandbox(world=stage.world(*EVENTS, people=PEOPLE), clock=stage.sandbox_clock()) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def dashboards() -> Iterator[Nursery]:
    with nursery() as made:
        yield made


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of its own, which may go away."""
    with postgres.server(tmp_path_factory.mktemp("database")) as folder:
        yield folder


@pytest.fixture
def replicas(platform: Sandbox, dashboards: Nursery, server: str, tmp_path: Path) -> Iterator[Replicas]:
    with postgres.database(server) as url:
        more = {
            "WEBCAST_DATABASE_URL": url,
            "WEBCAST_MASTER_KEY": encode(new_master_key()),
            "WEBCAST_TRUSTED_PROXIES": "127.0.0.1",
            "WEBCAST_HOSTS": f"{proxies.HOST},127.0.0.1",
            "WEBCAST_SECURE_COOKIES": "on",
            "WEBCAST_BROWSER": "",
        }
        environ = environment(platform, tmp_path / "data", **more)
        made = Replicas(server, [], dashboards, environ, tmp_path)
        made.another()
        made.another()
        yield made
        for one in made.running:
            if psutil.pid_exists(one.pid):
                one.kill()


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
    with tab.opened(replicas.running[0].url, f"{COOKIE}={browser.cookie}") as page:
        shown = page.open("overview", "events=" + ",".join(EVENTS))
        page.click(next(button for button in shown.of("button") if "wi-load" in button.proto.id))
    wait_until(lambda: browser.get(FILE).status == 200, "the events to be fetched")
    return browser


def people(browser: Browser) -> int:
    answer = browser.get(FILE)
    assert answer.status == 200, answer.text
    return sum(1 for _ in csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"), newline="")))


def everybody(browser: Browser) -> bool:
    return browser.get(FILE).status == 200 and people(browser) == PEOPLE * len(EVENTS)


def test_who_was_at_one_that_died_goes_on_at_the_other(replicas: Replicas, visitor: Browser) -> None:
    query = f"events={','.join(EVENTS)}&filters=status%3Aattended&time_zone=UTC"
    with ExitStack() as stack:
        # One after the other is given a socket: so one of two pages is at the one that dies.
        pages = [stack.enter_context(open_page(visitor)) for _ in range(2)]
        seen = {page.text("registrants", query).count("of 120 registrants") for page in pages}
        assert len(seen) == 1
        assert seen != {0}
        replicas.running[0].kill()
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


def _answers(browser: Browser) -> bool:
    return browser.get(FILE).status == 200


def test_who_signs_out_at_one_is_out_at_the_other(replicas: Replicas, visitor: Browser) -> None:
    first, second = (replicas.browser(one, visitor) for one in replicas.running)
    assert everybody(first)
    assert everybody(second)
    theirs = {"Origin": first.url, "Sec-Fetch-Site": "same-origin"}
    first.post("/logout", {}, theirs)
    gone = replicas.browser(replicas.running[1], visitor)
    wait_until(lambda: gone.get(FILE).status == 401, "the other to know")


def test_wrong_passwords_are_counted_over_both(replicas: Replicas) -> None:
    answers = []
    for number in range(6):
        browser = replicas.browser(replicas.running[number % 2])
        answers.append(browser.post("/login", {"username": "ada", "password": "wrong"}).headers["location"])
    assert [where.startswith("/?error=wait-") for where in answers] == [False] * 5 + [True]


def test_a_database_that_goes_away_is_said_and_comes_back(replicas: Replicas, visitor: Browser) -> None:
    both = [replicas.browser(one, visitor) for one in replicas.running]
    query = f"events={EVENTS[0]}"
    with open_page(both[0]) as page:
        assert "of 40 registrants" in page.text("registrants", query)
        with postgres.away(replicas.database):
            said = page.text("registrants", query)
            assert "database should answer, but does not." in said
        assert "of 40 registrants" in page.text("registrants", query)
    with postgres.away(replicas.database):
        for browser in both:
            assert browser.get("/livez").status == 200
            assert browser.get("/readyz").status == 503
            answer = browser.get(FILE)
            assert answer.status == 503
            assert "Traceback" not in answer.text
    for browser in (*both, visitor):
        assert everybody(browser)
        assert browser.get("/readyz").status == 200
