"""Who signed in is recorded, what was refused is logged, and neither says more than it should."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.web.conftest import MEDIA, STATIC, stand_in
from tests.web.serving import Browser, serve
from webcast.api.failures import UNCLEAR_AT_SIGN_IN, CredentialsRefused
from webcast.errors import LibraryError
from webcast.library import account_key
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME, PARTNER_PASSWORD, PARTNER_USERNAME
from webcast.settings import Settings
from webcast.web import asgi
from webcast.web.app_state import AppState

DEMO = {"username": DEMO_USERNAME, "password": DEMO_PASSWORD}


def recorded(state: AppState, username: str) -> list[tuple[str, str]]:
    entries = state.library.audit_entries(account_key(username, state.settings.platform_url))
    return [(entry.user, entry.action) for entry in reversed(entries)]


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name.startswith("webcast.web")]


def test_who_signs_in_and_out_is_recorded(anonymous: Browser, state: AppState) -> None:
    anonymous.post("/login", DEMO)
    anonymous.post("/login", DEMO)
    anonymous.post("/logout")
    anonymous.post("/logout")  # there is nobody to sign out
    assert recorded(state, DEMO_USERNAME) == [
        (DEMO_USERNAME, "sign in"),
        (DEMO_USERNAME, "sign in"),
        (DEMO_USERNAME, "sign out"),
    ]


def test_a_refused_try_is_recorded_without_what_was_typed(anonymous: Browser, state: AppState) -> None:
    anonymous.post("/login", {"username": "canary\x1b[2J", "password": "not it"})
    anonymous.post("/login", {**DEMO, "password": "not it"})
    assert recorded(state, "canary\x1b[2J") == [("not signed in", "sign-in refused")]
    assert recorded(state, DEMO_USERNAME) == [("not signed in", "sign-in refused")]
    assert "canary" not in str(state.library.audit_entries())


def test_a_refusal_without_a_reason_is_recorded_too(
    anonymous: Browser, state: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unclear(*_: object) -> None:
        raise CredentialsRefused(code=next(iter(UNCLEAR_AT_SIGN_IN)))

    monkeypatch.setattr(state.client, "sign_in", unclear)
    assert anonymous.post("/login", DEMO).headers["location"] == "/?error=unclear"
    assert recorded(state, DEMO_USERNAME) == [("not signed in", "sign-in refused")]


def test_what_is_held_back_is_logged_and_fills_no_library(
    anonymous: Browser, state: AppState, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(8):
        anonymous.post("/login", {**DEMO, "password": "not it"})
    assert recorded(state, DEMO_USERNAME) == [("not signed in", "sign-in refused")] * 5
    fingerprint = state.library.fingerprint(account_key(DEMO_USERNAME, state.settings.platform_url))
    assert re.fullmatch("[0-9a-f]{8}", fingerprint)
    refused = f"Refused a sign-in: account {fingerprint}."
    assert logged(caplog) == [refused] * 5 + ["Held a sign-in back for 15 s: too many tries failed."] * 3


def test_a_sign_out_that_cannot_be_recorded_is_one(
    browser: Browser, state: AppState, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise LibraryError("full")

    cookie = browser.cookie
    monkeypatch.setattr(state.library, "audit", fails)
    assert browser.post("/logout").status == 303
    assert Browser(browser.url, cookie).get("/export.csv?events=1").status == 401
    assert "A sign-out is not in the audit log: LibraryError" in logged(caplog)


def test_a_sign_in_that_cannot_be_recorded_is_none(
    anonymous: Browser, state: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise LibraryError("full")

    monkeypatch.setattr(state.library, "audit", fails)
    answer = anonymous.post("/login", DEMO)
    assert (answer.headers["location"], answer.cookies.get("webcast_session")) == ("/?error=library", None)


def test_what_the_gate_refuses_is_logged_without_whose_or_which(
    anonymous: Browser, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    anonymous.get("/export.csv?events=canary-event")
    browser.get(MEDIA)
    browser.get("/export.csv?events=canary-event")
    browser.get("/export.csv?live=canary")
    anonymous.post("/login", DEMO, headers={"Origin": "https://canary.example"})
    with pytest.raises(InvalidStatus):
        connect(browser.url.replace("http", "ws", 1) + "/_stcore/stream", origin=Origin("https://canary.example"))
    assert logged(caplog) == [
        "Refused with 401 what is behind the gate: /export.",
        "Refused with 404 what is behind the gate: /media/",
        "Refused a file: it is of an event that the account does not see.",
        "Refused a file: its address cannot be answered.",
        "Refused a form that is not of a page of ours.",
        "Refused a socket: of a page that is not ours, or not where pages have theirs.",
    ]
    for said in ("canary", DEMO_USERNAME, browser.cookie or "no cookie", MEDIA):
        assert said not in str(caplog.records)


def test_another_name_is_logged(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    state = AppState.open(replace(settings, hosts=("webcasts.example.com",)))
    with serve(stand_in(state)) as url:
        assert Browser(url).get("/").status == 421
    state.close()
    assert logged(caplog) == ["Refused a request under a name that is none of WEBCAST_HOSTS."]


@pytest.mark.parametrize(
    "path", ["/export.csv?events=1", "/summary.html?events=1", "/media/x", "/_stcore/upload_file/a/b"]
)
def test_no_browser_keeps_what_is_behind_the_gate(anonymous: Browser, browser: Browser, path: str) -> None:
    assert anonymous.get(path).headers["cache-control"] == "no-store"
    assert browser.get(path).headers["cache-control"] == "no-store"


def test_what_another_part_says_of_keeping_does_not_count(state: AppState) -> None:
    def kept(_: object) -> PlainTextResponse:
        return PlainTextResponse("people", headers={"Cache-Control": "public, max-age=60"})

    app = Starlette(
        routes=[*asgi.routes(state), Route("/{path:path}", kept)], middleware=asgi.middleware(state, STATIC)
    )
    with serve(app) as url:
        browser = Browser(url)
        browser.post("/login", {"username": PARTNER_USERNAME, "password": PARTNER_PASSWORD})
        assert browser.get("/_stcore/upload_file/a/b").headers["cache-control"] == "no-store"
        # Code of the front end is everybody's, and may be kept.
        assert browser.get("/component/x/y.js").headers["cache-control"] == "public, max-age=60"


def test_the_policy_holds_below_our_name_too(secure_settings: Settings) -> None:
    state = AppState.open(secure_settings)
    with serve(stand_in(state)) as url:
        for path in ("/", "/media/x", "/healthz", "/_stcore/metrics"):
            answer = Browser(url, name="__Host-webcast_session").get(path)
            assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
            assert "; object-src 'none'; " in answer.headers["content-security-policy"]
    state.close()
