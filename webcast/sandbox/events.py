"""What the world is made of: an event, its surveys, and its viewers with all they did.

Instants are milliseconds since 1970 in UTC, as everywhere in the sandbox. The world knows an event's whole future;
what it shows is always "as of" a moment, so that an event on air fills up while the clock goes on.
"""

from __future__ import annotations

import threading
from bisect import bisect_right, insort
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

LIVE: Final = "Live"
ON_DEMAND: Final = "On-Demand"
SIMLIVE: Final = "SimLive"

CHECKBOX: Final = "Checkbox Vertical"
RADIO: Final = "Radio Vertical"
TEXTBOX: Final = "Textbox"
TEXT_AREA: Final = "Text Area"

FIXED_QUESTIONS: Final = (
    ("firstname", "First Name"),
    ("lastname", "Last Name"),
    ("company", "Company"),
    ("email", "Email"),
    ("title", "Title"),
    ("country", "Country"),
    ("address1", "Address 1"),
    ("address2", "Address 2"),
    ("city", "City"),
    ("state", "State/Province/Region"),
    ("postalcode", "Postal Code"),
    ("phone", "Phone Number"),
    ("mobile", "Mobile Number"),
    ("fax", "Fax Number"),
)
"""The platform's own registration questions, in its order (guide, XML sample)."""

CAMPAIGN_QUESTION: Final = ("source_track_id", "Campaign ID")


@dataclass(frozen=True, slots=True)
class Session:
    """One viewing."""

    mode: str
    start: int
    end: int
    media: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question from the audience; ``answer`` is None while nobody answered."""

    at: int
    question: str
    answer: str | None


@dataclass(frozen=True, slots=True)
class Response:
    """An answer to a survey question; several choices of a checkbox question are several ``choices``."""

    at: int
    survey_id: str
    question_id: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Viewer:
    """One registrant of one event, with everything they did there."""

    registered_at: int
    answers: dict[str, str]
    """Registration answers by question id, only those given; the campaign is ``source_track_id``."""
    referrer: str = ""
    sessions: tuple[Session, ...] = ()
    asked: tuple[Asked, ...] = ()
    responses: tuple[Response, ...] = ()

    def as_of(self, now: int) -> Viewer:
        """Return what is known at ``now``: a session still going on ends there, for the time being."""
        sessions = tuple(replace(s, end=min(s.end, now)) for s in self.sessions if s.start <= now)
        return replace(
            self,
            sessions=sessions,
            asked=tuple(a for a in self.asked if a.at <= now),
            responses=tuple(r for r in self.responses if r.at <= now),
        )


@dataclass(frozen=True)
class SurveyQuestion:
    """A question of a survey."""

    id: str
    kind: str
    text: str


@dataclass(frozen=True)
class Survey:
    """A survey; an attendance check has no questions, and its responses an empty question id."""

    id: str
    name: str
    kind: str
    questions: tuple[SurveyQuestion, ...] = ()


@dataclass(frozen=True)
class Facts:
    """What an event is, apart from its people. Times that do not apply are None."""

    id: str
    title: str
    cost_center: str
    folder: str
    creator: str
    created_at: int
    expires_at: int
    live_scheduled: int | None = None
    live_start: int | None = None
    live_end: int | None = None
    simlive_start: int | None = None
    simlive_end: int | None = None
    od_published: int | None = None
    questions: tuple[tuple[str, str], ...] = ()
    """Custom registration questions: id and text."""
    surveys: tuple[Survey, ...] = ()
    listed_schedule: bool = True
    """Whether the event list has its schedule; the guide's own sample has none."""
    stamps_starts: bool = False
    """Whether ``latest_session`` is the start of the latest session and not the last end: the guide does not say."""

    def as_of(self, now: int) -> Facts:
        """Return what is known at ``now``: what has not happened yet has no time, schedules apart."""
        return replace(
            self,
            live_start=_past(self.live_start, now),
            live_end=_past(self.live_end, now),
            simlive_end=_past(self.simlive_end, now),
            od_published=_past(self.od_published, now),
        )

    @property
    def scheduled_start(self) -> int | None:
        """When viewers were invited to come, live or SimLive."""
        return self.live_scheduled if self.live_scheduled is not None else self.simlive_start


def _past(at: int | None, now: int) -> int | None:
    return at if at is not None and at <= now else None


class Late(Protocol):
    """What answers the questions of an event late."""

    def answered(self, viewer: Viewer, now: int) -> Viewer:
        """Return the viewer with the answers that came by ``now``."""

    def count(self, viewers: Iterable[Viewer], now: int) -> int:
        """Return how many answers came by ``now``."""


@dataclass
class Event:
    """An event with its people, who are put into words when first asked for.

    Attributes:
        facts: What the event is.
        moments: Every registration time, and start and end of every session, known without making the people.
        make: Makes the people.
    """

    facts: Facts
    moments: Moments
    make: Callable[[], list[Viewer]] = field(repr=False)
    _made: list[Viewer] | None = field(default=None, repr=False)
    _added: list[Viewer] = field(default_factory=list, repr=False)
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)
    edition: int = 0
    """Counts the changes from outside, so that what was rendered before is known to be old."""
    late: Late | None = None
    """Answers open questions late, as time goes; None where they stay as they are."""

    @property
    def id(self) -> str:
        """The event id."""
        return self.facts.id

    def everybody(self) -> list[Viewer]:
        """Return all viewers, those who register in the future among them, by registration time."""
        with self._lock:
            if self._made is None:
                self._made = self.make()
            return [*self._made, *self._added] if self._added else self._made

    def viewers(self, now: int) -> list[Viewer]:
        """Return the viewers that are registered at ``now``, with what they did until then."""
        everybody = self.everybody()
        if now < self.moments.last:
            everybody = [v.as_of(now) for v in everybody if v.registered_at <= now]
        late = self.late
        return everybody if late is None else [late.answered(v, now) if v.asked else v for v in everybody]

    def is_expired(self, now: int) -> bool:
        """Say whether viewers can no longer see the event, so that its report is a matter of its own."""
        return self.facts.expires_at <= now

    def version(self, now: int) -> tuple[int, ...]:
        """Return what changes exactly when the report of the event changes."""
        registered, started, ended = self.moments.counts(now)
        facts = self.facts
        happened = sum(
            at is not None and at <= now
            for at in (facts.live_start, facts.live_end, facts.simlive_end, facts.od_published)
        )
        came = 0 if self.late is None else self.late.count(self.everybody(), now)
        return (self.edition, registered, started, ended, happened, came, now if started > ended else -1)

    def add(self, viewers: Iterable[Viewer]) -> None:
        """Let more people register."""
        with self._lock:
            new = list(viewers)
            self._added.extend(new)
            for viewer in new:
                self.moments.add_registration(viewer.registered_at)
                for session in viewer.sessions:
                    self.moments.add_session(session.start, session.end)
            self.edition += 1

    def answer_late(self, answer: str) -> int:
        """Answer every question that is open, and return how many were: the report changes, and no stamp moves."""
        with self._lock:
            everybody, count = self.everybody(), 0
            changed = []
            for viewer in everybody:
                asked = tuple(replace(a, answer=a.answer or answer) for a in viewer.asked)
                count += sum(a.answer is None for a in viewer.asked)
                changed.append(replace(viewer, asked=asked))
            made = len(self._made or [])
            # New lists: a report of the old ones may be under way in another thread.
            self._made, self._added = changed[:made], changed[made:]
            self.edition += 1
            return count

    def add_session(self, place: int, session: Session) -> None:
        """Let the viewer at ``place`` (from 0) watch once more."""
        with self._lock:
            everybody = self.everybody()
            old = everybody[place]
            new = replace(old, sessions=(*old.sessions, session))
            made = self._made or []
            if place < len(made):
                # A new list: a report of the old one may be under way in another thread.
                self._made = [*made[:place], new, *made[place + 1 :]]
            else:
                self._added[place - len(made)] = new
            self.moments.add_session(session.start, session.end)
            self.edition += 1


@dataclass
class Moments:
    """The times that the event list tells about, sorted."""

    registrations: list[int]
    starts: list[int]
    ends: list[int]

    @property
    def last(self) -> int:
        """The moment after which nothing happens any more."""
        return max((times[-1] for times in (self.registrations, self.starts, self.ends) if times), default=0)

    def counts(self, now: int) -> tuple[int, int, int]:
        """Return how many registrations, session starts and session ends there were by ``now``."""
        return (_count(self.registrations, now), _count(self.starts, now), _count(self.ends, now))

    def latest_registration(self, now: int) -> int | None:
        """Return when somebody last registered."""
        count = _count(self.registrations, now)
        return self.registrations[count - 1] if count else None

    def latest_session(self, now: int) -> int | None:
        """Return when a session last changed: the last end, or ``now`` while somebody is watching."""
        started, ended = _count(self.starts, now), _count(self.ends, now)
        if not started:
            return None
        return now if started > ended else self.ends[ended - 1]

    def latest_start(self, now: int) -> int | None:
        """Return when a session last began."""
        started = _count(self.starts, now)
        return self.starts[started - 1] if started else None

    def add_registration(self, at: int) -> None:
        """Note a registration."""
        insort(self.registrations, at)

    def add_session(self, start: int, end: int) -> None:
        """Note a session."""
        insort(self.starts, start)
        insort(self.ends, end)


def _count(times: list[int], now: int) -> int:
    return bisect_right(times, now)
