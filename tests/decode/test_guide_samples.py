"""The guide's own samples, byte for byte, traps included."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from webcast.decode import decode
from webcast.errors import DecodeError
from webcast.reports import Report, warned

DATA = Path(__file__).resolve().parent.parent / "data"


@pytest.fixture(scope="module")
def xml() -> Report:
    return decode(DATA / "guide.xml")


@pytest.fixture(scope="module")
def json() -> Report:
    return decode(DATA / "guide-mended.json")


def test_xml_has_six_registrants_and_five_sessions(xml: Report) -> None:
    assert (xml.registrants.height, xml.sessions.height) == (6, 5)
    assert xml.event["event_id"].to_list() == ["123456"]
    assert xml.registrants["registrant"].to_list() == [1, 2, 3, 4, 5, 6]


def test_the_damaged_viewer_keeps_all_answers_and_is_named(xml: Report) -> None:
    alexandra = xml.registrants.row(3, named=True)
    assert (alexandra["first_name"], alexandra["last_name"], alexandra["company"], alexandra["email"]) == (
        "Alexandra",
        "Graystone",
        "Company X",
        "agraystone@companyx.com",
    )
    assert xml.registration_answers.filter(registrant=4)["answer"].to_list() == ["Engineering", "No"]
    assert warned.said(xml.warnings).filter(record=4).rows() == [
        (
            "123456",
            4,
            "email",
            "The tag lacks its closing '>'; read as if it were there. Compare with the platform.",
        )
    ]


def test_the_two_clocks_are_found_and_said(xml: Report) -> None:
    assert xml.event["live_end"].to_list() == [datetime(2014, 11, 4, 20, 8, 7, tzinfo=UTC)]
    assert xml.event["run_at"].to_list() == [datetime(2014, 12, 20, 20, 30, 13, tzinfo=UTC)]
    assert xml.sessions["start"][0] == datetime(2014, 11, 4, 20, 4, 1, tzinfo=UTC)
    assert warned.said(xml.warnings).filter(pl.col("record").is_null()).rows() == [
        (
            "123456",
            None,
            "currentTimeZone",
            (
                "The report has two clocks: the event's times are in Eastern Standard Time, the viewers' times in "
                "GMT. So read, 1 of 1 live sessions falls into the live event, and 0 if the report is taken at its "
                "word. All times were converted to UTC."
            ),
        )
    ]


def test_live_and_total_conversion_are_the_platforms(xml: Report) -> None:
    live_end = xml.event["live_end"][0]
    before = xml.registrants.filter(pl.col("registered_at") <= live_end)
    live = xml.sessions.filter(type="Live")["registrant"].unique()
    assert before["registrant"].to_list() == [1, 2]
    assert before.filter(pl.col("registrant").is_in(live.to_list())).height / before.height == 0.5
    assert round(xml.sessions["registrant"].n_unique() / xml.registrants.height, 4) == 0.6667
    assert xml.event.select("reported_live_conversion_rate", "reported_total_conversion_rate").row(0) == (0.5, 0.667)


def test_what_the_platform_says_of_the_event(xml: Report) -> None:
    event = xml.event.row(0, named=True)
    assert event["title"] == "API Report Sample"
    assert event["report_zone"] == "Eastern Standard Time"
    assert (event["report_filters"], event["format"], event["has_sessions"]) == (None, "xml", True)
    figures = {name: value for name, value in event.items() if name.startswith("reported_")}
    assert figures == {
        "reported_total_registrants": 6,
        "reported_total_sessions": 5,
        "reported_live_sessions": 1,
        "reported_od_sessions": 3,
        "reported_simlive_sessions": 1,
        "reported_unique_live_viewers": 1,
        "reported_unique_od_viewers": 2,
        "reported_unique_simlive_viewers": 1,
        "reported_no_shows": 2,
        "reported_live_registrants": 2,
        "reported_live_conversion_rate": 0.5,
        "reported_total_conversion_rate": 0.667,
    }


def test_sessions_questions_and_answers_of_the_xml(xml: Report) -> None:
    assert xml.sessions.select("registrant", "session", "type", "duration_ms").rows() == [
        (1, 1, "Live", 246000),
        (2, 1, "On-Demand", 72000),
        (2, 2, "On-Demand", 137000),
        (3, 1, "On-Demand", 245000),
        (6, 1, "SimLive", 448000),
    ]
    assert xml.qa.select("registrant", "n", "question", "answer").rows() == [
        (
            1,
            1,
            "How do you engage with customers using social media in a meaningful way?",
            "Great question! We will be addressing this shortly.",
        ),
        (1, 2, "Is there a way to more easily follow / unfollow large numbers of users on twitter?", None),
        (3, 1, "How can I use Twitter to increase sales on my website?", None),
    ]
    assert xml.survey_questions.select("survey", "survey_type", "question_type", "type_inferred").rows() == [
        ("Halftime Survey", "In Event", "Radio", False),
        ("Halftime Survey", "In Event", "Textbox", False),
        ("Attendance Check", "Attendance", "Attendance", False),
        ("Ending Questionaire", "Post Event", "Checkbox", False),
        ("Ending Questionaire", "Post Event", "Radio", False),
        ("Ending Questionaire", "Post Event", "Text Area", False),
    ]
    attendance = xml.survey_responses.filter(survey_id="5458e5eee7e073.49742677")
    assert attendance.select("registrant", "question_id", "answer").rows() == [
        (1, "", "Yes"),
        (3, "", "Yes"),
        (6, "", "Yes"),
    ]
    first = xml.survey_responses.filter(registrant=1)["answer"].to_list()
    assert first == [
        "I'd\nlove to hear more about advertising on social media.",
        "Yes",
        "Yes",
        "No",
        "@yourcompany",
        "Twitter | Facebook | Pinterest",
    ]


def test_registration_questions_are_the_custom_ones(xml: Report) -> None:
    assert xml.registration_questions["text"].to_list() == [
        "Department",
        "Have you previously attended one of our webcasts?",
    ]
    assert xml.registrants["campaign"].to_list() == ["Linkedin Campaign", None, None, None, None, None]


def test_json_with_its_quote_missing_says_where() -> None:
    with pytest.raises(DecodeError, match="line 226, column 2") as caught:
        decode(DATA / "guide.json")
    assert (caught.value.line, caught.value.column) == (226, 2)


def test_mended_json_has_four_registrants_and_seven_live_sessions(json: Report) -> None:
    assert json.registrants["email"].to_list() == [f"user{n}@company.com" for n in (1, 2, 3, 4)]
    assert json.sessions["type"].to_list() == ["Live"] * 7
    assert json.sessions.filter(registrant=1).select("start", "end", "duration_ms").unique().height == 1
    assert json.registrants["live_ms"].to_list() == [1_980_000, 660_000, 602_000, 414_000]
    assert json.event["duration_ms"].to_list() == [660_000]


def test_short_json_rows_are_never_shifted(json: Report) -> None:
    """What has no certain place is empty: the values are ``Senior``, ``New York``, phone numbers and answers."""
    unplaced = ["title", "country", "address1", "address2", "city", "state", "postal_code", "phone", "mobile", "fax"]
    assert json.registrants.select(unplaced).null_count().row(0) == (4,) * len(unplaced)
    assert json.registrants["company"].to_list() == [None, "Company", "Company 2", None]
    assert json.registrants["live_sessions"].to_list() == [3, 1, 2, 1]
    assert json.qa.select("registrant", "question", "answer").rows() == [
        (1, "greta?", "answer"),
        (1, "good morning?", "yes it is"),
        (1, "another question", "another answer"),
    ]
    assert json.survey_responses["registrant"].to_list() == [1, 1, 1, 1, 1]


def test_short_json_rows_are_named(json: Report) -> None:
    tail = "Referrer to Survey: Post Event Survey: Did you enjoy the webcast ?"
    lost = "{} cells under 41 headers; {} values could not be placed with certainty and were left out."
    assert warned.said(json.warnings).select("record", "field", "message").rows() == [
        (1, "row", "The row has 40 cells under 41 headers; every value could be placed."),
        (2, "Title to Campaign ID", "The row has " + lost.format(32, 9)),
        (2, tail, "The row has " + lost.format(32, 3)),
        (3, "Title to Campaign ID", "The row has " + lost.format(34, 9)),
        (3, tail, "The row has " + lost.format(34, 5)),
        (4, tail, "The row has " + lost.format(31, 2)),
    ]


def test_json_survey_ids_are_made_and_types_inferred(json: Report) -> None:
    assert json.survey_questions["type_inferred"].to_list() == [True] * 5
    again = decode(DATA / "guide-mended.json").survey_questions
    assert again["question_id"].to_list() == json.survey_questions["question_id"].to_list()
    assert json.survey_questions["question_id"].to_list()[3] == ""
