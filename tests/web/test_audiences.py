"""Filtered audiences are kept between reruns, few of them, and go with the audience that they were made of."""

from __future__ import annotations

import gc
import weakref
from datetime import date

import pytest

from tests.analysis.test_pairs import parts_of, two_events
from tests.exports.test_event_by_event import unopened
from tests.pages import small
from webcast.analysis.audience import Audience
from webcast.errors import FilterError
from webcast.view.filters import Filters
from webcast.web import audiences
from webcast.web.audiences import MOST_FILTERED, filtered

ACME = Filters(companies=("Acme",))


def everyone() -> Audience:
    return Audience.of(small.report("101"))


def test_a_rerun_gets_the_very_audience_of_the_run_before() -> None:
    whole = everyone()
    first = filtered(whole, ACME, "UTC")
    assert first.count == 2
    assert filtered(whole, Filters(companies=("Acme",)), "UTC") is first


def test_without_filters_it_is_the_audience_itself() -> None:
    whole = everyone()
    assert filtered(whole, Filters(), "UTC") is whole


def test_another_zone_and_another_audience_are_others() -> None:
    whole = everyone()
    first = filtered(whole, ACME, "UTC")
    assert filtered(whole, ACME, "Asia/Tokyo") is not first
    assert filtered(everyone(), ACME, "UTC") is not first


def test_only_the_latest_few_are_kept() -> None:
    whole = everyone()
    first = filtered(whole, ACME, "UTC")
    for minutes in range(MOST_FILTERED):
        filtered(whole, Filters(min_minutes=float(minutes)), "UTC")
    assert filtered(whole, ACME, "UTC") is not first


def test_they_go_with_the_audience() -> None:
    whole = everyone()
    kept = weakref.ref(filtered(whole, ACME, "UTC"))
    del whole
    gc.collect()
    assert kept() is None


def test_everybody_goes_whom_a_range_of_dates_without_a_meaning_left() -> None:
    whole = everyone()
    assert (
        filtered(whole, Filters(start=date(2025, 1, 1), registered_in_range=False, viewed_in_range=False), "UTC")
        is whole
    )
    kept = weakref.ref(whole)
    del whole
    gc.collect()
    assert kept() is None


def test_figures_of_very_many_go_with_the_audience_and_its_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audiences, "WHOLE_UP_TO", 1)
    report = two_events()
    whole = Audience.of_parts(parts_of(report, [["a"], ["b"]]), lambda: report)
    narrowed = filtered(whole, Filters(include_domains=("x.com",)), "UTC", lambda: unopened(report))
    assert not narrowed.opened
    assert narrowed.everyone is whole
    kept, people = weakref.ref(narrowed), weakref.ref(whole)
    assert narrowed.members["email"].to_list() == ["ann@x.com", "bob@x.com", "ann@x.com"]
    del whole
    gc.collect()
    assert people() is None
    assert (narrowed.everyone.count, narrowed.count) == (4, 3)
    del narrowed
    gc.collect()
    assert kept() is None


def test_a_zone_that_is_none_is_an_error_each_time() -> None:
    whole = everyone()
    dated = Filters(start=date(2025, 1, 1))
    for _ in range(2):
        with pytest.raises(FilterError):
            filtered(whole, dated, "Mars/Olympus")
