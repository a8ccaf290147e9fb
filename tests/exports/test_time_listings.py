"""The curves of the Timeline page as tables."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.exports.small import registrant, table
from webcast.analysis.audience import Audience
from webcast.exports import listings
from webcast.reports import Report
from webcast.view.choices import Choices

LIVE = datetime(2024, 5, 7, 15, 0, tzinfo=UTC)


def after(minutes: float) -> datetime:
    return LIVE + timedelta(minutes=minutes)


def audience(**event: Any) -> Audience:
    """Two viewers of the live event, one of whom comes back on demand late in the evening."""

    def session(number: int, n: int, kind: str, start: float, end: float) -> dict[str, Any]:
        place = {"event_id": "11", "registrant": number, "session": n, "type": kind}
        return place | {"start": after(start), "end": after(end)}

    facts = {"event_id": "11", "title": "Spring", "live_start": LIVE, "live_end": after(2), "has_sessions": True}
    return Audience.of(
        Report(
            event=table("event", [{**facts, **event}]),
            registrants=table(
                "registrants",
                [registrant("11", n, f"p{n}@x.com", registered_at=LIVE - timedelta(hours=n)) for n in (1, 2)],
            ),
            sessions=table(
                "sessions",
                [session(1, 1, "Live", 0, 2), session(2, 1, "Live", 1, 2), session(2, 2, "On-Demand", 420, 423.5)],
            ),
        )
    )


def rows(name: str, *columns: str, choices: Choices | None = None, people: Audience | None = None) -> list[Any]:
    made = listings.table(name, people or audience(), "Europe/Berlin", columns or None, choices)
    return made.frame().rows()


def ms(minutes: float) -> int:
    return round(after(minutes).timestamp() * 1000)


def test_viewers_are_there_at_every_change_by_type() -> None:
    assert rows("viewers") == [
        (after(0), "Live", 1, 1, 0),
        (after(1), "Live", 2, 1, 0),
        (after(2), "Live", 0, 0, 2),
        (after(0), "On-Demand", 0, 0, 0),
        (after(420), "On-Demand", 1, 1, 0),
        (after(423.5), "On-Demand", 0, 0, 1),
    ]


def test_viewers_of_a_type_in_a_stretch() -> None:
    choices = Choices(mode="Live", window=(ms(0.5), ms(2)))
    assert rows("viewers", choices=choices) == [(after(0.5), "Live", 1, 0, 0), (after(1), "Live", 2, 1, 0)]


def test_the_figures_of_a_stretch() -> None:
    assert rows("stretch", choices=Choices(window=(ms(0.5), ms(2)))) == [
        ("All", after(0.5), after(2), 1, 2, 2, after(1), 2, 1, 0, pytest.approx(5 / 3)),
        ("Live", after(0.5), after(2), 1, 2, 2, after(1), 2, 1, 0, pytest.approx(5 / 3)),
    ]
    assert [row[0] for row in rows("stretch")] == ["All", "Live", "On-Demand"]


def test_what_an_event_on_air_does_not_know_is_in_no_table() -> None:
    running = audience(live_end=None, run_at=after(2))
    assert rows("viewers", choices=Choices(mode="Live"), people=running) == [
        (after(0), "Live", 1, 1, 0),
        (after(1), "Live", 2, 1, 0),
    ]
    assert rows("stretch", "To", "Departures", choices=Choices(mode="Live"), people=running) == [(after(2), 0)]
    assert rows("retention", "Minute", "Still There", people=running) == [(0, 2), (1, 2)]


def test_curves_of_shares() -> None:
    assert rows("retention") == [
        ("11", "Spring", 0, 2, 2, 1.0),
        ("11", "Spring", 1, 2, 2, 1.0),
        ("11", "Spring", 2, 0, 2, 0.0),
    ]
    assert rows("on-demand-survival")[3:] == [(3, 1, 1, 1.0), (4, 0, 1, 0.0)]
    assert rows("registrations") == [("11", "Spring", 0, 2, 2, 1.0)]


def test_days_are_those_of_the_reader_s_zone() -> None:
    assert rows("on-demand-days") == [(date(2024, 5, 8), 1, 1)]
    utc = listings.table("on-demand-days", audience(), "UTC").frame()
    assert utc.rows() == [(date(2024, 5, 7), 1, 1)]
