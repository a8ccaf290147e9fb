"""Home: the latest event beside the one before and the usual, what is next, what changed, and what waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from tests.pages import small
from tests.pages.conftest import ACCOUNT, OpenPage, figures, looking, texts
from webcast.language import Reader, using
from webcast.library.theirs import Theirs
from webcast.library.visits import Visit
from webcast.presentation import comparisons
from webcast.reports import Report
from webcast.roles import Role
from webcast.ui.frame import session_keys, start_page
from webcast.ui.home import words
from webcast.ui.home.standing import Changes, Standing, changes
from webcast.ui.kit.baseline import Baseline
from webcast.web.app_state import AppState

NOW = datetime(2025, 4, 20, tzinfo=UTC)


@pytest.fixture
def april(app: AppState, monkeypatch: pytest.MonkeyPatch) -> AppState:
    """The twentieth of April: two events are over, the third is to come on the third of May."""
    app.library.hold(ACCOUNT, "102", None, small.report("102", people=2))
    monkeypatch.setattr(app, "now", lambda: NOW)
    return app


def test_the_latest_event_stands_beside_the_one_before_and_the_usual(open_page: OpenPage, april: AppState) -> None:
    page = open_page("home", time_zone="UTC")
    assert not page.exception
    assert page.title[0].value == words.HOME
    said = texts(page)
    assert (
        "“Webinar *playbook*” on Apr 3, 2025: 100\u00a0% of those who registered by the end came live, "
        "60 points above the event before and 30 points above your median of 2 events." in said
    )
    assert figures(page)["Registrants"] == "2"
    assert "\N{MINUS SIGN}60\u00a0% below the event before (5)" in said
    assert "2 people; usually 4" in said


def test_figures_with_a_goal_say_how_they_stand_against_it(open_page: OpenPage, april: AppState) -> None:
    assert "your goal" not in texts(open_page("home", time_zone="UTC"))
    april.library.goals.put(ACCOUNT, {"live_conversion_rate": 0.3, "total_registrants": 10}, "ann")
    said = texts(open_page("home", time_zone="UTC"))
    assert "2 people; usually 4; \N{MINUS SIGN}80\u00a0% below your goal (10)" in said
    assert "+70 points above your goal (30\u00a0%)" in said
    assert said.count("your goal") == 2
    assert "No goal is set" not in said


def test_how_a_figure_stands_against_its_goal_is_said_in_german_too() -> None:
    with using(Reader("de", "de")):
        change = Baseline(comparisons.GOAL, {"total_registrants": 10}).count("total_registrants", 8, str)
        assert words.against_goal("von 8", change) == "von 8; \N{MINUS SIGN}20\u00a0% weniger als Ihr Ziel (10)"
    assert words.against_goal("of 8", Baseline().count("total_registrants", 8, str)) == "of 8"


def test_what_is_next_is_there_whether_it_is_loaded_or_not(open_page: OpenPage, april: AppState) -> None:
    said = texts(open_page("home", time_zone="UTC"))
    assert "“Not fetched yet” on May 3, 2025, 2:00\u202fPM" in said
    assert words.NOT_LOADED in said


def test_registrations_so_far_stand_beside_the_usual_as_long_before(april: AppState) -> None:
    standing = Standing.of(Theirs(april.library, ACCOUNT), "UTC", NOW, role=Role.ADMIN)
    # Of five people one registered each day before; of the other event's two likewise.
    event: dict[str, Any] = {"at": small.START, "fetched_at": small.START - timedelta(days=2, hours=1)}
    assert standing.pace(event) == (2.5, 2)
    assert standing.pace(event | {"fetched_at": small.START - timedelta(days=3)}) == (1.5, 3)
    assert standing.pace(event | {"fetched_at": None}) is None
    assert words.pace(4, 2.5, 3) == "2 more than usual 3 days before (2)"
    assert words.pace(1, 1.0, 1) == "as many as usual 1 day before"


def test_a_press_opens_the_latest_event(open_page: OpenPage, april: AppState) -> None:
    page = open_page("home", time_zone="UTC")
    page.button(key="wi-home-latest").click().run()
    assert not page.exception
    assert looking(page).events == ("102",)
    assert page.title[0].value == "How did it go?"


def test_unanswered_questions_wait_and_open(open_page: OpenPage, april: AppState) -> None:
    asked = small.report("101")
    april.library.hold(ACCOUNT, "101", None, _unanswered(asked))
    page = open_page("home", time_zone="UTC")
    button = page.button(key="wi-home-waiting-101")
    assert button.label == r"1 of 1 question unanswered\: Product launch"
    button.click().run()
    assert page.title[0].value == "What did they ask?"
    assert looking(page).events == ("101",)


def _unanswered(report: Report) -> Report:
    return replace(report, qa=report.qa.with_columns(answer=pl.lit(None, dtype=pl.String)))


def test_what_changed_since_the_last_visit() -> None:
    visit = Visit(NOW, frozenset({"1", "2"}))
    hour = timedelta(hours=1)
    listed = pl.DataFrame(
        {
            "event_id": ["1", "2", "3"],
            "title": ["One", None, "Three"],
            "at": [NOW - hour, NOW, NOW + hour],
            "fetched_at": [NOW, NOW + hour, None],
            "ends_at": [NOW, NOW + hour, NOW + 3 * hour],
        }
    )
    assert changes(listed, visit, NOW + hour) == Changes(["Three"], ["2"], ["2"])
    assert changes(listed, Visit(NOW, None), NOW) == Changes(None, ["2"], [])
    assert not changes(listed, Visit(NOW + 9 * hour, frozenset({"1", "2", "3"})), NOW + 9 * hour)


def test_a_reload_is_no_new_visit(april: AppState) -> None:
    visits = april.library.visits
    assert visits.arrive(ACCOUNT, ["1"]) is None
    assert visits.arrive(ACCOUNT, ["1", "2"]) is None
    assert visits.arrive("another", ["9"]) is None


def test_an_hour_later_another_visit_begins(april: AppState, monkeypatch: pytest.MonkeyPatch) -> None:
    visits, clock = april.library.visits, _Clock()
    monkeypatch.setattr(visits, "_clock", lambda: clock)
    assert visits.arrive(ACCOUNT, ["1"]) is None
    clock.wall_ms += 3_600_000  # an hour to the millisecond is the same visit
    assert visits.arrive(ACCOUNT, ["1", "2"]) is None
    seen = clock.wall_ms
    clock.wall_ms += 3_600_001
    found = visits.arrive(ACCOUNT, ["1", "2", "3"])
    assert found == Visit(datetime.fromtimestamp(seen / 1000, UTC), frozenset({"1", "2"}))
    assert visits.arrive(ACCOUNT, ["1", "2", "3"]) == found


class _Clock:
    wall_ms = 1_700_000_000_000


def test_home_is_at_the_bare_address_for_who_comes_back(open_page: OpenPage, april: AppState) -> None:
    assert open_page("").title[0].value == words.HOME
    assert open_page("", events="101").title[0].value != words.HOME


def test_who_has_nothing_loaded_is_offered_the_tour(
    open_page: OpenPage, app: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start_page, "loaded_list", lambda *_: None)
    page = open_page("home")
    assert words.NOTHING_LOADED in texts(page)
    page.button(key="wi-tour-home").click().run()
    assert not page.exception
    assert "Step 1 of 3: Pick events" in texts(page)
    page.button(key="wi-tour-next").click().run()
    assert "Step 2 of 3: Read the answer" in texts(page)
    page.button(key="wi-tour-next").click().run()
    assert "Step 3 of 3: See the people" in texts(page)
    page.button(key="wi-tour-done").click().run()
    assert "Step 3" not in texts(page)
    assert session_keys.TOUR not in page.session_state


def test_the_tour_is_found_again_under_help_and_left(open_page: OpenPage, app: AppState) -> None:
    page = open_page("overview", events="101")
    page.button(key="wi-tour-help").click().run()
    assert "Step 1 of 3: Pick events" in texts(page)
    page.button(key="wi-tour-leave").click().run()
    assert "Step 1" not in texts(page)


def test_home_asks_the_platform_for_nothing(
    open_page: OpenPage, april: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(*_: object, **__: object) -> None:
        raise AssertionError("the platform was asked")

    monkeypatch.setattr(type(april.library.sync), "refresh_events", asked)
    assert not open_page("home").exception
