"""What charts are compared with, marked on their bars."""

from __future__ import annotations

import polars as pl

from webcast.analysis.stages import names
from webcast.charts import attendance, funnel
from webcast.charts.theme import LIGHT
from webcast.view.comparison import Beside

BEFORE = Beside("the event before", {"Live": 0.25, "attended": 0.75, "registered": 1.0, "stayed": None})


def test_ways_are_marked_where_the_other_share_lies() -> None:
    rows = [("1", "One", "Live", 2, 4, 0.5), ("1", "One", "Did not attend", 2, 4, 0.5)]
    columns = ["event_id", "title", "way", "registrants", "of", "share"]
    frame = pl.DataFrame(rows, schema=columns, orient="row")
    drawn = attendance.by_event(frame, theme="light", beside=BEFORE)
    mark = drawn.data[-1]
    assert list(mark.x) == [0.25, 0.25, None]
    assert mark.line.color == LIGHT.comparison
    assert drawn.layout.annotations[-1].text == "Share of registrants; upright mark: the event before"
    alone = attendance.by_event(frame, theme="light")
    assert len(alone.data) == len(drawn.data) - 1
    assert alone.layout.annotations[-1].text == "Share of registrants"


def test_stages_are_marked_by_their_share_of_the_first() -> None:
    stages = ["registered", "attended", "stayed"]
    counts = {"registrants": [8, 4, 2], "of_first": [1.0, 0.5, 0.25], "of_previous": [None, 0.5, 0.5]}
    frame = pl.DataFrame({"stage": stages, **counts, "low": [None, 0.2, 0.1], "high": [None, 0.8, 0.9]})
    drawn = funnel.funnel(frame, names(), theme="light", beside=BEFORE)
    # Six of eight would be the three quarters of the event before; what is not known has no mark.
    assert list(drawn.data[-1].x) == [6.0, 6.0, None]
    assert drawn.layout.annotations[-1].text == "Registrants; upright mark: the event before"
    assert funnel.funnel(frame, names(), theme="light").layout.annotations[-1].text == "Registrants"
