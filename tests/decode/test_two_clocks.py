"""Which of two clocks a report keeps: how clear the evidence has to be, and which of equals is taken."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import polars as pl
import pytest

from tests.decode.making import Session, Viewer, xml
from webcast.decode import decode
from webcast.decode.clocks import NAIVE, UTC, Clock
from webcast.decode.notes import Notes
from webcast.decode.two_clocks import Evidence, settle

TOKYO = Clock("Asia/Tokyo")
NOON = datetime(2024, 6, 19, 12)  # noqa: DTZ001 - as a clock on a wall shows it
HOUR = timedelta(hours=1)


def settled(
    *shown: tuple[int, datetime], ends: timedelta = HOUR, **more: Any
) -> tuple[tuple[Clock, Clock], list[str]]:
    """Settle a report named after Tokyo, whose event is at noon, with so many live sessions of 5 min at each time."""
    starts = [at + timedelta(minutes=10) for count, at in shown for _ in range(count)]
    live = pl.DataFrame({"start": starts, "end": [at + timedelta(minutes=5) for at in starts]}, schema=SPAN)
    facts = {"registered": pl.Series([NOON], dtype=NAIVE), "live_registrants": None, **more}
    notes = Notes()
    clocks = settle("Asia/Tokyo", (TOKYO,), Evidence(NOON, NOON + ends, live, **facts), notes)
    return clocks, [message for _, _, message in notes.rows]


SPAN = {"start": NAIVE, "end": NAIVE}
AT_ITS_WORD, BY_GMT, EVENT_BY_GMT = NOON, NOON - 9 * HOUR, NOON + 9 * HOUR
"""When viewers of an event at noon are seen: by Tokyo's clock both, viewers by GMT, the event by GMT."""

NEVER = NOON + timedelta(days=40)


def test_a_quarter_more_of_the_live_viewing_is_clear() -> None:
    clocks, (message,) = settled((3, AT_ITS_WORD), (5, BY_GMT))
    assert clocks == (TOKYO, UTC)
    assert "So read, 5 of 8 live sessions fall into the live event, and 3 if" in message


def test_less_than_a_quarter_more_is_not() -> None:
    clocks, messages = settled((4, AT_ITS_WORD), (6, BY_GMT))
    assert clocks == (TOKYO, TOKYO)
    (message,) = messages
    assert message.startswith("6 of 10 live sessions lie outside the live event, in whatever way the time zone")


def test_half_of_the_live_viewing_is_enough() -> None:
    assert settled((4, BY_GMT), (4, NEVER))[0] == (TOKYO, UTC)
    assert settled((4, BY_GMT), (5, NEVER))[0] == (TOKYO, TOKYO)
    clocks, messages = settled((4, AT_ITS_WORD), (4, NEVER))
    assert (clocks, messages) == ((TOKYO, TOKYO), [])


def test_of_readings_that_fit_alike_the_one_closest_to_the_word_is_taken() -> None:
    assert settled((4, EVENT_BY_GMT), (4, BY_GMT))[0] == (TOKYO, UTC)


def test_who_registered_at_the_live_events_end_was_counted() -> None:
    registered = pl.Series([BY_GMT + HOUR, BY_GMT + 2 * HOUR], dtype=NAIVE)
    clocks, (message,) = settled(registered=registered, live_registrants=1)
    assert clocks == (TOKYO, UTC)
    assert "So read, 1 person registered before the live event's end, as the platform counted, and 2 if" in message


def test_of_readings_that_count_alike_the_one_closest_to_the_word_is_taken() -> None:
    registered = pl.Series([BY_GMT, EVENT_BY_GMT], dtype=NAIVE)
    clocks, messages = settled(registered=registered, live_registrants=1)
    assert (clocks, messages) == ((TOKYO, TOKYO), [])


def test_a_session_without_length_is_inside_or_outside_too() -> None:
    at = pl.DataFrame({"start": [BY_GMT, BY_GMT + HOUR], "end": [BY_GMT, BY_GMT + HOUR]}, schema=SPAN)
    evidence = Evidence(NOON, NOON + HOUR, at, pl.Series([NOON], dtype=NAIVE), None)
    assert settle("Asia/Tokyo", (TOKYO,), evidence, Notes()) == (TOKYO, UTC)


# An end that the clock shows twice.


@pytest.mark.parametrize(
    ("minutes", "hours"),
    [
        (60, 1),
        (90, 1),  # as far from one as from the other: the first
        (91, 2),
        (120, 2),
    ],
)
def test_of_an_end_that_comes_twice_the_one_that_fits_the_length_is_taken(minutes: int, hours: int) -> None:
    session = Session("Live", "11/03/2024 12:30:00 AM", "11/03/2024 01:30:00 AM", str(minutes * 60_000))
    report = decode(xml([Viewer(sessions=[session])], zone="America/New_York"))
    assert (report.sessions["end"] - report.sessions["start"]).to_list() == [timedelta(hours=hours)]


# An hour.

LONDON = Clock("Europe/London")


def an_hour_before(sessions: int, counted: int, *touching: datetime) -> tuple[Clock, Clock]:
    """Settle a file in "Greenwich Mean Time" in summer; live sessions an hour before the event, one person after."""
    starts = [NOON - HOUR + timedelta(minutes=10)] * sessions + list(touching)
    live = pl.DataFrame({"start": starts, "end": [at + timedelta(minutes=5) for at in starts]}, schema=SPAN)
    # By the end as written, 1 PM, eleven have registered; by the end an hour earlier ten.
    registered = pl.Series([NOON - HOUR] * 10 + [NOON + HOUR / 2], dtype=NAIVE)
    evidence = Evidence(NOON, NOON + HOUR, live, registered, counted)
    return settle("Greenwich Mean Time", (UTC, LONDON), evidence, Notes())


def test_an_hour_is_believed_where_sessions_and_count_can_not_be_otherwise() -> None:
    assert an_hour_before(10, 10) == (LONDON, UTC)


def test_an_hour_is_not_believed_of_fewer_people_nor_of_one_who_was_there_nor_against_the_count() -> None:
    assert an_hour_before(9, 10) == (UTC, UTC)
    assert an_hour_before(10, 10, NOON) == (UTC, UTC)
    assert an_hour_before(10, 11) == (UTC, UTC)
    assert an_hour_before(10, 12) == (UTC, UTC)


def test_a_count_alone_says_nothing_of_an_hour() -> None:
    registered = pl.Series([NOON - HOUR] * 10 + [NOON + HOUR / 2], dtype=NAIVE)
    evidence = Evidence(NOON, NOON + HOUR, pl.DataFrame(schema=SPAN), registered, 10)
    assert settle("Greenwich Mean Time", (UTC, LONDON), evidence, Notes()) == (UTC, UTC)
    berlin = Clock("Europe/Berlin")
    assert settle("Europe/Berlin", (berlin,), evidence, Notes()) == (berlin, UTC)  # two hours in summer


def test_sessions_that_begin_as_the_event_ends_come_after_it() -> None:
    at = pl.DataFrame({"start": [NOON + HOUR], "end": [NOON + HOUR + HOUR / 2]}, schema=SPAN)
    evidence = Evidence(NOON, NOON + HOUR, at, pl.Series([NOON], dtype=NAIVE), None)
    assert settle("Europe/London", (LONDON,), evidence, Notes()) == (UTC, LONDON)
    earlier = at.select(pl.all().dt.offset_by("-1m"))
    evidence = Evidence(NOON, NOON + HOUR, earlier, pl.Series([NOON], dtype=NAIVE), None)
    assert settle("Europe/London", (LONDON,), evidence, Notes()) == (LONDON, LONDON)
