"""Spark lines: how a figure ran over the account's events, as small as a word, with its numbers in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from webcast.mark import as_address
from webcast.ui.frame import html

LINE: Final = "#808080"
DOT: Final = "#7A6CF0"
"""Both at least 3:1 on the ground of either theme."""

WIDTH: Final = 120
HEIGHT: Final = 28
_EDGE: Final = 3
"""Room for the line's width and for the dot at its end."""


@dataclass(frozen=True)
class Spark:
    """A figure over events, oldest first.

    Attributes:
        values: None where it is not known, which leaves a gap.
        text: The same in words, for who does not see it.
    """

    values: tuple[float | None, ...]
    text: str

    def picture(self) -> str:
        """Return the line as an image: drawings in the page's own HTML are taken out by Streamlit."""
        drawn, text = as_address(self.svg().encode(), "svg+xml"), html.attribute(self.text)
        return f'<img class="wi-spark" src="{drawn}" alt="{text}" title="{text}">'

    def svg(self) -> str:
        """Return the drawing, in colours that are seen in both themes."""
        points = _points(self.values)
        parts = "".join(_stretch(stretch) for stretch in _stretches(points))
        last = next(point for point in reversed(points) if point is not None)
        dot = f'<circle cx="{last[0]:.1f}" cy="{last[1]:.1f}" r="2.5"/>'
        box = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
        pen = f'fill="none" stroke="{LINE}" stroke-width="1.5" stroke-linejoin="round" stroke-linecap="round"'
        return f'<svg xmlns="http://www.w3.org/2000/svg" {box}><g {pen}>{parts}</g><g fill="{DOT}">{dot}</g></svg>'


Point = tuple[float, float]


def _points(values: Sequence[float | None]) -> list[Point | None]:
    known = [value for value in values if value is not None]
    low, high = min(known), max(known)
    step = (WIDTH - 2 * _EDGE) / max(len(values) - 1, 1)

    def height(value: float) -> float:
        share = (value - low) / (high - low) if high > low else 0.5
        return HEIGHT - _EDGE - share * (HEIGHT - 2 * _EDGE)

    return [None if value is None else (_EDGE + n * step, height(value)) for n, value in enumerate(values)]


def _stretches(points: Sequence[Point | None]) -> list[list[Point]]:
    found: list[list[Point]] = [[]]
    for point in points:
        if point is None:
            found.append([])
        else:
            found[-1].append(point)
    return [stretch for stretch in found if stretch]


def _stretch(points: Sequence[Point]) -> str:
    if len(points) == 1:
        return f'<circle cx="{points[0][0]:.1f}" cy="{points[0][1]:.1f}" r="1" fill="{LINE}"/>'
    return f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>'
