"""What is answered to whoever runs the dashboard, to whom, and that nothing else looks as if all were well."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import urlsplit

import polars as pl
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import create_engine, text

from tests.web.conftest import stand_in
from tests.web.serving import Browser, serve
from webcast.api.redaction import Secret
from webcast.library import account_key
from webcast.sandbox.accounts import DEMO_USERNAME
from webcast.settings import Settings
from webcast.web import app_state as state_module
from webcast.web.app_state import AppState
from webcast.web.operator import asked_by_operators

NOT_THERE = (404, "Not found.")


@contextmanager
def served(settings: Settings, **other: object) -> Iterator[tuple[Browser, AppState]]:
    """Serve with other settings."""
    state = AppState.open(replace(settings, **other))  # type: ignore[arg-type]
    state_module.use(state)
    try:
        with serve(stand_in(state)) as url:
            yield Browser(url), state
    finally:
        state_module.use(None)
        state.close()


def said(browser: Browser, path: str, origin: str = "") -> tuple[int, str]:
    answer = browser.get(path, {"X-Forwarded-For": origin} if origin else {})
    return answer.status, answer.text


def figures(browser: Browser) -> dict[tuple[str, tuple[str, ...]], float]:
    """Return the figures by name and labels."""
    answer = browser.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_who_asks_by_default_is_told_that_it_lives_and_nothing_more(anonymous: Browser) -> None:
    assert said(anonymous, "/livez") == (200, "ok")
    assert said(anonymous, "/readyz") == (200, "ok")
    assert said(anonymous, "/metrics") == NOT_THERE
    assert anonymous.get("/livez").headers["cache-control"] == "no-store"


def test_what_is_off_is_not_there(settings: Settings) -> None:
    with served(settings, livez=("off",), readyz=("off",)) as (browser, _):
        assert [said(browser, path) for path in ("/livez", "/readyz", "/metrics")] == [NOT_THERE] * 3
        assert said(browser, "/healthz") == (200, "ok")


def test_it_answers_named_networks_alone(settings: Settings) -> None:
    with served(settings, metrics=("10.1.0.0/16", "192.0.2.7")) as (browser, _):
        # What nobody whom we believe says counts for nothing.
        assert said(browser, "/metrics") == NOT_THERE
        assert said(browser, "/metrics", "10.1.2.3") == NOT_THERE
    with served(settings, metrics=("127.0.0.0/8",)) as (browser, _):
        assert browser.get("/metrics").status == 200


def test_a_named_proxy_s_word_is_taken_for_who_asks(settings: Settings) -> None:
    named, proxies = ("10.1.0.0/16", "192.0.2.7", "2001:db8::/32"), ("127.0.0.1",)
    with served(settings, metrics=named, trusted_proxies=proxies) as (browser, _):
        for inside in ("10.1.2.3", "192.0.2.7", "2001:db8::7"):
            assert said(browser, "/metrics", inside)[0] == 200
        for outside in ("10.2.0.1", "192.0.2.8", "2001:db9::7", "somebody", "10.1.2.3, 10.2.0.1"):
            assert said(browser, "/metrics", outside) == NOT_THERE
        assert said(browser, "/metrics") == NOT_THERE  # the proxy itself is in none of these networks


@pytest.mark.parametrize(
    "path",
    [
        "/livez/x", "/readyz/", "/metrics/", "/metrics/json", "/healthz/", "/statusz", "/varz", "/health", "/ready",
        "/live", "/ping", "/status", "/startup", "/-/healthy", "/-/ready",
    ],
)  # fmt: skip
def test_what_monitors_try_is_no_page(anonymous: Browser, path: str) -> None:
    assert said(anonymous, path) == NOT_THERE


@pytest.mark.parametrize("path", ["/", "/events", "/funnel", "/quiz-night", "/statuses", "/healthy"])
def test_pages_are_still_pages(anonymous: Browser, path: str) -> None:
    assert not asked_by_operators(path)
    assert said(anonymous, path) == (200, f"Streamlit answers {path}")


def test_it_is_not_ready_while_the_library_hangs_and_says_so_in_time(
    anonymous: Browser, state: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    monkeypatch.setattr(state.library.sessions._guard.__class__, "check", lambda _: go_on.wait(60))
    try:
        started = time.monotonic()
        assert said(anonymous, "/readyz") == (503, "The library does not answer, or does not open.")
        assert time.monotonic() - started < 20  # of the sixty that it hangs
        assert said(anonymous, "/livez") == (200, "ok")
    finally:
        go_on.set()
    assert said(anonymous, "/readyz") == (200, "ok")


def test_it_is_not_ready_where_what_is_sealed_does_not_open(anonymous: Browser, state: AppState) -> None:
    engine = create_engine(state.settings.database_url)
    with engine.begin() as conn:
        sealed = conn.execute(text("SELECT value FROM meta WHERE name LIKE 'root:%'")).scalar_one()
        conn.execute(text("UPDATE meta SET value = :value WHERE name LIKE 'root:%'"), {"value": sealed[:-1] + b"\0"})
    assert said(anonymous, "/readyz") == (503, "The library does not answer, or does not open.")
    assert said(anonymous, "/healthz") == (200, "ok")
    with engine.begin() as conn:
        conn.execute(text("UPDATE meta SET value = :value WHERE name LIKE 'root:%'"), {"value": sealed})
    assert said(anonymous, "/readyz") == (200, "ok")
    with engine.begin() as conn:
        conn.execute(text("DELETE FROM meta"))
    engine.dispose()
    assert said(anonymous, "/readyz")[0] == 503


def test_figures_count_what_happens_and_name_nobody(settings: Settings) -> None:
    with served(settings, metrics=("on",)) as (browser, state):
        before = figures(browser)
        assert before["webcast_sessions", ()] == 0
        browser.post("/login", {"username": "canary@example.com", "password": "canary"})
        browser.post("/login", {"demo": "1"})
        browser.get("/export.csv?events=canary")
        account = account_key(DEMO_USERNAME, settings.platform_url)
        api = state.client.sign_in(DEMO_USERNAME, settings.demo_password or "")
        listed = state.library.sync.refresh_events(account, api)
        event = listed.filter(~pl.col("is_expired"))["event_id"][0]
        state.library.sync.start(account, api, [event])
        state.library.sync.wait(account, 60)
        schedule = state.library.schedule
        state.library.held.put(account, DEMO_USERNAME, Secret(settings.demo_password or ""), "operator")
        schedule._parts = replace(schedule._parts, settings=replace(settings, refresh_every_minutes=60.0))
        schedule.look()
        after = figures(browser)
        text_ = browser.get("/metrics").text
    tag = state.library.fingerprint(account)
    assert (
        after.items()
        >= {
            ("webcast_sign_ins_total", ()): 1.0,
            ("webcast_refusals_total", ("password",)): 1.0,
            ("webcast_refusals_total", ("file",)): 1.0,
            ("webcast_fetches_total", ("report", "ok")): 1.0,
            ("webcast_fetch_seconds_count", ("report",)): 1.0,
            ("webcast_jobs_total", ("fetched",)): 1.0,
            ("webcast_refreshes_total", ("refreshed",)): 1.0,
            ("webcast_decodes_total", ("ok",)): 1.0,
            ("webcast_decode_seconds_count", ()): 1.0,
            ("webcast_sessions", ()): 1.0,
            ("webcast_requests_left", ("standard", tag)): 999.0,
            ("webcast_library_up", ()): 1.0,
        }.items()
    )
    assert after["webcast_queue", ("waiting",)] == 0
    assert after["process_resident_memory_bytes", ()] > 10_000_000
    for name in ("canary", "@", DEMO_USERNAME, urlsplit(browser.url).netloc, "127.0.0.1"):
        assert name not in text_


def test_without_the_library_the_figures_of_the_process_stay(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(settings, metrics=("on",)) as (browser, state):
        go_on = threading.Event()
        monkeypatch.setattr(state.library, "standing", lambda _: go_on.wait(60))
        started = time.monotonic()
        found = figures(browser)
        assert time.monotonic() - started < 20  # of the sixty that it hangs
        go_on.set()
    assert found["webcast_library_up", ()] == 0
    assert ("webcast_sessions", ()) not in found
    assert found["webcast_open_pages", ()] == 0
