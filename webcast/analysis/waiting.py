"""How long people wait from their registration to their first session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from webcast.analysis.audience import MINUTE_MS, Audience
from webcast.analysis.held import held
from webcast.analysis.pairs import Answer, Pair
from webcast.analysis.parts import Stacked
from webcast.analysis.timeline import DAY_MS
from webcast.language import phrase, speaking
from webcast.reports.schema import MODES

WAITS: Final = (
    (phrase("not before the session"), None, 0),
    (phrase("within an hour"), 0, 60 * MINUTE_MS),
    (phrase("within a day"), 60 * MINUTE_MS, DAY_MS),
    (phrase("2 to 7 days"), DAY_MS, 7 * DAY_MS),
    (phrase("8 to 14 days"), 7 * DAY_MS, 14 * DAY_MS),
    (phrase("15 to 30 days"), 14 * DAY_MS, 30 * DAY_MS),
    (phrase("over 30 days"), 30 * DAY_MS, None),
)
"""Stretches of time from registration to attendance: name, from (included), to (not included)."""


def time_to_attendance(audience: Audience, mode: str | None = None) -> pl.DataFrame:
    """Return how long each attendee waited from registration to the first session.

    Args:
        audience: Whose sessions; a registrant's own, not those of another registrant with the same e-mail.
        mode: Count the first session of this mode; None for any.

    Returns:
        ``row``, ``wait_ms``: registrants whose time of registration and first session are known. Negative where a
        session began before the registration.
    """
    return audience.once(("time_to_attendance", mode), lambda: _first_sessions(audience, mode))


def _first_sessions(audience: Audience, mode: str | None) -> pl.DataFrame:
    visits = audience.visits.lazy()
    if mode is not None:
        visits = visits.filter(pl.col("mode") == MODES.index(mode))
    # Visits are in order of their start within a person, so the first of a row is its earliest.
    first = visits.filter(pl.col("row").is_first_distinct()).select("row", "start").sort("row")
    registered = pl.lit(audience.by_row("registered_at").cast(pl.Int64)).gather("row")
    return first.select("row", wait_ms=pl.col("start") - registered).drop_nulls().collect()


@dataclass(frozen=True)
class Wait:
    """The time to attendance in figures; the quartiles are None when nobody's is known."""

    attendees: int
    lower_quartile_ms: float | None
    median_ms: float | None
    upper_quartile_ms: float | None


@held
def wait(audience: Audience, mode: str | None = None) -> Wait:
    """Return median and quartiles (linearly interpolated) of :func:`time_to_attendance`."""
    row = _of(audience, mode).row(0, named=True)
    return Wait(row["attendees"], *(row[name] for name in _QUARTILES))


@held
def waits(audience: Audience, mode: str | None = None) -> pl.DataFrame:
    """Return ``wait``, ``attendees``, ``share``: how many waited how long, one row each of :data:`WAITS`."""
    row = _of(audience, mode).row(0, named=True)
    of = row["attendees"]
    rows = [(name, row[name], row[name] / of if of else None) for name, *_ in WAITS]
    kinds = {"wait": pl.String, "attendees": pl.Int64, "share": pl.Float64}
    return pl.DataFrame(rows, schema=kinds, orient="row")


def waiting(mode: str | None = None) -> Answer:
    """Return what :func:`wait` and :func:`waits` are made of, in one row."""
    name = f"waiting {mode or 'for any'}"
    return Answer(name, Pair(name, lambda audience: time_to_attendance(audience, mode)[["wait_ms"]], _summed))


@held
def _of(audience: Audience, mode: str | None) -> pl.DataFrame:
    return waiting(mode).of(audience)


def _summed(stacked: Stacked) -> pl.DataFrame:
    waits = stacked.rows["wait_ms"]
    # One after the other: each takes as much room as all waits do.
    quartiles = {name: waits.quantile(q, interpolation="linear") for name, q in _QUARTILES.items()}
    counted = waits.to_frame().select(
        _within(start, end).sum().cast(pl.Int64).alias(name) for name, start, end in WAITS
    )
    of = pl.Series("attendees", [waits.len()], dtype=pl.Int64)
    return counted.hstack([of, *(pl.Series(name, [value], dtype=pl.Float64) for name, value in quartiles.items())])


_QUARTILES: Final = {"lower": 0.25, "median": 0.5, "upper": 0.75}


def waited(audience: Audience, start_ms: int | None, end_ms: int | None, mode: str | None = None) -> Audience:
    """Return who waited from ``start_ms`` (included) to ``end_ms`` (not included); None is no limit."""
    known = time_to_attendance(audience, mode)
    return audience.only(known.filter(_within(start_ms, end_ms))["row"])


def _within(start_ms: int | None, end_ms: int | None) -> pl.Expr:
    after = pl.lit(value=True) if start_ms is None else pl.col("wait_ms") >= start_ms
    before = pl.lit(value=True) if end_ms is None else pl.col("wait_ms") < end_ms
    return after & before


speaking(__name__)
