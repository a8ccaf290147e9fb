"""Surveys of a training: by segment, before and after, attendance checks, words that come up, questions by type."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import training
from tests.pages.conftest import ACCOUNT, OpenPage, address, as_table, dialog_titles, links, table, texts
from webcast.ui.frame import session_keys
from webcast.ui.kit import words as kit_words
from webcast.ui.voices import words as voices_words
from webcast.view.keys import key as slug
from webcast.web.app_state import AppState


@pytest.fixture(autouse=True)
def trained(app: AppState) -> None:
    app.library.hold(ACCOUNT, "101", None, training.report())


def spec(page: AppTest, key: str) -> dict[str, Any]:
    found = next(chart for chart in page.get("plotly_chart") if chart.key == key)
    read: dict[str, Any] = json.loads(found.proto.spec)
    return read


def open_surveys(open_page: OpenPage, question: str = f"Feedback: {training.USEFUL}", **query: str) -> AppTest:
    page = open_page("surveys", events="101", time_zone="UTC", question=slug(question), **query)
    assert not page.exception
    return page


# By segment


def test_answers_are_compared_by_how_people_attended(open_page: OpenPage) -> None:
    page = open_surveys(open_page, by="attendance")
    drawn = spec(page, "wi-answers-by")
    assert drawn["data"][0]["x"] == [0.9, 0.0]
    assert drawn["data"][0]["customdata"] == [
        ["answer", "Live", "Yes"],
        ["answer", "On-Demand", "Yes"],
    ]
    assert drawn["data"][2]["text"] == ["90 %", "0 of 4"]
    notes = [note["text"] for note in drawn["layout"]["annotations"]]
    assert "\u2068Live\u2069 · 20 respondents" in notes
    assert "\u2068On-Demand\u2069 · 4 respondents, few" in notes
    as_table(page, voices_words.COMPARE)
    assert table(page, "wi-answers-by-rows") == [
        {"group": "Live", "base": 20, "answer-0": 18, "answer-1": 2},
        {"group": "On-Demand", "base": 4, "answer-0": 0, "answer-1": 4},
    ]


def test_a_mark_opens_group_and_answer_and_a_row_the_group(open_page: OpenPage) -> None:
    page = open_surveys(open_page, answers_by="country")
    page.session_state[session_keys.CLICKED] = ("wi-answers-by", ["answer", "Peru", "No"])
    page.run()
    assert dialog_titles(page) == ["Peru: No"]
    assert "2 registrants" in texts(page)
    assert "set=group%3Acountry%3APeru&set=answer%3AFeedback%3AUseful%253F%3ANo" in links(page)[-1]
    as_table(page, voices_words.COMPARE)
    page.session_state[session_keys.PICKED] = ("wi-answers-by-rows-country-2", 0)
    page.run()
    assert dialog_titles(page) == ["Chad"]
    assert "22 registrants" in texts(page)


def test_numbers_are_compared_by_mean_and_score(open_page: OpenPage) -> None:
    page = open_surveys(open_page, f"Posttest: {training.SURE}", by="attendance")
    drawn = spec(page, "wi-scores-by")
    # Live: 14 nines and 6 fours; on demand one two.
    assert drawn["data"][0]["x"] == [7.5, 2.0]
    assert drawn["data"][1]["x"] == [40.0, -100.0]
    assert drawn["layout"]["xaxis2"]["range"][0] == -100
    page.session_state[session_keys.CLICKED] = ("wi-scores-by", ["group", "On-Demand"])
    page.run()
    assert dialog_titles(page) == ["On-Demand"]
    assert "1 registrant" in texts(page)
    as_table(page, voices_words.COMPARE)
    assert table(page, "wi-answers-by-rows")[1] == {"group": "On-Demand", "base": 1, "mean": 2.0, "nps": -100.0}


def test_the_segment_is_in_the_address_and_its_file(open_page: OpenPage) -> None:
    page = open_surveys(open_page)
    assert not [chart for chart in page.get("plotly_chart") if chart.key == "wi-answers-by"]
    page.selectbox(key="wi-option-by").select("country").run()
    assert address(page, "by") == "country"
    wanted = "table=cross-tab&by=country&question=Feedback%3A+Useful%3F"
    assert f"/export.csv?events=101&time_zone=UTC&{wanted}&mode=spreadsheet" in links(page)


def test_small_groups_are_folded_until_asked_for(open_page: OpenPage, app: AppState) -> None:
    report = training.report()
    apart = report.registrants.with_columns(country="first_name")
    app.library.hold(ACCOUNT, "101", None, type(report)(**{**report.tables(), "registrants": apart}))
    page = open_surveys(open_page, by="country")
    assert len(spec(page, "wi-answers-by")["data"][0]["x"]) == 8
    said = " ".join(caption.value for caption in page.caption)
    assert "16 smaller groups are not drawn; the table has them all." in said
    page = open_surveys(open_page, by="country", more_groups="on")
    assert len(spec(page, "wi-answers-by")["data"][0]["x"]) == 24


# Before and after


def test_what_changed_is_said_first(open_page: OpenPage) -> None:
    page = open_surveys(open_page)
    said = texts(page)
    assert "21 people answered both; 9 of them (43\u00a0%) changed their answer." in said
    assert voices_words.NO_RIGHT in said
    drawn = spec(page, "wi-change")
    assert drawn["data"][0]["x"] == [9 / 21, 12 / 21]
    assert drawn["data"][1]["x"] == [18 / 21, 3 / 21]
    as_table(page, voices_words.BEFORE_AFTER)
    assert table(page, "wi-movements") == [
        {"before": "Nobody", "after": "The owner", "persons": 9},
        {"before": "The owner", "after": "The owner", "persons": 9},
        {"before": "Nobody", "after": "Nobody", "persons": 3},
    ]
    assert [(row["text"], row["persons"], row["changed"]) for row in table(page, "wi-shared-questions")] == [
        (training.WHO, 21, 9),
        (training.SURE, 21, 15),
    ]


def test_who_changed_who_stayed_and_who_moved_opens(open_page: OpenPage) -> None:
    page = open_surveys(open_page)
    page.button(key="wi-changed-changed").click().run()
    assert dialog_titles(page) == ["“Who signs off?” (“Pretest”, then “Posttest”): changed the answer"]
    assert "9 registrants" in texts(page)
    page.button(key="wi-changed-same").click().run()
    assert "12 registrants" in texts(page)
    page.session_state[session_keys.CLICKED] = ("wi-change", ["side", "before", "Nobody"])
    page.run()
    assert dialog_titles(page) == ["“Who signs off?” (“Pretest”, then “Posttest”): from “Nobody” to any answer"]
    assert "12 registrants" in texts(page)
    as_table(page, voices_words.BEFORE_AFTER)
    page.session_state[session_keys.PICKED] = (f"wi-movements-{slug(training.WHO)}", 2)
    page.run()
    assert dialog_titles(page) == ["“Who signs off?” (“Pretest”, then “Posttest”): from “Nobody” to “Nobody”"]
    assert "3 registrants" in texts(page)


def test_numbers_show_who_went_up_and_down(open_page: OpenPage) -> None:
    page = open_surveys(open_page, shared=slug(training.SURE))
    assert "15 of them (71\u00a0%) changed their answer. The mean went from 4.0 to 7.2." in texts(page)
    assert spec(page, "wi-direction")["data"][0]["x"] == [14, 6, 1]
    page.session_state[session_keys.CLICKED] = ("wi-direction", ["kind", "fell"])
    page.run()
    assert dialog_titles(page) == ["“How sure (0–10)?” (“Pretest”, then “Posttest”): answered lower"]
    assert "1 registrant" in texts(page)


def test_two_surveys_can_be_taken_the_other_way_round(open_page: OpenPage) -> None:
    page = open_surveys(open_page, shared=slug(training.SURE), before=slug("Posttest"), after=slug("Pretest"))
    assert "15 of them (71\u00a0%) changed their answer. The mean went from 7.2 to 4.0." in texts(page)
    assert spec(page, "wi-direction")["data"][0]["x"] == [1, 6, 14]


def test_a_shared_question_is_picked_by_its_row_and_stays_in_the_address(open_page: OpenPage) -> None:
    page = open_surveys(open_page)
    page.session_state[session_keys.PICKED] = ("wi-shared-questions", 1)
    page.run()
    assert address(page, "shared") == slug(training.SURE)
    wanted = "table=survey-change-people&before=Pretest&after=Posttest"
    assert f"/export.xlsx?events=101&time_zone=UTC&{wanted}" in links(page)


def test_few_who_answered_both_are_counted_and_said_to_be_few(open_page: OpenPage, app: AppState) -> None:
    app.library.hold(ACCOUNT, "101", None, training.report(people=5))
    page = open_surveys(open_page)
    assert "5 people answered both; 2 of them changed their answer." in texts(page)
    assert "Only 5 people" in texts(page)
    assert spec(page, "wi-change")["data"][0]["text"] == ["5 of 5", "0 of 5"]
    assert "changed_share" not in table(page, "wi-shared-questions")[0]


def test_filters_that_leave_nobody_of_them_are_said(open_page: OpenPage) -> None:
    page = open_surveys(open_page, country="Peru")
    assert "Nobody answered this question in both surveys." in texts(page)


# Attendance checks


def test_attendance_checks_with_who_answered_every_one(open_page: OpenPage) -> None:
    page = open_surveys(open_page)
    assert "22 of 24 attendees (92\u00a0%) answered an attendance check, 16 of them every one." in texts(page)
    drawn = spec(page, "wi-checks")
    assert drawn["data"][0]["x"] == [16, 6, 2]
    for how, words, count in (("all", "answered every check", 16), ("never", "never answered", 2)):
        page.button(key=f"wi-checked-0-{how}").click().run()
        assert dialog_titles(page) == [f"Attendance check “Attendance Check”: {words}"]
        assert f"{count} registrants" in texts(page)
    page.session_state[session_keys.CLICKED] = ("wi-checks", ["check", "Attendance Check", "some"])
    page.run()
    assert "set=check%3AAttendance+Check%3Asome" in links(page)[-1]
    as_table(page, voices_words.CHECKS)
    (row,) = table(page, "wi-check-rows")
    assert (row["eligible"], row["respondents"], row["checks"]) == (24, 22, 54)


# Words that come up


def test_words_of_free_text_open_who_used_them_and_narrow_the_list(open_page: OpenPage) -> None:
    page = open_surveys(open_page, f"Feedback: {training.COMMENT}")
    key = slug(f"Feedback: {training.COMMENT}")
    drawn = spec(page, f"wi-terms-{key}")
    assert [data[1] for data in drawn["data"][0]["customdata"]] == ["plans", "prices"]
    assert drawn["data"][0]["x"] == [19, 5]
    as_table(page, kit_words.TERMS)
    page.session_state[session_keys.PICKED] = (f"wi-term-rows-{key}", 1)
    page.run()
    assert dialog_titles(page) == ["Answer to “Any comments?” (survey “Feedback”) with “prices”"]
    assert "5 registrants" in texts(page)
    assert len(table(page, "wi-answer-rows")) == 5
    assert texts(page).count("5 registrantsCSV for spreadsheets") == 2  # the menus of block and drawer
    assert "prices" not in json.dumps({**page.query_params})
    assert "prices" not in "".join(links(page))
    page.button(key=f"wi-all-texts-{key}").click().run()
    assert len(table(page, "wi-answer-rows")) == 24


# By type


def test_few_different_texts_have_bars_and_words(open_page: OpenPage, app: AppState) -> None:
    app.library.hold(ACCOUNT, "101", None, training.report(people=5))
    label = f"Feedback: {training.COMMENT}"
    page = open_surveys(open_page, label)
    assert len(spec(page, "wi-answers")["data"][0]["x"]) == 5
    assert spec(page, f"wi-terms-{slug(label)}")["data"][0]["x"][0] == 5


def test_the_list_of_questions_is_narrowed_by_type(open_page: OpenPage) -> None:
    page = open_surveys(open_page, question_type="scale")
    assert [(row["text"], row["mean"], row["respondents"]) for row in table(page, "wi-survey-questions")] == [
        (training.SURE, 4.0, 24),
        (training.SURE, pytest.approx(152 / 21), 21),
    ]
    page = open_surveys(open_page, question_type="attendance")
    assert [row["survey"] for row in table(page, "wi-survey-questions")] == ["Attendance Check"]
    assert "/export.parquet?events=101&time_zone=UTC&table=survey-questions" in links(page)


def test_an_event_without_tests_and_checks_shows_neither_section(open_page: OpenPage) -> None:
    page = open_page("surveys", events="102", time_zone="UTC")
    assert not page.exception
    headers = [header.value for header in page.header]
    assert voices_words.BEFORE_AFTER not in headers
    assert voices_words.CHECKS not in headers
