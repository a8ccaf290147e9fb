"""When people viewed: visits, their union a person, and the arrivals and departures of an audience.

A visit is a session that can be placed in time. Few people watch in two tabs, so visits that touch no other of the
same person ("free") are sorted once by their instants and only filtered later; the few that do ("tangled") are merged
when they are asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import polars as pl

from webcast.analysis import spans
from webcast.analysis.runs import summed
from webcast.reports.schema import MODES


@dataclass(frozen=True, eq=False, repr=False)
class Visits:
    """The visits of a whole report."""

    frame: pl.DataFrame
    """``row``, ``person``, ``unit``, ``event``, ``mode``, ``start``, ``end``, ``tangled``; by person and start."""

    steps: pl.DataFrame
    """Arrivals and departures of the free visits, in order: ``step`` (of :mod:`~.spans`), ``row``, ``mode``."""

    knots: pl.DataFrame
    """The tangled visits."""

    @classmethod
    def of(cls, placed: pl.DataFrame) -> Visits:
        """Take visits in any order, without ``tangled``."""
        # A visit is alone in its span when it opens one and the next opens another.
        alone = spans.opens() & spans.opens().shift(-1, fill_value=True)
        frame = spans.by_unit(placed, "person").select(*placed.columns, tangled=~alone)
        free = frame.filter(~pl.col("tangled") & (pl.col("end") > pl.col("start")))
        both = [spans.step("start", arrives=True), spans.step("end", arrives=False)]
        steps = pl.concat([free.select(step, "row", "mode") for step in both]).sort("step")
        return cls(*pl.collect_all([frame, steps, frame.filter("tangled")]))

    def arrivals(self, mode: str | None, keep: pl.Series | None = None) -> pl.LazyFrame:
        """Return arrivals and departures in order, each person's overlaps merged: ``step``.

        Args:
            mode: Visits of this mode alone; None for all.
            keep: Whether each registrant's visits count, by row; None for all.
        """
        alone, knots = kept(self.steps, keep), kept(self.knots, keep)
        if mode is not None:
            of_mode = pl.col("mode") == MODES.index(mode)
            alone, knots = alone.filter(of_mode), knots.filter(of_mode)
        if not self.knots.is_empty():
            union = spans.union(self._axis.packed(knots, "person"))
            alone = alone.select("step").merge_sorted(spans.steps(union), key="step")
        return alone.select("step")

    def arrivals_by_event(self, events: pl.Series, keep: pl.Series | None = None) -> pl.LazyFrame:
        """Return ``event``, ``step``: arrivals and departures, each person's overlaps within an event merged.

        Args:
            events: The event of each row.
            keep: As in :meth:`arrivals`.
        """
        if self.frame.is_empty():
            return pl.LazyFrame(schema={"event": pl.UInt32, "step": pl.Int64})
        axis = replace(self._axis, units=events.len())
        union = spans.union(axis.packed(kept(self.knots, keep), "unit").sort("_from"), "unit")
        merged = [union.select(spans.step(name, arrives=name == "start"), row="unit") for name in ("start", "end")]
        steps = pl.concat([kept(self.steps, keep).select("step", "row"), *merged])
        of_events = steps.select("step", event=pl.lit(events).gather("row"))
        within = (axis.first * 2, axis.last * 2 + 1)
        return spans.sorted_steps(of_events, within, int(events.max()) + 1)  # type: ignore[arg-type]  # of integers

    def watched_together(self, members: pl.LazyFrame, groups: int) -> pl.LazyFrame:
        """Return ``key`` and the columns :data:`WATCHED`: the length of the union of the visits of each group.

        Args:
            members: ``row`` and ``key``, the number of the registrant's group.
            groups: Their numbers are below.
        """
        visits = self.frame.lazy().select("row", "mode", "start", "end").join(members, on="row")
        ordered = replace(self._axis, units=groups).packed(visits, "key").sort("_from")
        return summed(_gains(ordered, "key"), "key", ordered=True)

    @cached_property
    def _axis(self) -> spans.Axis:
        return spans.Axis.of(self.frame, "person")

    def watch_times(self) -> pl.LazyFrame:
        """Return ``row`` and each registrant's watch time in milliseconds: the columns :data:`WATCHED`."""
        free = self.frame.lazy().filter(~pl.col("tangled"))
        length = pl.col("end") - pl.col("start")
        lengths = [pl.when(mask).then(length).otherwise(0).alias(name) for name, mask in WATCHED.items()]
        return summed(
            pl.concat([free.select("row", *lengths), _gains(spans.by_unit(self.knots, "row"), "row")]), "row"
        )

    def live_exits(self) -> pl.LazyFrame:
        """Return ``row`` and ``live_exit``: the end of the last live visit, in milliseconds since 1970."""
        live = self.frame.lazy().filter(pl.col("mode") == MODES.index("Live"))
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


def _gains(ordered: pl.LazyFrame, key: str) -> pl.LazyFrame:
    return ordered.select(key, *(spans.gain(mask).alias(name) for name, mask in WATCHED.items()))


def kept(child: pl.DataFrame, keep: pl.Series | None) -> pl.LazyFrame:
    """Return the rows of those registrants who are kept, by ``row``; None keeps all."""
    return child.lazy() if keep is None else child.lazy().filter(pl.lit(keep).gather("row"))
