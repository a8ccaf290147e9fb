"""Viewers over time: a stepped area a session type, the live window shaded, each peak annotated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import polars as pl

from webcast.charts import words
from webcast.charts.figure import Figure, Trace, scatter
from webcast.charts.theme import (
    CLEAR,
    DASHES,
    Palette,
    Theme,
    axis,
    faint,
    figure,
    mode_colour,
    note,
    nothing,
    palette,
)
from webcast.language import say

VIEWING: Final = "viewing"
"""First word of a mark's ``customdata``: ``[word, from, to, mode]``, the times in milliseconds since 1970, UTC."""

HEIGHT: Final = 248
LEFT_MARGIN: Final = 68
RIGHT_MARGIN: Final = 28
"""Pixels; the same for every chart on this time axis, so that what happens at one time stands below each other."""
LONG: Final = timedelta(hours=36)
"""Beyond this the axis counts days, not hours."""
SHORT: Final = timedelta(minutes=10)
"""Below this it counts seconds."""
HEADROOM: Final = 1.25
"""The axis ends this much above the highest peak, so that its label has room."""


def viewers(
    curves: Mapping[str, pl.DataFrame],
    *,
    zone: str,
    theme: Theme,
    live: tuple[datetime, datetime] | None = None,
    until: datetime | None = None,
    known: datetime | None = None,
    locale: str | None = None,
) -> Figure:
    """Return viewers at once over time.

    Args:
        curves: Session type → ``at`` (UTC), ``viewers`` (until the next row); types without a row are not drawn.
        zone: IANA name of the zone of the axis. Its offset at the first instant holds for the whole axis.
        theme: Light or dark.
        live: Start and end of the live event, to be shaded.
        until: Where the axis ends; the last row where not given.
        known: Up to when anything is known, of an event on air: the curve ends there, and a line says so.
        locale: How the reader writes a date.
    """
    drawn = {mode: frame for mode, frame in curves.items() if frame.height}
    if not drawn:
        return nothing(say("Nobody was watching in this stretch of time."), theme=theme, height=HEIGHT)
    colours = palette(theme)
    first = min(frame["at"][0] for frame in drawn.values())
    last = until or max(frame["at"][-1] for frame in drawn.values())
    fixed = words.clock(zone, first)
    span = (words.local(first, fixed), words.local(last, fixed))
    highest = max(int(frame["viewers"].max()) for frame in drawn.values())  # type: ignore[arg-type]  # counts
    several = len(drawn) > 1
    peaks = {mode: _peak(frame, fixed) for mode, frame in drawn.items()}
    long = span[1] - span[0] > LONG
    days = words.day(span[0].date(), locale)
    edge = words.local(known, fixed) if known is not None and known < last else None

    def when(at: datetime) -> str:
        return say("on {date}", date=words.day(at.date(), locale)) if long else say("at {at}", at=words.time(at))

    where = words.zone_title(zone, first)
    title = say("Day in {zone}", zone=where) if long else say("{days} · time in {zone}", days=days, zone=where)
    return figure(
        [
            _area(mode, frame, last if known is None else min(last, known), fixed, colours)
            for mode, frame in drawn.items()
        ],
        theme=theme,
        alt=_summary(peaks, when, "" if long else days, words.zone_title(zone, first)),
        height=HEIGHT,
        margin={"l": LEFT_MARGIN, "r": RIGHT_MARGIN, "t": 8, "b": 8},
        xaxis={
            **axis(colours, title),
            "automargin": "height",  # the last label has room: plotly would move this chart alone of the three
            "type": "date",
            "range": list(span),
            "tickformat": words.day_ticks() if long else words.time_ticks(seconds=span[1] - span[0] <= SHORT),
            "hoverformat": words.moment_hover() if long else words.time_ticks(seconds=True),
            "nticks": 8,
            "showgrid": False,
        },
        yaxis={
            **axis(colours, say("Viewers at once")),
            "automargin": False,
            "range": [0, max(highest, 1) * HEADROOM],
            "tickformat": ",d",
            "nticks": 6,
        },
        hovermode="x unified",
        annotations=[
            *([_live_label(live, span, fixed, colours)] if live else []),
            *([_known_label(edge, span, colours)] if edge else []),
            *_peak_labels(peaks, span, when, several=several, colours=colours),
        ],
        shapes=[
            *([_shade(live, span, fixed, colours)] if live else []),
            *([_known_line(edge, colours)] if edge else []),
        ],
    )


def _known_line(edge: datetime, colours: Palette) -> dict[str, Any]:
    line = {"color": colours.quiet, "width": 1, "dash": "dot"}
    return {"type": "line", "x0": edge, "x1": edge, "y0": 0, "y1": 1, "yref": "paper", "line": line}


def _known_label(edge: datetime, span: tuple[datetime, datetime], colours: Palette) -> dict[str, Any]:
    right = (edge - span[0]) / (span[1] - span[0]) < 0.7
    place = {"x": edge, "xanchor": "left" if right else "right", "y": 1, "yref": "paper", "yanchor": "top"}
    label = note(
        say("Known up to {edge}", edge=words.time(edge, seconds=True)), colours, **place, xshift=4 if right else -4
    )
    return label | {"font": {"size": 12, "color": colours.quiet}}


def _area(mode: str, frame: pl.DataFrame, last: datetime, fixed: Any, colours: Palette) -> Trace:
    colour = mode_colour(mode, colours)
    at = frame["at"].to_list()
    ends = [*at[1:], max(last, at[-1])]
    counts = frame["viewers"].to_list()
    if last > at[-1]:  # the last step reaches the edge
        at, counts, ends = [*at, last], [*counts, counts[-1]], [*ends, last]
    return scatter(
        name=mode,
        x=[words.local(moment, fixed) for moment in at],
        y=counts,
        customdata=[[VIEWING, _ms(a), _ms(b), mode] for a, b in zip(at, ends, strict=True)],
        mode="lines+markers",
        line={"shape": "hv", "color": colour, "width": 2, "dash": DASHES.get(mode, "dashdot")},
        fill="tozeroy",
        fillcolor=faint(colour, 0.16),
        hovertemplate=f"%{{y:,}} {say(mode)}<extra></extra>",
        **clickable(colour),
    )


def clickable(colour: str) -> dict[str, Any]:
    """Return markers that are invisible until clicked: plotly selects markers, but no bare line."""
    return {
        "marker": {"color": colour, "size": 9, "opacity": 0},
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 0}},
    }


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _peak(frame: pl.DataFrame, fixed: Any) -> tuple[int, datetime]:
    place = frame["viewers"].arg_max() or 0
    return int(frame["viewers"][place]), words.local(frame["at"][place], fixed)


def _peak_labels(
    peaks: Mapping[str, tuple[int, datetime]],
    span: tuple[datetime, datetime],
    when: Callable[[datetime], str],
    *,
    several: bool,
    colours: Palette,
) -> list[dict[str, Any]]:
    labels = []
    taken: list[tuple[float, float]] = []
    highest = max(count for count, _ in peaks.values()) or 1
    for mode, (count, at) in peaks.items():
        across = (at - span[0]) / ((span[1] - span[0]) or (at - at).resolution)
        up = count / highest
        crowded = any(abs(across - x) < 0.3 and abs(up - y) < 0.12 for x, y in taken)
        taken.append((across, up))
        what = say("{mode}, peak", mode=say(mode)) if several else say("Peak")
        labels.append(
            note(
                f"{what} {words.count(count)} {when(at)}",
                colours,
                x=at,
                y=count,
                xanchor="left" if across < 0.25 else "right" if across > 0.75 else "center",
                yanchor="bottom",
                yshift=24 if crowded else 4,
                borderpad=1,
                bgcolor=faint(colours.ground, 0.7) if several else CLEAR,
            )
            | {"font": {"size": 13, "weight": 600, "color": mode_colour(mode, colours) if several else colours.text}}
        )
    return labels


def _shade(
    live: tuple[datetime, datetime], span: tuple[datetime, datetime], fixed: Any, colours: Palette
) -> dict[str, Any]:
    return {
        "type": "rect",
        "x0": max(words.local(live[0], fixed), span[0]),
        "x1": min(words.local(live[1], fixed), span[1]),
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "fillcolor": faint(colours.live, 0.08),
        "line": {"width": 0},
        "layer": "below",
    }


def _live_label(
    live: tuple[datetime, datetime], span: tuple[datetime, datetime], fixed: Any, colours: Palette
) -> dict[str, Any]:
    start = max(words.local(live[0], fixed), span[0])
    place = {"x": start, "xanchor": "left", "y": 1, "yref": "paper", "yanchor": "top"}
    return note(say("Live event"), colours, **place) | {"font": {"size": 12, "color": colours.quiet}}


def _summary(peaks: Mapping[str, tuple[int, datetime]], when: Callable[[datetime], str], days: str, zone: str) -> str:
    parts = [
        say("{mode} peaks at {count} {when}", mode=say(mode), count=words.count(count), when=when(at))
        for mode, (count, at) in peaks.items()
    ]
    listed = words.listing(parts)
    if not days:
        return say("Viewers at once over time, {zone}: {listed}.", zone=zone, listed=listed)
    return say("Viewers at once over time on {days}, {zone}: {listed}.", days=days, zone=zone, listed=listed)
