from __future__ import annotations

import polars as pl
import pytest

from tests.analysis.reports import audience_of
from tests.analysis.small import at, audience, rows, session, tables
from webcast.analysis.audience import Audience
from webcast.errors import FilterError
from webcast.reports import Report


def test_what_is_known_of_each_registrant() -> None:
    members = audience().members
    columns = ["row", "person", "domain", "attended", "live_attended", "watch_ms", "live_watch_ms", "live_registrant"]
    # Ann's 20 minutes in two tabs count once; her other registration is a no-show, which has watched nothing.
    assert members.select(columns).rows() == [
        (0, 0, "x.com", True, True, 2_400_000, 2_400_000, True),
        (1, 0, "x.com", False, False, 0, 0, True),
        (2, 1, "y.org", True, True, 4_200_000, 1_800_000, True),
        (3, 2, None, True, False, 300_000, 0, False),
        (4, 3, "y.org", False, False, 0, 0, True),
    ]


def test_members_have_no_helper_columns() -> None:
    assert not {"event", "unit", "shared", "n_sessions", "company_code"} & set(audience().members.columns)


def test_counts() -> None:
    found = audience()
    assert (found.total, found.count, found.people) == (5, 5, 4)
    few = found.where(pl.col("domain") == "y.org")
    assert (few.total, few.count, few.people) == (5, 2, 2)
    assert few.everyone.count == 5
    assert repr(few) == "Audience(2 of 5 registrants, 1 events)"


def test_narrowing_is_cumulative_and_changes_nothing_else() -> None:
    found = audience()
    assert found.where(pl.col("attended")).only(pl.Series([0, 1])).members["row"].to_list() == [0]
    assert found.where(pl.lit(value=False)).count == 0
    assert found.count == 5


def test_the_report_is_cut_with_the_members() -> None:
    report = audience().only(pl.Series([2])).report
    assert report.registrants["registrant"].to_list() == [3]
    assert report.sessions["type"].to_list() == ["Live", "On-Demand"]
    assert (report.qa.height, report.survey_responses.height) == (1, 2)
    assert report.survey_questions.height == 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ann", [0, 2]),
        ("LEE", [0, 1]),
        ("ann lee", [0]),
        ("lee ann", []),
        ("acme", [1]),
        ("head of", [2]),
        ("@y.org", [0]),
        ("lee al@y.org", []),  # of two fields
        (".", [0]),
    ],
)
def test_a_text_is_found_in_name_address_company_and_title_taken_literally(text: str, found: list[int]) -> None:
    people = rows(
        {"first_name": "Ann", "last_name": "Lee", "email": "al@y.org"},
        {"last_name": "Lee", "company": "ACME"},
        {"first_name": "Anna", "title": "Head of it"},
        {},
    )
    searched = audience_of({"event": [{"event_id": "e"}], "registrants": people})
    assert searched.containing(text).members["row"].to_list() == found


def test_values_are_chosen_whatever_their_case() -> None:
    found = audience()
    assert found.having("company", (" acme",)).members["row"].to_list() == [0, 1, 2]
    assert found.values("company").to_list() == ["Acme", "Umbrella"]
    with pytest.raises(FilterError, match="'title' cannot be chosen by value; expected one of campaign, domain"):
        found.having("title", ("x",))


def test_an_empty_report_is_an_empty_audience() -> None:
    found = Audience.of(Report())
    assert (found.total, found.people, found.members.height) == (0, 0, 0)


def test_a_session_without_an_end_is_completed_by_its_duration() -> None:
    found = audience_of(
        tables()
        | {
            "sessions": [
                session(1, "Live", at(1, 10), None, duration_ms=600_000),
                session(3, "Live", None, at(1, 10, 30), duration_ms=60_000),
                session(4, "Live", None, None, duration_ms=60_000),
                session(5, "Live", at(1, 10), at(1, 10)),
            ]
        }
    )
    assert found.members["attended"].to_list() == [True, False, True, True, True]
    assert found.members["watch_ms"].to_list() == [600_000, 0, 60_000, 0, 0]


def test_without_session_rows_the_totals_speak() -> None:
    people = rows(
        {"total_sessions": 2, "live_sessions": 2, "live_ms": 60_000, "total_ms": 90_000},
        {"total_sessions": 0, "live_sessions": 0, "live_ms": 0, "total_ms": 0},
        {},
    )
    found = audience_of({"event": [{"event_id": "e", "title": "T", "has_sessions": False}], "registrants": people})
    assert found.members["attended"].to_list() == [True, False, None]
    assert found.members["live_watch_ms"].to_list() == [60_000, 0, None]
    assert found.members["watch_ms"].to_list() == [90_000, 0, None]
    assert found.without_sessions.rows() == [("e", "T")]


def test_an_event_can_be_looked_at_alone() -> None:
    two = tables()
    two["event"] = [*two["event"], {"event_id": "f", "title": "Other"}]
    two["registrants"] = [*two["registrants"], {"event_id": "f", "registrant": 1}]
    alone = audience_of(two).event("f")
    assert (alone.total, alone.events["event_id"].to_list()) == (1, ["f"])


@pytest.mark.parametrize("text", [".*", "[a-z]", "x|y", "(", "x.c.m", "\\"])
def test_a_text_that_is_searched_for_is_no_pattern(text: str) -> None:
    assert audience().containing(text).count == 0
    assert audience().containing("x.com").count > 0
