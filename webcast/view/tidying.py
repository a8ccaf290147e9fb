"""What filters are given, tidied: blanks and repeats dropped, reversed ranges turned round.

What is out of range is refused with a FilterError.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from typing import Final

from webcast.errors import FilterError
from webcast.language import later

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2200


def tidy(values: Iterable[str]) -> tuple[str, ...]:
    """Return the values trimmed, each once, without blank ones."""
    return tuple(dict.fromkeys(value.strip() for value in values if value.strip()))


def dates(start: date | None, end: date | None) -> tuple[date | None, date | None]:
    """Return the days in order.

    Raises:
        FilterError: A year is not one of :data:`FIRST_YEAR` to :data:`LAST_YEAR`.
    """
    for day in (start, end):
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise FilterError(
                later(
                    "A date should lie in the years {first_year} to {last_year}, but is {isoformat}.",
                    first_year=str(FIRST_YEAR),
                    last_year=str(LAST_YEAR),
                    isoformat=day.isoformat(),
                )
            )
    return (end, start) if start and end and end < start else (start, end)


def minutes(least: float | None, most: float | None) -> tuple[float | None, float | None]:
    """Return the minutes in order.

    Raises:
        FilterError: One is below zero, or no number.
    """
    for minutes in (least, most):
        if minutes is not None and not (math.isfinite(minutes) and minutes >= 0):
            raise FilterError(
                later("Minutes watched should be a number of zero or more, but are {minutes}.", minutes=minutes)
            )
    return (most, least) if least is not None and most is not None and most < least else (least, most)
