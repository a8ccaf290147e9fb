"""Portfolio: better than last time, against the median, who comes again, and broadcasts merged as one programme."""

from __future__ import annotations

import polars as pl
import pytest

from tests.pages import small
from tests.pages.conftest import ACCOUNT, OpenPage, address, figures, links, tables, texts
from webcast.ui.frame import session_keys
from webcast.web.app_state import AppState


@pytest.fixture
def two(app: AppState) -> None:
    """The second event, a month later: the first three people again."""
    app.library.hold(ACCOUNT, "102", None, small.report("102", people=3))


@pytest.mark.usefixtures("two")
def test_the_answer_compares_the_latest_event(open_page: OpenPage) -> None:
    page = open_page("portfolio", events="101,102", time_zone="UTC")
    assert not page.exception
    assert page.title[0].value == "Was it better than last time?"
    # 2 of 3 came live, 2 of 5 the time before; the median of the two lies between.
    assert (
        "“Webinar *playbook*” came to 67\u00a0% live conversion, of those registered by the end: "
        "27 points above the event before and 13 points "
        "above the median of 2 events." in texts(page)
    )


@pytest.mark.usefixtures("two")
def test_figures_carry_base_and_definition(open_page: OpenPage) -> None:
    page = open_page("portfolio", events="101,102", time_zone="UTC")
    assert figures(page) == {
        "Live conversion": "67\u00a0%",
        "Median event": "53\u00a0%",
        "Rank": "1",
        "Repeat rate": "100\u00a0%",
    }
    assert "half of them from 47\u00a0% to 60\u00a0%" in texts(page)
    assert "of 3 people who came to any" in texts(page)
    assert all(metric.help for metric in page.metric)


@pytest.mark.usefixtures("two")
def test_the_rate_is_in_the_address(open_page: OpenPage) -> None:
    page = open_page("portfolio", events="101,102", time_zone="UTC", rate="average_watch_ms")
    assert figures(page)["Average watch time"] == "40 min"
    assert "the same as the event before" in texts(page)
    assert address(page, "rate") == "average_watch_ms"


@pytest.mark.usefixtures("two")
def test_every_figure_of_every_event_is_in_the_table(open_page: OpenPage) -> None:
    page = open_page("portfolio", events="101,102", time_zone="UTC")
    shown = tables(page.main)[-1]
    assert shown["title"].to_list() == ["Webinar *playbook*", "Product launch"]
    assert shown["total_registrants"].to_list() == [3, 5]
    assert shown["stayed"].to_list() == [3, 3]
    assert shown["askers"].to_list() == [1, 1]
    assert "reported_total_registrants" in shown.columns


@pytest.mark.usefixtures("two")
def test_who_came_again_is_listed_and_opens_in_full(open_page: OpenPage) -> None:
    page = open_page("portfolio", events="101,102", time_zone="UTC")
    shown = tables(page.main)[0]
    assert shown["name"].to_list() == ["Ada Example", "Bo Example", "Cy Example"]
    assert shown["events_attended"].to_list() == [2, 2, 2]
    assert any("set=came%3A2%2B" in link for link in links(page))
    page.session_state[session_keys.PICKED] = ("wi-repeaters-1-3", 0)
    page.run()
    assert "Came to 2 of 2 events" in texts(page)


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    ("mark", "people"),
    [
        (("wi-trend-live_conversion_rate", ["event", "101"]), "5 registrants"),
        (("wi-benchmark-live_conversion_rate", ["event", "102"]), "3 registrants"),
        (("wi-times", ["times", 2]), "6 registrants, 3 people"),
    ],
)
def test_a_click_opens_the_people(open_page: OpenPage, mark: tuple[str, list[object]], people: str) -> None:
    page = open_page("portfolio", events="101,102", time_zone="UTC")
    page.session_state[session_keys.CLICKED] = mark
    page.run()
    assert people in texts(page)


def test_one_event_has_nothing_to_be_compared_with(open_page: OpenPage) -> None:
    page = open_page("portfolio", events="101", time_zone="UTC")
    assert not page.exception
    assert (
        "came to 40\u00a0% live conversion, of those registered by the end. "
        "One event alone has nothing to be compared with." in texts(page)
    )


# Programmes


@pytest.fixture
def programme(app: AppState) -> None:
    """The same title broadcast again a month later, to the first three people."""
    later = small.report("102", people=3, title="product launch ")
    app.library.hold(ACCOUNT, "102", None, later)


@pytest.mark.usefixtures("programme")
def test_broadcasts_of_one_programme_merge_by_a_switch(open_page: OpenPage) -> None:
    page = open_page("overview", events="101,102", time_zone="UTC")
    assert figures(page)["Registrants"] == "8"
    page.toggle(key="wi-merge").set_value(True).run()
    assert not page.exception
    assert figures(page)["Registrants"] == "5"
    assert address(page, "merge") == "on"
    assert "broadcasts of one programme taken as one event" in texts(page)
    assert all("merge=on" in link for link in links(page) if link.startswith("/export"))


@pytest.mark.usefixtures("programme")
@pytest.mark.parametrize(
    "name", ["overview", "funnel", "timeline", "surveys", "questions", "registrants", "companies", "portfolio"]
)
def test_every_page_takes_merged_broadcasts(open_page: OpenPage, name: str) -> None:
    page = open_page(name, events="101,102", time_zone="UTC", merge="on")
    assert not page.exception
    assert "5 of 5 registrants" in texts(page)
    assert page.toggle(key="wi-merge").value is True


@pytest.mark.usefixtures("two")
def test_events_of_different_titles_offer_no_switch(open_page: OpenPage) -> None:
    page = open_page("overview", events="101,102", time_zone="UTC")
    assert not [toggle for toggle in page.toggle if toggle.key == "wi-merge"]


@pytest.mark.usefixtures("programme")
def test_the_events_page_offers_the_switch_for_picked_broadcasts(open_page: OpenPage, app: AppState) -> None:
    app.library.remember_events(ACCOUNT, small.listing().with_columns(title=pl.lit("Product launch")))
    page = open_page("events", events="101,102", time_zone="UTC")
    assert "2 events are broadcasts of 1 programme" in [caption.value for caption in page.caption]
    page.toggle(key="wi-merge").set_value(True).run()
    assert address(page, "merge") == "on"


@pytest.mark.usefixtures("programme")
def test_broadcasts_apart_are_told_by_their_day(open_page: OpenPage) -> None:
    page = open_page("portfolio", events="101,102", time_zone="UTC")
    shown = tables(page.main)[-1]
    assert shown["title"].to_list() == ["product launch, Apr 3, 2025", "Product launch, Mar 4, 2025"]
    page.session_state[session_keys.CLICKED] = ("wi-trend-live_conversion_rate", ["event", "102"])
    page.run()
    assert "3 registrants" in texts(page)


def test_what_is_compared_and_who_came_how_often_are_files(open_page: OpenPage) -> None:
    page = open_page("portfolio", events="101,102", time_zone="UTC", rate="stayed_rate")
    for kind in ("csv", "xlsx", "parquet"):
        mode = "&mode=spreadsheet" if kind == "csv" else ""
        query = f"/export.{kind}?events=101%2C102&time_zone=UTC&table="
        assert f"{query}benchmark&rate=stayed_rate{mode}" in links(page)
        assert f"{query}times{mode}" in links(page)
