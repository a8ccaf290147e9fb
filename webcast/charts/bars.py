"""Horizontal bars with their labels above them: they read the same on a wide screen and on a phone.

Vertical places are pixels from the top, so that text and bars keep their distances at any width.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, Final

from webcast.charts import words
from webcast.charts.figure import Figure, Trace, bar, scatter
from webcast.charts.theme import Palette, Theme, axis, figure, hidden_axis, note, palette
from webcast.language import say

LINE: Final = 18
BAR: Final = 14
NOTE: Final = 20
GAP: Final = 6
UNIT: Final = 24
UNIT_LINE: Final = 16
UNIT_CHARACTERS: Final = 56

Data = tuple[str | int | float | None, ...]


@dataclass(frozen=True)
class Row:
    """One bar, with what is written around it."""

    label: str
    """May be foreign text."""
    value: float
    figure: str
    """Written at the right, stronger: the value in words."""
    data: Data
    """What finds the people behind the bar."""
    hover: str = ""
    note: str = ""
    """Written under the bar, e.g. what was lost on the way to the next one."""
    rest: float = 0
    """Length of a second, faint bar that goes on where the first ends."""
    rest_data: Data = ()
    rest_hover: str = ""
    colour: str = ""
    reference: float | None = None
    """Where the comparison is marked, e.g. the same of the event before."""


def rows(rows: Sequence[Row], *, theme: Theme, alt: str, unit: str, most: float | None = None) -> Figure:
    """Return bars under each other, from zero, each with its label above and its value at the right.

    Args:
        rows: From top to bottom.
        theme: Light or dark.
        alt: See :func:`webcast.charts.theme.figure`.
        unit: What the length of a bar counts.
        most: The value of a bar of full length; the longest bar's where not given.
    """
    colours = palette(theme)
    labels, middles, bottom = _stack(rows, colours)
    # A mark beyond every bar is on the axis too.
    longest = most or max((max(row.value + row.rest, row.reference or 0) for row in rows), default=0) or 1
    traces = [_bars(rows, middles, colours)]
    if any(row.rest for row in rows):
        traces.append(_rests(rows, middles, colours))
    if any(row.reference is not None for row in rows):
        traces.append(_references(rows, middles, colours))
    return figure(
        traces,
        theme=theme,
        alt=alt,
        annotations=[*labels, unit_below(unit, colours)],
        **layout(colours, unit, longest, bottom),
    )


def layout(colours: Palette, unit: str, longest: float, bottom: float) -> dict[str, Any]:
    """Return the layout of bars that lie one below the other, each with its figure written beside it.

    Args:
        colours: Light or dark.
        unit: What the length of a bar says, under them all (:func:`unit_below`); the scale itself has no marks.
        longest: How long the axis is.
        bottom: Where the last bar ends, in pixels from the top.
    """
    return {
        "height": bottom + room_below(unit),
        "margin": {"l": 2, "r": 2, "t": 0, "b": room_below(unit)},
        "xaxis": {
            **axis(colours),
            "range": [0, longest],
            "showticklabels": False,
            "showgrid": False,
            "automargin": False,
        },
        "yaxis": {**hidden_axis(), "range": [bottom, 0]},
        "barmode": "overlay",
    }


def _stack(rows: Sequence[Row], colours: Palette) -> tuple[list[dict[str, Any]], list[float], int]:
    """Return the labels, the middle of each bar, and where the last row ends."""
    notes: list[dict[str, Any]] = []
    middles: list[float] = []
    top = 0
    for row in rows:
        # Beside the value, on a narrow screen: that takes as many letters as it has, a little wider ones.
        lines = words.label(row.label, min(44, 52 - len(row.figure) * 11 // 10))
        notes.append(left("<br>".join(lines), top, colours))
        strong = {"size": 13, "color": colours.text, "weight": 600}
        notes.append(_right(row.figure, top, colours) | {"font": strong})
        top += LINE * len(lines) + 2
        middles.append(top + BAR / 2)
        top += BAR
        if row.note:
            quiet = {"size": 12, "color": colours.quiet}
            notes.append(left(row.note, top + 2, colours) | {"font": quiet})
            top += NOTE
        top += GAP
    return notes, middles, top - GAP + 4 if rows else LINE


def left(text: str, top: float, colours: Palette) -> dict[str, Any]:
    """Return a text at the left edge, this many pixels from the top."""
    place = {"x": 0, "xref": "paper", "xanchor": "left", "y": top, "yanchor": "top", "align": "left"}
    return note(text, colours, borderpad=0, **place)


def _right(text: str, top: float, colours: Palette) -> dict[str, Any]:
    place = {"x": 1, "xref": "paper", "xanchor": "right", "y": top, "yanchor": "top", "align": "right"}
    return note(text, colours, borderpad=0, **place)


def _bars(rows: Sequence[Row], middles: Sequence[float], colours: Palette) -> Trace:
    return bar(
        orientation="h",
        x=[row.value for row in rows],
        y=middles,
        width=BAR,
        customdata=[list(row.data) for row in rows],
        hovertext=[row.hover for row in rows],
        hoverinfo="text",
        marker={"color": [row.colour or colours.accent for row in rows], "cornerradius": 3, "line": {"width": 0}},
        **chosen(),
    )


def _rests(rows: Sequence[Row], middles: Sequence[float], colours: Palette) -> Trace:
    shown = [(row, middle) for row, middle in zip(rows, middles, strict=True) if row.rest]
    return bar(
        orientation="h",
        x=[row.rest for row, _ in shown],
        base=[row.value for row, _ in shown],
        y=[middle for _, middle in shown],
        width=BAR,
        customdata=[list(row.rest_data) for row, _ in shown],
        hovertext=[row.rest_hover for row, _ in shown],
        hoverinfo="text",
        # Twenty per cent of a colour are hardly seen; its outline is.
        marker={"color": colours.dropped, "line": {"width": 1, "color": colours.accent}},
        **chosen(),
    )


def _references(rows: Sequence[Row], middles: Sequence[float], colours: Palette) -> Trace:
    """Return a short upright line at each bar that has a comparison, a little wider than the bar."""
    reach = BAR / 2 + 3
    marked = [(row.reference, middle) for row, middle in zip(rows, middles, strict=True) if row.reference is not None]
    return scatter(
        x=[x for value, _ in marked for x in (value, value, None)],
        y=[y for _, middle in marked for y in (middle - reach, middle + reach, None)],
        mode="lines",
        line={"color": colours.comparison, "width": 2.5},
        hoverinfo="skip",
        cliponaxis=False,
    )


def marked(unit: str, beside: str) -> str:
    """Return what bars count, with what their upright marks stand for: ``Registrants; upright mark: your goal``."""
    if not beside:
        return unit
    return say("{unit}; upright mark: {name}", unit=unit, name=words.shorten_to(beside, 40))


def chosen() -> dict[str, Any]:
    """Return how a clicked mark stands out: the others step back a little, and stay readable."""
    return {"selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 0.45}}}


def unit_below(unit: str, colours: Palette) -> dict[str, Any]:
    """Return what the length of a bar says, under the bars, where their labels begin."""
    place = {"x": 0, "xref": "paper", "xanchor": "left", "y": 0, "yref": "paper", "yanchor": "top", "yshift": -6}
    return note(_lines(unit), colours, align="left", **place) | {"font": {"size": 12, "color": colours.quiet}}


def _lines(unit: str) -> str:
    """Return what the length of a bar says, in lines that fit a phone: one that is cut says nothing."""
    return "<br>".join(wrap(unit, UNIT_CHARACTERS))


def room_below(unit: str) -> int:
    """Return how many pixels :func:`unit_below` takes."""
    return UNIT + UNIT_LINE * max(0, len(wrap(unit, UNIT_CHARACTERS)) - 1)
