from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from webcast.charts import theme
from webcast.charts.days import on_demand_days


def days(*sessions: int, first: date = date(2026, 3, 11)) -> pl.DataFrame:
    return pl.DataFrame(
        {"day": [first + timedelta(days=n) for n in range(len(sessions))], "sessions": sessions, "viewers": sessions}
    )


def test_a_bar_a_day() -> None:
    figure = on_demand_days(days(4, 0, 6), zone="Europe/Berlin", theme="light")
    bars = figure.data[0]
    assert list(bars.x) == [date(2026, 3, 11), date(2026, 3, 12), date(2026, 3, 13)]
    assert list(bars.y) == [4, 0, 6]
    assert bars.marker.color == "#AA3377"
    assert [list(c) for c in bars.customdata] == [
        ["viewed", "2026-03-11", "2026-03-11"],
        ["viewed", "2026-03-12", "2026-03-12"],
        ["viewed", "2026-03-13", "2026-03-13"],
    ]
    assert figure.layout.annotations[0].text == "6 views on Mar 13, 2026"
    assert figure.layout.xaxis.title.text == "Day, Berlin"
    assert figure.layout.yaxis.title.text == "Views a day"
    assert theme.alt(figure) == "10 on-demand views by day. Most: 6 views on Mar 13, 2026."


def test_more_than_half_a_year_is_drawn_by_week() -> None:
    figure = on_demand_days(days(*[1] * 200, first=date(2026, 1, 1)), zone="UTC", theme="light")
    bars = figure.data[0]
    assert len(bars.y) == 29
    assert list(bars.y)[:2] == [4, 7]
    assert list(bars.customdata[0]) == ["viewed", "2025-12-29", "2026-01-04"]
    assert figure.layout.yaxis.title.text == "Views a week"
    assert bars.hovertext[1] == "7 views<br>Week of Jan 5, 2026"


def test_no_views_are_said() -> None:
    assert theme.alt(on_demand_days(days(), zone="UTC", theme="light")) == "Nobody has watched on demand yet."
