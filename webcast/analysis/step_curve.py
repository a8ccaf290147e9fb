"""The step curve of viewers, from every arrival and departure: an instant a row, or bins of a round width."""

from __future__ import annotations

from typing import Final

import polars as pl

from webcast.analysis.audience import MINUTE_MS

_DAY_MS: Final = 24 * 60 * MINUTE_MS

_WIDTHS: Final = (
    *(1000 * s for s in (1, 2, 5, 10, 15, 30)),
    *(MINUTE_MS * m for m in (1, 2, 5, 10, 15, 30)),
    *(60 * MINUTE_MS * h for h in (1, 2, 3, 6, 12)),
    *(_DAY_MS * d for d in (1, 2, 7, 14, 28, 91, 182, 364)),
)
"""Bin widths that read well on an axis, in milliseconds."""

_LAST: Final = (pl.col("t") != pl.col("t").shift(-1)).fill_null(value=True)
"""Whether a change is the last one of its instant."""


def by_instant(changes: pl.LazyFrame) -> pl.LazyFrame:
    """Return one row an instant: the level after its last change, and how many came and went in it."""
    counts = [(pl.col("delta") == sign).cum_sum().cast(pl.Int64) for sign in (1, -1)]
    totals = changes.select("t", "level", came=counts[0], went=counts[1], last=_LAST).filter("last")
    since = [pl.col(name) - pl.col(name).shift(1, fill_value=0) for name in ("came", "went")]
    return totals.select("t", viewers="level", arrivals=since[0], departures=since[1])


def binned(changes: pl.DataFrame, max_points: int) -> pl.LazyFrame:
    """Return one row a bin, about so many: the most viewers in it, and how many came and went."""
    first, end = int(changes["t"][0]), int(changes["t"][-1])
    width = bin_width(end - first, max_points)
    # Only the level after an instant's last change is one that lasts.
    lasting = pl.when(_LAST).then("level")
    in_bins = changes.lazy().select(
        "t", "delta", "level", lasting.alias("lasting"), bin=(pl.col("t") // width).set_sorted()
    )
    counted = in_bins.group_by("bin", maintain_order=True).agg(
        pl.col("t").first().alias("first"),
        pl.col("lasting").max().alias("most"),
        pl.col("level").last().alias("last"),
        (pl.col("delta") == 1).sum().alias("arrivals"),
        (pl.col("delta") == -1).sum().alias("departures"),
    )
    bins = pl.LazyFrame({"bin": pl.int_range(first // width, end // width + 1, eager=True)})
    filled = bins.join(counted, on="bin", how="left", maintain_order="left")
    entering = pl.col("last").forward_fill().shift(1, fill_value=0)
    # Who was there when the bin began counts in it, unless the level changed in that very instant.
    carried = pl.when(pl.col("first").eq_missing(pl.col("bin") * width)).then(0).otherwise(entering)
    return filled.select(
        t=pl.max_horizontal(pl.col("bin") * width, first),
        viewers=pl.max_horizontal("most", carried),
        arrivals=pl.col("arrivals").fill_null(0),
        departures=pl.col("departures").fill_null(0),
    )


def bin_width(length: int, max_points: int) -> int:
    """Return a round width in milliseconds that cuts a length into about so many bins at most."""
    enough = -(-length // max(max_points - 1, 1)) or 1
    return next((width for width in _WIDTHS if width >= enough), -(-enough // _DAY_MS) * _DAY_MS)
