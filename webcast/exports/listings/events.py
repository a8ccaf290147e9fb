"""Tables of events: the master event analytics."""

from __future__ import annotations

from typing import Final

import polars as pl

from webcast.analysis import definitions, portfolio
from webcast.analysis.audience import Audience
from webcast.exports.choices import Choices
from webcast.exports.listings.listing import Listing
from webcast.reports.schema import ANALYTICS


def _event_headers() -> dict[str, str]:
    """Return the headers of the master event analytics: each of the platform's figures, counted and as reported."""
    found = {
        "event_id": "Event Id",
        "title": "Event Title",
        "cost_center": "Cost Center",
        "creator": "Creator",
        "created_at": "Created On",
        "live_start": "Live Start",
        "live_end": "Live End",
    }
    for name in ANALYTICS:
        found[name] = definitions.label(name)
        found[f"reported_{name}"] = f"{definitions.label(name)} (platform)"
    ours = ("people", "attendees", "attending_people", "watch_ms", "watch_ms_platform", "average_watch_ms")
    found |= {name: definitions.label(name) for name in ours}
    return found | {
        "stayed": "Stayed",
        "stayed_rate": "Stayed, of attendees",
        "engaged": "Engaged",
        "engaged_rate": "Engaged, of attendees",
        "answered_survey": "Answered a survey, engaged",
        "survey_rate": "Answered a survey, of attendees",
        "questions": "Questions",
        "answered": "Questions answered",
        "askers": "Askers",
        "peak_viewers": "Peak viewers",
        "peak_at": "Peak at",
    }


def _events(audience: Audience, choices: Choices) -> pl.DataFrame:
    return portfolio.event_analytics(audience, stayed_minutes=choices.rules.stayed_minutes)


_SHARES: Final = frozenset(
    {"stayed_rate", "engaged_rate", "survey_rate"}
    | {name for name in (*ANALYTICS, *(f"reported_{name}" for name in ANALYTICS)) if name.endswith("_rate")}
)

EVENTS: Final = Listing(
    "events", "Master event analytics", _events, _event_headers(), "master-event-analytics", _SHARES
)

TABLES: Final = (EVENTS,)
