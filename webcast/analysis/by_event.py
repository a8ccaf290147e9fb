"""Sets of figures that can be had of people together and event by event, so that events can be compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Final

import polars as pl

from webcast.analysis import attendance, funnel, pace, qa, stats, summary, timeline
from webcast.analysis.audience import Audience
from webcast.analysis.stages import STAGES, Rules
from webcast.reports.schema import ANALYTICS

COUNTS: Final = frozenset(
    {
        "total_registrants", "people", "attendees", "attending_people", "no_shows", "live_registrants",
        "total_sessions", "live_sessions", "od_sessions", "simlive_sessions",
        "unique_live_viewers", "unique_od_viewers", "unique_simlive_viewers", "watch_ms", "watch_ms_platform",
        "views", "questions", "askers", "answered_survey",
    }
)  # fmt: skip
"""Figures that grow with the number of events."""


@dataclass(frozen=True)
class Measured:
    """A set of figures.

    Attributes:
        name: Tells it from others, with everything that it depends on.
        together: Figures by name, of people taken together.
        by_event: ``event_id`` and the same names, one row an event.
        alone: Figures that mean something else of several events together than of one: an average a person, say.
        shares: Each of them is a share of people, whatever its name.
    """

    name: str
    together: Callable[[Audience], Mapping[str, Any]]
    by_event: Callable[[Audience], pl.DataFrame]
    alone: frozenset[str] = frozenset()
    shares: bool = False


def _key_figures(audience: Audience) -> pl.DataFrame:
    figures = summary.key_figures(audience)
    left_out = {"title", *(f"reported_{name}" for name in ANALYTICS)}
    return _with_peaks(audience, figures[[name for name in figures.columns if name not in left_out]])


def _with_peaks(audience: Audience, figures: pl.DataFrame) -> pl.DataFrame:
    peaks = dict(timeline.peaks(audience)["event_id", "peak_viewers"].rows())
    column = pl.Series("peak_viewers", [peaks.get(event) for event in figures["event_id"]], pl.Int64)
    return figures.hstack([column])


KEY_FIGURES: Final = Measured(
    "key figures",
    lambda audience: summary.overall(audience).figures(),
    _key_figures,
    # A person's watch time over several events is another average than the median event's, and their
    # peak is the largest of all.
    frozenset({"average_watch_ms", "peak_viewers"}),
)
"""The figures of :func:`webcast.analysis.summary.overall`."""


def _pace(audience: Audience) -> Mapping[str, Any]:
    return {**asdict(pace.overall(audience)), "peak_viewers": timeline.peak(audience).viewers}


def _pace_by_event(audience: Audience) -> pl.DataFrame:
    return _with_peaks(audience, pace.by_event(audience))


PACE: Final = Measured("pace", _pace, _pace_by_event, frozenset({"live_ms"}))
"""The figures of :class:`webcast.analysis.pace.Pace`, and the peak."""


def _ways(audience: Audience) -> Mapping[str, Any]:
    told = attendance.by_event(audience).lazy().drop_nulls("registrants")
    counted = told.group_by("way").agg(pl.col("registrants", "of").sum())
    return {way: count / of for way, count, of in counted.collect().rows() if of}


def _ways_by_event(audience: Audience) -> pl.DataFrame:
    shares = {way: pl.col("share").filter(pl.col("way") == way).first() for way in attendance.WAYS}
    ways = attendance.by_event(audience).lazy()
    return ways.group_by("event_id", maintain_order=True).agg(**shares).collect()


WAYS: Final = Measured("ways", _ways, _ways_by_event, shares=True)
"""Ways of attending, each as its share of the registrants: see :data:`webcast.analysis.attendance.WAYS`."""

ASKED: Final = Measured("asked", lambda audience: asdict(qa.summary(audience)), qa.by_event)
"""The questions of the audience, and how many were answered."""


def registered(days: int) -> Measured:
    """Return ``registered``: who had registered so many days before the live start, where that is known."""

    def by_event(audience: Audience) -> pl.DataFrame:
        ahead = (pl.col("live_start") - pl.col("registered_at")).dt.total_milliseconds() // timeline.DAY_MS
        members = audience.plan("event_id", days=ahead)
        counted = members.group_by("event_id").agg(
            registered=pl.when(pl.col("days").count() > 0).then((pl.col("days") >= days).sum()).cast(pl.Int64)
        )
        events = audience.events.lazy().select("event_id")
        return events.join(counted, on="event_id", how="left", maintain_order="left").collect()

    def together(audience: Audience) -> Mapping[str, Any]:
        counts = by_event(audience)["registered"]
        # With one event that does not tell, the sum of the others would be too small.
        return {"registered": None if counts.has_nulls() or counts.is_empty() else counts.sum()}

    return Measured(f"registered {days}", together, by_event)


def reached(rules: Rules) -> Measured:
    """Return the stages of a funnel, each as its share of the first."""

    def together(audience: Audience) -> Mapping[str, Any]:
        return dict(funnel.funnel(audience, rules).select("stage", "of_first").rows())

    def by_event(audience: Audience) -> pl.DataFrame:
        counted = funnel.by_event(audience, rules)
        return counted.select("event_id", *(stats.share(pl.col(s), pl.col(STAGES[0])).alias(s) for s in STAGES))

    return Measured(f"reached {rules}", together, by_event, shares=True)


def stages(rules: Rules) -> Measured:
    """Return the stages of a funnel, each as its share of the stage before."""

    def together(audience: Audience) -> Mapping[str, Any]:
        return dict(funnel.funnel(audience, rules).select("stage", "of_previous").rows())

    def by_event(audience: Audience) -> pl.DataFrame:
        counted = funnel.by_event(audience, rules)
        shares = [stats.share(pl.col(stage), pl.col(before)).alias(stage) for before, stage in pairwise(STAGES)]
        return counted.select("event_id", *shares)

    return Measured(f"stages {rules}", together, by_event, shares=True)
