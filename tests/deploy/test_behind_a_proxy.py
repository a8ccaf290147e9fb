"""The dashboard behind real nginx and Caddy, each with the file that we ship: TLS, sockets, files both ways."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import polars as pl
import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from tests.browser.dashboard import Dashboard, run_dashboard
from tests.browser.visit import Visit
from tests.deploy import proxies
from tests.deploy.proxies import Certificate, Proxy
from tests.web.pages import open_page
from tests.web.serving import Browser, wait_until
from webcast.sandbox.accounts import DEMO_USERNAME
from webcast.sandbox.running import Sandbox, run_sandbox

COOKIE = "__Host-webcast_session"
MEGABYTE = 1 << 20
SETTINGS = {
    "WEBCAST_TRUSTED_PROXIES": "127.0.0.1",
    "WEBCAST_HOSTS": proxies.HOST,
    "WEBCAST_SECURE_COOKIES": "on",
    "WEBCAST_LOG": "json",
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with run_sandbox() as running:
        yield running


@pytest.fixture(scope="module")
def dashboard(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    with run_dashboard(sandbox, tmp_path_factory.mktemp("dashboard"), None, **SETTINGS) as running:
        yield running


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return proxies.certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module", params=[proxies.nginx, proxies.caddy], ids=["nginx", "caddy"])
def proxy(
    request: pytest.FixtureRequest, dashboard: Dashboard, proof: Certificate, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Proxy]:
    folder = tmp_path_factory.mktemp("proxy")
    with request.param(urlsplit(dashboard.url).netloc, proof, folder) as running:
        yield running


@pytest.fixture
def visitor(proxy: Proxy, proof: Certificate) -> Browser:
    browser = Browser(proxy.url, name=COOKIE, trusted=proof.context)
    answer = browser.post("/login", {"demo": "1"})
    assert (answer.status, answer.headers["location"]) == (303, "/")
    return browser


@pytest.mark.browser
def test_somebody_works_through_it_as_without(proxy: Proxy, chromium: Chromium, sandbox: Sandbox) -> None:
    now = sandbox.world.on_air.timestamp() * 1000
    event = [event.facts for event in sandbox.world if event.facts.live_end and event.facts.live_end < now][-1]
    with chromium.new_context(ignore_https_errors=True, reduced_motion="reduce") as context:
        visit = Visit(context.new_page(), proxy.url)
        visit.open("/")
        visit.sign_in_demo()
        visit.open_loaded(f"/overview?events={event.id}")
        expect(visit.page.get_by_role("heading", level=1)).to_have_text("How did it go?")
        file = next(target for target in visit.offered() if target.startswith("/export.csv"))
        answered = visit.page.request.get(visit.url + file)
        assert answered.status == 200
        registrants = pl.read_csv(answered.body(), infer_schema=False)
        button = visit.page.locator(".st-key-wi-primary .wi-button").first
        expect(button).to_have_text(f"Download {registrants.height:,} registrants")
        visit.check()


def test_who_comes_without_tls_is_sent_to_it(proxy: Proxy) -> None:
    answer = Browser(proxy.plain).get("/overview?events=1")
    assert answer.status in (301, 308)
    # Caddy takes it that the world finds it on port 443, whichever it listens on.
    assert answer.headers["location"] in (f"{at}/overview?events=1" for at in (proxy.url, f"https://{proxies.HOST}"))


def test_browsers_are_told_to_stay_with_tls_and_cookies_are_of_it_alone(proxy: Proxy, proof: Certificate) -> None:
    browser = Browser(proxy.url, name=COOKIE, trusted=proof.context)
    answer = browser.post("/login", {"demo": "1"})
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    assert answer.cookies[COOKIE]["secure"] is True


def test_a_form_of_another_page_is_refused_here_too(proxy: Proxy, proof: Certificate) -> None:
    browser = Browser(proxy.url, name=COOKIE, trusted=proof.context)
    theirs = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    assert browser.post("/login", {"demo": "1"}, theirs).status == 403


def test_another_host_name_is_not_answered(proxy: Proxy, proof: Certificate) -> None:
    browser = Browser(proxy.url, trusted=proof.context)
    answer = browser.get("/", {"Host": "elsewhere.example"})
    assert answer.status in (200, 421)
    assert b"Webcast" not in answer.body


def test_an_address_that_a_visitor_says_of_itself_is_not_believed(
    proxy: Proxy, proof: Certificate, dashboard: Dashboard
) -> None:
    before = len(dashboard.log.read_text("utf-8").splitlines())
    browser = Browser(proxy.url, name=COOKIE, trusted=proof.context)
    for said in ({}, {"X-Forwarded-For": "203.0.113.9"}, {"X-Forwarded-For": "203.0.113.9, 198.51.100.7"}):
        own = {"Origin": proxy.url, "Sec-Fetch-Site": "same-origin", **said}
        browser.post("/login", {"username": "", "password": ""}, own)
    lines = [line for line in dashboard.log.read_text("utf-8").splitlines()[before:] if line.startswith("{")]
    refused = [line for line in map(json.loads, lines) if line.get("kind") == "refused"]
    assert len(refused) == 3
    assert len({line["from"] for line in refused}) == 1


def test_a_page_is_a_socket_and_takes_a_large_file(visitor: Browser) -> None:
    with open_page(visitor) as page:
        assert DEMO_USERNAME in page.text("events")
        answer = visitor.put(f"/_stcore/upload_file/{page.session}/report", "report.csv", b"x" * 20 * MEGABYTE)
    assert answer.status == 204


def test_more_than_may_be_uploaded_ends_at_nginx(dashboard: Dashboard, proof: Certificate, tmp_path: Path) -> None:
    """Caddy counts what comes; nginx asks first."""
    with proxies.nginx(urlsplit(dashboard.url).netloc, proof, tmp_path) as proxy:
        browser = Browser(proxy.url, trusted=proof.context)
        head = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(600 * MEGABYTE)}
        assert browser.get("/login", head, method="POST").status == 413


def test_the_proxy_s_log_has_no_query_and_no_address(visitor: Browser, proxy: Proxy) -> None:
    assert visitor.get("/export.csv?events=1&search=canary-of-a-person").status == 400
    log = proxy.folder / "access.log"
    wait_until(lambda: not log.exists() or "/export.csv" in log.read_text("utf-8"), "the line of the request")
    said = "".join(path.read_text("utf-8") for path in proxy.folder.glob("*.log"))
    assert "canary" not in said
    assert DEMO_USERNAME not in said
