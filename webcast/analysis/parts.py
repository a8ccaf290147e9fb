"""What is at hand of events whose reports are not opened: see :mod:`webcast.analysis.pairs`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

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
class Parts:
    """What is at hand of events whose reports are not opened: everything of the events, of people partials alone.

    Attributes:
        events: The rows of the events.
        warnings: What their decoder had to mend.
        registrants: How many there are.
        stacked: The partials of each kind, by the name of the pair.
        answers: What some pairs' partials were merged to, where that was kept; these are not among ``stacked`` then.
    """

    events: pl.DataFrame
    warnings: pl.DataFrame
    registrants: int
    stacked: Mapping[str, Stacked]
    answers: Mapping[str, pl.DataFrame] = field(default_factory=dict)
