"""How much room the labels and the title of an axis take.

plotly finds that out by drawing: where a margin is too small it draws the whole figure again. With the room there
from the start a figure is drawn once; where a reader's font is wider than thought, plotly still makes what lacks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

FONT_SIZE: Final = 12
"""Of labels and titles of axes, in pixels."""
STANDOFF: Final = 4
"""Pixels between the plot and the labels."""
TITLE_STANDOFF: Final = 8
"""Pixels between the labels and the title."""

_MOST_EDGE: Final = 12
_LINE: Final = 1.3
_TITLE: Final = 0.7
"""Heights of a line and of a title's letters, of the font's size."""
_WIDTHS: Final = {"%": 0.95, " ": 0.32, "\N{NO-BREAK SPACE}": 0.32, ",": 0.32, ".": 0.32}
_WIDTH: Final = 0.64
"""Widths of characters, of the font's size: those of DejaVu Sans, which is wider than most."""


def around(margin: Mapping[str, int], across: Mapping[str, Any], upright: Mapping[str, Any]) -> dict[str, int]:
    """Return margins with the room that axes need.

    Args:
        margin: Pixels around the plot, under ``l``, ``r``, ``t`` and ``b``; at the right and the top they stay.
        across: The horizontal axis, as plotly takes it; it stands at the foot.
        upright: The other one; it stands at the left.
    """
    edge = min(_MOST_EDGE, margin["r"], margin["t"])  # what plotly leaves free beyond a title
    below, beside = (pixels + edge if pixels else 0 for pixels in (_below(across), _beside(upright)))
    return {**margin, "l": max(margin["l"], beside), "b": max(margin["b"], below)}


def _below(axis: Mapping[str, Any]) -> int:
    """Return how many pixels a horizontal axis takes; 0 where plotly is not to make room for it."""
    if not _makes_room(axis):
        return 0
    lines = 1 + str(axis.get("tickformat", "")).count("\n")
    labels = STANDOFF + lines * FONT_SIZE * _LINE if axis.get("showticklabels", True) else 0
    return _whole(labels + _title(axis))


def _beside(axis: Mapping[str, Any]) -> int:
    """Return how many pixels an upright axis takes; 0 as above."""
    if not _makes_room(axis):
        return 0
    texts = axis.get("ticktext") or [f"{int(axis['range'][1]):,}" if "range" in axis else ""]
    widest = max(sum(_WIDTHS.get(letter, _WIDTH) for letter in str(text)) for text in texts)
    return _whole(STANDOFF + widest * FONT_SIZE + _title(axis))


def _makes_room(axis: Mapping[str, Any]) -> bool:
    return bool(axis.get("automargin")) and axis.get("visible") is not False


def _title(axis: Mapping[str, Any]) -> float:
    """Return how high a title is; plotly keeps a line for one without a word too."""
    more = str(axis.get("title", {}).get("text", "")).count("<br>")
    return TITLE_STANDOFF + FONT_SIZE * (_TITLE + more * _LINE)


def _whole(pixels: float) -> int:
    return round(pixels) + 1
