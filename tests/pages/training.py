"""A training of twenty-four attendees with a test before and after, attendance checks and comments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.pages import small
from webcast.reports import Report

PEOPLE = 24
WHO, SURE, USEFUL, COMMENT = "Who signs off?", "How sure (0–10)?", "Useful?", "Any comments?"


def report(people: int = PEOPLE) -> Report:
    """Twenty came live, the last four watched on demand; of 24, 21 answer both tests and 9 change to the owner."""
    base = small.report("101", people=1)
    numbers = range(1, people + 1)
    one, session = base.registrants.row(0, named=True), base.sessions.row(0, named=True)
    registrants: list[Mapping[str, Any]] = [
        {
            **one, "registrant": n, "first_name": f"P{n}", "email": f"p{n}@x.example", "email_key": f"p{n}@x.example",
            "country": "Peru" if n > 22 else "Chad",
        }
        for n in numbers
    ]  # fmt: skip
    asked = [
        ("pre", "Pretest", "w", WHO, "Radio"),
        ("pre", "Pretest", "s", SURE, "Radio"),
        ("check", "Attendance Check", "", None, "Attendance"),
        ("post", "Posttest", "w", WHO, "Radio"),
        ("post", "Posttest", "s", SURE, "Radio"),
        ("end", "Feedback", "u", USEFUL, "Radio"),
        ("end", "Feedback", "c", COMMENT, "Text Area"),
    ]
    questions: list[Mapping[str, Any]] = [
        {
            "event_id": "101", "survey_id": survey, "question_id": q, "survey": name, "question_type": kind,
            "type_inferred": False, "text": text, "position": place,
        }
        for place, (survey, name, q, text, kind) in enumerate(asked)
    ]  # fmt: skip
    given = [
        *(("pre", "w", n, "Nobody" if n <= 12 else "The owner") for n in numbers),
        *(("post", "w", n, "Nobody" if n <= 3 else "The owner") for n in numbers if n <= 21),
        *(("pre", "s", n, "4") for n in numbers),
        *(("post", "s", n, "9" if n <= 14 else "4" if n <= 20 else "2") for n in numbers if n <= 21),
        *(("check", "", n, "Yes|Yes|No" if n <= 16 else "Yes") for n in numbers if n <= 22),
        *(("end", "u", n, "Yes" if n <= 18 else "No") for n in numbers),
        *(("end", "c", n, f"More on {'prices' if n <= 5 else 'plans'}, p{n}@x.example") for n in numbers),
    ]
    responses: list[Mapping[str, Any]] = [
        {"event_id": "101", "registrant": n, "survey_id": survey, "question_id": q, "answer": answer}
        for survey, q, n, answer in given
    ]
    return Report(
        event=base.event,
        registrants=small.table("registrants", registrants),
        sessions=small.table(
            "sessions",
            [{**session, "registrant": n, "type": "Live" if n <= 20 else "On-Demand"} for n in numbers],
        ),
        survey_questions=small.table("survey_questions", questions),
        survey_responses=small.table("survey_responses", responses),
    )
