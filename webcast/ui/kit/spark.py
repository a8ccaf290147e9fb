"""Spark lines: how a figure ran over the account's events, as small as a word, with its numbers in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

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

    def svg(self) -> str:
        """Return the drawing; its colours come from the style sheet, so that it follows the theme."""
        points = _points(self.values)
        parts = "".join(_stretch(stretch) for stretch in _stretches(points))
        last = next(point for point in reversed(points) if point is not None)
        dot = f'<circle cx="{last[0]:.1f}" cy="{last[1]:.1f}" r="2.5"/>'
        return (
            f'<svg class="wi-spark" role="img" aria-label="{escape(self.text)}" width="{WIDTH}" height="{HEIGHT}" '
            f'viewBox="0 0 {WIDTH} {HEIGHT}">{parts}{dot}</svg>'
        )


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
        return f'<circle cx="{points[0][0]:.1f}" cy="{points[0][1]:.1f}" r="1.5"/>'
    return f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>'
