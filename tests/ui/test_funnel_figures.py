"""The Funnel's key figures: from which difference on one is good or bad news."""

from __future__ import annotations

from typing import Any

import pytest

from webcast.analysis.stages import Rules
from webcast.formats import decimal, number
from webcast.ui.funnel import blocks
from webcast.ui.kit.baseline import Baseline
from webcast.ui.kit.change import Change


def test_half_a_one_is_written_where_it_decides_on_the_change() -> None:
    small = Baseline("your median", {"campaigns": 7.5, "total_registrants": 280.5})
    assert small.count("campaigns", 7, number) == Change("−6.7 %", "below your median (7.5)")
    assert small.count("total_registrants", 280, number).text == "the same as your median"


def test_a_mean_compares_in_its_own_unit() -> None:
    scale = Baseline("the event before", {"mean": 7.5, "nps": -3.0})
    assert scale.difference("mean", 7.1, decimal) == Change("−0.4", "below the event before (7.5)")
    assert scale.difference("mean", 7.54, decimal) == Change("", "the same as the event before")
    assert scale.difference("other", 7.5, decimal) == Change()


@pytest.mark.parametrize(
    ("share", "other", "better"),
    [
        (0.01, 0.0, True),  # one point
        (0.0, 0.01, False),
        (0.009, 0.0, None),
        (0.0, 0.009, None),
        (0.5, 0.5, None),
        (None, 0.5, None),
        (0.5, None, None),
    ],
)
def test_a_difference_of_a_point_is_news(share: float | None, other: float | None, *, better: bool | None) -> None:
    compared = {} if other is None else {"attended": other}
    stages: list[dict[str, Any]] = [
        {"stage": "registered", "registrants": 1000, "of_previous": None},
        {"stage": "attended", "registrants": 10, "of_previous": share},
    ]
    (figure,) = blocks.key_figures(Baseline("everybody", compared), blocks.Choice(Rules(), None), stages)
    assert figure.change.better is better
