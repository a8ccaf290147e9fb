"""A figure that stands alone: its own head says what it shows, of whom and as of when, since no page is around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any, Final

from webcast.charts.figure import Figure
from webcast.charts.theme import Theme, palette
from webcast.charts.words import safe

WIDTH: Final = 1200

_EDGE: Final = 28
"""Around everything."""
_TITLE: Final = 20
_LINE: Final = 12
_GAP: Final = 20
"""Between the head and what is drawn."""
_BESIDE: Final = 62
_BELOW: Final = 48
"""Room for the labels and the title of an axis: plotly makes it by itself, but then at the very edge."""
_SPACING: Final = 1.3
"""Of lines, as plotly draws them."""
_LETTER: Final = 0.56
"""How wide a letter is in these fonts, of its height, on the safe side."""


def standing(figure: Figure, title: str, lines: Sequence[str], *, theme: Theme, width: int = WIDTH) -> Figure:
    """Return a figure with a head and edges, of a fixed width; what it draws keeps its height.

    Args:
        figure: As a page shows it.
        title: What it shows; may be foreign text.
        lines: Under the title, each broken where it is too long; may be foreign text.
        theme: That of the figure.
        width: Pixels.
    """
    colours = palette(theme)
    room = width - 2 * _EDGE
    titles = _broken([title], room, _TITLE * 1.08)  # bold letters are wider
    under = _broken(lines, room, _LINE)
    head = round(_EDGE + _SPACING * (_TITLE * len(titles) + _LINE * len(under)) + _GAP)
    drawn = figure.spec["layout"]
    margin = drawn["margin"]
    below = _BELOW if _labelled(drawn["xaxis"]) else margin["b"]
    beside = _BESIDE if _labelled(drawn["yaxis"]) else margin["l"]
    return figure.changed(
        width=width,
        height=drawn["height"] + head + _EDGE,
        margin={"l": beside + _EDGE, "r": margin["r"] + _EDGE, "t": margin["t"] + head, "b": below + _EDGE},
        title={
            "text": "<br>".join(titles),
            "font": {"size": _TITLE, "color": colours.text, "weight": 600},
            "subtitle": {"text": "<br>".join(under), "font": {"size": _LINE, "color": colours.quiet}},
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"l": _EDGE, "t": _EDGE},
        },
    )


def _labelled(axis: Mapping[str, Any]) -> bool:
    return bool(axis.get("automargin")) and axis.get("visible") is not False


def _broken(lines: Sequence[str], room: int, size: float) -> list[str]:
    letters = max(int(room / (size * _LETTER)), 10)
    flat = (" ".join(line.split()) for line in lines)
    return [safe(part) for line in flat for part in wrap(line, letters, break_on_hyphens=False)]
