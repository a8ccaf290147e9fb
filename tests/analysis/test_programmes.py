"""Broadcasts merged into one programme: who is who, how rows are numbered, which facts the whole has."""

from __future__ import annotations

from typing import Any

import polars as pl

from tests.analysis.reports import Tables, report_of
from tests.analysis.small import at
from webcast.analysis import programmes
from webcast.reports import Report

HOUR_MS = 3_600_000


def broadcasts(**tables: list[dict[str, Any]]) -> Report:
    """Return three events, "a" and "b" of one title, with these rows beside."""
    found: Tables = {
        "event": [
            {"event_id": "a", "title": "Launch", "has_sessions": True},
            {"event_id": "b", "title": " LAUNCH ", "has_sessions": True},
            {"event_id": "c", "title": "Talk", "has_sessions": True},
        ]
    }
    return report_of(found | tables)


def person(event: str, who: int, email: str | None = None, **more: Any) -> dict[str, Any]:
    return {"event_id": event, "registrant": who, "email_key": email} | more


PEOPLE = [
    person("a", 1, "ann@x.com", registered_at=at(1, 10), company="Old", live_ms=5, live_sessions=1),
    person("a", 2, registered_at=at(1, 9), first_name="No mail"),
    person("b", 1, "bob@x.com", registered_at=at(1, 8)),
    person("b", 2, "ann@x.com", registered_at=at(1, 7), title="Boss", live_ms=7, live_sessions=None),
    person("b", 3, registered_at=None),
    person("c", 1, "ann@x.com", registered_at=at(1, 6), live_ms=9),
]


def test_titles_that_several_events_share_whatever_their_case() -> None:
    events = pl.DataFrame({"event_id": list("abcdef"), "title": ["Launch", "Talk", " LAUNCH", "", " ", None]})
    assert programmes.programmes(events).rows() == [("Launch", ["a", "c"])]
    assert programmes.programmes(events).columns == ["title", "event_ids"]


def test_who_is_who_in_a_programme() -> None:
    merged = programmes.merged(broadcasts(registrants=PEOPLE)).registrants
    columns = ["event_id", "registrant", "email_key", "company", "title", "live_ms", "live_sessions", "total_ms"]
    assert merged.select(columns).rows() == [
        ("c", 1, "ann@x.com", None, None, 9, None, None),
        # By time of registration: the record is the earliest one's, and the totals are added up.
        ("a+b", 1, "ann@x.com", None, "Boss", 12, 1, None),
        ("a+b", 2, "bob@x.com", None, None, None, None, None),
        ("a+b", 3, None, None, None, None, None, None),
        ("a+b", 4, None, None, None, None, None, None),
    ]
    assert merged["first_name"].to_list() == [None, None, None, "No mail", None]


def test_rows_go_with_their_person_and_are_numbered_on() -> None:
    def session(event: str, who: int, number: int, kind: str = "Live") -> dict[str, Any]:
        return {"event_id": event, "registrant": who, "session": number, "type": kind}

    def asked(event: str, who: int, number: int, question: str) -> dict[str, Any]:
        return {"event_id": event, "registrant": who, "n": number, "question": question}

    merged = programmes.merged(
        broadcasts(
            registrants=PEOPLE,
            sessions=[
                *(session("a", 1, 1), session("a", 1, 2), session("b", 1, 1)),
                *(session("b", 2, 1, "SimLive"), session("c", 1, 7)),
            ],
            qa=[asked("b", 2, 1, "Why?"), asked("c", 1, 4, "Who?"), asked("a", 1, 1, "How?")],
            registration_answers=[
                {"event_id": event, "registrant": who, "question_id": "r", "answer": answer}
                for event, who, answer in (("a", 2, "Chef"), ("b", 2, "Cook"), ("c", 1, "Boss"))
            ],
        )
    )
    assert merged.sessions.select("event_id", "registrant", "session", "type").rows() == [
        ("a+b", 1, 1, "Live"),
        ("a+b", 1, 2, "Live"),
        ("a+b", 2, 1, "Live"),
        ("a+b", 1, 3, "SimLive"),
        ("c", 1, 7, "Live"),
    ]
    assert merged.qa.select("event_id", "registrant", "n", "question").rows() == [
        ("a+b", 1, 1, "Why?"),
        ("c", 1, 4, "Who?"),
        ("a+b", 1, 2, "How?"),
    ]
    assert merged.registration_answers.select("event_id", "registrant", "answer").rows() == [
        ("a+b", 3, "Chef"),
        ("a+b", 1, "Cook"),
        ("c", 1, "Boss"),
    ]


def test_the_facts_of_the_whole() -> None:
    first = {
        "event_id": "a",
        "live_start": at(1, 10),
        "live_end": at(1, 11),
        "duration_ms": 5 * HOUR_MS,
        "run_at": at(9, 1),
        "created_at": at(1, 2),
        "live_scheduled_at": at(1, 10),
        "simlive_scheduled_at": at(4, 1),
        "od_published_at": at(3, 2),
        "od_expires_at": at(5, 1),
        "cost_center": None,
        "creator": "Ann",
        "report_zone": "UTC",
        "report_filters": "none",
        "format": "xml",
        "reported_total_registrants": 4,
        "has_sessions": None,
    }
    again = {
        "event_id": "b",
        "title": "Launch",
        "live_start": at(8, 10),
        "live_end": at(8, 12),
        "run_at": at(9, 2),
        "created_at": at(1, 1),
        "live_scheduled_at": at(8, 10),
        "simlive_scheduled_at": at(4, 2),
        "od_published_at": at(3, 1),
        "od_expires_at": at(5, 2),
        "cost_center": "C",
        "creator": "Bob",
        "report_zone": "CET",
        "report_filters": "some",
        "format": "json",
        "has_sessions": True,
    }
    other = {"event_id": "c", "title": "Talk", "live_start": at(1, 10), "reported_total_registrants": 3}
    found = programmes.merged(report_of({"event": [first, other, again]}), ["a", "b"]).event
    assert found["event_id"].to_list() == ["c", "a+b"]
    whole = {name: value for name, value in found.row(1, named=True).items() if value is not None}
    assert whole == {
        "event_id": "a+b",
        "title": "Launch",
        "live_end": at(8, 12),
        "duration_ms": 2 * HOUR_MS,
        "run_at": at(9, 1),
        "created_at": at(1, 1),
        "live_scheduled_at": at(1, 10),
        "simlive_scheduled_at": at(4, 1),
        "od_published_at": at(3, 1),
        "od_expires_at": at(5, 2),
        "cost_center": "C",
        "creator": "Ann",
        "report_zone": "UTC",
        "report_filters": "none",
        "format": "xml+json",
        "has_sessions": True,
    }
    assert found.row(0, named=True)["reported_total_registrants"] == 3
    assert found.row(0, named=True)["live_start"] == at(1, 10)


def test_a_live_event_that_ends_when_it_starts_is_as_long_as_its_duration() -> None:
    def length(*lasts: tuple[int | None, int | None]) -> int | None:
        events = [
            {"event_id": name, "live_start": at(1, 10), "live_end": None if n is None else at(1, 10, n)}
            | {"duration_ms": duration}
            for name, (n, duration) in zip("ab", lasts, strict=True)
        ]
        found: int | None = programmes.merged(report_of({"event": events}), ["a", "b"]).event["duration_ms"][0]
        return found

    assert length((0, 30), (None, None)) == 30
    assert length((1, 120_000), (None, 5)) == 60_000
    assert length((None, None), (None, None)) is None


def test_where_a_broadcast_has_no_session_rows_the_programme_has_none() -> None:
    report = broadcasts(
        registrants=[person("a", 1), person("b", 1), person("c", 1)],
        sessions=[{"event_id": name, "registrant": 1, "session": 1, "type": "Live"} for name in "abc"],
    )
    event = report.event.with_columns(has_sessions=pl.col("event_id") != "b")
    merged = programmes.merged(Report(**{**report.tables(), "event": event}))
    assert merged.event.select("event_id", "has_sessions").rows() == [("c", True), ("a+b", False)]
    assert merged.sessions["event_id"].to_list() == ["c"]


def test_a_question_that_both_broadcasts_ask_is_one_and_two_of_one_text_are_two() -> None:
    def question(event: str, number: str, text: str | None, survey: str | None = "Exit") -> dict[str, Any]:
        keys = {"event_id": event, "survey_id": number[0], "question_id": number[1:]}
        return keys | {"survey": survey, "text": text, "position": 1}

    def answer(event: str, number: str, said: str) -> dict[str, Any]:
        keys = {"event_id": event, "survey_id": number[0], "question_id": number[1:]}
        return keys | {"registrant": 1, "answer": said}

    merged = programmes.merged(
        broadcasts(
            registrants=[person("a", 1, "ann@x.com"), person("b", 1, "bob@x.com"), person("c", 1, "ann@x.com")],
            registration_questions=[
                {"event_id": event, "question_id": name, "text": text, "position": 1}
                for event, name, text in (("a", "r1", "Role?"), ("b", "r1", "Your role?"), ("c", "r1", "Role?"))
            ],
            survey_questions=[
                question("a", "s1", "Q"),
                question("a", "s2", "Q "),
                question("b", "t8", " Q"),
                question("b", "t9", "Q"),
                question("b", "t7", None),
                question("c", "u1", "Q"),
            ],
            survey_responses=[
                *(answer("a", "s1", "1"), answer("a", "s2", "2"), answer("b", "t8", "3"), answer("b", "t9", "4")),
                *(answer("b", "t7", "5"), answer("c", "u1", "6")),
            ],
        )
    )
    columns = ["event_id", "survey_id", "question_id", "text"]
    assert merged.survey_questions.select(columns).rows() == [
        ("a+b", "s", "1", "Q"),
        ("a+b", "s", "2", "Q (2)"),
        ("a+b", "t", "7", None),
        ("c", "u", "1", "Q"),
    ]
    columns = ["event_id", "registrant", "survey_id", "question_id", "answer"]
    assert merged.survey_responses.select(columns).rows() == [
        ("a+b", 1, "s", "1", "1"),
        ("a+b", 1, "s", "2", "2"),
        ("a+b", 2, "s", "1", "3"),
        ("a+b", 2, "s", "2", "4"),
        ("a+b", 2, "t", "7", "5"),
        ("c", 1, "u", "1", "6"),
    ]
    assert merged.registration_questions.select("event_id", "question_id", "text").rows() == [
        ("a+b", "r1", "Role?"),
        ("c", "r1", "Role?"),
    ]


def test_two_programmes_that_ask_the_same_keep_ids_of_their_own() -> None:
    titles = {"a": "Launch", "b": "Launch", "c": "Talk", "d": "Talk"}
    merged = programmes.merged(
        report_of(
            {
                "event": [{"event_id": name, "title": title} for name, title in titles.items()],
                "survey_questions": [
                    {"event_id": name, "survey_id": name, "question_id": "q", "survey": "Exit", "text": "Q"}
                    for name in titles
                ],
            }
        )
    )
    assert merged.survey_questions.select("event_id", "survey_id").rows() == [("a+b", "a"), ("c+d", "c")]


def test_warnings_are_of_the_programme_and_of_no_record_of_it() -> None:
    said = [{"event_id": name, "record": n, "field": "x", "message": "m"} for name, n in (("a", 1), ("c", 2))]
    merged = programmes.merged(broadcasts(warnings=said)).warnings
    assert merged.rows() == [("a+b", None, "x", "m"), ("c", 2, "x", "m")]
