"""Where the first of a list of registrants are, in any order of its columns, so that few events are opened for them.

A key is a whole number in whose order the list stands. A partial has of each order how many members of which event
have one of the lowest keys: as many keys as the :data:`FIRST` registrants have. Of few with one key it has where they
stand in their report, so that it is opened for these alone; who they are it tells.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import polars as pl

from webcast.analysis import of_events, preset_counts, summary
from webcast.analysis.audience import Audience
from webcast.analysis.modes import MODE_COLUMNS
from webcast.analysis.numbering import lasting_codes
from webcast.analysis.pairs import Answer, Pair
from webcast.analysis.parts import Stacked
from webcast.analysis.score import Weights, scores

FIRST: Final = 300
"""Registrants at the top of a list of whom it is kept where they are."""

ALIKE: Final = 10
"""Members of an event with the same key of whom it is kept where each stands; of more, how many they are."""

AS_REPORTED: Final = "row"
SCORE: Final = "score"

_MODES: Final = ("", *(f"{prefix}_" for prefix in MODE_COLUMNS.values()))

KEYED: Final = (
    "registered_at",
    *(f"{mode}attended" for mode in _MODES),
    *(f"{mode}watch_ms" for mode in _MODES),
    SCORE,
    "questions",
    "survey_answers",
)
"""Columns by which it is kept; others hold texts, or what is told of a person over events."""

_LAST: Final = 2**63 - 1
"""The key of those of whom the column tells nothing: they come last."""


@dataclass(frozen=True)
class Order:
    """How a list stands; among equals as reported.

    Attributes:
        by: A column of members, :data:`SCORE`, or :data:`AS_REPORTED`.
        falling: The largest or latest first.
        weights: Of the score.
    """

    by: str = AS_REPORTED
    falling: bool = False
    weights: Weights = field(default_factory=Weights)

    def keyed(self, audience: Audience) -> pl.DataFrame:
        """Return ``row`` and the column that decides, of all members."""
        if self.by == AS_REPORTED:
            return audience.pick("row")
        found = scores(audience, self.weights) if self.by == SCORE else audience.pick("row", self.by)
        return found[["row", self.by]]

    def sorted(self, keyed: pl.DataFrame) -> pl.DataFrame:
        """Return rows of :meth:`keyed` in this order."""
        if self.by == AS_REPORTED:
            return keyed
        return keyed.sort(self.by, descending=self.falling, nulls_last=True, maintain_order=True)

    def first(self, some: pl.DataFrame, more: pl.DataFrame, most: int) -> pl.DataFrame:
        """Return so many who come first of rows of :meth:`keyed` and of more, which stand behind equals among them.

        Args:
            some: In this order, no more than so many.
            more: In any order of the column, as reported among equals.
            most: How many.
        """
        if some.height == most and self.by != AS_REPORTED:
            # Most of many cannot be among the first, and comparing costs a fraction of sorting.
            last, value = some[self.by][-1], pl.col(self.by)
            before = value.is_not_null() if last is None else value > last if self.falling else value < last
            more = more.filter(before)
        return self.sorted(pl.concat([some, more])).head(most)

    def rows(self, audience: Audience) -> pl.Series:
        """Return the rows of all members in this order."""
        return self.sorted(self.keyed(audience))["row"]

    @property
    def number(self) -> int | None:
        """By which number it is kept; None where it is not."""
        if self.by not in KEYED or (self.by == SCORE and self.weights != Weights()):
            return None
        return 2 * KEYED.index(self.by) + self.falling

    def keys(self, audience: Audience) -> pl.DataFrame:
        """Return ``row``, ``event`` (its place) and ``key`` of all members."""
        if self.by == AS_REPORTED:
            return audience.pick("row", "event", key=pl.lit(0, pl.Int64))
        found = self.keyed(audience)
        whole = _whole(found[self.by])
        key = (-whole if self.falling else whole).fill_null(_LAST).alias("key")
        return audience.pick("row", "event").hstack([key])


def _whole(values: pl.Series) -> pl.Series:
    """Return whole numbers in the order of values."""
    return preset_counts.bits(values) if values.dtype == pl.Float64 else values.to_physical().cast(pl.Int64)


def _partial(audience: Audience) -> pl.DataFrame:
    """Return a partial: ``order``, ``key``, ``event`` (its number in all parts), ``place``, ``n``.

    The place is that of one member among all of the event; it is -1 where ``n`` are more than :data:`ALIKE`.
    """
    columns = [_whole(scores(audience)[SCORE]).alias(SCORE)]
    columns += [_whole(column) for column in audience.pick(*(name for name in KEYED if name != SCORE))]
    among = audience.by_row("event").to_frame().select(pl.int_range(pl.len()).over("event")).to_series()
    columns.append(among.gather(audience.pick("row")["row"]).alias("place"))
    members = audience.pick("event").hstack(columns).lazy()
    few, n = pl.col("n") <= ALIKE, pl.col("n")
    numbers, each = pl.lit(of_events.numbers(audience)), []
    for place, name in enumerate(KEYED):
        for falling in (False, True):
            key = (-pl.col(name) if falling else pl.col(name)).fill_null(_LAST)
            keyed = members.select("event", "place", key=key)
            lowest = keyed.filter(pl.col("key") <= pl.col("key").bottom_k(FIRST).max())
            alike = lowest.group_by("event", "key").agg(pl.col("place").head(ALIKE), n=pl.len().cast(pl.Int64))
            where = pl.when(few).then("place").otherwise(pl.lit([-1], pl.List(pl.Int64)))
            counted = alike.with_columns(place=where, n=pl.when(few).then(1).otherwise(n)).explode("place")
            order = pl.lit(2 * place + falling, pl.Int64).alias("order")
            each.append(counted.select(order, "key", numbers.gather("event").alias("event"), "place", "n"))
    return pl.concat(each).sort("order", "key", "event", "place").collect()


def _lowest(stacked: Stacked) -> pl.DataFrame:
    """Merge partials: of each order the lowest keys alone that so many registrants have together as one part has."""
    if stacked.parts == 1:
        return stacked.rows
    keys = ["order", "key", "event", "place"]
    rows = stacked.rows.lazy().group_by(keys).agg(pl.col("n").sum())
    counted = rows.group_by("order", "key").agg(pl.col("n").sum()).sort("order", "key")
    before = pl.col("n").cum_sum().over("order") - pl.col("n")
    last = counted.filter(before < FIRST).group_by("order").agg(_last=pl.col("key").max())
    return rows.join(last, on="order").filter(pl.col("key") <= pl.col("_last")).drop("_last").sort(keys).collect()


LOWEST: Final = Answer("first of lists", Pair("lowest keys", _partial, _lowest, _lowest))
"""``order``, ``key``, ``event``, ``place``, ``n``: where the first of each list are."""


def stretches(audience: Audience, order: Order) -> pl.DataFrame | None:
    """Return where the first of a list are, in its order; of the list as reported where all are.

    Returns:
        ``event_id``, ``key``, ``place`` (where a member stands among all of the event; -1 of several), ``n`` (members
        with that key), ``before`` (how many stand before these). None where that is not at hand.
    """
    if order.by == AS_REPORTED:
        by_event = summary.key_figures(audience).lazy()
        whole = {"key": pl.lit(0, pl.Int64), "place": pl.lit(-1, pl.Int64), "n": pl.col("total_registrants")}
        found = by_event.select("event_id", **whole).filter(pl.col("n") > 0)
    else:
        kept = None if order.number is None else audience.answer(LOWEST.name)
        if kept is None:
            return None
        ids = audience.events["event_id"]
        known = pl.DataFrame([ids, lasting_codes(ids).alias("event")]).with_row_index("_place").lazy()
        mine = kept.lazy().filter(pl.col("order") == order.number).join(known, on="event")
        found = mine.sort("key", "_place", "place").select("event_id", "key", "place", "n")
    return found.with_columns(before=pl.col("n").cum_sum() - pl.col("n")).collect()
