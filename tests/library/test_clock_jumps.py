"""The clock is set an hour on or back while events are fetched."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.library import stage
from tests.library.office import Opener
from webcast.library import Library

HOUR = 3600.0


@pytest.mark.parametrize("hours", [1, -1])
def test_a_clock_that_jumps_an_hour_in_the_middle_loses_nothing_and_asks_for_nothing_twice(
    office: Opener, opened: Callable[..., Library], hours: int
) -> None:
    at = office("11", "12", "13")
    clock = stage.FakeClock()
    at.library = opened(at.settings, clock=clock)
    assert at.fetch("11").state == "done"
    clock.jump(hours * HOUR)
    assert at.fetch("11", "12").state == "done"
    clock.jump(-hours * HOUR)
    assert at.fetch("11", "12", "13").state == "done"
    assert at.asked()["report"] == 3
    assert at.library.report(at.account, ["11", "12", "13"]).registrants.height == 9
    # The hour's limit is as it was.
    assert at.library.limits(at.account) == 997
    assert at.library.events(at.account)["freshness"].to_list() == ["current"] * 3
