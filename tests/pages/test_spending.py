"""Load again, and expired presentations: what is fetched once more, and what is never spent unasked."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tests.pages import small
from tests.pages.conftest import ACCOUNT, OpenPage, texts
from webcast.api.redaction import Secret
from webcast.api.session import ApiSession
from webcast.ui.frame import event_list, loaded
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor, with_api

Calls = list[tuple[tuple[str, ...], bool]]


@pytest.fixture
def visitor(visitor: Visitor, app: AppState) -> Visitor:
    return with_api(visitor, ApiSession(Secret("u"), Secret("s"), app.now()))


@pytest.fixture
def started(app: AppState, monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Return what is asked for, and whether once more; nothing goes out."""
    calls: Calls = []

    def start(_account: str, _session: Any, events: Any, *_more: Any, force: bool = False, **_rest: Any) -> None:
        if events:
            calls.append((tuple(events), force))

    monkeypatch.setattr(app.library.sync, "start", start)
    return calls


def expire(app: AppState, *event_ids: str) -> None:
    """Make events expired in the account's list."""
    listing = small.listing().with_columns(is_expired=pl.col("event_id").is_in(event_ids))
    app.library.remember_events(ACCOUNT, listing)


def test_a_page_loads_its_events_again(open_page: OpenPage, started: Calls) -> None:
    page = open_page("overview", events=f"{small.LAUNCH},{small.PLAYBOOK}")
    assert page.button(key="wi-again").label == "Load 2 events again"
    page.button(key="wi-again").click().run()
    assert not page.exception
    assert started == [((small.LAUNCH, small.PLAYBOOK), True)]


def test_an_expired_presentation_is_loaded_again_by_its_own_button_alone(
    open_page: OpenPage, app: AppState, started: Calls
) -> None:
    expire(app, small.LAUNCH)
    page = open_page("overview", events=f"{small.LAUNCH},{small.PLAYBOOK}")
    assert "1 expired presentation: one report per 48 hours; 50 of 50 left this hour." in texts(page)
    page.button(key="wi-again").click().run()
    assert started == [((small.PLAYBOOK,), True)]
    page.button(key="wi-again-expired").click().run()
    assert started[1:] == [((small.LAUNCH,), True)]


def test_the_offer_to_load_asks_before_it_spends(open_page: OpenPage, app: AppState, started: Calls) -> None:
    missing = (set(small.listing()["event_id"]) - {small.LAUNCH, small.PLAYBOOK}).pop()
    expire(app, missing)
    page = open_page("overview", events=missing)
    assert "wi-load" not in [button.key for button in page.button]
    assert page.button(key="wi-load-expired").label == "Load 1 expired presentation"
    assert "50 of 50 left this hour" in texts(page)
    assert started == []
    page.button(key="wi-load-expired").click().run()
    assert started == [((missing,), False)]


def test_analysing_spends_no_expired_presentation(open_page: OpenPage, app: AppState, started: Calls) -> None:
    missing = (set(small.listing()["event_id"]) - {small.LAUNCH, small.PLAYBOOK}).pop()
    expire(app, missing)
    page = open_page("events", events=f"{missing},{small.LAUNCH}")
    assert "1 expired presentation only after you are asked" in texts(page)
    page.button(key="wi-analyse").click().run()
    assert [event for events, _ in started for event in events if event == missing] == []


def test_who_works_with_files_alone_has_no_list_that_lacks_any() -> None:
    assert loaded.not_loaded(event_list.rows_of(None, ("file-1", small.LAUNCH))) == ()


def test_referrers_are_added_in_one_click(open_page: OpenPage, app: AppState, started: Calls) -> None:
    expire(app, small.PLAYBOOK)
    page = open_page("campaigns", events=f"{small.LAUNCH},{small.PLAYBOOK}")
    said = "Referrers (the pages that people came from) are not known of 2 of 2 events. 1 has expired on the platform"
    assert said in texts(page)
    assert page.button(key="wi-referrers").label == "Add referrers: 1 request"
    page.button(key="wi-referrers").click().run()
    assert started == [((small.LAUNCH,), False)]
