"""Workbooks and Parquet: typed cells, no formula from data, nothing on the disk."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import polars as pl
import pytest

from tests.exports import small
from webcast.cohorts.cohort import Attended
from webcast.exports import kinds, parquet, registrants, xlsx
from webcast.exports.csv import Mode
from webcast.exports.table import Table
from webcast.exports.xlsx import TooLargeForExcel
from webcast.presentation.about import About, about
from webcast.view.filters import Filters

NOW = datetime(2024, 6, 1, 8, 0, tzinfo=UTC)
NOTHING = About(())


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(content))


def cells(frame: pl.DataFrame) -> list[tuple[Any, ...]]:
    return list(opened(xlsx.write(Table.of(frame), NOTHING)).worksheets[0].iter_rows(values_only=True))


def test_cells_have_types() -> None:
    picked = ["Event Id", "Registered On", "Live Sessions", "Live Duration", "Phone Number", "Fax Number"]
    book = opened(xlsx.write(registrants(small.audience(), "Europe/Berlin", picked), NOTHING))
    header, first, *_ = book.worksheets[0].iter_rows()
    assert [cell.value for cell in header] == picked
    assert [cell.value for cell in first] == [
        "11",
        datetime(2024, 5, 7, 0, 30, 5),  # noqa: DTZ001 - workbooks know no zone
        1,
        timedelta(hours=101, seconds=5),
        "+49 30 1",
        None,
    ]
    assert [cell.number_format for cell in first][1:4] == ["yyyy-mm-dd hh:mm:ss", "General", "[h]:mm:ss"]
    assert [cell.data_type for cell in first] == ["s", "d", "n", "d", "s", "n"]


def test_a_duration_below_zero_is_text_since_a_spreadsheet_shows_none() -> None:
    frame = pl.DataFrame({"wait": [timedelta(hours=-30, minutes=-5), timedelta(minutes=5)]})
    assert cells(frame) == [("wait",), ("-30:05:00",), (timedelta(minutes=5),)]


def test_the_header_is_frozen_and_filters_are_on() -> None:
    sheet = opened(xlsx.write(registrants(small.audience(), "UTC"), NOTHING)).worksheets[0]
    assert sheet.title == "Registrants"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:AL4"


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+1", "-1", "@SUM(A1)", "{=1+1}", "https://evil.example", "12", "1e5", "\t=1"),
        *("＝1", "＋1", "－1", "＠x", "﹦1", "﹢1", "﹣1", "﹫x"),
        *(f"{mark}=1" for mark in "\u00ad\u180e\u061c\u115f\u1160\u3164\uffa0\u2800\x7f\u200b\ufeff"),
    ],
)
def test_texts_stay_texts(text: str) -> None:
    book = opened(xlsx.write(Table.of(pl.DataFrame({text: [text]})), NOTHING))
    (header,), (cell,) = book.worksheets[0].iter_rows()
    assert (header.value, header.data_type, header.hyperlink) == (text, "s", None)
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_awkward_texts_come_through() -> None:
    texts = ["", " ", "a\nb", "日本 \U0001f600", "x" * 40_000, "\x01"]
    found = [row[0] for row in cells(pl.DataFrame({"a": texts}))]
    # The last is how workbooks spell a control character.
    assert found[1:] == ["", " ", "a\nb", "日本 \U0001f600", "x" * 32_767, "_x0001_"]


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["x" * 32_767], None),
        (
            ["x" * 32_768, "y"],
            "1 text was cut to 32,767 characters, the most that a cell takes; a CSV file has it whole.",
        ),
        (
            ["x" * 40_000, "y" * 32_768],
            "2 texts were cut to 32,767 characters, the most that a cell takes; a CSV file has them whole.",
        ),
    ],
)
def test_texts_that_were_cut_are_said_on_the_second_sheet(texts: list[str], said: str | None) -> None:
    table = Table.of(pl.DataFrame({"a": texts, "n": range(len(texts))}))
    about_sheet = opened(xlsx.write(table, NOTHING)).worksheets[1]
    lines = {row[0].value: row[1].value for row in about_sheet.iter_rows()} if about_sheet.max_column > 1 else {}
    assert lines.get("Cut") == said
    assert xlsx.cut(table) == (0 if said is None else int(said.split()[0]))


def test_nobody_gives_the_header() -> None:
    assert cells(pl.DataFrame({"a": []}, schema={"a": pl.String})) == [("a",)]


def test_slices_follow_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pl.DataFrame({"n": list(range(7))})
    monkeypatch.setattr(Table, "slices", lambda table: (table.frame_.slice(at, 3) for at in range(0, 7, 3)))
    monkeypatch.setattr(Table, "frame_", frame, raising=False)
    assert [row[0] for row in cells(frame)] == ["n", 0, 1, 2, 3, 4, 5, 6]


def test_too_much_is_said_before_the_memory_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MAX_CELLS", 3)
    with pytest.raises(TooLargeForExcel, match=r"up to 3 cells here, .* Download CSV or Parquet"):
        xlsx.write(Table.of(pl.DataFrame({"a": [1, 2, 3, 4]})), NOTHING)
    monkeypatch.setattr(xlsx, "MAX_ROWS", 3)
    with pytest.raises(TooLargeForExcel, match="up to 3 rows here, but this one would have 4"):
        xlsx.write(Table.of(pl.DataFrame({"a": [1, 2, 3, 4]})), NOTHING)


def test_nothing_is_written_to_a_temporary_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file")

    for name in ("mkstemp", "NamedTemporaryFile", "TemporaryFile", "mkdtemp", "SpooledTemporaryFile"):
        monkeypatch.setattr(tempfile, name, refuse)
    table = registrants(small.audience(), "UTC")
    assert xlsx.write(table, NOTHING)
    assert parquet.write(table, NOTHING)


def test_the_second_sheet_says_what_the_first_is() -> None:
    people = Attended("none")
    audience = people.apply(small.audience())
    chosen = Filters(min_minutes=5, referrers=("https://a.example/",))
    said = about(audience, chosen, "Europe/Berlin", sets=[people], now=NOW)
    assert said.lines == (
        ("Events", "Spring launch; Summer demo"),
        ("Filters", "Registrants: referrer https://a.example/; watched at least 5 min"),
        ("People", "Did not attend"),
        (
            "Note",
            "Referrer not loaded for 2 of 2 events: “Spring launch”, “Summer demo”. None of these people match.",
        ),
        ("Registrants", "2 of 3"),
        ("Time zone", "Europe/Berlin"),
        ("Data as of", "unknown"),
        ("Made", "Jun 1, 2024, 10:00\u202fAM"),
    )
    sheet = opened(xlsx.write(registrants(audience, "Europe/Berlin"), said)).worksheets[1]
    assert tuple(sheet.iter_rows(values_only=True)) == said.lines


def test_parquet_keeps_types_and_says_what_it_is() -> None:
    table = registrants(
        small.audience(), "Europe/Berlin", ["Email", "Registered On", "Live Duration", "Live Sessions"]
    )
    content = parquet.write(table, About((("Filters", "All registrants"),)))
    frame = pl.read_parquet(BytesIO(content))
    assert frame.schema == {
        "Email": pl.String,
        "Registered On": pl.Datetime("ms", "Europe/Berlin"),
        "Live Duration (s)": pl.Int64,
        "Live Sessions": pl.Int64,
    }
    assert frame["Live Duration (s)"].to_list() == [363_605, 0, 0]
    assert pl.read_parquet_metadata(BytesIO(content))["webcast.Filters"] == "All registrants"


@pytest.mark.parametrize(("name", "starts"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK"), ("parquet", b"PAR1")])
def test_every_kind_writes_itself(name: str, starts: bytes) -> None:
    table = registrants(small.audience(), "UTC")
    content = b"".join(kinds.kind(name).write(table, NOTHING, Mode.EXACT))
    assert content.startswith(starts)


def test_another_kind_is_refused() -> None:
    with pytest.raises(kinds.UnknownKind, match="should end in csv, xlsx, parquet, but 'doc' is none of them"):
        kinds.kind("doc")
