"""One small event whose every figure can be checked by hand; :func:`made` makes others for a single claim.

10:00–11:00 UTC live on 1 March 2024::

    registrant  e-mail      registered  sessions
    1           ann@x.com   29 Feb 9:00 Live 10:00–10:30 and, in a second tab, 10:10–10:40
    2           ANN@x.com   1 Mar 9:30  none                        (the same person as 1)
    3           bob@y.org   1 Mar 10:30 Live 10:30–11:00, On-Demand 2 Mar 23:30–3 Mar 0:10
    4           (none)      1 Mar 12:00 On-Demand 2 Mar 8:00–8:05
    5           eve@y.org   1 Feb 10:00 none
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.analysis.reports import Tables, audience_of
from webcast.analysis.audience import Audience


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2024, month, day, hour, minute, tzinfo=UTC)


def rows(*people: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"event_id": "e", "registrant": n} | person for n, person in enumerate(people, 1)]


def session(who: int, kind: str, start: datetime | None, end: datetime | None, **more: Any) -> dict[str, Any]:
    return {"event_id": "e", "registrant": who, "session": 1, "type": kind, "start": start, "end": end} | more


def tables() -> Tables:
    people = rows(
        {"email": "ann@x.com", "registered_at": at(29, 9, month=2), "company": "Acme", "campaign": "mail"},
        {"email": "ANN@x.com", "registered_at": at(1, 9, 30), "company": "ACME"},
        {"email": "bob@y.org", "registered_at": at(1, 10, 30), "company": "Acme", "campaign": "mail"},
        {"email": None, "registered_at": at(1, 12), "company": "Umbrella"},
        {"email": "eve@y.org", "registered_at": at(1, 10, month=2)},
    )
    survey = {"event_id": "e", "survey_id": "s", "survey": "Exit", "question_type": "Radio", "type_inferred": False}
    answer = {"event_id": "e", "survey_id": "s"}
    return {
        "event": [
            {"event_id": "e", "title": "Launch", "live_start": at(1, 10), "live_end": at(1, 11), "has_sessions": True}
        ],
        "registrants": [p | {"email_key": p["email"] and p["email"].casefold()} for p in people],
        "sessions": [
            session(1, "Live", at(1, 10), at(1, 10, 30), duration_ms=1_800_000),
            session(1, "Live", at(1, 10, 10), at(1, 10, 40), duration_ms=1_800_000, session=2),
            session(3, "Live", at(1, 10, 30), at(1, 11), duration_ms=1_800_000),
            session(3, "On-Demand", at(2, 23, 30), at(3, 0, 10), duration_ms=2_400_000, session=2),
            session(4, "On-Demand", at(2, 8), at(2, 8, 5), duration_ms=300_000),
        ],
        "qa": [
            {"event_id": "e", "registrant": 1, "n": 1, "question": "Why now?", "answer": "Because."},
            {"event_id": "e", "registrant": 3, "n": 1, "question": "What does it cost?", "answer": " "},
        ],
        "survey_questions": [
            survey | {"question_id": "q1", "text": "How likely are you to recommend us?", "position": 1},
            survey | {"question_id": "q2", "text": "Which topics?", "position": 2, "question_type": "Checkbox"},
        ],
        "survey_responses": [
            answer | {"registrant": 1, "question_id": "q1", "answer": "10"},
            answer | {"registrant": 3, "question_id": "q1", "answer": "6"},
            answer | {"registrant": 5, "question_id": "q1", "answer": "8"},
            answer | {"registrant": 1, "question_id": "q2", "answer": "Price | Support"},
            answer | {"registrant": 3, "question_id": "q2", "answer": "Price|"},
        ],
    }


def audience() -> Audience:
    return audience_of(tables())


Person = dict[str, Any]
"""Columns of a registrant; ``sessions`` (type, start, end), ``asked`` (question, answer) and ``said`` (question id →
answer) become rows of other tables."""


def made(*people: Person, questions: dict[str, dict[str, Any]] | None = None, **event: Any) -> Audience:
    """Return the audience of one event, live from 10:00 to 11:00 on 1 March 2024, with these people.

    Args:
        people: They attend nothing, and have no e-mail, unless they say so.
        questions: The columns of the survey "Exit"'s questions, by their ids.
        event: Columns of the event that are otherwise.
    """
    facts = {"event_id": "e", "live_start": at(1, 10), "live_end": at(1, 11), "has_sessions": True} | event
    found: Tables = {"event": [facts], "registrants": [], "sessions": [], "qa": [], "survey_responses": []}
    asked = {"event_id": "e", "survey_id": "s", "survey": "Exit", "question_type": "Radio"}
    found["survey_questions"] = [
        asked | {"question_id": name, "text": name, "position": place} | more
        for place, (name, more) in enumerate((questions or {}).items(), 1)
    ]
    for who, person in enumerate(people, 1):
        keys, own = {"event_id": "e", "registrant": who}, dict(person)
        for number, (kind, start, end) in enumerate(own.pop("sessions", ()), 1):
            found["sessions"].append(keys | {"session": number, "type": kind, "start": start, "end": end})
        for number, (question, answer) in enumerate(own.pop("asked", ()), 1):
            found["qa"].append(keys | {"n": number, "question": question, "answer": answer})
        for name, answer in own.pop("said", {}).items():
            found["survey_responses"].append(keys | {"survey_id": "s", "question_id": name, "answer": answer})
        email = own.get("email")
        found["registrants"].append(keys | {"email_key": email and email.casefold()} | own)
    return audience_of(found)


def rows_in(audience: Audience) -> list[int]:
    """Return the row numbers of an audience's members."""
    return audience.pick("row")["row"].to_list()
