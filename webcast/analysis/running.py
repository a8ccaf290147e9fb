"""Reports of running events: up to when they know anything.

The platform's guide does not say what a report of a running event looks like. Inferred, and only here: it has a live
start and no live end yet (or one that is still to come). A session that goes on has no end, and a duration that is
absent or zero; it lasts, for the time being, until the report is made. So nothing is known from that moment on, and
who "left" then has not left.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import polars as pl

LONGEST: Final = timedelta(hours=24)
"""An event whose end nobody told us is taken for over after so long."""


def known_until() -> pl.Expr:
    """Return, over the event table, when a report was made while its event was on air; null for all others.

    What happened before that moment is known.
    """
    start, end, made = (pl.col(name) for name in ("live_start", "live_end", "run_at"))
    running = (start <= made) & pl.when(end.is_null()).then(made - start < LONGEST).otherwise(made < end)
    return pl.when(running).then(made).alias("known_until")


def goes_on() -> pl.Expr:
    """Return, over session rows, whether one has neither end nor duration: in a running event it goes on."""
    return pl.col("end").is_null() & (pl.col("duration_ms").fill_null(0) == 0)


def placed(until: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Return, over session rows, ``start`` and ``end`` in milliseconds since 1970, null where they cannot be known.

    A missing one follows from the duration; a session that goes on lasts, for the time being, until the report was
    made. An end may still lie before its start. Of a session with neither, nothing is known but that it was: the
    moment of the report is not an end to count back from, and a duration of zero there is no duration.

    Args:
        until: Milliseconds; null where the event was not on air then.
    """
    start, end = pl.col("start").cast(pl.Int64), pl.col("end").cast(pl.Int64)
    return (
        pl.coalesce(start, end - pl.col("duration_ms")).alias("start"),
        pl.coalesce(end, pl.when(goes_on()).then(until), start + pl.col("duration_ms")).alias("end"),
    )
