"""Events beside each other by one rate: what Portfolio shows, and its pictures and files hold."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from webcast import formats
from webcast.analysis import portfolio
from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.analysis.stages import STAYED_MINUTES
from webcast.charts.portfolio import Measure
from webcast.presentation import named
from webcast.reports.dates import event_date


@dataclass(frozen=True)
class Compared:
    """What events are compared by, and how they compare."""

    rate: str
    label: str
    """What the rate is called."""
    analytics: pl.DataFrame
    """See :func:`webcast.analysis.portfolio.event_analytics`, by time."""
    benchmark: pl.DataFrame

    @property
    def measure(self) -> Measure:
        """How the rate is drawn and written."""
        return Measure(self.label, is_share=not self.rate.endswith("_ms"))

    @cached_property
    def dated(self) -> pl.DataFrame:
        """``event_id``, ``title``, ``at``, ``value`` of the events whose date is known, by time."""
        found = self.analytics.select("event_id", "title", "at", value=pl.col(self.rate).cast(pl.Float64))
        return found.drop_nulls("at")

    @cached_property
    def latest(self) -> dict[str, Any] | None:
        """The last event that has the rate."""
        known = self.dated.drop_nulls("value")
        return known.row(-1, named=True) if known.height else None

    @cached_property
    def before(self) -> dict[str, Any] | None:
        """The event before it."""
        known = self.dated.drop_nulls("value")
        return known.row(-2, named=True) if known.height > 1 else None

    @cached_property
    def ranked(self) -> dict[str, Any] | None:
        """The latest event's row of the benchmark."""
        latest = self.latest
        if latest is None:
            return None
        return self.benchmark.row(by_predicate=pl.col("event_id") == latest["event_id"], named=True)


@held
def compare(
    audience: Audience,
    rate: str = "",
    zone: str = "UTC",
    locale: str | None = None,
    *,
    stayed_minutes: float = STAYED_MINUTES,
) -> Compared:
    """Return the events beside each other.

    Args:
        audience: Whose events.
        rate: One of :data:`webcast.analysis.portfolio.RATES`; the first where none is named.
        zone: Of the days that tell events of one title apart.
        locale: How these are written.
        stayed_minutes: From how much watch time a registrant has stayed.

    Raises:
        FilterError: There is no such rate.
    """
    rate = rate or portfolio.RATES[0]
    figures = portfolio.event_analytics(audience, stayed_minutes=stayed_minutes)
    ranked = portfolio.benchmark(audience, rate, analytics=figures).drop("title")
    titles = _titles(audience, zone, locale)
    analytics = titles.join(figures.drop("title"), on="event_id", maintain_order="left").sort(
        "at", "event_id", nulls_last=True
    )
    ranked = ranked.join(titles, on="event_id", maintain_order="left")
    return Compared(rate, named.rate(rate, stayed_minutes), analytics, ranked)


def _titles(audience: Audience, zone: str, locale: str | None) -> pl.DataFrame:
    """Return ``event_id``, ``title``: with the day where several events share the title."""
    known = audience.events.select(
        "event_id", pl.col("title").str.strip_chars().fill_null(pl.col("event_id")), at=event_date()
    )
    shared = known["title"].str.to_lowercase().is_duplicated()
    names = [
        f"{title}, {formats.day_of(day, zone, locale)}" if twice and day else title
        for (title, day), twice in zip(known.select("title", "at").rows(), shared, strict=True)
    ]
    return known.select("event_id", pl.Series("title", names, dtype=pl.String))
