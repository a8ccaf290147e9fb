"""A stretch of an event's time: which can be looked at, its viewers, and what happened in it.

A stretch contains its start and not its end, so two that follow each other share nobody's arrival. Who came back
arrives again; a person's overlapping sessions are merged first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import polars as pl

from webcast.analysis import moments, step_curve, timeline
from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.analysis.timeline import Peak, Window
from webcast.reports.schema import INSTANT, MODES

LIVE: Final = "live"
SIMLIVE: Final = "simlive"
WHOLE: Final = "all"
"""All of an event's time."""

POINTS: Final = 240
"""Points of a curve of viewers: more than the eye can tell apart on a screen, few enough to click."""

BARS: Final = 80
"""Bars of arrivals and departures below it, about."""

_ZERO: Final = datetime(1970, 1, 1, tzinfo=UTC)
_AROUND: Final = timedelta(minutes=30)
_AHEAD: Final = timedelta(minutes=5)
"""Room that the curve of an event on air has to grow into."""


@dataclass(frozen=True)
class Stretch:
    """The figures of a stretch of time.

    Attributes:
        start: Its start, UTC.
        end: Its end, not included; where less is known, up to when it is.
        at_start: Viewers when it began, before anybody came or left in it.
        at_end: Viewers when it ended: those at its start and the arrivals, less the departures.
        peak: Of the stretch alone.
        people: Persons who were viewing at any moment of it.
        arrivals: Persons who began to view in it, each time.
        departures: Persons who stopped, each time.
        average: Viewers on average: the time that all persons viewed, divided by the length.
    """

    start: datetime
    end: datetime
    at_start: int
    at_end: int
    peak: Peak
    people: int
    arrivals: int
    departures: int
    average: float


@held
def within(audience: Audience, mode: str | None, window: Window, *, known: datetime | None = None) -> Stretch | None:
    """Return the figures of a window; None where no report has session rows, or nothing of the window is known.

    Args:
        audience: Whose sessions.
        mode: One of :data:`~webcast.reports.schema.MODES`; None for all together.
        window: The stretch of time.
        known: Up to when the report knows anything, where its event was on air (:mod:`~.on_air`): nobody left then.
    """
    start, end = clipped(window, known)
    if end <= start or audience.without_sessions.height == audience.events.height:
        return None
    first, last = timeline.ms(start), timeline.ms(end)
    changes = timeline.levels(audience, mode, (start, end))
    came, went = (int((changes["delta"] == sign).sum()) for sign in (1, -1))
    at_end = int(changes["level"][-1])
    viewed = changes.select(pl.col("level") * (pl.col("t").shift(-1, fill_value=last) - pl.col("t"))).to_series()
    return Stretch(
        start=start,
        end=end,
        at_start=at_end - came + went,
        at_end=at_end,
        peak=timeline.peak(audience, mode, (start, end)),
        people=moments.viewing(audience, mode, first, last).people,
        arrivals=came,
        departures=went,
        average=int(viewed.sum()) / (last - first),
    )


@held
def flows_by_mode(
    audience: Audience, modes: tuple[str, ...], window: Window, *, known: datetime | None = None
) -> dict[str, pl.DataFrame]:
    """Return :func:`flows` of each of some session types, asked for together."""
    plans = [_flows(audience, mode, window, known, BARS) for mode in modes]
    return dict(zip(modes, pl.collect_all(plans), strict=True))


def flows(
    audience: Audience, mode: str | None, window: Window, *, known: datetime | None = None, bins: int = BARS
) -> pl.DataFrame:
    """Return arrivals and departures in bins of a round width, empty ones left out.

    Args:
        audience: Whose sessions.
        mode: One of :data:`~webcast.reports.schema.MODES`; None for all together.
        window: The stretch of time.
        known: As for :func:`within`.
        bins: How many there may be, about.

    Returns:
        Columns ``at`` and ``until`` (UTC, not included; the first and last bin end with the stretch), ``arrivals``,
        ``departures``.
    """
    return _flows(audience, mode, window, known, bins).collect()


def _flows(audience: Audience, mode: str | None, window: Window, known: datetime | None, bins: int) -> pl.LazyFrame:
    start, end = clipped(window, known)
    first, last = timeline.ms(start), max(timeline.ms(start), timeline.ms(end))
    width = step_curve.bin_width(timeline.ms(window[1]) - first, bins)
    changes = timeline.levels(audience, mode, (start, end)).lazy().filter(pl.col("delta") != 0)
    counted = changes.group_by(bin=(pl.col("t") // width).set_sorted(), maintain_order=True).agg(
        arrivals=(pl.col("delta") == 1).sum().cast(pl.Int64), departures=(pl.col("delta") == -1).sum().cast(pl.Int64)
    )
    edges = {
        "at": (pl.col("bin") * width).clip(lower_bound=first),
        "until": ((pl.col("bin") + 1) * width).clip(upper_bound=last),
    }
    shown = {
        name: pl.from_epoch(edge, "ms").dt.replace_time_zone("UTC").cast(INSTANT) for name, edge in edges.items()
    }
    return counted.select(**shown, arrivals="arrivals", departures="departures")


def of_event(
    audience: Audience, event: Mapping[str, Any], *, known: datetime | None = None
) -> dict[str, Window | None]:
    """Return what can be shown of an event, what matters most first: its live time, its SimLive time, all of it.

    Args:
        audience: The event's people.
        event: Its row of the events.
        known: As for :func:`within`.
    """
    found: dict[str, Window | None] = {}
    start, end = event["live_start"], event["live_end"]
    if start is not None:
        end = end or start + timedelta(milliseconds=event["duration_ms"] or 3_600_000)
        if "Live" in _seen(audience):
            found[LIVE] = (start - _AROUND, end + _AROUND if known is None else known + _AHEAD)
    simlive = _seen(audience).get("SimLive")
    if simlive:
        found[SIMLIVE] = (simlive[0] - timedelta(minutes=5), simlive[1] + timedelta(minutes=5))
    found[WHOLE] = None
    return found


@held
def _seen(audience: Audience) -> dict[str, Window]:
    """Return session type → the first start and last end of its visits, of the types that anybody viewed."""
    ends = audience.visited().group_by("mode").agg(pl.col("start").min(), pl.col("end").max())
    found = {mode: (_moment(first), _moment(last)) for mode, first, last in ends.collect().rows()}
    return {mode: found[place] for place, mode in enumerate(MODES) if place in found}


def _moment(milliseconds: int) -> datetime:
    return _ZERO + timedelta(milliseconds=milliseconds)


@held
def curves(audience: Audience, window: Window | None, *, known: datetime | None = None) -> dict[str, pl.DataFrame]:
    """Return session type → its curve of viewers (see :func:`curve`), of the types that anybody viewed."""
    drawn = _curves(audience, list(_seen(audience)), window, POINTS, known)
    drawn = {mode: frame for mode, frame in drawn.items() if frame["viewers"].sum()}
    if known is not None:
        return drawn
    return {mode: _closed(audience, mode, frame) for mode, frame in drawn.items()}


def curve(
    audience: Audience, mode: str, window: Window | None, points: int, *, known: datetime | None = None
) -> pl.DataFrame:
    """Return the viewers of a type over a stretch, as far as they are known: see :func:`.timeline.viewers`."""
    return _curves(audience, [mode], window, points, known)[mode]


def _curves(
    audience: Audience, modes: Sequence[str], window: Window | None, points: int, known: datetime | None
) -> dict[str, pl.DataFrame]:
    if known is not None:
        window = clipped(window or whole(audience) or (known, known), known)
    return timeline.viewers_by_mode(audience, modes, window, points)


def _closed(audience: Audience, mode: str, drawn: pl.DataFrame) -> pl.DataFrame:
    """Return the curve with one more step where its last bin holds departures: a bin shows its maximum."""
    if drawn.height < 2:
        return drawn
    last, before = drawn["at"][-1], drawn["at"][-2]
    after = last + (last - before)
    level = timeline.viewers_at(audience, mode, after)
    if level == drawn["viewers"][-1]:
        return drawn
    at = pl.Series("at", [timeline.ms(after)]).cast(INSTANT)
    counts = [pl.Series(name, [count]) for name, count in (("viewers", level), ("arrivals", 0), ("departures", 0))]
    return pl.concat([drawn, pl.DataFrame([at, *counts])])


@held
def whole(audience: Audience) -> Window | None:
    """Return the stretch from the first session to just after the last; None where there is none."""
    seen = _seen(audience).values()
    if not seen:
        return None
    return min(first for first, _ in seen), max(last for _, last in seen) + timedelta(milliseconds=1)


def clipped(window: Window, known: datetime | None) -> Window:
    """Return what is known of a window."""
    return window if known is None else (window[0], min(window[1], known))
