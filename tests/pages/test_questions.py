"""Questions: who asked what, what was answered, and the search through it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.pages import small
from tests.pages.conftest import ACCOUNT, OpenPage, dialog_titles, figures, links, person_shown, table, texts
from webcast.reports import Report
from webcast.ui.frame import session_keys
from webcast.ui.frame import words as frame_words
from webcast.ui.voices import question_words
from webcast.web.app_state import AppState


def hold(app: AppState, event_id: str = "101") -> None:
    report = small.report(event_id)
    asked = [
        (1, 1, "When does it ship?", "In May."),
        (1, 2, "What does it cost?\nFor ten?", None),
        (3, 1, "Is there an API?", "  "),
        (4, 1, "   ", None),
    ]
    rows: list[Mapping[str, Any]] = [
        {"event_id": event_id, "registrant": who, "n": n, "question": question, "answer": answer}
        for who, n, question, answer in asked
    ]
    app.library.hold(ACCOUNT, event_id, None, Report(**{**report.tables(), "qa": small.table("qa", rows)}))


def test_the_answer_and_its_figures(open_page: OpenPage, app: AppState) -> None:
    hold(app)
    page = open_page("questions", events="101", time_zone="UTC")
    assert not page.exception
    assert "2 people asked 3 questions; 2 are still unanswered." in texts(page)
    assert figures(page) == {
        "Questions": "3",
        "Answered questions": "33\u00a0%",
        "Askers": "2",
        "Asked a question": "67\u00a0%",
    }
    for base in ("1.5 by each asker", "of 3 questions", "of 5 people", "2 of 3 attendees"):
        assert base in texts(page)


def test_the_list_says_who_asked_and_what_was_replied(open_page: OpenPage, app: AppState) -> None:
    hold(app)
    page = open_page("questions", events="101", time_zone="UTC")
    rows = table(page, "wi-questions-")
    assert [row["question"] for row in rows] == [
        "When does it ship?",
        "What does it cost?\nFor ten?",
        "Is there an API?",
    ]
    assert [row["who"] for row in rows] == ["Ada Example", "Ada Example", "Cy Example"]
    assert "event_title" not in rows[0]
    assert f"3 of 3 questions · {question_words.NO_TIMES}" in [caption.value for caption in page.caption]


def test_search_and_choice_narrow_the_list(open_page: OpenPage, app: AppState) -> None:
    hold(app)
    page = open_page("questions", events="101", time_zone="UTC", show="open")
    assert len(table(page, "wi-questions-")) == 2
    page.text_input(key="wi-search-questions").set_value("COST").run()
    assert [row["question"] for row in table(page, "wi-questions-")] == ["What does it cost?\nFor ten?"]
    page.text_input(key="wi-search-questions").set_value("globex").run()
    assert [row["who"] for row in table(page, "wi-questions-")] == ["Cy Example"]
    page.text_input(key="wi-search-questions").set_value("[not a pattern").run()
    assert question_words.NO_ONE_FITS in [caption.value for caption in page.caption]
    assert "pattern" not in json.dumps({**page.query_params})


def test_a_row_opens_the_person_and_the_download_holds_all_askers(open_page: OpenPage, app: AppState) -> None:
    hold(app)
    page = open_page("questions", events="101", time_zone="UTC")
    assert "/export.csv?events=101&time_zone=UTC&set=askers&mode=spreadsheet" in links(page)
    assert "Download: 2 registrantsCSV for spreadsheets" in texts(page)
    page.session_state[session_keys.PICKED] = ("wi-questions-3", 2)
    page.run()
    assert person_shown(page) == "Cy Example"


def test_several_events_are_compared_and_a_bar_opens_its_askers(open_page: OpenPage, app: AppState) -> None:
    hold(app)
    page = open_page("questions", events="101,102", time_zone="UTC")
    chart = json.loads(page.get("plotly_chart")[0].proto.spec)
    assert chart["data"][0]["x"] == [1, 1]
    assert chart["data"][1]["x"] == [2]
    assert table(page, "wi-questions-")[-1]["event_title"] == "Webinar *playbook*"
    page.session_state[session_keys.CLICKED] = ("wi-asked", ["open", "101"])
    page.run()
    assert dialog_titles(page) == ["Event: “Product launch” · Asked a question that is unanswered"]
    assert "2 registrants" in texts(page)


def test_who_waits_for_an_answer_is_listed_with_a_file(open_page: OpenPage, app: AppState) -> None:
    hold(app)
    page = open_page("questions", events="101", time_zone="UTC")
    assert "2 people wait for an answer to 2 questions." in texts(page)
    assert [(row["who"], row["question"]) for row in table(page, "wi-to-answer")] == [
        ("Ada Example", "What does it cost?\nFor ten?"),
        ("Cy Example", "Is there an API?"),
    ]
    assert "/export.csv?events=101&time_zone=UTC&set=askers%3Aopen&mode=spreadsheet" in links(page)
    assert "/export.xlsx?events=101&time_zone=UTC&table=open-questions" in links(page)
    page.session_state[session_keys.PICKED] = ("wi-to-answer-2", 1)
    page.run()
    assert person_shown(page) == "Cy Example"


def test_who_asks_most_comes_first_and_opens(open_page: OpenPage, app: AppState) -> None:
    hold(app)
    page = open_page("questions", events="101", time_zone="UTC")
    assert "2 people asked, 1 of them more than one question." in texts(page)
    assert table(page, "wi-askers") == [
        {"who": "Ada Example", "company": "Acme", "questions": 2, "open": 1},
        {"who": "Cy Example", "company": "Globex", "questions": 1, "open": 1},
    ]
    page.session_state[session_keys.PICKED] = ("wi-askers-2", 0)
    page.run()
    assert person_shown(page) == "Ada Example"


def test_a_word_opens_who_used_it_and_narrows_the_list(open_page: OpenPage, app: AppState) -> None:
    hold(app)
    page = open_page("questions", events="101", time_zone="UTC")
    chart = json.loads(page.get("plotly_chart")[0].proto.spec)
    assert [data[1] for data in chart["data"][0]["customdata"]] == ["api", "cost", "ship", "ten"]
    page.session_state[session_keys.CLICKED] = ("wi-terms-questions", ["term", "cost"])
    page.run()
    assert dialog_titles(page) == ["Asked about “cost”"]
    assert [row["question"] for row in table(page, "wi-questions-")] == ["What does it cost?\nFor ten?"]
    assert "Only texts with “cost”." in [caption.value for caption in page.caption]
    assert "cost" not in json.dumps({**page.query_params})
    page.button(key="wi-all-texts-questions").click().run()
    assert len(table(page, "wi-questions-")) == 3


def test_everything_answered_is_said(open_page: OpenPage) -> None:
    page = open_page("questions", events="101", time_zone="UTC")
    assert "1 person asked 1 question, and every one was answered." in texts(page)
    assert "Every question was answered." in texts(page)


def test_nobody_asked_is_a_designed_state(open_page: OpenPage) -> None:
    page = open_page("questions", events="101", time_zone="UTC", no_shows="on")
    assert [h.value for h in page.header] == [question_words.NO_QUESTIONS_TITLE]
    assert [h.value for h in open_page("questions").header] == [frame_words.NO_EVENTS_TITLE]
