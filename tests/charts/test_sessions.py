from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from webcast.charts import theme
from webcast.charts.sessions import sessions
from webcast.reports.schema import INSTANT, MODES, Schema


def frame(*rows: tuple[str, datetime | None, datetime | None, str]) -> pl.DataFrame:
    schema: Schema = {"type": pl.Enum(MODES), "start": INSTANT, "end": INSTANT, "event_title": pl.String}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


TWO = frame(("Live", at(10, 13), at(10, 13, 35), "Spring"), ("On-Demand", at(12, 23, 30), at(13, 0, 30), "Spring"))


def test_bars_lie_along_the_clock_of_their_own_day() -> None:
    figure = sessions(TWO, zone="Europe/Berlin", theme="light")
    bars = figure.data[0]
    # 14:00 in Berlin is minute 840; the second begins at 00:30 of the 13th there.
    assert list(bars.base) == [840, 30]
    assert list(bars.x) == [35, 60]
    assert list(bars.marker.color) == ["#4477AA", "#AA3377"]
    assert [list(c) for c in bars.customdata] == [["session", 0], ["session", 1]]
    assert bars.hovertext[0] == "Live<br>14:00 to 14:35<br>35 min"
    assert figure.layout.xaxis.title.text == "Time of day, Berlin (GMT+01:00)"


def test_a_session_over_midnight_goes_on_to_the_right() -> None:
    figure = sessions(TWO.tail(1), zone="UTC", theme="light")
    assert (list(figure.data[0].base), list(figure.data[0].x)) == ([1410], [60])
    assert figure.data[0].hovertext[0] == "On-Demand<br>23:30 to 00:30 (+1 d)<br>1 h"


def test_labels_name_day_time_type_and_length_and_each_event_once() -> None:
    texts = [note.text for note in sessions(TWO, zone="UTC", theme="light").layout.annotations]
    assert texts == [
        "Mar 10, 2026, 13:00 · Live · 35 min",
        "\u2068Spring\u2069",
        "Mar 12, 2026, 23:30 · On-Demand · 1 h",
    ]


def test_sessions_without_times_cannot_be_placed() -> None:
    figure = sessions(frame(("Live", None, at(10, 9), "x")), zone="UTC", theme="light")
    assert theme.alt(figure) == "No session with a known time."


def test_a_hundred_sessions_are_counted_beyond_sixty() -> None:
    many = pl.concat([TWO.head(1)] * 100)
    figure = sessions(many, zone="UTC", theme="light")
    assert len(figure.data[0].x) == 60
    assert figure.layout.xaxis.title.text == "Time of day, UTC (40 more)"


def test_the_description_adds_up() -> None:
    assert theme.alt(sessions(TWO, zone="UTC", theme="light")) == "2 sessions on 2 days, 1 h 35 min in all."
