"""Merging of viewing intervals, so that two tabs open for eleven minutes are eleven minutes.

A visit is a session that can be placed in time: ``unit`` (whoever is to be counted once),
``start`` and ``end`` in milliseconds since 1970, half-open. Visits sorted by unit and start are merged by one running
maximum over the whole column: adding ``unit * width`` to each instant keeps the units apart without a group loop.
"""

from __future__ import annotations

from typing import Final

import polars as pl

_INT64_MAX: Final = 2**63 - 1

_OPENS: Final = (pl.col("_from") > pl.col("_to").cum_max().shift(1)).fill_null(value=True)
"""Whether a packed visit begins a new span."""


def packed(visits: pl.DataFrame, unit: str = "person") -> pl.DataFrame:
    """Return the visits with ``_from`` and ``_to``: instants on one axis where every unit has its own stretch.

    The stretch of a unit begins where the last instant of the one before has long passed, so the order of ``_from``
    is the order by unit and start.
    """
    if visits.is_empty():
        empty = pl.lit(None, dtype=pl.Int64)
        return visits.with_columns(_from=empty, _to=empty)
    first, last = visits["start"].min(), visits["end"].max()
    width = last - first + 1  # type: ignore[operator]  # the stubs don't know that an Int64 column has an int minimum
    highest = (int(visits[unit].max()) + 1) * width  # type: ignore[arg-type]  # as above
    kind = pl.Int64 if highest <= _INT64_MAX else pl.Int128
    offset = pl.col(unit).cast(kind) * width - first
    return visits.with_columns(_from=offset + pl.col("start"), _to=offset + pl.col("end"))


def opens(visits: pl.DataFrame, unit: str = "person") -> pl.Series:
    """Return for each visit whether it begins a new span, touching none of its unit's before.

    Args:
        visits: Columns ``unit``, ``start``, ``end``, sorted by unit and start.
        unit: Name of the column that says whose visits are merged.
    """
    return packed(visits, unit).select(opens=_OPENS)["opens"]


def merged(visits: pl.DataFrame, unit: str = "person") -> pl.DataFrame:
    """Return the union of each unit's visits as ``unit``, ``start``, ``end``; sorted, disjoint, never touching.

    Args:
        visits: Columns ``unit``, ``start``, ``end``, sorted by unit and start. Those without a length add nothing.
        unit: Name of the column that says whose visits are merged.
    """
    lasting = visits.select(unit, "start", "end").filter(pl.col("end") > pl.col("start"))
    marked = packed(lasting, unit).with_columns(_until=pl.col("_to").cum_max(), _opens=_OPENS)
    closes = marked["_opens"].shift(-1, fill_value=True)
    starts = marked.filter("_opens")
    lengths = marked["_until"].filter(closes) - starts["_from"]
    return starts.select(unit, "start", end=pl.col("start") + lengths.cast(pl.Int64))


def step(column: str, *, arrives: bool) -> pl.Expr:
    """Return an instant and whether somebody arrives in one number: the lowest bit is 1 for an arrival.

    Sorted, such numbers put the departures first at equal times.
    """
    return (pl.col(column) * 2 + (1 if arrives else 0)).alias("step")


def steps(union: pl.DataFrame) -> pl.Series:
    """Return the arrivals and departures of disjoint spans, in order, each a :func:`step`."""
    both = [union.select(step("start", arrives=True)), union.select(step("end", arrives=False))]
    return pl.concat(both)["step"].sort()


def gain(chosen: pl.Expr) -> pl.Expr:
    """Return what each chosen visit adds to the length of its unit's union, in milliseconds; the others add nothing.

    The sum of a unit's gains is its watch time. For :func:`packed` visits sorted by unit and start.
    """
    before = pl.when(chosen).then("_to").cum_max().forward_fill().shift(1)
    begins = pl.max_horizontal("_from", before)
    return pl.when(chosen).then((pl.col("_to") - begins).clip(lower_bound=0)).otherwise(0).cast(pl.Int64)


def sorted_steps(steps: pl.DataFrame) -> pl.DataFrame:
    """Return ``event``, ``step`` sorted by both: as one number where it fits, which takes a third of the time."""
    if steps.is_empty():
        return steps.select("event", "step")
    first, last = steps.select(first=pl.col("step").min(), last=pl.col("step").max()).row(0)
    width = last - first + 1
    if (int(steps["event"].max()) + 1) * width > _INT64_MAX:  # type: ignore[arg-type]  # as in packed()
        return steps.select("event", "step").sort("event", "step")
    both = steps.select(both=pl.col("event").cast(pl.Int64) * width + pl.col("step") - first)["both"].sort()
    event = (both // width).cast(pl.UInt32).alias("event")
    return pl.DataFrame([event, (both % width + first).alias("step")])


def by_unit(visits: pl.DataFrame, unit: str) -> pl.DataFrame:
    """Return the visits sorted by unit and start, as :func:`merged` and :func:`gain` want them."""
    return packed(visits, unit).sort("_from").drop("_from", "_to")
