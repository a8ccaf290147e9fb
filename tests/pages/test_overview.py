"""Overview: the answer, the figures and their bases, and the states in which there is nothing to analyse."""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl

from tests.pages import small
from tests.pages.conftest import ACCOUNT, OpenPage, dialog_titles, figures, links, looking, tables, texts
from webcast.ui.frame import session_keys
from webcast.ui.frame import words as frame_words
from webcast.ui.kit import download_words
from webcast.view.filters import Filters
from webcast.web.app_state import AppState
from webcast.web.printer import Printer


def test_one_event_answers_in_a_sentence(open_page: OpenPage) -> None:
    page = open_page("overview", events="101", time_zone="UTC")
    assert not page.exception
    assert page.title[0].value == "How did it go?"
    assert (
        "2 of 5 who registered by the end came live (40\u00a0%). "
        "Counting on-demand, 3 of all 5 registrants have watched." in texts(page)
    )


def test_the_context_line_says_what_is_looked_at(open_page: OpenPage) -> None:
    page = open_page("overview", events="101", time_zone="Europe/Berlin")
    assert (
        "Product launch · All registrants · Berlin (GMT+01:00) · data as of Mar 10, 2025, 9:30\u202fAM"
        " · 5 of 5 registrants" in texts(page)
    )


def test_every_figure_has_its_base(open_page: OpenPage) -> None:
    page = open_page("overview", events="101", time_zone="UTC")
    assert figures(page) == {
        "Registrants": "5",
        "Live conversion": "40\u00a0%",
        "Total conversion": "60\u00a0%",
        "Average watch time": "40 min",
        "Peak viewers": "2",
    }
    for base in ("5 people", "of 5 registered by the end", "of 5 registrants", "of 3 attending people"):
        assert base in texts(page)
    assert all(metric.help for metric in page.metric)


def test_an_event_is_compared_with_the_one_before(open_page: OpenPage, app: AppState) -> None:
    app.library.hold(ACCOUNT, "102", None, small.report("102", people=2))
    page = open_page("overview", events="102", time_zone="UTC")
    assert "2 of 2 who registered by the end came live (100\u00a0%), 60 points above the event before." in texts(page)
    assert "\N{MINUS SIGN}60\u00a0% below the event before (5)" in texts(page)


def test_several_events_are_compared_with_their_median(open_page: OpenPage, app: AppState) -> None:
    app.library.hold(ACCOUNT, "102", None, small.report("102", people=3))
    page = open_page("overview", events="101,102", time_zone="UTC")
    # 2 of 5 and 2 of 3 came live; the median of 40 % and 66.7 % is 53.3 %, all together 4 of 8.
    assert "4 of 8 who registered by the end came live (50\u00a0%), 3 points below the median event." in texts(page)
    assert "2 events" in texts(page)
    # Watch time of a person over both events is another average than each event's: it stands beside no median.
    assert figures(page)["Average watch time"] == "1 h 20 min"
    assert re.findall(r"Median event: \S+", texts(page)) == ["Median event: 4"]


def test_filters_are_compared_with_everybody(open_page: OpenPage) -> None:
    page = open_page("overview", events="101", time_zone="UTC", company="Acme")
    assert "2 of 2 who registered by the end came live (100\u00a0%), 60 points above all registrants." in texts(page)
    assert "2 of 5 registrants" in texts(page)


def test_the_share_of_those_who_came_is_not_compared(open_page: OpenPage) -> None:
    page = open_page("overview", events="101", time_zone="UTC", live="on")
    assert "2 of 2 who registered by the end came live (100\u00a0%). Counting" in texts(page)


def test_what_the_platform_reported_stands_beside_what_was_counted(open_page: OpenPage, app: AppState) -> None:
    reported = small.report("101", reported_total_registrants=9, report_filters="Campaign: mail")
    app.library.hold(ACCOUNT, "101", None, reported)
    page = open_page("overview", events="101", time_zone="UTC")
    assert page.main.expander[-2].label == "1 figure differs from what the platform reported"
    row = tables(page.main.expander[-2])[0].to_dicts()[0]
    assert row == {
        "title": "Product launch",
        "figure": "Registrants",
        "reported": "9",
        "computed": "5",
        "why": "The report was made with filters: Campaign: mail",
    }


def test_warnings_name_record_and_field(open_page: OpenPage) -> None:
    page = open_page("overview", events="101", time_zone="UTC")
    assert page.main.expander[-1].label == "1 warning from reading these reports"
    assert tables(page.main.expander[-1])[0].to_dicts() == [
        {"title": "Product launch", "record": 4, "field": "email", "message": "The e-mail was left empty."}
    ]


def test_a_click_on_a_bar_opens_its_people_with_their_file(open_page: OpenPage) -> None:
    page = open_page("overview", events="101", time_zone="UTC")
    page.session_state[session_keys.CLICKED] = ("wi-attendance", ["way", "On-Demand", "101"])
    page.run()
    assert dialog_titles(page) == ["Watched on demand: Product launch"]
    assert "2 registrants" in texts(page)
    assert (
        "/export.csv?events=101&time_zone=UTC&set=group%3Aevent%3AProduct+launch&set=attended%3Aod&mode=spreadsheet"
        in links(page)
    )


# Nothing to analyse


def test_without_a_pick_the_page_leads_to_the_events(open_page: OpenPage) -> None:
    page = open_page("overview")
    assert [header.value for header in page.header] == [frame_words.NO_EVENTS_TITLE]
    assert not page.metric


def test_an_event_that_is_not_held_is_offered(open_page: OpenPage) -> None:
    page = open_page("overview", events="101,103")
    assert [header.value for header in page.header] == ["1 event is not loaded yet"]
    assert [button.label for button in page.main.button][-1] == "Load 1 event"


def test_an_event_of_somebody_else_is_an_error_in_words(open_page: OpenPage) -> None:
    page = open_page("overview", events="999")
    assert not page.exception
    assert [header.value for header in page.header] == [frame_words.ERROR_TITLE]
    assert "999" in page.text[0].value


def test_nobody_matching_says_which_filters_did_it(open_page: OpenPage) -> None:
    page = open_page("overview", events="101", time_zone="UTC", company="Nobody Inc.")
    assert [header.value for header in page.header] == [frame_words.NO_MATCH_TITLE]
    assert "Nobody Inc." in page.text[0].value
    page.button(key="wi-clear-from-page").click().run()
    assert figures(page)["Registrants"] == "5"


def test_an_event_without_registrants_says_so(open_page: OpenPage, app: AppState) -> None:
    app.library.hold(ACCOUNT, "101", None, small.report("101", people=0))
    page = open_page("overview", events="101")
    assert [header.value for header in page.header] == [frame_words.NO_REGISTRANTS_TITLE]


def test_a_filter_in_the_address_that_cannot_be_read_is_dropped_with_a_word(open_page: OpenPage) -> None:
    page = open_page("", events="101", time_zone="UTC", live="perhaps")
    assert not page.exception
    assert "The parameter 'live' should be 'on' or 'off', but is not." in texts(page)
    page.run()
    assert frame_words.LEFT_OUT_TITLE in texts(page)
    page.button(key="wi-left-out-close-1").click().run()
    assert frame_words.LEFT_OUT_TITLE not in texts(page)


def test_one_bad_filter_takes_no_other_with_it(open_page: OpenPage) -> None:
    page = open_page("overview", events="101,102", time_zone="UTC", live="perhaps", country="Germany", utm="x")
    assert looking(page).filters == Filters(countries=("Germany",))
    assert all("country=Germany" in link for link in links(page) if link.startswith("/export"))


def test_summary_and_master_reports_are_one_click_away(open_page: OpenPage) -> None:
    page = open_page("overview", events="101,102", time_zone="UTC", country="Germany")
    query = "events=101%2C102&time_zone=UTC"
    assert f"/summary.html?{query}&country=Germany" in links(page)
    for kind in ("csv", "xlsx", "parquet"):
        mode = "&mode=spreadsheet" if kind == "csv" else ""
        assert f"/export.{kind}?{query}&table=events&country=Germany{mode}" in links(page)
        assert f"/export.{kind}?{query}&country=Germany{mode}" in links(page)


def test_the_summary_is_a_pdf_too_where_the_server_can_print(open_page: OpenPage, app: AppState) -> None:
    app.printer = Printer(replace(app.settings, browser="true"))
    page = open_page("overview", events="101,102", time_zone="UTC", country="Germany")
    assert "/summary.pdf?events=101%2C102&time_zone=UTC&country=Germany" in links(page)


def test_elsewhere_it_is_a_page_to_print(open_page: OpenPage, app: AppState) -> None:
    app.printer = Printer(replace(app.settings, browser="no-such-browser"))
    page = open_page("overview", events="101", time_zone="UTC")
    assert not any(link.startswith("/summary.pdf") for link in links(page))
    assert download_words.SUMMARY_PAGE in texts(page)


def test_attendance_differences_and_warnings_are_files(open_page: OpenPage, app: AppState) -> None:
    report = small.report(small.LAUNCH)
    said = report.event.with_columns(reported_total_registrants=pl.lit(9, pl.Int64))
    app.library.hold(ACCOUNT, small.LAUNCH, None, replace(report, event=said))
    page = open_page("overview", events="101,102", time_zone="UTC")
    found = links(page)
    assert "/export.xlsx?events=101%2C102&time_zone=UTC&table=attendance" in found
    assert "/export.parquet?events=101%2C102&time_zone=UTC&table=differences" in found
    assert "/export.csv?events=101%2C102&time_zone=UTC&table=warnings&mode=spreadsheet" in found
