"""The key figures: the platform's own, recomputed from the records, beside what the platform reported."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

import polars as pl

from webcast.analysis import stats, timeline
from webcast.analysis.audience import Audience
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

    def figures(self) -> dict[str, object]:
        """Return the figures by name."""
        return asdict(self)


def key_figures(audience: Audience) -> pl.DataFrame:
    """Return one row an event, also for events without a registrant left.

    Returns:
        ``event_id``, ``title``, every figure of :data:`~webcast.reports.schema.ANALYTICS` recomputed, ``people``,
        ``attendees``, ``watch_ms``, ``watch_ms_platform``, ``average_watch_ms`` (per attending person), and
        ``reported_…`` for each of the platform's. Rates are shares, null for an empty base.
    """
    counted = audience.pick(*_NEEDED).group_by("event").agg(_counts(audience))
    events = audience.events.with_row_index("event")
    wide = events.join(counted, on="event", how="left", maintain_order="left")
    # Nobody left is zero of everything; what a report cannot tell stays null.
    empty = pl.col("total_registrants").is_null()
    zeroed = [pl.when(empty).then(0).otherwise(pl.col(c)).alias(c) for c in counted.columns if c != "event"]
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


def overall(audience: Audience) -> Overall:
    """Return the key figures over all events together; a person counts once, however many events."""
    row = _with_rates(audience.pick(*_NEEDED).select(_counts(audience))).row(0, named=True)
    peak = timeline.peak(audience)
    figures = {name: row[name] for name in Overall.__dataclass_fields__ if name in row}
    return Overall(**figures, peak_viewers=peak.viewers, peak_at=peak.at)


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
    "unit",
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
)


def _counts(audience: Audience) -> list[pl.Expr]:
    """Return the figures as aggregations over members; null where every member's value is unknown."""
    known = {name: (pl.col(name).count() > 0) | (pl.len() == 0) for name in _NEEDED}
    late, attended = pl.col("live_registrant"), pl.col("attended")
    # Watch time is the person's, so it counts once an event and person.
    first = pl.col("unit").is_first_distinct() if audience.has_duplicates else pl.lit(value=True)

    def viewers(column: str) -> pl.Expr:
        return pl.when(known[column]).then(pl.col("person").filter(pl.col(column)).n_unique())

    return [
        pl.len().alias("total_registrants"),
        pl.col("person").n_unique().alias("people"),
        pl.when(known["attended"]).then(attended.sum()).alias("attendees"),
        pl.when(known["attended"]).then((~attended).sum()).alias("no_shows"),
        viewers("attended").alias("attending_people"),
        viewers("live_attended").alias("unique_live_viewers"),
        viewers("od_attended").alias("unique_od_viewers"),
        viewers("simlive_attended").alias("unique_simlive_viewers"),
        pl.when(known["live_registrant"]).then(late.sum()).alias("live_registrants"),
        pl.when(known["live_attended"]).then((late & pl.col("live_attended")).sum()).alias("_converted"),
        pl.when(known["watch_ms"]).then(pl.col("watch_ms").filter(first).sum()).alias("watch_ms"),
        pl.when(known["played_ms"]).then(pl.col("played_ms").sum()).alias("watch_ms_platform"),
        *(
            pl.when(known[f"n_{name}"])
            .then(pl.col(f"n_{name}").sum())
            .alias("total_sessions" if name == "sessions" else name)
            for name in ("sessions", "live_sessions", "od_sessions", "simlive_sessions")
        ),
    ]


def _with_rates(counts: pl.DataFrame) -> pl.DataFrame:
    whole = counts.with_columns(
        pl.col(name).cast(pl.Int64) for name in counts.columns if counts.schema[name].is_unsigned_integer()
    )
    return whole.with_columns(
        live_conversion_rate=stats.share(pl.col("_converted"), pl.col("live_registrants")),
        total_conversion_rate=stats.share(pl.col("attendees"), pl.col("total_registrants")),
        average_watch_ms=stats.share(pl.col("watch_ms"), pl.col("attending_people")),
    )
