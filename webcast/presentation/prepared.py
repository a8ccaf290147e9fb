"""What a page and a picture draw alike: prepared once, by one function a chart, in the module of its topic.

A page draws a chart beside its table and lets its marks be clicked; a picture (:mod:`.pictures`) puts a head over it.
What is drawn, of what, how much of it at first, and what is to be known to read it, is here for both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

import polars as pl

from webcast.charts.figure import Figure
from webcast.charts.theme import Theme
from webcast.formats import plural
from webcast.language import forms, say


class Look(Protocol):
    """How the reader sees: what a page's context has, and a picture is told."""

    @property
    def zone(self) -> str:
        """IANA name of the zone of all times."""

    @property
    def theme(self) -> Theme:
        """Light or dark."""

    @property
    def locale(self) -> str | None:
        """How dates are written."""


@dataclass(frozen=True)
class Plain:
    """The look of a picture."""

    zone: str
    theme: Theme = "light"
    locale: str | None = None


@dataclass(frozen=True)
class Drawn:
    """A chart as its page first shows it.

    Attributes:
        figure: The chart.
        note: What it leaves out, or has to be known to read it.
        title: What it shows, where that depends on what was chosen.
        finding: What it says, in a few words: see :mod:`.findings`.
    """

    figure: Figure
    note: str = ""
    title: str = ""
    finding: str = ""


@dataclass(frozen=True)
class Prepared:
    """A chart that is ready to be drawn.

    Attributes:
        frame: What it is drawn of, all of it: for the table beside it.
        draw: Returns the figure of so many bars; where nothing is folded the number says nothing.
        total: How many bars there are, where only some are drawn until somebody asks for more.
        at_first: How many are drawn until then.
        bar: What one of them stands for, and several, where those left out are named: ``event``, ``events``.
        note: What has to be known to read it.
        title: What it shows, where that depends on what was chosen.
        finding: What it says, in a few words: see :mod:`.findings`.
    """

    frame: pl.DataFrame
    draw: Callable[[int], Figure]
    total: int = 0
    at_first: int = 0
    bar: tuple[str, str] | None = None
    note: str = ""
    title: str = ""
    finding: str = ""

    @property
    def folds(self) -> bool:
        """Whether some bars are drawn only when they are asked for."""
        return self.total > self.at_first

    def figure(self, most: int | None = None) -> Figure:
        """Return the chart with so many bars; as at first where that is not said."""
        return self.draw(self.at_first if most is None else most)

    def left_out(self, most: int | None = None) -> int:
        """Return how many bars are not drawn."""
        return max(self.total - (self.at_first if most is None else most), 0)

    def drawn(self) -> Drawn:
        """Return the chart as its page first shows it, with a word on the bars that are left out."""
        rest = left_out(self.left_out(), *self.bar) if self.bar else ""
        return Drawn(self.figure(), " · ".join(part for part in (self.note, rest) if part), self.title, self.finding)


def folded(count: int, at_first: int) -> int:
    """Return how many of ``count`` are drawn at first: one too many is drawn, and not folded."""
    return count if count <= at_first + 1 else at_first


MORE: Final = (
    forms("more answer", "more answers"),
    forms("more campaign", "more campaigns"),
    forms("more company", "more companies"),
    forms("more event", "more events"),
    forms("more group", "more groups"),
)
"""What can be left out, with what it is called then."""


def left_out(count: int, one: str, many: str) -> str:
    """Say how many bars a chart leaves out: ``Not drawn: 2 more companies``; nothing where it leaves out none.

    Args:
        count: How many.
        one: What is left out, if it is one: ``company``.
        many: If they are several: ``companies``.
    """
    return say("Not drawn: {more}", more=plural(count, f"more {one}", f"more {many}")) if count else ""
