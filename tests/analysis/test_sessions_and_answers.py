"""Sessions that end before they start or go on, questions of one text, numbers, and answers given twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import polars as pl
import pytest

from tests.analysis.reports import audience_of, report_of
from tests.analysis.small import at, made, rows, session, tables
from tests.decode.making import Session, Viewer, xml
from webcast.analysis import before_after, changes, people, programmes, score, surveys, timeline, waiting
from webcast.analysis.audience import Audience
from webcast.analysis.summary import overall
from webcast.decode import decode
from webcast.exports.columns import Questions, survey_headers
from webcast.reports import warned

HALF = timedelta(minutes=30)

# A session that ends before it starts


def backwards() -> Audience:
    """Decode a report of one viewer, who came at 3 PM and is said to have left at 2, after half an hour."""
    odd = Session(start="06/19/2024 03:00:00 PM", end="06/19/2024 02:00:00 PM", duration="1800000")
    later = Session("On-Demand", "06/20/2024 09:00:00 AM", "06/20/2024 08:59:59 AM", "60000")
    return Audience.of(decode(xml([Viewer("06/19/2024 02:50:00 PM", sessions=[odd, later])])))


def test_an_end_before_the_start_counts_a_session_and_adds_no_watch_time_and_no_viewer() -> None:
    found = backwards()
    figures = overall(found)
    assert (figures.attendees, figures.total_sessions, figures.live_sessions, figures.od_sessions) == (1, 2, 1, 1)
    assert (figures.watch_ms, figures.average_watch_ms) == (0, 0.0)
    assert (figures.peak_viewers, figures.peak_at) == (0, None)
    assert timeline.viewers(found).is_empty()
    assert found.viewing(timeline.ms(at(1, 0)), timeline.ms(at(30, 0, month=12))).count == 0


def test_the_platforms_sum_keeps_the_duration_of_an_end_before_the_start() -> None:
    assert overall(backwards()).watch_ms_platform == 1_860_000


def test_the_start_of_an_end_before_the_start_is_first_and_last_seen_and_wait_and_day() -> None:
    found = backwards()
    seen = people.profiles(found).row(0, named=True)
    assert (seen["first_seen"], seen["last_seen"]) == (at(19, 14, 50, month=6), at(20, 9, month=6))
    assert waiting.time_to_attendance(found)["wait_ms"].to_list() == [600_000]
    assert timeline.on_demand_days(found).rows() == [(at(20, 0, month=6).date(), 1, 1)]


def test_an_end_before_the_start_is_said_and_stays_as_it_was_sent() -> None:
    found = backwards()
    assert found.sessions["end"].to_list() == [at(19, 14, month=6), at(20, 8, 59, month=6) + timedelta(seconds=59)]
    said = (1, "end_time", "The session ends before it starts; it counts as a session, and adds no watch time.")
    assert warned.said(found.report.warnings).select("record", "field", "message").rows() == [said, said]


# A session that goes on


def on_air(run_at: datetime | None, duration: int | None = None, **event: Any) -> Audience:
    """Make a report of an event live from 10:00, in which one person has been viewing since 10:10."""
    found = tables()
    facts = {"event_id": "e", "live_start": at(1, 10), "live_end": None, "run_at": run_at, "has_sessions": True}
    found["event"] = [facts | event]
    found["registrants"] = rows({"email": "a@x.com", "email_key": "a@x.com", "registered_at": at(1, 9)})
    found["sessions"] = [session(1, "Live", at(1, 10, 10), None, duration_ms=duration)]
    found["qa"] = found["survey_questions"] = found["survey_responses"] = []
    return audience_of(found)


@pytest.mark.parametrize("duration", [None, 0])
def test_a_session_that_goes_on_lasts_until_the_report_was_made(duration: int | None) -> None:
    found = on_air(at(1, 10, 40), duration)
    figures = overall(found)
    assert (figures.watch_ms, figures.watch_ms_platform, figures.peak_viewers) == (1_800_000, 0, 1)
    assert timeline.viewers(found)["at"].to_list() == [at(1, 10, 10), at(1, 10, 40)]


@pytest.mark.parametrize(
    ("run_at", "event", "watched"),
    [
        (at(1, 10, 40), {"live_end": at(1, 11)}, 1_800_000),
        (at(1, 11), {"live_end": at(1, 11)}, None),  # made at the end: over
        (at(2, 9, 59), {}, 23 * 3_600_000 + 49 * 60_000),
        (at(2, 10), {}, None),  # a day after the start
        (at(2, 12), {"live_end": at(2, 13)}, 25 * 3_600_000 + 50 * 60_000),  # longer than a day, and its end is known
        (at(1, 9), {}, None),  # before the start
        (at(1, 10, 5), {}, 0),  # made before the session began
        (None, {}, None),
        (at(1, 10, 40), {"live_start": None}, None),
    ],
)
def test_an_event_is_on_air_up_to_its_end_or_for_a_day(
    run_at: datetime | None, event: dict[str, Any], watched: int | None
) -> None:
    found = on_air(run_at, **event)
    assert found.visits.height == (watched is not None)
    assert overall(found).watch_ms == (watched or 0)
    assert overall(found).attendees == 1


def test_a_session_with_a_duration_does_not_go_on() -> None:
    figures = overall(on_air(at(1, 10, 40), 60_000))
    assert (figures.watch_ms, figures.watch_ms_platform) == (60_000, 60_000)


# Two questions of one text


def twice(kind: str = "Radio") -> Audience:
    """Make a survey that asks "Was it good?" twice, and once more in another event."""
    found = tables()
    asked = {"survey_id": "s", "survey": "Exit", "question_type": kind, "text": "Was it good?"}
    found["event"] = [{"event_id": e, "title": e, "has_sessions": True} for e in "ef"]
    found["survey_questions"] = [
        asked | {"event_id": "e", "question_id": "q9", "position": 2},
        asked | {"event_id": "e", "question_id": "q1", "position": 1, "text": " Was it good? "},
        asked | {"event_id": "f", "question_id": "q5", "position": 1},
    ]
    found["registrants"] = [{"event_id": e, "registrant": 1, "email_key": "a@x.com"} for e in "ef"]
    found["survey_responses"] = [
        {"event_id": e, "registrant": 1, "survey_id": "s", "question_id": q, "answer": a}
        for e, q, a in (("e", "q1", "Yes"), ("e", "q9", "No"), ("f", "q5", "Perhaps"))
    ]
    found["sessions"] = found["qa"] = []
    return audience_of(found)


def test_two_questions_of_one_text_are_told_apart_by_their_place() -> None:
    found = surveys.questions(twice())
    assert found.select("label", "events", "respondents").rows() == [
        ("Exit: Was it good? (2)", 1, 1),
        ("Exit: Was it good?", 2, 2),
    ]
    assert surveys.answers(twice(), "Exit", "Was it good?")["answer"].to_list() == ["Perhaps", "Yes"]
    assert surveys.answers(twice(), "Exit", "Was it good? (2)")["answer"].to_list() == ["No"]
    assert surveys.people(twice(), "Exit", "Was it good? (2)", "No").count == 1


def test_two_questions_of_one_text_have_two_columns_in_files() -> None:
    assert survey_headers(Questions.of(twice()), []).select("event_id", "question_id", "header").rows() == [
        ("e", "q1", "Survey: Exit: Was it good?"),
        ("e", "q9", "Survey: Exit: Was it good? (2)"),
        ("f", "q5", "Survey: Exit: Was it good?"),
    ]


def test_two_questions_of_one_text_are_two_for_the_score() -> None:
    assert score.scores(twice())["survey"].to_list() == [1.0, 1.0]


# What is a number


@pytest.mark.parametrize(
    ("answer", "number"),
    [
        ("7", 7.0),
        ("+3", 3.0),
        ("-3", -3.0),
        ("7.0", 7.0),
        ("7,0", 7.0),
        ("7,25", 7.25),
        ("07", 7.0),
        ("nan", None),
        ("NaN", None),
        ("inf", None),
        ("-Infinity", None),
        ("1e3", None),
        ("0x1F", None),
        ("1_000", None),
        ("1,000.5", None),
        ("٣", None),
        ("７", None),
        ("7 ", 7.0),  # blanks around an answer are none of it
        ("7 %", None),
        (".", None),
        ("+", None),
        ("9" * 400, None),
    ],
)
def test_a_number_is_a_plain_finite_decimal(answer: str, number: float | None) -> None:
    found = made(
        {"email": "a@x.com", "said": {"q": "0"}},
        {"email": "a@x.com", "said": {"r": answer}},
        questions={"q": {"survey": "Pretest", "text": "How sure?"}, "r": {"survey": "Posttest", "text": "How sure?"}},
    )
    assert changes.change(found, "Pretest", "Posttest", "How sure?").mean_after == number


@pytest.mark.parametrize(
    ("answers", "mean"),
    [
        (["7.0", "9"], 8.0),
        (["7,0", "+9"], 8.0),
        (["7.5", "9"], None),
        (["1e1", "9"], None),
        (["inf"], None),
        (["-0", "10.00"], 5.0),
        (["10,01"], None),
    ],
)
def test_seven_point_nought_is_a_seven_on_a_scale(answers: list[str], mean: float | None) -> None:
    found = made(*({"said": {"q": answer}} for answer in answers), questions={"q": {}})
    shown = surveys.numeric(found, "Exit", "q")
    assert (shown and shown.mean) == mean
    assert surveys.scales(found)["mean"].to_list() == ([] if mean is None else [mean])
    assert surveys.numeric_by(found, "Exit", "q", "event")["mean"].to_list() == ([] if mean is None else [mean])


# One choice, given twice


def test_a_radio_question_answered_twice_has_the_last_answer_and_others_have_both() -> None:
    responses = [("s1", "q1", "Yes"), ("s1", "q1", "No"), ("s9", "", "a"), ("s9", "", "b")]
    report = decode(xml([Viewer(responses=responses), Viewer(responses=[("s1", "q1", "Yes"), ("s1", "q1", "Yes")])]))
    assert report.survey_responses.select("registrant", "survey_id", "answer").rows() == [
        (1, "s9", "a | b"),
        (1, "s1", "No"),
        (2, "s1", "Yes"),
    ]
    said = "A question of one choice was answered more than once; the last answer was kept."
    assert warned.said(report.warnings).filter(message=said)["record"].to_list() == [1, 2]
    shares = surveys.answers(Audience.of(report), "Exit", "Was it good?")["share"].to_list()
    assert shares == [0.5, 0.5]


def broadcasts(kind: str) -> Audience:
    """Merge two broadcasts, which one person answered in each, by questions of other ids."""
    found = tables()
    facts = {"title": "Launch", "has_sessions": True}
    found["event"] = [facts | {"event_id": e} for e in "ef"]
    asked = {"survey": "Exit", "question_type": kind, "text": "Was it good?", "position": 1}
    found["survey_questions"] = [asked | {"event_id": e, "survey_id": f"s{e}", "question_id": f"q{e}"} for e in "ef"]
    found["registrants"] = [{"event_id": e, "registrant": 1, "email_key": "a@x.com"} for e in "ef"]
    found["survey_responses"] = [
        {"event_id": e, "registrant": 1, "survey_id": f"s{e}", "question_id": f"q{e}", "answer": a}
        for e, a in (("e", "Yes"), ("f", "No"))
    ]
    found["sessions"] = found["qa"] = []
    return Audience.of(programmes.merged(report_of(found)))


def test_in_merged_broadcasts_the_shares_of_one_choice_add_up_to_all() -> None:
    assert surveys.questions(broadcasts("Radio")).select("label", "respondents").rows() == [("Exit: Was it good?", 1)]
    assert surveys.answers(broadcasts("Radio"), "Exit", "Was it good?").rows() == [("No", 1, 1.0)]
    assert surveys.answers(broadcasts("Checkbox"), "Exit", "Was it good?").rows() == [("No", 1, 1.0), ("Yes", 1, 1.0)]
    assert score.scores(broadcasts("Radio"))["survey"].to_list() == [1.0]


def test_a_persons_answer_before_is_one_choice_too() -> None:
    asked = {"q": {"survey": "Pretest", "text": "Sure?"}, "r": {"survey": "Posttest", "text": "Sure?"}}
    ann = {"email": "a@x.com"}
    found = made(
        ann | {"said": {"q": "Yes"}}, ann | {"said": {"q": "No"}}, ann | {"said": {"r": "No"}}, questions=asked
    )
    persons = changes.change(found, "Pretest", "Posttest", "Sure?").persons
    assert persons.select("before", "after", "same").rows() == [("No", "No", True)]
    assert before_after.questions(found, "Pretest", "Posttest")["same"].to_list() == [1]
    assert pl.Series(persons["before"]).str.contains("|", literal=True).sum() == 0


def mixed(*sent: tuple[str, str]) -> list[tuple[str, str]]:
    """Return what one person said before and after, of a question that event e asks as one choice and f as several.

    Args:
        sent: Event and answer; the answer is given before and after alike.
    """
    found = tables()
    found["event"] = [{"event_id": e, "has_sessions": True} for e in "ef"]
    found["survey_questions"] = [
        {"event_id": e, "survey_id": survey, "question_id": "q", "survey": survey, "text": "Why?", "position": 1}
        | {"question_type": kind}
        for e, kind in (("e", "Radio"), ("f", "Checkbox"))
        for survey in ("Pretest", "Posttest")
    ]
    found["registrants"] = [
        {"event_id": e, "registrant": n, "email_key": "a@x.com"} for n, (e, _) in enumerate(sent, 1)
    ]
    found["survey_responses"] = [
        {"event_id": e, "registrant": n, "survey_id": survey, "question_id": "q", "answer": answer}
        for n, (e, answer) in enumerate(sent, 1)
        for survey in ("Pretest", "Posttest")
    ]
    found["sessions"] = found["qa"] = []
    return changes.change(audience_of(found), "Pretest", "Posttest", "Why?").persons.select("before", "after").rows()


def test_of_a_question_that_one_event_asks_as_one_choice_the_last_record_is_meant_with_all_that_it_holds() -> None:
    assert mixed(("f", "B|A")) == [("A | B", "A | B")]
    assert mixed(("e", "C"), ("f", "B|A")) == [("A | B", "A | B")]
    assert mixed(("f", "B|A"), ("f", "C")) == [("C", "C")]


def test_a_choice_that_two_records_hold_counts_once_a_respondent() -> None:
    """One record joins it with others, one holds it alone."""
    found = made({}, questions={"q": {"question_type": "Checkbox"}}).report
    keys = {"event_id": "e", "registrant": 1, "survey_id": "s", "question_id": "q"}
    sent = pl.DataFrame([keys | {"answer": "A|B"}, keys | {"answer": "A"}], schema=found.survey_responses.schema)
    counted = surveys.answers(Audience.of(replace(found, survey_responses=sent)), "Exit", "q")
    assert counted.select("answer", "count", "share").rows() == [("A", 1, 1.0), ("B", 1, 1.0)]
