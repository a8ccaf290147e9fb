"""What a spreadsheet would run is taken the power of, and nothing else is changed."""

from __future__ import annotations

import re
import unicodedata

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webcast.exports.formulas import defused, defused_text


def alone(texts: pl.Series) -> pl.Series:
    """Return a column defused without any other."""
    (safe,) = defused([texts])
    return safe


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
        ("fine\r=1", "fine\r'=1"),
        ("fine\t=1", "fine\t'=1"),
        (";=1", ";'=1"),
        ("a;=1;=2", "a;'=1;'=2"),
        ("=1;=2", "'=1;'=2"),
    ],
)
def test_a_formula_is_defused(text: str, safe: str) -> None:
    assert defused_text(text) == safe


INVISIBLE = {
    "NUL": "\x00",
    "backspace": "\x08",
    "escape": "\x1b",
    "DEL": "\x7f",
    "next line": "\x85",
    "soft hyphen": "\u00ad",
    "combining grapheme joiner": "\u034f",
    "Arabic letter mark": "\u061c",
    "Syriac abbreviation mark": "\u070f",
    "Hangul choseong filler": "\u115f",
    "Hangul jungseong filler": "\u1160",
    "Ogham space": "\u1680",
    "Khmer inherent vowel": "\u17b4",
    "Mongolian variation selector": "\u180b",
    "Mongolian vowel separator": "\u180e",
    "em space": "\u2003",
    "zero-width space": "\u200b",
    "zero-width joiner": "\u200d",
    "right-to-left mark": "\u200f",
    "line separator": "\u2028",
    "right-to-left override": "\u202e",
    "word joiner": "\u2060",
    "invisible plus": "\u2064",
    "right-to-left isolate": "\u2067",
    "nominal digit shapes": "\u206f",
    "empty Braille pattern": "\u2800",
    "ideographic space": "\u3000",
    "Hangul filler": "\u3164",
    "private use": "\ue000",
    "variation selector": "\ufe0f",
    "byte-order mark": "\ufeff",
    "half-width Hangul filler": "\uffa0",
    "reserved, not shown": "\ufff0",
    "interlinear annotation": "\ufff9",
    "no character": "\uffff",
    "Khitan filler": "\U00016fe4",
    "shorthand control": "\U0001bca0",
    "null note": "\U0001d159",
    "musical begin beam": "\U0001d173",
    "tag": "\U000e0041",
    "selector 256": "\U000e01ef",
    "several": "\u00ad\u180e \u2800\x7f",
}


@pytest.mark.parametrize("starter", "=+-@＝＋－＠﹦﹢﹣﹫")
@pytest.mark.parametrize("hidden", ["", *INVISIBLE.values()], ids=["nothing", *INVISIBLE])
def test_the_first_character_that_is_seen_counts(hidden: str, starter: str) -> None:
    assert defused_text(f"{hidden}{starter}1") == f"{hidden}'{starter}1"
    assert defused_text(f"a;{hidden}{starter}1") == f"a;{hidden}'{starter}1"


def test_no_control_or_format_character_of_unicode_hides_a_formula() -> None:
    hidden = [
        chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) in {"Cc", "Cf", "Zl", "Zp", "Zs"}
    ]
    cells = pl.DataFrame({"a": [f"{character}=1" for character in hidden]})
    assert [text[-3:] for text in alone(cells["a"])] == ["'=1"] * len(hidden)


@pytest.mark.parametrize(
    "shown", ["a", "X", "ß", "日", "ㅎ", "1", ".", ",", "(", "‘", "⠁", "€", "😀", "é", "e\u0301"]
)
def test_what_is_seen_before_a_starter_is_no_formula(shown: str) -> None:
    for starter in "=+-@＝﹦":
        assert defused_text(f"{shown}{starter}1") == f"{shown}{starter}1"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "Xaver",
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


MIXED = ["=1", None, "", "x;+1", "x", "\t", "Ä;=1", "", "a\vb", "+49 30", ";=1", "", None]
MIXED_SAFE = ["'=1", None, "", "x;'+1", "x", "'\t", "Ä;'=1", "", "a\vb", "'+49 30", ";'=1", "", None]


@pytest.mark.parametrize("begin", range(len(MIXED) + 1))
def test_each_cell_of_a_column_is_taken_for_itself(begin: int) -> None:
    """Wherever the column is cut out of a longer one: nulls and empty cells have no bytes of their own."""
    cells = pl.Series("a", MIXED)
    assert alone(cells[begin:]).to_list() == MIXED_SAFE[begin:]
    assert alone(cells[:begin]).to_list() == MIXED_SAFE[:begin]


def test_columns_that_are_taken_together_keep_their_own_texts() -> None:
    columns = [
        pl.Series(MIXED),
        pl.Series(["x"] * 3),
        pl.Series([], dtype=pl.String),
        pl.Series([None, "\u2800@a;-b"]),
    ]
    columns += [pl.Series(MIXED[3:]), pl.Series(["-1", "Ä"])]
    assert [safe.to_list() for safe in defused(columns)] == [
        MIXED_SAFE,
        ["x", "x", "x"],
        [],
        [None, "\u2800'@a;'-b"],
        MIXED_SAFE[3:],
        ["'-1", "Ä"],
    ]
    assert defused([]) == []


def test_the_column_that_is_given_stays_as_it_is() -> None:
    cells = pl.Series("a", MIXED)
    assert alone(cells).to_list() == MIXED_SAFE
    assert cells.to_list() == MIXED


def searched(text: str | None) -> str | None:
    """Return a text defused by a search in it alone."""
    if text is None:
        return None
    safe = re.sub("(^|[;\t\r\n])([ '\"\u00a0\t\r\n]*)([=+@＝-])", r"\1\2'\3", text)
    return f"'{safe}" if re.match(r"[\t\r\n]", safe) else safe


@settings(deadline=None)
@given(st.lists(st.lists(st.none() | st.text("aÄ '\u00ad;\t=+@＝", max_size=4), max_size=6), max_size=5))
def test_columns_together_are_as_each_alone(columns: list[list[str | None]]) -> None:
    together = defused([pl.Series(texts, dtype=pl.String) for texts in columns])
    assert [safe.to_list() for safe in together] == [
        [None if text is None else defused_text(text) for text in texts] for texts in columns
    ]


@settings(deadline=None)
@given(st.lists(st.none() | st.text("aZ9Ä日 '\"\u00a0;\t\r\n=+-@＝.,", max_size=6), max_size=20))
def test_columns_are_as_a_search_in_each_text_would_have_them(texts: list[str | None]) -> None:
    assert alone(pl.Series(texts, dtype=pl.String)).to_list() == [searched(text) for text in texts]
