"""Companies, campaigns, events beside each other, as charts: on Companies, Campaigns, Portfolio, and as pictures."""

from __future__ import annotations

import polars as pl

from webcast.analysis import rollups
from webcast.analysis.audience import Audience
from webcast.charts import portfolio as chart
from webcast.charts import rollups as bars
from webcast.charts.rollups import Rank
from webcast.charts.standing import Figure
from webcast.language import forms, say
from webcast.presentation import findings, named
from webcast.presentation.compared import Compared
from webcast.presentation.prepared import Look, Prepared


def companies(frame: pl.DataFrame, look: Look, by: Rank = "attendees") -> Prepared:
    """Prepare the companies that are known, by what they are ranked by.

    Args:
        frame: Of :func:`.named.companies`.
        look: How they are drawn.
        by: What they are ranked by.
    """
    ranked = rollups.known(frame).sort(by, "label", descending=[True, False], nulls_last=True)
    return Prepared(
        ranked,
        lambda most: bars.companies(ranked.head(most), by=by, theme=look.theme),
        ranked.height,
        named.COMPANIES_AT_FIRST,
        ("company", "companies"),
        finding=findings.leading(ranked["label"].to_list(), ranked[by].to_list(), by[:-1], by)
        if by in ("attendees", "registrants")
        else "",
    )


def campaigns(frame: pl.DataFrame, look: Look) -> Prepared:
    """Prepare who came by each campaign; ``frame`` is of :func:`.named.campaigns`."""
    counted = frame.filter(pl.col("registrants") > 0)
    return Prepared(
        counted,
        lambda most: bars.campaigns(counted.head(most), theme=look.theme),
        counted.height,
        named.CAMPAIGNS_AT_FIRST,
        ("campaign", "campaigns"),
        finding=findings.leading(
            counted["label"].to_list(), counted["attendees"].to_list(), *forms("attendee", "attendees")
        ),
    )


def costs(frame: pl.DataFrame, look: Look) -> Prepared:
    """Prepare what an attendee cost by each campaign that has a cost; ``frame`` is of :func:`.named.campaigns`."""
    paid = frame.drop_nulls("cost").sort("cost_per_attendee", "label", nulls_last=True)
    return Prepared(paid, lambda _: bars.costs(paid, theme=look.theme))


def trend(compared: Compared, look: Look) -> Prepared:
    """Prepare the rate that events are compared by, over time."""

    def draw(_: int) -> Figure:
        dated, ranked, measure = compared.dated, compared.benchmark, compared.measure
        return chart.trend(dated, ranked, measure=measure, zone=look.zone, theme=look.theme)

    return Prepared(
        compared.dated, draw, title=say("{label} over time", label=compared.label), finding=findings.trend(compared)
    )


def benchmark(compared: Compared, look: Look) -> Prepared:
    """Prepare each event against their median, the best first."""
    ranked = compared.benchmark
    latest = compared.latest["event_id"] if compared.latest else None
    return Prepared(
        ranked,
        lambda most: chart.benchmark(ranked.head(most), measure=compared.measure, latest=latest, theme=look.theme),
        ranked.height,
        named.EVENTS_AT_FIRST,
        ("event", "events"),
        title=say("{label}: each event against the others", label=compared.label),
        finding=findings.benchmark(compared),
    )


def times(audience: Audience, look: Look) -> Prepared:
    """Prepare how many came to how many events; ``frame`` is of :func:`.named.times`."""
    frame = named.times(audience)
    return Prepared(frame, lambda _: bars.times(frame, theme=look.theme), finding=findings.times(frame))
