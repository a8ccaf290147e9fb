"""Random reports as lists of dictionaries, for the analyses and their slow twin alike, and tiny ones written by hand.

The values are few and close together on purpose: equal times, one person twice, answers that differ in blanks.
Instants lie around a change to summer time in Europe (31 March 2024, 01:00 UTC) and over midnights.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import polars as pl
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.database import DirectoryBasedExampleDatabase

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
settings.register_profile(
    "thorough",
    settings.get_profile("default"),
    max_examples=1000,
    derandomize=False,
    # What failed is kept, and is tried first the next time; the same cases each time need no such thing.
    database=DirectoryBasedExampleDatabase(".hypothesis/examples"),
    print_blob=True,
)
THOROUGH = settings.get_profile("thorough")
PROFILE = settings.get_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
TWINS = PROFILE if PROFILE is THOROUGH else settings(PROFILE, max_examples=60)
"""Of analyses beside their slow twins: each sees so many of the reports that all share."""
PARTED = PROFILE if PROFILE is THOROUGH else settings(PROFILE, max_examples=16)
"""Of analyses of parts beside those of the whole, which look at a report many times."""

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
TOTALS = (("sessions", "ms"), ("sessions", "ms"), ("sessions", "ms"), ("sessions",), ())
"""What a report has of each registrant beside session rows: some have no durations, some nothing."""
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


class Choose(Protocol):
    """What takes the decisions of which a random report is made."""

    def of(self, values: Sequence[Any]) -> Any:
        """Return one of these."""

    def between(self, least: int, most: int) -> int:
        """Return a whole number from the least to the most."""

    def some(self, values: Sequence[Any], least: int, most: int, *, unique: Key | None) -> list[Any]:
        """Return so many of these; no two with one key, where there is one."""


Key = Callable[[Any], Any]


@dataclass(frozen=True)
class Searched:
    """Decisions of Hypothesis, which makes what fails as small as it can."""

    draw: st.DrawFn

    def of(self, values: Sequence[Any]) -> Any:
        return self.draw(st.sampled_from(values))

    def between(self, least: int, most: int) -> int:
        return self.draw(st.integers(least, most))

    def some(self, values: Sequence[Any], least: int, most: int, *, unique: Key | None) -> list[Any]:
        return self.draw(st.lists(st.sampled_from(values), min_size=least, max_size=most, unique_by=unique))


@dataclass(frozen=True)
class Rolled:
    """Decisions of dice, a hundred times as quick."""

    dice: random.Random

    def of(self, values: Sequence[Any]) -> Any:
        return self.dice.choice(values)

    def between(self, least: int, most: int) -> int:
        return self.dice.randint(least, most)

    def some(self, values: Sequence[Any], least: int, most: int, *, unique: Key | None) -> list[Any]:
        wanted = self.between(least, most)
        if unique is None:
            return self.dice.choices(values, k=wanted)
        mixed = self.dice.sample(values, len(values))
        return list({unique(value): value for value in mixed}.values())[:wanted]


def tables(choose: Choose, *, most_events: int = 3, most_registrants: int = 6, talk: Talk = QUIET) -> Tables:
    """Return a report of some events."""
    found: Tables = {name: [] for name in TABLES}
    for number in range(choose.between(0, most_events)):
        _add_event(choose, found, f"e{number}", most_registrants, talk)
    return found


def _instant(choose: Choose) -> datetime:
    after = choose.between(0, 12) * 15 if choose.of((True, False)) else choose.between(0, 4 * 24 * 60)
    return ZERO + timedelta(minutes=after)


def _maybe(choose: Choose, values: Sequence[Any] | None = None) -> Any:
    """Return one of the values, of instants where none are given, or nothing now and then."""
    if choose.between(0, 3) == 0:
        return None
    return _instant(choose) if values is None else choose.of(values)


def _sessions(choose: Choose) -> list[Row]:
    """Return the sessions of one registrant."""
    rows = []
    for number in range(1, choose.between(0, 4) + 1):
        start = _maybe(choose)
        length = timedelta(minutes=choose.of((0, 0, -5, 1, 11, 15, 30, 1500)))
        end = choose.of((None, "set", "set", "set"))
        rows.append(
            {
                "session": number,
                "type": choose.of((*MODES, "Live", "On-Demand", None)),
                "start": start,
                "end": None if end is None else (start or _instant(choose)) + length,
                "duration_ms": _maybe(choose, (0, 60_000, 660_000)),
            }
        )
    return rows


def _add_event(choose: Choose, found: Tables, event_id: str, most_registrants: int, talk: Talk) -> None:
    start = _maybe(choose)
    lasts = _maybe(choose, (0, 30, 60))
    has_sessions = choose.of((True, True, True, None, False))
    found["event"].append(
        {
            "event_id": event_id,
            "title": choose.of(TITLES),
            "live_start": start,
            "live_end": None if lasts is None else (start or ZERO) + timedelta(minutes=lasts),
            "duration_ms": choose.of((None, 0, 1_800_000)),
            "run_at": choose.of((None, None, _instant(choose))),
            "has_sessions": has_sessions,
            "reported_total_registrants": choose.of((None, 2, 3)),
            "reported_live_conversion_rate": choose.of((None, 0.0, 0.5, 0.333)),
        }
    )
    asked = [{"event_id": event_id, "question_id": q, "text": t} for q, t in (("r1", "Role?"), ("r2", " Role? "))]
    found["registration_questions"] += choose.some(asked, 0, 2, unique=lambda row: row["question_id"])
    listed = choose.some(talk.asked, talk.least, 6, unique=lambda row: row)
    for position, (survey_id, question_id, survey, kind, text) in enumerate(listed):
        found["survey_questions"].append(
            {
                "event_id": event_id,
                "survey_id": survey_id,
                "question_id": question_id,
                "survey": survey,
                "question_type": kind,
                "type_inferred": choose.of((True, False, None)),
                "text": text,
                "position": position,
            }
        )
    gap = choose.of((0, 0, 0, 5, 100_000))
    totals = choose.of(TOTALS)
    for number in range(1, choose.between(0, most_registrants) + 1):
        # Registrants are usually numbered without gaps, but a damaged record can leave one.
        keys = {"event_id": event_id, "registrant": number + gap * (number > 1)}
        _add_registrant(choose, found, keys, totals, has_sessions=has_sessions is not False)
        _add_responses(choose, found, keys, talk)


def _add_responses(choose: Choose, found: Tables, keys: Row, talk: Talk) -> None:
    unique = (lambda row: row[:2]) if talk.distinct else None
    for survey_id, question_id, *_ in choose.some(talk.asked, talk.least, talk.most, unique=unique):
        answer = choose.of(POOLS.get((survey_id, question_id), ANSWERS))
        response = {"survey_id": survey_id, "question_id": question_id, "answer": answer}
        found["survey_responses"].append(keys | response)


def _add_registrant(choose: Choose, found: Tables, keys: Row, totals: tuple[str, ...], *, has_sessions: bool) -> None:
    email = choose.of(EMAILS)
    modes = ("live", "od", "simlive", "total")
    counted = {"sessions": (0, 1, 2, 3), "ms": (0, 60_000, 660_000, 1_200_000)}
    found["registrants"].append(
        keys
        | {
            "registered_at": _maybe(choose),
            "email": email,
            "email_key": None if email is None else email.strip().casefold(),
            "first_name": choose.of(NAMES),
            "last_name": choose.of(NAMES),
            "company": choose.of(COMPANIES),
            "country": choose.of(COUNTRIES),
            "campaign": choose.of(CAMPAIGNS),
            "referrer": choose.of((None, None, "", " https://a.example/x ", "https://a.example/x")),
            "opted_out": choose.of((None, None, True, False)),
            **{
                f"{mode}_{kind}": _maybe(choose, values) if kind in totals else None
                for kind, values in counted.items()
                for mode in modes
            },
        }
    )
    if has_sessions:
        found["sessions"] += [keys | row for row in _sessions(choose)]
    for n in range(choose.of((0, 0, 1, 2))):
        texts = (None, "", "Why?", "How?", "So it goes?", "Budget for ann@x.com?")
        found["qa"].append(keys | {"n": n + 1, "question": choose.of(texts), "answer": choose.of(texts)})
    for question_id in choose.some(("r1", "r2"), 0, 2, unique=lambda name: name):
        answer = choose.of((None, "Chef", " chef", "Chef|Cook", "Cook", "|"))
        found["registration_answers"].append(keys | {"question_id": question_id, "answer": answer})


def report_of(found: Tables) -> Report:
    """Return the report with these rows; columns that a row leaves out are null."""
    frames = {name: pl.DataFrame(found.get(name, []), schema=schema, orient="row") for name, schema in TABLES.items()}
    return Report(**frames)


def rolled(dice: random.Random) -> Report:
    """Return a report of up to five events as dice fall."""
    return report_of(tables(Rolled(random.Random(dice.getrandbits(32))), most_events=5))  # noqa: S311 - no secrets


def audience_of(found: Tables) -> Audience:
    """Return the audience of these rows."""
    return Audience.of(report_of(found))


def rows_of(frame: pl.DataFrame) -> list[Row]:
    """Return a frame as dictionaries."""
    return frame.to_dicts()


ANALYTICS_NAMES = tuple(ANALYTICS)
