from __future__ import annotations

from datetime import date

from tests.analysis.small import at, audience
from webcast.analysis import timeline, waiting


def test_viewers_are_persons_and_the_curve_is_exact() -> None:
    assert timeline.viewers(audience(), "Live").rows() == [
        (at(1, 10), 1, 1, 0),
        (at(1, 10, 30), 2, 1, 0),
        (at(1, 10, 40), 1, 0, 1),
        (at(1, 11), 0, 0, 1),
    ]


def test_a_window_starts_with_who_is_there() -> None:
    found = timeline.viewers(audience(), "Live", (at(1, 10, 35), at(1, 10, 45)))
    assert found.rows() == [(at(1, 10, 35), 2, 0, 0), (at(1, 10, 40), 1, 0, 1)]


def test_bins_keep_the_peak() -> None:
    found = timeline.viewers(audience(), "Live", max_points=2)
    assert found.select("at", "viewers").rows() == [(at(1, 10), 2), (at(1, 11), 0)]


def test_peak_of_an_event_and_of_a_window() -> None:
    assert timeline.peak(audience(), "Live") == timeline.Peak(2, at(1, 10, 30))
    assert timeline.peak(audience(), "SimLive") == timeline.Peak(0, None)
    assert timeline.peak(audience(), "Live", (at(1, 10, 45), at(1, 12))) == timeline.Peak(1, at(1, 10, 45))
    assert timeline.peaks(audience()).rows() == [("e", 2, at(1, 10, 30))]


def test_retention_is_of_persons_by_their_last_exit() -> None:
    found = timeline.retention(audience())
    assert found.height == 61
    assert found.filter(minute=39).row(0) == (39, 2, 2, 1.0)
    assert found.filter(minute=40).row(0) == (40, 1, 2, 0.5)
    assert found.filter(minute=60).row(0) == (60, 0, 2, 0.0)


def test_on_demand_survival() -> None:
    found = timeline.on_demand_survival(audience())
    assert found.filter(minute=5).row(0) == (5, 2, 2, 1.0)
    assert found.filter(minute=6).row(0) == (6, 1, 2, 0.5)
    assert found.row(-1) == (41, 0, 2, 0.0)


def test_on_demand_days_are_those_of_the_zone() -> None:
    assert timeline.on_demand_days(audience()).rows() == [(date(2024, 3, 2), 2, 2)]
    # 23:30 UTC is half past midnight in Berlin.
    assert timeline.on_demand_days(audience(), "Europe/Berlin").rows() == [
        (date(2024, 3, 2), 1, 1),
        (date(2024, 3, 3), 1, 1),
    ]


def test_registration_curve() -> None:
    found = timeline.registration_curve(audience())
    assert found.row(0) == (29, 1, 1, 0.2)
    assert found.filter(days_before=1).row(0) == (1, 1, 2, 0.4)
    assert found.filter(days_before=0).row(0) == (0, 1, 3, 0.6)
    assert found.row(-1) == (-1, 2, 5, 1.0)
    assert found.height == 31


def test_waiting_from_registration_to_the_first_session() -> None:
    waits = waiting.time_to_attendance(audience())
    assert waits.rows() == [(0, 25 * 3_600_000), (2, 0), (3, 20 * 3_600_000)]
    assert waiting.wait(audience()) == waiting.Wait(3, 36_000_000.0, 72_000_000.0, 81_000_000.0)
    assert waiting.waits(audience()).filter(attendees=1)["wait"].to_list() == [
        "within an hour",
        "within a day",
        "2 to 7 days",
    ]
