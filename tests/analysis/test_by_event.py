"""Figures one row an event and of all together, as comparisons and lines over time take them."""

from __future__ import annotations

import polars as pl
import pytest

from tests.analysis.reports import audience_of
from tests.analysis.small import at, audience, tables
from webcast.analysis import by_event
from webcast.analysis.audience import Audience


def with_another(**event: object) -> Audience:
    """Return the small event, and it once more under another id, with facts of its own."""
    found, more = tables(), tables()
    for name, rows in more.items():
        found[name] += [row | {"event_id": "f"} | (event if name == "event" else {}) for row in rows]
    return audience_of(found)


@pytest.mark.parametrize(("days", "expected"), [(0, 3), (1, 2), (2, 1), (28, 1), (29, 1), (30, 0)])
def test_who_had_registered_so_many_whole_days_before(days: int, expected: int) -> None:
    # On 1 February 10:00 and 29 February 9:00, for 1 March 10:00: 29 days and 25 hours before; half an hour is none.
    assert by_event.registered(days).by_event(audience()).rows() == [("e", expected)]
    assert by_event.registered(days).together(audience()) == {"registered": expected}


def test_of_several_together_nothing_is_said_where_one_does_not_tell() -> None:
    day = by_event.registered(1)
    assert day.together(with_another()) == {"registered": 4}
    assert day.together(with_another(live_start=at(1, 8))) == {"registered": 3}  # 25 hours before, and 23
    untold = with_another(live_start=None)
    assert day.by_event(untold).rows() == [("e", 2), ("f", None)]
    assert day.together(untold) == {"registered": None}
    assert day.together(audience().where(pl.lit(value=False))) == {"registered": None}
