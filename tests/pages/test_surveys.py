"""Surveys: the question in view, its answers as bars, numbers or words, and the people behind each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import small
from tests.pages.conftest import (
    ACCOUNT,
    OpenPage,
    address,
    as_table,
    dialog_titles,
    figures,
    links,
    table,
    tables,
    texts,
)
from webcast.reports import Report
from webcast.ui.frame import session_keys
from webcast.ui.frame import words as frame_words
from webcast.ui.voices import words as voices_words
from webcast.view.keys import key as slug
from webcast.web.app_state import AppState

PEOPLE = 30


def survey_report() -> Report:
    """Thirty attendees: all answer a choice and a score, many write, five tick several."""
    base = small.report("101", people=1)
    numbers = range(1, PEOPLE + 1)
    one, session = base.registrants.row(0, named=True), base.sessions.row(0, named=True)
    registrants: list[Mapping[str, Any]] = [
        {**one, "registrant": n, "first_name": f"P{n}", "email": f"p{n}@x.example", "email_key": f"p{n}@x.example"}
        for n in numbers
    ]
    asked = [
        ("q1", "Useful?", "Radio", False),
        ("q2", "Recommend us?", "Textbox", True),
        ("q3", "Anything else?", "Text Area", False),
        ("q4", "Topics", "Checkbox", False),
        ("q5", "Never answered", None, None),
    ]
    questions: list[Mapping[str, Any]] = [
        {
            "event_id": "101", "survey_id": "s1", "question_id": q, "survey": "Feedback", "survey_type": "Post Event",
            "question_type": kind, "type_inferred": inferred, "text": text, "position": place,
        }
        for place, (q, text, kind, inferred) in enumerate(asked)
    ]  # fmt: skip
    given = [
        *(("q1", n, "Yes" if n <= 24 else "No") for n in numbers),
        *(("q2", n, "10" if n <= 15 else "6") for n in numbers),
        *(("q3", n, f"My own words, number {n}") for n in numbers if n <= 25),
        *(("q4", n, "Prices | Plans" if n <= 2 else "Plans") for n in numbers if n <= 5),
    ]
    responses: list[Mapping[str, Any]] = [
        {"event_id": "101", "registrant": n, "survey_id": "s1", "question_id": q, "answer": answer}
        for q, n, answer in given
    ]
    return Report(
        event=base.event,
        registrants=small.table("registrants", registrants),
        sessions=small.table("sessions", [{**session, "registrant": n} for n in numbers]),
        survey_questions=small.table("survey_questions", questions),
        survey_responses=small.table("survey_responses", responses),
    )


@pytest.fixture
def asked(app: AppState) -> None:
    app.library.hold(ACCOUNT, "101", None, survey_report())


def spec(page: AppTest) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(page.get("plotly_chart")[0].proto.spec)
    return found


def question(text: str) -> str:
    return slug(f"Feedback: {text}")


@pytest.mark.usefixtures("asked")
def test_the_answer_says_how_many_answered_and_what_most_said(open_page: OpenPage) -> None:
    page = open_page("surveys", events="101", time_zone="UTC")
    assert not page.exception
    assert (
        "30 registrants answered a survey, 100\u00a0% of the 30 attendees who could. "
        "To “Useful?”, 80\u00a0% of 30 respondents said “Yes”." in texts(page)
    )
    assert figures(page) == {"Respondents": "30", "Response rate": "100\u00a0%", "Top answer": "80\u00a0%"}
    assert "24 of 30: “Yes”" in texts(page)
    assert "Post Event · One choice" in texts(page)


@pytest.mark.usefixtures("asked")
def test_choices_are_sorted_bars_and_a_bar_opens_who_chose(open_page: OpenPage) -> None:
    page = open_page("surveys", events="101", time_zone="UTC")
    assert spec(page)["data"][0]["x"] == [24, 6]
    page.session_state[session_keys.CLICKED] = ("wi-answers", ["answer", "No"])
    page.run()
    assert dialog_titles(page) == ["Answered “No” to “Useful?” (survey “Feedback”)"]
    assert "6 registrants" in texts(page)
    assert "set=answer%3AFeedback%3AUseful%253F%3ANo" in links(page)[-1]


@pytest.mark.usefixtures("asked")
def test_a_row_opens_who_answered_without_a_mouse(open_page: OpenPage) -> None:
    page = open_page("surveys", events="101", time_zone="UTC")
    as_table(page, voices_words.ANSWERS)
    page.session_state[session_keys.PICKED] = (f"wi-answer-rows-{question('Useful?')}-2", 0)
    page.run()
    assert dialog_titles(page) == ["Answered “Yes” to “Useful?” (survey “Feedback”)"]


@pytest.mark.usefixtures("asked")
def test_numbers_have_mean_and_score_and_say_that_the_type_is_inferred(open_page: OpenPage) -> None:
    page = open_page("surveys", events="101", time_zone="UTC", question=question("Recommend us?"))
    assert figures(page) == {
        "Respondents": "30",
        "Response rate": "100\u00a0%",
        "Mean": "8.0",
        "Net Promoter Score": "0",
    }
    assert spec(page)["data"][0]["y"] == [0, 0, 0, 0, 0, 0, 15, 0, 0, 0, 15]
    assert "Short text (inferred from the answers)" in texts(page)


@pytest.mark.usefixtures("asked")
def test_free_text_is_a_list_to_search(open_page: OpenPage) -> None:
    page = open_page("surveys", events="101", time_zone="UTC", question=question("Anything else?"))
    assert "25 registrants wrote in their own words." in texts(page)
    assert len(table(page, "wi-answer-rows-")) == 25
    page.text_input(key="wi-search-answers").set_value("NUMBER 17").run()
    assert [row["answer"] for row in table(page, "wi-answer-rows-")] == ["My own words, number 17"]
    assert "number" not in json.dumps({**page.query_params}).lower()


@pytest.mark.usefixtures("asked")
def test_under_twenty_respondents_counts_come_first(open_page: OpenPage) -> None:
    page = open_page("surveys", events="101", time_zone="UTC", question=question("Topics"))
    assert "Only 5 respondents: a single answer moves these figures a lot." in texts(page)
    notes = [note["text"] for note in spec(page)["layout"]["annotations"]]
    assert notes[:-1] == ["\u2068Plans\u2069", "5 of 5", "\u2068Prices\u2069", "2 of 5"]
    assert notes[-1] == "Respondents, of 5 (several answers possible)"
    assert figures(page)["Top answer"] == "5"


@pytest.mark.usefixtures("asked")
def test_all_questions_are_listed_and_a_picked_one_comes_into_view(open_page: OpenPage) -> None:
    page = open_page("surveys", events="101", time_zone="UTC")
    listed = tables(page)[-1]
    assert listed["text"].to_list() == ["Useful?", "Recommend us?", "Anything else?", "Topics", "Never answered"]
    assert listed["respondents"].to_list() == [30, 30, 25, 5, 0]
    assert listed["eligible"].to_list() == [30] * 5
    assert listed["kind"].to_list() == [
        "One choice",
        "Short text (inferred from the answers)",
        "Long text",
        "Several choices",
        "Type not known",
    ]
    page.session_state[session_keys.PICKED] = ("wi-survey-questions", 3)
    page.run()
    assert address(page, "question") == question("Topics")
    assert figures(page)["Respondents"] == "5"


@pytest.mark.usefixtures("asked")
def test_a_question_that_nobody_answered_is_said(open_page: OpenPage) -> None:
    page = open_page("surveys", events="101", time_zone="UTC", question=question("Never answered"))
    assert not page.exception
    assert spec(page)["layout"]["meta"] == "Nobody answered this question."
    assert figures(page) == {"Respondents": "0", "Response rate": "0\u00a0%"}


def test_an_event_without_surveys_says_so(open_page: OpenPage, app: AppState) -> None:
    report = survey_report()
    empty = Report(event=report.event, registrants=report.registrants, sessions=report.sessions)
    app.library.hold(ACCOUNT, "101", None, empty)
    page = open_page("surveys", events="101", time_zone="UTC")
    assert [h.value for h in page.header] == [voices_words.NO_SURVEYS_TITLE]


def test_attendance_that_is_not_known_is_said(open_page: OpenPage, app: AppState) -> None:
    report = survey_report()
    unknown = [
        pl.lit(None, dtype=pl.Int64).alias(c) for c in report.registrants.columns if c.endswith(("_sessions", "_ms"))
    ]
    bare = Report(
        event=report.event.with_columns(has_sessions=pl.lit(value=False)),
        registrants=report.registrants.with_columns(unknown),
        survey_questions=report.survey_questions,
        survey_responses=report.survey_responses,
    )
    app.library.hold(ACCOUNT, "101", None, bare)
    page = open_page("surveys", events="101", time_zone="UTC")
    assert not page.exception
    assert figures(page)["Response rate"] == "–"


def test_no_events_are_a_designed_state(open_page: OpenPage) -> None:
    assert [h.value for h in open_page("surveys").header] == [frame_words.NO_EVENTS_TITLE]
