"""A person's sessions as bars: one row a session, along the clock of its day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import plotly.graph_objects as go
import polars as pl

from webcast.charts import words
from webcast.charts.theme import Palette, Theme, axis, figure, mode_colour, note, nothing, palette
from webcast.language import say

SESSION: Final = "session"
"""First word of a mark's ``customdata``: ``[word, place in the frame]``."""

ROW: Final = 44
TITLE: Final = 22
MOST: Final = 60
"""Later sessions are counted in words, not drawn: nobody reads a hundred bars."""


def sessions(frame: pl.DataFrame, *, zone: str, theme: Theme, locale: str | None = None) -> go.Figure:
    """Return sessions as bars.

    Args:
        frame: ``type``, ``start``, ``end`` (UTC), in order; ``event_title`` is written where it is there. Sessions
            without both times cannot be placed and are left out.
        zone: IANA name of the zone of days and times.
        theme: Light or dark.
        locale: How the reader writes a date.
    """
    placed = frame.drop_nulls(["start", "end"])
    if placed.is_empty():
        return nothing(say("No session with a known time."), theme=theme)
    colours = palette(theme)
    drawn = _stack([_place(row, zone) for row in placed.head(MOST).rows(named=True)])
    first, last = min(d["from"] for d in drawn), max(d["to"] for d in drawn)
    margin = max((last - first) * 0.02, 2)
    bottom = drawn[-1]["top"] + ROW
    more = placed.height - len(drawn)
    title = say("Time of day, {zone_title}", zone_title=words.zone_title(zone, placed["start"][0])) + (
        say(" ({more} more)", more=f"{more:,}") if more else ""
    )
    return figure(
        [_bars(drawn, theme)],
        theme=theme,
        alt=_summary(placed),
        height=bottom + 48,
        margin={"l": 4, "r": 12, "t": 0, "b": 48},
        xaxis={**axis(colours, title), "range": [first - margin, last + margin], **_ticks(first, last)},
        yaxis={"visible": False, "fixedrange": True, "range": [bottom, 0]},
        annotations=[note_ for d in drawn for note_ in _labels(d, locale, colours)],
    )


def _stack(drawn: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows with their ``top`` in pixels; the first of each event leaves room for the event's title."""
    top = 0
    event = None
    for d in drawn:
        titled = d.get("event_title") if d.get("event_title") != event else None
        event = d.get("event_title")
        d.update(top=top + (TITLE if titled else 0), titled=titled)
        top = d["top"] + ROW
    return drawn


def _place(row: dict[str, Any], zone: str) -> dict[str, Any]:
    """Return minutes since the local midnight of the day on which the session began."""
    start: datetime = row["start"]
    begun = words.local(start, words.clock(zone, start))
    midnight = datetime.combine(begun.date(), datetime.min.time())
    begins = (begun - midnight) / timedelta(minutes=1)
    length = max((row["end"] - start) / timedelta(minutes=1), 0.0)
    return {"day": begun.date(), "from": begins, "to": begins + length, "minutes": length, **row}


def _bars(drawn: list[dict[str, Any]], theme: Theme) -> go.Bar:
    colours = palette(theme)
    tints = [mode_colour(d["type"], colours) for d in drawn]
    return go.Bar(
        orientation="h",
        base=[d["from"] for d in drawn],
        x=[d["minutes"] for d in drawn],
        y=[d["top"] + 28 for d in drawn],
        width=14,
        customdata=[[SESSION, n] for n in range(len(drawn))],
        hovertext=[
            say(
                "{type}<br>{clock} to {clock_2}<br>{minutes}",
                type=d["type"],
                clock=_clock(d["from"]),
                clock_2=_clock(d["to"]),
                minutes=words.minutes(d["minutes"]),
            )
            for d in drawn
        ],
        hoverinfo="text",
        # The outline keeps a session of seconds visible.
        marker={"color": tints, "cornerradius": 2, "line": {"width": 2, "color": tints}},
    )


def _labels(d: dict[str, Any], locale: str | None, colours: Palette) -> list[dict[str, Any]]:
    said = f"{words.day(d['day'], locale)}, {_clock(d['from'])} · {d['type']} · {words.minutes(d['minutes'])}"
    place = {"x": 0, "xref": "paper", "xanchor": "left", "yanchor": "top", "borderpad": 0}
    quiet = {"size": 12, "color": colours.quiet}
    labels = [note(said, colours, y=d["top"] + 2, **place) | {"font": quiet}]
    if d["titled"]:
        labels.append(note("".join(words.label(d["titled"], 46, 1)), colours, y=d["top"] - TITLE + 4, **place))
    return labels


def _clock(minutes: float) -> str:
    days, rest = divmod(int(minutes), 1440)
    return f"{rest // 60:02}:{rest % 60:02}" + (f" (+{days} d)" if days else "")


def _ticks(first: float, last: float) -> dict[str, Any]:
    steps = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440)
    step = next((s for s in steps if (last - first) / s <= 6), 1440)
    values = list(range(int(first // step) * step, int(last) + step + 1, step))
    return {"tickvals": values, "ticktext": [_clock(value) for value in values]}


def _summary(placed: pl.DataFrame) -> str:
    days: int = placed["start"].dt.date().n_unique()
    total = int((placed["end"] - placed["start"]).dt.total_milliseconds().sum())
    spoken = words.minutes(total / 60_000)
    return say(
        "{sessions} on {days}, {spoken} in all.",
        sessions=words.nouns(placed.height, "session", "sessions"),
        days=words.nouns(days, "day", "days"),
        spoken=spoken,
    )
