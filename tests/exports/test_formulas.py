"""What a spreadsheet would run is taken the power of, and nothing else is changed."""

from __future__ import annotations

import polars as pl
import pytest

from webcast.exports.formulas import defused, defused_text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30 1234567", "'+49 30 1234567"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1+1", "'＝1+1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠x", "'＠x"),
        ("  =1+1", "  '=1+1"),
        ('"=1+1"', '"\'=1+1"'),
        ("'=1+1", "''=1+1"),
        ("\u200b=1+1", "\u200b'=1+1"),
        ("\u202e=1+1", "\u202e'=1+1"),
        ("\ufeff=1+1", "\ufeff'=1+1"),
        ("\u00a0=1+1", "\u00a0'=1+1"),
        ("\ttext", "'\ttext"),
        ("\rtext", "'\rtext"),
        ("\ntext", "'\ntext"),
        ("\t=1+1", "'\t'=1+1"),
        ("fine;=cmd|' /C calc'!A0", "fine;'=cmd|' /C calc'!A0"),
        ("fine; =1", "fine; '=1"),
        ('fine;"=1', "fine;\"'=1"),
        ("fine\n=1", "fine\n'=1"),
        ("a;=1;=2", "a;'=1;'=2"),
        ("=1;=2", "'=1;'=2"),
    ],
)
def test_a_formula_is_defused(text: str, safe: str) -> None:
    assert defused_text(text) == safe


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "a=b",
        "ann@example.com",
        "1-2",
        "a, -b",
        "x;y",
        "Line\nbreak",
        "Ärzte + Co",
        "日本",
        "(=1)",
        "0=1",
    ],
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert defused_text(text) == text


def test_a_column_keeps_its_nulls() -> None:
    frame = pl.DataFrame({"a": ["=1", None, "x"]})
    assert frame.select(defused("a"))["a"].to_list() == ["'=1", None, "x"]
