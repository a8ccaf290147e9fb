"""What looks through a file goes through it once, whatever it is full of: calls are counted, or sizes."""

from __future__ import annotations

import io
import re
import tracemalloc
import zipfile
from collections.abc import Iterator
from typing import Any
from unittest import mock

import numpy as np
import pytest

from tests.decode.hostile import PARTS, TWO_ROWS, workbook
from tests.decode.making import HEAD, TAIL
from webcast.decode import decode, encodings
from webcast.decode.bounds import Bounds, TooLarge
from webcast.decode.notes import Notes
from webcast.decode.recognise import Peekable
from webcast.decode.tabular import markup
from webcast.decode.tabular import workbook as workbooks
from webcast.decode.tabular.layout import ADDRESS
from webcast.decode.tabular.rows import Rows
from webcast.decode.tabular.tables import Sheet
from webcast.decode.tabular.xlsx import _FROM_1904
from webcast.decode.understood import Doubt, Understood, joined
from webcast.decode.xml import cut, head
from webcast.decode.xml.special import found_in
from webcast.decode.xml.tree import text_of
from webcast.errors import DecodeError

HEADERS = "<tr><td>Email<td>Registered On</tr>"
SPREADSHEET = '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet>{}</Worksheet></Workbook>'
SPANS = '<Cell MergeAcross="200"/>'
TITLES = "<Row><Cell><Data>Email</Data></Cell><Cell><Data>Registered On</Data></Cell></Row>"


def report(about: str) -> bytes:
    begins = HEAD.format(zone="GMT", code=1, event_id="77", title="T", event="")
    return (begins.replace("<viewers>", f"{about}<viewers>") + TAIL).encode()


# Text


def test_of_words_without_an_end_no_more_is_read_than_tells_the_encoding() -> None:
    with mock.patch.object(encodings, "_score", wraps=encodings._score) as scored:
        encodings.guess(b"\xe4\xf6a" * 400_000)
    words = scored.call_args_list[0].args[0]
    assert sum(map(len, words)) == 400_000


def test_words_are_found_as_before() -> None:
    assert encodings._words(b"abc M\xfcller x\xe9 \xe9x M\xfcller 1a\xe9b2c") == [
        b"M\xfcller",
        b"x\xe9",
        b"\xe9x",
        b"a\xe9b",
    ]


@pytest.mark.parametrize(
    "text",
    ["a@b.c", "a@.b.c", "a@..c", "a.b@c.d.e", "a@b", "a@.b", "a@b.", "@b.c", "a@b@c.d", "a @b.c", "a@b.c\n", ""],
)
def test_an_address_is_what_it_was(text: str) -> None:
    assert bool(ADDRESS.fullmatch(text)) == bool(re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text))


# Rows


class Counted(list[object]):
    """A row that counts how often a part of it is copied."""

    copies = 0

    def __getitem__(self, at: Any) -> Any:
        if not isinstance(at, slice):
            return super().__getitem__(at)
        Counted.copies += 1
        return Counted(super().__getitem__(at))


def test_empty_cells_behind_a_row_are_left_out_together() -> None:
    Counted.copies = 0
    row = Counted(["Ann", "a@x.example", *[""] * 1000])
    Rows("json", ["First Name", "Email"], [row]).drafts()
    assert Counted.copies == 1


def test_warnings_are_given_to_their_events_in_one_walk() -> None:
    class Walked(list[tuple[int | None, str | None, str]]):
        walks = 0

        def __iter__(self) -> Iterator[tuple[int | None, str | None, str]]:
            Walked.walks += 1
            return super().__iter__()

    notes = Notes(
        Walked([(n, "f", "m") for n in range(1, 101)] + [(None, None, "all")]), tallies={(None, "t"): [1, 2]}
    )
    first, *others = notes.of_each([[n, n + 50] for n in range(50)])
    assert Walked.walks == 1
    assert first.rows == [(1, "f", "m"), (2, "f", "m"), (None, None, "all")]
    assert [other.rows for other in others] == [[(1, "f", "m"), (2, "f", "m")]] * 49
    assert (first.tallies, others[0].tallies) == ({(None, "t"): [1, 2]}, {})


def test_a_doubt_is_not_compared_with_all_others() -> None:
    told = Understood()
    with mock.patch.object(Doubt, "__eq__", autospec=True, side_effect=Doubt.__eq__) as compared:
        for n in range(1000):
            told.doubt("column", f"company {n}")
    assert compared.call_count < 10
    told.doubt("column", "company 7")
    assert len(told.doubts) == 1000


def test_what_was_understood_of_several_files_is_said_once() -> None:
    parts = [
        Understood(headers=["a", "b"], columns=[("a", "email"), ("b", "")]),
        Understood(headers=["b", "c"], columns=[("b", "")]),
    ]
    assert joined(parts).headers == ["a", "b", "c"]
    assert joined(parts).columns == [("a", "email"), ("b", "")]


# XML


def test_filters_of_one_name_are_read_once_each() -> None:
    some, on = "<a>x</a>" * 100, "<live_viewers>on</live_viewers>" * 100
    with mock.patch.object(head, "text_of", side_effect=text_of) as read:
        found = decode(report(f"<filters><sti_filter>{some}</sti_filter>{on}</filters>"))
    assert found.event["report_filters"].to_list() == [f"campaigns: {', '.join(['x'] * 100)}; live viewers"]
    assert sum(call.args[0].tag == "live_viewers" for call in read.call_args_list) == 100


def test_elements_inside_one_of_their_name_are_not_read_again() -> None:
    with mock.patch.object(head, "text_of", side_effect=text_of) as read:
        assert decode(report("<costcenter>" * 100 + "x" + "</costcenter>" * 100)).event["cost_center"].to_list() == [
            "x"
        ]
    assert sum(call.args[0].tag == "costcenter" for call in read.call_args_list) == 1


def test_what_is_nested_deeper_than_any_report_is_refused() -> None:
    with pytest.raises(DecodeError) as caught:
        decode(report("<x>" * 300 + "</x>" * 300))
    assert str(caught.value).startswith(
        "The report cannot be read: its elements are nested more deeply than any report's."
    )


def test_comments_within_a_comment_take_no_memory_of_their_own() -> None:
    body = np.frombuffer(b"<!--" + b"<!--" * 100_000 + b"-->" + b" " * 13, np.uint8)
    tracemalloc.start()
    starts, ends, _ = found_in(body)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (starts.tolist(), ends.tolist()) == ([0], [400_007])
    assert most < 8_000_000


@pytest.mark.parametrize(
    "behind", [b"<!--</viewer>-->", b"<!--</viewer><!--</viewer>-->", b"</viewerX>", b"</viewer <x/>"]
)
@pytest.mark.parametrize("times", [1, 99, 100, 101, 1000])
def test_ends_that_are_none_are_passed_over_together(behind: bytes, times: int) -> None:
    first = b"<viewer></viewer\n>"
    with mock.patch.object(cut, "_END", mock.Mock(wraps=cut._END)) as end:
        assert cut.last_end(first + behind * times) == len(first)
        assert cut.last_end(b"<viewer>" + behind * times + b"<!---->") == 0
        assert cut.last_end(behind * times + first + behind) == len(behind) * times + len(first)
    assert end.match.call_count <= 202 + 2
    assert end.finditer.call_count <= 2


# Markup and workbooks


def test_a_tag_of_a_workbook_is_looked_through_once() -> None:
    assert workbooks._SHARED.findall(b"<c " * 1000) == [b""]
    assert workbooks._SHARED.findall(b'<c r="A1"><v>5</v></c><c t="s"><v>7</v></c><c t="s"><f>x</f><v>8</v></c>') == [
        b"",
        b"7",
        b"",
    ]
    assert [m[1] for m in workbooks._MOVED.finditer(b'<c r="A1"' + b"<c " * 1000)] == [b'<c r="', None]
    assert _FROM_1904.search(b"<workbookPr " * 80_000 + b'<workbookPr date1904="1"/>')


def test_parts_that_are_no_sheets_take_no_memory_for_cells() -> None:
    out = io.BytesIO(workbook(TWO_ROWS))
    with zipfile.ZipFile(out, "a") as book:
        for n in range(100):
            book.writestr(f"xl/media/{n}", b"x")
    with zipfile.ZipFile(out) as book:
        parts = workbooks._surveyed(book, len(out.getvalue()), Bounds())
    assert len(parts) == len(PARTS) + 2 + 100
    assert sum("rows" in vars(part) for part in parts) == 1


@pytest.mark.parametrize(
    "table",
    [
        f"<html><table>{HEADERS}<tr><td colspan=9999999>a</tr></table>",
        f"<html><table>{HEADERS}<tr>{'<td colspan=200>a' * 6}</tr></table>",
        f"<html><table>{HEADERS}{'<tr><td>a</tr>' * 500}</table>",
        f"<html>{f'<table>{HEADERS}<tr><td>a</tr></table>' * 251}",
        SPREADSHEET.format(f'{TITLES}<Row><Cell Index="9999999"/></Row>'),
        SPREADSHEET.format(f"{TITLES}<Row>{SPANS * 5}</Row>"),
        SPREADSHEET.format(f'{TITLES}<Row Index="999"/>'),
    ],
)
def test_tables_in_markup_may_have_as_many_cells_as_a_sheet(table: str) -> None:
    with pytest.raises(TooLarge) as caught:
        decode(table.encode(), bounds=Bounds(cells=1000))
    assert str(caught.value) == (
        "The tables of the file have more than 1,000 cells, which are allowed. Export it again, or in smaller parts; "
        "the setting WEBCAST_DECODE_CELLS allows more."
    )


def test_tables_are_not_compared_with_one_another() -> None:
    page = f"<html><table>{HEADERS}<tr><td>a@x.example</tr></table>" + "<table><tr><td>x<td>y</tr></table>" * 50
    with mock.patch.object(Sheet, "__eq__", autospec=True, side_effect=Sheet.__eq__) as compared:
        markup.decode_html(Peekable(io.BytesIO(page.encode())), Notes())
    assert compared.call_count == 0


def test_rows_inside_one_another_are_read_once() -> None:
    rows = "<Row>" * 20 + "<Cell><Data>x</Data></Cell>" + "</Row>" * 20
    page = SPREADSHEET.format(TITLES + rows).encode()
    with mock.patch.object(markup, "_value", side_effect=markup._value) as read:
        markup.decode_spreadsheetml(Peekable(io.BytesIO(page)), Notes())
    assert read.call_count == 3
