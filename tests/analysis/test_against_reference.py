"""Every analysis against its slow twin in :mod:`tests.analysis.reference`, on random reports.

Longer than other modules: an analysis each, all over the same random reports.
"""

from __future__ import annotations

import math
import random
from datetime import date, timedelta
from functools import cache
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis import reference
from tests.analysis.reports import (
    ANSWERS,
    CAMPAIGNS,
    COMPANIES,
    COUNTRIES,
    PROFILE,
    QUIET,
    THOROUGH,
    TWINS,
    ZERO,
    ZONES,
    Choose,
    Rolled,
    Searched,
    Talk,
    audience_of,
    instants,
    tables,
)
from webcast.analysis import dimensions, funnel, people, qa, stages, summary, surveys, timeline
from webcast.analysis.audience import Audience
from webcast.reports.schema import MODES
from webcast.view.answer_choice import Choice
from webcast.view.filters import Filters

modes = st.sampled_from((None, *MODES))
DIMENSIONS = (*dimensions.FIXED, dimensions.ATTENDANCE, "question: Role?")


@st.composite
def filters(draw: st.DrawFn) -> Filters:
    """Draw filters of which most let somebody through."""
    seldom: dict[str, st.SearchStrategy[Any]] = {
        "start": st.dates(date(2024, 3, 29), date(2024, 4, 3)),
        "end": st.dates(date(2024, 3, 29), date(2024, 4, 3)),
        "campaigns": st.sampled_from([(c,) for c in CAMPAIGNS if c]),
        "include_domains": st.sampled_from(
            [("x.com",), ("co.uk", "y.org"), ("@X.CO.UK",), ("localhost",), ("z.net",)]
        ),
        "asked_question": st.just(value=True),
        "answered_survey": st.just(value=True),
        "answered_check": st.just(value=True),
        "not_opted_out": st.just(value=True),
        "no_shows": st.just(value=True),
        "live": st.just(value=True),
        "on_demand": st.just(value=True),
        "simlive": st.just(value=True),
        "min_minutes": st.sampled_from((0, 1, 11, 30.5)),
        "max_minutes": st.sampled_from((0, 11, 1500)),
        "companies": st.lists(st.sampled_from([c for c in COMPANIES if c]), min_size=1).map(tuple),
        "countries": st.lists(st.sampled_from([c for c in COUNTRIES if c]), min_size=1).map(tuple),
        "registration_answers": st.sampled_from([(Choice("Role?", ("chef",)),), (Choice("Role?", ("Cook", "x")),)]),
        "survey_answers": st.sampled_from([a for a in ANSWERS if a and a.strip()]).map(
            lambda a: (Choice("Exit: Which topics?", (a,)),)
        ),
        "text": st.sampled_from(("ann", "åsa", "[x]", "acme", "ann ann", "@")),
        "registered_in_range": st.just(value=False),
        "viewed_in_range": st.just(value=False),
    }
    names = draw(st.lists(st.sampled_from(sorted(seldom)), unique=True, max_size=3))
    chosen = {name: draw(seldom[name]) for name in names}
    if "include_domains" in chosen and draw(st.booleans()):
        chosen["exclude_domains"] = chosen.pop("include_domains")
    return Filters(**chosen)


Pair = tuple[Audience, reference.World]


def some(talk: Talk = QUIET) -> st.SearchStrategy[Pair]:
    """Draw an audience and its twin, all of the members or some of them.

    Tests share some that dice made, so that what a twin computed of one is there for the next test. ``make thorough``
    draws new ones for each test, and makes what fails as small as it can.
    """
    return anew(talk) if PROFILE is THOROUGH else st.deferred(lambda: st.sampled_from(shared(talk)))


def whole(talk: Talk = QUIET) -> st.SearchStrategy[Pair]:
    """Draw an audience and its twin, of all members."""
    return some(talk).map(lambda pair: (pair[0].everyone, pair[1].whole))


SHARED = 60
"""Reports that all tests of one process share."""


@cache
def shared(talk: Talk) -> list[Pair]:
    """Return what all tests of one process share."""
    wanted = SHARED if talk is QUIET else SHARED // 2
    return [pair_of(Rolled(random.Random(seed)), talk) for seed in range(wanted)]  # noqa: S311 - no secrets


@st.composite
def anew(draw: st.DrawFn, talk: Talk) -> Pair:
    return pair_of(Searched(draw), talk)


def pair_of(choose: Choose, talk: Talk) -> Pair:
    found = tables(choose, talk=talk)
    audience, world = audience_of(found), reference.World(found)
    if world.members and choose.of((False, True)):
        every = [m.row for m in world.members]
        rows = choose.some(every, 0, len(every), unique=lambda row: row)
        return audience.only(pl.Series(rows, dtype=pl.UInt32)), world.only(rows)
    return audience, world


def same(found: object, expected: object) -> bool:
    if isinstance(found, float) and isinstance(expected, float | int):
        return math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-9)
    return found == expected


def assert_same(found: dict[str, Any], expected: dict[str, Any]) -> None:
    wrong = {name: (found.get(name), value) for name, value in expected.items() if not same(found.get(name), value)}
    assert wrong == {}, "found, expected"


@TWINS
@given(whole())
def test_members(pair: Pair) -> None:
    audience, world = pair
    assert audience.members.height == audience.total == len(world.members)
    persons: dict[Any, int] = {}
    for row, twin in zip(audience.members.to_dicts(), world.members, strict=True):
        expected = {
            "row": twin.row,
            "event_id": twin.record["event_id"],
            "registrant": twin.record["registrant"],
            "email": twin.record["email"],
            "person": persons.setdefault(twin.person, row["person"]),
            "domain": twin.domain(),
            "event_title": twin.event["title"],
            "live_start": twin.event["live_start"],
            "live_end": twin.event["live_end"],
            "attended": twin.attended(),
            "live_attended": twin.attended("live"),
            "od_attended": twin.attended("od"),
            "simlive_attended": twin.attended("simlive"),
            "watch_ms": twin.watched(),
            "live_watch_ms": twin.watched("live"),
            "od_watch_ms": twin.watched("od"),
            "simlive_watch_ms": twin.watched("simlive"),
            "questions": len(twin.asked()),
            "survey_answers": twin.answered(),
            "check_answers": twin.answered(checks=True),
            "live_registrant": twin.in_time(),
        }
        assert_same(row, expected)
    assert sorted(persons.values()) == list(range(len(persons)))


@TWINS
@given(some())
def test_children_follow_the_members(pair: tuple[Audience, reference.World]) -> None:
    audience, world = pair
    rows = {m.row for m in world.members}
    for child in ("sessions", "qa", "survey_responses", "registration_answers"):
        frame = getattr(audience, child)
        table = world.tables[child]
        places = {(r.record["event_id"], r.record["registrant"]): r.row for r in world.everyone}
        expected = [places[r["event_id"], r["registrant"]] for r in table]
        assert sorted(frame["row"]) == sorted(row for row in expected if row in rows)
        assert getattr(audience.report, child).height == frame.height
    assert audience.report.registrants["registrant"].to_list() == [m.record["registrant"] for m in world.members]
    assert audience.lazy().collect().equals(audience.members)


@TWINS
@given(some())
def test_key_figures(pair: tuple[Audience, reference.World]) -> None:
    audience, world = pair
    found = summary.key_figures(audience).to_dicts()
    expected = reference.key_figures(world)
    assert len(found) == len(expected)
    for row, twin in zip(found, expected, strict=True):
        assert_same(row, twin)
    most, at = reference.peak(world)
    assert_same(
        summary.overall(audience).figures(),
        reference.figures(world.members, world.events.values()) | {"peak_viewers": most, "peak_at": at},
    )


rules = st.builds(
    stages.Rules,
    stayed_minutes=st.sampled_from((0.0, 1.0, 10.0, 26.5)),
    stayed_share=st.sampled_from((None, None, 0.0, 0.5, 1.0)),
    live=st.booleans(),
    include_simlive=st.booleans(),
)


def twin_rules(chosen: stages.Rules) -> dict[str, Any]:
    return {
        "minutes": chosen.stayed_minutes,
        "of_length": chosen.stayed_share,
        "live": chosen.live,
        "include_simlive": chosen.include_simlive,
    }


@TWINS
@given(some(), rules)
def test_funnel(pair: tuple[Audience, reference.World], chosen: stages.Rules) -> None:
    audience, world = pair
    found = funnel.funnel(audience, chosen).to_dicts()
    expected = reference.funnel(world.members, world.events.values(), **twin_rules(chosen))
    for row, twin in zip(found, expected, strict=True):
        assert_same(row, twin)
    before: set[int] = set()
    for place, row in enumerate(found):
        passed = funnel.passed(audience, row["stage"], chosen)
        dropped = funnel.dropped(audience, row["stage"], chosen)
        rows = reference.in_stage(world.members, row["stage"], **twin_rules(chosen))
        assert set(passed.pick("row")["row"]) == rows
        assert set(dropped.pick("row")["row"]) == (
            before - rows if row["registrants"] is not None and place else set()
        )
        before = rows


@TWINS
@given(some(), rules, st.sampled_from(DIMENSIONS))
def test_funnel_by(pair: tuple[Audience, reference.World], chosen: stages.Rules, by: str) -> None:
    audience, world = pair
    found = funnel.funnel(audience, chosen, by=by).to_dicts()
    groups = reference.by_group(world, by)
    assert len(found) == 5 * len(groups)
    for place in range(0, len(found), 5):
        group = found[place]["group"]
        for row, twin in zip(
            found[place : place + 5], reference.funnel(groups[group], **twin_rules(chosen)), strict=True
        ):
            assert_same(row, twin | {"group": group})
    for row in dimensions.values(audience, by).to_dicts():
        assert row["registrants"] == len(groups[row["group"]])
        rows = dimensions.members(audience, by, row["group"]).pick("row")["row"]
        assert set(rows) == {m.row for m in groups[row["group"]]}


@TWINS
@given(some(), modes)
def test_viewers_and_peak(pair: tuple[Audience, reference.World], mode: str | None) -> None:
    audience, world = pair
    most, at = reference.peak(world, mode)
    assert timeline.peak(audience, mode) == timeline.Peak(most, at)
    curve = timeline.viewers(audience, mode).to_dicts()
    for row in curve:
        assert row["viewers"] == reference.viewers_at(world, reference.ms(row["at"]), mode)
    shown = {reference.ms(row["at"]): row["viewers"] for row in curve}
    level = 0
    for t in reference.instants_of(world, mode):
        level = shown.get(t, level)
        assert level == reference.viewers_at(world, t, mode)


@TWINS
@given(some(), modes, st.integers(1, 6))
def test_a_sampled_curve_keeps_the_most_of_each_stretch(
    pair: tuple[Audience, reference.World], mode: str | None, points: int
) -> None:
    audience, world = pair
    curve = timeline.viewers(audience, mode, max_points=points).to_dicts()
    ends = [reference.ms(row["at"]) for row in curve][1:]
    instants_seen = reference.instants_of(world, mode)
    for row, end in zip(curve, [*ends, (instants_seen or [0])[-1] + 1], strict=bool(curve)):
        begin = reference.ms(row["at"])
        within = [begin, *(t for t in instants_seen if begin <= t < end)]
        assert row["viewers"] == max(reference.viewers_at(world, t, mode) for t in within)
    exact = timeline.viewers(audience, mode)
    for name in ("arrivals", "departures"):
        assert sum(row[name] for row in curve) == exact[name].sum()


@TWINS
@given(some(), modes, instants, instants)
def test_a_window_shows_what_is_within(
    pair: tuple[Audience, reference.World], mode: str | None, one: Any, other: Any
) -> None:
    audience, world = pair
    window = (min(one, other), max(one, other) + timedelta(minutes=1))
    curve = timeline.viewers(audience, mode, window).to_dicts()
    first, last = (reference.ms(moment) for moment in window)
    within = [first, *(t for t in reference.instants_of(world, mode) if first < t < last)]
    assert curve[0]["at"] == window[0]
    for row in curve:
        assert window[0] <= row["at"] < window[1]
        assert row["viewers"] == reference.viewers_at(world, reference.ms(row["at"]), mode)
    counts = [reference.viewers_at(world, t, mode) for t in within]
    found = timeline.peak(audience, mode, window)
    if found.viewers is not None:
        assert found.viewers == max(counts)
        assert found.at is None or reference.ms(found.at) == within[counts.index(max(counts))]


@TWINS
@given(some())
def test_retention(pair: tuple[Audience, reference.World]) -> None:
    audience, world = pair
    left, longest = reference.retention(world)
    found = timeline.retention(audience).to_dicts()
    known = reference.retention_known(world)
    assert bool(found) == bool(left and known > 0)
    for row in found:
        remaining = sum(exit_at > row["minute"] for exit_at in left)
        assert (row["remaining"], row["base"]) == (remaining, len(left))
        assert same(row["share"], remaining / len(left))
        assert row["minute"] < known
    if found and longest and known == math.inf:
        assert found[-1]["minute"] >= longest
    if found and longest and known < math.inf:
        assert found[-1]["minute"] >= min(longest, math.ceil(known) - 1)


@TWINS
@given(some(), st.integers(2, 40))
def test_on_demand_survival(pair: tuple[Audience, reference.World], points: int) -> None:
    audience, world = pair
    watched = reference.on_demand_minutes(world)
    found = timeline.on_demand_survival(audience, max_points=points).to_dicts()
    assert bool(found) == bool(watched)
    for row in found:
        survivors = sum(minutes >= row["minute"] for minutes in watched)
        assert (row["viewers"], row["base"]) == (survivors, len(watched))
    assert not found or found[-1]["viewers"] == 0


@TWINS
@given(some(), st.sampled_from(ZONES))
def test_on_demand_days(pair: tuple[Audience, reference.World], zone: str) -> None:
    audience, world = pair
    found = timeline.on_demand_days(audience, zone).to_dicts()
    expected = reference.on_demand_days(world, zone)
    assert {r["day"]: (r["sessions"], r["viewers"]) for r in found if r["sessions"]} == expected
    days = [row["day"] for row in found]
    assert days == ([min(days) + timedelta(days=n) for n in range(len(days))] if days else [])


@TWINS
@given(some())
def test_registration_curve(pair: tuple[Audience, reference.World]) -> None:
    audience, world = pair
    expected = reference.days_before(world)
    found = timeline.registration_curve(audience).to_dicts()
    assert {r["days_before"]: r["registrants"] for r in found if r["registrants"]} == dict(expected)
    for row in found:
        so_far = sum(count for day, count in expected.items() if day >= row["days_before"])
        assert row["cumulative"] == so_far
        assert same(row["share"], so_far / expected.total())


@TWINS
@given(some())
def test_survey_questions(pair: tuple[Audience, reference.World]) -> None:
    audience, world = pair
    found = {row["label"]: row for row in surveys.questions(audience).to_dicts()}
    expected = reference.survey_questions(world)
    assert found.keys() == expected.keys()
    for label, row in expected.items():
        assert_same(found[label], row)


@TWINS
@given(some(), st.sampled_from(DIMENSIONS))
def test_survey_answers(pair: tuple[Audience, reference.World], by: str) -> None:
    audience, world = pair
    for question in surveys.questions(audience).to_dicts():
        survey, text, label = question["survey"], question["text"], question["label"]
        found = surveys.answers(audience, survey, text).to_dicts()
        expected = reference.answers(world, label)
        assert {row["answer"] for row in found} == expected.keys()
        for row in found:
            count, part = expected[row["answer"]]
            assert row["count"] == count
            assert same(row["share"], part)
            assert surveys.people(audience, survey, text, row["answer"]).count == count
        assert surveys.people(audience, survey, text).count == question["respondents"]
        numeric = surveys.numeric(audience, survey, text)
        twin = reference.numeric(world, label)
        assert (numeric is None) == (twin is None)
        if numeric and twin:
            assert same(numeric.mean, twin[0])
            assert same(numeric.nps, twin[1])
        _check_crosstab(audience, world, question, by)


def _check_crosstab(audience: Audience, world: reference.World, question: dict[str, Any], by: str) -> None:
    given_answers = reference.chosen(world, question["label"])
    groups = reference.by_group(world, by)
    found = surveys.crosstab(audience, question["survey"], question["text"], by).to_dicts()
    given = {g: answers for g, own in groups.items() if (answers := [m for m in own if m.row in given_answers])}
    every = {answer for picked in given_answers.values() for answer in picked}
    assert {(row["group"], row["answer"]) for row in found} == {(g, answer) for g in given for answer in every}
    for row in found:
        own = [given_answers[m.row] for m in groups[row["group"]] if m.row in given_answers]
        assert row["base"] == len(own)
        assert row["count"] == sum(row["answer"] in picked for picked in own)
        assert same(row["share"], row["count"] / row["base"])


@TWINS
@given(some())
def test_questions_and_answers(pair: tuple[Audience, reference.World]) -> None:
    audience, world = pair
    asked = [(m, q) for m in world.members for q in m.asked()]
    answered = [(m, q) for m, q in asked if (q["answer"] or "").strip()]
    found = qa.summary(audience)
    assert (found.questions, found.answered, found.askers) == (
        len(asked),
        len(answered),
        len({m.person for m, _ in asked}),
    )
    assert found.answered_share == (len(answered) / len(asked) if asked else None)
    listed = [
        (row["row"], row["question"], row["email"], row["answered"]) for row in qa.questions(audience).to_dicts()
    ]
    assert listed == [(m.row, q["question"], m.record["email"], bool((q["answer"] or "").strip())) for m, q in asked]
    assert set(qa.people(audience).pick("row")["row"]) == {m.row for m, _ in asked}


@TWINS
@given(some())
def test_profiles(pair: tuple[Audience, reference.World]) -> None:
    audience, world = pair
    found = people.profiles(audience).to_dicts()
    expected = {row["row"]: row for row in reference.profiles(world).values()}
    assert {row["row"] for row in found} == expected.keys()
    for row in found:
        assert_same(row, expected[row["row"]])
    attending, repeating = reference.repeat(world)
    assert people.repeat(audience) == people.Repeat(
        attending, repeating, repeating / attending if attending else None
    )
    again = {p for p, row in reference.profiles(world).items() if (row["events_attended"] or 0) >= 2}
    assert set(people.repeating(audience).pick("row")["row"]) == {m.row for m in world.members if m.person in again}


@TWINS
@given(some(), filters(), st.sampled_from(ZONES))
def test_filters(pair: tuple[Audience, reference.World], chosen: Filters, zone: str) -> None:
    audience, world = pair
    kept = chosen.apply(audience, zone)
    assert kept.pick("row")["row"].to_list() == [m.row for m in world.members if reference.passes(m, chosen, zone)]
    assert kept.total == audience.total
    assert kept.count == kept.pick("row").height


@pytest.mark.parametrize("zone", ZONES)
def test_a_local_day_starts_at_its_first_instant(zone: str) -> None:
    for day in (date(2024, 3, 30), date(2024, 3, 31), date(2024, 4, 1), date(2018, 11, 4), date(2019, 2, 17)):
        start, end = Filters(start=day, end=day)._range_ms(zone)
        assert start == reference.ms(reference.local_midnight(day, zone))
        assert end == reference.ms(reference.local_midnight(day + timedelta(days=1), zone))


def test_the_twin_is_no_polars() -> None:
    assert ZERO.tzinfo is not None
    assert not hasattr(reference, "pl")
