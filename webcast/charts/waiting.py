"""How long before their first session people registered, as bars."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from webcast.analysis.stages import FEW
from webcast.charts import bars, words
from webcast.charts.figure import Figure
from webcast.charts.theme import Theme, mode_colour, nothing, palette
from webcast.language import say

WAITED: Final = "waited"
"""First word of a mark's ``customdata``: ``[word, place]``, the place in :data:`webcast.analysis.waiting.WAITS`."""


def waits(frame: pl.DataFrame, mode: str | None = None, *, theme: Theme) -> Figure:
    """Return a bar a stretch of time from registration to attendance.

    Args:
        frame: ``wait``, ``attendees``, ``share``, the shortest wait first.
        mode: The session type, which says the colour; None for any.
        theme: Light or dark.
    """
    total = int(frame["attendees"].sum())
    if not total:
        return nothing(
            say("There is nobody whose registration and {session} are both known.", session=_session(mode)),
            theme=theme,
        )
    colours = palette(theme)
    colour = mode_colour(mode, colours) if mode else colours.accent
    rows = [_row(row, place, total, colour) for place, row in enumerate(frame.iter_rows(named=True))]
    parts = [f"{row.label} {row.figure}" for row in rows if row.value]
    alt = say(
        "How long before their first {session} {attendees} registered: {listed}.",
        session=_session(mode),
        attendees=words.nouns(total, "attendee", "attendees"),
        listed="; ".join(parts),
    )
    return bars.rows(
        rows,
        theme=theme,
        alt=alt,
        unit=say(
            "Attendees, of {total}, by the time to their first {session}",
            total=words.count(total),
            session=_session(mode),
        ),
        most=total,
    )


def _session(mode: str | None) -> str:
    return say("{mode} session", mode=mode) if mode else say("session")


def _row(row: dict[str, Any], place: int, total: int, colour: str) -> bars.Row:
    count = words.count(row["attendees"])
    share = say("of {total}", total=words.count(total)) if total < FEW else f"· {words.share(row['share'])}"
    wait = say(row["wait"])
    label = wait[:1].upper() + wait[1:]
    return bars.Row(
        label=label,
        value=row["attendees"],
        figure=f"{count} {share}",
        data=(WAITED, place),
        hover=say(
            "{label}<br>{attendees}, click to see them",
            label=label,
            attendees=words.nouns(row["attendees"], "attendee", "attendees"),
        ),
        colour=colour,
    )
