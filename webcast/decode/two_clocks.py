"""Which clock is which: the zone that a report names, and the one that its viewers' times are in.

The evidence, strongest first: live sessions have to fall into the live event; the registrants before its end have
to be as many as the platform counted. What the report says holds unless the evidence against it is clear; a doubt
is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from webcast.decode.clocks import NAIVE, UTC, Clock
from webcast.decode.notes import Notes

FIELD = "currentTimeZone"
_CLEAR = 0.25
"""By how much of the live viewing another reading has to fit better before the report's own word is set aside."""


@dataclass(frozen=True)
class Evidence:
    """What a report knows that a wrong clock would contradict; times as its clocks showed them."""

    live_start: datetime | None
    live_end: datetime | None
    live: pl.DataFrame
    registered: pl.Series
    live_registrants: int | None


@dataclass(frozen=True)
class Reading:
    """One way to read a report: the event block by one clock, the viewers by another."""

    event: Clock
    viewers: Clock


def settle(name: str, clocks: tuple[Clock, ...], evidence: Evidence, notes: Notes) -> tuple[Clock, Clock]:
    """Return the clock of the event block and that of the viewers' times.

    Args:
        name: The zone as the report names it.
        clocks: What the name can mean, the likeliest first.
        evidence: See there.
        notes: Gets a warning where the two clocks differ, or where that stays in doubt.
    """
    literal, readings = Reading(clocks[0], clocks[0]), _readings(clocks)
    fits = [_live_fit(reading, evidence) for reading in readings]
    chosen, why = _by_live_sessions(readings, fits) or _by_count(readings, evidence) or (literal, "")
    if chosen.event != chosen.viewers:
        notes.add(_two_clocks(name, chosen, why), field=FIELD)
    elif chosen != literal:
        notes.add(f"Times are by a clock named '{name}' other than {clocks[0]}: {why}.", field=FIELD)
    else:
        _say_doubts(name, clocks, evidence, notes, fit=fits[0], settled=bool(why))
    return chosen.event, chosen.viewers


def _readings(clocks: tuple[Clock, ...]) -> list[Reading]:
    first = clocks[0]
    readings = [Reading(first, first), Reading(first, UTC), Reading(UTC, first)]
    for other in clocks[1:]:
        readings += [Reading(other, UTC), Reading(other, other)]
    return list(dict.fromkeys(readings))


@dataclass(frozen=True)
class Fit:
    """How much of the live viewing a reading puts inside the live event."""

    share: float
    inside: int
    sessions: int


def _live_fit(reading: Reading, evidence: Evidence) -> Fit | None:
    """Return a reading's fit; none without a live event that has both ends, or without live sessions."""
    live = evidence.live.drop_nulls().head(5000)
    if evidence.live_start is None or evidence.live_end is None or live.is_empty():
        return None
    window = reading.event.to_utc(pl.Series([evidence.live_start, evidence.live_end], dtype=NAIVE))
    start, end = reading.viewers.to_utc(live["start"]), reading.viewers.to_utc(live["end"])
    frame = pl.DataFrame({"start": start, "end": end}).with_columns(opens=window[0], closes=window[1])
    inside = pl.min_horizontal("end", "closes") - pl.max_horizontal("start", "opens")
    # A second more on both: a session without length is inside or outside, too.
    share = (inside.dt.total_milliseconds() + 1000) / (
        (pl.col("end") - pl.col("start")).dt.total_milliseconds() + 1000
    )
    shares = frame.filter(pl.col("end") >= pl.col("start")).select(share.clip(0, 1).alias("share"))["share"]
    if shares.is_empty():
        return None
    return Fit(float(shares.sum()) / shares.len(), int((shares > 0.5).sum()), shares.len())


def _by_live_sessions(readings: list[Reading], fits: list[Fit | None]) -> tuple[Reading, str] | None:
    literal = fits[0]
    if literal is None:
        return None
    best, fit = max(
        ((reading, fit) for reading, fit in zip(readings, fits, strict=True) if fit is not None),
        key=lambda pair: pair[1].share,  # the first of equals: closest to what the report says
    )
    if fit.share >= 0.5 and fit.share - literal.share >= _CLEAR:
        return best, (
            f"so read, {fit.inside} of {fit.sessions} live sessions fall into the live event, "
            f"and {literal.inside} if the report is taken at its word"
        )
    return (readings[0], "the live sessions fall into the live event") if literal.share >= 0.5 else None


def _by_count(readings: list[Reading], evidence: Evidence) -> tuple[Reading, str] | None:
    if evidence.live_end is None or evidence.live_registrants is None or evidence.registered.is_empty():
        return None
    counts = [_registered_by(reading, evidence) for reading in readings]
    if len(set(counts)) == 1 or evidence.live_registrants not in counts:
        return None
    chosen = counts.index(evidence.live_registrants)
    return readings[chosen], (
        f"so read, {counts[chosen]} people registered before the live event's end, as the platform counted, "
        f"and {counts[0]} if the report is taken at its word"
    )


def _registered_by(reading: Reading, evidence: Evidence) -> int:
    end = reading.event.to_utc(pl.Series([evidence.live_end], dtype=NAIVE))[0]
    return int((reading.viewers.to_utc(evidence.registered) <= end).sum())


def _two_clocks(name: str, chosen: Reading, why: str) -> str:
    viewers, event = (f"in {name}", "in GMT") if chosen.event == UTC else ("in GMT", f"in {name}")
    return (
        f"The report has two clocks: the event's times are {event}, the viewers' times {viewers}; {why}. "
        "All times were converted to UTC."
    )


def _say_doubts(
    name: str, clocks: tuple[Clock, ...], evidence: Evidence, notes: Notes, *, fit: Fit | None, settled: bool
) -> None:
    if evidence.registered.is_empty():
        return
    if fit is not None and fit.share < 0.5:
        notes.add(
            f"{fit.sessions - fit.inside} of {fit.sessions} live sessions lie outside the live event, in whatever "
            f"way the time zone '{name}' is read; the report's clocks may differ.",
            field=FIELD,
        )
    elif not settled and clocks[0].ahead(evidence.registered).abs().max():
        notes.add(
            f"The report is in {name}, but the platform can give the viewers' times in GMT and nothing in the report "
            f"tells; they were read in {name}. A report asked for in GMT leaves no doubt.",
            field=FIELD,
        )
    # GMT in summer could be London's clock, but it is what our own requests ask for: no warning on every report.
    if len(clocks) > 1 and clocks[0] != UTC and _differ(clocks[0], clocks[1], evidence.registered):
        notes.add(
            f"Clocks named '{name}' are put forward in summer in some places only; the report's was read as "
            f"{clocks[0]}, which is.",
            field=FIELD,
        )


def _differ(one: Clock, other: Clock, times: pl.Series) -> bool:
    return bool((one.to_utc(times) != other.to_utc(times)).any())
