"""JSON, CSV and XLSX reports: one row a registrant, under headers that owners can change.

Three formats are one here, as in the decoder; apart, each would lack what the others are tested for.
"""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases import cases
from tests.decode.making import HEADERS, csv_report, json_report, row
from webcast.api.codes import GeneralError, NotAuthorized, SessionEnded, TooManyForEvent
from webcast.decode import decode
from webcast.errors import DecodeError, UnexpectedAnswer, WebcastError
from webcast.reports import Report
from webcast.reports.warned import said

ANN = row(First_Name="Ann", Email="ann@x.com", Department="Sales", Question_1="Why?", Answer_1="So.")
BOB = row(First_Name="Bob", Email="bob@x.com", Company="Acme", Referrer="https://x.com/")
LIVE = [["Live", "06/19/2024 03:00:00 PM", "06/19/2024 03:30:00 PM", 1800000, "HTML5 Video"]]


def warned(report: Report) -> list[tuple[int | None, str | None, str]]:
    return said(report.warnings).select("record", "field", "message").rows()


def as_json(*rows: list[str], **top: object) -> bytes:
    return json_report([[*cells, LIVE] for cells in rows], (*HEADERS, "sessions"), **top)


def both(*rows: list[str]) -> list[Report]:
    return [decode(as_json(*rows)), decode(csv_report(rows))]


def test_json_and_csv_hold_the_same_people() -> None:
    for report in both(ANN, BOB):
        assert report.registrants.select("first_name", "email", "company", "referrer").rows() == [
            ("Ann", "ann@x.com", None, None),
            ("Bob", "bob@x.com", "Acme", "https://x.com/"),
        ]
        assert report.registrants["registered_at"][0] == datetime(2024, 6, 18, 9, tzinfo=UTC)
        assert report.registrants.select("live_sessions", "live_ms", "od_ms").row(0) == (1, 1_800_000, 0)
        assert report.registration_questions["text"].to_list() == ["Department"]
        assert report.registration_answers.select("registrant", "answer").rows() == [(1, "Sales")]
        assert report.qa.select("registrant", "n", "question", "answer").rows() == [(1, 1, "Why?", "So.")]
        assert report.event.select("event_id", "title").row(0) == ("77", "A report")
        assert warned(report) == []


def test_only_json_has_sessions() -> None:
    with_sessions, without = both(ANN)
    assert with_sessions.event["has_sessions"].to_list() == [True]
    assert with_sessions.sessions.select("type", "media").rows() == [("Live", "HTML5 Video")]
    assert without.event["has_sessions"].to_list() == [False]
    assert without.sessions.is_empty()


def test_the_csv_clock_is_what_the_caller_says() -> None:
    report = decode(csv_report([ANN]), zone="America/New_York")
    assert report.registrants["registered_at"].to_list() == [datetime(2024, 6, 18, 13, tzinfo=UTC)]


def test_survey_columns_get_the_same_ids_in_every_report() -> None:
    cells = row(**{"Survey:_Exit:_Was_it_good?": "Yes", "Survey:_Check:_": "Yes"})
    for report in both(cells):
        assert report.survey_questions.select("survey", "text", "question_type", "type_inferred").rows() == [
            ("Exit", "Was it good?", "Radio", True),
            ("Check", None, "Attendance", True),
        ]
        assert report.survey_questions["question_id"].to_list() == ["q-b3c363595c757394", ""]
        assert report.survey_responses["answer"].to_list() == ["Yes", "Yes"]


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        (["Yes", "No"], "Radio"),
        (["red", "red", "blue", "blue"], "Radio"),
        (["a|b", "a"], "Checkbox"),
        (["one", "two", "three"], "Textbox"),
        (["one\ntwo", "x"], "Text Area"),
        (["x" * 61, "y"], "Text Area"),
        ([], None),
    ],
)
def test_question_types_are_guessed_from_answers(answers: list[str], kind: str | None) -> None:
    rows = [row(**{"Survey:_Exit:_Was_it_good?": answer}) for answer in [*answers, ""]]
    assert decode(csv_report(rows)).survey_questions["question_type"][0] == kind


# Rows that don't fit their headers.

PLACES = {header: n for n, header in enumerate(HEADERS)}
FULL = [cell or f"<{header}>" for header, cell in zip(HEADERS, row(Email="zoe@x.com"), strict=True)]


@settings(max_examples=cases(40, 150), deadline=None)
@given(st.sets(st.integers(0, len(HEADERS) - 1), min_size=1, max_size=12), st.booleans())
def test_cells_that_were_dropped_never_shift_the_others(dropped: set[int], is_json: bool) -> None:  # a drawn value
    cells = [cell for n, cell in enumerate(FULL) if n not in dropped]
    sent = json_report([[*cells, LIVE], [*FULL, LIVE]]) if is_json else csv_report([cells, FULL])
    report = decode(sent)
    first = report.registrants.row(0, named=True)
    for column, header in (
        ("first_name", "First Name"),
        ("company", "Company"),
        ("email", "Email"),
        ("city", "City"),
        ("fax", "Fax Number"),
        ("campaign", "Campaign ID"),
        ("referrer", "Referrer"),
    ):
        assert first[column] in (None, FULL[PLACES[header]]), column
    for n, header in enumerate(HEADERS[20:24]):
        counts = ("live_sessions", "od_sessions", "simlive_sessions", "total_sessions")
        assert first[counts[n]] in (None, int(FULL[PLACES[header]]), 1)
    assert report.qa.filter(registrant=1).rows() in ([], [("77", 1, 1, "<Question 1>", "<Answer 1>")])
    # A row without event, time of registration and e-mail is nobody's.
    is_nobody = not is_json and {0, 3, PLACES["Email"]} <= dropped
    found = said(report.warnings).filter(pl.col("record").is_null() if is_nobody else pl.col("record") == 1)
    assert found.height >= 1
    assert said(report.warnings).filter(record=2).is_empty()
    assert report.registrants.row(-1, named=True)["city"] == "<City>"


def test_a_row_of_full_length_can_be_shifted_too() -> None:
    """A cell was dropped before the counts and one added behind them: only the length is right."""
    cells = [*FULL[:9], *FULL[10:28], "", *FULL[28:]]
    report = decode(json_report([[*cells, LIVE]]))
    assert report.registrants.select("email", "live_sessions", "live_ms", "city").row(0) == (
        "zoe@x.com",
        1,
        1_800_000,
        None,
    )
    assert [(record, field) for record, field, _ in warned(report)] == [
        (1, "Title to Campaign ID"),
        (1, "Referrer to Survey: Check: "),
    ]


def test_two_cells_that_look_like_an_email_are_told_apart_by_their_place() -> None:
    cells = [*FULL]
    cells[PLACES["City"]] = "boss@x.com"
    del cells[PLACES["Fax Number"]]
    report = decode(json_report([[*cells, LIVE]]))
    assert report.registrants["email"].to_list() == ["zoe@x.com"]


# Headers that owners changed.


def renamed(old: str, new: str) -> list[str]:
    return [new if header == old else header for header in HEADERS]


def test_a_renamed_field_is_known_by_where_it_stands() -> None:
    report = decode(csv_report([BOB], renamed("Company", "Employer")))
    assert report.registrants["company"].to_list() == ["Acme"]
    message = "The column 'Employer' stands where this field belongs; read as it."
    assert warned(report) == [(None, "company", message)]


def test_extra_columns_become_registration_questions() -> None:
    headers = [*HEADERS, "Attendance Results", "Unsubscribed"]
    report = decode(csv_report([[*ANN, "Pass", "No"]], headers))
    assert report.registration_questions["text"].to_list() == ["Department", "Attendance Results"]
    assert report.registration_answers["answer"].to_list() == ["Sales", "Pass"]
    assert report.registrants["opted_out"].to_list() == [False]


def test_a_column_that_comes_twice_is_kept_twice() -> None:
    report = decode(csv_report([[*ANN, "Lyon"]], [*HEADERS, "Department"]))
    assert report.registration_questions["text"].to_list() == ["Department", "Department (2)"]
    assert report.registration_answers["answer"].to_list() == ["Sales", "Lyon"]
    assert [field for _, field, _ in warned(report)] == ["Department"]


def test_more_pairs_of_questions_and_answers() -> None:
    headers = [*HEADERS, "Question 2", "Answer 2", "Question 11", "Answer 11"]
    report = decode(csv_report([[*ANN, "How?", "", "", "Eleven"]], headers))
    assert report.qa.select("n", "question", "answer").rows() == [
        (1, "Why?", "So."),
        (2, "How?", None),
        (3, None, "Eleven"),
    ]


def test_values_of_the_wrong_kind_are_null_and_said() -> None:
    cells = row(Registered_On="yesterday", Live_Sessions="many", Live_Duration="long")
    (report, _) = both(cells)
    assert report.registrants.select("registered_at", "od_sessions").row(0) == (None, 0)
    fields = [(record, field) for record, field, _ in warned(report)]
    assert fields[-3:] == [(1, "Registered On"), (1, "Live Sessions"), (1, "Live Duration")]


def test_durations_of_more_than_a_day_and_fractions_of_one() -> None:
    cells = [row(Live_Duration=text) for text in ("27:46:40", "0.0076388889", "100:00:00", "00:00:00")]
    assert decode(csv_report(cells)).registrants["live_ms"].to_list() == [100_000_000, 660_000, 360_000_000, 0]


def test_a_day_that_no_calendar_has_costs_its_cell_alone() -> None:
    cells = [row(Live_Duration=text) for text in ("1900-02-29 01:00:00", "1900-02-30 01:00:00", "00:00:01")]
    report = decode(csv_report(cells))
    assert report.registrants["live_ms"].to_list() == [(60 * 24 + 1) * 3_600_000, None, 1_000]
    assert (2, "Live Duration") in [(record, field) for record, field, _ in warned(report)]


# JSON.


def test_broken_json_says_line_and_column() -> None:
    sent = b'{\n"event_data": {},\n"data_rows": [[1 2]]}'
    with pytest.raises(DecodeError) as caught:
        decode(sent)
    assert (caught.value.line, caught.value.column) == (3, 18)


def test_json_that_is_cut_off_says_how_many_rows_came() -> None:
    sent = as_json(ANN, BOB, ANN)
    with pytest.raises(DecodeError, match="cut off after 2 whole rows"):
        decode(sent[: sent.rindex(b"Ann")])


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"result": {"returnCode": 11}}, SessionEnded),
        ({"returnCode": "10", "message": "x"}, NotAuthorized),
        ({"convey_api": {"result": {"returnCode": " 61 "}}}, TooManyForEvent),
        ({"data_headers": [], "data_rows": [], "returnCode": 0}, GeneralError),
    ],
)
def test_return_codes_in_json(body: dict[str, object], error: type[WebcastError]) -> None:
    with pytest.raises(error):
        decode(json.dumps(body).encode())


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"token": 1}', b'{"data_headers": 3}'])
def test_other_json_is_no_report(body: bytes) -> None:
    with pytest.raises(UnexpectedAnswer, match="no report"):
        decode(body)


def test_json_with_line_breaks_inside_texts_is_read_and_said() -> None:
    sent = as_json(row(First_Name="An@n")).replace(b"An@n", b"An\nn")
    report = decode(sent)
    assert report.registrants["first_name"].to_list() == ["An\nn"]
    assert [field for _, field, _ in warned(report)] == ["encoding"]


def test_half_a_surrogate_pair_is_no_error() -> None:
    report = decode(as_json(row(First_Name="An@n")).replace(b"An@n", b"An\\ud83dn"))
    assert report.registrants["first_name"].to_list() == ["An\ufffdn"]


@pytest.mark.parametrize("digits", [5000, 100_000])
def test_absurd_numbers_and_depths_are_explained(digits: int) -> None:
    for body in (b'{"a": ' + b"1" * digits + b"}", b'{"a": ' + b"[" * digits):
        with pytest.raises(WebcastError):
            decode(body)


def test_sessions_that_are_no_sessions_are_said() -> None:
    report = decode(json_report([[*ANN, [["Live"], *LIVE]], [*BOB, "none"]]))
    assert report.sessions.select("registrant", "type").rows() == [(1, "Live")]
    assert [(record, field) for record, field, _ in warned(report)] == [(1, "sessions"), (2, "sessions")]


def test_what_json_says_of_the_event() -> None:
    data = {
        "event_id": "77",
        "event_title": "A report",
        "event_duration": "00:11:00",
        "event_live_start_time": "06/19/2024 03:00:00 PM",
        "event_analytics": {"total_registrants": "4", "live_conversion_rate": "66.7%", "no_shows": "n/a"},
        "event_mood": "good",
    }
    filters = {"live_viewers": True, "excl_domain": ["x.com", "y.com"], "dr_regs": True}
    report = decode(as_json(ANN, event_data=data, filters=filters))
    event = report.event.row(0, named=True)
    assert (event["duration_ms"], event["reported_total_registrants"]) == (660_000, 4)
    assert (event["reported_live_conversion_rate"], event["reported_no_shows"]) == (0.667, None)
    assert event["report_filters"] == "live viewers; without domains: x.com, y.com"
    assert [field for _, field, _ in warned(report)] == ["event_mood", "no_shows"]


# CSV.


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("error,description\r\n10,You are not authorized\r\n", NotAuthorized),
        ('"Error"\r\n"11"\r\n', SessionEnded),
        ("error\r\nGeneral error\r\n", GeneralError),
    ],
)
def test_csv_errors_are_told_by_the_first_header(body: str, error: type[WebcastError]) -> None:
    with pytest.raises(error):
        decode(body.encode())
    with pytest.raises(error):
        decode(body.encode(), "csv")


def test_csv_without_our_headers_is_refused() -> None:
    with pytest.raises(DecodeError, match="should have the platform's headers"):
        decode(b"a,b\r\n1,2\r\n")


def test_csv_that_is_cut_off_is_refused() -> None:
    sent = csv_report([ANN, BOB])
    with pytest.raises(DecodeError, match="cut off after 1 whole row"):
        decode(sent[:-3])
    with pytest.raises(DecodeError, match="cut off after 1 whole row"):
        decode(sent[: sent.rindex(b',"bob@')])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_saved_by_a_spreadsheet(encoding: str, delimiter: str) -> None:
    cells = row(First_Name="Zoë", Answer_1="one, two; three\tfour\nfive")
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in (HEADERS, cells))
    report = decode(text.encode(encoding))
    assert report.registrants["first_name"].to_list() == ["Zoë"]
    assert report.qa["answer"].to_list() == ["one, two; three\tfour\nfive"]
    assert report.warnings.height == (encoding == "cp1252")


def test_our_own_export_of_two_events_comes_back() -> None:
    headers = [*HEADERS, "Time Zone"]
    first = [*row(Email="ann@x.com", Registered_On="2024-06-18 11:00:00"), "Europe/Berlin"]
    other = row(
        Email="bob@x.com", Registered_On="2024-06-18 11:00:00", Event_Id="78", Live_Sessions="x", Live_Duration="y"
    )
    report = decode(csv_report([first, [*other, "Europe/Berlin"], first], headers))
    assert report.event["event_id"].to_list() == ["77", "78"]
    assert report.registrants.select("event_id", "registrant", "email").rows() == [
        ("77", 1, "ann@x.com"),
        ("77", 2, "ann@x.com"),
        ("78", 1, "bob@x.com"),
    ]
    assert report.registrants["registered_at"].unique().to_list() == [datetime(2024, 6, 18, 9, tzinfo=UTC)]
    assert set(said(report.warnings).select("event_id", "record").rows()) == {("78", 1)}


# Workbooks.


def workbook(*rows: list[object], headers: list[str] = HEADERS, preface: int = 3, sheets: int = 1) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    time, date = book.add_format({"num_format": "[h]:mm:ss"}), book.add_format({"num_format": "mm/dd/yyyy hh:mm"})
    sheet = book.add_worksheet("Sheet0")
    for n in range(1, sheets):
        book.add_worksheet(f"Sheet{n}").write(0, 0, "note")
    if preface:
        sheet.write(0, 0, "Audience Details Report")
        sheet.write(1, 0, "Run: 05/31/2017 02:19:32 PM")
    for r, cells in enumerate([list[object](headers), *rows]):
        for c, cell in enumerate(cells):
            if isinstance(cell, timedelta):
                sheet.write_number(preface + r, c, cell.total_seconds() / 86400, time)
            elif isinstance(cell, datetime):
                sheet.write_datetime(preface + r, c, cell, date)
            else:
                sheet.write(preface + r, c, cell)
    book.close()
    return out.getvalue()


def typed(cells: list[str]) -> list[object]:
    """Return a row as a workbook holds it: numbers as numbers, durations as fractions of a day."""
    typed: list[object] = list(cells)
    typed[0] = 77
    for n in range(20, 24):
        typed[n] = int(cells[n])
    for n in range(24, 28):
        hours, minutes, seconds = map(int, cells[n].split(":"))
        typed[n] = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return typed


def test_the_platforms_workbook() -> None:
    report = decode(workbook(typed(row(Email="ann@x.com", Live_Duration="25:10:02", Postal_Code="01234"))))
    assert report.event.select("event_id", "format", "has_sessions", "run_at").row(0) == (
        "77",
        "xlsx",
        False,
        datetime(2017, 5, 31, 14, 19, 32, tzinfo=UTC),
    )
    assert report.registrants.select("email", "postal_code", "live_sessions", "live_ms", "total_ms").row(0) == (
        "ann@x.com",
        "01234",
        1,
        90_602_000,
        1_800_000,
    )
    assert warned(report) == []


@pytest.mark.parametrize("seconds", [1, 59, 3599, 10 * 3600 + 2, 86_399, 90_061])
def test_workbook_durations_are_exact(seconds: int) -> None:
    cells = typed(ANN)
    cells[24] = timedelta(seconds=seconds)
    cells[25] = seconds / 86400
    report = decode(workbook(cells))
    assert report.registrants.select("live_ms", "od_ms").row(0) == (seconds * 1000, seconds * 1000)


@pytest.mark.parametrize("seconds", [86_400, 40 * 86_400 + 7])
def test_a_workbooks_number_that_may_be_minutes_is_no_number_of_days(seconds: int) -> None:
    cells = typed(ANN)
    cells[24] = timedelta(seconds=seconds)
    cells[25] = seconds / 86400
    report = decode(workbook(cells))
    assert report.registrants.select("live_ms", "od_ms").row(0) == (seconds * 1000, None)
    assert [(record, field) for record, field, _ in warned(report)] == [(1, "On-Demand Duration")]


def test_workbook_dates_may_be_dates() -> None:
    cells = typed(ANN)
    cells[3] = datetime(2024, 6, 18, 9, 30)  # noqa: DTZ001  # a workbook has no zones
    other = typed(BOB)
    other[3] = 45461.395833333336  # the same, without a date's format
    report = decode(workbook(cells, other))
    assert report.registrants["registered_at"].unique().to_list() == [datetime(2024, 6, 18, 9, 30, tzinfo=UTC)]


def test_a_workbook_without_its_preface_or_with_more_sheets() -> None:
    report = decode(workbook(typed(ANN), preface=0, sheets=2))
    assert report.registrants["email"].to_list() == ["ann@x.com"]
    assert warned(report) == [(None, "Sheet1", "It has none of the platform's headers; left out.")]


def test_a_workbook_of_something_else_or_none_at_all() -> None:
    with pytest.raises(DecodeError, match="platform's headers"):
        decode(workbook([1, 2], headers=["a", "b"]))
    with pytest.raises(DecodeError, match="workbook cannot be read"):
        decode(b"PK\x03\x04 and then nothing of a workbook")


# Whatever it is, it is a report or an explained error.


@settings(max_examples=cases(40, 150), deadline=None)
@given(st.data())
def test_damage_in_rows_is_an_explained_error_or_moves_nobody(data: st.DataObject) -> None:
    sent = bytearray(data.draw(st.sampled_from([as_json(ANN, BOB), csv_report([ANN, BOB])])))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(sent)))
        sent[at : at + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=4))
    try:
        report = decode(bytes(sent))
    except WebcastError:
        return
    for first, email in report.registrants.select("first_name", "email").iter_rows():
        assert (first, email) not in (("Ann", "bob@x.com"), ("Bob", "ann@x.com"))


cells_ = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)


@settings(max_examples=cases(25, 80), deadline=None)
@given(st.lists(st.tuples(cells_, cells_, cells_), max_size=5), st.booleans())
def test_everything_comes_back_from_rows(
    given_cells: list[tuple[str, str, str]], is_json: bool
) -> None:  # a drawn value
    rows = [row(First_Name=first, Company=company, Answer_1=answer) for first, company, answer in given_cells]
    report = decode(json_report([[*cells, []] for cells in rows]) if is_json else csv_report(rows))
    expected = [(first.strip() or None, company.strip() or None) for first, company, _ in given_cells]
    assert report.registrants.select("first_name", "company").rows() == expected
    assert report.qa["answer"].to_list() == [text for *_, answer in given_cells if (text := answer.strip())]
    assert report.registrants.select(pl.col("total_sessions").eq(1).all()).item() or not rows
