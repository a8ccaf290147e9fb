"""The key figures: the platform's own, recomputed from the records, beside what the platform reported."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

import polars as pl

from webcast.analysis import person_watch, stats, timeline
from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.reports.schema import ANALYTICS


@dataclass(frozen=True)
class Overall:
    """The key figures over all events of an audience; persons count once. See :mod:`~.definitions`.

    None stands for what no report tells, or for a rate whose base is empty.
    """

    total_registrants: int
    people: int
    attendees: int | None
    attending_people: int | None
    no_shows: int | None
    total_sessions: int | None
    live_sessions: int | None
    od_sessions: int | None
    simlive_sessions: int | None
    unique_live_viewers: int | None
    unique_od_viewers: int | None
    unique_simlive_viewers: int | None
    live_registrants: int | None
    live_conversion_rate: float | None
    total_conversion_rate: float | None
    watch_ms: int | None
    watch_ms_platform: int | None
    average_watch_ms: float | None
    peak_viewers: int | None
    peak_at: datetime | None

    told: int
    """Registrants of events whose reports tell who attended: what the total conversion is a share of."""

    told_in_time: int
    """Those registered by the end, of events whose reports tell who came live: what the live conversion is of."""

    converted: int | None
    """How many of them have a Live session."""

    watching_people: int | None
    """Attending persons whose watch time is known: what the average is of."""

    def figures(self) -> dict[str, object]:
        """Return the figures by name."""
        return {name: value for name, value in asdict(self).items() if name not in _BASES}


_BASES: Final = ("told", "told_in_time", "converted", "watching_people")
"""Fields of :class:`Overall` that are no figures, but what figures are shares of."""


@held
def key_figures(audience: Audience) -> pl.DataFrame:
    """Return one row an event, also for events without a registrant left.

    Returns:
        ``event_id``, ``title``, every figure of :data:`~webcast.reports.schema.ANALYTICS` recomputed, ``people``,
        ``attendees``, ``watch_ms``, ``watch_ms_platform``, ``average_watch_ms`` (per attending person), and
        ``reported_…`` for each of the platform's. Rates are shares, null for an empty base.
    """
    # Within one event a person is known by the first of its registrants, so counting those counts persons.
    firsts = [audience.first_where(_mask(flag)).alias(name) for name, flag in _VIEWERS.items()]
    viewers = [pl.when(_known(flag)).then(pl.col(name).sum()).alias(name) for name, flag in _VIEWERS.items()]
    members = _members(audience).with_columns(firsts)
    counted = members.group_by("event").agg(*_counts(), *viewers, pl.col("first").sum().alias("people"))
    events = audience.events.with_row_index("event")
    wide = events.join(counted, on="event", how="left", maintain_order="left")
    # Nobody left is zero of everything; what a report cannot tell stays null, as who is in time for what has no end.
    empty = pl.col("total_registrants").is_null()
    endless = pl.col("live_end").is_null()
    zeroed = [
        pl.when(endless if c in _IN_TIME else pl.lit(value=False))
        .then(None)
        .when(empty)
        .then(0)
        .otherwise(c)
        .alias(c)
        for c in counted.columns
        if c != "event"
    ]
    return _with_rates(wide.with_columns(zeroed)).select(
        "event_id",
        "title",
        *ANALYTICS,
        "people",
        "attendees",
        "attending_people",
        "watch_ms",
        "watch_ms_platform",
        "average_watch_ms",
        *(f"reported_{name}" for name in ANALYTICS),
    )


@held
def overall(audience: Audience) -> Overall:
    """Return the key figures over all events together; a person counts once, however many events."""
    members = _members(audience)
    counted = members.select(_counts()).with_columns(
        people=pl.lit(audience.people, dtype=pl.Int64),
        **{name: _persons(audience, members, flag) for name, flag in _VIEWERS.items()},
    )
    if not audience.events["live_end"].count():
        counted = counted.with_columns(pl.lit(None, dtype=pl.Int64).alias(name) for name in _IN_TIME)
    row = _with_rates(counted).row(0, named=True)
    peak = timeline.peak(audience)
    figures = {name: row[name] for name in Overall.__dataclass_fields__ if name in row}
    return Overall(
        **figures,
        peak_viewers=peak.viewers,
        peak_at=peak.at,
        told=int(row["_of"]),
        told_in_time=int(row["_of_live"]),
        converted=row["_converted"],
        watching_people=row["_watching"],
    )


def differences(figures: pl.DataFrame) -> pl.DataFrame:
    """Return where a recomputed figure of :func:`key_figures` differs from the reported one.

    Rates that agree when rounded as the platform prints them (a tenth of a percent) don't differ.

    Returns:
        ``event_id``, ``figure``, ``reported``, ``computed``.
    """
    parts = []
    for name in ANALYTICS:
        reported, computed = pl.col(f"reported_{name}").cast(pl.Float64), pl.col(name).cast(pl.Float64)
        apart = (reported - computed).abs() > (0.00051 if name.endswith("_rate") else 0)
        differs = apart.fill_null(value=False) | (reported.is_not_null() & computed.is_null() & (reported != 0))
        parts.append(
            figures.with_row_index("_n")
            .filter(differs)
            .select("_n", "event_id", figure=pl.lit(name), reported=reported, computed=computed)
        )
    return pl.concat(parts).sort("_n", maintain_order=True).drop("_n")


_NEEDED = (
    "event",
    "person",
    "attended",
    "live_attended",
    "od_attended",
    "simlive_attended",
    "live_registrant",
    "watch_ms",
    "n_sessions",
    "n_live_sessions",
    "n_od_sessions",
    "n_simlive_sessions",
    "played_ms",
    "told",
    "live_told",
)


_VIEWERS = {
    "attending_people": "attended",
    "_watching": "watching",
    "unique_live_viewers": "live_attended",
    "unique_od_viewers": "od_attended",
    "unique_simlive_viewers": "simlive_attended",
}
"""Figures that count persons → the column that says who counts."""


_IN_TIME = ("live_registrants", "_converted")
"""Figures of those registered by the end of the live event: unknown where there is none."""


def _members(audience: Audience) -> pl.DataFrame:
    return audience.pick(*_NEEDED, watching=_WATCHING).with_columns(
        *person_watch.of_members(audience, "watch_ms").get_columns(), first=audience.firsts
    )


def _known(column: str) -> pl.Expr:
    """Return whether a column is known of anybody (or there is nobody to know it of)."""
    return (pl.col(column).count() > 0) | (pl.len() == 0)


def _persons(audience: Audience, members: pl.DataFrame, flag: str) -> pl.Expr:
    unknown = members.height > 0 and members[flag].null_count() == members.height
    return pl.lit(None if unknown else audience.persons(_mask(flag)), dtype=pl.Int64)


_WATCHING: Final = pl.when(pl.col("watch_ms").is_not_null()).then(pl.col("attended"))
"""Whether a member attended, where it is known how long it watched."""


def _mask(flag: str) -> pl.Expr:
    return _WATCHING if flag == "watching" else pl.col(flag)


def _counts() -> list[pl.Expr]:
    """Return the figures that count no persons, as aggregations; null where every member's value is unknown."""
    late, attended = pl.col("live_registrant"), pl.col("attended")
    return [
        pl.len().alias("total_registrants"),
        pl.when(_known("attended")).then(attended.sum()).alias("attendees"),
        pl.when(_known("attended")).then((~attended).sum()).alias("no_shows"),
        pl.when(_known("live_registrant")).then(late.sum()).alias("live_registrants"),
        pl.when(_known("live_attended")).then((late & pl.col("live_attended")).sum()).alias("_converted"),
        # Events whose reports say nothing of attendance are in no base of a rate.
        pl.col("told").sum().alias("_of"),
        (late & pl.col("live_told")).sum().alias("_of_live"),
        pl.when(_known("watch_ms")).then(pl.col("watch_ms").sum()).alias("watch_ms"),
        *(pl.when(_known(column)).then(pl.col(column).sum()).alias(name) for name, column in _SUMS.items()),
    ]


_SUMS = {
    "total_sessions": "n_sessions",
    "live_sessions": "n_live_sessions",
    "od_sessions": "n_od_sessions",
    "simlive_sessions": "n_simlive_sessions",
    "watch_ms_platform": "played_ms",
}
"""Figures that add up a column → the column."""


def _with_rates(counts: pl.DataFrame) -> pl.DataFrame:
    whole = counts.with_columns(
        pl.col(name).cast(pl.Int64) for name in counts.columns if counts.schema[name].is_unsigned_integer()
    )
    return whole.with_columns(
        live_conversion_rate=stats.share(pl.col("_converted"), pl.col("_of_live")),
        total_conversion_rate=stats.share(pl.col("attendees"), pl.col("_of")),
        average_watch_ms=stats.share(pl.col("watch_ms"), pl.col("_watching")),
    )
