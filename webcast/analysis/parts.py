"""What is at hand of events whose reports are not opened: see :mod:`webcast.analysis.pairs`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import polars as pl


@dataclass(frozen=True)
class Stacked:
    """Partials of one kind, one below the other.

    Attributes:
        rows: Their rows, in the order of the parts.
        parts: Of how many parts they are. Of one, persons are numbered as in the audience; of several, for all.
    """

    rows: pl.DataFrame
    parts: int = 1


@dataclass(frozen=True, eq=False, repr=False)
class Partials:
    """Partials that are at hand.

    Attributes:
        stacked: Those of each kind, by the name of the pair.
        answers: What some pairs' partials were merged to, where that was kept; these are not among ``stacked`` then.
    """

    stacked: Mapping[str, Stacked]
    answers: Mapping[str, pl.DataFrame] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        """Tell whether something of a name is among them."""
        return name in self.stacked or name in self.answers


NOTHING: Final = Partials({})
"""No partials."""


@dataclass(frozen=True, eq=False, repr=False)
class Parts:
    """What is at hand of events whose reports are not opened: everything of the events, of people partials alone.

    Attributes:
        events: The rows of the events.
        warnings: What their decoder had to mend.
        registrants: How many there are.
        stacked: The partials of each kind, by the name of the pair.
        answers: What some pairs' partials were merged to: see :class:`Partials`.
        further: Returns those partials that a few pages ask for alone, among which those of a name are: they are read
            when they are first asked for. None of them where there are none, or no longer.
    """

    events: pl.DataFrame
    warnings: pl.DataFrame
    registrants: int
    stacked: Mapping[str, Stacked]
    answers: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    further: Callable[[str], Partials] = lambda _name: NOTHING

    def with_name(self, name: str) -> Partials:
        """Return the partials among which those of a name are, if any are."""
        at_once = Partials(self.stacked, self.answers)
        return at_once if name in at_once else self.further(name)
