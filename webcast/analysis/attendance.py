"""How each event was attended: live, on demand, in SimLive, or not at all."""

from __future__ import annotations

from typing import Final

import polars as pl

from webcast.analysis import dimensions, group_counts, pairs
from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.analysis.modes import MODE_COLUMNS, attended_column
from webcast.analysis.pairs import Answer, Pair

ABSENT: Final = "Did not attend"
WAYS: Final = (*MODE_COLUMNS, ABSENT)
"""The session types, and no session at all. Somebody can have come in several ways."""


@held
def by_event(audience: Audience) -> pl.DataFrame:
    """Return one row an event and way, in the order of the events, also for events without a registrant left.

    Returns:
        ``event_id``, ``title`` (as break-downs name the event), ``way`` (one of :data:`WAYS`), ``registrants`` (who
        came in that way; null where the report cannot tell), ``of`` (all registrants of the event), ``share``.
    """
    names = dimensions.event_names(audience).lazy().select("event_id", title="group")
    found = BY_EVENT.of(audience).lazy().join(names, on="event_id", how="left", maintain_order="left")
    return found.select("event_id", "title", pl.exclude("event_id", "title")).collect()


def _by_event(audience: Audience) -> pl.DataFrame:
    counts = [pl.len().alias("of"), *(_count(way) for way in WAYS)]
    counted = audience.plan("event", "attended", *(attended_column(mode) for mode in MODE_COLUMNS))
    wide = audience.events.lazy().select("event_id").with_row_index("event")
    wide = wide.join(counted.group_by("event").agg(counts), on="event", how="left", maintain_order="left")
    empty = pl.col("of").is_null()
    wide = wide.with_columns(pl.when(empty).then(0).otherwise(pl.col(name)).alias(name) for name in ("of", *WAYS))
    long = wide.unpivot(
        on=list(WAYS), index=["event", "event_id", "of"], variable_name="way", value_name="registrants"
    )
    order = pl.col("way").cast(pl.Enum(WAYS))
    share = pl.when(pl.col("of") > 0).then(pl.col("registrants") / pl.col("of"))
    ordered = long.sort("event", order, maintain_order=True)
    counts = [pl.col(name).cast(pl.Int64) for name in ("registrants", "of")]
    return ordered.select("event_id", "way", *counts, share=share).collect()


BY_EVENT: Final = pairs.rows("ways", _by_event)


@held
def came(audience: Audience, mode: str | None = None) -> int:
    """Return how many registrants attended in a mode, or in any."""
    return int(CAME.of(audience)[attended_column(mode) if mode else "attended"][0])


def _came_row(audience: Audience) -> pl.DataFrame:
    columns = ("attended", *(attended_column(mode) for mode in MODE_COLUMNS))
    return audience.pick(*(pl.col(name).sum().cast(pl.Int64) for name in columns))


CAME: Final = Answer("came", Pair("came", _came_row, pairs.added))
"""How many registrants attended, and in each mode: one row."""


def _count(way: str) -> pl.Expr:
    known = pl.col("attended" if way == ABSENT else attended_column(way)).count() > 0
    return pl.when(known).then(_came(way).sum()).alias(way)


def _came(way: str) -> pl.Expr:
    return ~pl.col("attended") if way == ABSENT else pl.col(attended_column(way))


@held
def by_group(audience: Audience, by: str) -> pl.DataFrame:
    """Return how many of each group registered and attended, the group with most attendees first.

    Args:
        audience: Whom to count.
        by: A dimension of :mod:`~.dimensions`.

    Returns:
        ``group`` (null: those without one), ``registrants``, ``attended`` (null where no report tells), ``told``
        (registrants of events whose reports tell who attended).

    Raises:
        FilterError: There is no such dimension.
    """
    counted = group_counts.by_group(audience, by)
    if counted is None:
        members = audience.plan("row", "attended", "told")
        joined = dimensions.groups(audience, by).lazy().join(members, on="row", how="inner")
        counted = joined.group_by("group").agg(**group_counts.counts())
    counted = counted.with_columns(attended=pl.when(pl.col("told") > 0).then("attended"))
    keys = [pl.col("group").is_null(), "attended", "registrants", "group"]
    return counted.sort(keys, descending=[False, True, True, False], nulls_last=True).collect()
