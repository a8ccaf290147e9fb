"""Presets: who is in them, how they are called, how they travel."""

from __future__ import annotations

import polars as pl
import pytest

from tests.exports import small
from webcast.analysis.audience import Audience
from webcast.analysis.preset_counts import HOT
from webcast.analysis.score import Weights
from webcast.cohorts import cohort
from webcast.cohorts.presets import DEFINITIONS, Preset
from webcast.errors import FilterError
from webcast.reports import Report
from webcast.reports.report import stack

MODES = {1: "Live", 2: "On-Demand", 3: "SimLive", 4: "Live", 5: "On-Demand"}


def report(watched: dict[int, int]) -> Report:
    """Return an event of six registrants; ``watched`` says who watched how many minutes of the hour."""
    base = small.two_events()
    sessions = [
        {
            "event_id": "11",
            "registrant": who,
            "session": 1,
            "type": MODES[who],
            "start": small.LIVE,
            "end": small.LIVE.replace(minute=minutes),
            "duration_ms": minutes * 60_000,
        }
        for who, minutes in watched.items()
    ]
    return Report(
        **{
            **{name: frame.clear() for name, frame in base.tables().items()},
            "event": base.event.head(1),
            "registrants": small.table(
                "registrants", [small.registrant("11", n, f"p{n}@example.com") for n in range(1, 7)]
            ),
            "sessions": small.table("sessions", sessions),
            "qa": small.table("qa", [{"event_id": "11", "registrant": 6, "n": 1, "question": "Why?"}]),
        }
    )


WATCHED = {1: 50, 2: 40, 3: 30, 4: 50, 5: 10}


def who(text: str, audience: Audience | None = None) -> list[int]:
    chosen = cohort.parse(text).apply(audience or Audience.of(report(WATCHED)))
    return chosen.members["registrant"].to_list()


@pytest.mark.parametrize(
    ("name", "people"),
    [
        ("attendees", [1, 2, 3, 4, 5]),
        ("no-shows", [6]),
        ("on-demand-only", [2, 5]),
        ("askers", [6]),
        # Fifty minutes of the hour twice: equal scores are hot together.
        ("hot-leads", [1, 4]),
        ("hot-leads:top=60", [1, 2, 4]),
        ("hot-leads:top=100", [1, 2, 3, 4, 5]),
    ],
)
def test_who_is_in_a_preset(name: str, people: list[int]) -> None:
    assert who(f"preset:{name}") == people


def test_presets_that_are_asked_for_together_hold_the_same_people() -> None:
    found = Preset.each(Audience.of(report(WATCHED)), Weights(), opted_out=False)
    assert {preset.name: people.members["registrant"].to_list() for preset, people in found.items()} == {
        "attendees": [1, 2, 3, 4, 5],
        "no-shows": [6],
        "on-demand-only": [2, 5],
        "askers": [6],
        "hot-leads": [1, 4],
    }


def test_who_came_live_as_well_is_not_on_demand_only() -> None:
    twice = report({**WATCHED})
    more = twice.sessions.filter(pl.col("registrant") == 2).with_columns(
        type=pl.lit("Live", twice.sessions["type"].dtype)
    )
    both = Report(**{**twice.tables(), "sessions": pl.concat([twice.sessions, more])})
    assert who("preset:on-demand-only", Audience.of(both)) == [5]


def test_weights_decide_who_is_hot() -> None:
    only_questions = "preset:hot-leads:watch=0:questions=100:survey=0"
    # The one who asked did not attend, and nobody else has a score above zero.
    assert who(only_questions) == []


def test_nobody_is_hot_where_nobody_watched() -> None:
    assert who("preset:hot-leads", Audience.of(report({}))) == []


@pytest.mark.parametrize("name", DEFINITIONS)
def test_a_preset_travels_as_text(name: str) -> None:
    assert cohort.parse(Preset(name).to_text()) == Preset(name)
    assert Preset(name).to_text() == f"preset:{name}"


def test_rules_travel_too_and_are_said() -> None:
    hot = Preset(HOT, Weights(0.5, 0.5, 0), 5)
    assert hot.to_text() == "preset:hot-leads:top=5:watch=50:questions=50:survey=0"
    assert cohort.parse(hot.to_text()) == hot
    assert hot.describe() == (
        "Hot leads (highest 5 % by engagement score), weights watch 50 %, questions 50 %, survey 0 %"
    )
    assert Preset(HOT).describe() == "Hot leads (highest 10 % by engagement score)"
    assert Preset("no-shows").describe() == "No-shows"


@pytest.mark.parametrize(
    "text",
    [
        "preset",
        "preset:everybody",
        "preset:askers:top=5",
        "preset:hot-leads:top=0",
        "preset:hot-leads:top=101",
        "preset:hot-leads:top=nan",
        "preset:hot-leads:top",
        "preset:hot-leads:watch=-1",
        "preset:hot-leads:nose=1",
    ],
)
def test_what_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(FilterError, match="A set of people should be one of"):
        cohort.parse(text)


def test_over_several_events_presets_are_of_registrants() -> None:
    both = Audience.of(stack([report(WATCHED), _second()]))
    assert who("preset:no-shows", both) == [6, 1]


def _second() -> Report:
    base = small.two_events()
    return Report(**{name: frame.filter(pl.col("event_id") == "12") for name, frame in base.tables().items()})


@pytest.mark.parametrize("weight", ["inf", "-1", "nan"])
def test_a_weight_is_a_number_from_zero_up(weight: str) -> None:
    with pytest.raises(FilterError, match="A set of people should be one of"):
        cohort.parse(f"preset:hot-leads:watch={weight}")


def test_what_presets_are_called_and_who_they_say_is_in_them() -> None:
    hot = "The attendees with the highest engagement scores: one in ten of those who have one, equal scores included."
    assert {name: (each.label, each.text) for name, each in DEFINITIONS.items()} == {
        "attendees": ("Attendees", "Registrants with a session of any type."),
        "no-shows": ("No-shows", "Registrants without any session."),
        "on-demand-only": ("On-demand only", "Registrants with an On-Demand session and no Live or SimLive one."),
        "hot-leads": ("Hot leads", hot),
        "askers": ("Askers", "Registrants who asked a question."),
    }
