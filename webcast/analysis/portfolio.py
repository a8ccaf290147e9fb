"""Events beside each other: one row each, trends, and each rate against the median and quartiles of all."""

from __future__ import annotations

from typing import Final

import polars as pl

from webcast.analysis import funnel, pairs, qa, stages, summary, timeline
from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.errors import FilterError
from webcast.language import later
from webcast.reports.dates import event_date

RATES: Final = (
    "live_conversion_rate",
    "total_conversion_rate",
    "stayed_rate",
    "engaged_rate",
    "survey_rate",
    "average_watch_ms",
)
"""What events are compared by: see :func:`event_analytics`."""


@held
def event_analytics(audience: Audience, *, stayed_minutes: float = stages.STAYED_MINUTES) -> pl.DataFrame:
    """Return the master event analytics: one row an event, the platform's figures, reported and recomputed, and ours.

    Returns:
        ``event_id``, ``title``, ``cost_center``, ``creator``, ``created_at``, ``live_start``, ``live_end``, ``at``
        (live start, else schedule, else publication: where a trend puts the event); the columns of
        :func:`webcast.analysis.summary.key_figures`; ``stayed``, ``engaged``, ``answered_survey`` (registrants at
        these stages of the funnel) and ``stayed_rate``, ``engaged_rate``, ``survey_rate`` (of the attendees; null
        without any); ``answered_check`` (registrants who answered an attendance check); ``questions``, ``answered``,
        ``askers``; ``peak_viewers``, ``peak_at`` (null without sessions).
    """
    return wide(audience, stayed_minutes).collect()


def wide(audience: Audience, stayed_minutes: float) -> pl.LazyFrame:
    """Return :func:`event_analytics` as a plan, to be executed with what is made of it."""
    at = event_date().alias("at")
    facts = audience.events.lazy().select(
        "event_id", "cost_center", "creator", "created_at", "live_start", "live_end", at
    )
    figures = summary.key_figures(audience).lazy()
    titles = figures.select("event_id", "title")
    found = titles.join(facts, on="event_id", maintain_order="left")
    for other in (
        figures.drop("title"),
        _stages(audience, stayed_minutes),
        CHECKS.of(audience).lazy(),
        _asked(audience).lazy(),
        timeline.peaks(audience).lazy(),
    ):
        found = found.join(other, on="event_id", how="left", maintain_order="left")
    return found


def benchmark(
    audience: Audience,
    rate: str,
    *,
    stayed_minutes: float = stages.STAYED_MINUTES,
    analytics: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return each event's rate beside the median and quartiles of the events.

    Quartiles are interpolated linearly. Events whose rate is null are neither listed nor in the quartiles.

    Args:
        audience: Whose events.
        rate: One of :data:`RATES`.
        stayed_minutes: From how much watch time a registrant has stayed.
        analytics: Their :func:`event_analytics`, where these are at hand.

    Returns:
        ``event_id``, ``title``, ``value``, ``rank`` (1 is highest, equal values share one), ``of`` (events with the
        rate), ``lower_quartile``, ``median``, ``upper_quartile``, ``above_median`` (value less median); best first.

    Raises:
        FilterError: There is no such rate.
    """
    if rate not in RATES:
        raise FilterError(
            later(
                "'{rate}' is no rate to compare events by; expected one of {rates}.",
                rate=rate,
                rates=", ".join(RATES),
            )
        )
    every = event_analytics(audience, stayed_minutes=stayed_minutes) if analytics is None else analytics
    found = every.lazy().select("event_id", "title", pl.col(rate).cast(pl.Float64).alias("value"))
    known = found.drop_nulls("value")
    value = pl.col("value")
    ranked = known.select(
        "event_id",
        "title",
        "value",
        rank=value.rank("min", descending=True).cast(pl.Int64),
        of=pl.len().cast(pl.Int64),
        lower_quartile=value.quantile(0.25, interpolation="linear"),
        median=value.median(),
        upper_quartile=value.quantile(0.75, interpolation="linear"),
        above_median=value - value.median(),
    ).sort("value", "event_id", descending=[True, False])
    return ranked.collect()


def _stages(audience: Audience, stayed_minutes: float) -> pl.LazyFrame:
    names = ("attended", "stayed", "engaged", "answered_survey")
    counted = funnel.by_event(audience, stages.Rules(stayed_minutes)).lazy()
    rates = {"stayed_rate": "stayed", "engaged_rate": "engaged", "survey_rate": "answered_survey"}
    of_attended = {
        rate: pl.when(pl.col("attended") > 0).then(pl.col(s) / pl.col("attended")) for rate, s in rates.items()
    }
    return counted.with_columns(**of_attended).select("event_id", *names[1:], *rates)


def _checks(audience: Audience) -> pl.DataFrame:
    counted = audience.plan("event_id", answered_check=pl.col("check_answers") > 0).group_by("event_id").sum()
    events = audience.events.lazy().select("event_id").join(counted, on="event_id", how="left", maintain_order="left")
    return events.with_columns(pl.col("answered_check").cast(pl.Int64).fill_null(0)).collect()


CHECKS: Final = pairs.rows("checks", _checks)


def _asked(audience: Audience) -> pl.DataFrame:
    return qa.by_event(audience)["event_id", "questions", "answered", "askers"]
