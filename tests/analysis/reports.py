"""Random reports as lists of dictionaries, for the analyses and their slow twin alike, and tiny ones written by hand.

The values are few and close together on purpose: equal times, one person twice, answers that differ in blanks.
Instants lie around a change to summer time in Europe (31 March 2024, 01:00 UTC) and over midnights.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from webcast.analysis.audience import Audience
from webcast.reports import Report
from webcast.reports.schema import ANALYTICS, MODES, TABLES

Row = dict[str, Any]
Tables = dict[str, list[Row]]

settings.register_profile(
    "default",
    max_examples=60,
    deadline=None,
    # The same cases each time: a run of the tests says what a change did, and `make thorough` looks for new cases.
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile("thorough", settings.get_profile("default"), max_examples=3000, derandomize=False)
THOROUGH = settings.get_profile("thorough")
PROFILE = settings.get_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

ZERO = datetime(2024, 3, 30, 22, tzinfo=UTC)
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "Asia/Kolkata", "America/Sao_Paulo")

EMAILS = (
    None,
    "ann@x.com",
    " ANN@x.com",
    "bob@mail.x.co.uk",
    "cid@x.co.uk",
    "STRASSE@y.org",
    "straße@y.org",
    "dan@localhost",
    "nobody",
    "two@at@z.net",
)
COMPANIES = (None, "Acme", "ACME ", "acme", "Umbrella", "")
COUNTRIES = (None, "Chad", "chad", "Peru")
CAMPAIGNS = (None, "mail", "Mail", "li")
NAMES = (None, "Ann", "ÅSA", "O'Neil [x]")
TITLES = (None, "Tuesday", "Tuesday", "Friday")
ANSWERS = (None, "", "  ", "Yes", " Yes ", "No", "yes", "A | B|A", "B|", "|", "10", "9", "0", "07", "5.5", "11",
           "+3", "7.0", "7,0", "-1", "nan", "inf", "1e3", "٣", "1.2.3", "5.")  # fmt: skip
SURVEYS = (
    ("s1", "q1", "Exit", "Radio", "How was it?"),
    ("s1", "q2", "Exit", "Checkbox", "Which topics?"),
    ("s1", "q3", "Exit", "Radio", "How was it? "),
    ("s2", "q1", "Exit", "Checkbox", "How was it?"),
    ("s2", "q9", " Exit", None, "Which topics? "),
    ("s3", "", "Check", "Attendance", None),
    ("s4", "q4", None, "Text Area", "Anything else?"),
    ("s5", "q1", "Posttest", "Radio", "How was it?"),
    ("s5", "q2", "Posttest", "Radio", "How sure?"),
    ("s6", "q1", "Pretest", "Radio", "How was it? "),
    ("s6", "q2", "Pretest", "Radio", "How sure?"),
)
SCALE = (None, "0", "5", "6", "7", "9", "10", "10", "7.0", "+8", "9,0")
CHECKS = (None, "", "Yes", "No", "Yes|Yes|No", "Yes|", " | ", "No | Yes")
TEXTS = (None, " ", "größe budget", "Budget! The budget-plan", "予算 はいくら", "бюджет Бюджет", "مرحبا budget",
         "write ann@x.com", "ann＠x.com", "42 x")  # fmt: skip
POOLS = {("s3", ""): CHECKS, ("s4", "q4"): TEXTS, ("s5", "q2"): SCALE, ("s6", "q2"): SCALE}
"""Answers by survey and question where they are of one kind; the others have :data:`ANSWERS`."""


@dataclass(frozen=True)
class Talk:
    """What registrants are asked in surveys, and how many of the questions each answers."""

    asked: tuple[tuple[str, str, str | None, str | None, str | None], ...] = SURVEYS
    least: int = 0
    most: int = 6
    distinct: bool = False


QUIET = Talk()
TALKATIVE = Talk(tuple(row for row in SURVEYS if row[0] in ("s3", "s5", "s6")), least=3, distinct=True)
"""Nearly everybody answers before and after, and attendance checks."""

minutes = st.one_of(st.integers(0, 12).map(lambda n: n * 15), st.integers(0, 4 * 24 * 60))
instants = minutes.map(lambda m: ZERO + timedelta(minutes=m))


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return the strategy, with null now and then."""
    return st.one_of(st.none(), strategy, strategy, strategy)


@st.composite
def sessions_of(draw: st.DrawFn) -> list[Row]:
    """Draw the sessions of one registrant."""
    rows = []
    for number in range(1, draw(st.integers(0, 4)) + 1):
        start = draw(maybe(instants))
        length = timedelta(minutes=draw(st.sampled_from((0, 0, -5, 1, 11, 15, 30, 1500))))
        end = draw(st.sampled_from((None, "set", "set", "set")))
        rows.append(
            {
                "session": number,
                "type": draw(st.sampled_from((*MODES, "Live", "On-Demand", None))),
                "start": start,
                "end": None if end is None else (start or draw(instants)) + length,
                "duration_ms": draw(maybe(st.sampled_from((0, 60_000, 660_000)))),
            }
        )
    return rows


@st.composite
def tables(draw: st.DrawFn, *, most_events: int = 3, most_registrants: int = 6, talk: Talk = QUIET) -> Tables:
    """Draw a report of some events."""
    found: Tables = {name: [] for name in TABLES}
    for number in range(draw(st.integers(0, most_events))):
        _draw_event(draw, found, f"e{number}", most_registrants, talk)
    return found


def _draw_event(draw: st.DrawFn, found: Tables, event_id: str, most_registrants: int, talk: Talk) -> None:
    start = draw(maybe(instants))
    end = draw(maybe(st.sampled_from((0, 30, 60)).map(lambda m: (start or ZERO) + timedelta(minutes=m))))
    has_sessions = draw(st.sampled_from((True, True, True, None, False)))
    found["event"].append(
        {
            "event_id": event_id,
            "title": draw(st.sampled_from(TITLES)),
            "live_start": start,
            "live_end": end,
            "duration_ms": draw(st.sampled_from((None, 0, 1_800_000))),
            "run_at": draw(st.one_of(st.none(), st.none(), instants)),
            "has_sessions": has_sessions,
            "reported_total_registrants": draw(st.sampled_from((None, 2, 3))),
            "reported_live_conversion_rate": draw(st.sampled_from((None, 0.0, 0.5, 0.333))),
        }
    )
    asked = [{"event_id": event_id, "question_id": q, "text": t} for q, t in (("r1", "Role?"), ("r2", " Role? "))]
    found["registration_questions"] += draw(st.lists(st.sampled_from(asked), unique_by=lambda r: r["question_id"]))
    listed = draw(st.lists(st.sampled_from(talk.asked), unique=True, min_size=talk.least, max_size=6))
    for position, (survey_id, question_id, survey, kind, text) in enumerate(listed):
        found["survey_questions"].append(
            {
                "event_id": event_id,
                "survey_id": survey_id,
                "question_id": question_id,
                "survey": survey,
                "question_type": kind,
                "type_inferred": draw(st.sampled_from((True, False, None))),
                "text": text,
                "position": position,
            }
        )
    gap = draw(st.sampled_from((0, 0, 0, 5, 100_000)))
    for number in range(1, draw(st.integers(0, most_registrants)) + 1):
        # Registrants are usually numbered without gaps, but a damaged record can leave one.
        _draw_registrant(draw, found, event_id, number + gap * (number > 1), has_sessions=has_sessions is not False)
        _draw_responses(draw, found, {"event_id": event_id, "registrant": number + gap * (number > 1)}, talk)


def _draw_responses(draw: st.DrawFn, found: Tables, keys: Row, talk: Talk) -> None:
    unique = (lambda row: row[:2]) if talk.distinct else None
    asked = draw(st.lists(st.sampled_from(talk.asked), min_size=talk.least, max_size=talk.most, unique_by=unique))
    for survey_id, question_id, *_ in asked:
        answer = draw(st.sampled_from(POOLS.get((survey_id, question_id), ANSWERS)))
        response = {"survey_id": survey_id, "question_id": question_id, "answer": answer}
        found["survey_responses"].append(keys | response)


def _draw_registrant(draw: st.DrawFn, found: Tables, event_id: str, number: int, *, has_sessions: bool) -> None:
    keys = {"event_id": event_id, "registrant": number}
    email = draw(st.sampled_from(EMAILS))
    totals = maybe(st.integers(0, 3))
    times = maybe(st.sampled_from((0, 60_000, 660_000, 1_200_000)))
    found["registrants"].append(
        keys
        | {
            "registered_at": draw(maybe(instants)),
            "email": email,
            "email_key": None if email is None else email.strip().casefold(),
            "first_name": draw(st.sampled_from(NAMES)),
            "last_name": draw(st.sampled_from(NAMES)),
            "company": draw(st.sampled_from(COMPANIES)),
            "country": draw(st.sampled_from(COUNTRIES)),
            "campaign": draw(st.sampled_from(CAMPAIGNS)),
            "opted_out": draw(st.sampled_from((None, None, True, False))),
            **{f"{mode}_sessions": draw(totals) for mode in ("live", "od", "simlive", "total")},
            **{f"{mode}_ms": draw(times) for mode in ("live", "od", "simlive", "total")},
        }
    )
    if has_sessions:
        found["sessions"] += [keys | row for row in draw(sessions_of())]
    for n in range(draw(st.sampled_from((0, 0, 1, 2)))):
        texts = st.sampled_from((None, "", "Why?", "How?", "So it goes?", "Budget for ann@x.com?"))
        found["qa"].append(keys | {"n": n + 1, "question": draw(texts), "answer": draw(texts)})
    for question_id in draw(st.lists(st.sampled_from(("r1", "r2")), unique=True, max_size=2)):
        answer = draw(st.sampled_from((None, "Chef", " chef", "Chef|Cook", "Cook", "|")))
        found["registration_answers"].append(keys | {"question_id": question_id, "answer": answer})


def report_of(found: Tables) -> Report:
    """Return the report with these rows; columns that a row leaves out are null."""
    frames = {name: pl.DataFrame(found.get(name, []), schema=schema, orient="row") for name, schema in TABLES.items()}
    return Report(**frames)


def audience_of(found: Tables) -> Audience:
    """Return the audience of these rows."""
    return Audience.of(report_of(found))


def rows_of(frame: pl.DataFrame) -> list[Row]:
    """Return a frame as dictionaries."""
    return frame.to_dicts()


ANALYTICS_NAMES = tuple(ANALYTICS)
