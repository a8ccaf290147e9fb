"""Funnel: the answer, its options and their address, its chart, and the people behind every stage."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import small
from tests.pages.conftest import ACCOUNT, OpenPage, address, dialog_titles, figures, links, tables, texts
from webcast.ui.frame import session_keys
from webcast.ui.frame import words as frame_words
from webcast.ui.funnel import words
from webcast.web.app_state import AppState


def spec(page: AppTest, place: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(page.get("plotly_chart")[place].proto.spec)
    return found


def test_the_answer_says_how_many_came_and_where_most_are_lost(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC")
    assert not page.exception
    assert page.title[0].value == "Where did people drop out?"
    assert "3 of 5 registrants attended (60\u00a0%). The largest loss: 2 of 5 did not attend." in texts(page)


def test_every_stage_has_its_share_and_its_base(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC")
    assert figures(page) == {
        "Attended": "60\u00a0%",
        "Stayed 10 min": "100\u00a0%",
        "Engaged": "67\u00a0%",
        "Answered a survey": "50\u00a0%",
    }
    for base in ("3 of 5 who registered", "3 of 3 who attended", "2 of 3 who stayed 10 min"):
        assert base in texts(page)


def test_the_chart_shows_the_stages_and_describes_itself(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC")
    assert spec(page)["data"][0]["x"] == [5, 3, 3, 2, 1]
    assert page.get("plotly_chart")[0].proto.alt.startswith("Funnel of 5 registrants: 3 attended (60 %)")


def test_the_table_has_counts_shares_and_intervals(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC", tables_of=(words.STAGES,))
    row = tables(page)[0].to_dicts()[1]
    assert row == {
        "stage": "Attended",
        "registrants": 3,
        "of_first": 60.0,
        "of_previous": 60.0,
        "interval": "23–88 %",
        "lost": 2,
    }


def test_options_come_from_the_address(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC", live_funnel="on", stayed_minutes="30")
    assert figures(page) == {
        "Came live": "40\u00a0%",
        "Stayed 30 min": "50\u00a0%",
        "Engaged": "100\u00a0%",
        "Answered a survey": "0\u00a0%",
    }
    assert spec(page)["data"][0]["x"] == [5, 2, 1, 1, 0]


def test_options_go_into_the_address_and_defaults_leave_it(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC")
    page.number_input(key="wi-option-stayed").set_value(30).run()
    assert address(page, "stayed_minutes") == "30"
    page.number_input(key="wi-option-stayed").set_value(10).run()
    assert address(page, "stayed_minutes") is None


def test_a_share_of_the_live_event_can_be_the_threshold(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC", stayed_share="0.5")
    # Half of 60 minutes: Ada watched 60, Bo and Cy 30 each.
    assert figures(page)["Stayed 50 % of the live event"] == "100\u00a0%"


@pytest.mark.parametrize("nonsense", [{"stay": "-4"}, {"stay": "many"}, {"funnel": "dead"}, {"by": "shoe size"}])
def test_an_address_that_makes_no_sense_shows_the_defaults(open_page: OpenPage, nonsense: dict[str, str]) -> None:
    page = open_page("funnel", events="101", time_zone="UTC", **nonsense)
    assert not page.exception
    assert spec(page)["data"][0]["x"] == [5, 3, 3, 2, 1]


def test_options_survive_a_change_of_filters(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC", stayed_minutes="25")
    page.query_params["company"] = "Acme"
    page.run()
    assert address(page, "stayed_minutes") == "25"
    assert figures(page)["Attended"] == "100\u00a0%"


def test_under_filters_everybody_is_the_comparison(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC", company="Acme")
    assert "40 points above all registrants" in texts(page)


def test_several_events_are_compared_with_their_median(open_page: OpenPage, app: AppState) -> None:
    app.library.hold(ACCOUNT, "102", None, small.report("102", people=3))
    page = open_page("funnel", events="101,102", time_zone="UTC")
    # 6 of 8 attended; 60 % and 100 % have the median 80 %.
    assert figures(page)["Attended"] == "75\u00a0%"
    assert "5 points below the median event" in texts(page)


def test_a_click_on_what_was_lost_opens_those_people_with_their_file(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC", stayed_minutes="30")
    page.session_state[session_keys.CLICKED] = ("wi-funnel", ["dropped", "attended"])
    page.run()
    assert dialog_titles(page) == ["Did not attend"]
    assert "2 registrants" in texts(page)
    assert "/export.csv?events=101&time_zone=UTC&set=stage%3Aattended%3Adropped&mode=spreadsheet" in links(page)


def test_the_table_s_file_follows_every_rule(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC", live_funnel="on", stayed_share="0.5", by="company")
    table = "/export.csv?events=101&time_zone=UTC&table=funnel"
    rules = "&stayed_share=0.5&live_funnel=on"
    assert f"{table}{rules}&mode=spreadsheet" in links(page)
    assert f"{table}-groups{rules}&by=company&mode=spreadsheet" in links(page)


def test_a_button_opens_the_same_people_without_a_mouse(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC")
    labels = {button.key: button.label for button in page.main.button if str(button.key).startswith("wi-see-")}
    assert labels == {
        "wi-see-dropped-attended": "2 did not attend",
        "wi-see-dropped-stayed": "0 left before 10 min",
        "wi-see-dropped-engaged": "1 neither asked nor answered",
        "wi-see-dropped-answered_survey": "1 asked, but answered no survey",
    }
    page.button(key="wi-see-dropped-engaged").click().run()
    assert dialog_titles(page) == ["Neither asked nor answered"]
    assert "1 registrant" in texts(page)


def test_a_break_down_shows_each_group_and_opens_it(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC", by="company")
    assert "By company" in [header.value for header in page.header]
    chart = spec(page, 1)
    assert chart["data"][0]["x"] == [1.0, 0.5, 0.0]
    page.session_state[session_keys.CLICKED] = ("wi-funnel-groups", ["reached", "attended", "Globex"])
    page.run()
    assert dialog_titles(page) == ["Globex: Attended"]
    assert "1 registrant" in texts(page)


def test_a_row_of_a_break_down_opens_its_group(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC", by="company", tables_of=("By company",))
    assert [row["group"] for row in tables(page)[0].to_dicts()] == ["Acme", "Globex", "No company"]
    page.session_state[session_keys.PICKED] = ("wi-funnel-group-rows", 2)
    page.run()
    assert dialog_titles(page) == ["No company: Registered"]
    assert "set=group%3Acompany&set=stage%3Aregistered%3Apassed" in links(page)[-1]


def test_a_registration_question_is_named_by_a_hash_in_the_address(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC")
    options = page.selectbox(key="wi-option-by").options
    assert options == ["Nothing", "Campaign", "E-mail domain", "Company", "Country", "Referrer", "Your role?"]
    page.selectbox(key="wi-option-by").select_index(6).run()
    assert str(address(page, "by")).startswith("~")
    assert "By your role?" in [header.value.replace("\\", "") for header in page.header]


def test_reports_without_session_rows_have_a_funnel_by_their_totals(open_page: OpenPage, app: AppState) -> None:
    bare = small.report("101", has_sessions=False, live_start=None, live_end=None)
    app.library.hold(ACCOUNT, "101", None, bare)
    page = open_page("funnel", events="101", time_zone="UTC")
    # Such totals count sessions and have no durations: who attended is known, who stayed is not.
    assert spec(page)["data"][0]["x"] == [5, 3]
    assert "3 of 5 registrants attended (60\u00a0%). Who stayed is not known: no report here tells." in texts(page)
    live = open_page("funnel", events="101", time_zone="UTC", live_funnel="on")
    assert not live.exception
    assert "there is no live funnel" in texts(live)
    assert "1 event has no known end of a live event" in texts(live)


def test_no_events_and_no_match_are_designed(open_page: OpenPage) -> None:
    assert [h.value for h in open_page("funnel").header] == [frame_words.NO_EVENTS_TITLE]
    page = open_page("funnel", events="101", company="Nobody Inc.")
    assert [h.value for h in page.header] == [frame_words.NO_MATCH_TITLE]


def test_an_event_is_compared_with_the_one_before(open_page: OpenPage, app: AppState) -> None:
    app.library.hold(ACCOUNT, "102", None, small.report("102", people=2))
    page = open_page("funnel", events="102", time_zone="UTC")
    assert figures(page)["Attended"] == "100\u00a0%"
    assert "40 points above the event before" in texts(page)


def test_filters_on_attendance_are_compared_with_nobody(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC", live="on")
    assert figures(page)["Attended"] == "100\u00a0%"
    assert "above all registrants" not in texts(page)
