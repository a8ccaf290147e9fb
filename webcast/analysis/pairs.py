"""Figures of parts: an analysis of many events is made of small frames, one or a few rows of each event.

Such an analysis is a :class:`Pair` of pure functions: ``partial`` makes a frame of an audience, ``merge`` makes the
result of such frames, one below the other. Asked of people who are at hand it is the merge of their one partial; of
events whose partials were kept it is the merge of those, and no report is opened for it.

Parts hold whole events, or, where a figure is of persons, whatever share of the registrants, as long as what one
person did in one event is in one part. A person is known in every part by the same number, 64 bits of a hash of the
e-mail key (:func:`~webcast.analysis.numbering.lasting_numbers`): that any two of ten million persons share one has a
chance of three in a million. So where one machine should not hold all persons, each holds those with some of the
numbers, and ``narrow`` makes of them how many they are, not who.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

import polars as pl

from webcast.analysis.audience import Audience
from webcast.analysis.parts import Stacked

R = TypeVar("R")

PERSON: Final = "person"
"""The column of a partial that says of whom a row is."""


@dataclass(frozen=True, eq=False)
class Pair(Generic[R]):
    """An analysis that can be had of parts.

    Attributes:
        name: Tells it from all others, with everything that it depends on.
        partial: Makes a part's frame: the same columns of every audience. Persons bear the numbers of
            :meth:`~webcast.analysis.audience.Audience.numbers`.
        merge: Makes the result of the parts' frames.
        narrow: Makes fewer rows of some, which ``merge`` takes as well, below others. It takes its own frames too.
            Of a pair whose rows are of persons it takes all rows of some persons, and makes a frame without them.
    """

    name: str
    partial: Callable[[Audience], pl.DataFrame]
    merge: Callable[[Stacked], R]
    narrow: Callable[[Stacked], pl.DataFrame] | None = None

    def of(self, audience: Audience) -> R:
        """Return the result for an audience."""
        return self.merge(audience.stacked(self.name, self.partial))


@dataclass(frozen=True, eq=False)
class Answer:
    """What a pair's partials are merged to, of so few rows that it can be kept of many events in place of them.

    Attributes:
        name: Tells it from all others.
        pair: Whose result it is.
    """

    name: str
    pair: Pair[pl.DataFrame]

    def of(self, audience: Audience) -> pl.DataFrame:
        """Return the result for an audience: the one that was kept, or a new one."""
        kept = audience.answer(self.name)
        return self.pair.of(audience) if kept is None else kept

    def merged(self, stacked: Mapping[str, Stacked]) -> pl.DataFrame:
        """Return the result of partials, by the names of the pairs."""
        return self.pair.merge(stacked[self.pair.name])


def added(stacked: Stacked) -> pl.DataFrame:
    """Return the sums of partials of one row each, whole numbers all: merges and narrows them."""
    return stacked.rows if stacked.rows.height == 1 else stacked.rows.sum()


def added_by(key: str) -> Callable[[Stacked], pl.DataFrame]:
    """Return what merges and narrows partials of whole numbers that add up by a column, ordered by it."""

    def merge(stacked: Stacked) -> pl.DataFrame:
        rows = stacked.rows
        return rows if stacked.parts == 1 else rows.lazy().group_by(key).agg(pl.all().sum()).sort(key).collect()

    return merge


def rows(name: str, partial: Callable[[Audience], pl.DataFrame]) -> Pair[pl.DataFrame]:
    """Return the pair of an analysis that has one row or more an event, in the order of the events."""
    return Pair(name, partial, lambda stacked: stacked.rows)
