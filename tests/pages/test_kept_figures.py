"""Pages of figures of many people say the same of kept figures as of reports, and open none for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import ACCOUNT, OpenPage, figures, tables, texts
from tests.pages.test_registrants import opened as picked
from webcast.library import figures as kept
from webcast.library import narrowing
from webcast.library.reopening import Reopening
from webcast.reports import Report
from webcast.ui.across import words
from webcast.ui.registrants import blocks as registrants
from webcast.ui.timeline import curves
from webcast.web import audiences
from webcast.web.app_state import AppState

EVENTS = ("101", "102")


@pytest.fixture
def of_figures(app: AppState, monkeypatch: pytest.MonkeyPatch) -> AppState:
    monkeypatch.setattr(kept, "LEAST", 1)
    monkeypatch.setattr(kept, "FROM", 1)
    app.library.make_figures()
    return app


def by_campaigns(state: AppState) -> None:
    """Have the people of both events come by campaigns, and some by none."""
    for event in EVENTS:
        whole = state.library.report(ACCOUNT, [event])
        tracks = (pl.Series("campaign", ["Newsletter", None, "Partner"]) for _ in range(whole.registrants.height))
        people = whole.registrants.with_columns(pl.concat(tracks).head(whole.registrants.height))
        state.library.hold(ACCOUNT, event, None, replace(whole, registrants=people))
    state.library.make_figures()


def shown(page: AppTest) -> tuple[object, ...]:
    return texts(page), figures(page), [frame.to_dicts() for frame in tables(page)]


def test_overview_says_the_same_and_opens_nothing(
    of_figures: AppState, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = shown(open_page("overview", events=",".join(EVENTS), time_zone="UTC"))
    assert not of_figures.library.audience(ACCOUNT, EVENTS).opened
    assert found == shown(opened(of_figures, open_page, monkeypatch, "overview"))


def test_portfolio_opens_the_people_alone_that_it_lists(
    of_figures: AppState, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page("portfolio", events=",".join(EVENTS), time_zone="UTC")
    assert words.NOT_OPENED in [caption.value for caption in page.caption]
    button = page.button(key="wi-repeaters-open")
    assert button.label == "List 3 people"
    assert not of_figures.library.audience(ACCOUNT, EVENTS).opened
    button.click().run()
    assert of_figures.library.audience(ACCOUNT, EVENTS).opened
    page.run()
    assert words.NOT_OPENED not in [caption.value for caption in page.caption]
    assert shown(page) == shown(opened(of_figures, open_page, monkeypatch, "portfolio"))


@pytest.mark.parametrize("options", [{}, {"live_funnel": "on"}], ids=["all", "live"])
def test_funnel_says_the_same_and_opens_nothing(
    options: dict[str, str], of_figures: AppState, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = shown(open_page("funnel", events=",".join(EVENTS), time_zone="UTC", **options))
    assert not of_figures.library.audience(ACCOUNT, EVENTS).opened
    assert found == shown(opened(of_figures, open_page, monkeypatch, "funnel", **options))


@pytest.mark.parametrize("page", ["campaigns", "companies"])
def test_groups_of_people_are_the_same_and_nothing_is_opened(
    page: str, of_figures: AppState, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_campaigns(of_figures)
    weighed = {"weights": "50,30,10"}  # any weights are of the same sums
    for options in ({}, weighed):
        run = open_page(page, events=",".join(EVENTS), time_zone="UTC", **options)
        found = shown(run)
        assert not of_figures.library.audience(ACCOUNT, EVENTS).opened
        assert tables(run)[0].height > 1
        with monkeypatch.context() as patched:
            assert found == shown(opened(of_figures, open_page, patched, page, **options))
        of_figures.library._cache.clear()


@pytest.mark.parametrize("page", ["surveys", "questions"])
def test_what_people_said_is_the_same_and_nothing_is_opened(
    page: str, of_figures: AppState, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = open_page(page, events=",".join(EVENTS), time_zone="UTC")
    found = shown(run)
    assert not of_figures.library.audience(ACCOUNT, EVENTS).opened
    assert any(frame.height for frame in tables(run))
    assert found == shown(opened(of_figures, open_page, monkeypatch, page))


def by(page: AppTest, column: str, falling: bool) -> AppTest:
    """Sort the list of registrants."""
    page.selectbox(key="wi-list-order").select(column).run()
    return page.toggle(key="wi-list-descending").set_value(falling).run()


@pytest.mark.parametrize("sorting", [("row", False), ("score", True), ("watch_ms", False), ("email", True)])
@pytest.mark.parametrize(
    "options", [{}, {"by": "country", "columns": "email|score|watch_ms|survey: Feedback: Useful?"}]
)
def test_registrants_says_the_same_and_opens_those_alone_that_it_lists(
    sorting: tuple[str, bool],
    options: dict[str, str],
    of_figures: AppState,
    open_page: OpenPage,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    by_campaigns(of_figures)
    page = by(open_page("registrants", events=",".join(EVENTS), time_zone="UTC", **options), *sorting)
    found = shown(page)
    assert not of_figures.library.audience(ACCOUNT, EVENTS).opened
    assert [frame.height for frame in tables(page.main)] == [10]
    assert found == shown(by(opened(of_figures, open_page, monkeypatch, "registrants", **options), *sorting))


@pytest.mark.parametrize("sorting", [("row", False), ("score", True), ("email", True)])
def test_a_person_is_shown_in_full_and_their_reports_alone_are_opened(
    sorting: tuple[str, bool], of_figures: AppState, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registrants, "PAGE", 3)
    page = picked(by(open_page("registrants", events=",".join(EVENTS), time_zone="UTC"), *sorting), 2)
    found = shown(page)
    page.button(key="wi-person-after").click().run()  # the first of the next page
    after = shown(page)
    assert not of_figures.library.audience(ACCOUNT, EVENTS).opened
    page = picked(by(opened(of_figures, open_page, monkeypatch, "registrants"), *sorting), 2)
    assert found == shown(page)
    page.button(key="wi-person-after").click().run()
    assert after == shown(page) != found


def test_registrants_reads_the_event_alone_that_is_on_the_page(
    of_figures: AppState, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[list[str]] = []
    open_ = Reopening.open

    def reading(reopening: Reopening, event_ids: Sequence[str]) -> Report:
        read.append(list(event_ids))
        return open_(reopening, event_ids)

    monkeypatch.setattr(Reopening, "open", reading)
    monkeypatch.setattr(registrants, "PAGE", 5)
    page = open_page("registrants", events=",".join(EVENTS), time_zone="UTC")
    assert tables(page.main)[0]["event_title"].unique().to_list() == ["Product launch"]
    assert read == [["101"]]
    page.run()
    assert read == [["101"]]  # what is on the screen is kept


def test_timeline_opens_the_event_alone_that_it_shows(
    of_figures: AppState, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(curves, "MANY", 0)  # curves of the others are drawn where these are few
    found = shown(open_page("timeline", events=",".join(EVENTS), event="101", time_zone="UTC"))
    assert not of_figures.library.audience(ACCOUNT, EVENTS).opened
    assert of_figures.library.audience(ACCOUNT, ("101",)).opened
    assert found == shown(opened(of_figures, open_page, monkeypatch, "timeline", event="101"))


@pytest.mark.parametrize("options", [{"country": "Germany"}, {"not_opted_out": "on"}], ids=["one event", "all"])
def test_timeline_of_very_many_is_of_whom_filters_let_through(
    options: dict[str, str], of_figures: AppState, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(curves, "MANY", 0)
    monkeypatch.setattr(audiences, "WHOLE_UP_TO", 1)
    found = shown(open_page("timeline", events=",".join(EVENTS), event="101", time_zone="UTC", **options))
    assert found == shown(opened(of_figures, open_page, monkeypatch, "timeline", event="101", **options))


@pytest.mark.parametrize(
    "page", ["overview", "funnel", "campaigns", "companies", "surveys", "questions", "registrants"]
)
@pytest.mark.parametrize(
    "options", [{"country": "Germany", "not_opted_out": "on"}, {"exclude_domains": "globex.example"}]
)
def test_filters_on_very_many_open_some_reports_after_others(
    page: str,
    options: dict[str, str],
    of_figures: AppState,
    open_page: OpenPage,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(audiences, "WHOLE_UP_TO", 1)
    monkeypatch.setattr(narrowing, "AT_ONCE", 1)
    by_campaigns(of_figures)
    found = shown(open_page(page, events=",".join(EVENTS), time_zone="UTC", **options))
    assert not of_figures.library.audience(ACCOUNT, EVENTS).opened
    assert found == shown(opened(of_figures, open_page, monkeypatch, page, **options))


def opened(
    state: AppState, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, name: str, **options: str
) -> AppTest:
    """Return a page of the reports themselves."""
    monkeypatch.setattr(kept, "FROM", 1_000)
    state.library._cache.clear()
    page = open_page(name, events=",".join(EVENTS), time_zone="UTC", **options)
    assert state.library.audience(ACCOUNT, EVENTS).opened
    return page
