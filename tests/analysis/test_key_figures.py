"""The key figures of small events, every field: counts, bases and rates, and what stays unknown."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tests.analysis.reports import Tables, audience_of
from tests.analysis.small import at, made, session
from webcast.analysis import summary
from webcast.analysis.audience import Audience
from webcast.analysis.summary import Overall
from webcast.reports.schema import ANALYTICS

MINUTE = 60_000


def three_events() -> Audience:
    """Ann comes live to "a" and on demand to "b"; Bob registers for "a" late; "c" tells totals, and no live end."""
    people = [
        ("a", 1, "ann@x.com", at(1, 9), {}),
        ("a", 2, "bob@x.com", at(1, 11, 1), {}),
        ("a", 3, "cid@x.com", at(1, 11), {}),
        ("b", 1, "ann@x.com", at(2, 9), {}),
        ("b", 2, "ann@x.com", at(2, 9), {}),
        ("c", 1, "bob@x.com", at(1, 9), {"total_sessions": 2, "total_ms": 9 * MINUTE, "live_sessions": 2}),
        ("c", 2, "dan@x.com", at(1, 9), {"total_sessions": 0, "total_ms": 0, "live_sessions": 0}),
    ]
    found: Tables = {
        "event": [
            {"event_id": "a", "title": "A", "live_start": at(1, 10), "live_end": at(1, 11), "has_sessions": True},
            {"event_id": "b", "title": "B", "live_end": at(2, 11), "has_sessions": True},
            {"event_id": "c", "title": "C", "has_sessions": False},
        ],
        "registrants": [
            {"event_id": e, "registrant": n, "email": mail, "email_key": mail, "registered_at": when} | totals
            for e, n, mail, when, totals in people
        ],
        "sessions": [
            session(1, "Live", at(1, 10), at(1, 10, 30), event_id="a", duration_ms=25 * MINUTE),
            session(2, "Live", at(1, 10, 15), at(1, 10, 45), event_id="a"),
            session(1, "On-Demand", at(3, 10), at(3, 10, 20), event_id="b", duration_ms=20 * MINUTE),
            session(2, "SimLive", at(3, 10, 10), at(3, 10, 40), event_id="b", duration_ms=30 * MINUTE),
        ],
    }
    return audience_of(found)


def test_every_figure_over_all_events() -> None:
    assert summary.overall(three_events()) == Overall(
        total_registrants=7,
        people=4,
        attendees=5,
        attending_people=2,
        no_shows=2,
        # Two Live in a, two others in b, and the two that c counts.
        total_sessions=6,
        live_sessions=4,
        od_sessions=1,
        simlive_sessions=1,
        unique_live_viewers=2,
        unique_od_viewers=1,
        unique_simlive_viewers=1,
        # In time: Ann and Cid of a, both of b.
        live_registrants=4,
        live_conversion_rate=0.25,
        total_conversion_rate=5 / 7,
        # Half an hour of each in a, 40 minutes of one person in b, nine in c.
        watch_ms=(30 + 30 + 40 + 9) * MINUTE,
        watch_ms_platform=(25 + 30 + 20 + 30 + 9) * MINUTE,
        average_watch_ms=109 * MINUTE / 2,
        peak_viewers=2,
        peak_at=at(1, 10, 15),
        told=7,
        told_in_time=4,
        converted=1,
        watching_people=2,
    )


def test_every_figure_of_each_event() -> None:
    figures = summary.key_figures(three_events())
    reported = [f"reported_{name}" for name in ANALYTICS]
    assert figures.columns == [
        *("event_id", "title", *ANALYTICS, "people", "attendees", "attending_people"),
        *("watch_ms", "watch_ms_platform", "average_watch_ms", *reported),
    ]
    assert figures.drop(reported).rows(named=True) == [
        {
            "event_id": "a",
            "title": "A",
            "total_registrants": 3,
            "total_sessions": 2,
            "live_sessions": 2,
            "od_sessions": 0,
            "simlive_sessions": 0,
            "unique_live_viewers": 2,
            "unique_od_viewers": 0,
            "unique_simlive_viewers": 0,
            "no_shows": 1,
            "live_registrants": 2,
            "live_conversion_rate": 0.5,
            "total_conversion_rate": 2 / 3,
            "people": 3,
            "attendees": 2,
            "attending_people": 2,
            "watch_ms": 60 * MINUTE,
            "watch_ms_platform": 55 * MINUTE,
            "average_watch_ms": 30.0 * MINUTE,
        },
        {
            "event_id": "b",
            "title": "B",
            "total_registrants": 2,
            "total_sessions": 2,
            "live_sessions": 0,
            "od_sessions": 1,
            "simlive_sessions": 1,
            "unique_live_viewers": 0,
            "unique_od_viewers": 1,
            "unique_simlive_viewers": 1,
            "no_shows": 0,
            "live_registrants": 2,
            "live_conversion_rate": 0.0,
            "total_conversion_rate": 1.0,
            "people": 1,
            "attendees": 2,
            "attending_people": 1,
            "watch_ms": 40 * MINUTE,
            "watch_ms_platform": 50 * MINUTE,
            "average_watch_ms": 40.0 * MINUTE,
        },
        {
            "event_id": "c",
            "title": "C",
            "total_registrants": 2,
            "total_sessions": 2,
            "live_sessions": 2,
            "od_sessions": None,
            "simlive_sessions": None,
            "unique_live_viewers": 1,
            "unique_od_viewers": None,
            "unique_simlive_viewers": None,
            "no_shows": 1,
            "live_registrants": None,
            "live_conversion_rate": None,
            "total_conversion_rate": 0.5,
            "people": 2,
            "attendees": 1,
            "attending_people": 1,
            "watch_ms": 9 * MINUTE,
            "watch_ms_platform": 9 * MINUTE,
            "average_watch_ms": 9.0 * MINUTE,
        },
    ]


def test_what_figures_are_shares_of_is_no_figure() -> None:
    overall = summary.overall(three_events())
    assert [name for name in Overall.__dataclass_fields__ if name not in overall.figures()] == [
        "told",
        "told_in_time",
        "converted",
        "watching_people",
    ]
    assert overall.figures()["no_shows"] == 2


def test_who_is_told_in_time_is_of_events_that_tell_who_came_live() -> None:
    def overall(**totals: Any) -> tuple[object, ...]:
        found = summary.overall(made({"registered_at": at(1, 11), **totals}, has_sessions=False))
        return (found.live_registrants, found.told, found.told_in_time, found.converted, found.live_conversion_rate)

    assert overall() == (1, 0, 0, None, None)
    assert overall(total_sessions=1) == (1, 1, 0, None, None)
    assert overall(total_sessions=1, live_sessions=0) == (1, 1, 1, 0, 0.0)
    assert overall(total_sessions=1, live_sessions=1) == (1, 1, 1, 1, 1.0)


def test_of_an_audience_of_nobody_all_is_zero_and_of_no_live_end_it_is_not_known_who_is_in_time() -> None:
    nobody = summary.key_figures(three_events().where(pl.lit(value=False)))
    for row in nobody.rows(named=True):
        counts = {name: value for name, value in row.items() if not name.startswith("reported_")}
        rates = {"live_conversion_rate": None, "total_conversion_rate": None, "average_watch_ms": None}
        unknown = rates | ({"live_registrants": None} if row["event_id"] == "c" else {})
        named = {"event_id": row["event_id"], "title": row["title"]}
        assert counts == dict.fromkeys(counts, 0) | unknown | named
    overall = summary.overall(made({}, live_end=None))
    assert (overall.live_registrants, overall.converted, overall.told_in_time) == (None, None, 0)


@pytest.mark.parametrize(("figure", "reported", "apart"), [("no_shows", 1, False), ("no_shows", 0, True)])
def test_a_difference_says_what_both_are(figure: str, reported: int, *, apart: bool) -> None:
    event: dict[str, Any] = {f"reported_{figure}": reported}
    figures = summary.key_figures(made({}, **event))
    found = summary.differences(figures)
    assert found.columns == ["event_id", "figure", "reported", "computed"]
    assert found.rows() == [("e", figure, float(reported), 1.0)] * apart


def test_differences_go_by_event_and_then_in_the_order_of_the_figures() -> None:
    events = [
        {"event_id": name, "reported_no_shows": 5, "reported_total_registrants": 5, "has_sessions": True}
        for name in ("z", "a")
    ]
    found = summary.differences(summary.key_figures(audience_of({"event": events})))
    assert found.rows() == [
        ("z", "total_registrants", 5.0, 0.0),
        ("z", "no_shows", 5.0, 0.0),
        ("a", "total_registrants", 5.0, 0.0),
        ("a", "no_shows", 5.0, 0.0),
    ]
