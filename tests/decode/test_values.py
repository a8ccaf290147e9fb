"""Single values: each boundary between what is read and what is not."""

from __future__ import annotations

import polars as pl
import pytest

from webcast.decode import values
from webcast.reports.schema import MODES


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("Live", "Live"),
        (" LIVE ", "Live"),
        ("On-Demand", "On-Demand"),
        ("on demand", "On-Demand"),
        ("OD", "On-Demand"),
        ("Archive", "On-Demand"),
        ("archived", "On-Demand"),
        ("SimLive", "SimLive"),
        ("Simulated Live", "SimLive"),
        ("Dial-in", "Other"),
        ("7", "Other"),
        ("", None),
        ("  ", None),
        (None, None),
    ],
)
def test_the_mode_of_a_session_type(text: str | None, mode: str | None) -> None:
    assert values.mode(text) == mode


def test_a_column_of_types_knows_no_blank() -> None:
    found = values.modes(pl.Series(["simlive", None, " ", "fax", "live", "simlive"]))
    assert found.to_list() == ["SimLive", "Other", "Other", "Other", "Live", "SimLive"]
    assert found.dtype == pl.Enum(MODES)


@pytest.mark.parametrize(
    ("cell", "ms"),
    [
        ("00:00:00", 0),
        ("01:02:03", 3_723_000),
        (" 1:2:3 ", 3_723_000),
        ("8784:00:00", 366 * 86_400_000),  # a year, at most
        ("8784:00:00.001", None),
        ("1000000:00:00", None),
        ("00:59:59", 3_599_000),
        ("00:60:00", None),
        ("00:00:60", None),
        ("00:00:00.5", 500),
        ("00:00:00.05", 50),
        ("00:00:01.1239", 1_123),
        ("00:00:01.123456789", 1_123),
        ("00:00:01.1234567891", None),
        ("00:00:01.", None),
        ("-00:00:01", None),
        ("00:01", None),
        # Of Excel's calendar: day 0, its first days, and two months, in whole seconds.
        ("1899-12-31 00:30:00", 1_800_000),
        ("1899-12-31 00:30:00.4999", 1_800_000),
        ("1899-12-31 00:30:00.501", 1_801_000),
        ("1900-01-01 01:00:00", 90_000_000),
        ("1900-01-31 00:00:00", 31 * 86_400_000),
        ("1900-01-00 00:30:00", 1_800_000),
        ("1900-02-01 00:00:00", 32 * 86_400_000),
        ("1900-02-29 00:00:00", 60 * 86_400_000),
        ("1900-01-32 00:00:00", None),
        ("1900-02-00 00:00:00", None),
        ("1900-02-30 00:00:00", None),
        ("1900-03-01 00:00:00", None),
        ("1899-12-30 00:30:00", None),
        # Of the calendar of older Macs, which begins with the first of January 1904.
        ("1904-01-01 00:30:00", 1_800_000),
        ("1904-01-02 01:00:00", 90_000_000),
        ("1904-01-31 00:00:00", 30 * 86_400_000),
        ("1904-02-01 00:00:00", 31 * 86_400_000),
        ("1904-02-29 00:00:00", 59 * 86_400_000),
        ("1904-01-00 00:30:00", None),
        ("1904-01-32 00:00:00", None),
        ("1904-02-30 00:00:00", None),
        ("1904-03-01 00:00:00", None),
        # Fractions of a day, to whole seconds; up to a leap year of days.
        (0, 0),
        (0.5, 43_200_000),
        ("0.5", 43_200_000),
        (1 / 86_400, 1_000),
        (0.4 / 86_400, 0),
        (0.6 / 86_400, 1_000),
        (366, 366 * 86_400_000),
        (366.001, None),
        (-0.001, None),
        (None, None),
        ("", None),
        (True, None),
        ("soon", None),
    ],
)
def test_a_duration(cell: object, ms: int | None) -> None:
    assert values.duration_ms(cell) == ms


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (0, 0.0),
        (-3, -3.0),
        (2.5, 2.5),
        (" 2.5 ", 2.5),
        ("1e3", 1000.0),
        (999_999_999_999_999, 999_999_999_999_999.0),
        (10**15, None),
        (-(10**15), None),
        ("1e15", None),
        ("nan", None),
        ("inf", None),
        (float("nan"), None),
        (float("-inf"), None),
        (10**400, None),
        (True, None),
        (False, None),
        (None, None),
        ([1], None),
        ("1,5", None),
        ("", None),
    ],
)
def test_a_number(cell: object, number: float | None) -> None:
    assert values.number(cell) == number


@pytest.mark.parametrize(
    ("cell", "whole"),
    [
        (0, 0),
        ("0", 0),
        (7.0, 7),
        ("1,234", 1234),
        ("1,234,567", 1_234_567),
        (999_999_999, 999_999_999),
        (1_000_000_000, None),
        (7.5, None),
        (-1, None),
        ("-1", None),
        (None, None),
        (True, None),
        ("seven", None),
    ],
)
def test_a_whole_number(cell: object, whole: int | None) -> None:
    found = values.whole(cell)
    assert found == whole
    assert not isinstance(found, float)


def test_columns_of_lengths_and_counts_end_where_single_ones_do() -> None:
    cells = pl.Series(["0", "-1", "31622400000", "31622400001", "1.5", "", None, "7"])
    assert values.milliseconds(cells).to_list() == [0, None, 31_622_400_000, None, None, None, None, 7]
    cells = pl.Series(["0", "-1", "999999999", "1000000000", "x", None])
    assert values.counts(cells).to_list() == [0, None, 999_999_999, None, None, None]


@pytest.mark.parametrize(
    ("cell", "rate"),
    [
        ("66.7%", 0.667),
        (" 66.7% ", 0.667),
        ("66,7 %", 0.667),
        ("100%", 1.0),
        ("0%", 0.0),
        ("33.33333333%", 0.333333),
        ("150%", 1.5),
        ("%", None),
        ("66.7", None),
        (0.667, None),
        ("much%", None),
        (None, None),
    ],
)
def test_a_rate(cell: object, rate: float | None) -> None:
    assert values.rate(cell) == rate


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (" a b ", "a b"),
        ("", None),
        ("  ", None),
        (None, None),
        (7, "7"),
        (7.0, "7"),
        (7.5, "7.5"),
        (0, "0"),
        (True, "True"),
    ],
)
def test_a_text(cell: object, text: str | None) -> None:
    assert values.text(cell) == text
