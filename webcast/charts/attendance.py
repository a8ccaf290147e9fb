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
    every = frame.rows(named=True)
    known = {row["way"] for row in every if row["registrants"]}
    shown = [row for row in every if row["way"] in known]
    if not shown:
        return nothing(say("Nobody is known to have attended."), theme=theme)
    if len({row["event_id"] for row in shown}) == 1:
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


def _one(shown: list[dict[str, Any]], theme: Theme, beside: Beside) -> Figure:
    colours = palette(theme)
    shares = {row["way"]: share for row in shown if (share := beside.figures.get(row["way"])) is not None}
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
        for row in shown
    ]
    unit = bars.marked(say("Share of registrants"), beside.name if shares else "")
    return bars.rows(rows, theme=theme, alt=_alt(shown), unit=unit, most=1)


def _several(shown: list[dict[str, Any]], theme: Theme) -> Figure:
    colours = palette(theme)
    events: dict[str, dict[str, Any]] = {}
    by_way: dict[str, list[dict[str, Any]]] = {}
    for row in shown:
        events.setdefault(row["event_id"], row)
        by_way.setdefault(row["way"], []).append(row)
    modes = [Panel(say(way), [_cell(row) for row in rows], _colour(way, colours)) for way, rows in by_way.items()]
    # The base is said once a row, so that a share fits beside its bar on a phone.
    bases, titles = zip(*((words.count(row["of"]), row["title"]) for row in events.values()), strict=True)
    unit = say("Share of each event's registrants (the number)")
    return panels(list(titles), modes, theme=theme, alt=_alt(shown), unit=unit, most=1.0, bases=list(bases))


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


def _alt(shown: list[dict[str, Any]]) -> str:
    totals: dict[str, tuple[int, int]] = {}
    for row in shown:
        if row["registrants"] is not None:
            count, base = totals.get(row["way"], (0, 0))
            totals[row["way"]] = count + row["registrants"], base + row["of"]
    parts = [
        say("{way} {n} of {of} registrants", way=say(way), n=words.count(n), of=words.count(of))
        for way, (n, of) in totals.items()
    ]
    return say(
        "Attendance by mode for {events}. {listed}.",
        events=words.nouns(len({row["event_id"] for row in shown}), "event", "events"),
        listed="; ".join(parts),
    )
