"""The registrant export: which columns, in which order, with which rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from tests.exports import small
from webcast.analysis.audience import Audience
from webcast.exports import registrants
from webcast.exports.columns import UnknownColumn
from webcast.reports import Report

HEADERS = (
    "Event Id",
    "Event Title",
    "Cost Center",
    "Registered On",
    "First Name",
    "Last Name",
    "Company",
    "Email",
    "Title",
    "Country",
    "Address 1",
    "Address 2",
    "City",
    "State/Province/Region",
    "Postal Code",
    "Phone Number",
    "Mobile Number",
    "Fax Number",
    "Department",
    "Company (2)",
    "Shoe size",
    "Campaign ID",
    "Live Sessions",
    "On-Demand Sessions",
    "SimLive Sessions",
    "Total Sessions",
    "Live Duration",
    "On-Demand Duration",
    "SimLive Duration",
    "Total Duration",
    "Referrer",
    "Question 1",
    "Answer 1",
    "Question 2",
    "Answer 2",
    "Survey: Exit: Liked it?",
    "Survey: Still there: ",
    "Time Zone",
)


def test_the_headers_are_the_platform_s_in_its_order() -> None:
    assert registrants(small.audience(), "UTC").headers == HEADERS


def test_cells_stand_with_their_registrant() -> None:
    picked = ["Event Id", "Email", "Question 2", "Department", "Company (2)", "Survey: Still there: "]
    assert registrants(small.audience(), "UTC", picked).frame().rows() == [
        ("11", "ann@example.com", "When?", "Sales", None, None),
        ("11", "bob@example.org", None, None, "Own firm", "Yes|No"),
        ("12", "ANN@example.com", None, "Research", None, None),
    ]


def test_times_are_in_the_zone_and_durations_are_durations() -> None:
    frame = registrants(small.audience(), "Europe/Berlin", ["Registered On", "Live Duration", "Time Zone"]).frame()
    berlin = ZoneInfo("Europe/Berlin")
    assert frame.row(0) == (
        datetime(2024, 5, 7, 0, 30, 5, tzinfo=berlin),
        timedelta(hours=101, minutes=0, seconds=5),
        "Europe/Berlin",
    )


def test_cost_center_is_the_event_s() -> None:
    frame = registrants(small.audience(), "UTC", ["Cost Center"]).frame()
    assert frame["Cost Center"].to_list() == ["Marketing", "Marketing", None]


def test_slices_are_the_frame_whatever_their_length() -> None:
    table = registrants(small.audience(), "UTC")
    for rows in (1, 2, 3, 50):
        assert pl.concat(table.slices(rows)).equals(table.frame())


def test_a_filter_changes_rows_and_no_headers_but_those_of_questions_asked() -> None:
    only_bob = small.audience().where(pl.col("first_name") == "Bob")
    table = registrants(only_bob, "UTC")
    assert (table.height, table.total) == (1, 3)
    assert table.headers == tuple(name for name in HEADERS if name not in HEADERS[31:35])
    assert table.frame()["Survey: Exit: Liked it?"].to_list() == ["Yes"]


def test_question_columns_can_be_asked_for_where_a_filter_leaves_nobody_who_asked() -> None:
    only_bob = small.audience().where(pl.col("first_name") == "Bob")
    assert registrants(only_bob, "UTC", ["Email", "Answer 2"]).frame().rows() == [("bob@example.org", None)]


def test_nobody_gives_headers_and_no_row() -> None:
    nobody = small.audience().where(pl.lit(value=False))
    table = registrants(nobody, "UTC")
    assert table.frame().height == 0
    assert table.frame().columns == list(table.headers)


def test_an_empty_report_has_the_platform_s_columns() -> None:
    table = registrants(Audience.of(Report()), "UTC")
    assert table.headers == (*HEADERS[:18], *HEADERS[21:31], "Time Zone")
    assert table.frame().height == 0


def test_columns_are_picked_in_the_order_asked_for() -> None:
    assert registrants(small.audience(), "UTC", ["Email", "Event Id"]).frame().columns == ["Email", "Event Id"]


def test_an_unknown_column_is_named_with_those_there_are() -> None:
    with pytest.raises(UnknownColumn, match=r"asked for is 'E-Mail'.*Event Id, Event Title"):
        registrants(small.audience(), "UTC", ["E-Mail"])


def test_no_column_at_all_is_refused() -> None:
    with pytest.raises(UnknownColumn, match="asked for is none"):
        registrants(small.audience(), "UTC", [])


def test_two_questions_of_one_text_keep_a_column_each() -> None:
    questions = [
        {"event_id": "11", "question_id": "a", "text": "Topic", "position": 1},
        {"event_id": "11", "question_id": "b", "text": "Topic", "position": 2},
        {"event_id": "11", "question_id": "c", "text": "Topic (2)", "position": 3},
    ]
    answers = [
        {"event_id": "11", "registrant": 1, "question_id": "b", "answer": "Second"},
        {"event_id": "11", "registrant": 1, "question_id": "a", "answer": "First"},
        {"event_id": "11", "registrant": 1, "question_id": "c", "answer": "Third"},
    ]
    report = Report(
        event=small.table("event", [small.event("11", "One")]),
        registrants=small.table("registrants", [small.registrant("11", 1)]),
        registration_questions=small.table("registration_questions", questions),
        registration_answers=small.table("registration_answers", answers),
    )
    frame = registrants(Audience.of(report), "UTC").frame()
    assert frame.select("Topic", "Topic (2)", "Topic (2) (2)").row(0) == ("First", "Second", "Third")


def test_an_answer_to_an_unlisted_question_is_not_lost() -> None:
    answers = [{"event_id": "11", "registrant": 1, "question_id": "x7", "answer": "Here"}]
    report = Report(
        event=small.table("event", [small.event("11", "One")]),
        registrants=small.table("registrants", [small.registrant("11", 1)]),
        registration_answers=small.table("registration_answers", answers),
    )
    assert registrants(Audience.of(report), "UTC").frame()["x7"].to_list() == ["Here"]


def test_two_answers_to_one_question_are_joined_as_the_platform_joins() -> None:
    answers = [
        {"event_id": "11", "registrant": 1, "question_id": "x7", "answer": answer} for answer in ("One", "Two")
    ]
    report = Report(
        event=small.table("event", [small.event("11", "One")]),
        registrants=small.table("registrants", [small.registrant("11", 1)]),
        registration_answers=small.table("registration_answers", answers),
    )
    assert registrants(Audience.of(report), "UTC").frame()["x7"].to_list() == ["One|Two"]
