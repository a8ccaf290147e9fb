"""The gate: what is open, what is for who is signed in, and what is for nobody."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.web.conftest import MEDIA, STATIC
from tests.web.serving import Browser, serve
from webcast.web import asgi
from webcast.web.app_state import AppState
from webcast.web.gate import closed, guarded


def answer_anything(request: Request) -> PlainTextResponse:
    return PlainTextResponse("anything")


OPEN = [
    "/",
    "/funnel",
    "/events?events=1",
    "/static/js/x.js",
    "/favicon.png",
    "/_stcore/health",
    "/_stcore/host-config",
]
GUARDED = [
    "/_stcore/upload_file/session/file",
    "/_stcore/bidi-components/x/y.js",
    "/_stcore/anything",
    "/component/x/index.html",
    "/app/static/report.csv",
    "/media/x",
    "/media/_stcore/health",
    "/component/x/_stcore/health",
    "/_stcore/health/x",
    "/_stcore/host-config/x",
    "/export.csv",
    "/export.xlsx?events=1",
]
CLOSED = [
    "/_stcore/agent/interact",
    "/_stcore/agent/openapi.json",
    "/_stcore/agent/mcp",
    "/_stcore/metrics",
    "/_stcore/script-health-check",
    "/_stcore/agent",
    "/auth/login",
    "/auth/logout",
    "/oauth2callback",
]


@pytest.mark.parametrize("path", OPEN)
def test_the_shell_is_open(anonymous: Browser, path: str) -> None:
    assert anonymous.get(path).text.startswith("Streamlit answers /")


@pytest.mark.parametrize("path", GUARDED)
def test_the_rest_is_for_who_is_signed_in(anonymous: Browser, path: str) -> None:
    assert guarded(path.partition("?")[0])
    answer = anonymous.get(path)
    assert (answer.status, answer.text.partition(" Reference ")[0]) == (401, "Sign in to see this.")
    assert anonymous.get(path, method="PUT").status == 401


NOT_THERE = ["/_stcore/anything", "/_stcore/message?hash=0", "/_stcore/health/x", "/_stcore/host-config/x"]


@pytest.mark.parametrize("path", NOT_THERE)
def test_of_streamlit_s_core_only_what_pages_need_is_answered(browser: Browser, path: str) -> None:
    assert browser.get(path).status == 404


@pytest.mark.parametrize(
    "path", [path for path in GUARDED if "media" not in path and "export" not in path and path not in NOT_THERE]
)
def test_who_is_signed_in_gets_it(browser: Browser, path: str) -> None:
    assert browser.get(path).text == f"Streamlit answers {path}"


@pytest.mark.parametrize("path", CLOSED)
def test_some_is_for_nobody(browser: Browser, path: str) -> None:
    for method in ("GET", "POST"):
        assert browser.get(path, method=method).status == 404


def test_pages_under_a_prefix_are_guarded_alike(state: AppState) -> None:
    app = Starlette(
        routes=[Route("/{path:path}", answer_anything)], middleware=asgi.middleware(state, STATIC, "/dash")
    )
    with serve(app) as url:
        browser = Browser(url)
        paths = [
            "/dash/media/x",
            "/dash/_stcore/upload_file/a/b",
            "/dash/_stcore/metrics",
            "/dash/",
            "/dash/_stcore/health",
        ]
        assert [browser.get(path).status for path in paths] == [401, 401, 404, 200, 200]
        assert browser.get("/dash/export.csv").status == 401
        assert browser.get("/export.csv").status == 404


def test_behind_a_server_that_strips_a_path_they_are_too(state: AppState) -> None:
    app = Starlette(routes=[Route("/{path:path}", answer_anything)], middleware=asgi.middleware(state, STATIC))
    with serve(app, root_path="/sub") as url:
        browser = Browser(url)
        paths = ["/media/x", "/_stcore/metrics", "/export.csv", "/"]
        assert [browser.get(path).status for path in paths] == [401, 404, 401, 200]


def test_a_page_s_name_may_begin_like_a_guarded_part() -> None:
    assert not guarded("/exports")
    assert not guarded("/mediation")
    assert not closed("/_stcore/agents")


@pytest.mark.parametrize("cookie", ["x", "gAAAAABl", "webcast_session"])
def test_a_made_up_cookie_opens_nothing(url: str, cookie: str) -> None:
    assert Browser(url, cookie).get("/_stcore/anything").status == 401


def test_every_answer_has_the_headers(anonymous: Browser) -> None:
    for path in ("/", "/media/x", "/_stcore/metrics", "/healthz", "/export.csv"):
        headers = anonymous.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cross-origin-resource-policy"] == "same-origin"


# WebSocket and media


def open_page(browser: Browser, path: str = "/_stcore/stream", origin: str | None = None) -> ClientConnection:
    headers = {"Cookie": f"{browser.name}={browser.cookie}"} if browser.cookie else {}
    address = browser.url.replace("http", "ws", 1) + path
    return connect(address, origin=Origin(origin or browser.url), additional_headers=headers)


def show(page: ClientConnection, address: str) -> None:
    page.send(address.encode())
    answer = page.recv()
    assert isinstance(answer, bytes)
    assert address.encode() in answer


def test_the_sign_in_page_needs_a_socket_without_cookie(anonymous: Browser) -> None:
    with open_page(anonymous) as page:
        show(page, "hello")


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
def test_a_foreign_page_gets_no_socket(browser: Browser, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        open_page(browser, origin=origin)
    assert refused.value.response.status_code == 403


def test_a_socket_without_origin_is_no_page_s(browser: Browser) -> None:
    address = browser.url.replace("http", "ws", 1) + "/_stcore/stream"
    with pytest.raises(InvalidStatus):
        connect(address, additional_headers={"Cookie": f"webcast_session={browser.cookie}"})


@pytest.mark.parametrize("path", ["/", "/other", "/_stcore/stream/x"])
def test_there_is_one_socket(browser: Browser, path: str) -> None:
    with pytest.raises(InvalidStatus):
        open_page(browser, path)


def test_a_media_file_is_answered_to_whom_it_was_sent(browser: Browser, url: str) -> None:
    other = Browser(url)
    other.post("/login", {"demo": "1"})
    with open_page(browser) as page:
        assert browser.get(MEDIA).status == 404
        show(page, MEDIA)
    assert browser.get(MEDIA).text == f"Streamlit answers {MEDIA}"
    assert other.get(MEDIA).status == 404
    assert Browser(url).get(MEDIA).status == 401


def test_after_sign_out_it_is_answered_to_nobody(browser: Browser, url: str) -> None:
    with open_page(browser) as page:
        show(page, MEDIA)
    cookie = browser.cookie
    browser.post("/logout")
    assert Browser(url, cookie).get(MEDIA).status == 401


def test_the_sign_in_page_s_own_icon_is_anybody_s(anonymous: Browser, url: str) -> None:
    with open_page(anonymous) as page:
        show(page, MEDIA)
    assert Browser(url).get(MEDIA).status == 200


def test_health_says_whether_the_library_answers(anonymous: Browser, state: AppState) -> None:
    answer = anonymous.get("/healthz")
    assert (answer.status, answer.text) == (200, "ok")
