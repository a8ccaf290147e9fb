from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from webcast.charts import strip as strips
from webcast.charts import theme
from webcast.charts.flows import flows
from webcast.charts.viewers import viewers
from webcast.reports.schema import INSTANT

START = datetime(2026, 3, 10, 14, 0, tzinfo=UTC)
MS = 1_773_151_200_000
SPAN = (START, START + timedelta(minutes=10))


def bins(*rows: tuple[int, int, int]) -> pl.DataFrame:
    """Bins of a minute: from which minute, how many came, how many left."""
    at = [START + timedelta(minutes=minute) for minute, _, _ in rows]
    found = {
        "at": at,
        "until": [moment + timedelta(minutes=1) for moment in at],
        "arrivals": [came for _, came, _ in rows],
        "departures": [left for *_, left in rows],
    }
    return pl.DataFrame(found, schema={"at": INSTANT, "until": INSTANT, "arrivals": pl.Int64, "departures": pl.Int64})


def test_arrivals_go_up_and_departures_down_each_to_its_people() -> None:
    figure = flows({"Live": bins((0, 5, 0), (2, 1, 2))}, span=SPAN, zone="Europe/Berlin", theme="light")
    came, left = figure.data
    assert (list(came.y), list(left.y)) == ([5, 1], [-2])
    assert f"{came.x[0]:%H:%M}" == "15:00"
    assert list(left.customdata[0]) == ["left", MS + 120_000, MS + 180_000, "Live"]
    assert left.hovertext == ("2 left (Live)<br>3:02:00\u202fPM–3:03:00\u202fPM",)
    assert theme.alt(figure) == "Arrivals and departures over time: 6 arrivals, 2 departures."
    assert list(figure.layout.yaxis.ticktext) == ["0", "5", "2"]


def test_the_bars_stand_below_the_curve() -> None:
    curve = pl.DataFrame({"at": [START], "viewers": [1]}, schema={"at": INSTANT, "viewers": pl.Int64})
    above = viewers({"Live": curve}, zone="UTC", theme="light", until=SPAN[1])
    below = flows({"Live": bins((0, 1, 0))}, span=SPAN, zone="UTC", theme="light")
    little = strips.strip({"Live": curve}, span=SPAN, window=None, zone="UTC", theme="light")
    for figure in (below, little):
        assert figure.layout.xaxis.range == above.layout.xaxis.range
        assert (figure.layout.margin.l, figure.layout.margin.r) == (above.layout.margin.l, above.layout.margin.r)
    assert not above.layout.yaxis.automargin
    assert not below.layout.yaxis.automargin


def test_nobody_came_or_left() -> None:
    figure = flows({"Live": bins()}, span=SPAN, zone="UTC", theme="dark")
    assert theme.alt(figure) == "Nobody came or left in this stretch of time."


def test_the_curve_of_an_event_on_air_ends_where_it_is_known_and_says_so() -> None:
    known = START + timedelta(minutes=5, seconds=10)
    curve = pl.DataFrame({"at": [START], "viewers": [3]}, schema={"at": INSTANT, "viewers": pl.Int64})
    figure = viewers({"Live": curve}, zone="UTC", theme="light", until=SPAN[1], known=known)
    assert f"{figure.data[0].x[-1]:%H:%M:%S}" == "14:05:10"
    assert "Known up to 2:05:10\u202fPM" in [note.text for note in figure.layout.annotations]
    assert f"{figure.layout.xaxis.range[1]:%H:%M}" == "14:10"


def test_the_strip_frames_what_is_shown_larger() -> None:
    window = (START + timedelta(minutes=2), START + timedelta(minutes=30))
    figure = strips.strip({}, span=SPAN, window=window, zone="UTC", theme="light")
    frame = figure.layout.shapes[-1]
    assert (f"{frame.x0:%H:%M}", f"{frame.x1:%H:%M}") == ("14:02", "14:10")
    assert (figure.layout.dragmode, figure.layout.selectdirection) == ("select", "h")
    assert theme.alt(figure).endswith("Shown larger above: 2:02:00\u202fPM to 2:10:00\u202fPM.")


def test_a_place_on_the_strip_is_an_instant() -> None:
    assert strips.moment("2026-03-10 15:04:05.5", "Europe/Berlin", START) == START + timedelta(minutes=4, seconds=5.5)
    with pytest.raises(ValueError, match="Invalid isoformat"):
        strips.moment("soon", "UTC", START)
