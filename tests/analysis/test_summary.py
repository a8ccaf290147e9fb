from __future__ import annotations

import polars as pl

from tests.analysis.reports import audience_of
from tests.analysis.small import at, audience, tables
from webcast.analysis import summary
from webcast.analysis.audience import Audience
from webcast.reports import Report


def test_figures_of_an_event() -> None:
    found = summary.key_figures(audience()).row(0, named=True)
    expected = {
        "event_id": "e",
        "title": "Launch",
        "total_registrants": 5,
        "total_sessions": 5,
        "live_sessions": 3,
        "od_sessions": 2,
        "simlive_sessions": 0,
        "unique_live_viewers": 2,
        "unique_od_viewers": 2,
        "unique_simlive_viewers": 0,
        "no_shows": 2,
        "live_registrants": 4,
        "live_conversion_rate": 0.5,
        "total_conversion_rate": 0.6,
        "people": 4,
        "attendees": 3,
        "attending_people": 3,
        "watch_ms": 2_400_000 + 4_200_000 + 300_000,
        "watch_ms_platform": 8_100_000,
        "average_watch_ms": 2_300_000.0,
    }
    assert {name: found[name] for name in expected} == expected


def test_over_all_events_the_peak_is_exact() -> None:
    overall = summary.overall(audience())
    # Ann and Bob overlap from 10:30, when Ann's first tab ends and the second goes on.
    assert (overall.peak_viewers, overall.peak_at) == (2, at(1, 10, 30))
    assert overall.figures()["people"] == 4


def test_nobody_is_zero_and_no_rate() -> None:
    nobody = audience().where(pl.lit(value=False))
    overall = summary.overall(nobody)
    assert (overall.total_registrants, overall.no_shows, overall.live_registrants) == (0, 0, 0)
    assert overall.total_conversion_rate is overall.live_conversion_rate is overall.average_watch_ms is None
    assert summary.key_figures(nobody)["total_sessions"].to_list() == [0]
    assert summary.overall(Audience.of(Report())).peak_viewers is None


def test_unknown_is_not_zero() -> None:
    found = audience_of(
        {
            "event": [{"event_id": "e", "title": "T", "has_sessions": False}],
            "registrants": [{"event_id": "e", "registrant": 1}],
        }
    )
    overall = summary.overall(found)
    assert overall.total_registrants == 1
    assert overall.attendees is overall.no_shows is overall.watch_ms is overall.live_registrants is None
    assert overall.total_conversion_rate is None


def test_where_the_platform_reports_otherwise() -> None:
    reported = tables()
    reported["event"][0] |= {"reported_total_registrants": 7, "reported_live_conversion_rate": 0.5004}
    figures = summary.key_figures(audience_of(reported))
    assert summary.differences(figures).rows() == [("e", "total_registrants", 7.0, 5.0)]
