from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl

from webcast.charts import theme
from webcast.charts.viewers import viewers
from webcast.reports.schema import INSTANT

START = datetime(2026, 3, 10, 14, 0, tzinfo=UTC)
MS = 1_773_151_200_000


def curve(*points: tuple[int, int]) -> pl.DataFrame:
    return pl.DataFrame(
        {"at": [START + timedelta(minutes=m) for m, _ in points], "viewers": [v for _, v in points]},
        schema={"at": INSTANT, "viewers": pl.Int64},
    )


LIVE = curve((0, 2), (5, 7), (10, 3), (20, 0))


def test_the_step_curve_is_drawn_in_the_users_zone() -> None:
    figure = viewers({"Live": LIVE}, zone="America/New_York", theme="light")
    line = figure.data[0]
    assert [f"{x:%Y-%m-%d %H:%M}" for x in line.x] == [
        "2026-03-10 10:00",
        "2026-03-10 10:05",
        "2026-03-10 10:10",
        "2026-03-10 10:20",
    ]
    assert list(line.y) == [2, 7, 3, 0]
    assert (line.line.shape, line.line.color, line.line.dash, line.fill) == ("hv", "#4477AA", "solid", "tozeroy")
    assert figure.layout.xaxis.title.text == "Mar 10, 2026 · time in New York (GMT−04:00)"
    assert figure.layout.yaxis.title.text == "Viewers at once"
    assert figure.layout.yaxis.range[0] == 0


def test_a_mark_says_from_when_to_when_and_which_type() -> None:
    line = viewers({"Live": LIVE}, zone="UTC", theme="light").data[0]
    assert [list(c) for c in line.customdata] == [
        ["viewing", MS, MS + 300_000, "Live"],
        ["viewing", MS + 300_000, MS + 600_000, "Live"],
        ["viewing", MS + 600_000, MS + 1_200_000, "Live"],
        ["viewing", MS + 1_200_000, MS + 1_200_000, "Live"],
    ]


def test_the_last_step_reaches_the_edge() -> None:
    end = START + timedelta(minutes=30)
    line = viewers({"Live": curve((0, 2), (5, 7))}, zone="UTC", theme="light", until=end).data[0]
    assert list(line.y) == [2, 7, 7]
    assert f"{line.x[-1]:%H:%M}" == "14:30"


def test_the_peak_is_annotated() -> None:
    figure = viewers({"Live": LIVE}, zone="Europe/Berlin", theme="light")
    assert [note.text for note in figure.layout.annotations] == ["Peak 7 at 3:05\u202fPM"]
    assert theme.alt(figure) == (
        "Viewers at once over time on Mar 10, 2026, Berlin (GMT+01:00): Live peaks at 7 at 3:05\u202fPM."
    )


def test_several_types_have_colour_dash_and_label() -> None:
    simlive, demand = curve((0, 1), (4, 4)), curve((0, 1), (15, 2))
    figure = viewers({"Live": LIVE, "SimLive": simlive, "On-Demand": demand}, zone="UTC", theme="dark")
    assert [(t.name, t.line.color, t.line.dash) for t in figure.data] == [
        ("Live", "#7AA6D6", "solid"),
        ("SimLive", "#6CC17B", "dash"),
        ("On-Demand", "#DB86B8", "dot"),
    ]
    assert [note.text for note in figure.layout.annotations] == [
        "Live, peak 7 at 2:05\u202fPM",
        "SimLive, peak 4 at 2:04\u202fPM",
        "On-Demand, peak 2 at 2:15\u202fPM",
    ]


def test_the_live_window_is_shaded_within_the_axis() -> None:
    window = (START - timedelta(hours=1), START + timedelta(minutes=10))
    figure = viewers({"Live": LIVE}, zone="UTC", theme="light", live=window)
    shade = figure.layout.shapes[0]
    assert (f"{shade.x0:%H:%M}", f"{shade.x1:%H:%M}") == ("14:00", "14:10")
    assert figure.layout.annotations[0].text == "Live event"


def test_types_without_a_viewer_are_not_drawn_and_none_at_all_is_said() -> None:
    figure = viewers({"Live": LIVE, "SimLive": curve()}, zone="UTC", theme="light")
    assert [t.name for t in figure.data] == ["Live"]
    empty = viewers({"Live": curve()}, zone="UTC", theme="light")
    assert theme.alt(empty) == "Nobody was watching in this stretch of time."


def test_a_curve_of_one_instant_can_be_drawn() -> None:
    figure = viewers({"Live": curve((0, 1))}, zone="UTC", theme="light")
    assert list(figure.data[0].y) == [1]
