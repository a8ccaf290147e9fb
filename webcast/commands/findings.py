"""What ``analyze`` finds, as one document: the numbers of the pages, from the same functions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

import polars as pl

from webcast.analysis import funnel, stats, summary, surveys
from webcast.analysis.audience import Audience
from webcast.analysis.stages import Rules
from webcast.reports import warned
from webcast.view.filters import Filters

FIGURES: Final = (
    "total_registrants",
    "no_shows",
    "total_sessions",
    "live_sessions",
    "od_sessions",
    "simlive_sessions",
    "unique_live_viewers",
    "unique_od_viewers",
    "unique_simlive_viewers",
    "live_registrants",
    "live_conversion_rate",
    "total_conversion_rate",
)
"""The platform's figures, in the order of the document."""


def findings(audience: Audience, filters: Filters, rules: Rules) -> dict[str, Any]:
    """Return the document that ``analyze --json`` writes.

    Rates are exact shares, null for an empty base; instants are ISO 8601 in UTC; seconds are exact.

    Args:
        audience: The registrants who pass the filters.
        filters: Who counts, in words.
        rules: What the stages of the funnel mean.
    """
    overall = summary.overall(audience)
    return {
        "events": list(_events(audience)),
        "filters": filters.describe(),
        "registrants": audience.count,
        "people": audience.people,
        "watch_seconds": _seconds(overall.watch_ms),
        "watch_seconds_platform": _seconds(overall.watch_ms_platform),
        "peak_viewers": overall.peak_viewers,
        "peak_at": _instant(overall.peak_at),
        "funnel": funnel.funnel(audience, rules).select("stage", "registrants", "of_first", "of_previous").to_dicts(),
        "surveys": list(_surveys(audience)),
    }


def _events(audience: Audience) -> Iterable[dict[str, Any]]:
    figures = {row["event_id"]: row for row in summary.key_figures(audience).iter_rows(named=True)}
    warnings = warned.said(audience.report.warnings).partition_by("event_id", as_dict=True)
    for event in audience.events.iter_rows(named=True):
        event_id = event["event_id"]
        found = figures[event_id]
        told = warnings.get((event_id,))
        yield {
            "event_id": event_id,
            "title": event["title"],
            "format": event["format"],
            "warnings": [] if told is None else told.select("record", "field", "message").to_dicts(),
            "reported": {name: found[f"reported_{name}"] for name in FIGURES},
            "computed": {name: found[name] for name in FIGURES},
        }


def _surveys(audience: Audience) -> Iterable[dict[str, Any]]:
    """Yield every question of every event: two events that ask the same are two."""
    counted = audience.choices.group_by("q", "answer").agg(pl.len().cast(pl.Int64).alias("count"))
    bases = audience.answered.group_by("q").agg(pl.len().cast(pl.Int64).alias("base"))
    shares = counted.join(bases, on="q").with_columns(share=stats.share(pl.col("count"), pl.col("base")))
    ordered = shares.sort("count", "answer", descending=[True, False])
    answers = ordered.select("q", "answer", "count", "share").partition_by("q", as_dict=True, include_key=False)
    keys = ["event_id", "survey_id", "question_id"]
    places = audience.survey_questions.select(*keys, "q")
    asked = surveys.questions(audience, merge=False).join(places, on=keys, how="left", maintain_order="left")
    for row in asked.iter_rows(named=True):
        given = answers.get((row["q"],))
        yield {
            **{name: row[name] for name in (*keys, "survey")},
            "question": row["text"],
            **{name: row[name] for name in ("type", "respondents", "eligible", "response_rate")},
            "answers": [] if given is None else given.to_dicts(),
        }


def _seconds(milliseconds: int | None) -> float | None:
    if milliseconds is None:
        return None
    whole, rest = divmod(milliseconds, 1000)
    return milliseconds / 1000 if rest else whole


def _instant(at: datetime | None) -> str | None:
    if at is None:
        return None
    precision = "milliseconds" if at.microsecond else "seconds"
    return at.isoformat(timespec=precision).replace("+00:00", "Z")
