"""On-demand views a day."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import polars as pl

from webcast.charts import words
from webcast.charts.bars import chosen
from webcast.charts.figure import Figure, Trace, bar
from webcast.charts.theme import Theme, axis, figure, nothing, palette
from webcast.language import say

VIEWED: Final = "viewed"
"""First word of a mark's ``customdata``: ``[word, first day, last day]``, ISO dates, both included."""

HEIGHT: Final = 224
MOST_DAYS: Final = 180
"""Beyond so many days a bar is a week, from Monday."""


def on_demand_days(frame: pl.DataFrame, *, zone: str, theme: Theme, locale: str | None = None) -> Figure:
    """Return on-demand views by day; by week where there are more than half a year of days.

    Args:
        frame: ``day``, ``sessions``, ``viewers``, every day.
        zone: IANA name of the zone whose days they are.
        theme: Light or dark.
        locale: How the reader writes a date.
    """
    if frame.is_empty():
        return nothing(say("Nobody has watched on demand yet."), theme=theme)
    colours = palette(theme)
    bars, each = _bars(frame)
    top = bars.row(bars["sessions"].arg_max() or 0, named=True)
    said = say(
        "{views} on {first}",
        views=words.nouns(top["sessions"], "view", "views"),
        first=words.day(top["first"], locale),
    )
    if each == "week":
        said = say(
            "{views} in the week of {first}",
            views=words.nouns(top["sessions"], "view", "views"),
            first=words.day(top["first"], locale),
        )
    total = words.nouns(int(frame["sessions"].sum()), "on-demand view", "on-demand views")
    return figure(
        [_trace(bars, each, colours.on_demand, locale)],
        theme=theme,
        alt=say("{total} by week. Most: {said}.", total=total, said=said)
        if each == "week"
        else say("{total} by day. Most: {said}.", total=total, said=said),
        height=HEIGHT,
        margin={"l": 8, "r": 12, "t": 8, "b": 8},
        xaxis={
            **axis(colours, f"{say('Week') if each == 'week' else say('Day')}, {words.zone_title(zone)}"),
            "type": "date",
            "showgrid": False,
            "nticks": 7,
            "tickformat": words.day_ticks(),
        },
        yaxis={
            **axis(colours, say("Views a week") if each == "week" else say("Views a day")),
            "range": [0, top["sessions"] * 1.2],
            "tickformat": ",d",
            "nticks": 5,
        },
        annotations=[_most(bars, top, said, colours.text)],
        bargap=0.15,
    )


def _bars(frame: pl.DataFrame) -> tuple[pl.DataFrame, str]:
    if frame.height <= MOST_DAYS:
        day = frame["day"]
        return pl.DataFrame([day.alias("first"), day.alias("last"), frame["sessions"]]), "day"
    weeks = frame.group_by(first=pl.col("day").dt.truncate("1w"), maintain_order=True).agg(pl.col("sessions").sum())
    return weeks.select("first", last=pl.col("first").dt.offset_by("6d"), sessions="sessions"), "week"


def _trace(bars: pl.DataFrame, each: str, colour: str, locale: str | None) -> Trace:
    rows = bars.rows(named=True)

    def when(first: date) -> str:
        day = words.day(first, locale)
        return say("Week of {day}", day=day) if each == "week" else day

    return bar(
        x=bars["first"].to_list(),
        y=bars["sessions"].to_list(),
        customdata=[[VIEWED, row["first"].isoformat(), row["last"].isoformat()] for row in rows],
        hovertext=[f"{words.nouns(r['sessions'], 'view', 'views')}<br>{when(r['first'])}" for r in rows],
        hoverinfo="text",
        marker={"color": colour, "cornerradius": 2, "line": {"width": 0}},
        **chosen(),
    )


def _most(bars: pl.DataFrame, top: dict[str, Any], said: str, colour: str) -> dict[str, Any]:
    place = (bars["sessions"].arg_max() or 0) / max(bars.height - 1, 1)
    anchor = "left" if place < 0.3 else "right" if place > 0.7 else "center"
    where = {"x": top["first"], "y": top["sessions"], "xanchor": anchor, "yanchor": "bottom"}
    return {"text": said, "showarrow": False, "font": {"size": 13, "color": colour}, **where}
