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
from webcast.language import phrase, say, speaking, within
from webcast.presentation.compared import Compared

_WAYS: Final = {
    "Live": phrase("came live"),
    "On-Demand": phrase("watched on demand"),
    "SimLive": phrase("watched SimLive"),
    ABSENT: phrase("did not attend"),
}

LATE_DAYS: Final = 7
"""Who registers in the last so many days before the live start registers late."""


def headline(title: str, finding: str) -> str:
    """Return a title that says the finding: ``How people attended: 40 % came live``."""
    if not finding:
        return title
    return f"{title} {finding[:1].upper()}{finding[1:]}" if title.endswith("?") else f"{title}: {finding}"


def _of(count: float, base: int) -> str:
    """Write a share; of few as counts, which say that they are few."""
    return say("{count} of {base}", count=number(count), base=number(base)) if base < FEW else percent(count / base)


def attendance(frame: pl.DataFrame) -> str:
    """Say in which ways people came; ``frame`` is of :func:`webcast.analysis.attendance.by_event`."""
    told = frame.drop_nulls("registrants").group_by("way", maintain_order=True).agg(pl.col("registrants", "of").sum())
    known = told.filter(pl.col("registrants") > 0)
    return ", ".join(f"{_of(count, base)} {say(_WAYS[way])}" for way, count, base in known.rows())


def stages(frame: pl.DataFrame, wording: Names) -> str:
    """Say how many came, and where most are lost; ``frame`` is of :func:`webcast.analysis.funnel.funnel`."""
    known = frame.drop_nulls("registrants")
    if known.height < 2 or not known["registrants"][0]:
        return ""
    first, came = known["registrants"][:2]
    lost = known.with_columns(lost=pl.col("registrants").shift(1) - pl.col("registrants")).drop_nulls("lost")
    most = lost.sort("lost", descending=True, maintain_order=True).row(0, named=True)
    said = f"{_of(came, first)} {within(wording.stages['attended'])}"
    return (
        say(
            "{said}; most are lost where {lost} {notes}",
            said=said,
            lost=number(most["lost"]),
            notes=wording.notes[most["stage"]],
        )
        if most["lost"]
        else said
    )


def retention(frame: pl.DataFrame) -> str:
    """Say when half of the live attendees had left; ``frame`` is of :func:`webcast.analysis.timeline.retention`."""
    if frame.is_empty() or not frame["base"][0]:
        return ""
    gone = frame.filter(pl.col("share") < 0.5)["minute"]
    return (
        say("half had left after {gone} min", gone=number(gone[0]))
        if gone.len()
        else say("more than half stayed to the end")
    )


def registrations(frame: pl.DataFrame) -> str:
    """Say how many registered late; ``frame`` is of :func:`webcast.analysis.timeline.registration_curve`."""
    total = int(frame["registrants"].sum())
    if not total:
        return ""
    late = int(frame.filter(pl.col("days_before").is_between(0, LATE_DAYS - 1))["registrants"].sum())
    return say("{of} in the last {late_days} days", of=_of(late, total), late_days=LATE_DAYS)


def on_demand_days(frame: pl.DataFrame) -> str:
    """Say how many views the busiest day had; ``frame`` is of :func:`webcast.analysis.timeline.on_demand_days`."""
    total = int(frame["sessions"].sum())
    if not total:
        return ""
    busiest = number(frame["sessions"].max())  # type: ignore[arg-type]  # counts
    return say("{most} of {views} on the busiest day", most=busiest, views=plural(total, "view", "views"))


def survival(frame: pl.DataFrame) -> str:
    """Say how much half watched; ``frame`` is of :func:`webcast.analysis.timeline.on_demand_survival`."""
    half = frame.filter(pl.col("share") >= 0.5)["minute"]
    return say("half watched {half} min or more", half=number(half[-1])) if half.len() and half[-1] else ""


def groups(frame: pl.DataFrame) -> str:
    """Name the group that brings most; ``frame`` is of :func:`webcast.analysis.attendance.by_group`."""
    named = frame.filter(pl.col("group").is_not_null(), pl.col("attended") > 0)
    if named.is_empty():
        return ""
    first, all_of_them = named.row(0, named=True), int(frame["attended"].sum())
    return say(
        "{attended} of {attendees} from {group}",
        attended=number(first["attended"]),
        attendees=plural(all_of_them, "attendee", "attendees"),
        group=first["group"],
    )


def leading(labels: Sequence[str], counts: Sequence[int | None], one: str, many: str) -> str:
    """Name who leads, in a column of labels and of what they count, the largest first."""
    most = counts[0] if counts else None
    return say("{label} leads with {most}", label=labels[0], most=plural(most, one, many)) if most else ""


def trend(compared: Compared) -> str:
    """Say how the latest event stands to the one before."""
    latest, before = compared.latest, compared.before
    if latest is None:
        return ""
    written = compared.measure.written(latest["value"])
    if before is None:
        return say("{written} at the latest event", written=written)
    difference = latest["value"] - before["value"]
    previous = compared.measure.written(before["value"])
    if written == previous:
        return say("{written} at the latest event, as at the one before", written=written)
    by = f" {points(difference)}" if compared.measure.is_share else ""
    if difference > 0:
        return say("{written} at the latest event, up{by} from {previous}", written=written, by=by, previous=previous)
    return say("{written} at the latest event, down{by} from {previous}", written=written, by=by, previous=previous)


def benchmark(compared: Compared) -> str:
    """Name the best event, beside the median."""
    if compared.benchmark.height < 2:
        return ""
    best = compared.benchmark.row(0, named=True)
    highest, median = (compared.measure.written(best[name]) for name in ("value", "median"))
    return say(
        "{quoted} is highest with {highest}, the median is {median}",
        quoted=quoted(best["title"] or best["event_id"]),
        highest=highest,
        median=median,
    )


def times(frame: pl.DataFrame) -> str:
    """Say how many came again; ``frame`` is of :func:`.named.times`."""
    total = int(frame["persons"].sum())
    again = int(frame.filter(pl.col("times") > 1)["persons"].sum())
    return say("{of} came to more than one event", of=_of(again, total)) if total else ""


def asked(frame: pl.DataFrame) -> str:
    """Say how many questions have an answer; ``frame`` is of :func:`webcast.analysis.qa.by_event`."""
    total, answered = int(frame["questions"].sum()), int(frame["answered"].sum())
    return (
        say(
            "{answered} of {questions} answered",
            answered=number(answered),
            questions=plural(total, "question", "questions"),
        )
        if total
        else ""
    )


speaking(__name__)
