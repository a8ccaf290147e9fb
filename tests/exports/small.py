"""A report of two small events, with the awkward things that exports meet."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import polars as pl

from webcast.analysis.audience import Audience
from webcast.reports import Report, schema

LIVE = datetime(2024, 5, 7, 15, 0, tzinfo=UTC)


def table(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema.TABLES[name])


def registrant(event_id: str, number: int, email: str | None = None, **more: Any) -> dict[str, Any]:
    return {
        "event_id": event_id,
        "registrant": number,
        "email": email,
        "email_key": email.strip().casefold() if email else None,
        "registered_at": datetime(2024, 5, 6, 22, 30, 5, tzinfo=UTC),
        "live_sessions": 0,
        "od_sessions": 0,
        "simlive_sessions": 0,
        "total_sessions": 0,
        "live_ms": 0,
        "od_ms": 0,
        "simlive_ms": 0,
        "total_ms": 0,
        **more,
    }


def event(event_id: str, title: str, cost_center: str | None = None) -> dict[str, Any]:
    return {
        "event_id": event_id,
        "title": title,
        "cost_center": cost_center,
        "live_start": LIVE,
        "live_end": datetime(2024, 5, 7, 16, 0, tzinfo=UTC),
        "has_sessions": True,
    }


def two_events() -> Report:
    session = {"session": 1, "type": "Live", "start": LIVE, "duration_ms": 1_800_000}
    return Report(
        event=table("event", [event("11", "Spring launch", "Marketing"), event("12", "Summer demo")]),
        registrants=table(
            "registrants",
            [
                registrant(
                    "11",
                    1,
                    "ann@example.com",
                    first_name="Ann",
                    company="=Acme, Inc",
                    phone="+49 30 1",
                    live_sessions=1,
                    total_sessions=1,
                    live_ms=363_605_000,
                    total_ms=363_605_999,
                ),
                registrant("11", 2, "bob@example.org", first_name="Bob"),
                registrant("12", 1, "ANN@example.com", first_name="Ann"),
            ],
        ),
        registration_questions=table(
            "registration_questions",
            [
                {"event_id": "11", "question_id": "q1", "text": "Department", "position": 1},
                {"event_id": "11", "question_id": "q2", "text": "Company", "position": 2},
                {"event_id": "12", "question_id": "q9", "text": "Department", "position": 1},
                {"event_id": "12", "question_id": "q8", "text": "Shoe size", "position": 2},
            ],
        ),
        registration_answers=table(
            "registration_answers",
            [
                {"event_id": "12", "registrant": 1, "question_id": "q9", "answer": "Research"},
                {"event_id": "11", "registrant": 1, "question_id": "q1", "answer": "Sales"},
                {"event_id": "11", "registrant": 2, "question_id": "q2", "answer": "Own firm"},
            ],
        ),
        sessions=table(
            "sessions",
            [{"event_id": "11", "registrant": 1, "end": datetime(2024, 5, 7, 15, 30, tzinfo=UTC), **session}],
        ),
        qa=table(
            "qa",
            [
                {"event_id": "11", "registrant": 1, "n": 1, "question": "Why?\nHow?", "answer": None},
                {"event_id": "11", "registrant": 1, "n": 2, "question": "When?", "answer": 'In "May"'},
            ],
        ),
        survey_questions=table(
            "survey_questions",
            [
                {
                    "event_id": "11",
                    "survey_id": "s1",
                    "question_id": "a",
                    "survey": "Exit",
                    "text": "Liked it?",
                    "question_type": "Radio",
                    "position": 1,
                },
                {
                    "event_id": "11",
                    "survey_id": "s2",
                    "question_id": "",
                    "survey": "Still there",
                    "question_type": "Attendance",
                    "position": 2,
                },
            ],
        ),
        survey_responses=table(
            "survey_responses",
            [
                {"event_id": "11", "registrant": 2, "survey_id": "s1", "question_id": "a", "answer": "Yes"},
                {"event_id": "11", "registrant": 2, "survey_id": "s2", "question_id": "", "answer": "Yes|No"},
            ],
        ),
    )


def audience() -> Audience:
    return Audience.of(two_events())
