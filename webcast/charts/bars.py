"""Horizontal bars with their labels above them: they read the same on a wide screen and on a phone.

Vertical places are pixels from the top, so that text and bars keep their distances at any width.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, Final

import plotly.graph_objects as go

from webcast.charts import words
from webcast.charts.theme import Palette, Theme, axis, faint, figure, hidden_axis, note, over, palette
from webcast.language import say

LINE: Final = 18
BAR: Final = 14
NOTE: Final = 20
GAP: Final = 8
UNIT: Final = 28
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


def rows(rows: Sequence[Row], *, theme: Theme, alt: str, unit: str, most: float | None = None) -> go.Figure:
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
        "height": bottom + _below(unit),
        "margin": {"l": 2, "r": 2, "t": 0, "b": _below(unit)},
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
        notes.append(_left("<br>".join(lines), top, colours))
        strong = {"size": 13, "color": colours.text, "weight": 600}
        notes.append(_right(row.figure, top, colours) | {"font": strong})
        top += LINE * len(lines) + 2
        middles.append(top + BAR / 2)
        top += BAR
        if row.note:
            quiet = {"size": 12, "color": colours.quiet}
            notes.append(_left(row.note, top + 2, colours) | {"font": quiet})
            top += NOTE
        top += GAP
    return notes, middles, top - GAP + 4 if rows else LINE


def _left(text: str, top: float, colours: Palette) -> dict[str, Any]:
    place = {"x": 0, "xref": "paper", "xanchor": "left", "y": top, "yanchor": "top", "align": "left"}
    return note(text, colours, borderpad=0, **place)


def _right(text: str, top: float, colours: Palette) -> dict[str, Any]:
    place = {"x": 1, "xref": "paper", "xanchor": "right", "y": top, "yanchor": "top", "align": "right"}
    return note(text, colours, borderpad=0, **place)


def _bars(rows: Sequence[Row], middles: Sequence[float], colours: Palette) -> go.Bar:
    return go.Bar(
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


def _rests(rows: Sequence[Row], middles: Sequence[float], colours: Palette) -> go.Bar:
    shown = [(row, middle) for row, middle in zip(rows, middles, strict=True) if row.rest]
    return go.Bar(
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


def _references(rows: Sequence[Row], middles: Sequence[float], colours: Palette) -> go.Scatter:
    """Return a short upright line at each bar that has a comparison, a little wider than the bar."""
    reach = BAR / 2 + 3
    marked = [(row.reference, middle) for row, middle in zip(rows, middles, strict=True) if row.reference is not None]
    return go.Scatter(
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


# Small multiples

HEAD: Final = 36
ROW: Final = 44
THIN: Final = 16
GUTTER: Final = 1.8
"""A panel is this much wider than its longest bar, so that values stand in a column at its right."""


@dataclass(frozen=True)
class Cell:
    """One bar of a panel."""

    value: float | None
    figure: str
    data: Data
    hover: str = ""
    low: float | None = None
    high: float | None = None
    faint: bool = False
    """Drawn pale: of so few that it says little."""


@dataclass(frozen=True)
class Panel:
    """One column of bars on an axis of its own; all panels have the same scale but those that bring their own."""

    title: str
    cells: Sequence[Cell]
    colour: str = ""
    reference: float | None = None
    """Where the comparison is drawn, e.g. the value of all groups together."""
    scale: tuple[float, float] | None = None
    """Where its bars begin and end; below zero they go to the left of a line."""


def panels(
    labels: Sequence[str],
    panels: Sequence[Panel],
    *,
    theme: Theme,
    alt: str,
    unit: str,
    most: float | None = None,
    bases: Sequence[str] = (),
) -> go.Figure:
    """Return small multiples: a row a group, a panel a measure.

    Args:
        labels: Of the rows, from top to bottom; may be foreign text.
        panels: From left to right, each with a cell a row.
        theme: Light or dark.
        alt: See :func:`webcast.charts.theme.figure`.
        unit: What the length of a bar says.
        most: The value of a bar of full length; the longest bar's where not given.
        bases: Written after each label: of how many the row speaks.
    """
    colours = palette(theme)
    longest = most or max((c.value or 0 for p in panels for c in p.cells), default=0) or 1
    bottom = HEAD + ROW * len(labels)
    tops = [HEAD + ROW * n for n in range(len(labels))]
    named = zip(labels, bases or [""] * len(labels), tops, strict=True)
    notes = [_left(_row_label(text, base), top, colours) for text, base, top in named]
    middles = [top + LINE + 2 + THIN / 2 for top in tops]
    traces: list[Any] = []
    beside: list[Any] = []
    axes: dict[str, Any] = {}
    for n, panel in enumerate(panels):
        name = "" if n == 0 else str(n + 1)
        low, high = panel.scale or (0, longest)
        # Of shares alone the value stands behind its bar, in it where that is longer than half of the panel.
        at_end = most is not None and panel.reference is None and all(c.high is None for c in panel.cells)
        edge = high if at_end else low + (high - low) * GUTTER
        axes[f"xaxis{name}"] = {**hidden_axis(), "range": [low, edge], "domain": _domain(n, len(panels))}
        traces.append(_panel_bars(panel, middles, f"x{name}", colours, longest if at_end else None))
        notes.append(_panel_title(panel.title, f"x{name}", low, colours))
        beside.append(_panel_values(panel, middles, f"x{name}", edge, colours, lacking=at_end))
        if low < 0:
            beside.append(_zero(middles, f"x{name}", colours))
        if panel.reference is not None:
            beside.append(_reference(panel.reference, middles, f"x{name}", colours))
    notes.append(unit_below(unit, colours))
    return figure(
        [*traces, *beside],
        theme=theme,
        alt=alt,
        height=bottom + _below(unit),
        margin={"l": 2, "r": 2, "t": 0, "b": _below(unit)},
        yaxis={**hidden_axis(), "range": [bottom, 0]},
        annotations=notes,
        barmode="overlay",
        **axes,
    )


def _domain(n: int, of: int) -> list[float]:
    gap = 0.02
    width = (1 - gap * (of - 1)) / of
    return [n * (width + gap), n * (width + gap) + width]


def _panel_bars(
    panel: Panel, middles: Sequence[float], xaxis: str, colours: Palette, longest: float | None
) -> go.Bar:
    cells = panel.cells
    ends = (
        {}
        if longest is None
        else {
            "text": [cell.figure for cell in cells],
            "textposition": ["inside" if (cell.value or 0) > longest / 2 else "outside" for cell in cells],
            "textangle": 0,
            "constraintext": "none",
            "cliponaxis": False,
            "outsidetextfont": {"size": 12, "color": colours.text},
            "insidetextfont": {"size": 12, "color": over(panel.colour or colours.accent)},
        }
    )
    above = [None if c.high is None else c.high - (c.value or 0) for c in cells]
    below = [None if c.low is None else (c.value or 0) - c.low for c in cells]
    error = {
        "type": "data",
        "array": above,
        "arrayminus": below,
        "thickness": 1.5,
        "width": 3,
        "color": colours.quiet,
    }
    return go.Bar(
        orientation="h",
        xaxis=xaxis,
        x=[cell.value for cell in cells],
        y=list(middles),
        width=THIN,
        error_x=error if any(c.high is not None for c in cells) else None,
        customdata=[list(cell.data) for cell in cells],
        hovertext=[cell.hover for cell in cells],
        hoverinfo="text",
        marker={"color": _tints(panel, colours), "cornerradius": 3, "line": _outline(panel, colours)},
        **ends,
        **chosen(),
    )


def _tints(panel: Panel, colours: Palette) -> str | list[str]:
    full = panel.colour or colours.accent
    if not any(cell.faint for cell in panel.cells):
        return full
    return [faint(full, 0.4) if cell.faint else full for cell in panel.cells]


def _outline(panel: Panel, colours: Palette) -> dict[str, Any]:
    pale = any(cell.faint for cell in panel.cells)
    return {"width": 1, "color": panel.colour or colours.accent} if pale else {"width": 0}


def _panel_title(title: str, xaxis: str, left: float, colours: Palette) -> dict[str, Any]:
    text = "<br>".join(words.label(title, 11, 2))
    place = {"x": left, "xref": xaxis, "xanchor": "left", "y": 0, "yanchor": "top", "align": "left", "borderpad": 0}
    return note(text, colours, **place) | {"font": {"size": 12, "color": colours.quiet}}


def _panel_values(
    panel: Panel, middles: Sequence[float], xaxis: str, edge: float, colours: Palette, *, lacking: bool
) -> go.Scatter:
    """Return the values as one trace of text: fifty annotations would take plotly longer than all the rest.

    ``lacking``: Only of the cells without a bar to stand behind, whose value is not known.
    """
    shown = [(c, y) for c, y in zip(panel.cells, middles, strict=True) if not lacking or c.value is None]
    return go.Scatter(
        xaxis=xaxis,
        x=[0 if lacking else edge for _ in shown],
        y=[y for _, y in shown],
        mode="text",
        text=[cell.figure for cell, _ in shown],
        textposition="middle right" if lacking else "middle left",
        textfont={"size": 12, "color": colours.text},
        # A click on a bar chooses it; plotly would fade the words beside the others.
        unselected={"textfont": {"color": colours.text}},
        cliponaxis=False,
        hoverinfo="skip",
    )


def _reference(value: float, middles: Sequence[float], xaxis: str, colours: Palette) -> go.Scatter:
    """Return a short upright line at each bar: where the comparison lies."""
    reach = THIN / 2 + 4
    return go.Scatter(
        xaxis=xaxis,
        x=[x for _ in middles for x in (value, value, None)],
        y=[y for middle in middles for y in (middle - reach, middle + reach, None)],
        mode="lines",
        line={"color": colours.comparison, "width": 2.5},
        hoverinfo="skip",
    )


def _zero(middles: Sequence[float], xaxis: str, colours: Palette) -> go.Scatter:
    """Return the hairline that bars to both sides start from."""
    return go.Scatter(
        xaxis=xaxis,
        x=[0, 0],
        y=[middles[0] - THIN, middles[-1] + THIN] if middles else [0, 0],
        mode="lines",
        line={"color": colours.line, "width": 1},
        hoverinfo="skip",
    )


def _row_label(text: str, base: str) -> str:
    name = "".join(words.label(text, 44, 1))
    return f"{name} · {base}" if base else name


def unit_below(unit: str, colours: Palette) -> dict[str, Any]:
    """Return what the length of a bar says, under the bars, where their labels begin."""
    place = {"x": 0, "xref": "paper", "xanchor": "left", "y": 0, "yref": "paper", "yanchor": "top", "yshift": -6}
    return note(_lines(unit), colours, align="left", **place) | {"font": {"size": 12, "color": colours.quiet}}


def _lines(unit: str) -> str:
    """Return what the length of a bar says, in lines that fit a phone: one that is cut says nothing."""
    return "<br>".join(wrap(unit, UNIT_CHARACTERS))


def _below(unit: str) -> int:
    return UNIT + UNIT_LINE * max(0, len(wrap(unit, UNIT_CHARACTERS)) - 1)
