"""Choices: what makes no sense is said, and which two segments are compared."""

from __future__ import annotations

import pytest

from webcast.cohorts.cohort import Attended, Group, Others
from webcast.errors import FilterError
from webcast.view.choices import Choices


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"mode": "Dead"}, "A session type should be one of Live, On-Demand, SimLive, Other, but is 'Dead'."),
        ({"stretch_mode": "Dead"}, "A session type should be one of Live, On-Demand, SimLive, Other, but is 'Dead'."),
        ({"window": (5, 5)}, "A stretch of time should end after it begins, but does not."),
    ],
)
def test_what_makes_no_sense_is_said(values: dict[str, object], said: str) -> None:
    with pytest.raises(FilterError) as caught:
        Choices(**values)  # type: ignore[arg-type]  # values of many types
    assert said in str(caught.value)


def test_a_stretch_of_a_millisecond_is_one() -> None:
    assert Choices(window=(5, 6)).window == (5, 6)


def test_a_segment_is_compared_with_everybody_else_where_no_other_is_named() -> None:
    acme, live = Group("company", "Acme"), Attended("live")
    assert Choices(first=acme).segments == (acme, Others(acme))
    assert Choices(first=acme, second=live).segments == (acme, live)
    with pytest.raises(FilterError, match="none is named"):
        _ = Choices(second=live).segments
