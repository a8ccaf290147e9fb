"""Figures of parts are those of the whole, however it is parted: by events, or by what a person did in an event."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tests.analysis.reports import PARTED, Rolled, Tables, report_of, tables
from tests.analysis.small import at
from webcast.analysis import (
    askers,
    attendance,
    dimensions,
    funnel,
    numbering,
    pace,
    people,
    persons,
    portfolio,
    qa,
    rollups,
    rollups_by_event,
    stages,
    summary,
    survey_counts,
    surveys,
    terms,
    timeline,
    waiting,
)
from webcast.analysis.audience import Audience
from webcast.analysis.of_events import asked, referrers, silent
from webcast.analysis.pairs import Pair
from webcast.analysis.parts import Parts, Stacked
from webcast.analysis.score import Weights
from webcast.presentation import measures
from webcast.presentation.asked_question import Question
from webcast.reports import Report

RULES = (stages.Rules(), stages.Rules(live=True))
OF_PEOPLE: list[Pair[Any]] = [
    summary.SUMS.pair, persons.COUNTED.pair, timeline.viewing(), attendance.CAME.pair, waiting.waiting().pair,
    *map(funnel.stages_together, RULES),
    rollups.COMPANY_SUMS.pair, rollups.COMPANY_PEOPLE.pair, rollups.COMPANIES_NAMED.pair,
    survey_counts.ANSWERING.pair, surveys.CHECKS.pair, qa.SUMS.pair, terms.QUESTIONS.pair,
    askers.COUNTED.pair,
    rollups.BY_CAMPAIGN, rollups.CAMPAIGN_SUMS.pair, rollups.CAMPAIGN_PEOPLE.pair, rollups.CAMPAIGN_NAMES.pair,
]  # fmt: skip
OF_EVENTS: list[Pair[Any]] = [
    summary.KEY_FIGURES, timeline.PEAKS, attendance.BY_EVENT, qa.BY_EVENT, portfolio.CHECKS, funnel.DURATIONS,
    dimensions.ASKED, pace.BY_EVENT, *map(funnel.stages_by_event, RULES),
    rollups_by_event.COMPANIES, rollups_by_event.CAMPAIGNS,
    survey_counts.RESPONDENTS, survey_counts.ANSWERS, survey_counts.TWICE,
]  # fmt: skip
Partials = dict[str, Callable[[Audience], pl.DataFrame]]
PARTIALS: Partials = {
    "silent": silent,
    "referrers": referrers,
    survey_counts.ASKED.name: asked,
    rollups.COMPANY_NAMES.pair.name: rollups.COMPANY_NAMES.pair.partial,  # spelt by everybody of an event
    **{pair.name: pair.partial for pair in (*OF_PEOPLE, *OF_EVENTS)},
}
SAID = ("survey", "scales", "checks", "terms", "answers", "by event", "shares")
WEIGHTS = Weights(0.31, 0.07, 0.11)
EXACT = ("companies", "companies otherwise weighed", "campaigns", "companies by event", "campaigns by event")
"""What is the same to the last digit, as is all of :func:`voices`."""


def never() -> Report:
    raise AssertionError("the reports should not be opened")


def parted(report: Report, groups: list[list[str]]) -> Audience:
    """Return the audience of a report of which the partials of groups of its events are at hand alone."""
    return Audience.of_parts(parts_of(report, groups), never)


def parts_of(report: Report, groups: list[list[str]], partials: Partials = PARTIALS) -> Parts:
    parts = [Audience.of(report.of_events(group), lasting=True) for group in groups]
    order = {event: place for place, event in enumerate(report.event["event_id"])}
    stacked = {}
    for name, partial in partials.items():
        rows = pl.concat([partial(part) for part in parts])
        if "event_id" in rows.columns:
            places = rows["event_id"].replace_strict(order, return_dtype=pl.Int64)
            rows = rows.sort(places, maintain_order=True)
        stacked[name] = Stacked(rows, len(parts))
    registrants = sum(part.total for part in parts)
    return Parts(report.event, report.warnings, registrants, stacked)


def everything(audience: Audience) -> dict[str, Any]:
    """Return what Overview, Portfolio, Funnel, Campaigns and Companies are made of."""
    return {
        "overall": summary.overall(audience),
        "key figures": summary.key_figures(audience),
        "analytics": portfolio.event_analytics(audience),
        "ways": attendance.by_event(audience),
        "asked": qa.by_event(audience),
        "repeat": people.repeat(audience),
        "times": people.times_attended(audience),
        "levels": timeline.levels(audience),
        "peaks": timeline.peaks(audience),
        "silent": audience.without_attendance,
        "referrers": untold_of(audience),
        "came": [attendance.came(audience, mode) for mode in (None, "Live", "On-Demand", "SimLive")],
        "wait": waiting.wait(audience),
        "waits": waiting.waits(audience),
        "pace": pace.by_event(audience),
        "durations": funnel.durations(audience),
        "dimensions": dimensions.available(audience),
        **{f"funnel {rules}": funnel.funnel(audience, rules) for rules in RULES},
        **{f"stages {rules}": funnel.by_event(audience, rules) for rules in RULES},
        "companies": rollups.companies(audience),
        "companies otherwise weighed": rollups.companies(audience, WEIGHTS),
        "campaigns": rollups.campaigns(audience, {"mail": 90.0}, WEIGHTS),
        "by campaign": rollups.by_campaign(audience),
        "companies by event": rollups_by_event.companies(audience).collect(),
        "campaigns by event": rollups_by_event.CAMPAIGNS.of(audience),
        "count": audience.count,
        **voices(audience),
    }


def voices(audience: Audience) -> dict[str, Any]:
    """Return what Surveys and Questions are made of; questions whichever event has them first."""
    found: dict[str, Any] = {
        "survey questions": surveys.questions(audience).sort("label"),
        "scales": surveys.scales(audience).sort("label"),
        "checks": surveys.attendance_checks(audience).sort("label"),
        "answering": surveys.answering(audience),
        "questions": [qa.summary(audience), qa.registrants(audience), qa.registrants_waiting(audience)],
        "askers": [qa.askers_and_several(audience), qa.waiting(audience), qa.attendees(audience)],
        "terms": terms.of_questions(audience),
        "people": persons.people(audience),
    }
    for row in surveys.questions(audience).rows(named=True):
        question = Question.of(audience, row)
        found[f"answers {row['label']}"] = question.answers
        found[f"numbers {row['label']}"] = question.numeric
        found[f"by event {row['label']}"] = measures.survey(question).by_event(audience)
        found[f"shares {row['label']}"] = measures.answers(question).by_event(audience)
        if survey_counts.texts(audience, row["label"]) is not None:
            found[f"terms {row['label']}"] = terms.of_answers(audience, row["survey"], row["text"])
    return found


def untold_of(audience: Audience) -> list[Any]:
    lacking, *counts = audience.without_referrers
    return [lacking.rows(), *counts]


def assert_same(found: dict[str, Any], expected: dict[str, Any]) -> None:
    for name, value in expected.items():
        if isinstance(value, pl.DataFrame):
            assert_frame_equal(found[name], value, check_exact=name in EXACT or name.startswith(SAID))
        else:
            assert found[name] == value, name


@PARTED
@given(dice=st.randoms(use_true_random=False))
def test_figures_of_any_groups_of_events_are_those_of_all(dice: random.Random) -> None:
    report = report_of(tables(Rolled(random.Random(dice.getrandbits(32)))))  # noqa: S311 - reports, no secrets
    ids = report.event["event_id"].to_list()
    where = [dice.randint(0, 3) for _ in ids]
    groups = [[event for event, place in zip(ids, where, strict=True) if place == group] for group in range(4)]
    found = parted(report, [group for group in groups if group] or [[]])
    assert_same(everything(found), everything(Audience.of(report)))


@PARTED
@given(dice=st.randoms(use_true_random=False))
def test_figures_of_people_are_the_same_however_they_are_parted(dice: random.Random) -> None:
    made = tables(Rolled(random.Random(dice.getrandbits(32))), most_registrants=12)  # noqa: S311 - no secrets
    whole = Audience.of(report_of(made), lasting=True)
    units = whole.pick("row", "unit")
    last = dice.choice([0, 3, 11])
    place = {unit: dice.randint(0, last) for unit in units["unit"].unique().sort()}
    places = units["unit"].replace_strict(place, return_dtype=pl.Int64) if place else pl.Series([], dtype=pl.Int64)
    # Some may be empty, or of one row.
    parts = [whole.only(units["row"].filter(places == group)) for group in range(last + 1)]
    for pair in (*OF_PEOPLE, persons.OFTEN.pair, timeline.HIGHEST.pair):
        rows = pl.concat([pair.partial(part) for part in parts])
        found, expected = pair.merge(Stacked(rows, len(parts))), pair.of(whole)
        if isinstance(expected, int):
            assert found == expected
        else:
            assert_frame_equal(pl.DataFrame(found), pl.DataFrame(expected))


@PARTED
@given(dice=st.randoms(use_true_random=False))
def test_figures_of_people_are_the_same_of_narrow_frames_of_some_persons_each(dice: random.Random) -> None:
    made = tables(Rolled(random.Random(dice.getrandbits(32))), most_registrants=12)  # noqa: S311 - no secrets
    whole = Audience.of(report_of(made), lasting=True)
    pairs: list[Pair[Any]] = [
        persons.COUNTED.pair, persons.OFTEN.pair, timeline.viewing(), rollups.COMPANY_PEOPLE.pair,
        rollups.CAMPAIGN_PEOPLE.pair, askers.COUNTED.pair, askers.LEADING.pair,
    ]  # fmt: skip
    for pair in pairs:
        assert pair.narrow is not None
        rows = pair.partial(whole)
        some = [Stacked(rows.filter(pl.col("person") % 4 == bucket), 2) for bucket in range(4)]
        narrow = [pair.narrow(part) for part in some]
        halves = [pair.narrow(Stacked(pl.concat(half), 2)) for half in (narrow[:2], narrow[2:])]
        last = pair.narrow(Stacked(pl.concat(halves), 2))
        assert "person" not in last.columns
        merges = [pair.merge, timeline.HIGHEST.pair.merge] if pair.name.startswith("viewing") else [pair.merge]
        for merge in merges:
            expected = pl.DataFrame(merge(Stacked(rows)))
            for found in (merge(Stacked(pl.concat(narrow), 4)), merge(Stacked(last))):
                assert_frame_equal(pl.DataFrame(found), expected)


def two_events() -> Report:
    """Ann watches both events at once for half an hour, Bob the first, somebody without an address the second."""
    found: Tables = {"event": [], "registrants": [], "sessions": []}
    viewings: dict[str, list[tuple[str | None, datetime, datetime]]] = {
        "a": [("ann@x.com", at(1, 10), at(1, 11)), ("bob@x.com", at(1, 10), at(1, 10, 10))],
        "b": [("ann@x.com", at(1, 10, 30), at(1, 11, 30)), (None, at(1, 10, 30), at(1, 10, 40))],
    }
    for event, viewers in viewings.items():
        found["event"].append(
            {"event_id": event, "live_start": at(1, 10), "live_end": at(1, 12), "has_sessions": True}
        )
        for number, (key, start, end) in enumerate(viewers, 1):
            keys = {"event_id": event, "registrant": number}
            found["registrants"].append(keys | {"email": key, "email_key": key})
            found["sessions"].append(keys | {"session": 1, "type": "Live", "start": start, "end": end})
    return report_of(found)


def test_a_person_is_one_in_two_parts_and_watches_once_at_a_time() -> None:
    together = parted(two_events(), [["a"], ["b"]])
    overall = summary.overall(together)
    assert (overall.total_registrants, overall.people, overall.attendees, overall.attending_people) == (4, 3, 4, 3)
    assert overall.peak_viewers == 2
    # Ann from 10:00 to 11:30, Bob to 10:10, the other from 10:30 to 10:40.
    assert timeline.levels(together)["level"].to_list() == [1, 2, 1, 2, 1, 0]
    assert people.repeat(together) == people.Repeat(attending=3, repeating=1, rate=1 / 3)
    assert people.times_attended(together).rows() == [(1, 2), (2, 1)]


def test_persons_bear_the_same_number_everywhere() -> None:
    keys = pl.Series(["ann@x.com", None, None])
    found = numbering.lasting_numbers(keys, pl.Series(["1", "1", "2"]), pl.Series([1, 2, 2]))
    # Kept in libraries: another number is another person.
    assert found.to_list() == [3527324654374839954, 15249457160750319697, 16911086132626915245]


def test_people_are_opened_once_and_only_when_asked_for() -> None:
    report, opened = two_events(), []

    def open_report() -> Report:
        opened.append(report)
        return report

    found = Audience.of_parts(parts_of(report, [["a"], ["b"]]), open_report)
    assert summary.overall(found).attendees == 4
    assert (found.opened, len(opened)) == (False, 0)
    assert found.where(pl.col("email_key") == "ann@x.com").count == 2
    assert found.members.height == 4
    assert (found.opened, len(opened)) == (True, 1)


def test_reports_that_could_not_be_opened_are_tried_again() -> None:
    report = two_events()
    answers: list[Report | Exception] = [OSError("away"), report]

    def open_report() -> Report:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    found = Audience.of_parts(parts_of(report, [["a", "b"]]), open_report)
    with pytest.raises(OSError, match="away"):
        _ = found.members
    assert not found.opened
    assert found.members.height == 4
