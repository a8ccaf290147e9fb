"""How events ran in time, in figures that can be compared: live time, on-demand views, late registrations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from webcast.analysis import pairs, person_watch, stats
from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.analysis.timeline import DAY_MS

LATE_DAYS = 7
"""Who registers in the last so many days before the live start registers late."""


@dataclass(frozen=True)
class Pace:
    """The figures of an audience; None where nothing is known."""

    live_ms: float | None
    """Average live watch time of the persons with a Live session, as far as it is known, in milliseconds."""

    views: int | None
    """On-Demand sessions."""

    late: float | None
    """Share of ``known`` who registered late."""

    known: int
    """Registrants whose days before the live start are known."""


@held
def by_event(audience: Audience) -> pl.DataFrame:
    """Return one row an event that has registrants: ``event_id`` and the columns of :class:`Pace`."""
    return BY_EVENT.of(audience)


def _by_event(audience: Audience) -> pl.DataFrame:
    return _figures(audience, ["event_id"])["event_id", "live_ms", "views", "late", "known"]


BY_EVENT: Final = pairs.rows("pace", _by_event)


@held
def overall(audience: Audience) -> Pace:
    """Return the figures over all events together; a person counts once, as in every average."""
    row = _figures(audience, []).row(0, named=True)
    return Pace(row["live_ms"], row["views"], row["late"], row["known"])


def _figures(audience: Audience, group: list[str]) -> pl.DataFrame:
    ahead = (pl.col("live_start") - pl.col("registered_at")).dt.total_milliseconds() // DAY_MS
    timed = pl.col("live_watch_ms").is_not_null()
    members = audience.plan(
        "event_id", "unit", "person", "live_attended", "n_od_sessions", days=ahead, timed=timed, _all=pl.lit(0)
    ).with_columns(person_watch.of_members(audience, "live_watch_ms").get_columns())
    keys = group or ["_all"]
    came = members.filter("live_attended", "timed").select("unit").unique()
    viewing = members.join(came, on="unit", how="semi")
    live = viewing.group_by(keys).agg(
        pl.col("live_watch_ms").sum().alias("watched"), pl.col("person").n_unique().alias("people")
    )
    views, days = pl.col("n_od_sessions"), pl.col("days")
    counted = members.group_by(keys, maintain_order=True).agg(
        pl.when(views.count() > 0).then(views.sum()).cast(pl.Int64).alias("views"),
        days.is_between(0, LATE_DAYS - 1).sum().alias("recent"),
        days.count().cast(pl.Int64).alias("known"),
    )
    if not audience.count and not group:
        counted = pl.LazyFrame({"_all": [0], "views": [None], "recent": [0], "known": [0]}, schema=_NOBODY)
    joined = counted.join(live, on=keys, how="left", maintain_order="left")
    return joined.with_columns(
        stats.share(pl.col("watched"), pl.col("people")).alias("live_ms"),
        stats.share(pl.col("recent"), pl.col("known")).alias("late"),
    ).collect()


_NOBODY: Final = {"_all": pl.Int32, "views": pl.Int64, "recent": pl.UInt32, "known": pl.Int64}
