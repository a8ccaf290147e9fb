"""The world: two years of one company's webcasts with everybody who came, from one seed.

The same seed and day give the same world. Making it draws vectors alone and takes about a second; the people of an
event are put into words when its report is first asked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from webcast.sandbox import audiences, companies, forms, late, people, places
from webcast.sandbox.accounts import Account
from webcast.sandbox.assembly import Assembly
from webcast.sandbox.curves import DAY, HOUR, MINUTE, Bools, Floats, Ints
from webcast.sandbox.events import ON_DEMAND, Event, Facts, Session, Viewer
from webcast.sandbox.people import HOSTILE_PEOPLE, People
from webcast.sandbox.programmes import PROGRAMMES, ZONES, Programme

DEFAULT_SEED: Final = 7
DEFAULT_TODAY: Final = date(2026, 3, 18)
"""A Wednesday; the world of tests and benchmarks, so that a figure asserted today holds tomorrow."""

EXPIRY: Final = 540 * DAY
"""How long recordings stay: events of more than eighteen months ago are expired."""

REGULARS: Final = 7_500
"""People who come often."""
LOYAL_SHARE: Final = 0.62
"""Of an event's registrants, how many of them come often."""
LOYAL_SHARE_GIANT: Final = 0.24
"""Likewise, at the one event that everybody is invited to."""

_CREATORS: Final = ("k.lindqvist", "m.okafor", "s.baptiste")


@dataclass
class World:
    """Events by id, oldest first.

    Attributes:
        today: The day that the world was made for.
        on_air: Start of the event that is live that day.
        events: All events.
    """

    today: date
    on_air: datetime
    events: dict[str, Event]
    _added: dict[str, int] = field(default_factory=dict, repr=False)

    def __iter__(self) -> Iterator[Event]:
        return iter(self.events.values())

    def visible_to(self, account: Account) -> list[Event]:
        """Return the events that an account has permission to see."""
        return [event for event in self if account.may_see(event.facts.cost_center)]

    def find(self, title: str) -> list[Event]:
        """Return the events with a title, the older first; two where a programme was broadcast twice."""
        return [event for event in self if event.facts.title == title]

    def add_registrants(self, event_id: str, count: int, at: datetime) -> None:
        """Let ``count`` people more register at ``at``; the event's ``latest_registration`` moves there.

        What lies in the future of the sandbox's clock shows when the clock gets there.
        """
        so_far = self._added.get(event_id, 0)
        self._added[event_id] = so_far + count
        moment = _ms(at)
        self.events[event_id].add(_newcomer(event_id, so_far + n + 1, moment) for n in range(count))

    def answer_late(self, event_id: str, answer: str = "Answered later.") -> int:
        """Answer the open questions of an event, and return how many there were; neither of its stamps moves."""
        return self.events[event_id].answer_late(answer)

    def let_answers_come(self, since: datetime) -> None:
        """Let questions open at ``since`` be answered afterwards, by and by, in half of the events that are over.

        Which events, which questions, when and how follows from the seed. Reports change, and no stamp moves.
        """
        start = _ms(since)
        for event in self:
            over = event.facts.live_end or event.facts.simlive_end
            if over is not None and over <= start and late.comes(event.id):
                event.late = late.LateAnswers(event.id, start)

    def add_sessions(
        self, event_id: str, count: int, at: datetime, *, minutes: float = 10, mode: str = ON_DEMAND
    ) -> None:
        """Let the first ``count`` registrants watch from ``at``; the event's ``latest_session`` moves to the end.

        Raises:
            IndexError: The event has fewer registrants.
        """
        start = _ms(at)
        session = Session(mode, start, start + int(minutes * MINUTE), "HTML5 Video")
        for place in range(count):
            self.events[event_id].add_session(place, session)


def _newcomer(event_id: str, number: int, at: int) -> Viewer:
    answers = {
        "firstname": "Nova",
        "lastname": f"Comer {number}",
        "company": "Latecomers Ltd.",
        "email": f"nova.comer{number}.{event_id}@latecomers.example",
        "country": "Ireland",
    }
    return Viewer(at, answers)


def make_world(
    seed: int = DEFAULT_SEED,
    today: date = DEFAULT_TODAY,
    on_air: datetime | None = None,
    programmes: tuple[Programme, ...] = PROGRAMMES,
) -> World:
    """Return the world as of ``today``: the two years before, the event on air, and some to come.

    Args:
        seed: Another seed, another world of the same shape.
        today: All times follow from it.
        on_air: When today's live event starts; 14:00 UTC when absent.
        programmes: What is broadcast; another calendar for benchmarks, such as one event of 100,000 registrants.
    """
    start = on_air or datetime.combine(today, time(14), UTC)
    rng = np.random.default_rng(seed)
    firms = companies.make(rng, places.weights("Global"))
    regulars = rng.choice(len(places.COUNTRIES), size=REGULARS, p=places.weights("Global"))
    cast = _cast(rng, regulars, programmes)
    everybody = people.draw(rng, cast.country, firms)
    plan = [
        _Plan(programme, registrants, _start(programme, today, start))
        for programme, registrants in zip(programmes, cast.registrants, strict=True)
    ]
    plan.sort(key=lambda entry: entry.start)
    events = [_event(entry, everybody, place, seed) for place, entry in enumerate(plan)]
    return World(today, start, {event.id: event for event in events})


@dataclass(frozen=True)
class _Plan:
    programme: Programme
    registrants: Ints
    start: datetime


@dataclass(frozen=True)
class _Cast:
    country: Ints
    """Of every person."""
    registrants: list[Ints]
    """Of every programme, who registers."""


def _cast(rng: np.random.Generator, regulars: Ints, programmes: tuple[Programme, ...]) -> _Cast:
    """Share people out: some of each audience are regulars, the others come once."""
    # Some come to everything, most regulars now and then.
    zeal: Floats = rng.pareto(2.2, REGULARS) + 0.35
    countries: list[Ints] = [regulars]
    registrants: list[Ints] = []
    used = REGULARS
    for place, programme in enumerate(programmes):
        shares = np.array(places.weights(programme.region))
        share = LOYAL_SHARE if programme.size < 5000 else LOYAL_SHARE_GIANT
        hostile = _hostile(place, programme)
        count = int(programme.size * share)
        loyal = _regulars(rng, regulars, zeal, shares, count)
        fresh = programme.size - len(loyal) - len(hostile)
        countries.append(rng.choice(len(shares), size=fresh, p=shares))
        everyone = np.concatenate([hostile, loyal, np.arange(used, used + fresh)])
        registrants.append(rng.permutation(everyone))
        used += fresh
    return _Cast(np.concatenate(countries), registrants)


def _hostile(place: int, programme: Programme) -> Ints:
    """Return three of the people whose names attack; all of them turn up somewhere, none in a small event."""
    if programme.size < 150:
        return np.zeros(0, np.int64)
    return (np.arange(3) + 3 * place) % HOSTILE_PEOPLE


def _regulars(rng: np.random.Generator, country: Ints, zeal: Floats, shares: Floats, count: int) -> Ints:
    common = np.bincount(country, minlength=len(shares)) / len(country)
    chance = zeal * (shares / np.maximum(common, 1e-9))[country]
    chance[:HOSTILE_PEOPLE] = 0
    count = min(count, int((chance > 0).sum() * 0.85))
    # Weighted drawing without replacement: the smallest of exponentials with these rates.
    waiting = rng.exponential(1.0, len(chance)) / np.maximum(chance, 1e-12)
    return np.argpartition(waiting, count)[:count]


def _start(programme: Programme, today: date, on_air: datetime) -> datetime:
    if programme.weeks_ago == 0:
        return on_air
    day = today - timedelta(weeks=programme.weeks_ago)
    day += timedelta(days=programme.weekday - day.weekday())
    # Nobody broadcasts between the years: before what is past, after what is to come.
    while (day.month, day.day) >= (12, 19) or (day.month, day.day) <= (1, 5):
        day += timedelta(weeks=-1 if programme.weeks_ago > 0 else 1)
    local = datetime.combine(day, time(programme.hour), ZoneInfo(ZONES[programme.region]))
    return local.astimezone(UTC)


def _event(plan: _Plan, everybody: People, place: int, seed: int) -> Event:
    programme, registrants, start = plan.programme, plan.registrants, plan.start
    rng = np.random.default_rng([seed, place])
    facts = _facts(rng, place, programme, start)
    zone = ZoneInfo(ZONES[programme.region])
    local = start.astimezone(zone)
    midnight = _ms(local.replace(hour=0, minute=0, second=0, microsecond=0))
    loyal: Bools = registrants < REGULARS
    audience = audiences.draw(rng, registrants, loyal, facts, midnight, optional_email=programme.optional_email)
    assembly = Assembly(everybody, audience, facts, programme.topic, regulars=REGULARS, seed=f"{seed}:{facts.id}")
    return Event(facts, audience.moments(), assembly)


def _facts(rng: np.random.Generator, place: int, programme: Programme, start: datetime) -> Facts:
    at = _ms(start)
    event_id = str(1_700_000 + place * 11_131 + int(rng.integers(0, 9_000)))
    # On the second: somebody presses the button a little early or late.
    begun = at + int(rng.integers(-20, 150)) * 1000
    ended = begun + int(programme.minutes * rng.uniform(0.9, 1.06) * 60) * 1000
    published = ended + int(rng.integers(40, 200)) * MINUTE
    airs_live = programme.kind in ("live", "live+simlive")
    simlive = {"simlive": at, "live+simlive": at + 7 * DAY}.get(programme.kind)
    return Facts(
        id=event_id,
        title=_title(programme, start),
        cost_center=programme.cost_center,
        folder=_folder(programme),
        creator=_CREATORS[place % len(_CREATORS)],
        created_at=at - int(rng.integers(43 * 24, 52 * 24)) * HOUR - int(rng.integers(0, 3600)) * 1000,
        expires_at=at + EXPIRY,
        live_scheduled=at if airs_live else None,
        live_start=begun if airs_live else None,
        live_end=ended if airs_live else None,
        simlive_start=simlive,
        simlive_end=None if simlive is None else simlive + (ended - begun),
        od_published=at if programme.kind == "on-demand" else published,
        questions=tuple(
            (forms.question_id(text, event_id), text) for text in forms.registration_questions(programme)
        ),
        surveys=forms.surveys(programme, event_id),
        listed_schedule=place % 2 == 0,
        stamps_starts=place % 3 == 1 and programme.weeks_ago > 0,
    )


def _title(programme: Programme, start: datetime) -> str:
    # Results are told in the quarter after.
    past = start - timedelta(days=85)
    quarter = f"Q{(past.month - 1) // 3 + 1} {past.year}"
    return programme.title.replace("{year}", str(start.year)).replace("{quarter}", quarter)


def _folder(programme: Programme) -> str:
    return hashlib.sha1(f"folder:{programme.cost_center}".encode(), usedforsecurity=False).hexdigest()


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
