"""What figures are compared with, chosen once for all pages: each kind, and why it cannot be made where it cannot."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.pages import small
from tests.pages.conftest import ACCOUNT, OpenPage, address, looking, texts
from webcast.library.views import NamedView
from webcast.presentation import comparisons
from webcast.view.filters import Filters
from webcast.view.record import View
from webcast.web.app_state import AppState

LATER = small.START + timedelta(days=60)


@pytest.fixture
def third(app: AppState) -> AppState:
    """The third event too, of the first one's programme and after the second; one of its two people came live."""
    times: dict[str, Any] = {"live_start": LATER, "live_end": LATER + timedelta(minutes=60)}
    found = small.report("103", people=1, title=" product LAUNCH", live_scheduled_at=LATER, **times)
    app.library.hold(ACCOUNT, "103", None, found)
    return app


def test_the_event_before_is_one_of_the_same_programme_whatever_the_case_of_its_title(
    open_page: OpenPage, third: AppState
) -> None:
    page = open_page("overview", events="103", time_zone="UTC")
    assert "Product launch" in texts(page).splitlines()
    assert "Webinar *playbook*" not in texts(page)


def test_the_median_is_of_the_account_s_loaded_events(open_page: OpenPage, third: AppState) -> None:
    page = open_page("overview", events="101", time_zone="UTC", compare="median")
    # 40 %, 40 % and 100 % came live.
    assert "(40\u00a0%), the same as your median of 3 events." in texts(page)
    assert address(page, "compare") == "median"
    assert looking(page).choices.compare == "median"


def test_it_holds_on_every_page(open_page: OpenPage, third: AppState) -> None:
    for name in ("funnel", "timeline", "registrants", "questions", "surveys", "companies"):
        page = open_page(name, events="103", time_zone="UTC", compare="median")
        assert not page.exception
        assert "your median of 3 events" in texts(page)
        assert "was not asked" not in texts(page)


def test_a_goal_is_what_the_account_set(open_page: OpenPage, app: AppState) -> None:
    app.library.goals.put(ACCOUNT, {"live_conversion_rate": 0.3, "total_registrants": 10}, "ann")
    page = open_page("overview", events="101", time_zone="UTC", compare="goal")
    said = texts(page)
    assert "+10 points above your goal (30\u00a0%)" in said
    assert "\N{MINUS SIGN}50\u00a0% below your goal (10)" in said
    assert said.count("No goal is set") == 3


@pytest.mark.parametrize(
    ("events", "compare", "why"),
    [
        ("101", "before", comparisons.NO_EVENT_BEFORE),
        ("101", "period", "No loaded event lies in the 30 days before."),
        ("101", "picked", comparisons.ONE_PICKED),
        ("101", "everybody", comparisons.NOT_FILTERED),
        ("101", "goal", comparisons.NO_GOALS),
        ("101", "view-00aa", comparisons.NO_VIEW),
    ],
)
def test_what_cannot_be_compared_says_why(open_page: OpenPage, events: str, compare: str, why: str) -> None:
    page = open_page("overview", events=events, time_zone="UTC", compare=compare)
    assert not page.exception
    assert why in texts(page)
    assert "above" not in texts(page)


def test_the_period_before_reaches_thirty_days_back_at_least(open_page: OpenPage, app: AppState) -> None:
    # The second event begins thirty days after the first one, to the minute.
    page = open_page("overview", events="102", time_zone="UTC", compare="period")
    assert "the same as the 30 days before" in texts(page)


def test_counts_of_another_number_of_events_are_not_compared(open_page: OpenPage, third: AppState) -> None:
    page = open_page("overview", events="102,103", time_zone="UTC", compare="before")
    assert "Counts are not compared: 2 events here, 1 there." in texts(page)
    assert "the event before (5)" not in texts(page)


def test_a_saved_view_is_compared_with_its_own_people(open_page: OpenPage, app: AppState) -> None:
    view = View(page="overview", events=("101",), filters=Filters(companies=("Acme",)), zone="UTC")
    saved = app.library.views.save(ACCOUNT, NamedView("Acme", view), "ann")
    page = open_page("overview", events="102", time_zone="UTC", compare=f"view-{saved.id}")
    # 2 of 2 of Acme came live.
    assert "60 points below “Acme”" in texts(page)


def test_a_choice_that_is_none_is_left_out_and_said(open_page: OpenPage) -> None:
    page = open_page("overview", events="102", time_zone="UTC", compare="best")
    assert "the same as the event before" in texts(page)
    assert address(page, "compare") is None


def test_the_line_over_events_has_its_numbers_in_words(open_page: OpenPage, app: AppState) -> None:
    page = open_page("overview", events="101", time_zone="UTC")
    drawn = [element.proto.body for element in page.get("html") if '<img class="wi-spark"' in element.proto.body]
    assert len(drawn) == 5
    assert 'alt="Over your last 2 events, oldest first: 5, 5"' in drawn[0]


def test_goals_are_sealed_and_of_one_account(app: AppState, tmp_path: Path) -> None:
    app.library.goals.put(ACCOUNT, {"peak_viewers": 1234567, "unknown": 1}, "ann")
    assert app.library.goals.of(ACCOUNT) == {"peak_viewers": 1234567}
    assert app.library.goals.of("another") == {}
    assert not any(b"1234567" in path.read_bytes() for path in tmp_path.glob("*") if path.is_file())
    app.library.goals.put(ACCOUNT, {}, "ann")
    assert app.library.goals.of(ACCOUNT) == {}
    assert [entry.action for entry in app.library.audit_entries(ACCOUNT)] == ["change goals"] * 2


def test_a_view_keeps_what_it_is_compared_with(app: AppState) -> None:
    view = View(page="overview", events=("101",))
    kept = replace(view, choices=replace(view.choices, compare="period"))
    saved = app.library.views.save(ACCOUNT, NamedView("Period", kept), "ann")
    assert app.library.views.get(ACCOUNT, saved.id).view.choices.compare == "period"


def test_charts_mark_it_on_their_bars(open_page: OpenPage, app: AppState) -> None:
    units = {"overview": "Share of registrants", "funnel": "Registrants", "surveys": "Respondents, of 1"}
    for name, unit in units.items():
        page = open_page(name, events="102", time_zone="UTC")
        assert not page.exception
        specs = [chart.proto.spec for chart in page.get("plotly_chart")]
        assert any(f"{unit}; upright mark: the event before" in spec for spec in specs)
