"""The Funnel's key figures: from which difference on one is good or bad news."""

from __future__ import annotations

from typing import Any

import pytest

from webcast.analysis.stages import Rules
from webcast.ui.funnel import blocks
from webcast.ui.kit.baseline import Baseline


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
    assert figure.better is better
