"""Events on air: whether one is, and up to when its report knows anything.

The platform's guide does not say what a report of a running event looks like. Inferred, and only here: it has a live
start and no live end yet (or one that is still to come), and a session that goes on ends, for the time being, when
the report is made. So nothing is known from that moment on, and who "left" then has not left.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import polars as pl

from webcast.analysis.audience import Audience

LONGEST: Final = timedelta(hours=12)
"""An event whose end nobody told us is taken for over after so long."""


def known_until() -> pl.Expr:
    """Return, over the event table, when a report was made while its event was on air; null for all others.

    What happened before that moment is known.
    """
    start, end, made = (pl.col(name) for name in ("live_start", "live_end", "run_at"))
    running = (start <= made) & (end.is_null() | (end > made)) & (made - start < LONGEST)
    return pl.when(running).then(made).alias("known_until")


def known_of(events: pl.DataFrame) -> datetime | None:
    """Return the earliest moment up to which one of the events is known; None where none was on air."""
    known: datetime | None = events.select(known_until().min()).item() if events.height else None
    return known


def known_here(audience: Audience) -> datetime | None:
    """Return :func:`known_of` where all members are of one event; None of several, which have no common clock."""
    here = audience.pick("event")["event"].unique()
    return known_of(audience.events[here]) if here.len() == 1 else None


def is_on_air(event: Mapping[str, Any], now: datetime) -> bool:
    """Tell whether an event is on air.

    Args:
        event: Its row of the event table.
        now: The time.
    """
    start = event["live_start"] or event["live_scheduled_at"]
    if start is None or not start <= now < start + LONGEST:
        return False
    return event["live_end"] is None or now < event["live_end"]
