from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from tests.pages import small
from webcast.analysis import pace
from webcast.analysis.audience import Audience
from webcast.reports.report import stack

MINUTE = 60_000


@pytest.fixture(scope="module")
def audience() -> Audience:
    return Audience.of(stack([small.report("101"), small.report("102", people=1)]))


def test_figures_of_all_events(audience: Audience) -> None:
    # Ada was live for 60 minutes in both events, Bo for 20 in one: 140 minutes of two persons. Two watched on demand;
    # all registered in the week.
    assert pace.overall(audience) == pace.Pace(live_ms=70.0 * MINUTE, views=2, late=1.0, known=6)


def test_figures_by_event(audience: Audience) -> None:
    assert pace.by_event(audience).rows() == [("101", 40.0 * MINUTE, 2, 1.0, 5), ("102", 60.0 * MINUTE, 0, 1.0, 1)]


def test_who_registers_a_week_before_is_not_late(audience: Audience) -> None:
    report = small.report("101")
    earlier = report.registrants.with_columns(pl.col("registered_at").dt.offset_by("-4d"))
    found = pace.overall(Audience.of(replace(report, registrants=earlier)))
    # They registered 5 to 9 days before; day 7 begins a full week before the live start.
    assert found.late == 0.4


def test_an_empty_audience_has_nothing(audience: Audience) -> None:
    nobody = audience.where(pl.lit(value=False))
    assert pace.overall(nobody) == pace.Pace(None, None, None, 0)
    assert pace.by_event(nobody).is_empty()
