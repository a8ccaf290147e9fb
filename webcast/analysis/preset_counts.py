"""Who is in the sets that marketing asks for most, and how many, in partials: see :mod:`webcast.cohorts.presets`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import polars as pl

from webcast.analysis import pairs
from webcast.analysis.audience import Audience
from webcast.analysis.pairs import Answer, Pair
from webcast.analysis.parts import Stacked
from webcast.analysis.score import scores

HOT: Final = "hot-leads"
TOP_PERCENT: Final = 10.0
"""Hot leads are the attendees with the highest scores: so many per cent of those who have one."""

MASKS: Final[Mapping[str, Callable[[], pl.Expr]]] = {
    "attendees": lambda: pl.col("attended"),
    "no-shows": lambda: ~pl.col("attended"),
    # Unknown is no: who may have come live is not "on demand only".
    "on-demand-only": lambda: pl.col("od_attended") & ~pl.col("live_attended") & ~pl.col("simlive_attended"),
    "askers": lambda: pl.col("questions") > 0,
}
"""Who is in each that is no matter of all together, over members."""


def hottest(scored: int, top: float) -> int:
    """Return how many of so many are hot, those with equal scores aside; nobody of nobody."""
    return int(-(-scored * top // 100))


def bits(values: pl.Series) -> pl.Series:
    """Return whole numbers in the order of numbers not below zero, the same for the same; null stays null."""
    whole = values.fill_null(0.0).to_numpy().view(np.int64)
    return pl.Series(values.name, whole).set(values.is_null(), None)


def _sums(audience: Audience) -> pl.DataFrame:
    counted = audience.pick(**{name: mask().fill_null(value=False).sum() for name, mask in MASKS.items()})
    said = audience.everyone.report.registrants["opted_out"]  # whoever opted out may have said so elsewhere
    known = {_SAID: said.count(), _OUT: said.sum()}
    return counted.select(pl.all().cast(pl.Int64), **{name: pl.lit(n, pl.Int64) for name, n in known.items()})


_SAID: Final = "say whether"
_OUT: Final = "opted out"


def _scored(audience: Audience) -> pl.DataFrame:
    """Return a partial: ``score``, ``n``: how many attendees have which score, of those above zero."""
    found = scores(audience)[["score"]].hstack(audience.pick("attended"))
    above = found.filter(pl.col("attended") & (pl.col("score") > 0))
    counted = pl.DataFrame([bits(above["score"])]).lazy().group_by("score").agg(n=pl.len().cast(pl.Int64))
    return counted.sort("score").collect()


def _hot(stacked: Stacked) -> pl.DataFrame:
    """Return how many are hot, those who opted out among them."""
    ordered = stacked.rows.sort("score", descending=True)
    up_to = ordered["n"].cum_sum()
    wanted = hottest(int(ordered["n"].sum()), TOP_PERCENT)
    if not wanted:
        return pl.DataFrame({HOT: [0]})
    # Equal scores share a place, so that none of them is left out by chance.
    lowest = ordered["score"][int(up_to.search_sorted(wanted, side="left"))]
    return pl.DataFrame({HOT: [int(ordered["n"].filter(ordered["score"] >= lowest).sum())]})


SUMS: Final = Answer("presets", Pair("preset sums", _sums, pairs.added, pairs.added))
"""One row: how many registrants are in each of :data:`MASKS`; and of everybody, whatever the filters, of how many a
report says whether they opted out, and that they did."""

LEADS: Final = Answer("hot leads", Pair("scores", _scored, _hot, pairs.added_by("score")))
"""How many are hot by the usual weights."""


def counted(audience: Audience) -> dict[str, int] | None:
    """Return how many registrants are in each preset by its name, hot leads by the usual weights.

    None where that is not at hand, or somebody opted out: whoever did in any event is in none of them.
    """
    sums, leads = _kept(audience, SUMS), _kept(audience, LEADS)
    if sums is None or leads is None or sums[_OUT][0]:
        return None
    return {name: int(sums[name][0]) for name in MASKS} | {HOT: int(leads[HOT][0])}


def _kept(audience: Audience, answer: Answer) -> pl.DataFrame | None:
    return None if audience.opened else audience.answer(answer.name)


def says_who_opted_out(audience: Audience) -> bool | None:
    """Tell whether any report says of anybody whether they opted out; None where that is not at hand."""
    sums = _kept(audience, SUMS)
    return None if sums is None else bool(sums[_SAID][0])


def nobody_opted_out(audience: Audience) -> bool:
    """Tell whether it is at hand that no report says of anybody that they opted out."""
    sums = _kept(audience, SUMS)
    return sums is not None and not sums[_OUT][0]
