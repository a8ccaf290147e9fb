"""Signing in, working with files only, signing out: over real HTTP, against the sandbox platform.

Longer than other modules: every way in and out goes through the same few routes.
"""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.exports import small
from tests.web.conftest import Clock, stand_in
from tests.web.serving import Browser, held_back, serve
from webcast.errors import LibraryError
from webcast.library import account_key
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME, PARTNER_PASSWORD, PARTNER_USERNAME
from webcast.sandbox.faults import Code, Hold, Status
from webcast.sandbox.running import Sandbox
from webcast.settings import Settings
from webcast.web.app_state import AppState
from webcast.web.signin import said
from webcast.web.typed_names import TypedNames
from webcast.web.visitor import Visitor

DEMO = {"username": DEMO_USERNAME, "password": DEMO_PASSWORD}
PARTNER = {"username": PARTNER_USERNAME, "password": PARTNER_PASSWORD}


def visitor(state: AppState, browser: Browser) -> Visitor:
    found = state.cookies.read(browser.cookie or "")
    assert found is not None
    return state.current(found)


# In


def test_name_and_password_let_in(anonymous: Browser, state: AppState, settings: Settings, clock: Clock) -> None:
    answer = anonymous.post("/login", {**DEMO, "next": "/funnel?events=1,2&time_zone=UTC"})
    assert (answer.status, answer.headers["location"]) == (303, "/funnel?events=1%2C2&time_zone=UTC")
    assert answer.headers["cache-control"] == "no-store"
    found = visitor(state, anonymous)
    assert found.account == account_key(DEMO_USERNAME, settings.platform_url)
    assert found.username == DEMO_USERNAME
    assert not found.files_only
    assert found.api is not None
    assert state.client.events(found.api).height > 0
    assert found.expires_at == clock.at + timedelta(hours=12)


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(anonymous: Browser) -> None:
    line, _ = anonymous.post("/login", DEMO).headers.get_all("set-cookie", [])
    assert re.fullmatch(r"webcast_session=[\w-]+; HttpOnly; Max-Age=43200; Path=/; SameSite=lax", line)


def test_behind_tls_the_cookie_is_for_tls_alone(secure_settings: Settings) -> None:
    state = AppState.open(secure_settings)
    with serve(stand_in(state)) as url:
        browser = Browser(url, name="__Host-webcast_session")
        line, device = browser.post("/login", DEMO).headers.get_all("set-cookie", [])
        assert re.fullmatch(r"__Host-webcast_device=.+; Path=/; SameSite=strict; Secure", device)
        assert re.fullmatch(
            r"__Host-webcast_session=[\w-]+; HttpOnly; Max-Age=43199; Path=/; SameSite=lax; Secure", line
        )
        assert browser.get("/export.csv?events=1").status == 404
        assert browser.get("/healthz").headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
        cleared = browser.post("/logout").headers["set-cookie"]
        assert cleared.startswith('__Host-webcast_session=""; ')
        assert "Secure" in cleared
    state.close()


def test_the_demo_account_needs_one_click(anonymous: Browser, state: AppState) -> None:
    answer = anonymous.post("/login", {"demo": "1", "next": "/events"})
    assert answer.headers["location"] == "/events"
    assert visitor(state, anonymous).username == DEMO_USERNAME


def test_without_demo_account_there_is_no_such_click(settings: Settings) -> None:
    state = AppState.open(replace(settings, demo_username=None, demo_password=None))
    with serve(stand_in(state)) as url:
        assert Browser(url).post("/login", {"demo": "1"}).headers["location"] == "/?error=no-demo"
    state.close()


# Not in


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "missing"),
        ({"username": "ann"}, "missing"),
        ({"password": "canary-pass"}, "missing"),
        ({"username": "  ", "password": "canary-pass"}, "missing"),
        ({"username": DEMO_USERNAME, "password": "canary-pass"}, "refused"),
        ({"username": "<script>", "password": "canary-pass"}, "refused"),
    ],
)
def test_a_failed_try_comes_back_with_a_code(anonymous: Browser, fields: dict[str, str], code: str) -> None:
    answer = anonymous.post("/login", {**fields, "next": "/funnel?events=1&error=refused"})
    assert answer.status == 303
    assert answer.headers["location"] == f"/funnel?events=1&error={code}"
    assert answer.cookies.get("webcast_session") is None
    assert "canary" not in str(answer)


@pytest.mark.parametrize(("fault", "code"), [(Status(503), "unreachable"), (Status(200), "failed")])
def test_a_platform_in_trouble_is_said_and_counts_for_no_failure(
    anonymous: Browser, platform: Sandbox, fault: Status, code: str
) -> None:
    with platform.faults.during(fault):
        for _ in range(6):
            assert anonymous.post("/login", DEMO).headers["location"] == f"/?error={code}"
    assert anonymous.post("/login", DEMO).headers["location"] == "/"


@pytest.mark.parametrize(
    ("number", "code"), [(0, "unclear"), (10, "refused"), (11, "refused"), (51, "unclear"), (72, "unclear")]
)
def test_a_code_that_can_mean_a_wrong_password_says_so_counts_and_keeps_the_name(
    anonymous: Browser, state: AppState, platform: Sandbox, number: int, code: str
) -> None:
    with platform.faults.during(Code(number)):
        answer = anonymous.post("/login", {"username": "ann-canary@example.com", "password": "canary-pass"})
        assert answer.headers["location"] == f"/?error={code}"
        assert "canary" not in str(answer)
        assert state.typed_names.read_from({name: m.value for name, m in answer.cookies.items()}) == (
            "ann-canary@example.com"
        )
        for _ in range(4):
            anonymous.post("/login", {"username": "ann-canary@example.com", "password": "x"})
        again = anonymous.post("/login", {"username": "ann-canary@example.com", "password": "x"})
    assert again.headers["location"].startswith("/?error=wait-")
    assert "may be wrong" in (said(code) or "")


def test_a_typed_name_is_read_by_who_sealed_it_alone_and_not_for_long(state: AppState) -> None:
    sealed = state.typed_names.seal("ann")
    assert state.typed_names.read_from({"webcast_typed_name": sealed}) == "ann"
    assert state.typed_names.read_from({"webcast_typed_name": sealed[:-4] + "AAAA"}) == ""
    assert TypedNames(b"k" * 32).read_from({"webcast_typed_name": sealed}) == ""
    assert state.typed_names.read_from({}) == ""
    assert state.typed_names.seal("a" * 201) == ""


WRONG = {"username": DEMO_USERNAME, "password": "not it"}


def test_a_guesser_has_to_wait_and_asks_the_platform_no_more(anonymous: Browser, platform: Sandbox) -> None:
    for _ in range(5):
        assert anonymous.post("/login", WRONG).headers["location"] == "/?error=refused"
    asked = platform.requests.count("login")
    assert held_back(anonymous.post("/login", WRONG).headers["location"])
    assert held_back(anonymous.post("/login", DEMO).headers["location"])
    assert platform.requests.count("login") == asked


def test_a_browser_that_signed_in_before_is_kept_out_by_nobody(anonymous: Browser, browser: Browser) -> None:
    known = Browser(anonymous.url)
    known.post("/login", DEMO)
    known.post("/logout")
    for n in range(60):
        anonymous.post("/login", {**WRONG, "username": f"u{n}" if n > 5 else DEMO_USERNAME})
    assert anonymous.post("/login", DEMO).headers["location"].startswith("/?error=wait-")
    assert anonymous.post("/login", PARTNER).headers["location"].startswith("/?error=wait-")
    assert known.post("/login", DEMO).headers["location"] == "/"
    # For another name it is as unknown as any.
    assert known.post("/login", PARTNER).headers["location"].startswith("/?error=wait-")


def test_a_known_browser_cannot_guess_on_either(anonymous: Browser) -> None:
    anonymous.post("/login", DEMO)
    for _ in range(5):
        assert anonymous.post("/login", WRONG).headers["location"] == "/?error=refused"
    assert held_back(anonymous.post("/login", WRONG).headers["location"])


def test_the_demo_button_is_blocked_by_nobody_who_fails_with_its_name(anonymous: Browser) -> None:
    for _ in range(60):
        anonymous.post("/login", WRONG)
    assert anonymous.post("/login", DEMO).headers["location"].startswith("/?error=wait-")
    assert Browser(anonymous.url).post("/login", {"demo": "1"}).headers["location"] == "/"


def test_a_demo_account_that_the_platform_refuses_is_not_asked_for_without_end(
    settings: Settings, platform: Sandbox
) -> None:
    state = AppState.open(replace(settings, demo_password="changed since"))
    with serve(stand_in(state)) as url:
        codes = [Browser(url).post("/login", {"demo": "1"}).headers["location"] for _ in range(6)]
    state.close()
    assert codes[:5] == ["/?error=refused"] * 5
    assert held_back(codes[5])


def test_the_device_cookie_lets_nobody_in(browser: Browser, url: str) -> None:
    assert browser.device
    stranger = Browser(url, cookie=browser.device)
    assert stranger.get("/_stcore/anything").status == 401
    stranger = Browser(url, cookie=None, device=browser.device)
    assert stranger.get("/_stcore/anything").status == 401


def test_the_device_cookie_is_for_us_alone_and_outlives_a_sign_out(anonymous: Browser) -> None:
    _, line = anonymous.post("/login", DEMO).headers.get_all("set-cookie", [])
    assert re.fullmatch(r"webcast_device=[\w-]+; HttpOnly; Max-Age=15552000; Path=/; SameSite=strict", line)
    assert len(anonymous.post("/logout").headers.get_all("set-cookie", [])) == 1


def test_a_library_that_does_not_answer_is_said(
    anonymous: Browser, state: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise LibraryError("busy")

    monkeypatch.setattr(state.library.attempts, "begin", busy)
    assert anonymous.post("/login", DEMO).headers["location"] == "/?error=library"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("wait-15", "Too many tries failed. Wait 15 s, then try again."),
        ("wait-59", "Too many tries failed. Wait 59 s, then try again."),
        ("wait-60", "Too many tries failed. Wait 1 min, then try again."),
        ("wait-61", "Too many tries failed. Wait 2 min, then try again."),
        ("wait-900", "Too many tries failed. Wait 15 min, then try again."),
        ("wait-" + "9" * 5000, "Too many tries failed. Wait 15 min, then try again."),
        ("wait-", None),
        ("wait--1", None),
        ("wait-\u0663", None),
        ("wait", "Too many tries failed. Wait a little, then try again."),
        ("refused-15", None),
        ("", None),
    ],
)
def test_how_long_to_wait_is_said(code: str, text: str | None) -> None:
    assert said(code) == text


def test_slow_sign_ins_hinder_nobody_else(anonymous: Browser, platform: Sandbox) -> None:
    hold = platform.faults.add(Hold(), endpoint="login")
    slow = [
        threading.Thread(target=Browser(anonymous.url).post, args=("/login", {"username": f"u{n}", "password": "p"}))
        for n in range(8)
    ]
    for thread in slow:
        thread.start()
    assert anonymous.get("/healthz").status == 200
    hold.release()
    for thread in slow:
        thread.join(30)
        assert not thread.is_alive()


# From where


@pytest.mark.parametrize("path", ["/login", "/logout", "/files-only"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_from_elsewhere_does_nothing(
    browser: Browser, state: AppState, path: str, headers: dict[str, str]
) -> None:
    before = browser.cookie
    answer = browser.post(path, DEMO, headers=headers)
    assert (answer.status, answer.headers.get("set-cookie")) == (403, None)
    assert browser.cookie == before
    assert visitor(state, browser).username == DEMO_USERNAME


@pytest.mark.parametrize("path", ["/login", "/logout", "/files-only"])
def test_a_get_changes_nothing(browser: Browser, state: AppState, path: str) -> None:
    answer = browser.get(f"{path}?username=a&password=b")
    assert (answer.status, answer.headers["location"], answer.headers.get("set-cookie")) == (303, "/", None)
    assert visitor(state, browser).username == DEMO_USERNAME


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(anonymous: Browser, target: str) -> None:
    assert anonymous.post("/login", {**DEMO, "next": target}).headers["location"] == "/"
    assert anonymous.post("/files-only", {"next": target}).headers["location"] == "/"


def test_other_bodies_are_refused(anonymous: Browser) -> None:
    own = {"Origin": anonymous.url}
    assert anonymous.post("/login", DEMO, {**own, "Content-Type": "application/json"}).status == 415
    assert anonymous.post("/login", {"username": "a" * 20_000}).status == 413
    assert anonymous.post("/login", {f"f{n}": "" for n in range(60)}).status == 400


# Files only


def test_files_only_needs_no_account(anonymous: Browser, state: AppState) -> None:
    answer = anonymous.post("/files-only", {"next": "/events"})
    assert (answer.status, answer.headers["location"]) == (303, "/events")
    found = visitor(state, anonymous)
    assert found.files_only
    assert found.api is None


def test_files_only_again_goes_on_in_the_same_session(anonymous: Browser, state: AppState) -> None:
    anonymous.post("/files-only")
    first = visitor(state, anonymous)
    anonymous.post("/files-only")
    assert visitor(state, anonymous).sid == first.sid


def test_files_only_while_signed_in_keeps_the_account(browser: Browser, state: AppState) -> None:
    browser.post("/files-only")
    assert visitor(state, browser).username == DEMO_USERNAME


def test_opened_files_come_along_when_signing_in(anonymous: Browser, state: AppState) -> None:
    anonymous.post("/files-only")
    before, cookie = visitor(state, anonymous), anonymous.cookie
    state.uploads.add(before.sid, small.two_events(), "both.xml")
    anonymous.post("/login", DEMO)
    after = visitor(state, anonymous)
    assert after.sid != before.sid
    assert [file.name for file in state.uploads.files(after.sid)] == ["both.xml"]
    assert state.cookies.read(cookie or "") is None


# Again


def test_signing_in_again_renews_the_platform_session_in_every_tab(browser: Browser, state: AppState) -> None:
    first, old_cookie = visitor(state, browser), browser.cookie or ""
    browser.post("/login", DEMO)
    second = visitor(state, browser)
    assert second.sid == first.sid
    assert second.api != first.api
    other_tab = state.cookies.read(old_cookie, of_open_page=True)
    assert other_tab is not None
    assert state.current(other_tab).api == second.api


def test_another_account_gets_a_fresh_session_and_ends_the_old_one(browser: Browser, state: AppState) -> None:
    first, old_cookie = visitor(state, browser), browser.cookie or ""
    state.uploads.add(first.sid, small.two_events(), "secret.xml")
    browser.post("/login", PARTNER)
    second = visitor(state, browser)
    assert second.sid != first.sid
    assert second.account != first.account
    assert state.uploads.files(second.sid) == ()
    assert state.cookies.read(old_cookie) is None


def test_a_cookie_outlives_a_restart(browser: Browser, state: AppState, settings: Settings, clock: Clock) -> None:
    before = visitor(state, browser)
    state.close()
    again = AppState.open(settings, now=clock)
    found = again.cookies.read(browser.cookie or "")
    assert found is not None
    assert again.current(found) == before
    assert again.credentials(found) is None
    assert found.api is not None
    assert again.client.events(found.api).height > 0
    again.close()


# Out


def test_sign_out_ends_it_in_every_tab(browser: Browser, state: AppState) -> None:
    cookie = browser.cookie or ""
    sid = visitor(state, browser).sid
    state.uploads.add(sid, small.two_events(), "a.xml")
    key = state.stash.put(sid, "x")
    answer = browser.post("/logout")
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert answer.headers["set-cookie"].startswith('webcast_session=""; ')
    assert state.cookies.read(cookie) is None
    other_tab = Browser(browser.url, cookie)
    assert other_tab.get("/export.csv?events=1").status == 401
    assert state.uploads.files(sid) == ()
    assert state.stash.get(sid, key) is None


def test_a_sign_out_outlives_a_restart(browser: Browser, state: AppState, settings: Settings, clock: Clock) -> None:
    cookie = browser.cookie or ""
    browser.post("/logout")
    state.close()
    again = AppState.open(settings, now=clock)
    assert again.cookies.read(cookie) is None
    again.close()


def test_sign_out_without_a_session_is_no_error(anonymous: Browser) -> None:
    assert anonymous.post("/logout").status == 303


def test_time_ends_it_too(browser: Browser, state: AppState, clock: Clock) -> None:
    sid = visitor(state, browser).sid
    state.uploads.add(sid, small.two_events(), "a.xml")
    clock.advance(hours=12)
    assert state.cookies.read(browser.cookie or "") is None
    assert browser.get("/export.csv?events=1").status == 401
    state.sweep()
    assert state.uploads.files(sid) == ()
    assert state.live.get(sid) is None


# Credentials


def test_credentials_are_held_for_the_session_and_forgotten_with_it(browser: Browser, state: AppState) -> None:
    held = state.credentials(visitor(state, browser))
    assert held is not None
    assert held.password.reveal() == DEMO_PASSWORD
    assert DEMO_PASSWORD not in repr(held)
    browser.post("/logout")
    assert (held.username.reveal(), held.password.reveal()) == ("", "")


def test_signing_in_again_keeps_the_newer_credentials(browser: Browser, state: AppState) -> None:
    browser.post("/login", DEMO)
    held = state.credentials(visitor(state, browser))
    assert held is not None
    assert held.password.reveal() == DEMO_PASSWORD


def test_a_fetch_that_signed_in_again_gives_its_session_to_the_visitor(browser: Browser, state: AppState) -> None:
    found = visitor(state, browser)
    newer = state.client.sign_in(DEMO_USERNAME, DEMO_PASSWORD)
    state.renewer(found)(newer)
    assert visitor(state, browser).api == newer


def test_no_secret_is_written(browser: Browser, settings: Settings, state: AppState) -> None:
    found = visitor(state, browser)
    assert found.api is not None
    secrets = [DEMO_PASSWORD, found.api.session_id.reveal(), found.api.user_id.reveal(), found.sid, browser.cookie]
    browser.post("/logout")
    files = [path for path in Path(settings.data_dir).rglob("*") if path.is_file()]
    assert files
    for path in files:
        content = path.read_bytes()
        for secret in secrets:
            assert secret is not None
            assert secret.encode() not in content
