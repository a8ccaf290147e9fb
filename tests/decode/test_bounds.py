"""How large a report may be inside: each limit on both of its sides, and what is said where it is passed."""

from __future__ import annotations

import gzip
import io
import json
import re
import struct
import zipfile

import pytest

from tests.decode.hostile import HEADERS, MB, TWO_ROWS, bombs, cell, row, workbook
from tests.decode.making import json_report
from tests.decode.making import row as report_row
from webcast.decode import decode
from webcast.decode.bounds import Bounds, TooLarge
from webcast.decode.notes import Notes
from webcast.decode.tabular.json import depth_of
from webcast.decode.tabular.workbook import checked
from webcast.errors import DecodeError, UnexpectedAnswer
from webcast.reports import warned
from webcast.workers.limits import Limits

JSON = json_report([report_row()])


def refused(data: bytes, bounds: Bounds) -> str:
    with pytest.raises(TooLarge) as caught:
        decode(data, bounds=bounds)
    return str(caught.value)


# gzip


@pytest.mark.parametrize(
    ("name", "words", "setting"),
    [
        ("gzbomb.json", "The compressed report would become 20 MB when unpacked, [0-9,]+ times its size", "RATIO"),
        ("zipbomb.xlsx", "The workbook would become 20 MB when unpacked, [0-9,]+ times its size", "RATIO"),
        ("zipbomb-shared.xlsx", "The workbook would become 1,099 MB when each of its cells has", "UNPACKED_MB"),
    ],
)
def test_a_bomb_says_how_large_it_would_become(name: str, words: str, setting: str) -> None:
    found = refused(bombs()[name], Bounds())
    assert re.match(words, found)
    assert found.endswith(f"in smaller parts; the setting WEBCAST_DECODE_{setting} allows more.")


def test_as_much_as_is_allowed_is_unpacked_and_no_more() -> None:
    whole = JSON + b" " * (MB - len(JSON))
    assert decode(gzip.compress(whole), bounds=Bounds(unpacked_mb=1)).registrants.height == 1
    words = refused(gzip.compress(whole + b" "), Bounds(unpacked_mb=1))
    assert words.startswith("The compressed report would become more than 1 MB when unpacked; 1 MB are allowed.")
    assert "WEBCAST_DECODE_UNPACKED_MB" in words


def test_what_stays_small_may_have_been_packed_very_well() -> None:
    """Below 16 MB no ratio matters: a report without answers is mostly commas."""
    assert decode(gzip.compress(JSON + b" " * (15 * MB)), bounds=Bounds(ratio=2)).registrants.height == 1


def test_gzip_within_gzip_is_counted_as_well() -> None:
    twice = gzip.compress(gzip.compress(b"<convey_api>" + b" " * (2 * MB)))
    assert "would become more than 1 MB when unpacked; 1 MB are allowed" in refused(twice, Bounds(unpacked_mb=1))


# Workbooks


def test_a_workbook_is_handed_on_as_it_came() -> None:
    data = workbook(TWO_ROWS)
    assert checked(data, Bounds(), Notes()) is data


def test_all_parts_count_together() -> None:
    data = workbook(TWO_ROWS, "<si><t>" + "A" * MB + "</t></si>")
    words = refused(data, Bounds(unpacked_mb=1))
    assert words.startswith("The workbook would become more than 1 MB when unpacked; 1 MB are allowed.")
    data = workbook(TWO_ROWS, "<si><t>" + "A" * (3 * MB) + "</t></si>")
    assert refused(data, Bounds(unpacked_mb=1)).startswith(
        "The workbook would become 3 MB when unpacked; 1 MB are allowed."
    )


def test_a_part_that_is_larger_than_the_archive_says_is_refused_all_the_same() -> None:
    honest = workbook(TWO_ROWS + " " * (2 * MB))
    with zipfile.ZipFile(io.BytesIO(honest)) as book:
        size = book.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = honest.replace(struct.pack("<I", size), struct.pack("<I", 100))
    words = refused(lying, Bounds(unpacked_mb=1))
    assert words.startswith("The workbook would become more than 1 MB when unpacked; 1 MB are allowed.")


@pytest.mark.parametrize("place", ["XFD1048576", "F1048576", "ZZ200000"])
def test_a_cell_far_away_costs_nothing_and_the_others_are_read(place: str) -> None:
    number = int(place.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    data = workbook(TWO_ROWS + f'<row r="{number}" spans="1:16384">{cell(place, "x")}</row>')
    report = decode(data, bounds=Bounds(cells=30))
    assert report.registrants["first_name"].to_list() == ["Ann"]
    assert warned.said(report.warnings)["message"].to_list()[0] == (
        "Cells of a sheet stand far from the others; what is empty between them was passed over."
    )


def test_empty_rows_and_columns_are_passed_over_and_nothing_else_moves() -> None:
    """A, C and XFD of rows 3, 5 and 1,048,576."""
    headers = ("First Name", "Email", "Company")
    rows = [
        f'<row r="{n}">'
        + "".join(cell(f"{at}{n}", t) for at, t in zip(("A", "C", "XFD"), texts, strict=True))
        + "</row>"
        for n, texts in (
            (3, headers),
            (5, ("Ann", "a@x.example", "Acme")),
            (1_048_576, ("Bob", "b@x.example", "Beta")),
        )
    ]
    report = decode(workbook("".join(rows), head='<dimension ref="A3:XFD1048576"/>'), bounds=Bounds(cells=9))
    assert report.registrants["email"].to_list() == ["a@x.example", "b@x.example"]
    assert report.registrants["company"].to_list() == ["Acme", "Beta"]


def test_a_sheet_may_have_as_many_cells_as_are_allowed() -> None:
    data = workbook(TWO_ROWS)
    assert decode(data, bounds=Bounds(cells=12)).registrants.height == 1
    assert refused(data, Bounds(cells=11)) == (
        "A sheet of the workbook has 12 cells; 11 are allowed. Export it again, or in smaller parts; the setting "
        "WEBCAST_DECODE_CELLS allows more."
    )


def test_cells_that_do_not_say_where_they_stand_are_counted_too() -> None:
    data = workbook("<row>" + "<c/>" * 100 + "</row>")
    assert refused(data, Bounds(cells=99)).startswith("A sheet of the workbook has 100 cells; 99 are allowed.")


@pytest.mark.parametrize(
    "far",
    [
        "<row r='1048576'><c  t = 'n'  r='XFD1048576'><v>1</v></c></row>",
        '<row\nr="1048576"><c\nr="XFD1048576"><v>1</v></c></row>',
        '<x:row xmlns:x="a" r="1048576"><x:c r="xfd1048576"><x:v>1</x:v></x:c></x:row>',
    ],
)
def test_however_a_place_is_written_it_is_seen(far: str) -> None:
    data = workbook(TWO_ROWS + far)
    assert checked(data, Bounds(cells=21), Notes()) is not data


@pytest.mark.parametrize("place", ["XFE1", "A1048577", "ZZZZ1", "A99999999999"])
def test_a_cell_beyond_the_last_is_damage(place: str) -> None:
    with pytest.raises(DecodeError, match="a cell stands beyond the last row or column that a sheet can have"):
        decode(workbook(TWO_ROWS + f'<row r="3">{cell(place, "x")}</row>'))


@pytest.mark.parametrize(
    "data",
    [
        workbook(TWO_ROWS)[:-30],
        workbook(TWO_ROWS, packed=zipfile.ZIP_STORED).replace(b"Ann", b"Bob"),
        workbook(TWO_ROWS, packed=zipfile.ZIP_LZMA).replace(b"xl/", b"xm/", 1),
        b"PK\x03\x04" + b"\0" * 100,
        workbook(TWO_ROWS + "<c r=" + '"' * 70_000),
    ],
    ids=["cut off", "checksum", "other names", "no archive", "endless tag"],
)
def test_a_damaged_workbook_is_one_error(data: bytes) -> None:
    with pytest.raises(
        DecodeError, match=r"The workbook cannot be read: it should be an \.xlsx file without a password"
    ):
        decode(data)


# JSON


def test_json_may_be_as_large_as_is_allowed() -> None:
    whole = b"[]" + b" " * (MB - 2)
    with pytest.raises(UnexpectedAnswer):
        decode(whole, bounds=Bounds(json_mb=1))
    assert refused(whole + b" ", Bounds(json_mb=1)).startswith(
        "The report in JSON has more than 1 MB, which are allowed. Export it again, or in smaller parts; the setting "
        "WEBCAST_DECODE_JSON_MB"
    )


def test_json_may_be_as_deep_as_is_allowed() -> None:
    with pytest.raises(UnexpectedAnswer):
        decode(b"[" * 5 + b"]" * 5, bounds=Bounds(json_depth=5))
    assert refused(b"[" * 6 + b"]" * 6, Bounds(json_depth=5)) == (
        "The JSON cannot be read: it is nested more deeply than any report, 6 levels; 5 are allowed. Export it "
        "again, or in smaller parts; the setting WEBCAST_DECODE_JSON_DEPTH allows more."
    )


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        ("", 0),
        ("{}", 1),
        ('{"a": [[], [{}]], "b": []}', 4),
        ('["[[[", "\\"[[", "\\\\", []]', 2),
        ("]]]][", 0),
        ('["[[[', 1),
        (json.dumps({"ä": ["[", [[1]]]}), 4),
    ],
)
def test_depth_is_that_outside_texts(text: str, depth: int) -> None:
    assert depth_of(text.encode()) == depth
    assert depth_of("\ufeff".encode("utf-16-le") + text.encode("utf-16-le")) == depth


def test_a_million_levels_are_counted_and_not_entered() -> None:
    assert depth_of(b"[" * 2_000_001) == 2_000_001
    assert "nested more deeply than any report, 1,000,000 levels" in refused(b"[" * 1_000_000, Bounds())


def test_headers_are_what_the_samples_here_have() -> None:
    """So that the tests above read sheets, and do not all fail for the same reason."""
    assert row(1, HEADERS).count("<c ") == 6
    assert Limits(1, 1.0, 1.0, 1.0).bounds == Bounds()


@pytest.mark.parametrize(
    "sheet",
    [
        '<row r="3"><c r="A3" r="XFD1048576"><v>1</v></c></row>',
        '<row r="3" r="1048576"><c r="XFD3"><v>1</v></c></row>',
        '<row r="3"><c r="A3"\tr="XFD1048576"><v>1</v></c></row>',
    ],
)
def test_a_tag_that_names_two_places_is_taken_by_the_farther(sheet: str) -> None:
    """Which of them counts is for whoever reads the workbook, so nothing of such a sheet is moved."""
    assert refused(workbook(TWO_ROWS + sheet), Bounds()).startswith(
        "A sheet of the workbook has 17,179,869,184 cells"
    )


# Archives


@pytest.mark.parametrize(("reports", "read"), [(500, True), (501, False)])
def test_an_archive_may_hold_as_many_files_as_are_allowed(reports: int, read: bool) -> None:
    sent = io.BytesIO()
    with zipfile.ZipFile(sent, "w") as archive:
        for n in range(reports):
            archive.writestr(f"{n}.txt", JSON if n == 0 else b"a note\n")
    if read:
        assert decode(sent.getvalue()).registrants.height == 1
    else:
        with pytest.raises(DecodeError, match="The archive holds 501 files; at most 500 are read"):
            decode(sent.getvalue())
