"""The key figures: the platform's own, recomputed from the records, beside what the platform reported."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

import polars as pl
from polars.selectors import unsigned_integer

from webcast.analysis import pairs, person_watch, persons, stats, timeline
from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.analysis.pairs import Answer, Pair
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
    return KEY_FIGURES.of(audience)


def _key_figures(audience: Audience) -> pl.DataFrame:
    # Within one event a person is known by the first of its registrants, so counting those counts persons.
    firsts = persons.firsts(audience)
    viewers = [pl.col(name).sum().alias(name) for name in firsts.columns]
    counted = _members(audience).with_columns(firsts.get_columns()).group_by("event").agg(*_sums(), *viewers)
    counted = _as_far_as_known(counted)
    events = audience.events.lazy().with_row_index("event")
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
        for c in counted.collect_schema()
        if c != "event"
    ]
    figures = _with_rates(wide.with_columns(zeroed)).select(
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
    return figures.collect()


KEY_FIGURES: Final = pairs.rows("key figures", _key_figures)


@held
def overall(audience: Audience) -> Overall:
    """Return the key figures over all events together; a person counts once, however many events."""
    counted = _as_far_as_known(SUMS.of(audience).hstack(persons.COUNTED.of(audience)).lazy())
    if not audience.events["live_end"].count():
        counted = counted.with_columns(pl.lit(None, dtype=pl.Int64).alias(name) for name in _IN_TIME)
    row = _with_rates(counted).collect().row(0, named=True)
    peak = timeline.peak(audience)
    figures = {name: row[name] for name in Overall.__dataclass_fields__ if name in row}
    return Overall(
        **figures,
        peak_viewers=peak.viewers,
        peak_at=peak.at,
        told=int(row["_of"]),
        told_in_time=int(row["_of_live"]),
        converted=row["_converted"],
    )


SUMS: Final = Answer("sums", Pair("sums", lambda audience: _members(audience).select(_sums()).collect(), pairs.added))
"""What adds up over events, in one row: :func:`_sums`."""


def differences(figures: pl.DataFrame) -> pl.DataFrame:
    """Return where a recomputed figure of :func:`key_figures` differs from the reported one.

    Rates that agree when rounded as the platform prints them (a tenth of a percent) don't differ.

    Returns:
        ``event_id``, ``figure``, ``reported``, ``computed``.
    """
    parts, numbered = [], figures.lazy().with_row_index("_n")
    for name in ANALYTICS:
        reported, computed = pl.col(f"reported_{name}").cast(pl.Float64), pl.col(name).cast(pl.Float64)
        apart = (reported - computed).abs() > (0.00051 if name.endswith("_rate") else 0)
        differs = apart.fill_null(value=False) | (reported.is_not_null() & computed.is_null() & (reported != 0))
        parts.append(
            numbered.filter(differs).select(
                "_n", "event_id", figure=pl.lit(name), reported=reported, computed=computed
            )
        )
    return pl.concat(parts).sort("_n", maintain_order=True).drop("_n").collect()


_NEEDED: Final = (
    "event",
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


_IN_TIME: Final = ("live_registrants", "_converted")
"""Figures of those registered by the end of the live event: unknown where there is none."""


def _members(audience: Audience) -> pl.LazyFrame:
    return audience.plan(*_NEEDED, watching=persons.WATCHING).with_columns(
        *person_watch.of_members(audience, "watch_ms").get_columns()
    )


_ADDED: Final = {
    "attendees": pl.col("attended"),
    "no_shows": ~pl.col("attended"),
    "live_registrants": pl.col("live_registrant"),
    "_converted": pl.col("live_registrant") & pl.col("live_attended"),
    "watch_ms": pl.col("watch_ms"),
    "total_sessions": pl.col("n_sessions"),
    "live_sessions": pl.col("n_live_sessions"),
    "od_sessions": pl.col("n_od_sessions"),
    "simlive_sessions": pl.col("n_simlive_sessions"),
    "watch_ms_platform": pl.col("played_ms"),
}
"""Figures that add up → what of each member."""

_KNOWN_BY: Final = {
    "attendees": "attended",
    "no_shows": "attended",
    "live_registrants": "live_registrant",
    "_converted": "live_attended",
    "watch_ms": "watch_ms",
    "total_sessions": "n_sessions",
    "live_sessions": "n_live_sessions",
    "od_sessions": "n_od_sessions",
    "simlive_sessions": "n_simlive_sessions",
    "watch_ms_platform": "played_ms",
    "attending_people": "attended",
    "watching_people": "watching",
    "unique_live_viewers": "live_attended",
    "unique_od_viewers": "od_attended",
    "unique_simlive_viewers": "simlive_attended",
}
"""Figures → the column that has to be known of anybody for them to be known."""


def _sums() -> list[pl.Expr]:
    """Return sums, as aggregations: the figures of :data:`_ADDED`, what rates are of, and how many tell of each."""
    return [
        pl.len().cast(pl.Int64).alias("total_registrants"),
        *(added.sum().cast(pl.Int64).alias(name) for name, added in _ADDED.items()),
        # Events whose reports say nothing of attendance are in no base of a rate.
        pl.col("told").sum().cast(pl.Int64).alias("_of"),
        (pl.col("live_registrant") & pl.col("live_told")).sum().cast(pl.Int64).alias("_of_live"),
        *(pl.col(name).count().cast(pl.Int64).alias(f"known {name}") for name in dict.fromkeys(_KNOWN_BY.values())),
    ]


def _as_far_as_known(sums: pl.LazyFrame) -> pl.LazyFrame:
    """Return the figures alone, null where nobody's value is known (and there is somebody to know it of)."""
    known = {name: (pl.col(f"known {by}") > 0) | (pl.col("total_registrants") == 0) for name, by in _KNOWN_BY.items()}
    return sums.with_columns(pl.when(told).then(name).alias(name) for name, told in known.items()).select(
        pl.exclude("^known .*$")
    )


def _with_rates(counts: pl.LazyFrame) -> pl.LazyFrame:
    return counts.with_columns(unsigned_integer().cast(pl.Int64)).with_columns(
        live_conversion_rate=stats.share(pl.col("_converted"), pl.col("_of_live")),
        total_conversion_rate=stats.share(pl.col("attendees"), pl.col("_of")),
        average_watch_ms=stats.share(pl.col("watch_ms"), pl.col("watching_people")),
    )
