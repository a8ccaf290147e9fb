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

    @cached_property
    def _merged(self) -> dict[str | None, pl.Series]:
        return {}

    def all_steps(self, mode: str | None) -> pl.Series:
        """Return :func:`steps_of` all visits; computed once, since everybody who filters nothing asks for it."""
        if mode not in self._merged:
            self._merged[mode] = steps_of(self.steps, self.knots, mode)
        return self._merged[mode]

    def watch_times(self) -> pl.LazyFrame:
        """Return ``row`` and each registrant's watch time in milliseconds: the columns :data:`WATCHED`."""
        free = self.frame.lazy().filter(~pl.col("tangled"))
        length = pl.col("end") - pl.col("start")
        lengths = [pl.when(mask).then(length).otherwise(0).alias(name) for name, mask in WATCHED.items()]
        return summed(pl.concat([free.select("row", *lengths), _gains(self.knots, "row")]), "row")

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


def watched(visits: pl.DataFrame, key: str) -> pl.DataFrame:
    """Return ``key`` and the columns :data:`WATCHED`: the length of the union of all visits with the same key."""
    return summed(_gains(visits, key), key, ordered=True).collect()


def _gains(visits: pl.DataFrame, key: str) -> pl.LazyFrame:
    gains = [spans.gain(mask).alias(name) for name, mask in WATCHED.items()]
    return spans.by_unit(visits, key).select(key, *gains)


def steps_of(free: pl.DataFrame, knots: pl.DataFrame, mode: str | None) -> pl.Series:
    """Return arrivals and departures in order, each person's overlaps merged.

    Args:
        free: Of :attr:`Visits.steps`, all or those of some rows.
        knots: Of :attr:`Visits.knots`, all or those of the same rows.
        mode: Visits of this mode alone; None for all.
    """
    if mode is None and knots.is_empty():
        return free["step"]
    alone, others = free.lazy(), spans.packed(knots, "person")
    if mode is not None:
        of_mode = pl.col("mode") == MODES.index(mode)
        alone, others = alone.filter(of_mode), others.filter(of_mode)
    if not knots.is_empty():
        alone = alone.select("step").merge_sorted(spans.steps(spans.union(others)), key="step")
    return alone.select("step").collect()["step"]


def steps_by_event(free: pl.DataFrame, knots: pl.DataFrame, events: pl.Series) -> pl.DataFrame:
    """Return ``event``, ``step``: arrivals and departures, each person's overlaps within an event merged.

    Args:
        free: As in :func:`steps_of`.
        knots: Likewise.
        events: The event of each row.
    """
    union = spans.union(spans.by_unit(knots, "unit"), "unit")
    merged = [union.select(spans.step(name, arrives=name == "start"), row="unit") for name in ("start", "end")]
    steps = pl.concat([free.lazy().select("step", "row"), *merged]).select("step", event=pl.lit(events).gather("row"))
    instants = pl.concat([free["step"], knots["start"] * 2, knots["end"] * 2 + 1])
    if instants.is_empty():
        return steps.select("event", "step").collect()
    within = (int(instants.min()), int(instants.max()))  # type: ignore[arg-type]  # an Int64 column has integers
    return spans.sorted_steps(steps, within, int(events.max()) + 1).collect()  # type: ignore[arg-type]  # likewise
