from __future__ import annotations

import polars as pl

from webcast.analysis.waiting import WAITS
from webcast.charts import theme, waiting


def frame(*counts: int) -> pl.DataFrame:
    names = [name for name, _, _ in WAITS]
    shares = [count / sum(counts) if sum(counts) else None for count in counts]
    return pl.DataFrame({"wait": names, "attendees": counts, "share": shares})


MANY = frame(2, 10, 30, 40, 10, 6, 2)


def test_a_bar_a_stretch_also_for_those_that_nobody_waited() -> None:
    (bars,) = waiting.waits(frame(0, 1, 0, 3, 0, 0, 0), theme="light").data
    assert list(bars.x) == [0, 1, 0, 3, 0, 0, 0]
    assert [list(c) for c in bars.customdata] == [["waited", place] for place in range(7)]


def test_counts_have_shares_and_small_bases_are_counts() -> None:
    texts = [note.text for note in waiting.waits(MANY, theme="light").layout.annotations]
    assert texts[:4] == ["\u2068Not before the session\u2069", "2 · 2.0 %", "\u2068Within an hour\u2069", "10 · 10 %"]
    few = [note.text for note in waiting.waits(frame(0, 1, 0, 3, 0, 0, 0), theme="light").layout.annotations]
    assert few[7] == "3 of 4"


def test_the_colour_is_that_of_the_session_type() -> None:
    colours = [
        waiting.waits(MANY, mode, theme="light").data[0].marker.color[0] for mode in (None, "Live", "On-Demand")
    ]
    assert colours == ["#4338CA", "#4477AA", "#AA3377"]


def test_it_describes_itself() -> None:
    assert theme.alt(waiting.waits(frame(0, 1, 0, 3, 0, 0, 0), "Live", theme="light")) == (
        "How long before their first Live session 4 attendees registered: Within an hour 1 of 4; 2 to 7 days 3 of 4."
    )


def test_nobody_is_said() -> None:
    figure = waiting.waits(frame(0, 0, 0, 0, 0, 0, 0), "SimLive", theme="light")
    assert theme.alt(figure) == "There is nobody whose registration and SimLive session are both known."
