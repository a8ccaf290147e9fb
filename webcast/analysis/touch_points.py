"""What one person did over the picked events, as touch points in the order of time, and what it comes to.

A report has times of registrations and sessions. It has none of questions and answers: these are known to have
happened, not when, and stand after the visit that they most likely belong to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

import polars as pl

from webcast.analysis.audience import Audience
from webcast.analysis.modes import attended_column, watch_column
from webcast.analysis.people import Profile
from webcast.analysis.running import goes_on, known_until, placed
from webcast.reports.schema import INSTANT, MODES

BROADCASTS: Final = ("Live", "SimLive")
"""What begins and ends at a time of its own: one comes and leaves. A recording is watched."""


class Kind(StrEnum):
    """What happened."""

    REGISTERED = "registered"
    CAME = "came"
    LEFT = "left"
    THERE = "there"
    """Still watching when the report was made."""
    WATCHED = "watched"
    WATCHED_AGAIN = "watched again"
    UNTIMED = "untimed"
    """Came, and the report does not tell when."""
    ABSENT = "absent"
    UNTOLD = "untold"
    """No report tells whether the person came."""
    ASKED = "asked"
    ANSWERED = "answered"
    CHECKED = "checked"


@dataclass(frozen=True)
class TouchPoint:
    """One thing that happened.

    Attributes:
        kind: What.
        event_id: In which event.
        event_title: How it is called.
        at: When (UTC); None where no report tells.
        mode: Type of the viewing.
        watch_ms: Watch time of it, overlaps counted once; None where it is not known.
        count: How many visits, answers or checks it is made of.
        text: The question that was asked, the survey that was answered, the campaign that brought the registration.
        answer: What was answered to a question.
    """

    kind: Kind
    event_id: str
    event_title: str | None
    at: datetime | None = None
    mode: str = ""
    watch_ms: int | None = None
    count: int = 1
    text: str = ""
    answer: str = ""


@dataclass(frozen=True)
class Judged:
    """What a person's touch points come to.

    Attributes:
        registered: Events registered for.
        told: Those of them of which a report tells who came.
        attended: Events attended; None where no report tells.
        each_ms: Watch time an attended event whose watch time is known; None where none is.
        questions: Questions asked.
        answers: Survey questions answered; attendance checks are none.
    """

    registered: int
    told: int
    attended: int | None
    each_ms: float | None
    questions: int
    answers: int


def judged(profile: Profile) -> Judged:
    """Sum a person up."""
    own, known = profile.registrations, profile.figures
    timed = own.filter(pl.col("attended") & pl.col("watch_ms").is_not_null())["event_id"].n_unique()
    watched: Any = known["watch_ms"]
    figures: dict[str, Any] = known
    return Judged(
        registered=figures["events_registered"],
        told=own.filter(pl.col("attended").is_not_null())["event_id"].n_unique(),
        attended=figures["events_attended"],
        each_ms=watched / timed if timed and watched is not None else None,
        questions=figures["questions"],
        answers=figures["survey_answers"],
    )


def touch_points(audience: Audience, profile: Profile) -> tuple[TouchPoint, ...]:
    """Return what the person did, in the order of time; what has no time stands where it most likely belongs.

    Args:
        audience: The events' people, the person among them.
        profile: The person, of :func:`webcast.analysis.people.profile`.
    """
    facts = audience.events.select("event_id", "title", "live_start", "live_end", "run_at", known_until())
    by_event = {row["event_id"]: row for row in facts.iter_rows(named=True)}
    # "event_id" of the registrations has the order in which the person registered.
    events = profile.registrations["event_id"].unique(maintain_order=True).to_list()
    placed = [one for event in events for one in _of_event(by_event[event], profile)]
    ends = datetime.max.replace(tzinfo=UTC)
    placed.sort(key=lambda one: one[0] or ends)
    return tuple(point for _, point in placed)


def _of_event(event: dict[str, Any], profile: Profile) -> Iterator[tuple[datetime | None, TouchPoint]]:
    """Yield the touch points of an event, each with where it stands in time."""
    one = _Event(event, profile)
    registered = [*one.registered()]
    seen = [*one.seen()]
    times = [point.at for point in (*registered, *seen) if point.at is not None]
    begins = event["live_start"] or max(times, default=None)
    for point in registered:
        yield point.at or min(times, default=begins), point
    for point in seen:
        yield point.at or begins, point
    # After the first visit: from coming to leaving, or the moment at which a recording was opened.
    first = next((p.at for p in seen if p.kind in (Kind.LEFT, Kind.THERE, Kind.WATCHED)), None)
    for point in one.said():
        yield first or begins, point


@dataclass(frozen=True)
class _Event:
    """A person in one event."""

    facts: dict[str, Any]
    profile: Profile

    def _point(self, kind: Kind, **more: Any) -> TouchPoint:
        return TouchPoint(kind, self.facts["event_id"], self.facts["title"], **more)

    def _own(self, frame: pl.DataFrame) -> pl.DataFrame:
        return frame.filter(pl.col("event_id") == self.facts["event_id"])

    def registered(self) -> Iterator[TouchPoint]:
        for row in self._own(self.profile.registrations).iter_rows(named=True):
            yield self._point(Kind.REGISTERED, at=row["registered_at"], text=row["campaign"] or "")

    def seen(self) -> Iterator[TouchPoint]:
        """Yield what is known of coming and leaving, broadcasts first."""
        own, visits = self._own(self.profile.registrations), self._own(self.profile.sessions)
        told = own["attended"].drop_nulls()
        if not told.any():
            if told.len() < own.height:
                yield self._point(Kind.UNTOLD)
            elif self._over():
                yield self._point(Kind.ABSENT, at=self.facts["live_start"])
            return
        spans = {mode: self._spans(visits.filter(pl.col("type") == mode)) for mode in MODES}
        yield from (point for mode in BROADCASTS for point in self._broadcast(mode, spans[mode]))
        yield from self._recordings({mode: spans[mode] for mode in MODES if mode not in BROADCASTS})
        yield from self._untimed(own, visits, spans)

    def _over(self) -> bool:
        """Tell whether somebody who has not come by the time of the report did not come."""
        begins, made = self.facts["live_start"], self.facts["run_at"]
        return self.facts["known_until"] is None and (begins is None or made is None or begins <= made)

    def _spans(self, visits: pl.DataFrame) -> list[_Span]:
        """Return the union of visits that can be placed in time, the earliest first."""
        until = pl.lit(self.facts["known_until"], INSTANT)
        known = visits.select(*placed(until.cast(pl.Int64)), goes_on=goes_on() & until.is_not_null())
        known = known.drop_nulls(["start", "end"]).with_columns(end=pl.max_horizontal("start", "end"))
        found: list[_Span] = []
        for start, end, still in known.sort("start").with_columns(pl.col("start", "end").cast(INSTANT)).iter_rows():
            span = _Span(start, end, goes_on=still)
            touching = found and span.start <= found[-1].end
            found.append(found.pop().joined(span) if touching else span)
        return found

    def _broadcast(self, mode: str, spans: list[_Span]) -> Iterator[TouchPoint]:
        if not spans:
            return
        last = spans[-1]
        yield self._point(Kind.CAME, at=spans[0].start, mode=mode)
        kind = Kind.THERE if last.goes_on else Kind.LEFT
        yield self._point(kind, at=last.end, mode=mode, watch_ms=sum(s.ms for s in spans), count=len(spans))

    def _recordings(self, spans: dict[str, list[_Span]]) -> Iterator[TouchPoint]:
        """Yield each time that something else was watched; again, where anything of the event was seen before."""
        every = self._own(self.profile.sessions)["start"].drop_nulls()
        first = every.min()
        for mode, own in spans.items():
            for span in own:
                again = isinstance(first, datetime) and first < span.start
                kind = Kind.WATCHED_AGAIN if again else Kind.WATCHED
                yield self._point(kind, at=span.start, mode=mode, watch_ms=span.ms)

    def _untimed(
        self, own: pl.DataFrame, visits: pl.DataFrame, spans: dict[str, list[_Span]]
    ) -> Iterator[TouchPoint]:
        """Yield the ways of coming of which no time is known: a report of totals, or sessions without times."""
        known = False
        for mode in MODES:
            known = known or bool(spans[mode])
            rows = visits.filter(pl.col("type") == mode).height
            came = rows or (mode != "Other" and own[attended_column(mode)].fill_null(value=False).any())
            if came and not spans[mode]:
                known = True
                watched = own[watch_column(mode)].drop_nulls() if mode != "Other" else pl.Series([], dtype=pl.Int64)
                ms = int(watched.sum()) if watched.len() else None
                yield self._point(Kind.UNTIMED, mode=mode, watch_ms=ms, count=rows)
        if not known:
            watched = own["watch_ms"].drop_nulls()
            yield self._point(Kind.UNTIMED, watch_ms=int(watched.sum()) if watched.len() else None, count=0)

    def said(self) -> Iterator[TouchPoint]:
        """Yield what was asked and answered."""
        for row in self._own(self.profile.questions).iter_rows(named=True):
            yield self._point(Kind.ASKED, text=row["question"] or "", answer=(row["answer"] or "").strip())
        answered = self._own(self.profile.survey_answers)
        answered = answered.filter(pl.col("answer").str.strip_chars().fill_null("") != "")
        for name, rows in answered.filter(~pl.col("check")).group_by("survey", maintain_order=True):
            yield self._point(Kind.ANSWERED, text=str(name[0] or ""), count=rows.height)
        checks = answered.filter("check").height
        if checks:
            yield self._point(Kind.CHECKED, count=checks)


@dataclass(frozen=True)
class _Span:
    start: datetime
    end: datetime
    goes_on: bool

    def joined(self, later: _Span) -> _Span:
        return _Span(self.start, max(self.end, later.end), goes_on=self.goes_on or later.goes_on)

    @property
    def ms(self) -> int:
        return round((self.end - self.start) / timedelta(milliseconds=1))
