"""Events beside each other: the trend with its median, and each event against it."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from webcast.charts import portfolio
from webcast.charts.portfolio import Measure
from webcast.charts.theme import LIGHT, alt

LIVE = Measure("Live conversion")
TREND = pl.DataFrame(
    {
        "event_id": ["1", "2", "3"],
        "title": ["Launch", "Review", "Undated"],
        "at": [datetime(2025, 3, 4, 23, 30, tzinfo=UTC), datetime(2025, 4, 3, 14, tzinfo=UTC), None],
        "value": [0.4, 0.2, 0.9],
    }
)
RANKED = pl.DataFrame(
    {
        "event_id": ["1", "2"],
        "title": ["Launch", "Review"],
        "value": [0.4, 0.2],
        "rank": [1, 2],
        "of": [2, 2],
        "lower_quartile": [0.25, 0.25],
        "median": [0.3, 0.3],
        "upper_quartile": [0.35, 0.35],
        "above_median": [0.1, -0.1],
    }
)


def test_a_point_an_event_with_a_date_on_the_reader_s_days() -> None:
    figure = portfolio.trend(TREND, RANKED, measure=LIVE, zone="Europe/Berlin", theme="light")
    (line,) = figure.data
    assert list(line.y) == [0.4, 0.2]
    assert line.x[0].isoformat() == "2025-03-05T00:30:00"
    assert [list(data) for data in line.customdata] == [["event", "1"], ["event", "2"]]
    assert alt(figure) == "Live conversion of 2 events over time, from 40 % to 20 %. Median 30 %."


def test_the_middle_half_is_shaded_and_the_median_dashed() -> None:
    figure = portfolio.trend(TREND, RANKED, measure=LIVE, zone="UTC", theme="light")
    band, median = figure.layout.shapes
    assert (band.y0, band.y1) == (0.25, 0.35)
    assert (median.y0, median.line.dash, median.line.color) == (0.3, "dash", LIGHT.comparison)


def test_one_event_has_no_median() -> None:
    figure = portfolio.trend(TREND.head(1), RANKED.head(1), measure=LIVE, zone="UTC", theme="dark")
    assert not figure.layout.shapes


def test_times_are_minutes() -> None:
    watch = Measure("Average watch time", is_share=False)
    frame = TREND.with_columns(value=pl.Series([2_400_000.0, 1_200_000.0, None]))
    ranked = RANKED.with_columns(median=1_800_000.0, value=pl.Series([2_400_000.0, 1_200_000.0]))
    assert list(portfolio.trend(frame, ranked, measure=watch, zone="UTC", theme="light").data[0].y) == [40.0, 20.0]
    bars = portfolio.benchmark(ranked, measure=watch, latest=None, theme="light")
    assert list(bars.data[0].x) == [40.0, 20.0]
    assert alt(bars) == "Average watch time of 2 events, best first: Launch, 40 min."


def test_every_bar_bears_the_median_and_the_latest_is_named() -> None:
    figure = portfolio.benchmark(RANKED, measure=LIVE, latest="2", theme="light")
    assert [shape.x0 for shape in figure.layout.shapes] == [0.3, 0.3]
    assert [list(data) for data in figure.data[0].customdata] == [["event", "1"], ["event", "2"]]
    assert any("Review (latest)" in note.text for note in figure.layout.annotations)


def test_shares_are_written_with_a_space() -> None:
    axis = portfolio.trend(TREND, RANKED, measure=LIVE, zone="UTC", theme="light").layout.yaxis
    assert list(axis.ticktext)[-1] == "100 %"


def test_nothing_to_draw_is_said() -> None:
    figure = portfolio.trend(TREND.tail(1), RANKED, measure=LIVE, zone="UTC", theme="light")
    assert alt(figure) == "No event has a date and this rate: live conversion."
    assert alt(portfolio.benchmark(RANKED.clear(), measure=LIVE, latest=None, theme="light")) == (
        "No event has this rate: live conversion."
    )


def test_one_event_stands_in_the_middle_of_its_month_and_not_of_a_second() -> None:
    figure = portfolio.trend(TREND.head(1), RANKED.head(1), measure=LIVE, zone="UTC", theme="light")
    first, last = (f"{day:%Y-%m-%d}" for day in figure.layout.xaxis.range)
    assert (first, last) == ("2025-02-17", "2025-03-19")
