"""What a chart says, in a few words: they stand in its title, on pages and pictures alike.

Each function takes the frame that the chart is drawn of, and returns an empty text where there is nothing to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from webcast.analysis.attendance import ABSENT
from webcast.analysis.stages import FEW, Names
from webcast.formats import number, percent, plural, points, quoted
from webcast.presentation.compared import Compared

_WAYS: Final = {
    "Live": "came live", "On-Demand": "watched on demand", "SimLive": "watched SimLive", ABSENT: "did not attend"
}  # fmt: skip

LATE_DAYS: Final = 7
"""Who registers in the last so many days before the live start registers late."""


def headline(title: str, finding: str) -> str:
    """Return a title that says the finding: ``How people attended: 40 % came live``."""
    if not finding:
        return title
    return f"{title} {finding[:1].upper()}{finding[1:]}" if title.endswith("?") else f"{title}: {finding}"


def _of(count: float, base: int) -> str:
    """Write a share; of few as counts, which say that they are few."""
    return f"{number(count)} of {number(base)}" if base < FEW else percent(count / base)


def attendance(frame: pl.DataFrame) -> str:
    """Say in which ways people came; ``frame`` is of :func:`webcast.analysis.attendance.by_event`."""
    told = frame.drop_nulls("registrants").group_by("way", maintain_order=True).agg(pl.col("registrants", "of").sum())
    known = told.filter(pl.col("registrants") > 0)
    return ", ".join(f"{_of(count, base)} {_WAYS[way]}" for way, count, base in known.rows())


def stages(frame: pl.DataFrame, wording: Names) -> str:
    """Say how many came, and where most are lost; ``frame`` is of :func:`webcast.analysis.funnel.funnel`."""
    known = frame.drop_nulls("registrants")
    if known.height < 2 or not known["registrants"][0]:
        return ""
    first, came = known["registrants"][:2]
    lost = known.with_columns(lost=pl.col("registrants").shift(1) - pl.col("registrants")).drop_nulls("lost")
    most = lost.sort("lost", descending=True, maintain_order=True).row(0, named=True)
    attended = wording.stages["attended"]
    said = f"{_of(came, first)} {attended[:1].lower()}{attended[1:]}"
    return (
        f"{said}; most are lost where {number(most['lost'])} {wording.notes[most['stage']]}" if most["lost"] else said
    )


def retention(frame: pl.DataFrame) -> str:
    """Say when half of the live attendees had left; ``frame`` is of :func:`webcast.analysis.timeline.retention`."""
    if frame.is_empty() or not frame["base"][0]:
        return ""
    gone = frame.filter(pl.col("share") < 0.5)["minute"]
    return f"half had left after {number(gone[0])} min" if gone.len() else "more than half stayed to the end"


def registrations(frame: pl.DataFrame) -> str:
    """Say how many registered late; ``frame`` is of :func:`webcast.analysis.timeline.registration_curve`."""
    total = int(frame["registrants"].sum())
    if not total:
        return ""
    late = int(frame.filter(pl.col("days_before").is_between(0, LATE_DAYS - 1))["registrants"].sum())
    return f"{_of(late, total)} in the last {LATE_DAYS} days"


def on_demand_days(frame: pl.DataFrame) -> str:
    """Say how many views the busiest day had; ``frame`` is of :func:`webcast.analysis.timeline.on_demand_days`."""
    total = int(frame["sessions"].sum())
    return f"{number(frame['sessions'].max())} of {plural(total, 'view')} on the busiest day" if total else ""  # type: ignore[arg-type]  # counts


def survival(frame: pl.DataFrame) -> str:
    """Say how much half watched; ``frame`` is of :func:`webcast.analysis.timeline.on_demand_survival`."""
    half = frame.filter(pl.col("share") >= 0.5)["minute"]
    return f"half watched {number(half[-1])} min or more" if half.len() and half[-1] else ""


def groups(frame: pl.DataFrame) -> str:
    """Name the group that brings most; ``frame`` is of :func:`webcast.analysis.attendance.by_group`."""
    named = frame.filter(pl.col("group").is_not_null(), pl.col("attended") > 0)
    if named.is_empty():
        return ""
    first, all_of_them = named.row(0, named=True), int(frame["attended"].sum())
    return f"{number(first['attended'])} of {plural(all_of_them, 'attendee')} from {first['group']}"


def leading(labels: Sequence[str], counts: Sequence[int | None], one: str) -> str:
    """Name who leads, in a column of labels and of what they count, the largest first."""
    most = counts[0] if counts else None
    return f"{labels[0]} leads with {plural(most, one)}" if most else ""


def trend(compared: Compared) -> str:
    """Say how the latest event stands to the one before."""
    latest, before = compared.latest, compared.before
    if latest is None:
        return ""
    written = compared.measure.written(latest["value"])
    if before is None:
        return f"{written} at the latest event"
    difference = latest["value"] - before["value"]
    previous = compared.measure.written(before["value"])
    if written == previous:
        return f"{written} at the latest event, as at the one before"
    way = "up" if difference > 0 else "down"
    by = f" {points(difference)}" if compared.measure.is_share else ""
    return f"{written} at the latest event, {way}{by} from {previous}"


def benchmark(compared: Compared) -> str:
    """Name the best event, beside the median."""
    if compared.benchmark.height < 2:
        return ""
    best = compared.benchmark.row(0, named=True)
    highest, median = (compared.measure.written(best[name]) for name in ("value", "median"))
    return f"{quoted(best['title'] or best['event_id'])} is highest with {highest}, the median is {median}"


def times(frame: pl.DataFrame) -> str:
    """Say how many came again; ``frame`` is of :func:`.named.times`."""
    total = int(frame["persons"].sum())
    again = int(frame.filter(pl.col("times") > 1)["persons"].sum())
    return f"{_of(again, total)} came to more than one event" if total else ""


def asked(frame: pl.DataFrame) -> str:
    """Say how many questions have an answer; ``frame`` is of :func:`webcast.analysis.qa.by_event`."""
    total, answered = int(frame["questions"].sum()), int(frame["answered"].sum())
    return f"{number(answered)} of {plural(total, 'question')} answered" if total else ""
