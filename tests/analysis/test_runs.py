"""Counting by a number."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webcast.analysis import runs


def tallied(numbers: pl.Series, *masks: list[bool]) -> tuple[list[int], list[list[int]]]:
    there, counts = runs.tallies(numbers, [pl.Series(mask, dtype=pl.Boolean) for mask in masks])
    assert there.dtype == np.int64
    return there.tolist(), counts.tolist()


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([], ([], [])),
        ([0], ([0], [[1]])),
        ([3], ([3], [[1]])),  # as far up as has a place of its own
        ([4], ([4], [[1]])),
        ([2, 0, 2, 7], ([0, 2, 7], [[1], [2], [1]])),
        ([4_000_000_000, 1, 4_000_000_000], ([1, 4_000_000_000], [[1], [2]])),
    ],
)
def test_numbers_are_counted_wherever_they_lie(numbers: list[int], expected: Any) -> None:
    assert tallied(pl.Series(numbers, dtype=pl.UInt32), [True] * len(numbers)) == expected


@pytest.mark.parametrize("far", [1, 1_000_000])
def test_each_mask_has_a_column_and_who_is_in_none_is_there(far: int) -> None:
    numbers = pl.Series([2 * far, 0, 2 * far, 3 * far], dtype=pl.UInt32)
    found = tallied(numbers, [True, False, True, False], [True, True, False, False])
    assert found == ([0, 2 * far, 3 * far], [[0, 1], [2, 1], [0, 0]])


def test_only_numbers_that_lie_close_have_a_place_each(monkeypatch: pytest.MonkeyPatch) -> None:
    places: list[int] = []
    count = np.bincount

    def counting(numbers: Any, **options: Any) -> Any:
        places.append(max(numbers) + 1)
        return count(numbers, **options)

    monkeypatch.setattr(np, "bincount", counting)
    for most in (7, 8, 4_000_000_000):
        tallied(pl.Series([0, most], dtype=pl.UInt32), [True, True])
    assert places == [8, 8, 2, 2]


@given(st.lists(st.tuples(st.integers(0, 40), st.booleans())))
def test_it_makes_no_difference_how(rows: list[tuple[int, bool]]) -> None:
    numbers, mask = pl.Series([number for number, _ in rows], dtype=pl.UInt32), [known for _, known in rows]
    there, counts = tallied(numbers, mask)
    assert tallied(numbers * 1_000, mask) == ([number * 1_000 for number in there], counts)
