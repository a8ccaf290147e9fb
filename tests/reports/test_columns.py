"""A column of one value has its length, type and name, also where it has no rows or no value."""

from __future__ import annotations

import polars as pl
from polars.testing import assert_series_equal

from webcast.reports.columns import constant


def test_a_value_as_often_as_is_asked_for() -> None:
    assert_series_equal(constant(3, pl.Int64, value=0), pl.Series([0, 0, 0], dtype=pl.Int64))
    assert_series_equal(constant(2, pl.String, value="1", name="id"), pl.Series("id", ["1", "1"]))


def test_nothing_has_a_type_too() -> None:
    assert_series_equal(constant(2, pl.Datetime("ms")), pl.Series([None, None], dtype=pl.Datetime("ms")))


def test_no_rows() -> None:
    assert_series_equal(constant(0, pl.Boolean, value=False), pl.Series([], dtype=pl.Boolean))
