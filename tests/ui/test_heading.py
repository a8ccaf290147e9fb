"""The heading of a block: numbers stay with their units when it is broken."""

from __future__ import annotations

import pytest

from webcast.ui.kit.heading import unbroken


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("50 % in the last 7 days", "50\u00a0% in the last 7 days"),
        ("half had left after 1 h 5 min", "half had left after 1\u00a0h 5\u00a0min"),
        ("die Hälfte ging nach 61 Min.", "die Hälfte ging nach 61\u00a0Min."),
        ("7 home offices, 3 minds, 5 sales", "7 home offices, 3 minds, 5 sales"),
        ("% of 12", "% of 12"),
    ],
)
def test_a_number_stays_with_its_unit(text: str, kept: str) -> None:
    assert unbroken(text) == kept
