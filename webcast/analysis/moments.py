"""Who is behind a point of a timeline: the lists that belong to the curves of :mod:`webcast.analysis.timeline`."""

from __future__ import annotations

from datetime import date

import polars as pl

from webcast.analysis import person_watch, spans
from webcast.analysis.audience import MINUTE_MS, Audience
from webcast.analysis.timeline import DAY_MS
from webcast.reports.schema import MODES


def viewing(audience: Audience, mode: str | None, start_ms: int, end_ms: int) -> Audience:
    """Return who was viewing in a mode, or in any, at some moment of ``[start, end)``, milliseconds since 1970."""
    seen = _in_mode(mode)
    overlaps = (pl.col("end") > start_ms) & (pl.col("start") < end_ms) & (pl.col("end") > pl.col("start"))
    return audience.only(audience.visits.filter(seen & overlaps)["row"])


def arrived(audience: Audience, mode: str | None, start_ms: int, end_ms: int) -> Audience:
    """Return who began to view in a mode, or in any, in ``[start, end)``: those behind the arrivals of a stretch.

    A person's overlapping sessions are one; the registrant is the one whose session begins it.
    """
    return audience.only(_edges(audience, mode, "start", start_ms, end_ms))


def left(audience: Audience, mode: str | None, start_ms: int, end_ms: int) -> Audience:
    """Return who stopped viewing in a mode, or in any, in ``[start, end)``: those behind the departures."""
    return audience.only(_edges(audience, mode, "end", start_ms, end_ms))


def _edges(audience: Audience, mode: str | None, edge: str, start_ms: int, end_ms: int) -> pl.Series:
    """Return the rows of the visits that begin or end a span of their person in ``[start, end)``."""
    lasting = audience.visits.filter(_in_mode(mode) & (pl.col("end") > pl.col("start")))
    in_time = (pl.col(edge) >= start_ms) & (pl.col(edge) < end_ms)
    free = lasting.filter(~pl.col("tangled") & in_time)["row"]
    knots = lasting.filter("tangled")
    union = spans.merged(knots, "person").filter(in_time).select("person", edge)
    return pl.concat([free, knots.join(union, on=["person", edge], how="semi")["row"]])


def _in_mode(mode: str | None) -> pl.Expr:
    return pl.lit(value=True) if mode is None else pl.col("mode") == MODES.index(mode)


def started(audience: Audience, mode: str, first: date, last: date, zone: str) -> Audience:
    """Return who started viewing in a mode on the days from ``first`` to ``last``, both included, of a zone."""
    local = pl.from_epoch("start", "ms").dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.date()
    seen = pl.col("mode") == MODES.index(mode)
    return audience.only(audience.visits.filter(seen & local.is_between(first, last))["row"])


def staying(audience: Audience, minute: int) -> Audience:
    """Return the live attendees whose last live exit is later than a minute after the live start: the person's."""
    exit_after = pl.col("live_exit") - pl.col("live_start").cast(pl.Int64)
    found = audience.pick("unit", "live_attended", stays=-(-exit_after // MINUTE_MS) > minute)
    units = found.filter("live_attended", "stays")["unit"].unique()
    return audience.where(pl.col("live_attended") & pl.col("unit").is_in(units.implode()))


def watched(audience: Audience, minutes: int) -> Audience:
    """Return the on-demand viewers with at least so many minutes of watch time: the person's."""
    seen = person_watch.by_unit(audience, "od_watch_ms", "od_attended")
    units = seen.filter(pl.col("od_watch_ms") >= minutes * MINUTE_MS).collect()["unit"]
    return audience.where(pl.col("od_attended") & pl.col("unit").is_in(units.implode()))


def registered_ahead(audience: Audience, days: int) -> Audience:
    """Return who registered on a day before the live start, as the registration curve counts days."""
    ahead = (pl.col("live_start") - pl.col("registered_at")).dt.total_milliseconds()
    return audience.where(ahead // DAY_MS == days)
