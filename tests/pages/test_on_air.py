"""An event on air on the Timeline: what is known, what is not claimed, and the switch that follows it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Toggle

from tests.pages import small
from tests.pages.conftest import ACCOUNT, OpenPage, address, figures, texts
from webcast.api.redaction import Secret
from webcast.api.session import ApiSession
from webcast.ui.frame import session_keys
from webcast.ui.timeline import words as timeline_words
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor

NOW = small.START + timedelta(minutes=25)


@pytest.fixture
def running(app: AppState) -> AppState:
    """Event 101, 25 minutes on air; Ada and Bo are there, as far as the report knows."""
    app.now = lambda: NOW
    app.library.hold(ACCOUNT, "101", None, small.report("101", live_end=None, run_at=NOW))
    return app


@pytest.fixture
def in_touch(visitor: Visitor) -> Visitor:
    """Somebody with a platform session."""
    return replace(visitor, api=ApiSession(Secret("1"), Secret("session"), datetime(2999, 1, 1, tzinfo=UTC)))


def spec(page: AppTest, alt: str) -> dict[str, Any]:
    specs = [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]
    return next(found for found in specs if found["layout"]["meta"].startswith(alt))


def switch(page: AppTest) -> list[Toggle]:
    """Return the switch that follows the event, where there is one."""
    return [found for found in page.toggle if found.key == "wi-option-follow"]


def test_it_says_since_when_and_up_to_when_it_is_known(open_page: OpenPage, running: AppState) -> None:
    page = open_page("timeline", events="101", time_zone="UTC")
    assert not page.exception
    assert "On air since 2:00\u202fPM. Known up to 2:25:00\u202fPM." in texts(page)
    assert switch(page) == []  # without a platform session nothing can be followed


def test_the_curve_ends_where_it_is_known_and_nobody_left_there(open_page: OpenPage, running: AppState) -> None:
    page = open_page("timeline", events="101", time_zone="UTC")
    curve = spec(page, "Viewers at once")
    assert (curve["data"][0]["y"], curve["data"][0]["x"][-1]) == ([0, 1, 2, 2], "2025-03-04T14:25:00")
    assert "Known up to 2:25:00\u202fPM" in [note["text"] for note in curve["layout"]["annotations"]]
    assert spec(page, "Arrivals and departures over time: 2 arrivals, 0 departures.")


def test_nobody_is_said_to_have_left_or_stayed_to_an_end(open_page: OpenPage, running: AppState) -> None:
    page = open_page("timeline", events="101", time_zone="UTC")
    assert figures(page)["Half had left"] == "–"
    assert "of 2 live viewers, so far" in texts(page)
    assert "So far the audience was largest on Mar 4, 2025, 2:05\u202fPM: 2 people at once." in texts(page)
    kept = spec(page, "Retention of 2 live viewers. 100 % were still there;")
    assert max(kept["data"][0]["x"]) == 24
    assert kept["data"][0]["y"][-1] == 1.0


def test_the_figures_of_a_window_end_where_it_is_known(open_page: OpenPage, running: AppState) -> None:
    start = round(small.START.timestamp())
    page = open_page("timeline", events="101", time_zone="UTC", window=f"{start}-{start + 3600}")
    assert {"There at all": "2", "Departures": "0", "Viewers at the end": "2"}.items() <= figures(page).items()
    assert "in 25 min" in texts(page)
    later = open_page("timeline", events="101", time_zone="UTC", window=f"{start + 1600}-{start + 3600}")
    assert timeline_words.WINDOW_UNKNOWN in [caption.value for caption in later.caption]


def test_it_is_followed_unless_that_is_switched_off(
    open_page: OpenPage, running: AppState, in_touch: Visitor
) -> None:
    page = open_page("timeline", who=in_touch, events="101", time_zone="UTC")
    (followed,) = switch(page)
    assert followed.value
    assert "Known up to 2:25:00\u202fPM; refreshed every 30 s." in texts(page)
    followed.set_value(False).run()
    assert address(page, "follow") == "off"
    assert "refreshed" not in texts(page)
    again = open_page("timeline", who=in_touch, events="101", time_zone="UTC", follow="off")
    assert [found.value for found in switch(again)] == [False]


def test_a_refresh_that_failed_is_said_and_can_be_tried_again(
    open_page: OpenPage, running: AppState, in_touch: Visitor
) -> None:
    jobs = running.library.sync._parts.jobs
    tag = running.library._tag(ACCOUNT)
    jobs.add(tag, ["101"], force=True)
    jobs.claim(tag)
    jobs.ended(tag, "101", "The platform answered with HTTP status 503.")
    page = open_page("timeline", who=in_touch, events="101", time_zone="UTC")
    assert "It could not be refreshed: The platform answered with HTTP status 503." in texts(page)
    assert page.button(key="wi-follow-again").label == timeline_words.FOLLOW_AGAIN


def test_an_open_drawer_is_noted_while_an_event_is_on_air(open_page: OpenPage, running: AppState) -> None:
    page = open_page("timeline", events="101", time_zone="UTC")
    assert page.session_state[session_keys.DRAWER_OPEN] is False
    start = round(small.START.timestamp() * 1000)
    page.session_state[session_keys.CLICKED] = ("wi-viewers", ["viewing", start, start + 60_000, "Live"])
    page.run()
    assert page.session_state[session_keys.DRAWER_OPEN] is True


def test_an_event_that_is_over_is_not_on_air(open_page: OpenPage, running: AppState) -> None:
    running.now = lambda: small.START + timedelta(hours=25)  # without a known end, for a day at most
    page = open_page("timeline", events="101", time_zone="UTC")
    assert "On air" not in texts(page)
    running.library.hold(ACCOUNT, "101", None, small.report("101"))
    running.now = lambda: small.START + timedelta(minutes=61)
    assert "On air" not in texts(open_page("timeline", events="101", time_zone="UTC"))
