"""Events on air: whether one is, and up to when its report knows anything.

The platform's guide does not say what a report of a running event looks like. Inferred, and only here: it has a live
start and no live end yet (or one that is still to come). A session that goes on has no end, and a duration that is
absent or zero; it lasts, for the time being, until the report is made. So nothing is known from that moment on, and
who "left" then has not left.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import polars as pl

if TYPE_CHECKING:  # the audience itself asks which events were on air
    from webcast.analysis.audience import Audience

LONGEST: Final = timedelta(hours=24)
"""An event whose end nobody told us is taken for over after so long."""


def known_until() -> pl.Expr:
    """Return, over the event table, when a report was made while its event was on air; null for all others.

    What happened before that moment is known.
    """
    start, end, made = (pl.col(name) for name in ("live_start", "live_end", "run_at"))
    running = (start <= made) & pl.when(end.is_null()).then(made - start < LONGEST).otherwise(made < end)
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
    start, end = event["live_start"] or event["live_scheduled_at"], event["live_end"]
    if start is None or now < start:
        return False
    return bool(now < start + LONGEST if end is None else now < end)
