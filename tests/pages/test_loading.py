"""Loading reports from the sandbox platform: offer, progress, cancel, failures, and a session that ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.pages.conftest import OpenPage, figures, texts
from webcast.api.redaction import Secret
from webcast.library import account_key
from webcast.sandbox.events import Event
from webcast.sandbox.faults import Code, Hold
from webcast.sandbox.running import Sandbox, run_sandbox
from webcast.settings import load
from webcast.ui.frame import account_words, loading, session_keys
from webcast.ui.frame import words as frame_words
from webcast.ui.funnel import words as funnel_words
from webcast.ui.overview import words as overview_words
from webcast.ui.picking import words as picking_words
from webcast.web import app_state as state_module
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with run_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox) -> Iterator[Sandbox]:
    yield running
    running.faults.clear()


@pytest.fixture
def app(sandbox: Sandbox, tmp_path: Path) -> Iterator[AppState]:
    """An empty library, pointed at the sandbox."""
    environ = {"WEBCAST_DATA_DIR": str(tmp_path), "WEBCAST_PLATFORM_URL": sandbox.url}
    opened = AppState.open(load(environ, secrets_file=tmp_path / "none.toml"))
    state_module.use(opened)
    yield opened
    sandbox.faults.clear()
    state_module.use(None)
    opened.close()


@pytest.fixture
def visitor(app: AppState, visitor: Visitor, sandbox: Sandbox) -> Visitor:
    session = app.client.sign_in(sandbox.username, Secret(sandbox.password))
    account = account_key(sandbox.username, app.settings.platform_url)
    return replace(visitor, account=account, username=sandbox.username, api=session)


@pytest.fixture
def events(sandbox: Sandbox) -> list[str]:
    """Two events that are over."""
    now = sandbox.world.on_air.timestamp() * 1000
    over = [event for event in sandbox.world if isinstance(event, Event) and 0 < (event.facts.live_end or 0) < now]
    return [event.id for event in over[-2:]]


def test_an_address_of_somebody_else_s_pick_loads_what_it_needs(
    open_page: OpenPage, app: AppState, visitor: Visitor, events: list[str]
) -> None:
    page = open_page("overview", events=",".join(events), time_zone="UTC")
    assert page.header[0].value == "2 events are not loaded yet"
    page.button(key="wi-load").click().run()
    app.library.sync.wait(visitor.account, 120)
    page.run()
    assert not page.exception
    assert page.title[0].value == overview_words.OVERVIEW
    assert figures(page)["Registrants"] != "0"
    assert "998 requests left this hour" in texts(page)


def test_progress_says_what_is_fetched_and_can_be_cancelled(
    open_page: OpenPage, app: AppState, visitor: Visitor, events: list[str], sandbox: Sandbox
) -> None:
    hold = sandbox.faults.add(Hold(), endpoint="report")
    page = open_page("overview", events=",".join(events), time_zone="UTC")
    page.button(key="wi-load").click().run()
    assert page.get("progress")[0].proto.text.startswith("Fetching 1 of 2")
    assert "requests left this hour" in page.get("progress")[0].proto.text
    page.button(key="wi-cancel").click().run()
    assert isinstance(hold, Hold)
    hold.release()
    app.library.sync.wait(visitor.account, 120)
    page.run()
    assert not page.get("progress")


def test_the_events_page_shows_a_fetch_that_is_under_way(
    open_page: OpenPage, app: AppState, visitor: Visitor, events: list[str], sandbox: Sandbox
) -> None:
    hold = sandbox.faults.add(Hold(), endpoint="report")
    page = open_page("events", events=",".join(events), time_zone="UTC")
    assert "2 not loaded yet: 2 requests of 1,000 left this hour" in texts(page)
    page.button(key="wi-analyse").click().run()
    page.switch_page("../../../pages/events.py").run()
    assert page.get("progress")[0].proto.text.startswith("Fetching 1 of 2")
    assert "waiting for the platform's answer · " in texts(page)
    assert isinstance(hold, Hold)
    hold.release()
    app.library.sync.wait(visitor.account, 120)
    page.run()
    assert "2 loaded." in texts(page)
    assert "2 reports loaded" in texts(page)
    page.run()
    assert "reports loaded" not in texts(page)


def test_the_end_of_a_fetch_is_told_on_whichever_page_one_is_and_earlier_fetches_say_how_long(
    open_page: OpenPage, app: AppState, visitor: Visitor, events: list[str], sandbox: Sandbox
) -> None:
    first, second = events
    page = open_page("events", events=first, time_zone="UTC")
    page.button(key="wi-analyse").click().run()
    app.library.sync.wait(visitor.account, 120)
    page.run()
    page.run()
    hold = sandbox.faults.add(Hold(), endpoint="report")
    loading.start(app, visitor, (second,))
    assert app.library.sync.takes(visitor.account, 1) is not None
    page.session_state[session_keys.FETCHING] = True
    page.switch_page("../../../pages/funnel.py").run()
    assert page.title[0].value == funnel_words.FUNNEL
    assert page.sidebar.get("progress")[0].proto.text.startswith("Fetching 1 of 1 · about ")
    assert isinstance(hold, Hold)
    hold.release()
    app.library.sync.wait(visitor.account, 120)
    page.run()
    assert "1 report loaded" in texts(page)
    assert not page.sidebar.get("progress")


def test_an_event_that_fails_is_named_with_the_reason(
    open_page: OpenPage, app: AppState, visitor: Visitor, events: list[str], sandbox: Sandbox
) -> None:
    sandbox.faults.add(Code(10), endpoint="report", event_id=events[0])
    page = open_page("events", events=",".join(events), time_zone="UTC")
    page.button(key="wi-analyse").click().run()
    app.library.sync.wait(visitor.account, 120)
    page.switch_page("../../../pages/events.py").run()
    assert "1 event could not be loaded" in [expander.label for expander in page.main.expander]
    assert sandbox.world.events[events[0]].facts.title in texts(page)


def test_a_session_that_the_platform_ended_asks_to_sign_in_and_keeps_the_address(
    open_page: OpenPage, app: AppState, visitor: Visitor, events: list[str], sandbox: Sandbox
) -> None:
    page = open_page("overview", events=events[0], time_zone="UTC")
    sandbox.clock.advance(timedelta(hours=3))
    page.button(key="wi-load").click().run()
    app.library.sync.wait(visitor.account, 120)
    page.run()
    assert account_words.ASK_AGAIN_TITLE in [header.value for header in page.header]
    form = next(e.proto.body for e in page.get("html") if 'action="/login"' in e.proto.body)
    assert f"events={events[0]}" in form


def test_a_platform_that_cannot_be_reached_is_told_and_the_rest_works(
    open_page: OpenPage, app: AppState, visitor: Visitor, sandbox: Sandbox
) -> None:
    with sandbox.faults.during(Code(50)):
        page = open_page("events", time_zone="UTC")
    assert not page.exception
    assert page.header[0].value == frame_words.ERROR_TITLE
    assert picking_words.UPLOAD in [header.value for header in page.header]
