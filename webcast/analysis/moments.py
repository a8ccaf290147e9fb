"""Who is behind a point of a timeline: the lists that belong to the curves of :mod:`webcast.analysis.timeline`."""

from __future__ import annotations

from datetime import date

import polars as pl

from webcast.analysis.audience import MINUTE_MS, Audience
from webcast.analysis.timeline import DAY_MS
from webcast.reports.schema import MODES


def viewing(audience: Audience, mode: str, start_ms: int, end_ms: int) -> Audience:
    """Return who was viewing in a mode at some moment of ``[start, end)``, milliseconds since 1970."""
    seen = pl.col("mode") == MODES.index(mode)
    overlaps = (pl.col("end") > start_ms) & (pl.col("start") < end_ms) & (pl.col("end") > pl.col("start"))
    return audience.only(audience.visits.filter(seen & overlaps)["row"])


def started(audience: Audience, mode: str, first: date, last: date, zone: str) -> Audience:
    """Return who started viewing in a mode on the days from ``first`` to ``last``, both included, of a zone."""
    local = pl.from_epoch("start", "ms").dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.date()
    seen = pl.col("mode") == MODES.index(mode)
    return audience.only(audience.visits.filter(seen & local.is_between(first, last))["row"])


def staying(audience: Audience, minute: int) -> Audience:
    """Return the live attendees whose last live exit is later than a minute after the live start."""
    exit_after = pl.col("live_exit") - pl.col("live_start").cast(pl.Int64)
    return audience.where(pl.col("live_attended") & (-(-exit_after // MINUTE_MS) > minute))


def watched(audience: Audience, minutes: int) -> Audience:
    """Return the on-demand viewers with at least so many minutes of watch time."""
    return audience.where(pl.col("od_attended") & (pl.col("od_watch_ms") >= minutes * MINUTE_MS))


def registered_ahead(audience: Audience, days: int) -> Audience:
    """Return who registered on a day before the live start, as the registration curve counts days."""
    ahead = (pl.col("live_start") - pl.col("registered_at")).dt.total_milliseconds()
    return audience.where(ahead // DAY_MS == days)
