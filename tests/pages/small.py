"""Two small events with literal people, for tests of pages: every number on a page can be counted by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from webcast.reports import Report, schema

START = datetime(2025, 3, 4, 14, 0, tzinfo=UTC)
RUN_AT = datetime(2025, 3, 10, 8, 30, tzinfo=UTC)
LAUNCH, PLAYBOOK, WAITING = "101", "102", "103"
TITLES = {LAUNCH: "Product launch", PLAYBOOK: "Webinar *playbook*", WAITING: "Not fetched yet"}

PEOPLE: list[tuple[str, str | None, str | None, list[tuple[str, float, float]]]] = [
    # first name, e-mail, company, sessions: type, minute at which it starts, minutes long
    ("Ada", "ada@acme.example", "Acme", [("Live", 0, 60)]),
    ("Bo", "bo@acme.example", "Acme", [("Live", 5, 20), ("On-Demand", 1440, 10)]),
    ("Cy", "cy@globex.example", "Globex", [("On-Demand", 2880, 30)]),
    ("Di", None, None, []),
    ("<b>Ed</b>", "ed@globex.example", "Globex", []),
]


def report(event_id: str, people: int = len(PEOPLE), **event: Any) -> Report:
    """Return the report of an event with the first so many of :data:`PEOPLE`; Ada asks, Bo answers the survey."""
    shift = timedelta(days=30 if event_id == PLAYBOOK else 0)
    start = START + shift
    facts = {
        "event_id": event_id,
        "title": TITLES.get(event_id, "Another"),
        "live_scheduled_at": start,
        "live_start": start,
        "live_end": start + timedelta(minutes=60),
        "run_at": RUN_AT + shift,
        "format": "xml",
        "has_sessions": True,
        **event,
    }
    return Report(
        event=table("event", [facts]),
        registrants=table("registrants", [_person(event_id, n, start) for n in range(1, people + 1)]),
        sessions=table("sessions", [row for n in range(1, people + 1) for row in _sessions(event_id, n, start)]),
        registration_questions=table(
            "registration_questions",
            [{"event_id": event_id, "question_id": "r1", "text": "Your role?", "position": 1}],
        ),
        registration_answers=table(
            "registration_answers",
            [{"event_id": event_id, "registrant": 1, "question_id": "r1", "answer": "Buyer"}] if people else [],
        ),
        qa=table(
            "qa",
            [{"event_id": event_id, "registrant": 1, "n": 1, "question": "When does it ship?", "answer": "In May."}]
            if people
            else [],
        ),
        survey_questions=table(
            "survey_questions",
            [
                {
                    "event_id": event_id, "survey_id": "s1", "question_id": "q1", "survey": "Feedback",
                    "survey_type": "Post Event", "question_type": "Radio", "type_inferred": False,
                    "text": "Useful?", "position": 1,
                }
            ],
        ),
        survey_responses=table(
            "survey_responses",
            [{"event_id": event_id, "registrant": 2, "survey_id": "s1", "question_id": "q1", "answer": "Yes"}]
            if people > 1
            else [],
        ),
        warnings=table(
            "warnings",
            [{"event_id": event_id, "record": 4, "field": "email", "message": "The e-mail was left empty."}],
        ),
    )  # fmt: skip


def table(name: str, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Return rows as a table of a report; what a row leaves out is null."""
    columns = schema.TABLES[name]
    return pl.DataFrame([[row.get(column) for column in columns] for row in rows], schema=columns, orient="row")


def listing() -> pl.DataFrame:
    """Return an event list with all three events."""
    rows = [
        {
            "event_id": event_id, "title": title, "cost_center": "Marketing", "folder_id": "7", "is_expired": False,
            "scheduled_start": START + timedelta(days=30 * place), "latest_registration": RUN_AT,
        }
        for place, (event_id, title) in enumerate(TITLES.items())
    ]  # fmt: skip
    columns = schema.EVENT_LIST
    return pl.DataFrame([[row.get(c) for c in columns] for row in rows], schema=columns, orient="row")


def _person(event_id: str, n: int, start: datetime) -> dict[str, Any]:
    first, email, company, sessions = PEOPLE[n - 1]
    return {
        "event_id": event_id,
        "registrant": n,
        "registered_at": start - timedelta(days=n),
        "first_name": first,
        "last_name": "Example",
        "company": company,
        "email": email,
        "email_key": email,
        "country": "Germany" if n % 2 else "France",
        "total_sessions": len(sessions),
    }


def _sessions(event_id: str, n: int, start: datetime) -> list[dict[str, Any]]:
    return [
        {
            "event_id": event_id,
            "registrant": n,
            "session": place,
            "type": kind,
            "start": start + timedelta(minutes=begins),
            "end": start + timedelta(minutes=begins + length),
            "duration_ms": int(length * 60_000),
        }
        for place, (kind, begins, length) in enumerate(PEOPLE[n - 1][3], start=1)
    ]
