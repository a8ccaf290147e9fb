"""Sums and counts by a number: sort, run through once, and take differences at the ends of the runs.

With half a million groups this takes half the time of grouping by hash, and less where the rows are in order already.
"""

from __future__ import annotations

import polars as pl

from webcast.reports.columns import constant


def sums(frame: pl.DataFrame, key: str) -> pl.DataFrame:
    """Return one row for each value of ``key``, ascending, with the sums of all other columns (no nulls) as Int64."""
    ordered = frame if frame[key].is_sorted() else frame.sort(key)
    last = (ordered[key] != ordered[key].shift(-1)).fill_null(value=True)
    others = pl.all().exclude(key).cast(pl.Int64)
    running = ordered.select(key, others.cum_sum()).filter(last)
    return running.select(key, others - others.shift(1, fill_value=0))


def distinct(frame: pl.DataFrame, key: str, value: str) -> pl.DataFrame:
    """Return ``key``, ``distinct``: how many different values come with each key, both of 32 bits and never null."""
    pairs = frame.select(pair=pl.col(key).cast(pl.Int64) * 2**32 + pl.col(value))["pair"].sort()
    keys = pairs.filter((pairs != pairs.shift(1)).fill_null(value=True)) // 2**32
    counted = keys.cast(frame.schema[key]).rle().struct.unnest()
    return counted.select(pl.col("value").alias(key), pl.col("len").cast(pl.Int64).alias("distinct"))


def different(numbers: pl.Series) -> int:
    """Return how many different persons there are among numbers."""
    if numbers.is_empty():
        return 0
    if numbers.dtype == pl.UInt32:
        # Numbers of one audience are dense, so ticking them off is quicker than a hash table of them.
        ticked = constant(int(numbers.max()) + 1, pl.Boolean, value=False)  # type: ignore[arg-type]
        return int(ticked.scatter(numbers, values=True).sum())
    return numbers.n_unique()
