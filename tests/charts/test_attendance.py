"""Attendance by mode and by group: what is drawn, and what finds the people behind a bar."""

from __future__ import annotations

import polars as pl

from webcast.charts import attendance
from webcast.charts.theme import LIGHT, alt


def frame(*rows: tuple[str, str, str, int | None, int, float | None]) -> pl.DataFrame:
    names = {"event_id": pl.String, "title": pl.String, "way": pl.String, "registrants": pl.Int64, "of": pl.Int64}
    return pl.DataFrame(list(rows), schema={**names, "share": pl.Float64}, orient="row")


ONE = (
    ("1", "Launch", "Live", 40, 100, 0.4),
    ("1", "Launch", "SimLive", 0, 100, 0.0),
    ("1", "Launch", "Did not attend", 60, 100, 0.6),
)
TWO = (
    ("2", "Review", "Live", 10, 50, 0.2),
    ("2", "Review", "SimLive", 0, 50, 0.0),
    ("2", "Review", "Did not attend", 40, 50, 0.8),
)


def test_one_event_is_bars_in_the_colours_of_the_modes() -> None:
    figure = attendance.by_event(frame(*ONE), theme="light")
    (bars,) = figure.data
    assert list(bars.x) == [0.4, 0.6]  # nobody came in SimLive, so it is not drawn
    assert list(bars.marker.color) == [LIGHT.live, LIGHT.absent]
    assert [list(data) for data in bars.customdata] == [["way", "Live", "1"], ["way", "Did not attend", "1"]]


def test_several_events_are_a_panel_a_mode() -> None:
    figure = attendance.by_event(frame(*ONE, *TWO), theme="light")
    assert [list(trace.x) for trace in figure.data[:2]] == [[0.4, 0.2], [0.6, 0.8]]
    assert [list(data) for data in figure.data[1].customdata] == [
        ["way", "Did not attend", "1"],
        ["way", "Did not attend", "2"],
    ]
    assert alt(figure) == (
        "Attendance by mode for 2 events. Live 50 of 150 registrants; Did not attend 100 of 150 registrants."
    )


def test_nobody_known_to_have_come_is_said() -> None:
    figure = attendance.by_event(frame(("1", "Launch", "Live", None, 5, None)), theme="dark")
    assert not figure.data
    assert alt(figure) == "Nobody is known to have attended."


def test_a_group_s_bar_is_who_came_and_faint_who_did_not() -> None:
    groups = pl.DataFrame({"group": ["Acme", None], "registrants": [5, 2], "attended": [3, 0], "told": [5, 2]})
    came, rest = attendance.by_group(groups, theme="light").data
    assert (list(came.x), list(rest.x)) == ([3, 0], [2, 2])
    assert [list(data) for data in came.customdata] == [["group", "Acme"], ["group", None]]
