"""How long before their first session people registered, as bars."""

from __future__ import annotations

from typing import Any, Final

import plotly.graph_objects as go
import polars as pl

from webcast.analysis.stages import FEW
from webcast.charts import bars, words
from webcast.charts.theme import Theme, mode_colour, nothing, palette

WAITED: Final = "waited"
"""First word of a mark's ``customdata``: ``[word, place]``, the place in :data:`webcast.analysis.waiting.WAITS`."""


def waits(frame: pl.DataFrame, mode: str | None = None, *, theme: Theme) -> go.Figure:
    """Return a bar a stretch of time from registration to attendance.

    Args:
        frame: ``wait``, ``attendees``, ``share``, the shortest wait first.
        mode: The session type, which says the colour; None for any.
        theme: Light or dark.
    """
    total = int(frame["attendees"].sum())
    kind = f"{mode} " if mode else ""
    if not total:
        return nothing(f"Of nobody both registration and {kind}session are known.", theme=theme)
    colours = palette(theme)
    colour = mode_colour(mode, colours) if mode else colours.accent
    rows = [_row(row, place, total, colour) for place, row in enumerate(frame.iter_rows(named=True))]
    parts = [f"{row.label} {row.figure}" for row in rows if row.value]
    alt = (
        f"How long before their first {kind}session {words.nouns(total, 'attendee')} registered: {'; '.join(parts)}."
    )
    return bars.rows(
        rows,
        theme=theme,
        alt=alt,
        unit=f"Attendees, of {words.count(total)}, by the time to their first {kind}session",
        most=total,
    )


def _row(row: dict[str, Any], place: int, total: int, colour: str) -> bars.Row:
    count = words.count(row["attendees"])
    share = f"of {words.count(total)}" if total < FEW else f"· {words.share(row['share'])}"
    label = row["wait"][:1].upper() + row["wait"][1:]
    return bars.Row(
        label=label,
        value=row["attendees"],
        figure=f"{count} {share}",
        data=(WAITED, place),
        hover=f"{label}<br>{words.nouns(row['attendees'], 'attendee')}, click to see them",
        colour=colour,
    )
