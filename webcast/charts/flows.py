"""Arrivals and departures: bars up and down, under the viewers and on their time axis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import polars as pl

from webcast.charts import words
from webcast.charts.bars import chosen
from webcast.charts.figure import Figure, Trace, bar
from webcast.charts.theme import Palette, Theme, axis, faint, figure, mode_colour, note, nothing, palette
from webcast.charts.viewers import LEFT_MARGIN, LONG, RIGHT_MARGIN
from webcast.language import say

CAME: Final = "came"
LEFT: Final = "left"
"""First word of a mark's ``customdata``: ``[word, from, to, mode]``, the times in milliseconds since 1970, UTC."""

HEIGHT: Final = 110


def flows(
    bins: Mapping[str, pl.DataFrame],
    *,
    span: tuple[datetime, datetime],
    zone: str,
    theme: Theme,
    locale: str | None = None,
) -> Figure:
    """Return arrivals above and departures below a line, by bin.

    Args:
        bins: Session type → ``at`` and ``until`` (UTC), ``arrivals``, ``departures``; types without a row are not
            drawn.
        span: Where the axis begins and ends.
        zone: IANA name of the zone of the axis; as with the viewers, one offset holds for all of it.
        theme: Light or dark.
        locale: How the reader writes a date.
    """
    drawn = {mode: frame for mode, frame in bins.items() if frame.height}
    if not drawn:
        return nothing(say("Nobody came or left in this stretch of time."), theme=theme, height=HEIGHT // 2)
    colours = palette(theme)
    fixed = words.clock(zone, span[0])
    ends = [words.local(moment, fixed) for moment in span]
    most = {name: _highest(drawn.values(), name) for name in ("arrivals", "departures")}
    totals = [sum(int(frame[name].sum()) for frame in drawn.values()) for name in ("arrivals", "departures")]
    tallest = max(*most.values(), 1)
    # A tick needs room of its own; the smaller side goes without where it is too close to the line.
    ticks = {0: "0"} | {
        sign * most[name]: words.count(most[name])
        for name, sign in (("arrivals", 1), ("departures", -1))
        if most[name] > 0.25 * tallest
    }
    return figure(
        [
            _bars(mode, frame, word, fixed, colours, long=ends[1] - ends[0] > LONG, locale=locale)
            for mode, frame in drawn.items()
            for word in (CAME, LEFT)
        ],
        theme=theme,
        alt=say(
            "Arrivals and departures over time: {arrivals}, {departures}.",
            arrivals=words.nouns(totals[0], "arrival", "arrivals"),
            departures=words.nouns(totals[1], "departure", "departures"),
        ),
        height=HEIGHT,
        margin={"l": LEFT_MARGIN, "r": RIGHT_MARGIN, "t": 4, "b": 20},
        xaxis={
            **axis(colours),
            "automargin": False,
            "type": "date",
            "range": ends,
            "showgrid": False,
            "showticklabels": False,
        },
        yaxis={
            **axis(colours, say("People")),
            "automargin": False,
            "range": [-max(most["departures"], 0.3 * tallest) * 1.25, max(most["arrivals"], 0.3 * tallest) * 1.25],
            "showgrid": False,
            "zeroline": True,
            "zerolinecolor": colours.line,
            "tickvals": list(ticks),
            "ticktext": list(ticks.values()),
        },
        barmode="relative",
        annotations=[_side(say("Came"), 1, "top", colours), _side(say("Left"), 0, "bottom", colours)],
    )


def _highest(frames: Iterable[pl.DataFrame], name: str) -> int:
    """Return the most of all session types together in one bin."""
    together: Counter[Any] = Counter()
    for frame in frames:
        together.update(dict(frame[["at", name]].iter_rows()))
    return max(together.values())


def _bars(
    mode: str, frame: pl.DataFrame, word: str, fixed: Any, colours: Palette, *, long: bool, locale: str | None
) -> Trace:
    column, sign = ("arrivals", 1) if word == CAME else ("departures", -1)
    every = zip(frame["at"].to_list(), frame["until"].to_list(), frame[column].to_list(), strict=True)
    rows = [row for row in every if row[2]]
    colour = mode_colour(mode, colours)

    def when(moment: datetime) -> str:
        at = words.local(moment, fixed)
        return f"{words.day(at.date(), locale)}, {words.time(at)}" if long else words.time(at, seconds=True)

    return bar(
        name=mode,
        x=[words.local(at, fixed) for at, _, _ in rows],
        y=[sign * count for *_, count in rows],
        width=[0.85 * (until - at).total_seconds() * 1000 for at, until, _ in rows],
        offset=0,
        customdata=[[word, _ms(at), _ms(until), mode] for at, until, _ in rows],
        hovertext=[
            _hover(word, words.count(count), say(mode), f"{when(at)}–{when(until)}") for at, until, count in rows
        ],
        hoverinfo="text",
        marker={"color": faint(colour, 0.75 if word == CAME else 0.4), "line": {"width": 1, "color": colour}},
        **chosen(),
    )


def _hover(word: str, count: str, mode: str, when: str) -> str:
    if word == CAME:
        return say("{count} came ({mode})<br>{when}", count=count, mode=mode, when=when)
    return say("{count} left ({mode})<br>{when}", count=count, mode=mode, when=when)


def _side(text: str, y: int, anchor: str, colours: Palette) -> dict[str, Any]:
    place = {"x": 0, "xref": "paper", "xanchor": "left", "y": y, "yref": "paper", "yanchor": anchor}
    return note(text, colours, **place) | {"font": {"size": 12, "color": colours.quiet}}


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
