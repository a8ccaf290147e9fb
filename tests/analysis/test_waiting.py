"""The wait from registration to attendance: types, quartiles, who came first and registered afterwards, nobody."""

from __future__ import annotations

import polars as pl

from tests.analysis.reports import audience_of
from tests.analysis.small import at, audience, tables
from webcast.analysis import waiting

HOUR = 3_600_000


def test_a_wait_ends_with_the_first_session_of_the_type() -> None:
    # Ann registered 25 hours before her live session; Bob as it began, and came back 37 hours later on demand.
    live = waiting.time_to_attendance(audience(), "Live")
    assert live.rows() == [(0, 25 * HOUR), (2, 0)]
    assert waiting.time_to_attendance(audience(), "On-Demand").rows() == [(2, 37 * HOUR), (3, 20 * HOUR)]
    assert waiting.wait(audience(), "Live") == waiting.Wait(2, 6.25 * HOUR, 12.5 * HOUR, 18.75 * HOUR)


def test_nobody_waits_where_nobody_came() -> None:
    nobody = audience().where(pl.lit(value=False))
    assert waiting.wait(nobody) == waiting.Wait(0, None, None, None)
    assert waiting.wait(audience(), "SimLive").median_ms is None
    assert waiting.waits(nobody).select("attendees", "share").rows() == [(0, None)] * 7


def test_who_registers_after_the_session_began_waited_less_than_nothing() -> None:
    found = tables()
    found["registrants"][2]["registered_at"] = at(1, 10, 31)
    late = audience_of(found)
    assert waiting.time_to_attendance(late, "Live").rows() == [(0, 25 * HOUR), (2, -60_000)]
    assert waiting.waits(late, "Live")["attendees"].to_list() == [1, 0, 0, 1, 0, 0, 0]
    assert waiting.waited(late, None, 0, "Live").members["row"].to_list() == [2]


def test_who_waited_is_listed_by_the_stretch_that_counted_them() -> None:
    for (_, start, end), count in zip(waiting.WAITS, waiting.waits(audience())["attendees"], strict=True):
        assert waiting.waited(audience(), start, end).count == count
    assert waiting.waited(audience(), 20 * HOUR, 25 * HOUR).members["row"].to_list() == [3]
