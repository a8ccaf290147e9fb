"""Events on air: whether one is, and up to when its report knows anything; see :mod:`~webcast.analysis.running`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import polars as pl

from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.analysis.running import LONGEST, known_until

__all__ = ["LONGEST", "is_on_air", "known_here", "known_of", "known_of_event", "known_until"]


def known_of(events: pl.DataFrame) -> datetime | None:
    """Return the earliest moment up to which one of the events is known; None where none was on air."""
    known: datetime | None = events.select(known_until().min()).item() if events.height else None
    return known


@held
def known_of_event(audience: Audience, event_id: str) -> datetime | None:
    """Return up to when one of an audience's events is known; None where it was not on air."""
    events = zip(audience.events["event_id"], audience.known_until, strict=True)
    return next((known for event, known in events if event == event_id), None)


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
