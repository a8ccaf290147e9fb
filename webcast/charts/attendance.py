"""Attendance by mode: one event as bars, several as small multiples, a panel a mode."""

from __future__ import annotations

from typing import Any, Final

import plotly.graph_objects as go
import polars as pl

from webcast.charts import bars, words
from webcast.charts.theme import Palette, Theme, mode_colour, nothing, palette

WAY: Final = "way"
"""First word of a mark's ``customdata``: ``[word, way, event id]``."""


def by_event(frame: pl.DataFrame, *, theme: Theme) -> go.Figure:
    """Return how each event was attended.

    Args:
        frame: As :func:`webcast.analysis.attendance.by_event` returns it.
        theme: Light or dark.

    Returns:
        Bars whose ``customdata`` begins with :data:`WAY`.
    """
    shown = frame.filter((pl.col("registrants") > 0).any().over("way"))
    if shown.is_empty():
        return nothing("Nobody is known to have attended.", theme=theme)
    if shown["event_id"].n_unique() == 1:
        return _one(shown, theme)
    return _several(shown, theme)


def _one(frame: pl.DataFrame, theme: Theme) -> go.Figure:
    colours = palette(theme)
    rows = [
        bars.Row(
            label=row["way"],
            value=row["share"] or 0,
            figure=_figure(row),
            data=(WAY, row["way"], row["event_id"]),
            hover=_hover(row),
            colour=_colour(row["way"], colours),
        )
        for row in frame.iter_rows(named=True)
    ]
    return bars.rows(rows, theme=theme, alt=_alt(frame), unit="Share of registrants", most=1)


def _several(frame: pl.DataFrame, theme: Theme) -> go.Figure:
    colours = palette(theme)
    events = frame.select("event_id", "title").unique("event_id", maintain_order=True)
    panels = [
        bars.Panel(way, [_cell(row) for row in part.iter_rows(named=True)], _colour(way, colours))
        for (way,), part in frame.partition_by("way", as_dict=True).items()
    ]
    labels = [title or event_id for event_id, title in events.iter_rows()]
    return bars.panels(labels, panels, theme=theme, alt=_alt(frame), unit="Share of the event's registrants")


def _cell(row: dict[str, Any]) -> bars.Cell:
    return bars.Cell(row["share"], _figure(row), (WAY, row["way"], row["event_id"]), _hover(row))


def _figure(row: dict[str, Any]) -> str:
    if row["registrants"] is None:
        return words.NOT_KNOWN
    return f"{words.share(row['share'])} ({words.count(row['registrants'])})"


def _hover(row: dict[str, Any]) -> str:
    title = words.safe(row["title"] or row["event_id"])
    people = f"{words.count(row['registrants'])} of {words.nouns(row['of'], 'registrant')}"
    return f"{title}<br>{row['way']}: {people}"


def _colour(way: str, colours: Palette) -> str:
    return mode_colour(way, colours)


def _alt(frame: pl.DataFrame) -> str:
    totals = frame.group_by("way", maintain_order=True).agg(pl.col("registrants").sum(), pl.col("of").sum())
    parts = [f"{way} {words.count(n)} of {words.count(of)} registrants" for way, n, of in totals.iter_rows()]
    return f"Attendance by mode for {words.nouns(frame['event_id'].n_unique(), 'event')}. {'; '.join(parts)}."
