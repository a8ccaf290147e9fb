"""Merging of viewing intervals, so that two tabs open for eleven minutes are eleven minutes.

A visit is a session that can be placed in time: ``unit`` (whoever is to be counted once),
``start`` and ``end`` in milliseconds since 1970, half-open. Visits sorted by unit and start are merged by one running
maximum over the whole column: adding ``unit * width`` to each instant keeps the units apart without a group loop.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

_INT64_MAX: Final = 2**63 - 1

_OPENS: Final = (pl.col("_from") > pl.col("_to").cum_max().shift(1)).fill_null(value=True)


@dataclass(frozen=True)
class Axis:
    """One axis for the instants of many units, each of which has its own stretch.

    The stretch of a unit begins where the last instant of the one before has long passed, so the order on the axis is
    the order by unit and start.
    """

    first: int
    """No visit starts before."""

    last: int
    """No visit ends after."""

    units: int
    """Their numbers are below."""

    @classmethod
    def of(cls, visits: pl.DataFrame, unit: str) -> Axis:
        """Return the axis that has room for these visits."""
        return cls(_least(visits["start"]), _most(visits["end"]), _most(visits[unit]) + 1)

    def packed(self, visits: pl.LazyFrame, unit: str) -> pl.LazyFrame:
        """Return the visits with ``_from`` and ``_to``: their instants on the axis."""
        width = self.last - self.first + 1
        kind = pl.Int64 if self.units * width <= _INT64_MAX else pl.Int128
        offset = pl.col(unit).cast(kind) * width - self.first
        return visits.with_columns(_from=offset + pl.col("start"), _to=offset + pl.col("end"))


def packed(visits: pl.DataFrame, unit: str = "person") -> pl.LazyFrame:
    """Return the visits with ``_from`` and ``_to``: instants on an :class:`Axis` of their own."""
    return Axis.of(visits, unit).packed(visits.lazy(), unit)


def by_unit(visits: pl.DataFrame, unit: str) -> pl.LazyFrame:
    """Return the visits :func:`packed` and sorted by unit and start, as :func:`union` and :func:`gain` want them."""
    return packed(visits, unit).sort("_from")


def opens() -> pl.Expr:
    """Return, over visits of :func:`by_unit`, whether one begins a span, touching none of its unit's before."""
    return _OPENS


def union(ordered: pl.LazyFrame, unit: str = "person") -> pl.LazyFrame:
    """Return the union of each unit's visits as ``unit``, ``start``, ``end``; sorted, disjoint, never touching.

    Args:
        ordered: Visits :func:`packed`, and sorted by unit and start. Those without a length add nothing.
        unit: Name of the column that says whose visits are merged.
    """
    marked = ordered.filter(pl.col("end") > pl.col("start")).with_columns(
        _until=pl.col("_to").cum_max(), _opens=_OPENS
    )
    closes = pl.col("_opens").shift(-1, fill_value=True)
    starts = pl.col(unit, "start", "_from").filter("_opens")
    spans = marked.select(starts, pl.col("_until").filter(closes))
    return spans.select(unit, "start", end=pl.col("start") + (pl.col("_until") - pl.col("_from")).cast(pl.Int64))


def merged(visits: pl.DataFrame, unit: str = "person") -> pl.DataFrame:
    """Return the :func:`union` of visits that are sorted by unit and start."""
    return union(packed(visits, unit), unit).collect()


def step(column: str, *, arrives: bool) -> pl.Expr:
    """Return an instant and whether somebody arrives in one number: the lowest bit is 1 for an arrival.

    Sorted, such numbers put the departures first at equal times.
    """
    return (pl.col(column) * 2 + (1 if arrives else 0)).alias("step")


def steps(disjoint: pl.LazyFrame) -> pl.LazyFrame:
    """Return the arrivals and departures of disjoint spans, in order: ``step``, as :func:`step` makes it."""
    return pl.concat(
        [disjoint.select(step("start", arrives=True)), disjoint.select(step("end", arrives=False))]
    ).sort("step")


def gain(chosen: pl.Expr) -> pl.Expr:
    """Return what each chosen visit adds to the length of its unit's union, in milliseconds; the others add nothing.

    The sum of a unit's gains is its watch time. For :func:`packed` visits sorted by unit and start.
    """
    before = pl.when(chosen).then("_to").cum_max().forward_fill().shift(1)
    begins = pl.max_horizontal("_from", before)
    return pl.when(chosen).then((pl.col("_to") - begins).clip(lower_bound=0)).otherwise(0).cast(pl.Int64)


def sorted_steps(steps: pl.LazyFrame, within: tuple[int, int], events: int) -> pl.LazyFrame:
    """Return ``event``, ``step`` sorted by both: as one number where it fits, which takes a third of the time.

    Args:
        steps: The same, in any order.
        within: Which step may be the least, and which the greatest.
        events: How many events there may be.
    """
    first, last = within
    width = last - first + 1
    if events * width > _INT64_MAX:
        return steps.select("event", "step").sort("event", "step")
    both = steps.select(both=pl.col("event").cast(pl.Int64) * width + pl.col("step") - first).sort("both")
    return both.select(event=(pl.col("both") // width).cast(pl.UInt32), step=pl.col("both") % width + first)


def _least(numbers: pl.Series) -> int:
    return int(numbers.min() or 0)  # type: ignore[arg-type]  # the stubs don't know that a column of integers has an integer


def _most(numbers: pl.Series) -> int:
    return int(numbers.max() or 0)  # type: ignore[arg-type]  # likewise
