"""Zero and unknown in CSV, XLSX, Parquet and JSON: an empty cell is what no report tells, 0 is nobody."""

from __future__ import annotations

import csv
import json
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import polars as pl
import pytest

from tests.analysis.small import at
from tests.analysis.test_unknown_is_not_zero import asked_of_contacts, made, without_durations
from webcast.analysis.audience import Audience
from webcast.analysis.stages import Rules
from webcast.commands.findings import findings
from webcast.exports import listings
from webcast.exports.csv import Mode
from webcast.exports.kinds import KINDS
from webcast.presentation.about import About
from webcast.view.filters import Filters


def first(audience: Audience, table: str, kind: str, *headers: str) -> list[Any]:
    """Return the first row of a table as a file holds it: text in CSV, values elsewhere."""
    made_of = listings.table(table, audience, "UTC")
    content = b"".join(KINDS[kind].write(made_of, About(()), Mode.EXACT))
    row: dict[str, Any]
    if kind == "csv":
        row = next(csv.DictReader(StringIO(content.decode("utf-8-sig"))))
    elif kind == "xlsx":
        head, values, *_ = openpyxl.load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True)
        row = dict(zip(head, values, strict=True))
    else:
        # Durations are numbers there, and their headers say so.
        row = {
            name.removesuffix(" (s)"): v for name, v in pl.read_parquet(BytesIO(content)).row(0, named=True).items()
        }
    return [row[header] for header in headers]


UNKNOWN = {"csv": "", "xlsx": None, "parquet": None}
ONE = {"csv": "1", "xlsx": 1, "parquet": 1}
NOBODY = {"csv": "0", "xlsx": 0, "parquet": 0}


@pytest.mark.parametrize("kind", UNKNOWN)
def test_registered_by_the_end_is_zero_for_nobody_and_empty_where_no_end_is_known(kind: str) -> None:
    names = ("Registered by the end", "Live conversion")
    late = made(silent=False).where(pl.col("registered_at") > at(1, 11))
    assert first(late, "events", kind, *names) == [NOBODY[kind], UNKNOWN[kind]]
    assert first(made(silent=False, end=False), "events", kind, *names) == [UNKNOWN[kind]] * 2


@pytest.mark.parametrize("kind", UNKNOWN)
def test_a_list_of_contacts_has_empty_cells_for_attendance(kind: str) -> None:
    contacts = asked_of_contacts()
    headers = (
        "Attendees",
        "No-shows",
        "Sessions",
        "Watch time",
        "Stayed",
        "Total conversion",
        "Registered by the end",
    )
    assert first(contacts, "events", kind, *headers) == [UNKNOWN[kind]] * 7
    assert first(contacts, "people", kind, "Events Attended", "Watch Time", "Live Watch Time") == [UNKNOWN[kind]] * 3
    assert first(contacts, "people", kind, "Events Registered", "Questions") == [
        1 if kind != "csv" else "1",
        NOBODY[kind],
    ]
    asked = ("Eligible", "Response Rate", "Respondents without a Session")
    assert first(contacts, "survey-questions", kind, *asked) == [UNKNOWN[kind]] * 3
    assert first(contacts, "groups", kind, "Attended", "Attendance Rate") == [UNKNOWN[kind]] * 2


@pytest.mark.parametrize("kind", UNKNOWN)
def test_a_report_without_durations_tells_who_came_and_not_for_how_long(kind: str) -> None:
    bare = without_durations()
    assert first(bare, "events", kind, "Attendees", "No-shows") == [ONE[kind]] * 2
    headers = ("Watch time", "Watch time, platform", "Average watch time", "Stayed", "Engaged", "Answered a survey")
    assert first(bare, "events", kind, *headers) == [UNKNOWN[kind]] * 6
    assert first(bare, "people", kind, "Watch Time") == [UNKNOWN[kind]]


def test_the_document_of_analyze_has_null_for_them() -> None:
    found = json.loads(json.dumps(findings(asked_of_contacts(), Filters(), Rules())))
    computed = found["events"][0]["computed"]
    assert {name: computed[name] for name in ("live_registrants", "no_shows", "total_sessions")} == {
        "live_registrants": None, "no_shows": None, "total_sessions": None,
    }  # fmt: skip
    survey = found["surveys"][0]
    assert (survey["respondents"], survey["eligible"], survey["response_rate"]) == (2, None, None)
    bare = findings(without_durations(), Filters(), Rules())
    assert [stage["registrants"] for stage in bare["funnel"]] == [2, 1, None, None, None]
    assert bare["watch_seconds"] is None
    nobody = findings(made(silent=False, people=False), Filters(), Rules())
    assert nobody["events"][0]["computed"]["live_registrants"] == 0
