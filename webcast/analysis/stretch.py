"""What happened in a stretch of time: who was there when it began and ended, who came and left, and the average.

A stretch contains its start and not its end, so two that follow each other share nobody's arrival. Who came back
arrives again; a person's overlapping sessions are merged first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import polars as pl

from webcast.analysis import moments, timeline
from webcast.analysis.audience import Audience
from webcast.analysis.timeline import Peak, Window
from webcast.reports.schema import INSTANT


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


def flows(
    audience: Audience, mode: str | None, window: Window, *, known: datetime | None = None, bins: int = 60
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
    start, end = clipped(window, known)
    first, last = timeline.ms(start), max(timeline.ms(start), timeline.ms(end))
    width = timeline.bin_width(timeline.ms(window[1]) - first, bins)
    changes = timeline.levels(audience, mode, (start, end)).filter(pl.col("delta") != 0)
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


def whole(audience: Audience) -> Window | None:
    """Return the stretch from the first session to just after the last; None where there is none."""
    visits = audience.visits
    if visits.is_empty():
        return None
    first, last = visits.select(first=pl.col("start").min(), last=pl.col("end").max() + 1).row(0)
    zero = datetime(1970, 1, 1, tzinfo=UTC)
    return zero + timedelta(milliseconds=first), zero + timedelta(milliseconds=last)


def clipped(window: Window, known: datetime | None) -> Window:
    """Return what is known of a window."""
    return window if known is None else (window[0], min(window[1], known))
