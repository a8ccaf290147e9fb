"""Lists of events that are not open are those of all reports together, made of a few events at a time."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tests.analysis.reports import TWINS, Rolled, report_of, rolled, tables
from tests.analysis.test_pairs import never, parts_of
from tests.exports.test_event_by_event import FILTERS, unopened
from webcast.analysis import asked_list, askers, pieces, qa, survey_counts
from webcast.analysis.asked_list import Wanted
from webcast.analysis.audience import Audience
from webcast.library import narrowing
from webcast.reports import Report

OF_LISTS = {pair.name: pair.partial for pair in (qa.BY_EVENT, qa.SUMS.pair, askers.COUNTED.pair, survey_counts.ASKED)}
ZONE = "America/New_York"
WANTED = (
    Wanted(), Wanted(answered=True), Wanted(answered=False), Wanted(term="budget"), Wanted(text="B"),
    Wanted(text="ann"), Wanted(answered=False, text="ÅSA"), Wanted(text="[x]"),
)  # fmt: skip


def both(dice: random.Random) -> tuple[Audience, Audience] | None:
    """Return people of events that are not open, and the same of all reports together; those of filters at times."""
    report = rolled(dice)
    ids = report.event["event_id"].to_list()
    if not ids:
        return None
    parts = parts_of(report, [[event] for event in ids], OF_LISTS)
    everyone = Audience.of_parts(parts, never, unopened(report))
    if dice.random() < 0.7:
        return everyone, Audience.of(report)
    return filtered(dice, everyone, report)


def filtered(dice: random.Random, everyone: Audience, report: Report) -> tuple[Audience, Audience]:
    """Return who passes filters, of events that are not open and of all reports together."""
    filters = dice.choice(FILTERS)
    found = narrowing.narrowed(
        everyone, unopened(report), lambda some: filters.apply(some, ZONE), asks_who_opted_out=filters.not_opted_out
    )
    return found, filters.apply(Audience.of(report), ZONE)


@TWINS
@given(dice=st.randoms(use_true_random=False))
def test_questions_are_listed_as_of_all_reports(dice: random.Random) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pieces, "AT_ONCE", dice.choice([1, 4, 9]))
        if (made := both(dice)) is not None:
            found, whole = made
            wanted, most = dice.choice(WANTED), dice.choice([1, 3, 100])
            every = wanted.among(qa.questions(whole)).drop("person")
            count, rows = asked_list.listed(found, wanted, most)
            assert count == every.height
            assert_frame_equal(rows.drop("person"), every.head(most))
            assert not found.opened


def test_who_asked_most_is_told_where_it_was_not_kept() -> None:
    report = report_of(tables(Rolled(random.Random(34)), most_events=5))  # noqa: S311 - no secrets
    events = report.event["event_id"].to_list()
    parts = parts_of(report, [[event] for event in events], {qa.BY_EVENT.name: qa.BY_EVENT.partial})
    found = Audience.of_parts(parts, lambda: report, unopened(report))
    expected = askers.by_asker(Audience.of(report)).drop("person")
    assert expected.height == 5
    assert_frame_equal(askers.leading(found), expected)
    assert found.opened


@TWINS
@given(dice=st.randoms(use_true_random=False))
def test_who_asked_most_is_as_of_all_reports(dice: random.Random) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pieces, "AT_ONCE", dice.choice([1, 4, 9]))
        patched.setattr(askers, "MOST", dice.choice([1, 2, 5, 100]))
        if (made := both(dice)) is not None:
            found, whole = made
            expected = askers.by_asker(whole).drop("person")
            assert_frame_equal(askers.leading(found, askers.MOST), expected.head(askers.MOST))
            assert_frame_equal(askers.leading(found, 1), expected.head(1))
            assert not found.opened
