"""Surveys in the corners: one name for several questions, several events, several records of one person."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tests.analysis.reports import Tables, audience_of
from tests.analysis.small import made, rows_in
from webcast.analysis import before_after, changes, surveys
from webcast.analysis.audience import Audience


def asked(
    questions: list[dict[str, Any]], responses: list[tuple[str, int, str, str | None]], events: str = "e", **more: Any
) -> Audience:
    """Return events of four registrants each, of whom the first two attended, and the third nobody knows."""
    found: Tables = {"event": [], "registrants": [], "survey_questions": [], "survey_responses": []}
    for event in events:
        found["event"].append({"event_id": event, "has_sessions": False})
        for who, sessions in enumerate((1, 2, None, 0), 1):
            found["registrants"].append(
                {"event_id": event, "registrant": who, "total_sessions": sessions} | more.get(f"p{who}", {})
            )
    for place, question in enumerate(questions):
        found["survey_questions"].append({"event_id": "e", "position": place} | question)
    for event, who, number, answer in responses:
        keys = {"event_id": event, "registrant": who, "survey_id": number[0], "question_id": number[1:]}
        found["survey_responses"].append(keys | {"answer": answer})
    return audience_of(found)


def question(number: str, text: str | None, survey: str | None = "Exit", **more: Any) -> dict[str, Any]:
    return {"survey_id": number[0], "question_id": number[1:], "survey": survey, "text": text} | more


def test_a_question_under_one_name_in_two_surveys_counts_a_respondent_once() -> None:
    # Two surveys of one name ask the same, so that both questions of the event bear one label.
    found = asked(
        [question("s1", "Q", question_type="Radio"), question("t1", "Q", question_type="Radio")],
        [("e", 1, "s1", "A"), ("e", 1, "t1", "B"), ("e", 2, "t1", "A"), ("e", 3, "s1", "A"), ("e", 4, "s1", "A")],
    )
    apart = surveys.questions(found, merge=False)
    assert apart.select("event_id", "survey_id", "question_id", "label", "respondents").rows() == [
        ("e", "s", "1", "Exit: Q", 3),
        ("e", "t", "1", "Exit: Q (2)", 2),
    ]
    merged = surveys.questions(found)
    assert merged.select("label", "events", "respondents", "eligible", "response_rate", "not_attending").rows() == [
        ("Exit: Q", 1, 3, 2, 0.5, 1),
        ("Exit: Q (2)", 1, 2, 2, 1.0, 0),
    ]


def test_checks_of_one_name_in_one_event_count_a_respondent_once() -> None:
    check = {"question_type": "Attendance"}
    found = asked(
        [question("a", None, "Check", **check), question("b", None, "Check", **check)],
        [("e", 1, "a", "Yes"), ("e", 1, "b", "No"), ("e", 2, "b", "Yes"), ("e", 4, "b", " ")],
    )
    assert surveys.questions(found).select("survey", "text", "label", "respondents", "events").rows() == [
        ("Check", None, "Check", 2, 1)
    ]
    assert surveys.attendance_checks(found).rows() == [("Check", 2, 2, 1.0, 3, 1, 1, 0)]
    assert rows_in(surveys.check_people(found, "Check", "all")) == [0]
    assert rows_in(surveys.check_people(found, "Check", "some")) == [1]
    assert rows_in(surveys.check_people(found, "Check", "never")) == []


def test_every_column_of_a_question_of_two_events() -> None:
    found = asked(
        [
            question("s1", "Q", question_type="Checkbox", type_inferred=True, survey_type=None),
            question("s1", " Q ", "Exit ", event_id="f", question_type="Radio", type_inferred=False)
            | {"survey_type": "Post Event"},
            question("s2", "R", question_type="Checkbox", type_inferred=True, survey_type="In Event"),
        ],
        [("e", 1, "s1", "A"), ("f", 1, "s1", "A"), ("f", 3, "s1", "B"), ("f", 4, "s1", "B")],
        "ef",
    )
    assert surveys.questions(found).rows(named=True) == [
        {
            "survey": "Exit",
            "text": "Q",
            "label": "Exit: Q",
            "survey_type": "Post Event",
            "type": "Radio",
            "type_inferred": False,
            "events": 2,
            "respondents": 4,
            "eligible": 4,
            "response_rate": 0.5,
            "not_attending": 1,
        },
        {
            "survey": "Exit",
            "text": "R",
            "label": "Exit: R",
            "survey_type": "In Event",
            "type": "Checkbox",
            "type_inferred": True,
            "events": 1,
            "respondents": 0,
            "eligible": 2,
            "response_rate": 0.0,
            "not_attending": 0,
        },
    ]


def test_a_question_has_nobody_who_could_answer_where_all_are_filtered_out() -> None:
    found = asked([question("s1", "Q")], [("e", 1, "s1", "A")])
    nobody = found.where(pl.lit(value=False))
    row = surveys.questions(nobody).row(0, named=True)
    assert (row["respondents"], row["eligible"], row["response_rate"], row["not_attending"]) == (0, 0, None, 0)
    unknown = found.where(pl.col("registrant") == 3)
    row = surveys.questions(unknown).row(0, named=True)
    assert (row["respondents"], row["eligible"], row["response_rate"], row["not_attending"]) == (0, None, None, None)


@pytest.mark.parametrize(
    ("survey", "text", "label"),
    [("Exit", "Q", "Exit: Q"), (" Exit ", " Q ", "Exit: Q"), ("Check ", None, "Check"), ("Check", " ", "Check")],
)
def test_what_a_question_is_called(survey: str, text: str | None, label: str) -> None:
    assert surveys.label(survey, text) == label


def test_a_scale_counts_an_answer_of_one_record_once_a_question() -> None:
    found = made(*({"said": {"q": answer}} for answer in ("9", "6", "6", "10", "2")), questions={"q": {}})
    assert surveys.numeric(found, "Exit", "q") == surveys.Numeric(5, 6.6, 2, 0, 3, -20.0, 10)
    assert surveys.scales(found).rows() == [("Exit: q", 5, 6.6, -20.0, 10)]
    assert surveys.numeric_by(found, "Exit", "q", "event").rows() == [("e", 5, 6.6, 2, 3, -20.0)]
    mixed = made(*({"said": {"q": answer}} for answer in ("9", "none")), questions={"q": {}})
    assert surveys.numeric(mixed, "Exit", "q") is None
    assert surveys.scales(mixed).is_empty()


def test_checks_of_a_survey_without_an_id_and_parts_that_are_empty() -> None:
    found = audience_of(
        {
            "event": [{"event_id": "e", "has_sessions": False}],
            "registrants": [{"event_id": "e", "registrant": n, "total_sessions": 1} for n in (1, 2, 3, 4)],
            "survey_questions": [{"event_id": "e", "survey": "Check", "question_type": "Attendance"}],
            "survey_responses": [
                {"event_id": "e", "registrant": who, "answer": answer}
                for who, answer in ((1, "Yes| |No"), (2, " |Yes||"), (3, "|"), (4, None))
            ],
        }
    )
    columns = ["respondents", "eligible", "checks", "answered_all", "answered_some", "never"]
    assert surveys.attendance_checks(found).select(columns).rows() == [(2, 4, 3, 1, 1, 2)]
    (name,) = surveys.attendance_checks(found)["label"]
    assert [rows_in(surveys.check_people(found, name, how)) for how in surveys.CHECKED] == [[0], [1], [2, 3]]


def test_two_checks_of_an_event_have_a_most_of_their_own() -> None:
    check = {"question_type": "Attendance"}
    found = asked(
        [question("a", None, "Check", **check), question("b", None, "Roll call", **check)],
        [("e", 1, "a", "Yes|Yes"), ("e", 2, "a", "Yes"), ("e", 2, "b", "Yes")],
    )
    columns = ["label", "checks", "answered_all", "answered_some", "never"]
    assert surveys.attendance_checks(found).select(columns).rows() == [
        ("Check", 3, 1, 1, 0),
        ("Roll call", 1, 1, 0, 1),
    ]
    assert rows_in(surveys.check_people(found, "Roll call", "never")) == [0]
    assert rows_in(surveys.check_people(found, "Check", "never")) == []


# Before and after


def twofold(*given: tuple[int, str, str], kind: str | None = None, **more: Any) -> Audience:
    """Return who answered "Q" in "Pre" (p1) and in "Post" (q1)."""
    asking = [question("p1", "Q", "Pre", question_type=kind), question("q1", "Q", "Post", question_type=kind)]
    return asked(asking, [("e", *each) for each in given], **more)


SAME: dict[str, Any] = {"p1": {"email_key": "ann@x.com"}, "p2": {"email_key": "ann@x.com"}}
"""The first two registrants are one person."""


def test_all_choices_of_a_person_in_one_text_by_the_alphabet() -> None:
    given = [(1, "p1", "B|A"), (2, "p1", "C"), (2, "q1", "A"), (3, "p1", "A"), (3, "q1", "A"), (4, "q1", "A")]
    several = changes.change(twofold(*given, kind="Checkbox", **SAME), "Pre", "Post", "Q")
    assert several.persons.select("before", "after", "change", "same").rows() == [
        ("A | B | C", "A", None, False),
        ("A", "A", None, True),
    ]
    assert (several.base, several.same, several.mean_before, several.mean_change) == (2, 1, None, None)


def test_of_a_single_choice_the_last_record_counts() -> None:
    given = [(1, "p1", "9"), (2, "p1", "4"), (2, "q1", "7"), (1, "q1", "3"), (3, "p1", "x"), (3, "q1", "8")]
    single = changes.change(twofold(*given, kind="Radio", **SAME), "Pre", "Post", "Q")
    assert single.persons.select("before", "after", "change", "same").rows() == [
        ("4", "7", 3.0, False),
        ("x", "8", None, False),
    ]
    assert (single.base, single.same) == (2, 0)
    assert (single.mean_before, single.mean_after, single.mean_change) == (4.0, 7.0, 3.0)


def test_questions_before_and_after_are_of_these_types_whether_or_not_they_have_rows() -> None:
    kinds = {
        "text": pl.String,
        "persons": pl.Int64,
        "changed": pl.Int64,
        "same": pl.Int64,
        "changed_share": pl.Float64,
        "rose": pl.Int64,
        "fell": pl.Int64,
        "mean_before": pl.Float64,
        "mean_after": pl.Float64,
        "mean_change": pl.Float64,
    }
    found = twofold((1, "p1", "1"), (1, "q1", "3"))
    rows = before_after.questions(found, "Pre", "Post")
    assert rows.rows() == [("Q", 1, 1, 0, 1.0, 1, 0, 1.0, 3.0, 2.0)]
    assert dict(rows.schema) == dict(before_after.questions(found, "Pre", "None").schema) == kinds


def test_everybody_by_the_first_registrant_who_answered_either_survey() -> None:
    found = twofold((2, "p1", "1"), (1, "q1", "1"), (3, "p1", "2"), (3, "q1", "1"), **SAME)
    rows = before_after.everybody(found, "Pre", "Post")
    assert rows.select("row", "text", "before", "after", "change", "same").rows() == [
        (0, "Q", "1", "1", 0.0, True),
        (2, "Q", "2", "1", -1.0, False),
    ]
    nobody = before_after.everybody(found, "Pre", "None")
    assert dict(nobody.schema) == dict(rows.schema)
    assert rows_in(before_after.people(found, "Pre", "Post", "Q")) == [0, 1, 2]
    assert rows_in(before_after.people(found, "Pre", "Post", "Q", "fell")) == [2]


@pytest.mark.parametrize("name", ["pretest", "Before", "Entry", "VOR dem Kurs", "Eingang"])
def test_names_of_surveys_that_are_taken_first(name: str) -> None:
    found = made({}, questions={n: {"survey_id": n, "survey": n, "text": "?"} for n in ("Poll", name)})
    assert [(pair.before, pair.after) for pair in before_after.pairs(found)] == [(name, "Poll")]


@pytest.mark.parametrize("name", ["Posttest", "AFTER", "exit", "Final", "Follow-up", "Nachher", "Abschluss"])
def test_names_of_surveys_that_are_taken_last(name: str) -> None:
    found = made({}, questions={n: {"survey_id": n, "survey": n, "text": "?"} for n in (name, "Poll")})
    assert [(pair.before, pair.after) for pair in before_after.pairs(found)] == [("Poll", name)]
