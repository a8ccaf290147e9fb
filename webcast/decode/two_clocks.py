"""Which clock is which: the zone that a report names, and the one that its viewers' times are in.

The evidence, strongest first: live sessions have to fall into the live event; the registrants before its end have
to be as many as the platform counted. What the report says holds unless the evidence against it is clear; a doubt
is said.

An hour is less clear than five. People wait an hour for an event, and leave before it starts; so sessions before the
start are no evidence for a clock within an hour of the report's own word. Nobody views live once the event is
over: sessions after its end are. Where they lie before it, all of them, ten or more, have to be outside as written
and inside as read, and the platform's count has to contradict the one and agree with the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl

from webcast.decode import zone_names
from webcast.decode.clocks import NAIVE, UTC, Clock
from webcast.decode.notes import Notes
from webcast.language import counted_later, following, later

FIELD = "currentTimeZone"
_CLEAR = 0.25
"""By how much of the live viewing another reading has to fit better before the report's own word is set aside."""

_NEAR: Final = 60
"""Minutes: two readings that are no further apart differ by what people wait for an event."""

_ENOUGH: Final = 10
"""So many live sessions, all of them outside as written and inside as read, are no people who wait."""


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
    readings = _readings(clocks)
    gaps = _gaps(readings, evidence)
    tried = [
        Tried(reading, _live_fit(reading, evidence), _count(reading, evidence), gap)
        for reading, gap in zip(readings, gaps, strict=True)
    ]
    told = _by_live_sessions(tried, evidence) or _by_count(tried, evidence)
    chosen, why = told or (readings[0], "")
    if chosen.event != chosen.viewers:
        two = (
            later("The report has two clocks: the event's times are in GMT, the viewers' times in {name}.", name=name)
            if chosen.event == UTC
            else later(
                "The report has two clocks: the event's times are in {name}, the viewers' times in GMT.", name=name
            )
        )
        notes.add(following(two, why, later("All times were converted to UTC.")), field=FIELD)
    elif chosen != readings[0]:
        notes.add(
            following(
                later("Times are by a clock named '{name}' other than {clock}.", name=name, clock=str(clocks[0])), why
            ),
            field=FIELD,
        )
    else:
        _say_doubts(name, clocks, evidence, notes, tried=tried, settled=told is not None)
    return chosen.event, chosen.viewers


def _readings(clocks: tuple[Clock, ...]) -> list[Reading]:
    first = clocks[0]
    readings = [Reading(first, first), Reading(first, UTC), Reading(UTC, first)]
    for other in clocks[1:]:
        readings += [Reading(other, UTC), Reading(other, other)]
    return list(dict.fromkeys(readings))


@dataclass(frozen=True)
class Fit:
    """How much of the live viewing a reading puts inside the live event, and how many sessions begin after it."""

    share: float
    inside: int
    touching: int
    after: int
    sessions: int


@dataclass(frozen=True)
class Tried:
    """A reading and what speaks for it: how live sessions fit, and how many registered by the live event's end.

    ``gap`` is by how many minutes its viewers' clock is ahead of the event's, when the live event starts or ends.
    """

    reading: Reading
    fit: Fit | None
    registered: int | None
    gap: int


def _gaps(readings: list[Reading], evidence: Evidence) -> list[int]:
    at = pl.Series([evidence.live_start or evidence.live_end], dtype=NAIVE)
    clocks = {clock for reading in readings for clock in (reading.event, reading.viewers)}
    ahead = {clock: clock.ahead(at)[0] or 0 for clock in clocks}
    return [ahead[reading.viewers] - ahead[reading.event] for reading in readings]


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
    found = frame.filter(pl.col("end") >= pl.col("start")).select(
        share.clip(0, 1).alias("share"), after=pl.col("start") >= pl.col("closes")
    )
    shares = found["share"]
    if shares.is_empty():
        return None
    return Fit(
        share=float(shares.sum()) / shares.len(),
        inside=int((shares > 0.5).sum()),
        touching=int((shares > 0).sum()),
        after=int(found["after"].sum()),
        sessions=shares.len(),
    )


def _by_live_sessions(tried: list[Tried], evidence: Evidence) -> tuple[Reading, str] | None:
    literal = tried[0]
    if literal.fit is None:
        return None
    better = [one for one in tried[1:] if _fits_better(one, literal, evidence)]
    if not better:
        # It is as the report says, which needs no words.
        return (literal.reading, "") if literal.fit.share >= 0.5 else None
    chosen = better[0]  # closest to what the report says
    for one in better[1:]:
        if _share(one) > _share(chosen) and (not _near(one, chosen) or _fits_better(one, chosen, evidence)):
            chosen = one
    inside = 0 if chosen.fit is None else chosen.fit.inside
    return chosen.reading, counted_later(
        "So read, {inside} of {sessions} live sessions falls into the live event, "
        "and {literally} if the report is taken at its word.",
        "So read, {inside} of {sessions} live sessions fall into the live event, "
        "and {literally} if the report is taken at its word.",
        inside,
        inside=inside,
        sessions=literal.fit.sessions,
        literally=literal.fit.inside,
    )


def _share(one: Tried) -> float:
    return 0.0 if one.fit is None else one.fit.share


def _fits_better(one: Tried, other: Tried, evidence: Evidence) -> bool:
    """Tell whether live sessions speak for one reading and against another, beyond what waiting people explain."""
    if one.fit is None or other.fit is None or one.fit.share < 0.5 or one.fit.share - other.fit.share < _CLEAR:
        return False
    if not _near(one, other) or other.fit.after > other.fit.sessions / 2:
        return True
    all_speak = other.fit.touching == 0 and one.fit.inside == one.fit.sessions >= _ENOUGH
    counted = evidence.live_registrants
    return all_speak and counted is not None and one.registered == counted != other.registered


def _near(one: Tried, other: Tried) -> bool:
    """Tell whether two readings put viewers and event no further apart than people wait."""
    return abs(one.gap - other.gap) <= _NEAR


def _count(reading: Reading, evidence: Evidence) -> int | None:
    """Return how many registered by the end of the live event; None where nobody can tell."""
    if evidence.live_end is None or evidence.live_registrants is None or evidence.registered.is_empty():
        return None
    end = reading.event.to_utc(pl.Series([evidence.live_end], dtype=NAIVE))[0]
    return int((reading.viewers.to_utc(evidence.registered) <= end).sum())


def _by_count(tried: list[Tried], evidence: Evidence) -> tuple[Reading, str] | None:
    """Return the reading by which as many registered in time as the platform counted; an hour is no evidence."""
    literal = tried[0]
    open_to_doubt = [one for one in tried if one is literal or not _near(one, literal)]
    counts = [one.registered for one in open_to_doubt]
    if len(set(counts)) == 1 or evidence.live_registrants not in counts:
        return None
    chosen = open_to_doubt[counts.index(evidence.live_registrants)]
    registered, literally = chosen.registered or 0, literal.registered or 0
    return chosen.reading, counted_later(
        "So read, {registered} person registered before the live event's end, as the platform counted, "
        "and {literally} if the report is taken at its word.",
        "So read, {registered} people registered before the live event's end, as the platform counted, "
        "and {literally} if the report is taken at its word.",
        registered,
        registered=registered,
        literally=literally,
    )


def _say_doubts(
    name: str, clocks: tuple[Clock, ...], evidence: Evidence, notes: Notes, *, tried: list[Tried], settled: bool
) -> None:
    if (several := zone_names.shared(name)) is not None:
        notes.add(
            later(
                "'{name}' stands for {several}; times were read as {clock}.",
                name=name,
                several=several,
                clock=str(clocks[0]),
            ),
            field=FIELD,
        )
    if evidence.registered.is_empty():
        return
    fit = tried[0].fit
    if fit is not None and fit.share < 0.5:
        notes.add(_outside(name, tried, fit), field=FIELD)
    elif not settled and clocks[0].ahead(evidence.registered).abs().max():
        notes.add(
            later(
                "The report is in {name}, but the platform can give the viewers' times in GMT and nothing in "
                "the report tells; they were read in {name}. A report asked for in GMT leaves no doubt.",
                name=name,
            ),
            field=FIELD,
        )
    # GMT in summer could be London's clock, but it is what our own requests ask for: no warning on every report.
    if len(clocks) > 1 and clocks[0] != UTC and _differ(clocks[0], clocks[1], evidence.registered):
        notes.add(
            later(
                "Clocks named '{name}' are put forward in summer in some places only; the report's was read as "
                "{clock}, which is not.",
                name=name,
                clock=str(clocks[0]),
            )
            if clocks[0].minutes
            else later(
                "Clocks named '{name}' are put forward in summer in some places only; the report's was read as "
                "{clock}, which is.",
                name=name,
                clock=str(clocks[0]),
            ),
            field=FIELD,
        )


def _outside(name: str, tried: list[Tried], fit: Fit) -> str:
    """Return the note on live sessions that lie outside the live event by the reading that was taken."""
    outside = {"outside": fit.sessions - fit.inside, "sessions": fit.sessions}
    best = max(tried, key=_share)
    if best.fit is not None and best.fit.share >= 0.5 and _near(best, tried[0]):
        return counted_later(
            "{outside} of {sessions} live sessions lies outside the live event as times are written, and {shifted} "
            "if a clock was an hour off. People also wait before a start and leave, so times were read as written, "
            "in {name}.",
            "{outside} of {sessions} live sessions lie outside the live event as times are written, and {shifted} "
            "if a clock was an hour off. People also wait before a start and leave, so times were read as written, "
            "in {name}.",
            outside["outside"],
            **outside,
            shifted=best.fit.sessions - best.fit.inside,
            name=name,
        )
    return counted_later(
        "{outside} of {sessions} live sessions lies outside the live event, in whatever way the time zone '{name}' "
        "is read; the report's clocks may differ.",
        "{outside} of {sessions} live sessions lie outside the live event, in whatever way the time zone '{name}' "
        "is read; the report's clocks may differ.",
        outside["outside"],
        **outside,
        name=name,
    )


def _differ(one: Clock, other: Clock, times: pl.Series) -> bool:
    return bool((one.to_utc(times) != other.to_utc(times)).any())
