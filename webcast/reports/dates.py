"""When an event took or takes place, as well as a report of it says."""

from __future__ import annotations

from typing import Final

import polars as pl

SCHEDULE: Final = ("live_scheduled_at", "simlive_scheduled_at")
"""Columns of the event that say when viewers were invited to come."""


def event_date() -> pl.Expr:
    """Return the date of an event of the table ``event``: its live start, else its schedule, else its publication.

    An event of which a report says none of these has no known date (null). When it was created, last watched or last
    reported is none.
    """
    return pl.coalesce("live_start", *SCHEDULE, "od_published_at")
