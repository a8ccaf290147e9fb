"""Sums and counts by a number: sort, run through once, and take differences at the ends of the runs.

With half a million groups this takes half the time of grouping by hash, and less where the rows are in order already.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from webcast.reports.columns import constant

Counts = npt.NDArray[np.int64]

_DENSE: Final = 4
"""Numbers up to so many times as many as there are of them are counted in a place each."""


def tallies(numbers: pl.Series, masks: Sequence[pl.Series]) -> tuple[Counts, Counts]:
    """Return the numbers that are there, ascending, and how often each is among those of each mask: a column a mask.

    Args:
        numbers: Unsigned, never null.
        masks: Boolean, never null, as long.
    """
    most = numbers.max()
    if not isinstance(most, int) or most >= _DENSE * numbers.len():
        values, places = np.unique(numbers.to_numpy(), return_inverse=True)
        counts = _counts(pl.Series(places), masks, values.size)
        return values.astype(np.int64), counts
    there = np.flatnonzero(np.bincount(numbers.to_numpy()))
    return there, _counts(numbers, masks, most + 1)[there]


def _counts(numbers: pl.Series, masks: Sequence[pl.Series], size: int) -> Counts:
    found = [np.bincount(numbers.filter(mask).to_numpy(), minlength=size) for mask in masks]
    return np.stack(found, axis=1)


def sums(frame: pl.DataFrame, key: str) -> pl.DataFrame:
    """Return one row for each value of ``key``, ascending, with the sums of all other columns (no nulls) as Int64."""
    return summed(frame.lazy(), key, ordered=frame[key].is_sorted()).collect()


def summed(frame: pl.LazyFrame, key: str, *, ordered: bool = False) -> pl.LazyFrame:
    """Return :func:`sums` as a plan; ``ordered``: the frame is sorted by the key."""
    rows = frame if ordered else frame.sort(key)
    ends = (pl.col(key) != pl.col(key).shift(-1)).fill_null(value=True)
    others = pl.all().exclude(key, "_ends")
    running = rows.select(key, others.cast(pl.Int64).cum_sum(), _ends=ends).filter("_ends")
    return running.select(key, others - others.shift(1, fill_value=0))


def distinct(frame: pl.LazyFrame, key: str, value: str) -> pl.LazyFrame:
    """Return ``key``, ``distinct``: how many different values come with each key, both of 32 bits and never null."""
    pair = pl.col("pair")
    pairs = frame.select(pair=pl.col(key).cast(pl.Int64) * 2**32 + pl.col(value)).sort("pair")
    keys = pairs.filter((pair != pair.shift(1)).fill_null(value=True)).select(pair // 2**32)
    counted = keys.select(pair.cast(frame.collect_schema()[key]).rle()).unnest("pair")
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
