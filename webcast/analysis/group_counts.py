"""How many of each group registered and attended, in partials: by each of the columns that everybody has.

A group is known in all parts by the number of what tells it from others, whichever way it is spelt; what it is called
depends on how often everybody spelt it so.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from webcast.analysis import group_sums
from webcast.analysis.audience import Audience
from webcast.analysis.codes import CODED, FOLDED
from webcast.analysis.numbering import lasting_codes
from webcast.analysis.pairs import Answer, Pair
from webcast.analysis.parts import Stacked

_NONE: Final = -1
"""The number of the group of those without a value; others are not below zero."""

_KEYS: Final = ("by", "code")


COUNTS: Final = ("registrants", "attended", "told")
"""What is counted of a group: see :func:`.attendance.by_group`."""


def counts() -> dict[str, pl.Expr]:
    """Return :data:`COUNTS` as aggregations of members."""
    found = (pl.len(), pl.col("attended").sum(), pl.col("told").sum())
    return {name: count.cast(pl.Int64) for name, count in zip(COUNTS, found, strict=True)}


def _numbers(audience: Audience, by: str) -> pl.Series:
    names = audience.values(by)
    keys = names.str.to_lowercase() if by in FOLDED else names
    return lasting_codes(f"{by}:{key}" for key in keys)


def _counts(audience: Audience) -> pl.DataFrame:
    """Return a partial: ``by`` (its place in :data:`.CODED`), ``code``, and :data:`COUNTS` of the members."""
    each = []
    for place, by in enumerate(CODED):
        numbers = pl.concat([_numbers(audience, by), pl.Series([_NONE], dtype=pl.Int64)])
        column = f"{by}_code"
        counted = audience.plan(column, "attended", "told").group_by(column).agg(**counts())
        code = pl.lit(numbers).gather(pl.col(column).fill_null(numbers.len() - 1)).alias("code")
        each.append(counted.select(pl.lit(place, pl.Int64).alias("by"), code, *COUNTS))
    return pl.concat(each).sort(_KEYS).collect()


def _names(audience: Audience) -> pl.DataFrame:
    """Return a partial: how often each group is spelt in which way, by members or not.

    ``by``, ``code``, ``spelling``, ``seen``.
    """
    each = [
        audience.spellings(by).select(
            pl.lit(place, pl.Int64).alias("by"),
            pl.lit(_numbers(audience, by)).gather("group").alias("code"),
            "spelling",
            "seen",
        )
        for place, by in enumerate(CODED)
    ]
    return pl.concat(each).sort(*_KEYS, "spelling").collect()


def _spellings(stacked: Stacked) -> pl.DataFrame:
    return group_sums.added_up(stacked, *_KEYS, "spelling")


def _spelt(stacked: Stacked) -> pl.DataFrame:
    """Return ``by``, ``code``, ``group``: the first by the alphabet of the spellings that are seen most often."""
    ordered = _spellings(stacked).lazy().sort(*_KEYS, "seen", "spelling", descending=[False, False, True, False])
    found = ordered.unique(_KEYS, keep="first", maintain_order=True)
    return found.select(*_KEYS, pl.col("spelling").alias("group")).collect()


def _together(stacked: Stacked) -> pl.DataFrame:
    return group_sums.added_up(stacked, *_KEYS)


COUNTED: Final = Answer("groups", Pair("group counts", _counts, _together, _together))
"""``by``, ``code``, and :data:`COUNTS` of each group."""

NAMES: Final = Answer("groups' names", Pair("group names", _names, _spelt, _spellings))
"""``by``, ``code``, ``group`` of all groups, of members or not."""


def by_group(audience: Audience, by: str) -> pl.LazyFrame | None:
    """Return ``group`` (null: those without one) and what was counted of each; None where that is not at hand.

    ``attended`` is zero where no report tells.
    """
    if audience.opened or by not in CODED:
        return None
    counted, names = (audience.answer(answer.name) for answer in (COUNTED, NAMES))
    if counted is None or names is None:
        return None
    mine = pl.col("by") == CODED.index(by)
    groups = names.lazy().filter(mine).select("code", "group")
    found = counted.lazy().filter(mine).join(groups, on="code", how="left")
    return found.select("group", *COUNTS)
