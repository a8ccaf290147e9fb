"""From what a reader gathered to the finished report: clocks settled, totals summed, columns in order."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final

import polars as pl

from webcast.decode.clocks import NAIVE, Clock, find
from webcast.decode.draft import EVENT_TIMES, Draft
from webcast.decode.two_clocks import Evidence, settle
from webcast.errors import ChangeRequest
from webcast.language import later
from webcast.reports import Report, schema
from webcast.reports.columns import constant

_TOTALS: Final = ("live", "od", "simlive", "total")
_MODE_OF: Final = {"live": "Live", "od": "On-Demand", "simlive": "SimLive"}


def assemble(draft: Draft, zone: str, event_id: str | None, *, fetched: bool = False) -> Report:
    """Return the report of what a reader gathered.

    Args:
        draft: One event's tables, times as the report's clocks showed them.
        zone: The clock of a report that names none.
        event_id: The event of a report that doesn't say.
        fetched: The report was asked for in ``zone``.

    Raises:
        ChangeRequest: ``zone`` is not known.
    """
    event_clock, viewers_clock = _settle_clocks(draft, draft.zone or zone, fetched=fetched)
    _check_sessions(draft)
    sessions = _timed_sessions(draft, viewers_clock)
    registrants = _with_totals(draft.registrants, sessions) if draft.has_sessions else draft.registrants
    registered = _with_own(viewers_clock.to_utc(registrants["registered_at"]), draft, "registered_at")
    registrants = registrants.with_columns(registered, schema.email_key())
    identity = _identity(draft, event_id)
    tables = {name: getattr(draft, name) for name in schema.TABLES if name not in ("event", "warnings")}
    tables |= {"sessions": sessions, "registrants": registrants}
    return Report(
        event=_event_row(draft, identity, event_clock),
        warnings=draft.notes.frame(identity),
        **{name: _keyed(name, frame, identity) for name, frame in tables.items()},
    )


def _settle_clocks(draft: Draft, zone: str, *, fetched: bool) -> tuple[Clock, Clock]:
    fallback = find(zone)
    if not fallback:
        raise ChangeRequest(
            later("The time zone should be an IANA name such as 'Europe/Berlin', but is '{zone}'.", zone=zone),
            remedy=later("Choose one of the list."),
        )
    name = draft.event.get("report_zone")
    if not isinstance(name, str):
        return fallback[0], fallback[0]
    clocks = find(name)
    if not clocks:
        draft.notes.add(
            later("The time zone '{name}' is not known; times were read as {zone}.", name=name[:60], zone=zone),
            field="currentTimeZone",
        )
        draft.notes.understood.doubt("zone", name[:60])
        return fallback[0], fallback[0]
    if fetched and fallback[0] in clocks:
        return fallback[0], fallback[0]  # what we asked for: viewers who wait on air are no reason to doubt it
    reported = draft.event.get("reported_live_registrants")
    evidence = Evidence(
        live_start=_instant(draft.event.get("live_start")),
        live_end=_instant(draft.event.get("live_end")),
        live=draft.sessions.filter(type="Live").select("start", "end"),
        registered=draft.registrants["registered_at"],
        # A filtered report lists fewer people than the platform counted.
        live_registrants=reported if isinstance(reported, int) and not draft.event.get("report_filters") else None,
    )
    return settle(name, clocks, evidence, draft.notes)


def _with_own(times: pl.Series, draft: Draft, name: str) -> pl.Series:
    """Return instants with those in place that named their place themselves, whatever clock the others were by."""
    own = draft.own.get(name)
    return (
        times if own is None or own.null_count() == own.len() else own.zip_with(own.is_not_null(), times).alias(name)
    )


def _check_sessions(draft: Draft) -> None:
    if draft.sessions.is_empty():
        return
    unknown = draft.sessions.filter(type="Other")["registrant"].to_list()
    draft.notes.add_each(
        unknown, "type", later("The session's type is not Live, On-Demand, Archive or SimLive; kept as Other.")
    )


def _timed_sessions(draft: Draft, clock: Clock) -> pl.DataFrame:
    start, end = clock.to_utc(draft.sessions["start"]), clock.to_utc(draft.sessions["end"])
    if clock.changes:
        end = _nearest_end(draft.sessions["duration_ms"], start, end, clock.to_utc(draft.sessions["end"], later=True))
    start, end = _with_own(start, draft, "start"), _with_own(end, draft, "end")
    sessions = draft.sessions.with_columns(start.alias("start"), end.alias("end"))
    backwards = sessions["end"] < sessions["start"]
    if backwards.any():
        draft.notes.add_each(
            sessions.filter(backwards)["registrant"].to_list(),
            "end_time",
            later("The session ends before it starts; it counts as a session, and adds no watch time."),
        )
    return sessions


def _identity(draft: Draft, event_id: str | None) -> str:
    own = draft.event.get("event_id")
    if not isinstance(own, str):
        if event_id is None:
            draft.notes.add(later("The report names no event; it was given a made-up id."), field="eventid")
            seen = (draft.event.get("title"), draft.registrants["registered_at"].min(), draft.registrants.height)
            return "file-" + hashlib.sha256(repr(seen).encode()).hexdigest()[:12]
        return event_id
    if event_id is not None and own != event_id:
        draft.notes.add(
            later("Event {event_id} was asked for, but the report is of event {own}.", event_id=event_id, own=own),
            field="eventid",
        )
    return own


def _event_row(draft: Draft, identity: str, clock: Clock) -> pl.DataFrame:
    values = draft.event | {"event_id": identity, "format": draft.format, "has_sessions": draft.has_sessions}
    shown = [name for name in EVENT_TIMES if _instant(values.get(name)) is not None]
    if shown:
        instants = clock.to_utc(pl.Series([values[name] for name in shown], dtype=NAIVE))
        values |= dict(zip(shown, instants, strict=True))
    return pl.DataFrame({name: [values.get(name)] for name in schema.EVENT}, schema=schema.EVENT)


def _instant(value: object) -> datetime | None:
    """Return a time that a clock showed; a time that names its place says nothing of clocks."""
    return value if isinstance(value, datetime) and value.tzinfo is None else None


def _nearest_end(duration: pl.Series, start: pl.Series, end: pl.Series, later: pl.Series) -> pl.Series:
    """Return of an end that the clock shows twice the one that fits the session's length better."""
    frame = pl.DataFrame({"duration": duration, "start": start, "end": end, "later": later})
    misfit, misfit_later = (
        ((pl.col(name) - pl.col("start")).dt.total_milliseconds() - pl.col("duration")).abs()
        for name in ("end", "later")
    )
    return frame.select(pl.when(misfit_later < misfit).then("later").otherwise("end").alias("end"))["end"]


def _with_totals(registrants: pl.DataFrame, sessions: pl.DataFrame) -> pl.DataFrame:
    """Return the registrants, numbered from 1, with counts and durations by type.

    They are summed up from the sessions where a registrant has none of its own.
    """
    of = {name: pl.col("type") == mode for name, mode in _MODE_OF.items()}
    counts = [is_type.sum().cast(pl.Int64).alias(f"{name}_sessions") for name, is_type in of.items()]
    spans = [pl.col("duration_ms").filter(is_type).sum().alias(f"{name}_ms") for name, is_type in of.items()]
    total = [pl.len().cast(pl.Int64).alias("total_sessions"), pl.col("duration_ms").sum().alias("total_ms")]
    summed = sessions.group_by("registrant").agg(*counts, *spans, *total)
    places = summed["registrant"] - 1
    nothing = constant(registrants.height, pl.Int64, value=0)
    names = [f"{kind}_{what}" for kind in _TOTALS for what in ("sessions", "ms")]
    totals = {name: nothing.clone().scatter(places, summed[name]) for name in names}
    return registrants.with_columns(pl.coalesce(name, total).alias(name) for name, total in totals.items())


def _keyed(table: str, frame: pl.DataFrame, event_id: str) -> pl.DataFrame:
    key = constant(frame.height, pl.String, value=event_id, name="event_id")
    return pl.DataFrame([key if name == key.name else frame[name] for name in schema.TABLES[table]])
