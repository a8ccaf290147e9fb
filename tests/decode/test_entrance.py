"""What no table can hold is put right where bytes become text, and nothing but our own errors leaves the decoder."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from tests.decode.making import HEADERS, Session, Viewer, csv_report, json_report, row, xml
from webcast.decode import decode, decoder
from webcast.decode.characters import as_text, pairs_joined, references_tidied, tidied
from webcast.decode.lengths import NO_UNIT
from webcast.decode.notes import Notes
from webcast.errors import DecodeError, PlatformUnreachable
from webcast.reports import Report
from webcast.reports.warned import said

HALF = "Half of a surrogate pair is no character; read as U+FFFD."
DATE = "Should be a date such as 11/04/2014 07:53:35 PM, from 1990 to 2099, but is not; left empty."
LENGTH = "Should be a duration such as 00:11:00, a year at most, but is not; left empty."
MS = "Should be a whole number of milliseconds, a year at most, but is not; left empty."


def warned(report: Report) -> list[tuple[int | None, str | None, str]]:
    return said(report.warnings).select("record", "field", "message").rows()


def with_title(title: bytes) -> bytes:
    return xml([Viewer(answers=[("firstname", "Ann")])], title="@").replace(b"@", title)


@pytest.mark.parametrize(
    "pair",
    [b"&#55357;&#56832;", b"&#xD83D;&#xDE00;", b"&#x0d83d;&#56832;", b"\xed\xa0\xbd\xed\xb8\x80", b"&#x1F600;"],
)
def test_a_character_in_two_halves_is_the_character_everywhere_in_xml(pair: bytes) -> None:
    sent = with_title(b"Launch " + pair + b" day").replace(b">Ann<", b">A" + pair + b"nn<")
    report = decode(sent)
    assert report.event["title"].to_list() == ["Launch 😀 day"]
    assert report.registrants["first_name"].to_list() == ["A😀nn"]
    assert warned(report) == []


def test_a_pair_is_joined_in_a_record_with_a_comment_too() -> None:
    report = decode(with_title(b"x").replace(b">Ann<", b">A&#55357;&#56832;<!-- x -->nn<"))
    assert report.registrants["first_name"].to_list() == ["A😀nn"]
    message = "A character written as the two halves of a surrogate pair was put together."
    assert warned(report) == [(1, "firstname", message)]


def test_what_looks_like_a_reference_in_cdata_is_text() -> None:
    report = decode(with_title(b"x").replace(b">Ann<", b"><![CDATA[&#55357;&#56832; <b>]]> & \x07Ann<"))
    assert report.registrants["first_name"].to_list() == ["&#55357;&#56832; <b> & Ann"]
    assert {message for _, _, message in warned(report)} == {
        "A control character that XML forbids was left out.",
        "A bare '&' was read as the character itself.",
    }


@pytest.mark.parametrize("half", [b"&#55357;", b"&#xDE00;", b"\xed\xa0\xbd", b"\xed\xb8\x80"])
def test_half_a_character_in_xml_is_the_replacement_and_said(half: bytes) -> None:
    report = decode(with_title(b"Launch " + half).replace(b">Ann<", b">A" + half + b"nn<"))
    assert report.event["title"].to_list() == ["Launch \ufffd"]
    assert report.registrants["first_name"].to_list() == ["A\ufffdnn"]
    assert warned(report) == [(None, "eventtitle", HALF), (1, "firstname", HALF)]


@pytest.mark.parametrize(
    ("sent", "read", "messages"),
    [
        ("a&#55357;&#55357;&#56832;b", "a\ufffd😀b", 2),
        ("&#56832;&#55357;", "\ufffd\ufffd", 2),
        ("&#1114112;&#x110000;", "\ufffd\ufffd", 2),
        ("&#0;&#x1f;&#65534;&#xFFFF;", "", 4),
        ("&#9;&#10;&#13;&#32;&#55295;&#57344;&#65533;&#x10ffff;", None, 0),
        ("&#55357;" * 3, "\ufffd" * 3, 3),
        ("&#" + "9" * 33 + ";", None, 0),  # no reference of any reader; the bare '&' is the next step's
    ],
)
def test_references_to_no_character(sent: str, read: str | None, messages: int) -> None:
    said: list[str] = []
    assert references_tidied(sent, lambda message, _place: said.append(message)) == (sent if read is None else read)
    assert len(said) == messages


def test_pairs_are_joined_in_bytes_only_where_a_reference_is_one() -> None:
    assert pairs_joined(b"a&#55357;&#56832;b") == "a😀b".encode()
    assert pairs_joined(b"a&#56832;&#55357;b") == b"a&#56832;&#55357;b"
    assert pairs_joined(b"<![CDATA[&#55357;&#56832;]]>") == b"<![CDATA[&#55357;&#56832;]]>"


@pytest.mark.parametrize(
    ("escape", "name", "messages"),
    [
        (b"\\ud83d\\ude00", "😀", []),
        (b"\\uD83D", "\ufffd", [HALF]),
        (b"\\ude00\\ud83d", "\ufffd\ufffd", ["Half of a surrogate pair is no character; read as U+FFFD. (2 times)"]),
        (b"\\\\ud83d", "\\ud83d", []),
        (b"\\u0000\\uffff", "", ["A control character was left out. (2 times)"]),
        (b"\x01", "", ["A control character was left out."]),
        (b"\xed\xa0\xbd\xed\xb8\x80", "😀", []),
        (b"\xed\xa0\xbd", "\ufffd", [HALF]),
        (b"\\u000a", "\n", []),
    ],
)
def test_halves_and_controls_in_texts_and_names_of_json(escape: bytes, name: str, messages: list[str]) -> None:
    sent = json_report([row(First_Name="An@n")], [h.replace("Department", "De@pt") for h in HEADERS])
    report = decode(sent.replace(b"An@n", b"An" + escape + b"n").replace(b"Last Name", b"Last Name"))
    assert report.registrants["first_name"].to_list() == [f"An{name}n"]
    assert [message for _, _, message in warned(report)] == messages
    named = decode(sent.replace(b"De@pt", b"De" + escape + b"pt"))
    assert named.registration_questions["text"].to_list() == [f"De{name}pt".replace("\n", " ")]
    other = decode(sent.replace(b'"data_headers"', b'"x' + escape + b'": 1, "data_headers"'))
    assert any("not known" in message for _, _, message in warned(other))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_controls_in_csv_go_and_are_said(encoding: str) -> None:
    text = csv_report([row(First_Name="A\x07n\ufffen")]).decode()
    report = decode(text.encode(encoding))
    assert report.registrants["first_name"].to_list() == ["Ann"]
    assert warned(report) == [(None, "encoding", "A control character was left out. (2 times)")]


def test_halves_in_utf_16_are_said() -> None:
    text = csv_report([row(First_Name="A@n")]).decode().replace("@", "\ud83d")
    report = decode(text.encode("utf-16", "surrogatepass"))
    assert report.registrants["first_name"].to_list() == ["A\ufffdn"]
    assert warned(report) == [(None, "encoding", HALF)]


def test_letters_that_look_like_halves_in_bytes_are_left_alone() -> None:
    notes = Notes()
    assert as_text("Zoë 한국 😀".encode(), notes) == "Zoë 한국 😀"
    assert tidied("Zoë 한국 😀")[0] == "Zoë 한국 😀"
    assert notes.rows == []


def test_controls_in_a_workbook_go_and_are_said() -> None:
    report = decode(workbook([row(First_Name="A\x07nn")]))
    assert report.registrants["first_name"].to_list() == ["Ann"]
    assert warned(report) == [(None, "encoding", "A control character was left out.")]


def workbook(rows: list[list[str]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Sheet0")
    for n, cells in enumerate([HEADERS, *rows]):
        sheet.write_row(n, 0, cells)
    book.close()
    return out.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "01/01/0000 12:00:00 AM",
        "12/31/1989 11:59:59 PM",
        "01/01/2100 12:00:00 AM",
        "12/31/9999 11:59:59 PM",
        "1899-12-30",
        "0000-01-01 00:00:00",
        "9999-12-31T23:59:59",
    ],
)
def test_dates_out_of_range_are_empty_and_said(text: str) -> None:
    reports = [
        decode(
            xml(
                [Viewer(registered=text, sessions=[Session(start=text, end=text)])],
                event=f"<od_expiration_time>{text}</od_expiration_time>",
            )
        ),
        decode(
            json_report(
                [[*row(Registered_On=text), [["Live", text, text, 1, ""]]]],
                event_data={"event_id": "77", "od_expiration_time": text},
            )
        ),
        decode(csv_report([row(Registered_On=text)])),
        decode(workbook([row(Registered_On=text)])),
    ]
    for report in reports:
        assert report.registrants["registered_at"].to_list() == [None]
        assert DATE in {message for _, _, message in warned(report)}
    for report in reports[:2]:
        assert report.event["od_expires_at"].to_list() == [None]
        assert report.sessions.select("start", "end").rows() == [(None, None)]
        assert len([message for _, _, message in warned(report) if message == DATE]) == 4


def test_the_first_and_the_last_second_in_range_are_kept_in_any_zone() -> None:
    for text, zone, instant in (
        ("01/01/1990 12:00:00 AM", "Pacific/Kiritimati", datetime(1990, 1, 1, 10, tzinfo=UTC)),
        ("12/31/2099 11:59:59 PM", "Pacific/Kiritimati", datetime(2099, 12, 31, 9, 59, 59, tzinfo=UTC)),
        ("12/31/2099 11:59:59 PM", "GMT", datetime(2099, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ):
        report = decode(xml([Viewer(registered=text)], zone=zone))
        assert report.registrants["registered_at"].to_list() == [instant]
        assert DATE not in {message for _, _, message in warned(report)}


@pytest.mark.parametrize("length", ["9" * 4000, "9" * 5000, "-1", str(366 * 86_400_000 + 1), "1e300"])
def test_lengths_out_of_range_are_empty_and_said(length: str) -> None:
    for report in (
        decode(xml([Viewer(sessions=[Session(duration=length)])])),
        decode(json_report([[*row(), [["Live", "", "", length, ""]]]])),
        decode(json_report([[*row(), [["Live", "", "", "@", ""]]]]).replace(b'"@"', length.encode())),
    ):
        assert report.sessions["duration_ms"].to_list() == [None]
        assert report.registrants["live_ms"].to_list()[0] in (0, 1_800_000)
        assert MS in {message for _, _, message in warned(report)}


@pytest.mark.parametrize("length", [f"{'9' * 4000}:00:00", "8784:00:01", "9" * 4000, "367"])
def test_durations_out_of_range_are_empty_and_said(length: str) -> None:
    for report in (decode(csv_report([row(Total_Duration=length)])), decode(workbook([row(Total_Duration=length)]))):
        assert report.registrants["total_ms"].to_list() == [None]
        assert {LENGTH, NO_UNIT} & {message for _, _, message in warned(report)}


def test_a_year_is_the_longest_duration() -> None:
    report = decode(csv_report([row(Total_Duration="8784:00:00")]))
    assert report.registrants["total_ms"].to_list() == [366 * 86_400_000]
    report = decode(xml([Viewer(sessions=[Session(duration=str(366 * 86_400_000))])]))
    assert report.sessions["duration_ms"].to_list() == [366 * 86_400_000]


@pytest.mark.parametrize(("count", "kept"), [("999999999", 999_999_999), ("1,000,000,000", None), ("9" * 400, None)])
def test_counts_without_an_end_are_empty_and_said(count: str, kept: int | None) -> None:
    report = decode(csv_report([row(Live_Sessions=count)]))
    assert report.registrants["live_sessions"].to_list() == [kept]
    said = [message for _, field, message in warned(report) if field == "Live Sessions"]
    assert said == ([] if kept else ["Should be a whole number, but is not; left empty."])
    analytics = f"<event_analytics><live_sessions>{count}</live_sessions></event_analytics>"
    report = decode(xml([], event=analytics))
    assert report.event["reported_live_sessions"].to_list() == [None if "," in count else kept]
    assert report.warnings.height == (kept is None)


@pytest.mark.parametrize("digits", [20, 399, 400, 4301, 50_000])
def test_a_number_of_any_length_in_a_cell_of_json_is_its_text(digits: int) -> None:
    sent = json_report([row(First_Name="@")]).replace(b'"@"', b"1" * digits)
    assert decode(sent).registrants["first_name"].to_list() == ["1" * digits]


@pytest.mark.parametrize("declared", ["zlib", "hex", "base64", "rot13", "punycode", "unicode_escape"])
def test_a_declared_encoding_that_is_none_for_text_is_not_used(declared: str) -> None:
    report = decode(f'<?xml version="1.0" encoding="{declared}"?>\n'.encode() + xml([Viewer()]))
    assert report.registrants.height == 1
    assert [field for _, field, _ in warned(report)] == ["encoding"]


def test_bytes_that_are_no_characters_of_another_encoding_are_said() -> None:
    body = '<?xml version="1.0" encoding="Shift_JIS"?>\n' + xml([Viewer(answers=[("firstname", "北@")])]).decode()
    report = decode(body.encode("shift_jis").replace(b"@", b"\xff"))
    assert report.registrants["first_name"].to_list() == ["北\ufffd"]
    assert [field for _, field, _ in warned(report)] == ["encoding"]


class Broken(io.RawIOBase):
    """A stream that fails in the middle."""

    def __init__(self, exc: BaseException) -> None:
        self.exc = exc
        self.left = [xml([Viewer()])[:200]]

    def read(self, _size: int = -1, /) -> bytes:
        if self.left:
            return self.left.pop()
        raise self.exc


@pytest.mark.parametrize(
    ("exc", "message"),
    [
        (OSError(5, "Input/output error"), "could not be read to its end (Input/output error)"),
        (MemoryError(), "within the memory that there is"),
        (RecursionError("Ann"), "something went wrong that should not (RecursionError in "),
        (KeyError("Ann"), "something went wrong that should not (KeyError in recognise.py, line "),
        (pl.exceptions.PanicException("Ann"), "something went wrong that should not (PanicException in "),
    ],
)
def test_only_our_own_errors_leave_the_decoder_and_nothing_of_the_report(exc: BaseException, message: str) -> None:
    with pytest.raises(DecodeError) as raised:
        decode(Broken(exc))
    assert message in str(raised.value)
    assert "Ann" not in str(raised.value)
    assert (raised.value.__cause__, raised.value.__context__) == (None, None)


@pytest.mark.parametrize("exc", [KeyboardInterrupt(), SystemExit(1), GeneratorExit(), PlatformUnreachable("x")])
def test_what_is_not_about_the_report_goes_through(exc: BaseException) -> None:
    with pytest.raises(type(exc)):
        decode(Broken(exc))


def test_a_panic_in_rust_is_an_error_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    def panics(*_: Any) -> Any:
        return pl.Series([1]).dt.hour()  # any error of polars; the panic itself is above

    monkeypatch.setattr(decoder, "assemble", panics)
    with pytest.raises(DecodeError, match="went wrong that should not"):
        decode(json.dumps({"data_headers": [], "data_rows": [], "event_data": {}}).encode())
