from __future__ import annotations

import polars as pl
import pytest

from tests.analysis.reports import audience_of
from tests.analysis.small import audience, tables
from webcast.analysis import askers, changes, dimensions, qa, surveys, terms
from webcast.errors import FilterError

LIKELY = "How likely are you to recommend us?"


def test_a_question_with_its_base() -> None:
    columns = ["label", "type", "respondents", "eligible", "response_rate", "not_attending"]
    assert surveys.questions(audience()).select(columns).rows() == [
        (f"Exit: {LIKELY}", "Radio", 3, 3, 2 / 3, 1),
        ("Exit: Which topics?", "Checkbox", 2, 3, 2 / 3, 0),
    ]


def test_several_choices_add_up_to_more_than_all() -> None:
    assert surveys.answers(audience(), "Exit", "Which topics?").rows() == [("Price", 2, 1.0), ("Support", 1, 0.5)]


def test_the_list_behind_an_answer() -> None:
    found = audience()
    assert surveys.people(found, "Exit", LIKELY).members["row"].to_list() == [0, 2, 4]
    assert surveys.people(found, "Exit", "Which topics?", "Support").members["row"].to_list() == [0]


def test_mean_and_score_of_a_numeric_question() -> None:
    found = surveys.numeric(audience(), "Exit", LIKELY)
    assert found == surveys.Numeric(base=3, mean=8.0, promoters=1, passives=1, detractors=1, nps=0.0, highest=10)
    assert surveys.numeric(audience(), "Exit", "Which topics?") is None


def test_answers_by_segment() -> None:
    assert surveys.crosstab(audience(), "Exit", "Which topics?", "domain").rows() == [
        ("x.com", "Price", 1, 1, 1.0),
        ("x.com", "Support", 1, 1, 1.0),
        ("y.org", "Price", 1, 1, 1.0),
        ("y.org", "Support", 0, 1, 0.0),
    ]


def test_mean_and_score_of_each_segment() -> None:
    assert surveys.numeric_by(audience(), "Exit", LIKELY, "domain").rows() == [
        ("y.org", 2, 7.0, 0, 1, -50.0),
        ("x.com", 1, 10.0, 1, 0, 100.0),
    ]
    assert surveys.numeric_by(audience(), "Exit", "Which topics?", "domain").is_empty()
    assert surveys.scales(audience()).rows() == [(f"Exit: {LIKELY}", 3, 8.0, 0.0, 10)]


def test_who_came_in_two_ways_is_compared_with_both() -> None:
    assert dimensions.values(audience(), "attendance").rows() == [
        ("Did not attend", 2),
        ("Live", 2),
        ("On-Demand", 2),
    ]
    found = surveys.crosstab(audience(), "Exit", "Which topics?", "attendance").filter(pl.col("answer") == "Price")
    assert found.rows() == [("Live", "Price", 2, 2, 1.0), ("On-Demand", "Price", 1, 1, 1.0)]
    assert dimensions.members(audience(), "attendance", "On-Demand").members["row"].to_list() == [2, 3]


def test_questions_of_two_events_merge_when_survey_and_text_agree() -> None:
    found = tables()
    found["event"].append({"event_id": "f", "title": "Again"})
    found["survey_questions"].append(
        {"event_id": "f", "survey_id": "other", "question_id": "z", "survey": "Exit ", "text": f" {LIKELY}"}
    )
    merged = surveys.questions(audience_of(found)).row(0, named=True)
    assert (merged["label"], merged["events"], merged["type"], merged["type_inferred"]) == (
        f"Exit: {LIKELY}", 2, "Radio", False,
    )  # fmt: skip
    apart = surveys.questions(audience_of(found), merge=False)
    assert apart.select("event_id", "survey_id", "question_id").rows() == [
        ("e", "s", "q1"),
        ("e", "s", "q2"),
        ("f", "other", "z"),
    ]


def test_change_between_two_surveys() -> None:
    found = tables()
    found["survey_questions"] += [
        {"event_id": "e", "survey_id": "t", "question_id": "q", "survey": "Later", "text": LIKELY}
    ]
    found["survey_responses"] += [
        {"event_id": "e", "registrant": who, "survey_id": "t", "question_id": "q", "answer": answer}
        for who, answer in ((1, "10"), (2, "10"), (3, "9"), (4, "1"))
    ]
    (change,) = changes.changes(audience_of(found), "Exit", "Later")
    assert change.persons.rows() == [(0, "10", "10", 0.0, True), (1, "6", "9", 3.0, False)]
    assert (change.base, change.same) == (2, 1)
    assert (change.mean_before, change.mean_after, change.mean_change) == (8.0, 9.5, 1.5)


def test_attendance_checks_count_every_answer() -> None:
    found = tables()
    found["survey_questions"] = [
        {"event_id": "e", "survey_id": "a", "question_id": "", "survey": "Check", "question_type": "Attendance"}
    ]
    found["survey_responses"] = [
        {"event_id": "e", "registrant": who, "survey_id": "a", "question_id": "", "answer": answer}
        for who, answer in ((1, "Yes|Yes|No"), (3, "Yes"), (4, ""))
    ]
    asked = audience_of(found)
    assert surveys.attendance_checks(asked).rows() == [("Check", 2, 3, 2 / 3, 4, 1, 1, 1)]
    behind = {how: surveys.check_people(asked, "Check", how).members["row"].to_list() for how in surveys.CHECKED}
    assert behind == {"all": [0], "some": [2], "never": [3]}


def test_every_check_means_every_check_of_the_event_whatever_the_filters() -> None:
    found = tables()
    found["survey_questions"] = [
        {"event_id": "e", "survey_id": "a", "question_id": "", "survey": "Check", "question_type": "Attendance"}
    ]
    found["survey_responses"] = [
        {"event_id": "e", "registrant": who, "survey_id": "a", "question_id": "", "answer": answer}
        for who, answer in ((1, "Yes|Yes|No"), (3, "Yes"))
    ]
    only_bob = audience_of(found).where(pl.col("registrant") == 3)
    assert surveys.attendance_checks(only_bob).select("checks", "answered_all", "answered_some").rows() == [(1, 0, 1)]
    with pytest.raises(FilterError, match="one of all, some, never, not 'most'"):
        surveys.check_people(only_bob, "Check", "most")


def test_each_event_has_checks_of_its_own() -> None:
    found = tables()
    found["event"].append({"event_id": "f", "title": "Again"})
    found["registrants"].append({"event_id": "f", "registrant": 1})
    found["survey_questions"] = [
        {"event_id": e, "survey_id": "a", "question_id": "", "survey": "Check", "question_type": "Attendance"}
        for e in "ef"
    ]
    found["survey_responses"] = [
        {"event_id": e, "registrant": 1, "survey_id": "a", "question_id": "", "answer": answer}
        for e, answer in (("e", "Yes|Yes|No"), ("f", "Yes"))
    ]
    assert surveys.check_people(audience_of(found), "Check", "all").members["event_id"].to_list() == ["e", "f"]


def test_of_whom_the_report_cannot_tell_is_a_group_without_a_name() -> None:
    found = tables()
    found["event"][0]["has_sessions"] = False
    found["sessions"] = []
    found["registrants"][0] |= {"total_sessions": 2, "live_sessions": 0, "od_sessions": 0, "simlive_sessions": 0}
    found["registrants"][1] |= {"total_sessions": 0}
    groups = dimensions.values(audience_of(found), "attendance").rows()
    assert groups == [(None, 3), ("Did not attend", 1), ("Other session", 1)]
    assert dimensions.members(audience_of(found), "attendance", None).members["row"].to_list() == [2, 3, 4]


def test_questions_asked() -> None:
    found = audience()
    assert qa.summary(found) == qa.Asked(questions=2, answered=1, answered_share=0.5, askers=2)
    assert qa.questions(found).select("row", "question", "answered").rows() == [
        (0, "Why now?", True),
        (2, "What does it cost?", False),
    ]
    assert qa.people(found, answered=False).members["row"].to_list() == [2]
    assert qa.by_event(found).rows() == [("e", 2, 1, 0.5, 2)]


def test_who_asks_most_comes_first() -> None:
    found = tables()
    found["qa"].append({"event_id": "e", "registrant": 2, "n": 1, "question": "And then?", "answer": None})
    columns = ["row", "email", "questions", "answered", "open"]
    assert askers.by_asker(audience_of(found)).select(columns).rows() == [
        (0, "ann@x.com", 2, 1, 1),
        (2, "bob@y.org", 1, 0, 1),
    ]


def test_an_address_is_no_term_and_neither_are_its_pieces() -> None:
    texts = pl.DataFrame({"row": [0, 1], "text": ["Mail Ann.Lee@acme.example about budget-plans", "@acme ＠acme"]})
    assert terms.frequent(texts)["term"].to_list() == ["budget-plans", "mail"]
    assert terms.frequent(texts)["share"].to_list() == [1.0, 1.0]


def test_frequent_terms_leave_out_what_says_nothing() -> None:
    assert terms.of_questions(audience()).select("term", "texts").rows() == [("cost", 1), ("now", 1)]
    assert terms.people(audience(), audience().qa.select("row", text="question"), "cost").count == 1
