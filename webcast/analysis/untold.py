"""Which events do not tell something of anybody, whatever the filters: who attended, by which pages people came."""

from __future__ import annotations

import polars as pl


def attendance(members: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """Return ``event_id``, ``title`` of events with members of whom no report tells whether they attended.

    Args:
        members: ``event``, ``told``.
        events: The rows of the events.
    """
    if members["told"].all():
        return events[["event_id", "title"]].clear()
    silent = members.lazy().filter(~pl.col("told")).select(pl.col("event").unique().sort())
    return events[silent.collect()["event"], ["event_id", "title"]]


def referrers(members: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """Return of how many members of each event the referrer is not told.

    Args:
        members: ``event``, ``referrer_code``.
        events: The rows of the events.

    Returns:
        ``event_id``, ``title``, ``registrants``, ``unknown``: one row an event with members, in the order of events.
    """
    unknown = pl.col("referrer_code").null_count().cast(pl.Int64).alias("unknown")
    counts = members.lazy().group_by("event").agg(pl.len().cast(pl.Int64).alias("registrants"), unknown)
    counted = counts.sort("event").collect()
    return events[counted["event"], ["event_id", "title"]].hstack(counted["registrants", "unknown"])


def without_referrers(counted: pl.DataFrame) -> tuple[pl.DataFrame, int, int]:
    """Return the events that tell no referrers of anybody, and two counts beside them.

    How many events have registrants, and how many registrants of the other events have an unknown referrer.

    Args:
        counted: As :func:`referrers` returns it.
    """
    silent = pl.col("unknown") == pl.col("registrants")
    lacking = counted.filter(silent).select("event_id", "title")
    return lacking, counted.height, int(counted.filter(~silent)["unknown"].sum())
