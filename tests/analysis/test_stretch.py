"""What happens in a stretch of time: by hand, and against the slow twin on random reports."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis import reference
from tests.analysis.reports import TWINS, audience_of, instants
from tests.analysis.small import at, audience
from tests.analysis.test_against_reference import modes, same, some
from webcast.analysis import moments, on_air, stretch, timeline
from webcast.analysis.audience import Audience

START = datetime(2026, 3, 18, 14, tzinfo=UTC)
RUN_AT = START + timedelta(minutes=25, seconds=10)
windows = st.tuples(instants, instants).map(lambda ends: (min(ends), max(ends) + timedelta(minutes=1)))


def running(**event: Any) -> Audience:
    """Two still there 25:10 min into the event, one gone after ten minutes, one back after a break."""

    def viewing(n: int, first: float, last: float | None) -> dict[str, Any]:
        end = RUN_AT if last is None else START + timedelta(minutes=last)
        begin = START + timedelta(minutes=first)
        return {"event_id": "e", "registrant": n, "session": 1, "type": "Live", "start": begin, "end": end}

    facts = {"event_id": "e", "live_start": START, "run_at": RUN_AT, "has_sessions": True}
    people = [{"event_id": "e", "registrant": n, "email_key": f"p{n}@x.com"} for n in (1, 2, 3, 4)]
    sessions = [viewing(1, 0, None), viewing(2, 5, None), viewing(3, 0, 10), viewing(4, 0, 10), viewing(4, 20, 22)]
    return audience_of({"event": [{**facts, **event}], "registrants": people, "sessions": sessions})


def test_the_figures_of_a_stretch_by_hand() -> None:
    found = stretch.within(audience(), "Live", (at(1, 10, 20), at(1, 10, 50)))
    assert found == stretch.Stretch(
        start=at(1, 10, 20),
        end=at(1, 10, 50),
        at_start=1,
        at_end=1,
        peak=timeline.Peak(2, at(1, 10, 30)),
        people=2,
        arrivals=1,
        departures=1,
        average=(20 * 1 + 10 * 1) / 30 + 10 / 30,
    )


def test_who_comes_at_the_very_start_of_a_stretch_arrives_in_it() -> None:
    found = stretch.within(audience(), "Live", (at(1, 10, 30), at(1, 10, 40)))
    assert found is not None
    assert (found.at_start, found.arrivals, found.departures, found.at_end) == (1, 1, 0, 2)
    curve = timeline.viewers(audience(), "Live", (at(1, 10, 30), at(1, 10, 40)))
    assert curve.rows() == [(at(1, 10, 30), 2, 1, 0)]


def test_nobody_leaves_when_the_report_is_made() -> None:
    people = running()
    known = on_air.known_of(people.events)
    assert known == RUN_AT
    found = stretch.within(people, "Live", (START, START + timedelta(hours=1)), known=known)
    assert found is not None
    assert (found.end, found.at_end, found.arrivals, found.departures) == (RUN_AT, 2, 5, 3)
    assert moments.left(people, "Live", timeline.ms(START), timeline.ms(RUN_AT)).count == 2
    assert stretch.within(people, "Live", (RUN_AT, START + timedelta(hours=1)), known=known) is None


def test_an_event_that_is_over_is_known_to_the_end() -> None:
    ended = running(live_end=RUN_AT)
    assert on_air.known_of(ended.events) is None
    found = stretch.within(ended, "Live", (START, START + timedelta(hours=1)))
    assert found is not None
    assert (found.at_end, found.departures) == (0, 5)


def test_retention_of_an_event_on_air_ends_before_its_report_was_made() -> None:
    found = timeline.retention(running())
    assert found["minute"].to_list() == list(range(26))
    assert found.row(-1) == (25, 2, 4, 0.5)
    assert timeline.retention(running(), by_event=True).drop("event_id").equals(found)
    ended = timeline.retention(running(live_end=RUN_AT))
    assert ended.row(-1) == (26, 0, 4, 0.0)


def test_an_event_is_on_air_from_its_start_to_its_end() -> None:
    event = {"live_start": START, "live_scheduled_at": START - timedelta(minutes=1), "live_end": None}
    hour = START + timedelta(hours=1)
    assert [on_air.is_on_air(event, START + timedelta(minutes=m)) for m in (-1, 0, 59)] == [False, True, True]
    assert on_air.is_on_air(event | {"live_start": None}, START - timedelta(minutes=1))
    assert on_air.is_on_air(event | {"live_end": hour}, hour - timedelta(seconds=1))
    assert not on_air.is_on_air(event | {"live_end": hour}, hour)
    assert not on_air.is_on_air(event, START + on_air.LONGEST)
    assert not on_air.is_on_air(event | {"live_start": None, "live_scheduled_at": None}, START)


@TWINS
@given(some(), modes, windows, st.one_of(st.none(), instants))
def test_a_stretch_against_its_twin(
    pair: tuple[Audience, reference.World], mode: str | None, window: timeline.Window, known: datetime | None
) -> None:
    people, world = pair
    found = stretch.within(people, mode, window, known=known)
    end = window[1] if known is None else min(window[1], known)
    if all(event["has_sessions"] is False for event in world.events.values()) or end <= window[0]:
        assert found is None
        return
    first, last = reference.ms(window[0]), reference.ms(end)
    twin = reference.stretch(world, mode, first, last)
    assert found is not None
    assert (found.at_start, found.at_end) == (twin["at_start"], twin["at_end"])
    assert (found.arrivals, found.departures) == (len(twin["arrived"]), len(twin["left"]))
    assert found.at_start + found.arrivals - found.departures == found.at_end
    assert found.people == len(twin["people"])
    assert (found.peak.viewers, found.peak.at and reference.ms(found.peak.at)) == (twin["most"], twin["most_at"])
    assert same(found.average, twin["average"])
    for behind, whom in ((moments.arrived, "arrived"), (moments.left, "left")):
        rows = behind(people, mode, first, last).pick("row")["row"]
        assert {world.everyone[row].person for row in rows} == set(twin[whom])
    curve = timeline.viewers(people, mode, (window[0], end))
    assert (curve["arrivals"].sum(), curve["departures"].sum()) == (found.arrivals, found.departures)


@TWINS
@given(some(), modes, windows, st.integers(1, 70), st.one_of(st.none(), instants))
def test_the_bars_of_arrivals_and_departures_against_their_twin(
    pair: tuple[Audience, reference.World],
    mode: str | None,
    window: timeline.Window,
    bins: int,
    known: datetime | None,
) -> None:
    people, world = pair
    found = stretch.flows(people, mode, window, known=known, bins=bins).to_dicts()
    end = max(window[0], window[1] if known is None else min(window[1], known))
    whole = reference.stretch(
        world, mode, reference.ms(window[0]), max(reference.ms(end), reference.ms(window[0]) + 1)
    )
    if end > window[0]:
        assert sum(row["arrivals"] for row in found) == len(whole["arrived"])
        assert sum(row["departures"] for row in found) == len(whole["left"])
    for row in found:
        assert window[0] <= row["at"] < row["until"] <= end
        twin = reference.stretch(world, mode, reference.ms(row["at"]), reference.ms(row["until"]))
        assert (row["arrivals"], row["departures"]) == (len(twin["arrived"]), len(twin["left"]))
        assert row["arrivals"] + row["departures"] > 0


def test_the_whole_stretch_holds_every_arrival_and_departure() -> None:
    window = stretch.whole(audience())
    assert window is not None
    found = stretch.within(audience(), None, window)
    assert found is not None
    assert (found.at_start, found.at_end) == (0, 0)
    assert found.arrivals == found.departures == timeline.viewers(audience())["arrivals"].sum()
    assert stretch.whole(audience().where(pl.lit(value=False))) is None
