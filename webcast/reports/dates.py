"""When an event took or takes place, as well as a report of it says, and moments to compare that with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

import polars as pl

SCHEDULE: Final = ("live_scheduled_at", "simlive_scheduled_at")
"""Columns of the event that say when viewers were invited to come."""

DATES: Final = ("live_start", *SCHEDULE, "od_published_at")
"""Columns of the event, of which the first that is known is its date."""


_ZERO: Final = datetime(1970, 1, 1, tzinfo=UTC)


def moment(at: datetime) -> pl.Expr:
    """Return a moment to compare columns with: of a ``datetime`` with a zone polars makes two tables for each use."""
    return pl.lit((at - _ZERO) // timedelta(microseconds=1), dtype=pl.Int64).cast(pl.Datetime("us", "UTC"))


def event_date() -> pl.Expr:
    """Return the date of an event of the table ``event``: its live start, else its schedule, else its publication.

    An event of which a report says none of these has no known date (null). When it was created, last watched or last
    reported is none.
    """
    return pl.coalesce(DATES)
