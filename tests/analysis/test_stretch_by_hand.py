"""Which stretches an event has, their curves and their bars: literal tables, with a value on each side of an edge."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import polars as pl
import pytest

from tests.analysis.small import at, made, rows_in
from webcast.analysis import moments, step_curve, stretch, timeline
from webcast.analysis.audience import Audience

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
START, END = at(1, 10), at(1, 11)
MS = timedelta(milliseconds=1)


def viewing(*spans: tuple[str, datetime, datetime]) -> Audience:
    """Return an audience of one session each: type, start, end."""
    return made(*({"sessions": [span]} for span in spans))


def one() -> Audience:
    return viewing(("Live", START, END))


def windows(audience: Audience, *, known: datetime | None = None, **event: Any) -> list[tuple[str, Any]]:
    facts = {"live_start": START, "live_end": END, "duration_ms": None} | event
    return list(stretch.of_event(audience, facts, known=known).items())


def test_what_can_be_shown_of_an_event() -> None:
    assert windows(one()) == [("live", (at(1, 9, 30), at(1, 11, 30))), ("all", None)]
    both = viewing(("Live", START, END), ("SimLive", at(2, 10), at(2, 11)), ("SimLive", at(2, 9), at(2, 10)))
    assert windows(both) == [
        ("live", (at(1, 9, 30), at(1, 11, 30))),
        ("simlive", (at(2, 8, 55), at(2, 11, 5))),
        ("all", None),
    ]


def test_the_live_time_ends_with_the_duration_or_after_an_hour_where_no_end_is_known() -> None:
    assert windows(one(), live_end=None, duration_ms=1_800_000)[0] == ("live", (at(1, 9, 30), at(1, 11)))
    assert windows(one(), live_end=None)[0] == ("live", (at(1, 9, 30), at(1, 11, 30)))
    assert windows(one(), live_end=None, duration_ms=0)[0] == ("live", (at(1, 9, 30), at(1, 11, 30)))
    assert windows(one(), live_end=None, known=at(1, 10, 20))[0] == ("live", (at(1, 9, 30), at(1, 10, 25)))


def test_where_nobody_was_live_or_no_start_is_known_there_is_no_live_time() -> None:
    assert windows(made({})) == [("all", None)]
    assert windows(one(), live_start=None) == [("all", None)]
    assert windows(viewing(("On-Demand", START, END))) == [("all", None)]


def curve_of(audience: Audience, **known: Any) -> dict[str, list[tuple[Any, ...]]]:
    return {mode: frame.rows() for mode, frame in stretch.curves(audience, (START, END), **known).items()}


def test_curves_of_the_types_that_anybody_viewed() -> None:
    found = viewing(
        ("Live", START, START + 30 * MINUTE),
        ("Live", START + 10 * MINUTE, END + HOUR),
        ("On-Demand", START + 20 * MINUTE, START + 40 * MINUTE),
        ("SimLive", END, END + HOUR),
    )
    shown = {
        "Live": [
            (START, 1, 1, 0),
            (START + 10 * MINUTE, 2, 1, 0),
            (START + 30 * MINUTE, 1, 0, 1),
        ],
        "On-Demand": [
            (START, 0, 0, 0),
            (START + 20 * MINUTE, 1, 1, 0),
            (START + 40 * MINUTE, 0, 0, 1),
        ],
    }
    assert curve_of(found) == shown
    known = START + 35 * MINUTE
    assert curve_of(found, known=known) == {"Live": shown["Live"], "On-Demand": shown["On-Demand"][:2]}


def crowd() -> Audience:
    """Return 200 people who come for ten seconds, one every 15, and one who stays nearly to the last of them."""
    short = [("Live", START + n * MINUTE / 4, START + n * MINUTE / 4 + 10_000 * MS) for n in range(200)]
    return viewing(*short, ("Live", START, START + 50 * MINUTE - MS))


def test_a_curve_of_bins_ends_with_the_level_after_the_last_one() -> None:
    found = stretch.curves(crowd(), None)["Live"]
    # Bins of 15 seconds, in each of which one of the 200 and the one who stays view; after the last there is nobody.
    assert found.height == 201
    assert found.rows()[-2:] == [
        (START + 49 * MINUTE + 45_000 * MS, 2, 1, 2),
        (START + 50 * MINUTE, 0, 0, 0),
    ]
    so_far = stretch.curves(crowd(), None, known=START + 50 * MINUTE)["Live"]
    assert so_far.rows() == found.rows()[:-1]


def test_a_curve_up_to_what_is_known_or_of_all_there_is() -> None:
    found = viewing(("Live", START, END))
    assert stretch.curve(found, "Live", None, 240).rows() == [(START, 1, 1, 0), (END, 0, 0, 1)]
    known = START + MINUTE
    assert stretch.curve(found, "Live", None, 240, known=known).rows() == [(START, 1, 1, 0)]
    assert stretch.curve(found, "Live", (START, END), 240, known=known).rows() == [(START, 1, 1, 0)]
    assert stretch.curve(made({}), "Live", None, 240, known=known)["viewers"].to_list() == [0]


def test_the_stretch_of_all_sessions_ends_just_after_the_last() -> None:
    assert stretch.whole(viewing(("On-Demand", START, END), ("Live", START - HOUR, START))) == (
        START - HOUR,
        END + MS,
    )
    assert stretch.whole(made({})) is None
    assert stretch.clipped((START, END), None) == (START, END)
    assert stretch.clipped((START, END), START) == (START, START)
    assert stretch.clipped((START, END), END + HOUR) == (START, END)


def test_bars_end_with_the_stretch_at_both_ends() -> None:
    found = viewing(
        ("Live", START + 7 * MINUTE, START + 12 * MINUTE),
        ("Live", START + 8 * MINUTE, START + 33 * MINUTE),
        ("On-Demand", START + 9 * MINUTE, START + 13 * MINUTE),
    )
    window = (START + 7 * MINUTE, START + 34 * MINUTE)
    # 27 minutes in three bars or so: of 15 minutes, at the round quarters of the hour.
    assert stretch.flows(found, None, window, bins=3).rows() == [
        (START + 7 * MINUTE, START + 15 * MINUTE, 3, 2),
        (START + 30 * MINUTE, START + 34 * MINUTE, 0, 1),
    ]
    assert stretch.flows(found, "On-Demand", window, bins=3).rows() == [
        (START + 7 * MINUTE, START + 15 * MINUTE, 1, 1)
    ]
    assert stretch.flows(found, None, window, bins=3, known=START + 12 * MINUTE).rows() == [
        (START + 7 * MINUTE, START + 12 * MINUTE, 3, 0)
    ]
    assert stretch.flows(found, None, window, known=window[0]).is_empty()
    assert stretch.flows(found, None, window, known=START).is_empty()
    # Eighty bars or so where nobody says how many.
    assert stretch.flows(found, None, window).rows()[0] == (START + 7 * MINUTE, START + 7.5 * MINUTE, 1, 0)


@pytest.mark.parametrize("mode", [None, "Live"])
def test_overlapping_sessions_of_a_person_with_two_registrants_arrive_once(mode: str | None) -> None:
    twice = made(
        {"email": "a@x.com", "sessions": [("Live", START, START + 2 * MINUTE)]},
        {"email": "A@x.com", "sessions": [("Live", START + MINUTE, START + 3 * MINUTE)]},
        {"sessions": [("On-Demand", START, START + 9 * MINUTE)]},
    )
    other = int(mode is None)
    assert timeline.viewers(twice, mode).rows() == [
        (START, 1 + other, 1 + other, 0),
        (START + 3 * MINUTE, other, 0, 1),
        *([(START + 9 * MINUTE, 0, 0, 1)] if other else []),
    ]
    kept = twice.where(pl.col("registrant") > 0)
    assert timeline.viewers(kept, mode).equals(timeline.viewers(twice, mode))
    assert rows_in(moments.left(twice, "Live", timeline.ms(START), timeline.ms(END))) == [1]


def test_every_round_width() -> None:
    second, minute, hour, day = 1_000, 60_000, 3_600_000, 86_400_000
    widths = [
        *(second * n for n in (1, 2, 5, 10, 15, 30)),
        *(minute * n for n in (1, 2, 5, 10, 15, 30)),
        *(hour * n for n in (1, 2, 3, 6, 12)),
        *(day * n for n in (1, 2, 7, 14, 28, 91, 182, 364)),
    ]
    assert [step_curve.bin_width(width, 2) for width in widths] == widths
    assert [step_curve.bin_width(width + 1, 2) for width in widths[:-1]] == widths[1:]
