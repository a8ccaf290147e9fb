"""The real application, started both ways: gate and Streamlit together."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from tests.browser import dashboard as dashboards
from tests.browser.dashboard import ROOT, Dashboard, environment, run_dashboard, streamlit_run, uvicorn_run
from tests.web.pages import Page, open_page
from tests.web.serving import Browser
from webcast.library import account_key
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME, PARTNER_PASSWORD, PARTNER_USERNAME
from webcast.sandbox.running import Sandbox


@pytest.fixture(scope="module", params=[streamlit_run, uvicorn_run], ids=["streamlit", "uvicorn"])
def dashboard(
    request: pytest.FixtureRequest, running_platform: Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Dashboard]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(dashboards, "start", dashboards.by_itself)
        with run_dashboard(running_platform, tmp_path_factory.mktemp("dashboard"), request.param()) as running:
            yield running


@pytest.fixture
def visitor(dashboard: Dashboard) -> Browser:
    browser = Browser(dashboard.url)
    browser.post("/login", {"username": DEMO_USERNAME, "password": DEMO_PASSWORD})
    assert browser.cookie
    return browser


def test_it_is_up(dashboard: Dashboard) -> None:
    browser = Browser(dashboard.url)
    assert browser.get("/healthz").text == "ok"
    assert browser.get("/_stcore/health").text == "ok"
    assert "allowedOrigins" in browser.get("/_stcore/host-config").text


@pytest.mark.parametrize("path", ["/", "/events", "/funnel?events=1", "/nowhere"])
def test_every_page_is_the_shell_with_the_policy(dashboard: Dashboard, path: str) -> None:
    answer = Browser(dashboard.url).get(path)
    assert answer.status == 200
    assert '<div id="root">' in answer.text
    assert answer.headers["content-security-policy"].count("'sha256-") == 1


def test_its_scripts_are_compressed(dashboard: Dashboard) -> None:
    browser = Browser(dashboard.url)
    script = re.search(r'src="\.(/static/js/index\.[^"]+)"', browser.get("/").text)
    assert script
    plain, packed = browser.get(script[1]), browser.get(script[1], {"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 2


@pytest.mark.parametrize(
    "path",
    [
        "/media/0123456789abcdef.csv",
        "/_stcore/upload_file/a/b",
        "/_stcore/bidi-components/a/b.js",
        "/component/a/b.html",
        "/export.csv?events=1",
    ],
)
def test_without_cookie_the_rest_is_refused(dashboard: Dashboard, path: str) -> None:
    assert Browser(dashboard.url).get(path).status == 401


@pytest.mark.parametrize("path", ["/_stcore/agent/openapi.json", "/_stcore/agent/interact", "/_stcore/metrics"])
def test_what_is_for_nobody_stays_so(visitor: Browser, path: str) -> None:
    assert visitor.get(path).status == 404


def test_an_upload_needs_a_cookie_and_the_token_of_the_page(dashboard: Dashboard, visitor: Browser) -> None:
    path = "/_stcore/upload_file/session/file"
    assert Browser(dashboard.url).get(path, method="PUT").status == 401
    assert visitor.get(path, method="PUT").status == 403


def test_the_socket_is_for_our_pages(dashboard: Dashboard) -> None:
    address = dashboard.url.replace("http", "ws", 1) + "/_stcore/stream"
    with connect(address, origin=Origin(dashboard.url)):
        pass
    with pytest.raises(InvalidStatus):
        connect(address, origin=Origin("https://evil.example"))


@pytest.fixture
def stranger(dashboard: Dashboard) -> Browser:
    browser = Browser(dashboard.url)
    browser.post("/login", {"username": PARTNER_USERNAME, "password": PARTNER_PASSWORD})
    assert browser.cookie
    return browser


def test_a_session_is_gone_on_with_by_its_own_account_alone(visitor: Browser, stranger: Browser) -> None:
    with open_page(visitor) as page:
        page.run()
        session = page.session
    assert session
    for other in (stranger, Browser(visitor.url)):
        with open_page(other, session) as page:
            said = page.text()
            assert page.session != session
            assert DEMO_USERNAME not in said
    with open_page(visitor, session) as page:
        page.run()
        assert page.session == session


def test_nobody_can_say_which_account_connects(dashboard: Dashboard, visitor: Browser, stranger: Browser) -> None:
    with open_page(visitor) as page:
        page.run()
        session = page.session
    forged = {"Cookie": stranger.cookies, "X-Webcast-Account": account_key(DEMO_USERNAME, dashboard.sandbox.url)}
    address = visitor.url.replace("http", "ws", 1) + "/_stcore/stream"
    protocols = [Subprotocol("streamlit"), Subprotocol("token"), Subprotocol(session)]
    with connect(
        address, origin=Origin(visitor.url), additional_headers=forged, subprotocols=protocols
    ) as connection:
        page = Page(connection)
        page.run()
        assert page.session != session


def test_messages_of_others_cannot_be_asked_for_by_their_hash(visitor: Browser, stranger: Browser) -> None:
    with open_page(visitor) as page:
        hashes = [message.hash for message in page.run() if message.hash]
    assert hashes
    for name in ("message", "messages", "message/", "Message"):
        for number in (hashes[0], "", "0" * 64):
            assert stranger.get(f"/_stcore/{name}?hash={number}").status == 404
            assert Browser(visitor.url).get(f"/_stcore/{name}?hash={number}").status == 401
    # Who says that they have these messages is told so of their own page alone, and gets none of them.
    with open_page(stranger) as page:
        for message in page.run(hashes=hashes):
            assert DEMO_USERNAME not in str(message)


def test_what_a_tab_has_is_not_sent_again(visitor: Browser) -> None:
    with open_page(visitor) as page:
        first = {message.hash: message for message in page.run() if message.delta.HasField("new_element")}
        again = page.run(hashes=list(first))
    large = {name for name, message in first.items() if message.ByteSize() >= 1_100}  # its place is not counted in it
    assert large
    assert large <= {message.ref_hash for message in again}
    assert not [message for message in again if message.hash in large and message.WhichOneof("type") == "delta"]


def test_the_cookie_signs_in_and_out(visitor: Browser) -> None:
    assert visitor.get("/export.csv?events=1").status == 404
    cookie = visitor.cookie
    visitor.post("/logout")
    assert Browser(visitor.url, cookie).get("/export.csv?events=1").status == 401


def test_the_log_holds_no_secret(dashboard: Dashboard) -> None:
    browser = Browser(dashboard.url)
    browser.post("/login", {"username": DEMO_USERNAME, "password": "canary-wrong-password"})
    browser.post("/login", {"username": DEMO_USERNAME, "password": DEMO_PASSWORD})
    browser.get("/export.csv?events=1")
    written = dashboard.log.read_text("utf-8")
    assert "URL" in written or "Uvicorn" in written
    for secret in ("canary-wrong-password", DEMO_PASSWORD, DEMO_USERNAME, browser.cookie or "no cookie"):
        assert secret not in written
    assert "Traceback" not in written


@pytest.mark.parametrize("command", [streamlit_run, uvicorn_run])
def test_a_wrong_setting_stops_the_start_with_one_line(
    command: Callable[[], list[str]], running_platform: Sandbox, tmp_path: Path
) -> None:
    environ = environment(running_platform, tmp_path, WEBCAST_TIME_ZONE="Mars/Base")
    ended = subprocess.run(command(), cwd=ROOT, env=environ, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode != 0
    lines = [line for line in ended.stderr.splitlines() if line.startswith("webcast: ")]
    assert lines == [
        "webcast: WEBCAST_TIME_ZONE should be an IANA time zone such as 'Europe/Berlin', but is 'Mars/Base'."
    ]
    assert "Traceback" not in ended.stderr


def test_importing_the_web_side_loads_no_streamlit() -> None:
    code = "import sys, webcast.web.asgi; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, timeout=60).returncode == 0


def test_it_starts_with_all_modules_there_and_out_of_the_garbage_collectors_sight(tmp_path: Path) -> None:
    code = (
        "import asyncio, gc, pkgutil, sys, app, streamlit, webcast.ui\n"
        "async def start():\n"
        "    assert gc.get_freeze_count() == 0\n"
        "    async with app.lifespan(None):\n"
        "        of_pages = {m.name for m in pkgutil.walk_packages(webcast.ui.__path__, 'webcast.ui.')}\n"
        "        print(gc.get_freeze_count(), *(of_pages | {'pandas', 'pyarrow'}) - set(sys.modules))\n"
        "asyncio.run(start())\n"
        "print(streamlit.get_option('runner.postScriptGC'))\n"
    )
    environ = {**os.environ, "WEBCAST_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-c", code]
    ended = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=True, timeout=60)
    frozen, not_imported, collects_after_each_run = ended.stdout.split()
    assert int(frozen) > 100_000
    assert not_imported == "webcast.ui.frame.main"  # the router, which draws a page
    assert collects_after_each_run == "False"


def test_pages_are_told_when_the_operator_ends_their_sessions(
    dashboard: Dashboard, visitor: Browser, stranger: Browser
) -> None:
    with open_page(visitor) as page, open_page(stranger) as other:
        page.run()
        other.run()
        # Other tests have signed in as well.
        assert re.fullmatch(r"\d+ sessions? ended\.\n", dashboard.command("sign-out").stdout)
        while (told := page.next()).WhichOneof("type") != "auth_redirect":
            pass
        assert told.auth_redirect.url == ""
        with pytest.raises(ConnectionClosed):
            page.next()
        assert PARTNER_USERNAME in other.text()
    assert visitor.get("/export.csv?events=1").status == 401
    assert stranger.get("/export.csv?events=1").status == 404
