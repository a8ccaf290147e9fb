"""Every table as a file: its headers, its rows, its types; read back from workbooks and by our own decoding."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import polars as pl
import pytest

from tests.exports import small
from webcast.analysis.audience import Audience
from webcast.analysis.score import Weights
from webcast.analysis.stages import Rules
from webcast.cohorts.cohort import Attended, Group
from webcast.decode import decode
from webcast.errors import FilterError
from webcast.exports import csv, kinds, listings, xlsx
from webcast.exports.columns import UnknownColumn
from webcast.exports.csv import Mode
from webcast.exports.file_names import file_name
from webcast.exports.listings import UnknownTable
from webcast.presentation.about import About, about
from webcast.view.choices import Choices
from webcast.view.filters import Filters

NOTHING = About(())
NEEDED = {
    "funnel-groups": Choices(by="company"),
    "segments": Choices(first=Group("company", "=Acme, Inc")),
}
"""What some tables cannot do without."""


def rows(name: str, *columns: str, choices: Choices | None = None) -> list[tuple[Any, ...]]:
    return listings.table(name, small.audience(), "Europe/Berlin", columns or None, choices).frame().rows()


def test_the_master_event_analytics_has_one_row_an_event() -> None:
    assert rows("events", "Event Id", "Event Title", "Cost Center", "Registrants", "No-shows", "Live conversion") == [
        ("11", "Spring launch", "Marketing", 2, 1, 0.5),
        ("12", "Summer demo", None, 1, 1, 0.0),
    ]
    assert rows("events", "Registrants (platform)", "Watch time", "Peak viewers", "Questions", "Askers") == [
        (None, timedelta(minutes=30), 1, 2, 1),
        (None, timedelta(0), 0, 0, 0),
    ]


def test_figures_stand_beside_what_the_platform_reported() -> None:
    headers = listings.table("events", small.audience(), "UTC").headers
    assert headers[:11] == (
        "Event Id",
        "Event Title",
        "Cost Center",
        "Creator",
        "Created On",
        "Live Start",
        "Live End",
        "Registrants",
        "Registrants (platform)",
        "Sessions",
        "Sessions (platform)",
    )


def test_instants_are_in_the_reader_s_zone() -> None:
    frame = listings.table("events", small.audience(), "Europe/Berlin", ["Live Start"]).frame()
    assert frame.schema == {"Live Start": pl.Datetime("ms", "Europe/Berlin")}
    assert str(frame["Live Start"][0]) == "2024-05-07 17:00:00+02:00"


def test_persons_are_there_once() -> None:
    assert rows("people", "Email", "Events Registered", "Events Attended", "Watch Time", "Questions") == [
        ("ANN@example.com", 2, 1, timedelta(minutes=30), 2),
        ("bob@example.org", 1, 0, timedelta(0), 0),
    ]


def test_companies_and_campaigns_roll_up() -> None:
    assert rows("companies", "Company", "Known by", "Registrants", "Attendees", "Attendance Rate") == [
        ("example.com", "e-mail domain", 2, 1, 0.5),
        ("example.org", "e-mail domain", 1, 0, 0.0),
    ]
    spent = Choices(costs={"mail": 30.0})
    assert rows("campaigns", "Campaign ID", "Registrants", "Cost", "Cost per Attendee", choices=spent) == [
        (None, 3, None, None),
        ("mail", 0, 30.0, None),
    ]


def test_scores_show_their_parts_and_follow_the_weights() -> None:
    wanted = ("Email", "Attended", "Engagement Score", "Watch Share", "Points for Watching", "Points for Surveys")
    watch = Choices(Weights(1, 0, 0))
    assert rows("scores", *wanted, choices=watch) == [
        ("ann@example.com", "yes", 5.0, 0.5, 5.0, 0.0),
        ("bob@example.org", "no", 0.0, 0.0, 0.0, 0.0),
        ("ANN@example.com", "no", 0.0, 0.0, 0.0, 0.0),
    ]


def test_sessions_questions_and_answers_are_whole() -> None:
    assert rows("sessions", "Email", "Type", "Start", "Duration") == [
        ("ann@example.com", "Live", small.LIVE, timedelta(minutes=30))
    ]
    assert rows("questions", "Email", "Number", "Question", "Answer") == [
        ("ann@example.com", 1, "Why?\nHow?", None),
        ("ann@example.com", 2, "When?", 'In "May"'),
    ]
    assert rows("survey-answers", "Survey", "Question", "Answer", "Count", "Respondents", "Share of Respondents") == [
        ("Exit", "Liked it?", "Yes", 1, 1, 1.0),
        ("Still there", None, "No", 1, 1, 1.0),
        ("Still there", None, "Yes", 1, 1, 1.0),
    ]


def test_the_funnel_follows_its_minutes() -> None:
    assert rows("funnel", "Stage", "Registrants", "Of All", choices=Choices(rules=Rules(stayed_minutes=40))) == [
        ("Registered", 3, 1.0),
        ("Attended", 1, 1 / 3),
        ("Stayed 40 min", 0, 0.0),
        ("Engaged", 0, 0.0),
        ("Answered a survey", 0, 0.0),
    ]


def test_the_funnel_follows_every_rule() -> None:
    live = Choices(rules=Rules(live=True, include_simlive=True, stayed_share=0.55))
    assert rows("funnel", "Stage", "Registrants", "Of the Stage Before", choices=live) == [
        ("Registered by the end", 3, None),
        ("Came live or SimLive", 1, 1 / 3),
        ("Stayed 55 % of the live event", 0, 0.0),
        ("Engaged", 0, None),
        ("Answered a survey", 0, None),
    ]


def test_the_funnel_s_groups_are_each_a_funnel() -> None:
    found = rows("funnel-groups", "Group", "Stage", "Registrants", "Of All", choices=NEEDED["funnel-groups"])
    assert found[5:7] == [("=Acme, Inc", "Registered", 1, 1.0), ("=Acme, Inc", "Attended", 1, 1.0)]
    assert [row[0] for row in found] == [None] * 5 + ["=Acme, Inc"] * 5


def test_two_segments_stand_side_by_side() -> None:
    shown = ("Stage", "First Segment", "First: Registrants", "First: Base", "First: Share")
    assert rows("segments", *shown, choices=NEEDED["segments"])[:2] == [
        ("Registered", "Company: “=Acme, Inc”", 1, None, None),
        ("Attended", "Company: “=Acme, Inc”", 1, 1, 1.0),
    ]
    others = ("Second Segment", "Second: Registrants", "Second: Share", "Difference", "More than Chance")
    found = rows("segments", *others, "Persons in Both", choices=NEEDED["segments"])
    assert found[1] == ("Everybody but: Company: “=Acme, Inc”", 0, 0.0, 1.0, "no", 1)


def test_segments_are_compared_by_the_stage_before_where_that_is_asked() -> None:
    came = Choices(first=Attended("any"), second=Attended("none"), of_previous=True)
    found = rows("segments", "First: Base", "Second: Base", "P-value", choices=came)
    assert found == [(None, None, None), (1, 2, found[1][2]), (1, 0, None), (1, 0, None), (1, 0, None)]
    assert round(found[1][2], 6) == 0.083265


@pytest.mark.parametrize("name", NEEDED)
def test_a_table_that_lacks_what_it_needs_says_so(name: str) -> None:
    with pytest.raises(FilterError, match=r"but no(thing|ne) is named"):
        listings.table(name, small.audience(), "UTC")


def test_waits_are_counted_and_listed() -> None:
    assert rows("waits", "Registered Before the Session", "Attendees", "Share")[:3] == [
        ("not before the session", 0, 0.0),
        ("within an hour", 0, 0.0),
        ("within a day", 1, 1.0),
    ]
    assert rows("time-to-attendance", "Email", "First Session", "Time to Attendance") == [
        ("ann@example.com", small.LIVE, timedelta(hours=16, minutes=29, seconds=55))
    ]
    assert rows("time-to-attendance", "Email", choices=Choices(mode="On-Demand")) == []


CHOOSY = {"cross-tab", "survey-change", "survey-change-people", "terms"}
"""Tables of surveys that need a choice which these events do not have: see test_voices.py."""


@pytest.mark.parametrize("name", [name for name in listings.NAMES if name not in CHOOSY])
@pytest.mark.parametrize("kind", kinds.KINDS)
def test_every_table_writes_itself_as_every_kind_also_for_nobody(name: str, kind: str) -> None:
    nobody = Filters(text="nobody is called so").apply(small.audience(), "UTC")
    for audience in (small.audience(), nobody):
        table = listings.table(name, audience, "UTC", choices=NEEDED.get(name))
        assert len(b"".join(kinds.kind(kind).write(table, NOTHING, Mode.SPREADSHEET))) > 0
        assert table.frame().height == table.height


def test_a_workbook_has_shares_in_per_cent_durations_and_dates() -> None:
    audience = small.audience()
    wanted = ["Event Title", "Live Start", "Live conversion", "Watch time"]
    table = listings.table("events", audience, "Europe/Berlin", wanted)
    said = about(audience, Filters(), "Europe/Berlin", now=datetime(2024, 6, 1, 8, 0, tzinfo=UTC))
    book = openpyxl.load_workbook(BytesIO(xlsx.write(table, said)))
    assert book.sheetnames == ["Master event analytics", "About"]
    sheet = book.worksheets[0]
    header, first, _ = sheet.iter_rows()
    assert [cell.value for cell in header] == wanted
    assert [cell.value for cell in first] == [
        "Spring launch",
        datetime(2024, 5, 7, 17, 0),  # noqa: DTZ001 - workbooks know no zone
        0.5,
        timedelta(minutes=30),
    ]
    assert [cell.number_format for cell in first] == ["General", "yyyy-mm-dd hh:mm:ss", "0.0%", "[h]:mm:ss"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:D3")
    assert ("Registrants", "3 of 3") in list(book.worksheets[1].iter_rows(values_only=True))


def test_our_own_decoding_reads_a_workbook_of_registrants() -> None:
    audience = small.audience()
    book = xlsx.write(listings.table("registrants", audience, "UTC"), NOTHING)
    found = decode(BytesIO(book), "xlsx")
    assert found.event["event_id"].to_list() == ["11", "12"]
    wanted = ["event_id", "email", "company", "phone", "total_sessions", "total_ms", "registered_at"]
    assert found.registrants.select(wanted).rows() == [
        ("11", "ann@example.com", "=Acme, Inc", "+49 30 1", 1, 363_606_000, _registered()),
        ("11", "bob@example.org", None, None, 0, 0, _registered()),
        ("12", "ANN@example.com", None, None, 0, 0, _registered()),
    ]


def _registered() -> datetime:
    return datetime(2024, 5, 6, 22, 30, 5, tzinfo=UTC)


def test_formulas_are_defused_in_every_table() -> None:
    table = listings.table("questions", small.audience(), "UTC", ["Company", "Number"])
    assert (
        b"".join(csv.stream(table)).decode("utf-8-sig")
        == 'Company,Number\r\n"\'=Acme, Inc",1\r\n"\'=Acme, Inc",2\r\n'
    )


def test_files_are_named_after_what_they_hold() -> None:
    audience = small.audience()
    named = [file_name(t, t.file, "csv", ["A", "B"]) for n in ("registrants", "events", "people")
             for t in [listings.table(n, audience, "UTC")]]  # fmt: skip
    assert named == [
        "2-events-registrants-3-of-3-UTC.csv",
        "2-events-master-event-analytics-UTC.csv",
        "2-events-people-UTC.csv",
    ]


def test_an_unknown_table_or_column_says_what_is_known() -> None:
    with pytest.raises(UnknownTable, match=r"one of registrants, events, benchmark, .* but 'noses' is none of them"):
        listings.table("noses", small.audience(), "UTC")
    with pytest.raises(UnknownColumn, match="asked for is 'Nose'"):
        listings.table("people", small.audience(), "UTC", ["Nose"])


def test_the_benchmark_is_a_row_an_event() -> None:
    columns = ("Event Id", "Compared by", "Value", "Rank", "Of Events", "Lower Quartile", "Median", "Above Median")
    assert rows("benchmark", *columns, choices=Choices(rate="total_conversion_rate")) == [
        ("11", "Total conversion", 0.5, 1, 2, 0.125, 0.25, 0.25),
        ("12", "Total conversion", 0.0, 2, 2, 0.125, 0.25, -0.25),
    ]
    assert rows("benchmark", "Compared by")[0] == ("Live conversion",)


def test_a_benchmark_of_times_is_in_minutes_and_no_share() -> None:
    choices = Choices(rate="average_watch_ms")
    assert rows("benchmark", "Event Id", "Compared by", "Value", "Median", choices=choices) == [
        ("11", "Average watch time, minutes", 30.0, 30.0)
    ]
    audience = small.audience()
    assert listings.table("benchmark", audience, "UTC", choices=choices).shares == frozenset()
    assert "Median" in listings.table("benchmark", audience, "UTC").shares


def test_a_benchmark_by_nothing_we_know_is_said() -> None:
    with pytest.raises(FilterError, match="'noses' is no rate to compare events by"):
        rows("benchmark", choices=Choices(rate="noses"))


def test_who_came_how_often_is_counted_exactly() -> None:
    assert rows("times") == [(1, 1, 1.0)]


def test_attendance_has_a_row_an_event_and_way() -> None:
    assert rows("attendance", "Event Id", "Way", "Came", "Of Registrants", "Share") == [
        ("11", "Live", 1, 2, 0.5),
        ("11", "On-Demand", 0, 2, 0.0),
        ("11", "SimLive", 0, 2, 0.0),
        ("11", "Did not attend", 1, 2, 0.5),
        ("12", "Live", 0, 1, 0.0),
        ("12", "On-Demand", 0, 1, 0.0),
        ("12", "SimLive", 0, 1, 0.0),
        ("12", "Did not attend", 1, 1, 1.0),
    ]


def test_groups_are_those_of_what_was_named() -> None:
    assert rows("groups") == [
        ("Company", "=Acme, Inc", 1, 1, 1, 1.0),
        ("Company", None, 2, 0, 2, 0.0),
    ]
    assert rows("groups", "Group", "Registrants", choices=Choices(by="question: Department")) == [
        ("Sales", 1), ("Research", 1), (None, 1),
    ]  # fmt: skip


def reported() -> Audience:
    """Return the two events, of which one says that it had four registrants, and was mended when it was read."""
    report = small.two_events()
    event = report.event.with_columns(
        reported_total_registrants=pl.when(pl.col("event_id") == "11").then(4).cast(pl.Int64)
    )
    warning = {"event_id": "11", "record": 2, "field": "email", "message": "Read as if it were there."}
    return Audience.of(replace(report, event=event, warnings=small.table("warnings", [warning])))


@pytest.mark.parametrize("filters", [Filters(), Filters(no_shows=True)])
def test_differences_and_warnings_are_of_the_whole_report(filters: Filters) -> None:
    audience = filters.apply(reported(), "UTC")
    assert listings.table("differences", audience, "UTC").frame().rows() == [
        ("11", "Spring launch", "Registrants", 4.0, 2.0, "Some records of the report were damaged; see the warnings.")
    ]
    assert listings.table("warnings", audience, "UTC").frame().rows() == [
        ("11", "Spring launch", 2, "email", "Read as if it were there.")
    ]
