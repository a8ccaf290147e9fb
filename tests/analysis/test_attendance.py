"""How events were attended, and which groups people come from."""

from __future__ import annotations

import polars as pl

from tests.pages import small
from webcast.analysis import attendance, by_event
from webcast.analysis.audience import Audience
from webcast.cohorts.cohort import Attended, Group
from webcast.reports.report import stack

SET_OF = {"Live": "live", "On-Demand": "od", "SimLive": "simlive", attendance.ABSENT: "none"}


def audience() -> Audience:
    return Audience.of(stack([small.report("101"), small.report("102", people=3)]))


def test_each_event_has_a_row_for_each_way() -> None:
    assert attendance.by_event(audience()).rows() == [
        ("101", "Product launch", "Live", 2, 5, 0.4),
        ("101", "Product launch", "On-Demand", 2, 5, 0.4),
        ("101", "Product launch", "SimLive", 0, 5, 0.0),
        ("101", "Product launch", "Did not attend", 2, 5, 0.4),
        ("102", "Webinar *playbook*", "Live", 2, 3, 2 / 3),
        ("102", "Webinar *playbook*", "On-Demand", 2, 3, 2 / 3),
        ("102", "Webinar *playbook*", "SimLive", 0, 3, 0.0),
        ("102", "Webinar *playbook*", "Did not attend", 0, 3, 0.0),
    ]


def test_an_event_with_nobody_left_counts_zero_without_a_share() -> None:
    frame = attendance.by_event(audience().where(pl.col("event_id") == "101"))
    assert frame.filter(pl.col("event_id") == "102").select("registrants", "of", "share").rows() == [(0, 0, None)] * 4


def test_what_a_report_cannot_tell_is_unknown() -> None:
    untold = small.report("101", has_sessions=False)
    untold = type(untold)(**{**untold.tables(), "sessions": untold.sessions.clear()})
    untold = type(untold)(
        **{**untold.tables(), "registrants": untold.registrants.with_columns(total_sessions=pl.lit(None, pl.Int64))}
    )
    assert attendance.by_event(Audience.of(untold))["registrants"].to_list() == [None, None, None, None]


def test_a_number_and_the_list_behind_it_agree() -> None:
    everyone = audience()
    for row in attendance.by_event(everyone).iter_rows(named=True):
        behind = Attended(SET_OF[row["way"]]).apply(Group("event", row["title"]).apply(everyone))
        assert behind.count == row["registrants"]


def test_groups_are_sorted_by_attendees_and_those_without_come_last() -> None:
    assert attendance.by_group(audience(), "company").rows() == [
        ("Acme", 4, 4, 4),
        ("Globex", 3, 2, 3),
        (None, 1, 0, 1),
    ]


def test_ways_of_one_registrant_and_of_all_together() -> None:
    one = (
        audience().where((pl.col("event_id") == "101") & pl.col("live_attended")).only(pl.Series([0], dtype=pl.Int64))
    )
    found = attendance.by_event(one).filter(pl.col("event_id") == "101")
    assert found.select("registrants", "of").rows() == [(1, 1), (0, 1), (0, 1), (0, 1)]
    together = by_event.WAYS.together(audience())
    assert together == {"Live": 0.5, "On-Demand": 0.5, "SimLive": 0.0, attendance.ABSENT: 0.25}
