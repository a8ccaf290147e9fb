"""CSV: its bytes."""

from __future__ import annotations

import csv as reader
import io
import weakref
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exports import small
from webcast.exports import csv, registrants
from webcast.exports.csv import Mode, UnknownMode
from webcast.exports.table import Table


def written(frame: pl.DataFrame, mode: Mode = Mode.EXACT) -> bytes:
    return b"".join(csv.stream(Table.of(frame), mode))


def test_the_bytes_of_a_small_file() -> None:
    picked = ["Event Id", "Registered On", "Company", "Phone Number", "Total Duration", "Question 1", "Time Zone"]
    table = registrants(small.audience(), "America/New_York", picked)
    assert b"".join(csv.stream(table, Mode.EXACT)) == (
        b"\xef\xbb\xbfEvent Id,Registered On,Company,Phone Number,Total Duration,Question 1,Time Zone\r\n"
        b'11,05/06/2024 06:30:05 PM,"=Acme, Inc",+49 30 1,101:00:05,"Why?\nHow?",America/New_York\r\n'
        b"11,05/06/2024 06:30:05 PM,,,00:00:00,,America/New_York\r\n"
        b"12,05/06/2024 06:30:05 PM,,,00:00:00,,America/New_York\r\n"
    )


def test_for_spreadsheets_formulas_are_defused() -> None:
    table = registrants(small.audience(), "UTC", ["Company", "Phone Number"])
    assert b"".join(csv.stream(table)) == (
        b"\xef\xbb\xbfCompany,Phone Number\r\n\"'=Acme, Inc\",'+49 30 1\r\n,\r\n,\r\n"
    )


def test_headers_are_defused_too() -> None:
    assert written(pl.DataFrame({"=1+1": ["x"], "b": [1]}), Mode.SPREADSHEET) == b"\xef\xbb\xbf'=1+1,b\r\nx,1\r\n"


def test_headers_that_are_the_same_once_defused_are_both_defused() -> None:
    frame = pl.DataFrame({"\t=1": ["x"], "'\t=1": ["y"]})
    assert written(frame, Mode.SPREADSHEET) == b"\xef\xbb\xbf'\t'=1,'\t'=1\r\nx,y\r\n"


def test_a_formula_behind_invisible_characters_is_defused_in_cells_and_headers() -> None:
    hidden = "\u00ad\u180e\u061c\u115f\u1160\u3164\uffa0\u2800\x7f"
    frame = pl.DataFrame({f"{mark}﹦1": [f"{mark}+1", f"a;{mark}＠x"] for mark in hidden})
    lines = written(frame, Mode.SPREADSHEET).decode("utf-8-sig").split("\r\n")
    assert lines == [
        ",".join(f"{mark}'﹦1" for mark in hidden),
        ",".join(f"{mark}'+1" for mark in hidden),
        ",".join(f"a;{mark}'＠x" for mark in hidden),
        "",
    ]


def test_slices_make_the_same_bytes() -> None:
    table = registrants(small.audience(), "UTC")
    whole = b"".join(csv.stream(table, Mode.EXACT))
    parts = list(csv.stream(table, Mode.EXACT, rows=1))
    assert len(parts) == 3
    assert b"".join(parts) == whole


def test_a_slice_is_let_go_before_the_next_is_asked_for() -> None:
    made: list[weakref.ref[pl.DataFrame]] = []
    left = []

    def slice_of(number: int) -> pl.DataFrame:
        left.append([one() for one in made if one() is not None])
        frame = pl.DataFrame({"a": [number], "b": ["x"]})
        made.append(weakref.ref(frame))
        return frame

    table = Table(("a", "b"), 3, 3, "UTC", lambda _: map(slice_of, range(3)))
    assert b"".join(csv.stream(table)) == b"\xef\xbb\xbfa,b\r\n0,x\r\n1,x\r\n2,x\r\n"
    assert left == [[], [], []]


def test_no_row_gives_the_header_line() -> None:
    frame = pl.DataFrame({"a": [], "b": []}, schema={"a": pl.String, "b": pl.Int64})
    assert written(frame) == b"\xef\xbb\xbfa,b\r\n"


def test_no_column_gives_no_line() -> None:
    assert written(pl.DataFrame()) == b"\xef\xbb\xbf"


def test_an_empty_cell_alone_in_its_line_is_still_a_row() -> None:
    assert written(pl.DataFrame({"a": ["x", None, ""]})) == b'\xef\xbb\xbfa\r\nx\r\n""\r\n""\r\n'


def test_noon_and_midnight_are_written_as_the_platform_writes_them() -> None:
    times = [datetime(2024, 1, 2, 0, 5, tzinfo=UTC), datetime(2024, 1, 2, 12, 5, tzinfo=UTC), None]
    frame = pl.DataFrame({"at": times, "n": [1, 2, 3]})
    assert written(frame) == (b"\xef\xbb\xbfat,n\r\n01/02/2024 12:05:00 AM,1\r\n01/02/2024 12:05:00 PM,2\r\n,3\r\n")


def test_a_duration_below_zero_has_a_minus() -> None:
    lengths = [timedelta(minutes=-5), timedelta(hours=-30, seconds=-1), timedelta(milliseconds=-5), None]
    frame = pl.DataFrame({"wait": lengths, "n": [1, 2, 3, 4]})
    assert written(frame) == b"\xef\xbb\xbfwait,n\r\n-00:05:00,1\r\n-30:00:01,2\r\n00:00:00,3\r\n,4\r\n"


def test_columns_of_durations_are_each_written_in_their_own_place() -> None:
    """Whatever is written for all of them at once: with nulls, and lengths that lie far apart."""
    one = [timedelta(seconds=5), None, timedelta(days=366), timedelta(milliseconds=999)]
    two = [None, timedelta(seconds=5), timedelta(hours=-1), timedelta(seconds=1, microseconds=999_999)]
    near = [timedelta(hours=100), timedelta(0), None, timedelta(minutes=59, seconds=59)]
    assert written(pl.DataFrame({"one": one, "two": two})) == (
        b"\xef\xbb\xbfone,two\r\n00:00:05,\r\n,00:00:05\r\n8784:00:00,-01:00:00\r\n00:00:00,00:00:01\r\n"
    )
    assert written(pl.DataFrame({"near": near, "none": pl.Series([None] * 4, dtype=pl.Duration("ms"))})) == (
        b"\xef\xbb\xbfnear,none\r\n100:00:00,\r\n00:00:00,\r\n,\r\n00:59:59,\r\n"
    )


def test_every_kind_of_text_is_defused_in_its_own_column() -> None:
    frame = pl.DataFrame(
        {
            "a": ["=1", "x", None],
            "n": [-1, 2, None],
            "b": pl.Series(["x", "-y", "x"], dtype=pl.Enum(["x", "-y"])),
            "c": pl.Series([None, "x;@y", "\u00ad+z"], dtype=pl.Categorical),
            "d": [None, "", "plain"],
        }
    )
    assert written(frame, Mode.SPREADSHEET).decode("utf-8-sig") == (
        "a,n,b,c,d\r\n'=1,-1,x,,\r\nx,2,'-y,x;'@y,\"\"\r\n,,x,\u00ad'+z,plain\r\n"
    )


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(UnknownMode, match="should be 'spreadsheet' or 'exact', but is 'excel'"):
        list(csv.stream(Table.of(pl.DataFrame({"a": [1]})), "excel"))


@settings(deadline=None)
@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=6))
def test_exact_files_read_back_as_they_were(rows: list[list[str]]) -> None:
    # NUL is no text to any reader of CSV, and lone surrogates are none to UTF-8.
    rows = [[cell.replace("\0", "").encode("utf-8", "replace").decode() for cell in row] for row in rows]
    frame = pl.DataFrame(rows, schema={"a": pl.String, "b": pl.String}, orient="row")
    text = written(frame).decode("utf-8-sig")
    assert list(reader.reader(io.StringIO(text, newline=""))) == [["a", "b"], *rows]
