"""Files as people have them after spreadsheets, mail and other systems have touched them, and what is right.

Longer than other modules: a test a way in which files go wrong, all read by the same few helpers.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from tests.decode.making import Session, Viewer, xml
from webcast.analysis.audience import Audience
from webcast.decode import decode
from webcast.decode.bounds import Bounds, TooLarge
from webcast.decode.decoder import open_report
from webcast.decode.tabular.vendors import OtherVendor
from webcast.decode.understood import Doubt, Reading
from webcast.errors import DecodeError, UnexpectedAnswer
from webcast.reports import Report
from webcast.reports.warned import said

HEADERS = (
    "Event Id",
    "Event Title",
    "Registered On",
    "Last Name",
    "Company",
    "Email",
    "Live Sessions",
    "On-Demand Sessions",
    "SimLive Sessions",
    "Total Sessions",
    "Live Duration",
    "On-Demand Duration",
    "SimLive Duration",
    "Total Duration",
)
MAY_24 = datetime(2017, 5, 24, 15, 30, tzinfo=UTC)
MAY_24_40 = datetime(2017, 5, 24, 15, 30, 40, tzinfo=UTC)
MAY_4 = datetime(2017, 5, 4, 9, 5, tzinfo=UTC)
ON = "05/24/2017 03:30:40 PM"
ZERO = "00:00:00"


def person(
    email: str = "u1@acme.example",
    *,
    on: str = ON,
    name: str = "Lee",
    event: str = "20786",
    live: str = "00:33:00",
    total: str | None = None,
) -> list[str]:
    lengths = [live, ZERO, ZERO, live if total is None else total]
    return [event, "Sample Event", on, name, "Acme", email, "1", "0", "0", "1", *lengths]


def lines(*rows: Sequence[str], mark: str = ",", headers: Sequence[str] = HEADERS) -> str:
    def cell(text: str) -> str:
        return f'"{text}"' if mark in text or "\n" in text else text

    return "".join(mark.join(map(cell, row)) + "\r\n" for row in (headers, *rows))


def warned(report: Report) -> list[tuple[int | None, str | None, str]]:
    return said(report.warnings).select("record", "field", "message").rows()


def book(*sheets: tuple[str, Sequence[Sequence[Any]]], **options: Any) -> bytes:
    sent = io.BytesIO()
    with xlsxwriter.Workbook(sent, {"in_memory": True, **options}) as workbook:
        time = workbook.add_format({"num_format": "[h]:mm:ss"})
        for name, rows in sheets:
            sheet = workbook.add_worksheet(name)
            for n, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, float):
                        sheet.write_number(n, place, cell, time)
                    else:
                        sheet.write(n, place, cell)
    return sent.getvalue()


# One order of day and month.


def test_a_spreadsheets_american_dates_without_seconds() -> None:
    report = decode(lines(person(on="5/24/2017 15:30"), person("u2@acme.example", on="5/4/2017 9:05")).encode())
    assert report.registrants["registered_at"].to_list() == [MAY_24, MAY_4]
    assert warned(report) == [
        (None, "Registered On", "Day and month were told apart by the whole column: read month first.")
    ]


def test_a_german_spreadsheet() -> None:
    rows = [
        person(on="24.05.2017 15:30", name="Müller"),
        person("u2@acme.example", on="04.05.2017 09:05", name="Groß"),
    ]
    report = decode(lines(*rows, mark=";").encode("cp1252"))
    assert report.registrants["registered_at"].to_list() == [MAY_24, MAY_4]
    assert report.registrants["last_name"].to_list() == ["Müller", "Groß"]
    assert warned(report) == [
        (None, "encoding", "The text is not UTF-8, as it should be; read as Western European (Windows-1252)."),
        (None, "Registered On", "Day and month were told apart by the whole column: read day first."),
    ]


def test_one_day_above_12_decides_the_whole_column() -> None:
    text = lines(person(on="24/05/2017 15:30:00"), person("u2@acme.example", on="04/05/2017 09:05:00"))
    report, understood = open_report(text.encode())
    assert report.registrants["registered_at"].to_list() == [MAY_24, MAY_4]
    assert (understood.dates, understood.dates_why, understood.doubts) == ("day first", "dates", [])


def test_one_day_above_12_decides_for_a_report_in_xml_too() -> None:
    viewers = [
        Viewer("31/10/2014 10:00:00", sessions=[Session(start="04/11/2014 20:04:01", end="04/11/2014 20:34:01")])
    ]
    event = "<live_start_time>04/11/2014 20:04:01</live_start_time>"
    report = decode(xml(viewers, event=event))
    assert report.registrants["registered_at"].to_list() == [datetime(2014, 10, 31, 10, tzinfo=UTC)]
    assert report.sessions.select("start", "end").row(0) == (
        datetime(2014, 11, 4, 20, 4, 1, tzinfo=UTC),
        datetime(2014, 11, 4, 20, 34, 1, tzinfo=UTC),
    )
    assert report.event["live_start"].to_list() == [datetime(2014, 11, 4, 20, 4, 1, tzinfo=UTC)]


def test_dates_of_the_platforms_form_in_xml_are_turned_when_one_shows_that_the_day_comes_first() -> None:
    viewers = [Viewer("04/11/2014 10:00:00 AM"), Viewer("31/10/2014 10:00:00 AM")]
    assert decode(xml(viewers)).registrants["registered_at"].to_list() == [
        datetime(2014, 11, 4, 10, tzinfo=UTC),
        datetime(2014, 10, 31, 10, tzinfo=UTC),
    ]


def test_where_nothing_tells_the_order_it_is_said_and_can_be_said() -> None:
    text = lines(person(on="04/05/2017 09:05")).encode()
    report, understood = open_report(text)
    assert report.registrants["registered_at"].to_list() == [datetime(2017, 4, 5, 9, 5, tzinfo=UTC)]
    assert warned(report) == [
        (
            None,
            "Registered On",
            "Day and month cannot be told apart for certain in this column; read month first.",
        )
    ]
    assert understood.doubts == [Doubt("dates", "Registered On")]
    said, understood = open_report(text, reading=Reading(day_first=True))
    assert said.registrants["registered_at"].to_list() == [MAY_4]
    assert (warned(said), understood.doubts) == ([], [])


def test_dates_that_contradict_each_other_are_read_where_they_can_be_one_thing_alone() -> None:
    rows = [person(on=on) for on in ("24/05/2017 15:30", "05/24/2017 15:30", "04/05/2017 15:30")]
    report, understood = open_report(lines(*rows).encode())
    assert report.registrants["registered_at"].to_list() == [MAY_24, MAY_24, None]
    assert understood.doubts == [Doubt("dates", "Registered On")]


def test_one_mistake_among_many_dates_costs_itself() -> None:
    many = [person(f"u{n}@x.example", on="05/24/2017 03:30:40 PM") for n in range(10)]
    rows = [*many, person(on="24/05/2017 03:30:40 PM"), person("b@x.example", on="04/05/2017 03:30:40 PM")]
    report = decode(lines(*rows).encode())
    assert report.registrants["registered_at"].to_list()[-2:] == [None, datetime(2017, 4, 5, 15, 30, 40, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("on", "instant"),
    [
        ("2017-05-24T15:30:40Z", MAY_24_40),
        ("2017-05-24T15:30:40+02:00", datetime(2017, 5, 24, 13, 30, 40, tzinfo=UTC)),
        ("2017-05-24T15:30:40+0200", datetime(2017, 5, 24, 13, 30, 40, tzinfo=UTC)),
        ("2017-05-24 15:30", MAY_24),
        ("2017-05-24T15:30:40.123Z", datetime(2017, 5, 24, 15, 30, 40, 123_000, tzinfo=UTC)),
        ("5/24/2017 15:30:40", MAY_24_40),
        ("5/24/17 3:30 PM", MAY_24),
        ("24-May-2017 15:30", MAY_24),
        ("May 24, 2017 3:30:40 PM", MAY_24_40),
        ("05/24/2017 03:30:40\u202fPM", MAY_24_40),
        ("05/24/2017, 03:30:40 PM", MAY_24_40),
        ("05/24/2017 03:30:40 p.m.", MAY_24_40),
        ("05/24/2017 03:30:40 PM EDT", datetime(2017, 5, 24, 19, 30, 40, tzinfo=UTC)),
        ("05/24/2017 03:30:40 PM IST", None),  # India's, Ireland's or Israel's
        ("05/24/2017 13:30:40 PM", None),
        ("05/24/2017 24:00", None),
    ],
)
def test_ways_to_write_an_instant(on: str, instant: datetime | None) -> None:
    report = decode(lines(person(on=on), person("u2@acme.example")).encode())
    assert report.registrants["registered_at"].to_list() == [instant, MAY_24_40]


def test_an_instant_that_names_its_place_is_not_moved_by_the_files_zone() -> None:
    rows = [person(on="2017-05-24T15:30:40Z"), person("u2@acme.example", on="2017-05-24 15:30:40")]
    report = decode(lines(*rows).encode(), zone="America/New_York")
    assert report.registrants["registered_at"].to_list() == [
        MAY_24_40,
        datetime(2017, 5, 24, 19, 30, 40, tzinfo=UTC),
    ]


def test_instants_with_their_place_in_xml() -> None:
    session = Session(start="2014-11-04T20:04:01Z", end="2014-11-04T20:34:01Z")
    event = "<live_start_time>2014-11-04T20:04:01Z</live_start_time>"
    report = decode(
        xml([Viewer("2014-11-01T10:00:00+0100", sessions=[session])], event=event, zone="Eastern Standard Time")
    )
    assert report.sessions.select("start", "end").row(0) == (
        datetime(2014, 11, 4, 20, 4, 1, tzinfo=UTC),
        datetime(2014, 11, 4, 20, 34, 1, tzinfo=UTC),
    )
    assert report.event["live_start"].to_list() == [datetime(2014, 11, 4, 20, 4, 1, tzinfo=UTC)]
    assert report.registrants["registered_at"].to_list() == [datetime(2014, 11, 1, 9, tzinfo=UTC)]


# Durations.

NO_UNIT = (
    "The number has no unit, and nothing tells which; left empty. A header such as 'Live Duration (minutes)' does."
)


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("0:33:00", 1980),
        ("33:00", 1980),
        ("0.0229", 1979),
        ("0,0229", 1979),
        ("33 min", 1980),
        ("1h 5m", 3900),
        ("1 h 5 min 3 s", 3903),
        ("1,5 hours", 5400),
        ("PT33M", 1980),
        ("P1DT2H", 93_600),
        ("1 day, 2:00:00", 93_600),
        ("1980000", 1980),
        ("12:33:00 AM", 1980),
        ("1:05:00 PM", 47_100),
        ("26:00:00", 93_600),
        ("0", 0),
        ("33", None),
        ("33.5", None),
        ("0:33", None),
        ("long", None),
        ("PT", None),
        ("5 parsecs", None),
    ],
)
def test_ways_to_write_a_duration(cell: str, seconds: int | None) -> None:
    report = decode(lines(person(live=cell)).encode())
    expected = None if seconds is None else seconds * 1000
    assert report.registrants.select("live_ms", "total_ms").row(0) == (expected, expected)
    said = [field for record, field, _ in warned(report) if record == 1 and field != "row"]
    assert said == ([] if seconds is not None else ["Live Duration", "Total Duration"])


def test_plain_numbers_are_no_days_and_what_is_left_empty_is_said() -> None:
    report = decode(lines(*(person(f"u{n}@acme.example", live=str(n)) for n in (33, 5, 58))).encode())
    assert report.registrants["live_ms"].to_list() == [None, None, None]
    assert warned(report)[:2] == [(1, "Live Duration", NO_UNIT), (1, "Total Duration", NO_UNIT)]


@pytest.mark.parametrize(("cell", "total"), [("33", "00:33:00"), ("1980", "0:33:00"), ("33:00", "33 min")])
def test_the_total_tells_the_unit(cell: str, total: str) -> None:
    rows = [person(live=cell, total=total), person("u2@acme.example", live=ZERO)]
    assert decode(lines(*rows).encode()).registrants["live_ms"].to_list() == [1_980_000, 0]


def test_the_total_tells_hours_and_minutes_from_minutes_and_seconds() -> None:
    report = decode(lines(person(live="0:33", total="00:33:00")).encode())
    assert report.registrants["live_ms"].to_list() == [1_980_000]
    assert warned(report) == [
        (None, "Live Duration", "Durations such as 33:00 were read as hours and minutes."),
    ]


def test_totals_that_disagree_tell_nothing() -> None:
    rows = [person(live="33", total="00:33:00"), person("u2@acme.example", live="300", total="00:05:00")]
    assert decode(lines(*rows).encode()).registrants["live_ms"].to_list() == [None, None]


@pytest.mark.parametrize("header", ["Live Duration (minutes)", "Live Duration [min]", "LIVE DURATION IN MINUTES"])
def test_the_header_tells_the_unit_and_its_neighbours_have_it(header: str) -> None:
    headers = [header if name == "Live Duration" else name for name in HEADERS]
    report = decode(lines(person(live="33"), person("u2@acme.example", live="0.5"), headers=headers).encode())
    assert report.registrants["live_ms"].to_list() == [1_980_000, 30_000]
    assert report.registrants["total_ms"][0] == 1_980_000


def test_a_workbook_that_counts_from_1904() -> None:
    plain = person("u2@acme.example")
    rows: list[Sequence[Any]] = [
        HEADERS,
        [*person()[:10], 33 / 1440, 26 / 24, 0.0, 33 / 1440],
        [*plain[:2], 41_417.5, *plain[3:10], 0.0, 0.0, 0.0, 0.0],  # counted from 1904: 24 May 2017, noon
    ]
    report = decode(book(("Sheet0", rows), date_1904=True))
    assert report.registrants["live_ms"].to_list() == [1_980_000, 0]
    assert report.registrants["od_ms"].to_list() == [93_600_000, 0]
    assert report.registrants["registered_at"].to_list() == [MAY_24_40, datetime(2017, 5, 24, 12, tzinfo=UTC)]


# Rows that are no records.


def test_totals_and_notes_are_nobody_and_named() -> None:
    total = ["Total", *[""] * 5, "2", "0", "0", "2", "00:38:00", ZERO, ZERO, "00:38:00"]
    note = ["Confidential - do not forward", *[""] * 13]
    rows = [person(), person("u2@acme.example", live="00:05:00"), total, note]
    report, understood = open_report(lines(*rows).encode())
    assert report.registrants["email"].to_list() == ["u1@acme.example", "u2@acme.example"]
    assert report.event["event_id"].to_list() == ["20786"]
    assert report.registrants["total_ms"].sum() == 38 * 60_000
    assert warned(report) == [
        (None, "row", "A total in row 4 of the file is no registrant; left out."),
        (None, "row", "A note in row 5 of the file is no registrant; left out."),
    ]
    assert understood.left_out == 2


def test_totals_of_a_workbook_are_nobody() -> None:
    rows = [
        HEADERS,
        [*person()[:10], 33 / 1440, 0.0, 0.0, 33 / 1440],
        ["Total", *[None] * 5, 1, 0, 0, 1, 38 / 1440, 0.0, 0.0, 38 / 1440],
        ["Confidential"],
    ]
    report = decode(book(("Sheet0", [["Audience Details Report"], [], *rows])))
    assert report.registrants["email"].to_list() == ["u1@acme.example"]
    assert [message for _, _, message in warned(report)] == [
        "A total in row 5 of the file is no registrant; left out.",
        "A note in row 6 of the file is no registrant; left out.",
    ]


def test_a_total_that_names_the_event_is_nobody_and_a_person_without_email_is_somebody() -> None:
    total = ["20786", "Total", *[""] * 4, "2", "0", "0", "2", "00:38:00", ZERO, ZERO, "00:38:00"]
    report = decode(lines(person(), person(""), total).encode())
    assert report.registrants["email"].to_list() == ["u1@acme.example", None]


def test_a_list_without_event_ids_loses_its_totals_and_notes_alone() -> None:
    text = "First Name,Email,Total Duration\nAnn,a@x.example,00:33:00\nBob,,00:05:00\nTotal:,,00:38:00\nSecret,,\n"
    report = decode(text.encode())
    assert report.registrants["first_name"].to_list() == ["Ann", "Bob"]


def test_many_rows_of_a_kind_are_counted() -> None:
    subtotals = [["Subtotal", *[""] * 13] for _ in range(6)]
    report = decode(lines(person(), *subtotals).encode())
    assert warned(report) == [(None, "row", "A total is no registrant; left out (6 rows).")]


def test_two_files_one_after_the_other() -> None:
    first = lines(person(), person("u2@acme.example"))
    second = lines(person("u3@acme.example", event="20787"), person("u4@acme.example", event="20787"))
    report = decode((first + second).encode())
    assert report.registrants.select("event_id", "email").rows() == [
        ("20786", "u1@acme.example"),
        ("20786", "u2@acme.example"),
        ("20787", "u3@acme.example"),
        ("20787", "u4@acme.example"),
    ]
    assert warned(report) == [
        (None, "row", "A second line of headers in row 4 of the file is no registrant; left out.")
    ]


def test_a_second_file_with_other_headers_is_read_by_its_own() -> None:
    second = "Event Id,Email,Registered On\n9,z@x.example,05/24/2017 03:30:40 PM\n"
    report = decode((lines(person()) + second).encode())
    assert report.registrants.select("event_id", "email", "live_ms").rows() == [
        ("20786", "u1@acme.example", 1_980_000),
        ("9", "z@x.example", None),
    ]


@pytest.mark.parametrize(
    "above", ["Audience Details Report\r\nReport run: 05/31/2017 02:19:32 PM\r\n\r\n", "Report,,,\r\n", "sep=,\r\n"]
)
def test_lines_above_the_headers(above: str) -> None:
    report = decode((above + lines(person(), person("u2@acme.example"))).encode())
    assert report.registrants.height == 2
    if "run" in above:
        assert report.event["run_at"].to_list() == [datetime(2017, 5, 31, 14, 19, 32, tzinfo=UTC)]


def test_a_title_with_commas_above_headers_with_semicolons() -> None:
    text = "Report, by event, May\r\n" + lines(person(), mark=";")
    assert decode(text.encode()).registrants["email"].to_list() == ["u1@acme.example"]


# What is called .xls, .txt, .zip.


def as_html(*rows: Sequence[str]) -> str:
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table border=1>{cells}</table>"


@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "<html><head><meta http-equiv=Content-Type content='text/html; charset=utf-8'></head><body>{}</body></html>",
        "<html><body><table><tr><td>Menu</td></tr></table><p>&nbsp;</p>{}</body></html>",
    ],
)
def test_a_web_page_with_a_table(around: str) -> None:
    page = around.format(
        as_html(["Audience Details Report"], HEADERS, person(name="Müller &amp; Co"), person("b@x.example"))
    )
    report, understood = open_report(page.encode())
    assert report.registrants.select("email", "last_name", "live_ms").row(0) == (
        "u1@acme.example",
        "Müller & Co",
        1_980_000,
    )
    assert report.registrants.height == 2
    assert understood.kind == "Web page with a table"


def test_a_web_page_in_another_encoding() -> None:
    page = "<html><meta charset=windows-1251>" + as_html(HEADERS, person(name="Иванов")) + "</html>"
    assert decode(page.encode("cp1251")).registrants["last_name"].to_list() == ["Иванов"]


def test_a_page_that_the_platform_answers_is_no_table_whatever_is_in_it() -> None:
    with pytest.raises(UnexpectedAnswer, match="A web page came instead of a report"):
        decode(f"<html>{as_html(HEADERS, person())}</html>".encode(), "csv")


def spreadsheetml(*sheets: str) -> bytes:
    inner = "".join(f'<Worksheet ss:Name="S{n}"><Table>{rows}</Table></Worksheet>' for n, rows in enumerate(sheets))
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{space}" xmlns:ss="{space}">'
        f"{inner}</Workbook>"
    ).encode()


def xml_row(cells: Sequence[str]) -> str:
    return "<Row>" + "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in cells) + "</Row>"


def test_an_xml_spreadsheet_with_cells_at_places_and_true_dates() -> None:
    ann = (
        '<Row ss:Index="5"><Cell><Data ss:Type="Number">20786</Data></Cell>'
        '<Cell ss:Index="3"><Data ss:Type="DateTime">2017-05-24T15:30:40.000</Data></Cell>'
        '<Cell ss:Index="6"><Data ss:Type="String">u1@acme.example</Data></Cell>'
        '<Cell ss:Index="11"><Data ss:Type="DateTime">1899-12-31T00:33:00.000</Data></Cell></Row>'
    )
    sent = spreadsheetml(xml_row(HEADERS) + ann, xml_row(["a", "b"]), xml_row(HEADERS) + xml_row(person(event="2")))
    report = decode(sent)
    assert report.registrants.select("event_id", "email", "registered_at", "live_ms").rows() == [
        ("20786", "u1@acme.example", MAY_24_40, 1_980_000),
        ("2", "u1@acme.example", MAY_24_40, 1_980_000),
    ]
    assert (None, "S1", "It has none of the platform's headers; left out.") in warned(report)


def test_a_damaged_xml_spreadsheet_says_where() -> None:
    with pytest.raises(DecodeError, match="XML spreadsheet, but is damaged from line 1"):
        decode(spreadsheetml(xml_row(HEADERS))[:-20])


def test_unicode_text_with_tabs() -> None:
    report = decode(lines(person(name="Łukasz"), person("b@x.example", name="😀"), mark="\t").encode("utf-16"))
    assert report.registrants["last_name"].to_list() == ["Łukasz", "😀"]


def archive(**files: bytes) -> bytes:
    sent = io.BytesIO()
    with zipfile.ZipFile(sent, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name.replace("__", "."), data)
    return sent.getvalue()


def test_an_archive_of_several() -> None:
    workbook = book(("Sheet0", [HEADERS, [*person("w@x.example", event="3")]]))
    sent = archive(
        a__csv=lines(person(event="1")).encode(),
        b__csv__gz=gzip.compress(lines(person("g@x.example", event="2")).encode()),
        c__xlsx=workbook,
        d__xml=xml([Viewer(answers=[("email", "x@x.example")])], event_id="4"),
        readme__txt=b"Nothing to see here.",
        **{"__MACOSX/._a__csv": b"\0\1"},
    )
    report, understood = open_report(sent)
    assert report.event["event_id"].to_list() == ["1", "2", "3", "4"]
    assert (None, "readme.txt", "The archive holds another file, which is no report; left out.") in warned(report)
    assert understood.kind == "CSV, Excel workbook, XML"


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        (archive(readme__txt=b"Hello"), "holds no report"),
        (archive(a__zip=archive(b__csv=b"Event Id,Email\n")), r"a\.zip: It is an archive itself"),
        (archive(a__csv=lines(person()).encode()[:-30]), r"a\.csv: The report is cut off"),
        (archive(a__csv=lines(person()).encode())[:-30], "cannot be read"),
    ],
)
def test_an_archive_that_cannot_be_read(sent: bytes, message: str) -> None:
    with pytest.raises(DecodeError, match=message):
        decode(sent)


def test_an_archive_that_unpacks_to_more_than_may_be() -> None:
    sent = archive(a__csv=lines(*[person()] * 10_000).encode())
    with pytest.raises(TooLarge, match="The archive would become more than 1 MB when unpacked; 1 MB are allowed"):
        decode(sent, bounds=Bounds(unpacked_mb=1))


def test_an_event_a_sheet() -> None:
    spring = [["Audience Details Report"], [], HEADERS, person(), person("u2@acme.example")]
    autumn = [["Audience Details Report"], [], HEADERS, person("u3@acme.example", event="20787")]
    report = decode(book(("Spring", spring), ("Autumn", autumn), ("Notes", [["Call Bob"]])))
    assert report.event["event_id"].to_list() == ["20786", "20787"]
    assert report.registrants["event_id"].to_list() == ["20786", "20786", "20787"]
    assert warned(report) == [(None, "Notes", "It has none of the platform's headers; left out.")]


# Encodings.


def test_chinese_in_gbk() -> None:
    report, understood = open_report(
        lines(person(name="王"), person("b@x.example", name="李雷 北京科技有限公司")).encode("gbk")
    )
    assert report.registrants["last_name"].to_list() == ["王", "李雷 北京科技有限公司"]
    assert (understood.encoding, understood.doubts) == ("gb18030", [])


def test_czech_in_windows_1250() -> None:
    report = decode(lines(person(name="Řezníček"), person("b@x.example", name="Jiří"), mark=";").encode("cp1250"))
    assert report.registrants["last_name"].to_list() == ["Řezníček", "Jiří"]


def test_an_encoding_that_may_be_another_is_said_and_can_be_said() -> None:
    text = lines(person(name="Őrség")).encode("cp1250")
    report, understood = open_report(text)
    assert understood.doubts == [Doubt("encoding")]
    assert (
        None,
        "encoding",
        "It is not certain that it is Western European (Windows-1252): look at names with accents.",
    ) in warned(report)
    said, understood = open_report(text, reading=Reading(encoding="cp1250"))
    assert said.registrants["last_name"].to_list() == ["Őrség"]
    assert (warned(said), understood.doubts) == ([], [])


# Columns.


def test_an_employer_in_another_place_is_the_company() -> None:
    headers = ["Event Id", "Registered On", "Last Name", "Email", "Employer", "Title"]
    report = decode(lines(["1", ON, "Lee", "a@x.example", "City Hospital", "Dr"], headers=headers).encode())
    assert report.registrants.select("company", "title").row(0) == ("City Hospital", "Dr")
    assert warned(report) == [(None, "company", "The column 'Employer' was read as the company.")]


def test_a_column_can_be_said_to_be_the_company_or_a_question() -> None:
    headers = ["Event Id", "Registered On", "Email", "Business unit", "Employer"]
    sent = lines(["1", ON, "a@x.example", "Cardiology", "City Hospital"], headers=headers).encode()
    reading = Reading(columns=(("business unit", "company"), ("Employer", "registration")))
    report, understood = open_report(sent, reading=reading)
    assert report.registrants["company"].to_list() == ["Cardiology"]
    assert report.registration_questions["text"].to_list() == ["Employer"]
    assert understood.doubts == []


def test_unknown_columns_that_look_like_company_or_email_are_doubts() -> None:
    headers = ["Event Id", "Registered On", "Contact", "Business unit", "Role"]
    sent = lines(["1", ON, "a@x.example", "Cardiology", "Dr"], headers=headers)
    _, understood = open_report(
        sent.replace("Registered On", "Registered On").encode().replace(b"Role", b"Last Name")
    )
    assert understood.doubts == [Doubt("column", "Contact"), Doubt("column", "Business unit")]


@pytest.mark.parametrize(
    ("cell", "opted_out"),
    [("Yes", True), ("TRUE", True), ("1", True), ("No", False), ("false", False), ("", None), ("05/24/2017", True)],
)
def test_unsubscribed_is_a_field(cell: str, opted_out: bool | None) -> None:
    report = decode(lines([*person(), cell], headers=[*HEADERS, "Unsubscribed"]).encode())
    assert report.registrants["opted_out"].to_list() == [opted_out]
    assert report.registration_questions.is_empty()
    assert len(warned(report)) == (cell == "05/24/2017")


def test_email_and_duration_alone() -> None:
    report = decode(b"Email,Total Duration\na@x.example,00:33:00\nb@x.example,00:00:00\n")
    assert Audience.of(report).members["attended"].to_list() == [True, False]


def test_headers_as_programs_write_them() -> None:
    report = decode(lines(person(), headers=[name.lower().replace(" ", "_") for name in HEADERS]).encode())
    assert report.registrants.select("email", "live_ms", "total_sessions").row(0) == ("u1@acme.example", 1_980_000, 1)


# Other things.

ZOOM = (
    'Attendee Report\nReport Generated:,"Mar 14, 2025 08:15 PM"\n'
    "Topic,Webinar ID,Actual Start Time\nManaging Glucose,812 3456 7890,x\n"
)
ZOOM_TABLE = (
    "Attended,User Name (Original Name),First Name,Last Name,Email,Join Time\nYes,Ann,Ann,Lee,a@x.example,x\n"
)
TEAMS = (
    "1. Summary\nMeeting title\tManaging Glucose\nStart time\t2/7/26, 10:00:00 AM\n\n2. Participants\n"
    "Name\tFirst Join\tLast Leave\tEmail\tParticipant ID (UPN)\n"
    "Ann\t2/7/26, 10:00:05 AM\tx\ta@x.example\ta@x.example\n"
)


@pytest.mark.parametrize(
    ("sent", "vendor"),
    [(ZOOM.encode(), "Zoom"), (ZOOM_TABLE.encode(), "Zoom"), (TEAMS.encode("utf-16"), "Microsoft Teams")],
)
def test_another_systems_list_is_refused_by_name(sent: bytes, vendor: str) -> None:
    with pytest.raises(OtherVendor, match=f"This looks like a {vendor} report; "):
        decode(sent)


def test_two_reports_in_one_xml_file_are_an_error_that_names_the_second() -> None:
    sent = xml([Viewer()], event_id="123456") + b"\n" + xml([Viewer()], event_id="123457")
    with pytest.raises(DecodeError, match=r"a second one \(event 123457\) follows behind the first"):
        decode(sent)


def test_a_report_without_a_list_of_viewers_is_no_report_of_nobody() -> None:
    sent = (
        b"<convey_api><currentTimeZone>GMT</currentTimeZone><result><returnCode>1</returnCode><success>"
        b"<eventid>1</eventid><attendee_list><attendee email='a@x.example'/></attendee_list></success></result>"
        b"</convey_api>"
    )
    with pytest.raises(DecodeError, match=r"in <viewers>, but has only <attendee_list>"):
        decode(sent)
    nobody = decode(xml([]))
    assert nobody.registrants.is_empty()


def test_a_decimal_comma_in_the_platforms_figures() -> None:
    figures = (
        "<event_analytics><total_registrants>1,036</total_registrants>"
        "<total_conversion_rate>66,7%</total_conversion_rate><live_conversion_rate>50 %</live_conversion_rate>"
        "</event_analytics>"
    )
    event = decode(xml([Viewer()], event=figures)).event
    assert event.select(pl.col("^reported_(total_registrants|.*rate)$")).row(0) == (1036, 0.5, 0.667)
