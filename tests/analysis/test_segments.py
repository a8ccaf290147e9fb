"""Two segments: worked examples from the literature, and what happens where a segment is empty."""

from __future__ import annotations

import polars as pl
import pytest

from tests.analysis.small import audience
from webcast.analysis import segments, stats
from webcast.analysis.stages import Rules


def test_newcombe_s_own_example() -> None:
    """56 of 70 against 48 of 80 in Newcombe (1998), method 10: 0.0524 to 0.3339."""
    found = stats.difference(56, 70, 48, 80)
    assert found is not None
    assert (round(found.points, 4), round(found.low, 4), round(found.high, 4)) == (0.2, 0.0524, 0.3339)
    # z = 0.2 / √(0.69333 × 0.30667 × (1/70 + 1/80)) = 2.6502
    assert found.p_value == pytest.approx(0.008045, abs=1e-6)
    assert found.beyond_chance


@pytest.mark.parametrize(
    ("counts", "interval"),
    [((9, 10, 3, 10), (0.1705, 0.8090)), ((10, 10, 0, 20), (0.6791, 1.0)), ((10, 10, 0, 10), (0.6075, 1.0))],
)
def test_small_segments_of_the_same_paper(counts: tuple[int, int, int, int], interval: tuple[float, float]) -> None:
    found = stats.difference(*counts)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == interval


def test_two_shares_that_are_both_none_or_both_all_differ_by_nothing() -> None:
    for part in (0, 10):
        found = stats.difference(part, 10, part, 10)
        assert found is not None
        assert (found.points, found.p_value, found.beyond_chance) == (0.0, None, False)


def test_an_empty_segment_is_compared_with_nobody() -> None:
    everybody = audience()
    nobody = everybody.where(pl.lit(value=False))
    found = segments.compare(everybody, nobody)
    assert found["registrants_2"].to_list() == [0] * 5
    assert found["base_1"].to_list() == [None, 5, 5, 5, 5]
    assert found["share_2"].to_list() == found["difference"].to_list() == found["p_value"].to_list() == [None] * 5
    assert segments.overlap(everybody, nobody) == 0


def test_segments_of_the_live_funnel_by_shares_of_the_stage_before() -> None:
    first, second = (audience().having("company", [name]) for name in ("Acme", "Umbrella"))
    found = segments.compare(first, second, Rules(live=True, stayed_share=0.6), of_previous=True)
    assert found.select("stage", "registrants_1", "base_1", "registrants_2", "base_2").rows() == [
        ("registered", 3, None, 0, None),
        ("attended", 2, 3, 0, 0),
        ("stayed", 1, 2, 0, 0),
        ("engaged", 1, 1, 0, 0),
        ("answered_survey", 1, 1, 0, 0),
    ]


@pytest.mark.parametrize(("p_value", "beyond"), [(0.0499, True), (0.05, False), (0.0, True), (None, False)])
def test_less_than_once_in_twenty_is_beyond_chance(p_value: float | None, *, beyond: bool) -> None:
    assert stats.Difference(0.1, 0.0, 0.2, p_value).beyond_chance == beyond
