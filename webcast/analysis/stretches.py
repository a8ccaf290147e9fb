"""Which stretch of an event's time to look at, and its viewers there: the same on the page and in a picture."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import polars as pl

from webcast.analysis import timeline
from webcast.analysis.audience import Audience
from webcast.analysis.timeline import Window
from webcast.reports.schema import MODES

LIVE: Final = "live"
SIMLIVE: Final = "simlive"
WHOLE: Final = "all"
"""All of an event's time."""

POINTS: Final = 240
"""Points of a curve of viewers: more than the eye can tell apart on a screen, few enough to click."""

_AROUND: Final = timedelta(minutes=30)


def of_event(audience: Audience, event: dict[str, Any]) -> dict[str, Window | None]:
    """Return what can be shown of an event, what matters most first: its live time, its SimLive time, all of it.

    Args:
        audience: The event's people.
        event: Its row of the events.
    """
    found: dict[str, Window | None] = {}
    start, end = event["live_start"], event["live_end"]
    if start is not None:
        end = end or start + timedelta(milliseconds=event["duration_ms"] or 3_600_000)
        if _seen(audience, "Live"):
            found[LIVE] = (start - _AROUND, end + _AROUND)
    simlive = _seen(audience, "SimLive")
    if simlive:
        found[SIMLIVE] = (simlive[0] - timedelta(minutes=5), simlive[1] + timedelta(minutes=5))
    found[WHOLE] = None
    return found


def _seen(audience: Audience, mode: str) -> Window | None:
    """Return the first start and last end of the visits of a mode."""
    visits = audience.visits.filter(pl.col("mode") == MODES.index(mode))
    if visits.is_empty():
        return None
    ends = visits.select(pl.from_epoch(pl.col("start").min(), "ms"), pl.from_epoch(pl.col("end").max(), "ms"))
    first, last = ends.select(pl.all().dt.replace_time_zone("UTC")).row(0)
    return first, last


def curves(audience: Audience, window: Window | None) -> dict[str, pl.DataFrame]:
    """Return session type → its curve of viewers in the stretch, of the types that anybody viewed."""
    drawn = {mode: timeline.viewers(audience, mode, window, POINTS) for mode in MODES}
    return {mode: _closed(audience, mode, frame) for mode, frame in drawn.items() if frame["viewers"].sum()}


def _closed(audience: Audience, mode: str, curve: pl.DataFrame) -> pl.DataFrame:
    """Return the curve with one more step where its last bin holds departures: a bin shows its maximum."""
    if curve.height < 2:
        return curve
    last, before = curve["at"][-1], curve["at"][-2]
    after = last + (last - before)
    level = timeline.viewers(audience, mode, (after, after + timedelta(milliseconds=1)))["viewers"][0]
    if level == curve["viewers"][-1]:
        return curve
    step = pl.DataFrame({"at": [after], "viewers": [level], "arrivals": [0], "departures": [0]}, schema=curve.schema)
    return pl.concat([curve, step])
