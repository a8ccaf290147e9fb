"""The dashboard under a path, started as it is started: every address of ours carries it, and nothing is outside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.browser.dashboard import ROOT, Dashboard, run_dashboard, streamlit_run, uvicorn_run
from tests.openid.provider import CLIENT, SECRET, Provider, run_provider
from tests.tab import opened
from tests.web.pages import open_page
from tests.web.serving import Browser
from tests.web.sign_on import Jar, at, back, onward, query, signed_on
from webcast.api.redaction import Secret
from webcast.library import Library, account_key
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME
from webcast.sandbox.running import Sandbox
from webcast.settings import load
from webcast.ui.picking import words
from webcast.web import gate, scripts, signin
from webcast.web.base import cookie_name, is_under
from webcast.web.passkeys import places as passkeys
from webcast.web.requests import local_target

BASE = "/insights"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with run_provider() as running:
        yield running


@pytest.fixture(scope="module", params=[streamlit_run, uvicorn_run], ids=["streamlit", "uvicorn"])
def dashboard(
    request: pytest.FixtureRequest,
    running_platform: Sandbox,
    provider: Provider,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Dashboard]:
    folder = tmp_path_factory.mktemp("dashboard")
    more = {
        "STREAMLIT_SERVER_BASE_URL_PATH": BASE.strip("/"),
        "WEBCAST_METRICS": "on",
        "WEBCAST_OPENID": "contoso",
        "WEBCAST_OPENID_CONTOSO_ISSUER": provider.url,
        "WEBCAST_OPENID_CONTOSO_CLIENT_ID": CLIENT,
        "WEBCAST_OPENID_CONTOSO_CLIENT_SECRET": SECRET,
        "WEBCAST_OPENID_CONTOSO_DOMAINS": "corp.example",
        "WEBCAST_OPENID_CONTOSO_ROLES": "Marketing = people",
    }
    with run_dashboard(running_platform, folder, request.param(), **more) as running:
        yield running


@pytest.fixture
def browser(dashboard: Dashboard) -> Browser:
    return Browser("http://" + urlsplit(dashboard.url).netloc, base=BASE)


def addresses(text: str) -> list[str]:
    """Return where forms, links and scripts of a page lead, those of Streamlit's own elements left out."""
    return re.findall(r'(?:action|href|src)=\\?"(/[^"\\]*)', text)


def test_one_signs_in_reads_a_page_takes_a_file_and_signs_out(browser: Browser) -> None:
    with open_page(browser) as page:
        asked = addresses(page.text("overview", "events=101"))
    ours = (f"{BASE}/login", f"{BASE}/files-only", f"{BASE}/openid/contoso")
    assert set(asked) == {*ours, *(BASE + a for a in scripts.ADDRESSES.values())}

    account = {"username": DEMO_USERNAME, "password": DEMO_PASSWORD}
    answer = browser.post(f"{BASE}/login", {**account, "next": f"{BASE}/overview?events=101"})
    assert (answer.status, answer.headers["location"]) == (303, f"{BASE}/overview?events=101")
    assert {morsel["path"] for morsel in answer.cookies.values()} == {BASE}

    with open_page(browser) as page:
        said = page.text("events")
        assert DEMO_USERNAME in said
        assert f"{BASE}/logout" in addresses(said)
        assert all(is_under(address, BASE) for address in addresses(said))

    held = addresses_of_a_file(browser)
    assert held.startswith(f"{BASE}/export.csv?")
    taken = browser.get(held)
    assert (taken.status, taken.headers["content-type"]) == (200, "text/csv; charset=utf-8; header=present")
    assert browser.get(held.removeprefix(BASE)).status == 404

    left = browser.post(f"{BASE}/logout")
    assert (left.status, left.headers["location"]) == (303, f"{BASE}/")
    assert left.cookies["webcast_session"]["path"] == BASE
    assert browser.cookie is None
    assert browser.get(held).status == 401


def addresses_of_a_file(browser: Browser) -> str:
    """Open a file, and return where its page has the file of its registrants."""
    with opened(browser.url, browser.cookies, BASE) as tab:
        shown = tab.open("events")
        uploader = next(shown.of("file_uploader"))
        go = next(found for found in shown.of("button") if found.proto.label == words.OPEN_FILES)
        guide = (ROOT / "tests" / "data" / "guide.xml").read_bytes()
        # Streamlit's page puts the path in front of where it is told to send files.
        tab.upload(uploader, {"guide.xml": guide}, lambda path, name, data: browser.put(BASE + path, name, data))
        tab.click(go)
        found = tab.open("registrants", tab.query).text
    return next(unescape(address) for address in addresses(found) if "/export.csv" in address)


def test_one_signs_in_by_a_provider_and_is_out_when_it_says_so(dashboard: Dashboard, provider: Provider) -> None:
    browser = Jar("http://" + urlsplit(dashboard.url).netloc, base=BASE)
    home = f"{browser.url}{BASE}"
    provider.client.redirects, provider.client.leads_back = [f"{home}/openid/contoso/callback"], [f"{home}/"]
    settings = load(dashboard.environ)
    with closing(Library.open(settings)) as library:
        key = account_key(DEMO_USERNAME, settings.platform_url)
        library.held.put(key, DEMO_USERNAME, Secret(DEMO_PASSWORD), "operator")

    begun = browser.post(f"{BASE}/openid/contoso", {"next": f"{BASE}/events"})
    assert {morsel["path"] for morsel in begun.cookies.values()} == {BASE}
    assert query(onward(begun))["redirect_uri"] == f"{home}/openid/contoso/callback"
    came = back(browser, at(onward(begun)).headers["location"])
    assert (came.status, came.headers["location"]) == (303, f"{BASE}/events")
    assert {morsel["path"] for morsel in came.cookies.values()} == {BASE}
    with open_page(browser) as page:
        assert "ann@corp.example" in page.text("events")

    # Out here leads out there and back; out there ends it here.
    leads = onward(browser.post(f"{BASE}/logout"))
    assert query(leads)["post_logout_redirect_uri"] == f"{home}/"
    assert signed_on(browser, "/elsewhere") == f"{BASE}/"
    token = provider.logout_token(sub="s-1", sid=next(reversed(provider.sessions)))
    assert Jar(browser.url).post("/openid/contoso/signed-out", {"logout_token": token}, {}).status == 404
    assert Jar(browser.url).post(f"{BASE}/openid/contoso/signed-out", {"logout_token": token}, {}).status == 200
    assert browser.get(f"{BASE}/export.csv?events=101").status == 401


def test_a_refused_sign_in_comes_back_under_it(browser: Browser) -> None:
    answer = browser.post(f"{BASE}/login", {"username": "ann", "password": "wrong", "next": f"{BASE}/funnel"})
    assert answer.headers["location"] == f"{BASE}/funnel?error=refused"
    assert {morsel["path"] for morsel in answer.cookies.values()} == {BASE}
    assert browser.get(f"{BASE}/login").headers["location"] == f"{BASE}/"
    elsewhere = browser.post(f"{BASE}/login", {"demo": "1", "next": "/wiki/"})
    assert elsewhere.headers["location"] == f"{BASE}/"


OUTSIDE = [
    "/", "/insight", "/insightsx/", "/events", "/livez", "/readyz", "/metrics", "/index.html", *sorted(gate.OPEN),
    *gate.CLOSED, *(f"{start}x" for start in gate.GUARDED), signin.LOGIN, signin.LOGOUT, signin.FILES_ONLY,
    passkeys.OWN, passkeys.OPTIONS, *scripts.ADDRESSES.values(),
]  # fmt: skip


@pytest.mark.parametrize("path", OUTSIDE)
def test_nothing_answers_outside(browser: Browser, path: str) -> None:
    for method in ("GET", "POST", "PUT", "OPTIONS"):
        answer = browser.get(path, method=method)
        assert (answer.status, answer.text) == (404, "Not found.")


def test_no_socket_opens_outside(browser: Browser) -> None:
    with pytest.raises(InvalidStatus):
        connect(browser.url.replace("http", "ws", 1) + "/_stcore/stream", origin=Origin(browser.url))


def test_inside_the_gate_stands(browser: Browser) -> None:
    for path in ("/livez", "/readyz", "/healthz", "/metrics", "/_stcore/health", "/", "/events"):
        assert browser.get(BASE + path).status == 200
    for path in (f"{start}x" for start in gate.GUARDED):
        assert browser.get(BASE + path).status == 401
    for path in (*gate.CLOSED, "/statusz"):
        assert browser.get(BASE + path).status == 404
    for address in scripts.ADDRESSES.values():
        assert browser.get(BASE + address).headers["content-type"].startswith("text/javascript")
    # A container asks from within.
    assert browser.get("/healthz").text == "ok"


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [
        ("/insights", "/insights"), ("/insights/", "/insights/"), ("/insights/funnel?a=1", "/insights/funnel?a=1"),
        ("/", "/insights/"), ("/insightsx", "/insights/"), ("/wiki", "/insights/"), ("//insights/", "/insights/"),
        ("/insights/../wiki", "/insights/"), ("/insights/%2E%2e/wiki", "/insights/"), ("", "/insights/"),
    ],
)  # fmt: skip
def test_signing_in_leads_nowhere_else(target: str, leads_to: str) -> None:
    assert local_target(target, "/insights") == leads_to


def test_a_cookie_behind_tls_is_a_host_s_or_a_path_s() -> None:
    assert cookie_name("a", secure=True, base="") == "__Host-a"
    assert cookie_name("a", secure=True, base="/insights") == "__Secure-a"
    assert cookie_name("a", secure=False, base="/insights") == "a"
