"""The campaigns of an audience, what they cost and how they stand: once for the Campaigns page and its pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.analysis.score import Weights
from webcast.presentation import measures, named


@dataclass(frozen=True)
class Campaigns:
    """The campaigns of an audience; frames have the columns of :func:`.named.campaigns`.

    Attributes:
        every: All of them, and those who came by none.
        counted: Those by which anybody registered.
        known: Those of them that are a campaign.
        came: The known with an attendee, the one with most first.
        cheapest: The known with a cost for an attendee, the lowest first.
        paid: Those with a cost, by what an attendee cost.
        spent: What the known with a cost cost together.
        brought: How many attendees these brought.
        best: The known of which most came: :func:`.measures.best`.
        figures: Their figures: :func:`.measures.campaigns`.
    """

    every: pl.DataFrame
    counted: pl.DataFrame
    known: pl.DataFrame
    came: pl.DataFrame
    cheapest: pl.DataFrame
    paid: pl.DataFrame
    spent: float
    brought: int
    best: Mapping[str, Any] | None
    figures: Mapping[str, Any]

    @classmethod
    def of(cls, audience: Audience, costs: Mapping[str, float], weights: Weights) -> Campaigns:
        """Return the campaigns of an audience, kept with it whatever they cost.

        Raises:
            FilterError: A cost is negative or no number.
        """
        return _of(audience, tuple(sorted(costs.items())), weights)

    @property
    def untold(self) -> bool:
        """Whether no report says who attended."""
        return self.every["attendees"].count() == 0 and self.every["registrants"].sum() > 0


@held
def _of(audience: Audience, costs: tuple[tuple[str, float], ...], weights: Weights) -> Campaigns:
    every = named.campaigns_of(audience, dict(costs), weights)
    counted = every.lazy().filter(pl.col("registrants") > 0)
    known = counted.filter(pl.col("campaign").is_not_null())
    came = known.filter(pl.col("attendees") > 0).sort("attendees", "campaign", descending=[True, False])
    cheapest = known.drop_nulls("cost_per_attendee").sort("cost_per_attendee", "campaign")
    paid = every.lazy().drop_nulls("cost").sort("cost_per_attendee", "label", nulls_last=True)
    with_cost = known.drop_nulls("cost").select(pl.col("cost", "attendees").sum())
    frames = pl.collect_all([counted, known, came, cheapest, paid, with_cost])
    spent, brought = frames[5].row(0)
    return Campaigns(
        every=every,
        counted=frames[0],
        known=frames[1],
        came=frames[2],
        cheapest=frames[3],
        paid=frames[4],
        spent=float(spent),
        brought=int(brought),
        best=measures.best(frames[1].rows(named=True)),
        figures=measures.campaigns(every),
    )
