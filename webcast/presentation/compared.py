"""Events beside each other by one rate: what Portfolio shows, and its pictures and files hold."""

from __future__ import annotations

from collections import Counter
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
from webcast.reports.dates import DATES


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
        found = self.analytics.lazy().select("event_id", "title", "at", value=pl.col(self.rate).cast(pl.Float64))
        return found.drop_nulls("at").collect()

    @cached_property
    def _known(self) -> list[dict[str, Any]]:
        return [row for row in self.dated.iter_rows(named=True) if row["value"] is not None]

    @cached_property
    def latest(self) -> dict[str, Any] | None:
        """The last event that has the rate."""
        return self._known[-1] if self._known else None

    @cached_property
    def before(self) -> dict[str, Any] | None:
        """The event before it."""
        return self._known[-2] if len(self._known) > 1 else None

    @cached_property
    def ranked(self) -> dict[str, Any] | None:
        """The latest event's row of the benchmark."""
        latest = self.latest
        if latest is None:
            return None
        return next(row for row in self.benchmark.iter_rows(named=True) if row["event_id"] == latest["event_id"])


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
    analytics = by_time(audience, zone, locale, stayed_minutes)
    ranked = portfolio.benchmark(audience, rate, analytics=analytics)
    ordered = ranked[[*(name for name in ranked.columns if name != "title"), "title"]]
    return Compared(rate, named.rate(rate, stayed_minutes), analytics, ordered)


@held
def by_time(audience: Audience, zone: str, locale: str | None, stayed_minutes: float) -> pl.DataFrame:
    """Return :func:`webcast.analysis.portfolio.event_analytics` by time, named so that no two events look alike."""
    figures = portfolio.wide(audience, stayed_minutes).drop("title")
    titles = _titles(audience, zone, locale).lazy()
    found = titles.join(figures, on="event_id", maintain_order="left")
    return found.sort("at", "event_id", nulls_last=True).collect()


def _titles(audience: Audience, zone: str, locale: str | None) -> pl.DataFrame:
    """Return ``event_id``, ``title``: with the day where several events share the title."""
    rows = audience.events["event_id", "title", *DATES].rows()
    known = [(event if title is None else title.strip(), dates) for event, title, *dates in rows]
    times = Counter(title.lower() for title, _ in known)
    names = [
        f"{title}, {formats.day_of(day, zone, locale)}" if times[title.lower()] > 1 and day else title
        for title, day in ((title, next(filter(None, dates), None)) for title, dates in known)
    ]
    return pl.DataFrame([audience.events["event_id"], pl.Series("title", names, dtype=pl.String)])
