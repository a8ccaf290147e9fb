"""Cohorts: the last digit of their rules, and which values make one."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from tests.analysis.reports import audience_of
from tests.analysis.small import made, rows_in
from tests.analysis.test_across_events import broadcast_twice
from webcast.analysis.audience import Audience
from webcast.analysis.score import Weights
from webcast.analysis.stages import Rules
from webcast.cohorts.across import ByCampaign, Came
from webcast.cohorts.cohort import (
    Answer,
    Askers,
    Attended,
    Cohort,
    Group,
    Others,
    Person,
    Stage,
    Viewing,
    own_words,
    parse,
)
from webcast.cohorts.in_time import Arrived, RegisteredAhead, Waited, Watching
from webcast.cohorts.presets import Preset
from webcast.errors import FilterError

LAST_MS = 253_402_300_800_000
"""1 January 10000."""


@pytest.mark.parametrize(
    ("cohort", "text"),
    [
        (Stage("stayed", rules=Rules(stayed_share=0.335)), "stage:stayed:passed:share=0.335"),
        (Stage("stayed", rules=Rules(stayed_share=0.3349999)), "stage:stayed:passed:share=0.3349999"),
        (Stage("stayed", rules=Rules(stayed_share=1 / 3)), "stage:stayed:passed:share=0.3333333333333333"),
        (Stage("stayed", rules=Rules(stayed_share=1.0)), "stage:stayed:passed:share=1"),
        (Stage("stayed", rules=Rules(stayed_share=0.0)), "stage:stayed:passed:share=0"),
        (Stage("stayed", rules=Rules(stayed_minutes=12.5)), "stage:stayed:passed:minutes=12.5"),
        (Stage("stayed", rules=Rules(stayed_minutes=0.1)), "stage:stayed:passed:minutes=0.1"),
        (Stage("stayed", rules=Rules(stayed_minutes=0.0)), "stage:stayed:passed:minutes=0"),
        (Stage("stayed", rules=Rules(stayed_minutes=10.0)), "stage:stayed:passed"),
        (Preset("hot-leads", top=2.5), "preset:hot-leads:top=2.5"),
        (Preset("hot-leads", top=10.0), "preset:hot-leads"),
        (
            Preset("hot-leads", Weights(0.335, 0.25, 0.415)),
            "preset:hot-leads:watch=33.5:questions=25:survey=41.5",
        ),
        (Viewing(0, LAST_MS - 1), "viewing:0:253402300799999"),
    ],
)
def test_a_cohort_is_written_and_read_to_the_last_digit(cohort: Cohort, text: str) -> None:
    assert cohort.to_text() == text
    assert parse(text) == cohort


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Viewing, (-1, 5)),
        (Viewing, (0, LAST_MS)),
        (Watching, ("Live", -1, 5)),
        (Arrived, ("all", 0, LAST_MS)),
        (Came, (0,)),
        (Came, (-1,)),
        (Waited, (5, 5)),
        (Waited, (5, 4)),
        (Waited, (-1, 5)),
        (Waited, (None, None)),
        (Waited, (None, 1)),
    ],
)
def test_what_is_no_stretch_or_number_makes_none(kind: Any, values: tuple[Any, ...]) -> None:
    with pytest.raises(ValueError, match=r"calendar|less than once|no stretch"):
        kind(*values)
    with pytest.raises(FilterError):
        parse(":".join((kind.__name__.lower(), *("" if value is None else str(value) for value in values))))


def test_the_least_that_makes_one() -> None:
    assert Came(1).describe() == "Came to 1 event"
    assert Came(2, or_more=True).describe() == "Came to 2 events or more"
    assert Waited(0, 1).describe() == "Registered less than 1 hour before the first session"
    assert Waited(0, None).describe() == "Registered 0 days or more before the first session"
    assert Waited(None, 0).describe() == "Registered after the first session had begun"
    assert Waited(5, 6, "Live").describe() == "Registered 5 hours to 6 hours before the first Live session"
    assert Waited(24, 168).describe() == "Registered 1 day to 7 days before the first session"
    assert Waited(25, None).describe() == "Registered 25 hours or more before the first session"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (2, "Registered 2 days before the live start"),
        (1, "Registered 1 day before the live start"),
        (0, "Registered in the last 24 hours before the live start"),
        (-1, "Registered in the first 24 hours after the live start"),
        (-2, "Registered 1 day after the live start"),
        (-3, "Registered 2 days after the live start"),
    ],
)
def test_days_before_and_after_the_live_start(days: int, words: str) -> None:
    assert RegisteredAhead(days).describe() == words


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (0, 1_000, "Viewing between 1970-01-01 00:00:00 and 1970-01-01 00:00:01 UTC"),
        (1, 1_050, "Viewing between 1970-01-01 00:00:00.001 and 1970-01-01 00:00:01.050 UTC"),
    ],
)
def test_moments_are_said_to_the_millisecond_where_they_have_one(start: int, end: int, words: str) -> None:
    assert Viewing(start, end).describe() == words


def test_a_person_is_of_one_event() -> None:
    assert parse("person:11:1") == Person("11", 1) != Person("12", 1)


@cache
def two() -> Audience:
    """Two events, of which one person registered for both."""
    return audience_of(
        {
            "event": [{"event_id": "a"}, {"event_id": "b"}],
            "registrants": [
                {
                    "event_id": "a",
                    "registrant": 1,
                    "email": "ann@x.com",
                    "email_key": "ann@x.com",
                    "campaign": "mail",
                },
                {"event_id": "a", "registrant": 2, "email": "bob@x.com", "email_key": "bob@x.com", "campaign": None},
                {"event_id": "b", "registrant": 1, "email": "cid@x.com", "email_key": "cid@x.com", "campaign": ""},
                {"event_id": "b", "registrant": 2, "email": "ANN@x.com", "email_key": "ann@x.com", "campaign": None},
            ],
            "sessions": [
                {"event_id": "a", "registrant": 1, "session": 1, "type": "Live", "duration_ms": 60_000},
                {"event_id": "b", "registrant": 1, "session": 1, "type": "On-Demand", "duration_ms": 60_000},
            ],
        }
    )


@pytest.mark.parametrize(
    ("cohort", "who"),
    [
        (ByCampaign(), [("a", 1)]),
        (Person("a", 1), [("a", 1), ("b", 2)]),
        (Person("b", 1), [("b", 1)]),
        (Person("c", 1), []),
        (Attended("live"), [("a", 1)]),
        (Attended("od"), [("b", 1)]),
        (Attended("simlive"), []),
        (Attended("any"), [("a", 1), ("b", 1)]),
    ],
)
def test_who_is_in_a_cohort_of_two_events(cohort: Cohort, who: list[tuple[str, int]]) -> None:
    assert cohort.apply(two()).members.select("event_id", "registrant").rows() == who


def test_what_people_wrote_is_told_from_what_was_offered() -> None:
    assert own_words(Answer("Exit", "Why?", "Because", own_words=True))
    assert own_words(Others(Answer("Exit", "Why?", "Because", own_words=True)))
    assert not own_words(Answer("Exit", "Why?", "Because"))
    assert not own_words(Others(Attended("live")))
    assert not own_words(Attended("live"))


@pytest.mark.parametrize(
    ("cohort", "who"),
    [
        # Ann's and Eve's second records did not attend, but they did.
        (Came(1), [0, 1, 3, 4, 6]),
        (Came(1, or_more=True), [0, 1, 2, 3, 4, 5, 6]),
        (Came(2), [2, 5]),
        (Came(2, or_more=True), [2, 5]),
        (Came(3, or_more=True), []),
    ],
)
def test_who_came_so_many_times_or_more(cohort: Cohort, who: list[int]) -> None:
    assert rows_in(cohort.apply(audience_of(broadcast_twice()))) == who


@pytest.mark.parametrize(
    ("cohort", "who"),
    [
        (Answer("Exit", "Why?"), [0, 1]),
        (Answer("Exit", "Why?", "Yes"), [0]),
        (Answer("Exit", "Why?", "No"), [1]),
        (Answer("Exit", "Else?", "Yes"), []),
        (Askers(), [1, 2]),
        (Askers(answered=True), [1]),
        (Askers(answered=False), [2]),
    ],
)
def test_who_gave_an_answer_and_who_asked(cohort: Cohort, who: list[int]) -> None:
    found = made(
        {"said": {"Why?": "Yes"}},
        {"said": {"Why?": "No"}, "asked": [("How?", "So.")]},
        {"asked": [("How?", None)]},
        questions={"Why?": {}, "Else?": {}},
    )
    assert rows_in(cohort.apply(found)) == who


def test_groups_of_those_who_gave_no_answer_or_have_no_value() -> None:
    assert Group("question: Role?", None).describe() == "No answer to “Role?” when registering"
    assert Group("company", None).describe() == "No company"
    assert Group("referrer", None).describe() == "Referrer unknown"
