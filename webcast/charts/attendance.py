"""Attendance by mode: one event as bars, several as small multiples, a panel a mode."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from webcast import formats
from webcast.charts import bars, words
from webcast.charts.figure import Figure
from webcast.charts.panels import Cell, Panel, panels
from webcast.charts.theme import Palette, Theme, mode_colour, nothing, palette
from webcast.language import say
from webcast.view.comparison import Beside

WAY: Final = "way"
"""First word of a mark's ``customdata``: ``[word, way, event id]``."""


def by_event(frame: pl.DataFrame, *, theme: Theme, beside: Beside | None = None) -> Figure:
    """Return how each event was attended.

    Args:
        frame: As :func:`webcast.analysis.attendance.by_event` returns it.
        theme: Light or dark.
        beside: What one event is compared with: way → share; marked on its bars.

    Returns:
        Bars whose ``customdata`` begins with :data:`WAY`.
    """
    shown = frame.filter((pl.col("registrants") > 0).any().over("way"))
    if shown.is_empty():
        return nothing(say("Nobody is known to have attended."), theme=theme)
    if shown["event_id"].n_unique() == 1:
        return _one(shown, theme, beside or Beside())
    return _several(shown, theme)


GROUP: Final = "group"
"""First word of a group's ``customdata``: ``[word, group]``."""


def by_group(frame: pl.DataFrame, *, theme: Theme) -> Figure:
    """Return bars of groups: who attended at full colour, who only registered faint behind it.

    Args:
        frame: As :func:`webcast.analysis.attendance.by_group` returns it.
        theme: Light or dark.

    Returns:
        Bars whose ``customdata`` begins with :data:`GROUP`.
    """
    if frame.is_empty():
        return nothing(say("Nobody to count."), theme=theme)
    rows = [_group(row) for row in frame.iter_rows(named=True)]
    first = frame.row(0, named=True)
    alt = say(
        "Registrants by group, {bars}. First: {value}, {came}.",
        bars=words.nouns(frame.height, "bar", "bars"),
        value=first["group"] or say("none given"),
        came=_came(first["attended"], words.nouns(first["told"], "registrant", "registrants"), first["registrants"]),
    )
    return bars.rows(rows, theme=theme, alt=alt, unit=say("Registrants: attended, and registered only (faint)"))


def _group(row: dict[str, Any]) -> bars.Row:
    label = row["group"] or say("None given")
    data: bars.Data = (GROUP, row["group"])
    came, told, registered = row["attended"], row["told"], row["registrants"]
    text = f"{words.safe(label)}<br>{_came(came, words.nouns(told, 'registrant', 'registrants'), registered)}"
    return bars.Row(
        label=label,
        value=came or 0,
        figure=_came(came, words.count(told), registered),
        data=data,
        hover=text,
        rest=told - (came or 0),
        rest_data=data,
        rest_hover=text,
    )


def _came(came: int | None, of: str, registered: int) -> str:
    """Say how many came of those of whom a report tells; where none does, how many registered."""
    if came is None:
        return say(
            "{registrants}, attendance not known", registrants=words.nouns(registered, "registrant", "registrants")
        )
    return say("{came} of {of} attended", came=words.count(came), of=of)


def _one(frame: pl.DataFrame, theme: Theme, beside: Beside) -> Figure:
    colours = palette(theme)
    shares = {way: share for way in frame["way"] if (share := beside.figures.get(way)) is not None}
    rows = [
        bars.Row(
            label=say(row["way"]),
            value=row["share"] or 0,
            figure=_figure(row),
            data=(WAY, row["way"], row["event_id"]),
            hover=_hover(row),
            colour=_colour(row["way"], colours),
            reference=shares.get(row["way"]),
        )
        for row in frame.iter_rows(named=True)
    ]
    unit = bars.marked(say("Share of registrants"), beside.name if shares else "")
    return bars.rows(rows, theme=theme, alt=_alt(frame), unit=unit, most=1)


def _several(frame: pl.DataFrame, theme: Theme) -> Figure:
    colours = palette(theme)
    events = frame.select("title", "of", "event_id").unique("event_id", maintain_order=True)
    modes = [
        Panel(say(way), [_cell(row) for row in part.iter_rows(named=True)], _colour(way, colours))
        for (way,), part in frame.partition_by("way", as_dict=True).items()
    ]
    # The base is said once a row, so that a share fits beside its bar on a phone.
    bases = [words.count(of) for of in events["of"]]
    unit = say("Share of each event's registrants (the number)")
    return panels(events["title"].to_list(), modes, theme=theme, alt=_alt(frame), unit=unit, most=1.0, bases=bases)


def _cell(row: dict[str, Any]) -> Cell:
    return Cell(row["share"], words.share(row["share"]), (WAY, row["way"], row["event_id"]), _hover(row))


def _figure(row: dict[str, Any]) -> str:
    if row["registrants"] is None:
        return formats.UNKNOWN
    return f"{words.share(row['share'])} ({words.count(row['registrants'])})"


def _hover(row: dict[str, Any]) -> str:
    title = words.safe(row["title"] or row["event_id"])
    people = say(
        "{registrants} of {registrants_2}",
        registrants=words.count(row["registrants"]),
        registrants_2=words.nouns(row["of"], "registrant", "registrants"),
    )
    return say("{title}<br>{way}: {people}", title=title, way=say(row["way"]), people=people)


def _colour(way: str, colours: Palette) -> str:
    return mode_colour(way, colours)


def _alt(frame: pl.DataFrame) -> str:
    told = frame.drop_nulls("registrants")
    totals = told.group_by("way", maintain_order=True).agg(pl.col("registrants").sum(), pl.col("of").sum())
    parts = [
        say("{way} {n} of {of} registrants", way=say(way), n=words.count(n), of=words.count(of))
        for way, n, of in totals.iter_rows()
    ]
    return say(
        "Attendance by mode for {events}. {listed}.",
        events=words.nouns(frame["event_id"].n_unique(), "event", "events"),
        listed="; ".join(parts),
    )
