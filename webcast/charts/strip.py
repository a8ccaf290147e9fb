"""The strip below the viewers: all of the time in little, on which a stretch is marked by dragging.

Streamlit reports no click on a chart that can be dragged across, so the strip is a chart of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import polars as pl

from webcast.charts import words
from webcast.charts.figure import Figure, Trace, scatter
from webcast.charts.theme import Palette, Theme, faint, figure, hidden_axis, mode_colour, note, palette
from webcast.charts.viewers import LEFT_MARGIN, RIGHT_MARGIN
from webcast.language import say

HEIGHT: Final = 56


def strip(
    curves: Mapping[str, pl.DataFrame],
    *,
    span: tuple[datetime, datetime],
    window: tuple[datetime, datetime] | None,
    zone: str,
    theme: Theme,
) -> Figure:
    """Return viewers over all of the time, with the stretch that is shown larger above.

    Args:
        curves: Session type → ``at`` (UTC), ``viewers``.
        span: Where the axis begins and ends.
        window: The stretch that is shown; None for all of it.
        zone: IANA name of the zone of the axis.
        theme: Light or dark.
    """
    colours = palette(theme)
    fixed = words.clock(zone, span[0])
    first, last = (words.local(moment, fixed) for moment in span)
    shown = None if window is None else [min(max(words.local(moment, fixed), first), last) for moment in window]
    highest = max((viewers for frame in curves.values() for viewers in frame["viewers"].to_list()), default=0)
    line = {"color": colours.quiet, "width": 1, "dash": "solid"}
    said = say("The whole time at a glance; drag across it to look closer.")
    larger = shown and say(
        "Shown larger above: {start} to {end}.",
        start=words.time(shown[0], seconds=True),
        end=words.time(shown[1], seconds=True),
    )
    return figure(
        [_area(mode, frame, fixed, colours) for mode, frame in curves.items()],
        theme=theme,
        alt=f"{said} {larger or ''}".strip(),
        height=HEIGHT,
        margin={"l": LEFT_MARGIN, "r": RIGHT_MARGIN, "t": 2, "b": 2},
        xaxis={**hidden_axis(), "type": "date", "range": [first, last]},
        yaxis={**hidden_axis(), "range": [0, max(highest, 1) * 1.1]},
        shapes=_frame(shown, (first, last), colours),
        annotations=[] if shown else [_hint(colours)],
        dragmode="select",
        clickmode="event",  # as Streamlit will have it; another one would be drawn first
        selectdirection="h",
        newselection={"line": line},
        activeselection={"fillcolor": faint(colours.accent, 0.2), "opacity": 1},
        plot_bgcolor=faint(colours.line, 0.4),
        hovermode=False,
    )


def moment(local: str, zone: str, first: datetime) -> datetime:
    """Return the instant of a place on the axis.

    Args:
        local: As plotly writes it: ``2026-03-18 15:04:05.6789``.
        zone: The zone of the axis.
        first: The first instant on it, whose offset holds for the whole axis.

    Raises:
        ValueError: It is no such text.
    """
    return datetime.fromisoformat(local).replace(tzinfo=words.clock(zone, first)).astimezone(UTC)


def _area(mode: str, frame: pl.DataFrame, fixed: Any, colours: Palette) -> Trace:
    colour = mode_colour(mode, colours)
    return scatter(
        name=mode,
        x=[words.local(at, fixed) for at in frame["at"].to_list()],
        y=frame["viewers"].to_list(),
        mode="lines",
        line={"shape": "hv", "color": faint(colour, 0.6), "width": 1},
        fill="tozeroy",
        fillcolor=faint(colour, 0.2),
        hoverinfo="skip",
    )


def _frame(shown: list[datetime] | None, ends: tuple[datetime, datetime], colours: Palette) -> list[dict[str, Any]]:
    """Return what dims the rest of the time and frames what is shown."""
    if shown is None:
        return []
    across = {"type": "rect", "y0": 0, "y1": 1, "yref": "paper"}
    dim = {**across, "fillcolor": faint(colours.ground, 0.65), "line": {"width": 0}}
    edge = {**across, "fillcolor": "rgba(0,0,0,0)", "line": {"color": colours.accent, "width": 1.5}}
    return [
        {**dim, "x0": ends[0], "x1": shown[0]},
        {**dim, "x0": shown[1], "x1": ends[1]},
        {**edge, "x0": shown[0], "x1": shown[1]},
    ]


def _hint(colours: Palette) -> dict[str, Any]:
    place = {"x": 0, "xref": "paper", "xanchor": "left", "y": 1, "yref": "paper", "yanchor": "top", "xshift": 4}
    ground = {"bgcolor": faint(colours.ground, 0.7), "borderpad": 1}
    return note(say("Drag here to look closer"), colours, **place, **ground) | {
        "font": {"size": 12, "color": colours.quiet}
    }
