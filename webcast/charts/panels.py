"""Small multiples: a row of horizontal bars a group, a panel a measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from webcast.charts import words
from webcast.charts.bars import LINE, Data, chosen, left, room_below, unit_below
from webcast.charts.figure import Figure, Trace, bar, scatter
from webcast.charts.theme import Palette, Theme, faint, figure, hidden_axis, note, over, palette

HEAD: Final = 36
ROW: Final = 42
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
) -> Figure:
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
    notes = [left(_row_label(text, base), top, colours) for text, base, top in named]
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
        traces.append(_bars(panel, middles, f"x{name}", colours, longest if at_end else None))
        notes.append(_title(panel.title, f"x{name}", low, colours))
        beside.append(_values(panel, middles, f"x{name}", edge, colours, lacking=at_end))
        if low < 0:
            beside.append(_zero(middles, f"x{name}", colours))
        if panel.reference is not None:
            beside.append(_reference(panel.reference, middles, f"x{name}", colours))
    notes.append(unit_below(unit, colours))
    return figure(
        [*traces, *beside],
        theme=theme,
        alt=alt,
        height=bottom + room_below(unit),
        margin={"l": 2, "r": 2, "t": 0, "b": room_below(unit)},
        yaxis={**hidden_axis(), "range": [bottom, 0]},
        annotations=notes,
        barmode="overlay",
        **axes,
    )


def _domain(n: int, of: int) -> list[float]:
    gap = 0.02
    width = (1 - gap * (of - 1)) / of
    return [n * (width + gap), n * (width + gap) + width]


def _bars(panel: Panel, middles: Sequence[float], xaxis: str, colours: Palette, longest: float | None) -> Trace:
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
    return bar(
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


def _title(title: str, xaxis: str, left: float, colours: Palette) -> dict[str, Any]:
    text = "<br>".join(words.label(title, 11, 2))
    place = {"x": left, "xref": xaxis, "xanchor": "left", "y": 0, "yanchor": "top", "align": "left", "borderpad": 0}
    return note(text, colours, **place) | {"font": {"size": 12, "color": colours.quiet}}


def _values(
    panel: Panel, middles: Sequence[float], xaxis: str, edge: float, colours: Palette, *, lacking: bool
) -> Trace:
    """Return the values as one trace of text: fifty annotations would take plotly longer than all the rest.

    ``lacking``: Only of the cells without a bar to stand behind, whose value is not known.
    """
    shown = [(c, y) for c, y in zip(panel.cells, middles, strict=True) if not lacking or c.value is None]
    return scatter(
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


def _reference(value: float, middles: Sequence[float], xaxis: str, colours: Palette) -> Trace:
    """Return a short upright line at each bar: where the comparison lies."""
    reach = THIN / 2 + 4
    return scatter(
        xaxis=xaxis,
        x=[x for _ in middles for x in (value, value, None)],
        y=[y for middle in middles for y in (middle - reach, middle + reach, None)],
        mode="lines",
        line={"color": colours.comparison, "width": 2.5},
        hoverinfo="skip",
    )


def _zero(middles: Sequence[float], xaxis: str, colours: Palette) -> Trace:
    """Return the hairline that bars to both sides start from."""
    return scatter(
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
