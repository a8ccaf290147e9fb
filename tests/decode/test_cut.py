"""Rows that are cut all at once are those that a parser reads, however they are written and wherever a piece ends."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import fields
from random import Random
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases import cases
from tests.decode import varied
from tests.decode.making import HEADERS, csv_report, json_report, row
from webcast.decode.decoder import open_report
from webcast.decode.tabular import cut_csv, cut_json
from webcast.decode.tabular.cut import Cut
from webcast.errors import WebcastError
from webcast.reports import Report

PIECES = (8, 64, 1 << 20)
"""Bytes that are looked at together: cells and rows go over the ends of the short ones."""

csv_cells = st.sampled_from(
    ["", "a", '"a"', '""', '"a""b"', '"a,\r\nb"', ' "', "é", "0" * 20, '"xxxxxxxxxxxxx"'],
)
csv_texts = st.text(st.sampled_from('aé0 ",;\t\r\n'), max_size=60) | st.lists(
    st.lists(csv_cells, max_size=4), max_size=6
).map(lambda rows: "".join(",".join(cells) + "\r\n" for cells in rows))

JSON_CELLS = r"""
"a" | "" | "é" | "a\"b" | "\\" | "a\\\"]" | "[," | 1 | null | [] | [["x", 1], []] | {"a":[1]} | "xxxxxxxxxxxxx" | "\x"
| [["x", 1]] | [["]", null], ["é\"", 2.5 ]] | [["x"] ,["y"]] | [[]] | [["x"],] | [["x"]["y"]] | [["x"], 1] | [[["x"]]]
| [["x"]] [["y"]] | [["x"]], [["y"]] | ["x", "y"] | [["x" | [{}] | [ ]
| tru | "a"b | "a" "b" | [ | ] | " | - | NaN | 2.5
"""
json_cells = st.sampled_from([*JSON_CELLS.split("|"), '"a\nb"'])
json_rows = st.lists(
    st.lists(json_cells, max_size=4).map(lambda cells: "[" + ", ".join(cells) + "]"), max_size=5
).map(" ,\n".join)


@pytest.mark.parametrize("piece", PIECES)
@settings(max_examples=cases(60, 300), deadline=None)
@given(text=csv_texts)
def test_csv_that_is_cut_has_the_rows_of_a_parser(piece: int, text: str) -> None:
    with mock.patch.object(cut_csv, "_PIECE", piece):
        cut = cut_csv.cut(text, ",")
    if cut is None:
        return
    parsed = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    # A row in which nothing stands has no cell then.
    assert list(cut) == [cells if any(cells) else [] for cells in parsed]


@pytest.mark.parametrize("piece", PIECES)
@settings(max_examples=cases(60, 300), deadline=None)
@given(
    rows=json_rows, around=st.sampled_from(['{"data_rows": [%s], "b": 1}', '{"a":"]","data_rows":\n[ %s ]}', "[%s]"])
)
def test_json_that_is_cut_is_what_a_parser_reads(piece: int, rows: str, around: str) -> None:
    text = around % rows
    with mock.patch.object(cut_json, "_PIECE", piece):
        cut = cut_json.cut(text)
    if cut is not None:
        assert repr(cut | {"data_rows": list(cut["data_rows"])}) == repr(json.loads(text))  # type: ignore[call-overload]


def outcome(report: bytes) -> tuple[object, ...]:
    """Return all that was read of a report and understood of it, or the error."""
    try:
        read, understood = open_report(report, zone="Europe/Berlin")
    except WebcastError as exc:
        return type(exc), str(exc)
    tables = [getattr(read, table.name) for table in fields(Report)]
    return ([(frame.schema, frame.rows()) for frame in tables], understood.as_plain())


@settings(max_examples=cases(30, 120), deadline=None)
@given(seed=st.integers(0, 2**64), make=st.sampled_from([varied.csv_of, varied.json_of]))
def test_a_report_is_read_the_same_whether_its_rows_are_cut_or_parsed(
    seed: int, make: Callable[[Random], bytes]
) -> None:
    report = make(Random(seed))  # noqa: S311  # no secret
    found = outcome(report)
    with mock.patch.object(cut_csv, "cut", return_value=None), mock.patch.object(cut_json, "cut", return_value=None):
        assert outcome(report) == found


session_cells = st.sampled_from(
    [
        "Live",
        "",
        " ",
        " Archive",
        "06/18/2024 09:00:00 AM",
        "13/06/2024 09:00",
        "soon",
        "é",
        5,
        -1,
        2.5,
        "60000",
        None,
        True,
    ]
)
usual = st.tuples(
    st.sampled_from(["Live", "SimLive"]), st.just("06/18/2024 09:00:00 AM"), session_cells, st.integers(-1, 10**12)
)
some_sessions = st.lists(usual.map(lambda four: [*four, "HTML5"]), max_size=3)
odd_sessions = st.lists(st.lists(session_cells, min_size=4, max_size=6), max_size=2) | st.sampled_from(
    [None, "x", [1], ""]
)


@settings(max_examples=cases(40, 150), deadline=None)
@given(
    usual=st.lists(some_sessions, min_size=1, max_size=6), odd=st.lists(odd_sessions, max_size=1), short=st.booleans()
)
def test_sessions_are_the_same_whether_they_are_cut_or_parsed(
    usual: list[object], odd: list[object], *, short: bool
) -> None:
    rows = [[*row(Email=f"a{n}@x.example"), some] for n, some in enumerate([*usual, *odd])]
    if short:
        rows.append(["short"])
    report = json_report(rows, [*HEADERS, "sessions"])
    found = outcome(report)
    with mock.patch.object(cut_json, "cut", return_value=None):
        assert outcome(report) == found


def test_usual_sessions_become_no_objects() -> None:
    live = ["Live", "06/18/2024 09:00:00 AM", "06/18/2024 09:30:00 AM", 1_800_000, "HTML5"]
    text = json_report([[*row(), [live, live]], [*row(), []]], [*HEADERS, "sessions"]).decode()
    document = cut_json.cut(text)
    assert document is not None
    rows = document["data_rows"]
    assert isinstance(rows, Cut)
    found = rows.sessions(len(HEADERS), np.arange(2))
    assert found is not None
    assert (found.begin.tolist(), found.end.tolist()) == ([0, 3], [2, 3])
    assert not rows.values


@pytest.mark.parametrize(
    "text",
    [
        csv_report([row(), row(First_Name='Ann "Bea"', Company="A,\r\nB")]).decode(),
        "a,b\nc,d",
        'a,"b"\r\n"c ""d""",e\r\n',
        "Zoë,한국\n",
        '""\n\n,,\n',
    ],
)
def test_csv_as_it_should_be_is_cut(text: str) -> None:
    cut = cut_csv.cut(text, ",")
    assert cut is not None
    assert len(cut) == len(list(csv.reader(io.StringIO(text, newline=""))))


@pytest.mark.parametrize("text", ["", 'a"b,c\n', '"a" ,b\n', '"a\n', "a\rb\n", '"a"b"\n', f'"{"x" * 131_072}",b\n'])
def test_csv_of_which_there_is_a_doubt_is_not(text: str) -> None:
    assert cut_csv.cut(text, ",") is None


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [[]],
        [["a", None, 1]],
        [['5" \\', "\\", "\t"], ["b"]],
        [[*row(), [["Live", "x", "y", 5, "z"]]], ["short"]],
    ],
)
def test_json_as_it_should_be_is_cut(rows: list[list[object]]) -> None:
    text = json_report(rows, [*HEADERS, "sessions"]).decode()
    for sent in (text, json.dumps(json.loads(text), indent=1)):
        cut = cut_json.cut(sent)
        assert cut is not None
        assert list(cut["data_rows"]) == rows  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "text",
    [
        '{"a": {"data_rows": [["x"]]}}',
        '{"data_rows": [["x"]], "data_rows": []}',
        '{"data_rows": [["x"]], "data\\u005frows": []}',
        '{"data_rows": [["x"]], "a": NaN}',
        '{"data_rows": [["x"], {}]}',
        '{"data_rows": [["x"] ["y"]]}',
        '{"data_rows": [["x"],]}',
        '{"data_rows": [["x"], "y"]}',
        '{"data_rows": [["a\tb"]]}',
        '{"data_rows": [["\\x"]]}',
        '{"data_rows": [["x",]]}',
        '{"data_rows": [["x"}]}',
        '{"data_rows": [["x"]}',
        '{"data_rows": [["x"]',
        '{"data_rows": [["x"]]} x',
        '{"data_rows": 5}',
        "[]",
    ],
)
def test_json_of_which_there_is_a_doubt_is_not(text: str) -> None:
    assert cut_json.cut(text) is None
