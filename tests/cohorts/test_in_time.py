"""The lists behind the curves: each holds as many as the curve counts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from tests.exports.small import registrant, table
from webcast.analysis import stretch, timeline, waiting
from webcast.analysis.audience import Audience
from webcast.cohorts import cohort
from webcast.cohorts.in_time import Arrived, Left, RegisteredAhead, Started, Staying, Waited, Watched, Watching
from webcast.errors import FilterError
from webcast.reports import Report

LIVE = datetime(2024, 5, 7, 15, 0, tzinfo=UTC)
MS = 1_715_094_000_000


def session(number: int, kind: str, start: float, minutes: float, n: int = 1) -> dict[str, object]:
    begins = LIVE + timedelta(minutes=start)
    return {
        "event_id": "11",
        "registrant": number,
        "session": n,
        "type": kind,
        "start": begins,
        "end": begins + timedelta(minutes=minutes),
        "duration_ms": int(minutes * 60_000),
    }


@pytest.fixture(scope="module")
def audience() -> Audience:
    registered = [LIVE - timedelta(days=3), LIVE - timedelta(hours=2), LIVE + timedelta(hours=1), LIVE]
    return Audience.of(
        Report(
            event=table(
                "event",
                [
                    {
                        "event_id": "11",
                        "title": "Spring",
                        "live_start": LIVE,
                        "live_end": LIVE + timedelta(hours=1),
                        "has_sessions": True,
                    }
                ],
            ),
            registrants=table(
                "registrants",
                [registrant("11", n + 1, f"p{n}@example.com", registered_at=at) for n, at in enumerate(registered)],
            ),
            sessions=table(
                "sessions",
                [
                    session(1, "Live", 0, 60),
                    session(2, "Live", 10, 20),
                    session(3, "On-Demand", 60 * 24, 5),
                    session(3, "On-Demand", 60 * 24 + 30, 7.5, 2),
                    session(4, "On-Demand", 60 * 8, 3),
                ],
            ),
        )
    )


def test_those_viewing_in_a_mode(audience: Audience) -> None:
    minute = 60_000
    assert Watching("Live", MS, MS + minute).apply(audience).members["registrant"].to_list() == [1]
    assert Watching("Live", MS + 10 * minute, MS + 11 * minute).apply(audience).count == 2
    assert Watching("Live", MS + 30 * minute, MS + 31 * minute).apply(audience).members["registrant"].to_list() == [1]
    assert Watching("SimLive", MS, MS + minute).apply(audience).count == 0


def test_no_fewer_are_listed_than_the_curve_counts(audience: Audience) -> None:
    curve = timeline.viewers(audience, "Live").with_columns(
        until=pl.col("at").shift(-1, fill_value=LIVE + timedelta(days=1))
    )
    for at, viewers, until in curve.select("at", "viewers", "until").rows():
        behind = Watching("Live", round(at.timestamp() * 1000), round(until.timestamp() * 1000)).apply(audience)
        assert behind.people == viewers


def test_those_who_came_and_left_are_those_that_are_counted(audience: Audience) -> None:
    minute = 60_000
    window = (LIVE, LIVE + timedelta(minutes=11))
    found = stretch.within(audience, "Live", window)
    assert found is not None
    came = Arrived("Live", MS, MS + 11 * minute).apply(audience)
    assert (came.people, found.arrivals) == (2, 2)
    assert Left("Live", MS, MS + 30 * minute).apply(audience).count == 0
    assert Left("Live", MS, MS + 30 * minute + 1).apply(audience).members["registrant"].to_list() == [2]
    assert Arrived("all", MS, MS + 24 * 60 * minute + 1).apply(audience).count == 4
    assert Watching("all", MS, MS + 24 * 60 * minute).apply(audience).count == 3


def test_those_still_there_at_a_minute(audience: Audience) -> None:
    for minute, remaining in timeline.retention(audience).select("minute", "remaining").rows():
        assert Staying(minute).apply(audience).people == remaining
    assert Staying(30).apply(audience).members["registrant"].to_list() == [1]


def test_those_who_watched_so_long_on_demand(audience: Audience) -> None:
    for minute, viewers in timeline.on_demand_survival(audience).select("minute", "viewers").rows():
        assert Watched(minute).apply(audience).people == viewers
    assert Watched(12).apply(audience).members["registrant"].to_list() == [3]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo"])
def test_those_who_started_on_a_day_of_the_zone(audience: Audience, zone: str) -> None:
    for day, viewers in timeline.on_demand_days(audience, zone).select("day", "viewers").rows():
        assert Started("On-Demand", day, day, zone).apply(audience).people == viewers
    # 23:00 in London is the next morning in Tokyo, where both views fall on one day.
    assert Started("On-Demand", date(2024, 5, 8), date(2024, 5, 8), "Asia/Tokyo").apply(audience).count == 1


def test_those_who_registered_so_long_before(audience: Audience) -> None:
    for days, registrants in timeline.registration_curve(audience).select("days_before", "registrants").rows():
        assert RegisteredAhead(days).apply(audience).count == registrants
    assert RegisteredAhead(-1).apply(audience).members["registrant"].to_list() == [3]


@pytest.mark.parametrize("mode", ["", "Live", "On-Demand", "SimLive"])
def test_those_who_waited_so_long(audience: Audience, mode: str) -> None:
    hour = 3_600_000
    for (_, start, end), count in zip(waiting.WAITS, waiting.waits(audience, mode or None)["attendees"], strict=True):
        least, below = (None if limit is None else limit // hour for limit in (start, end))
        assert Waited(least, below, mode).apply(audience).count == count
    # They waited 3 days, 2 hours and 10 minutes, 23 hours, and 8 hours.
    assert Waited(24, 168).apply(audience).members["registrant"].to_list() == [1]
    assert Waited(1, 24).apply(audience).members["registrant"].to_list() == [2, 3, 4]
    assert Waited(1, 24, "On-Demand").apply(audience).members["registrant"].to_list() == [3, 4]


@pytest.mark.parametrize(
    ("people", "text", "words"),
    [
        (
            Watching("Live", MS, MS + 60_000),
            f"watching:Live:{MS}:{MS + 60_000}",
            "Live viewers between 2024-05-07 15:00:00 and 2024-05-07 15:01:00 UTC",
        ),
        (
            Watching("all", MS, MS + 60_000),
            f"watching:all:{MS}:{MS + 60_000}",
            "Viewers between 2024-05-07 15:00:00 and 2024-05-07 15:01:00 UTC",
        ),
        (
            Arrived("all", MS, MS + 60_000),
            f"arrived:all:{MS}:{MS + 60_000}",
            "Came between 2024-05-07 15:00:00 and 2024-05-07 15:01:00 UTC",
        ),
        (
            Left("SimLive", MS, MS + 60_000),
            f"left:SimLive:{MS}:{MS + 60_000}",
            "Left (SimLive) between 2024-05-07 15:00:00 and 2024-05-07 15:01:00 UTC",
        ),
        (
            Started("On-Demand", date(2024, 5, 8), date(2024, 5, 8), "Europe/Berlin"),
            "started:On-Demand:2024-05-08:2024-05-08:Europe%2FBerlin",
            "On-Demand views on 2024-05-08 (Europe/Berlin)",
        ),
        (Staying(30), "staying:30", "Still there after minute 30"),
        (Watched(12), "watched:12", "Watched at least 12 min on demand"),
        (RegisteredAhead(0), "ahead:0", "Registered in the last 24 hours before the live start"),
        (RegisteredAhead(1), "ahead:1", "Registered 1 day before the live start"),
        (RegisteredAhead(-1), "ahead:-1", "Registered in the first 24 hours after the live start"),
        (RegisteredAhead(-3), "ahead:-3", "Registered 2 days after the live start"),
        (Waited(None, 0), "waited::0", "Registered after the first session had begun"),
        (Waited(0, 1), "waited:0:1", "Registered less than 1 hour before the first session"),
        (Waited(1, 24), "waited:1:24", "Registered 1 hour to 1 day before the first session"),
        (Waited(720, None), "waited:720:", "Registered 30 days or more before the first session"),
        (
            Waited(24, 168, "On-Demand"),
            "waited:24:168:On-Demand",
            "Registered 1 day to 7 days before the first On-Demand session",
        ),
    ],
)
def test_a_set_reads_back_from_its_text(people: cohort.Cohort, text: str, words: str) -> None:
    assert people.to_text() == text
    assert cohort.parse(text) == people
    assert people.describe() == words


@pytest.mark.parametrize(
    "text",
    [
        "watching:Radio:1:2",
        "watching:Live:1",
        "watching:Live:one:two",
        "watching:Live:1:99999999999999999999",
        "arrived:Radio:1:2",
        "left:Live:-1:2",
        "started:Live:2024-05-08:2024-05-08:Nowhere/At-all",
        "started:Live:2024-05-08:2024-05-08:../etc",
        "started:Live:2024-05-08:2024-05-08:localtime",
        "started:Live:2024-05-08:yesterday:UTC",
        "staying:",
        "watched:1:2",
        "ahead:soon",
        "waited:1",
        "waited::",
        "waited::5",
        "waited:5:5",
        "waited:-2:5",
        "waited:one:two",
        "waited:0:1:Radio",
        "waited:0:1:Live:Live",
    ],
)
def test_a_text_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(FilterError):
        cohort.parse(text)
