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
