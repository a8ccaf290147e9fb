"""Companies, campaigns, events beside each other, as charts: on Companies, Campaigns, Portfolio, and as pictures."""

from __future__ import annotations

import polars as pl

from webcast.analysis import rollups
from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.analysis.score import Weights
from webcast.charts import portfolio as chart
from webcast.charts import rollups as bars
from webcast.charts.figure import Figure
from webcast.charts.rollups import Rank
from webcast.language import forms, say
from webcast.presentation import findings, measures, named
from webcast.presentation.compared import Compared
from webcast.presentation.prepared import Look, Prepared
from webcast.view.comparison import Beside


def companies(ranked: pl.DataFrame, look: Look, by: Rank = "attendees", beside: Beside | None = None) -> Prepared:
    """Prepare the companies that are known, by what they are ranked by.

    Args:
        ranked: Of :func:`by_rank`, or :func:`ranked`.
        look: How they are drawn.
        by: What they are ranked by.
        beside: What they are compared with, by :func:`.measures.company`.
    """

    def draw(most: int) -> Figure:
        shown = ranked.head(most)
        names = [measures.company(name, kind, by) for name, kind in shown[["company", "kind"]].rows()]
        return bars.companies(_beside(shown, names, beside), by=by, theme=look.theme, beside=beside)

    return Prepared(
        ranked,
        draw,
        ranked.height,
        named.COMPANIES_AT_FIRST,
        ("company", "companies"),
        finding=findings.leading(ranked["label"].to_list(), ranked[by].to_list(), by[:-1], by)
        if by in ("attendees", "registrants")
        else "",
    )


def by_rank(frame: pl.DataFrame, by: Rank) -> pl.DataFrame:
    """Return the companies that are known in the order of a rank; ``frame`` is of :func:`.named.companies_shown`."""
    return rollups.by_name(frame).sort(by, "label", descending=[True, False], nulls_last=True)


@held
def ranked(audience: Audience, weights: Weights, by: Rank) -> pl.DataFrame:
    """Return :func:`by_rank` of an audience's companies, kept with it."""
    return by_rank(named.companies_shown(audience, weights), by)


def _beside(frame: pl.DataFrame, names: list[str], beside: Beside | None) -> pl.DataFrame:
    """Return a frame with ``other``: what each of its rows is compared with; None where there is nothing."""
    others = [None if beside is None else beside.figures.get(name) for name in names]
    return frame.hstack([pl.Series("other", others, dtype=pl.Float64, strict=False)])


def campaigns(counted: pl.DataFrame, look: Look, beside: Beside | None = None) -> Prepared:
    """Prepare who came by each campaign.

    Args:
        counted: Those of :func:`.named.campaigns` by which anybody registered.
        look: How they are drawn.
        beside: What they are compared with, by :func:`.measures.campaign`.
    """

    def draw(most: int) -> Figure:
        shown = counted.head(most)
        names = [measures.campaign(name) for name in shown["campaign"]]
        return bars.campaigns(_beside(shown, names, beside), theme=look.theme, beside=beside)

    return Prepared(
        counted,
        draw,
        counted.height,
        named.CAMPAIGNS_AT_FIRST,
        ("campaign", "campaigns"),
        finding=findings.leading(
            counted["label"].to_list(), counted["attendees"].to_list(), *forms("attendee", "attendees")
        ),
    )


def costs(paid: pl.DataFrame, look: Look) -> Prepared:
    """Prepare what an attendee cost by each campaign that has a cost; ``paid``: :attr:`.Campaigns.paid`."""
    return Prepared(paid, lambda _: bars.costs(paid, theme=look.theme), finding=findings.costs(paid))


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
