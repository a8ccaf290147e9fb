"""When people viewed: visits, their union a person, and the arrivals and departures of an audience.

A visit is a session that can be placed in time. Few people watch in two tabs, so visits that touch no other of the
same person ("free") are sorted once by their instants and only filtered later; the few that do ("tangled") are merged
when they are asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import polars as pl

from webcast.analysis import spans
from webcast.analysis.runs import sums
from webcast.reports.schema import MODES


@dataclass(frozen=True, eq=False, repr=False)
class Visits:
    """The visits of a whole report."""

    frame: pl.DataFrame
    """``row``, ``person``, ``unit``, ``event``, ``mode``, ``start``, ``end``, ``tangled``; by person and start."""

    @classmethod
    def of(cls, placed: pl.DataFrame) -> Visits:
        """Take visits in any order, without ``tangled``."""
        ordered = spans.by_unit(placed, "person")
        opens = spans.opens(ordered, "person")
        # A visit is alone in its span when it opens one and the next opens another.
        tangled = ~(opens & opens.shift(-1, fill_value=True))
        return cls(ordered.with_columns(tangled=tangled))

    @cached_property
    def steps(self) -> pl.DataFrame:
        """Arrivals and departures of the free visits, in order: ``step`` (of :mod:`~.spans`), ``row``, ``mode``."""
        free = self.frame.filter(~pl.col("tangled") & (pl.col("end") > pl.col("start")))
        both = [spans.step("start", arrives=True), spans.step("end", arrives=False)]
        return pl.concat([free.select(step, "row", "mode") for step in both]).sort("step")

    @cached_property
    def knots(self) -> pl.DataFrame:
        """The tangled visits."""
        return self.frame.filter("tangled")

    @cached_property
    def _merged(self) -> dict[str | None, pl.Series]:
        return {}

    def all_steps(self, mode: str | None) -> pl.Series:
        """Return :func:`steps_of` all visits; computed once, since everybody who filters nothing asks for it."""
        if mode not in self._merged:
            self._merged[mode] = steps_of(self.steps, self.knots, mode)
        return self._merged[mode]

    def watch_times(self) -> pl.DataFrame:
        """Return ``row`` and each registrant's watch time in milliseconds: the columns :data:`WATCHED`."""
        free = self.frame.filter(~pl.col("tangled"))
        length = pl.col("end") - pl.col("start")
        lengths = [pl.when(mask).then(length).otherwise(0).alias(name) for name, mask in WATCHED.items()]
        merged = _gains(self.knots, "row")
        return sums(pl.concat([free.select("row", *lengths), merged]), "row")

    def live_exits(self) -> pl.DataFrame:
        """Return ``row`` and ``live_exit``: the end of the last live visit, in milliseconds since 1970."""
        live = self.frame.filter(pl.col("mode") == MODES.index("Live"))
        return live.group_by("row").agg(pl.col("end").max().alias("live_exit"))


def _of(*modes: str) -> pl.Expr:
    return pl.col("mode").is_in([MODES.index(mode) for mode in modes])


WATCHED: Final = {
    "watch_ms": pl.lit(value=True),
    "live_watch_ms": _of("Live"),
    "od_watch_ms": _of("On-Demand"),
    "simlive_watch_ms": _of("SimLive"),
    "broadcast_watch_ms": _of("Live", "SimLive"),
}
"""Watch time over all visits, of each mode, and of Live and SimLive together → which visits it is of."""


def watched(visits: pl.DataFrame, key: str) -> pl.DataFrame:
    """Return ``key`` and the columns :data:`WATCHED`: the length of the union of all visits with the same key."""
    return sums(_gains(visits, key), key)


def _gains(visits: pl.DataFrame, key: str) -> pl.DataFrame:
    packed = spans.packed(spans.by_unit(visits, key), key)
    return packed.select(key, *(spans.gain(mask).alias(name) for name, mask in WATCHED.items()))


def steps_of(free: pl.DataFrame, knots: pl.DataFrame, mode: str | None) -> pl.Series:
    """Return arrivals and departures in order, each person's overlaps merged.

    Args:
        free: Of :attr:`Visits.steps`, all or those of some rows.
        knots: Of :attr:`Visits.knots`, all or those of the same rows.
        mode: Visits of this mode alone; None for all.
    """
    if mode is not None:
        of_mode = pl.col("mode") == MODES.index(mode)
        free, knots = free.filter(of_mode), knots.filter(of_mode)
    merged = spans.steps(spans.merged(knots, "person"))
    if merged.is_empty():
        return free["step"]
    return free.select("step").merge_sorted(merged.to_frame("step"), key="step")["step"]


def steps_by_event(free: pl.DataFrame, knots: pl.DataFrame, events: pl.Series) -> pl.DataFrame:
    """Return ``event``, ``step``: arrivals and departures, each person's overlaps within an event merged.

    Args:
        free: As in :func:`steps_of`.
        knots: Likewise.
        events: The event of each row.
    """
    union = spans.merged(spans.by_unit(knots, "unit"), "unit")
    merged = [union.select("unit", spans.step(name, arrives=name == "start")) for name in ("start", "end")]
    rows = [free.select("step", "row"), *(part.select("step", row="unit") for part in merged)]
    steps = pl.concat(rows)
    return spans.sorted_steps(steps.select("step", events.gather(steps["row"])))
