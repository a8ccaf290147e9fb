"""Tables of time: the curves of the Timeline page, and the figures of a stretch of time."""

from __future__ import annotations

from typing import Final

import polars as pl

from webcast.analysis import definitions, on_air, stretch, timeline
from webcast.analysis.audience import Audience
from webcast.analysis.timeline import Window
from webcast.exports.listings.listing import EVENT, InZone, Listing
from webcast.language import phrase, say
from webcast.reports.schema import INSTANT, MODES
from webcast.view.choices import Choices

_EVERY: Final = 2**31
"""More points than any curve has: a file holds every change."""

_ALL: Final = phrase("All")


def _viewers(audience: Audience, choices: Choices) -> pl.DataFrame:
    """Return the exact step curve of each session type, or of one."""
    window = _window(audience, choices)
    parts = [
        timeline.viewers(audience, mode, window, _EVERY).with_columns(type=pl.lit(mode))
        for mode in ([choices.mode] if choices.mode else MODES)
    ]
    if window is None:
        return parts[0].clear()
    return pl.concat([parts[0].clear(), *(part for part in parts if part["viewers"].sum() or choices.mode)])


def _stretch(audience: Audience, choices: Choices) -> pl.DataFrame:
    """Return the figures of a stretch of time, over all session types and for each that was seen in it."""
    rows = []
    window, only = _window(audience, choices), choices.stretch_mode or choices.mode
    for mode in [only] if only else (None, *MODES):
        found = None if window is None else stretch.within(audience, mode, window)
        if found is not None and (found.people or mode is None or only):
            peak = {"peak_viewers": found.peak.viewers, "peak_at": found.peak.at}
            rows.append({"type": mode or say(_ALL), **vars(found), **peak})
    return pl.DataFrame(rows, schema=_STRETCH_TYPES, orient="row")


def _window(audience: Audience, choices: Choices) -> Window | None:
    """Return the stretch that was asked for, else all of it; not beyond what the report of an event on air knows."""
    window = stretch.whole(audience)
    if window is not None and choices.window is not None:
        first, last = pl.Series(choices.window).cast(INSTANT)
        window = (first, last)
    if window is None:
        return None
    start, end = stretch.clipped(window, on_air.known_here(audience))
    return (start, end) if end > start else None


def _retention(audience: Audience, _choices: Choices) -> pl.DataFrame:
    return _titled(audience, timeline.retention(audience, by_event=True))


def _registrations(audience: Audience, _choices: Choices) -> pl.DataFrame:
    return _titled(audience, timeline.registration_curve(audience, by_event=True))


def _titled(audience: Audience, frame: pl.DataFrame) -> pl.DataFrame:
    titles = audience.events.select("event_id", event_title="title")
    return frame.join(titles, on="event_id", how="left", maintain_order="left")


def _survival(audience: Audience, _choices: Choices) -> pl.DataFrame:
    return timeline.on_demand_survival(audience)


def _days(audience: Audience, _choices: Choices, zone: str) -> pl.DataFrame:
    return timeline.on_demand_days(audience, zone)


_STRETCH_TYPES: Final = {
    "type": pl.String(),
    "start": INSTANT,
    "end": INSTANT,
    "at_start": pl.Int64(),
    "at_end": pl.Int64(),
    "peak_viewers": pl.Int64(),
    "peak_at": INSTANT,
    "people": pl.Int64(),
    "arrivals": pl.Int64(),
    "departures": pl.Int64(),
    "average": pl.Float64(),
}

VIEWERS: Final = Listing(
    "viewers",
    phrase("Viewers over time"),
    _viewers,
    {"at": "From", "type": "Type", "viewers": "Viewers", "arrivals": "Arrivals", "departures": "Departures"},
    takes=("mode", "window"),
)

STRETCH: Final = Listing(
    "stretch",
    phrase("A stretch of time"),
    _stretch,
    {
        "type": "Type",
        "start": "From",
        "end": "To",
        "at_start": definitions.label("at_start"),
        "at_end": definitions.label("at_end"),
        "peak_viewers": definitions.label("peak_viewers"),
        "peak_at": definitions.label("peak_at"),
        "people": definitions.label("people_there"),
        "arrivals": definitions.label("arrivals"),
        "departures": definitions.label("departures"),
        "average": definitions.label("average_viewers"),
    },
    takes=("mode", "stretch_mode", "window"),
)

RETENTION: Final = Listing(
    "retention",
    phrase("Retention"),
    _retention,
    {**EVENT, "minute": "Minute", "remaining": "Still There", "base": "Live Attendees", "share": "Share"},
)

SURVIVAL: Final = Listing(
    "on-demand-survival",
    phrase("On-Demand survival"),
    _survival,
    {
        "minute": "Minutes Watched, at Least",
        "viewers": "On-Demand Viewers",
        "base": "Of All On-Demand Viewers",
        "share": "Share",
    },
)

DAYS: Final = Listing(
    "on-demand-days",
    phrase("On-Demand views a day"),
    InZone(_days),
    {"day": "Day", "sessions": "On-Demand Views", "viewers": "On-Demand Viewers"},
)

REGISTRATIONS: Final = Listing(
    "registrations",
    phrase("Registrations before the event"),
    _registrations,
    {
        **EVENT,
        "days_before": "Days before the Live Start",
        "registrants": "Registrants",
        "cumulative": "Registrants so Far",
        "share": "Share",
    },
)

TABLES: Final = (VIEWERS, STRETCH, RETENTION, SURVIVAL, DAYS, REGISTRATIONS)
