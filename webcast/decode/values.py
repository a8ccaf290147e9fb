"""Single values as the platform writes them: durations, rates, counts, session types."""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from webcast.language import later
from webcast.reports.schema import MODES

MODE: Final = pl.Enum(MODES)
_MODES: Final = {
    "live": "Live",
    "ondemand": "On-Demand",
    "od": "On-Demand",
    "archive": "On-Demand",
    "archived": "On-Demand",
    "simlive": "SimLive",
    "simulatedlive": "SimLive",
}
_CLOCKED = re.compile(
    r"(?:(1899-12-31|1900-0[12]-\d\d|1904-0[12]-\d\d) )?(\d{1,6}):([0-5]?\d):([0-5]?\d)(?:\.(\d{1,9}))?"
)
_EXCEL_DAYS: Final = {
    "1899-12-31": 0,
    **{f"1900-01-{day:02}": day for day in range(32)},
    **{f"1900-02-{day:02}": 31 + day for day in range(1, 30)},
    **{f"1904-01-{day:02}": day - 1 for day in range(1, 32)},
    **{f"1904-02-{day:02}": 30 + day for day in range(1, 30)},
}
"""The first days of Excel's calendars, by their own count: in the usual one, day 0 is the 0th of January too, and
there is a 29 February; the one of older Macs begins with the first of January 1904."""

_MOST_DAYS = 366
"""More is no fraction of a day, but a number in another unit; and nobody watches for longer."""
MOST_MS: Final = _MOST_DAYS * 86_400_000
MOST_COUNT: Final = 999_999_999
"""More is no count of people or views; sums of numbers without an end would not fit any table."""

NO_MILLISECONDS: Final = later("Should be a whole number of milliseconds, a year at most, but is not; left empty.")
NO_DURATION: Final = later("Should be a duration such as 00:11:00, a year at most, but is not; left empty.")


def mode(text: str | None) -> str | None:
    """Return which of :data:`webcast.reports.schema.MODES` a session type means; null when it is blank."""
    if text is None or not text.strip():
        return None
    return _MODES.get(re.sub(r"[^a-z]", "", text.casefold()), "Other")


def modes(types: pl.Series) -> pl.Series:
    """Return a column of session types as modes; what is unknown or blank is Other."""
    known = types.unique().drop_nulls().to_list()
    return types.replace_strict(known, [mode(text) or "Other" for text in known], default="Other", return_dtype=MODE)


def duration_ms(cell: object) -> int | None:
    """Return a duration in milliseconds, from ``hh:mm:ss`` or a fraction of a day; null above a year.

    Excel keeps durations as fractions of a day and shows them as times: of the day 0 of its calendar, or a later one
    from 24 hours on. The platform's durations are whole seconds, so fractions are rounded to them.
    """
    if isinstance(cell, str):
        cell = cell.strip()
        if match := _CLOCKED.fullmatch(cell):
            days, hours, minutes, seconds, fraction = match.groups()
            whole_days = 0 if days is None else _EXCEL_DAYS.get(days)
            if whole_days is None:
                return None
            length = ((whole_days * 24 + int(hours)) * 60 + int(minutes)) * 60 + int(seconds)
            ms = length * 1000 + int((fraction or "").ljust(3, "0")[:3])
            ms = ms if days is None else round(ms / 1000) * 1000
            return ms if ms <= MOST_MS else None
    share = number(cell)
    return None if share is None or not 0 <= share <= _MOST_DAYS else round(share * 86_400) * 1000


def number(cell: object) -> float | None:
    """Return a finite number, from a number or its text; null for anything else."""
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return None
    try:
        value = float(cell)
    except (ValueError, OverflowError):
        return None
    return value if abs(value) < 1e15 else None  # NaN and infinities compare false


def milliseconds(cells: pl.Series) -> pl.Series:
    """Return a column of lengths in milliseconds as whole numbers from zero to a year; null for anything else."""
    return _within(cells, MOST_MS)


def counts(cells: pl.Series) -> pl.Series:
    """Return a column of counts as whole numbers from zero to :data:`MOST_COUNT`; null for anything else."""
    return _within(cells, MOST_COUNT)


def _within(cells: pl.Series, most: int) -> pl.Series:
    numbers = cells.cast(pl.Int64, strict=False)
    least, greatest = numbers.min(), numbers.max()
    if least is None or greatest is None or (least >= 0 and greatest <= most):  # type: ignore[operator]  # whole numbers
        return numbers
    return numbers.set((numbers < 0) | (numbers > most), None)


def whole(cell: object) -> int | None:
    """Return a whole number from zero to :data:`MOST_COUNT`; null for anything else."""
    value = number(cell.replace(",", "") if isinstance(cell, str) else cell)
    return int(value) if value is not None and 0 <= value <= MOST_COUNT and value == int(value) else None


def rate(cell: object) -> float | None:
    """Return a share from ``66.7%``, ``66,7 %``; null for anything else."""
    text = str(cell).strip() if cell is not None else ""
    value = number(text.removesuffix("%").strip().replace(",", ".")) if text.endswith("%") else None
    return None if value is None else round(value / 100, 6)


def text(cell: object) -> str | None:
    """Return a cell as text without blanks around it; null when nothing is left."""
    if cell is None:
        return None
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip() or None
