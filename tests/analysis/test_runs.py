"""Counting by a number."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webcast.analysis import runs


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([], []),
        ([0], [(0, 1)]),
        ([3], [(3, 1)]),  # as far up as has a place of its own
        ([4], [(4, 1)]),
        ([2, 0, 2, 7], [(0, 1), (2, 2), (7, 1)]),
        ([4_000_000_000, 1, 4_000_000_000], [(1, 1), (4_000_000_000, 2)]),
    ],
)
def test_numbers_are_counted_wherever_they_lie(numbers: list[int], expected: list[tuple[int, int]]) -> None:
    found = runs.tally(pl.Series(numbers, dtype=pl.UInt32))
    assert found.schema == {"value": pl.UInt32, "len": pl.Int64}
    assert found.rows() == expected


def test_only_numbers_that_lie_close_have_a_place_each(monkeypatch: pytest.MonkeyPatch) -> None:
    places: list[int] = []
    count = np.bincount

    def counting(numbers: Any) -> Any:
        places.append(max(numbers) + 1)
        return count(numbers)

    monkeypatch.setattr(np, "bincount", counting)
    for most in (7, 8, 4_000_000_000):
        runs.tally(pl.Series([0, most], dtype=pl.UInt32))
    assert places == [8]


@given(st.lists(st.integers(0, 40)))
def test_it_makes_no_difference_how(numbers: list[int]) -> None:
    series = pl.Series(numbers, dtype=pl.UInt32)
    sparse = runs.tally(series * 1_000).with_columns(value=pl.col("value") // 1_000)
    assert runs.tally(series).rows() == sparse.rows()
