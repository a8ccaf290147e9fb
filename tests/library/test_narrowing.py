"""Figures of whom filters let through are the same of some reports after others as of all of them together."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.reports import TWINS, rolled
from tests.analysis.test_pairs import assert_same, everything, never, parts_of, two_events
from tests.exports.test_event_by_event import FILTERS, unopened
from webcast.analysis import summary
from webcast.analysis.audience import Audience
from webcast.library import narrowing
from webcast.reports import Report
from webcast.reports.unopened import Unopened
from webcast.view.filters import Filters

LEVELS = "levels"
"""Of many events what these were merged to is at hand, and not the curve."""


@TWINS
@given(dice=st.randoms(use_true_random=False))
def test_figures_are_those_of_all_reports_together(dice: random.Random) -> None:
    report = rolled(dice)
    ids = report.event["event_id"].to_list()
    if not ids:
        return
    filters = dice.choice(FILTERS)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(narrowing, "AT_ONCE", dice.choice([1, 4, 9]))
        everyone = Audience.of_parts(parts_of(report, [ids]), never)
        found = narrowing.narrowed(
            everyone,
            unopened(report),
            lambda some: filters.apply(some, "America/New_York"),
            asks_who_opted_out=filters.not_opted_out,
        )
        expected = everything(filters.apply(Audience.of(report), "America/New_York"))
    assert found.total == report.registrants.height
    assert not found.opened
    del expected[LEVELS]
    assert_same(figures(found), expected)
    assert not found.opened


def figures(audience: Audience) -> dict[str, object]:
    """Return everything but the curve."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("webcast.analysis.timeline.levels", lambda _: None)
        found = everything(audience)
    del found[LEVELS]
    return found


def test_all_are_opened_for_what_parts_do_not_tell_and_filtered_then() -> None:
    report, opened = two_events(), []

    def open_() -> Report:
        opened.append("all")
        return report

    def open_some(ids: Sequence[str]) -> Report:
        opened.append(",".join(ids))
        return report.of_events(ids)

    filters = Filters(include_domains=("x.com",))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(narrowing, "AT_ONCE", 1)
        everyone = Audience.of_parts(parts_of(report, [["a"], ["b"]]), open_)
        reports = Unopened({"a": 2, "b": 2}, open_some)
        found = narrowing.narrowed(everyone, reports, filters.apply, asks_who_opted_out=False)
    assert (found.count, found.total, summary.overall(found).people) == (3, 4, 2)
    assert found.everyone is everyone
    assert opened == ["a", "b"]
    assert found.members["email"].to_list() == ["ann@x.com", "bob@x.com", "ann@x.com"]
    assert found.event("b").count == 1
    assert opened == ["a", "b", "all"]
    assert (found.opened, everyone.opened) == (True, True)
