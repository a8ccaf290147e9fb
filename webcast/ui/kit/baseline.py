"""What figures are compared with, so that they mean something: everybody, the median event, or the event before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from webcast.analysis import summary
from webcast.analysis.audience import Audience
from webcast.ui.frame.loaded import load_other
from webcast.ui.frame.page import Context
from webcast.ui.kit import words
from webcast.view.filters import Filters
from webcast.web.uploads import PREFIX

_COMPARED = ("total_registrants", "live_conversion_rate", "total_conversion_rate", "average_watch_ms", "peak_viewers")


@dataclass(frozen=True)
class Baseline:
    """What the figures are compared with."""

    name: str
    figures: dict[str, Any]

    def points(self, name: str, value: float | None) -> str:
        """Say how many points a share lies above or below; empty where either is unknown."""
        other = self.figures.get(name)
        if value is None or other is None:
            return ""
        return words.compared_points(value - other, self.name)

    def value(self, name: str, write: Any) -> str:
        """Say what the other value is; empty where it is unknown."""
        other = self.figures.get(name)
        return "" if other is None else words.compared_value(self.name, write(other))

    def better(self, name: str, value: float | None) -> bool | None:
        """Tell whether a share lies above; None where it does not differ."""
        other = self.figures.get(name)
        if value is None or other is None or abs(value - other) < 0.0005:
            return None
        return bool(value > other)


def choose(context: Context, figures: pl.DataFrame) -> Baseline | None:
    """Choose what makes the figures mean something.

    Under filters everybody of the same events; for several events their median; for one the event before it.
    """
    if context.filters:
        whole = summary.overall(context.everyone).figures()
        if by_attendance(context.filters):
            # Of those who came, all came: to compare that share with everybody's would say nothing.
            whole = {name: value for name, value in whole.items() if not name.endswith("_rate")}
        return Baseline(words.EVERYBODY, whole)
    if figures.height > 1:
        # Over several events watch time is a person's in all of them: the median event's is another average.
        compared = [name for name in _COMPARED if name in figures.columns and name != "average_watch_ms"]
        medians = figures.select(pl.col(compared).median())
        return Baseline(words.MEDIAN_EVENT, medians.row(0, named=True))
    before = event_before(context)
    return None if before is None else Baseline(words.EVENT_BEFORE, summary.overall(before).figures())


def by_attendance(filters: Filters) -> bool:
    """Tell whether filters ask who attended, which no share of attendees can then be compared under."""
    shown = (filters.live, filters.on_demand, filters.simlive, filters.no_shows)
    minutes = filters.min_minutes is not None or filters.max_minutes is not None
    dated = filters.viewed_in_range and (filters.start is not None or filters.end is not None)
    return any(shown) or minutes or dated


def event_before(context: Context) -> Audience | None:
    """Return the audience of the held event before the picked one; one of the same title goes first."""
    event = context.everyone.events.row(0, named=True)
    if context.visitor.files_only or event["event_id"].startswith(PREFIX) or event["live_start"] is None:
        return None
    listed = context.app.library.events(context.visitor.account)
    earlier = listed.filter(
        pl.col("fetched_at").is_not_null(), pl.col("at") < event["live_start"],
        pl.col("event_id") != event["event_id"],
    )  # fmt: skip
    if earlier.is_empty():
        return None
    same = pl.col("title").str.strip_chars() == (event["title"] or "").strip()
    chosen = earlier.sort(same, "at", descending=True, nulls_last=True)["event_id"][0]
    return load_other(context.app, context.visitor, (chosen,), context.filters)
