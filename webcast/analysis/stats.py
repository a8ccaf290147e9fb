"""The few statistics that figures carry: 95 % Wilson intervals and the two-proportion test."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

Numbers = npt.NDArray[np.float64]

Z95: Final = 1.959963984540054
"""The 97.5 % quantile of the normal distribution."""


def share(part: pl.Expr, base: pl.Expr) -> pl.Expr:
    """Return part ÷ base, exact and unrounded; null where the base is empty or unknown."""
    return pl.when(base > 0).then(part.cast(pl.Float64) / base.cast(pl.Float64))


def wilson(part: Numbers, base: Numbers) -> tuple[Numbers, Numbers]:
    """Return the ends of the 95 % Wilson interval of part ÷ base; NaN for an empty base, and where one is NaN."""
    with np.errstate(divide="ignore", invalid="ignore"):
        p = part / base
        middle = p + Z95**2 / (2 * base)
        reach = Z95 * np.sqrt(p * (1 - p) / base + Z95**2 / (4 * base**2))
        scale = 1 + Z95**2 / base
        low, high = (middle - reach) / scale, (middle + reach) / scale
    # At 0 and 1 the interval ends there exactly; rounding must not leave it a hair outside.
    low[(part == 0) & (base > 0)] = 0.0
    high[(part == base) & (base > 0)] = 1.0
    return low, high


def wilson_interval(part: int, base: int) -> tuple[float, float] | None:
    """Return the 95 % Wilson interval of one share; None for an empty base."""
    if base <= 0:
        return None
    low, high = wilson(np.array([part], np.float64), np.array([base], np.float64))
    return float(low[0]), float(high[0])


@dataclass(frozen=True)
class Difference:
    """How two shares differ."""

    points: float
    """First share minus second, from -1 to 1."""

    low: float
    """Lower end of the 95 % interval of ``points`` (Newcombe's, from the two Wilson intervals)."""

    high: float
    """Upper end."""

    p_value: float | None
    """Of the two-sided test with the pooled share; None where both shares are 0 or both 1."""

    @property
    def beyond_chance(self) -> bool:
        """Whether chance alone would make so large a difference less than once in twenty."""
        return self.p_value is not None and self.p_value < 0.05


def difference(part1: int, base1: int, part2: int, base2: int) -> Difference | None:
    """Compare two shares of separate groups; None where a base is empty."""
    first, second = wilson_interval(part1, base1), wilson_interval(part2, base2)
    if first is None or second is None:
        return None
    p1, p2 = part1 / base1, part2 / base2
    low = p1 - p2 - math.hypot(p1 - first[0], second[1] - p2)
    high = p1 - p2 + math.hypot(first[1] - p1, p2 - second[0])
    return Difference(p1 - p2, low, high, _p_value(part1, base1, part2, base2))


def _p_value(part1: int, base1: int, part2: int, base2: int) -> float | None:
    pooled = (part1 + part2) / (base1 + base2)
    error = math.sqrt(pooled * (1 - pooled) * (1 / base1 + 1 / base2))
    if error == 0:
        return None
    return math.erfc(abs(part1 / base1 - part2 / base2) / error / math.sqrt(2))
