"""Small things that the library's tests share: people, reports, a little world at the sandbox, clocks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
from sqlalchemy import create_engine, update

from webcast.library import Library, Pace
from webcast.library.clock import Moment
from webcast.library.tables import snapshots
from webcast.reports import Report, schema
from webcast.sandbox.clock import Clock as SandboxClock
from webcast.sandbox.events import ON_DEMAND, Event, Facts, Moments, Session, Viewer
from webcast.sandbox.world import World
from webcast.settings import Settings

PEOPLE = (
    ("Ada", "Lovelace", "ada.lovelace@analytical.example"),
    ("Grace", "Hopper", "grace.hopper@navy.example"),
    ("Zoë", "Ångström", "zoë.ångström@spektrum.example"),
)
NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)
QUICK = Pace(turn=0.01, limit=(0.01, 0.02), trouble=(0.01, 0.01), room=(0.1,) * 20, listing=60.0)


def report(event_id: str, people: Sequence[tuple[str, str, str]] = PEOPLE, *, sessions: int = 1) -> Report:
    """Return a report of one event with some people, each with some sessions, an answer and a question."""
    numbers = range(1, len(people) + 1)
    rows = [
        {"event_id": event_id, "registrant": n, "first_name": first, "last_name": last, "email": email}
        | {"email_key": email.casefold(), "registered_at": NOON + timedelta(minutes=n)}
        for n, (first, last, email) in zip(numbers, people, strict=True)
    ]
    start = NOON + timedelta(hours=1)
    viewings = [
        {"event_id": event_id, "registrant": n, "session": s + 1, "type": "Live", "start": start}
        | {"end": start + timedelta(minutes=11), "duration_ms": 660_000}
        for n in numbers
        for s in range(sessions)
    ]
    return Report(
        event=frame("event", [{"event_id": event_id, "title": f"Event {event_id}", "has_sessions": True}]),
        registrants=frame("registrants", rows),
        sessions=frame("sessions", viewings),
        qa=frame("qa", [{"event_id": event_id, "registrant": n, "n": 1, "question": f"Why, {n}?"} for n in numbers]),
        warnings=frame("warnings", [{"event_id": event_id, "record": 1, "field": "email", "message": "Repaired."}]),
    )


def raw(library: Library, account: str, event_id: str, snapshot_id: str) -> bytes:
    """Return a response as it is kept; the library opens it to be decoded again, and hands it to nobody."""
    (snapshot,) = (held for held in library.snapshots(account, event_id) if held.id == snapshot_id)
    return library._snapshots.raw(snapshot).readall() or b""


def frame(table: str, rows: list[dict[str, object]]) -> pl.DataFrame:
    """Return a table with some rows; what a row does not say is null."""
    return pl.DataFrame(rows, schema=schema.TABLES[table], orient="row")


def listing(*event_ids: str, moved: Sequence[str] = (), at: datetime = NOON) -> pl.DataFrame:
    """Return an event list; the events in ``moved`` have seen a registration an hour later than ``at``."""
    rows = [
        {
            "event_id": event_id,
            "title": f"Event {event_id}",
            "is_expired": False,
            "latest_registration": at + timedelta(hours=event_id in moved),
            "latest_session": at,
        }
        for event_id in event_ids
    ]
    return pl.DataFrame(rows, schema=schema.EVENT_LIST, orient="row")


def settings(data_dir: Path, url: str | None = None, platform: str | None = None, **more: object) -> Settings:
    """Return settings of a library in a folder, or at a database URL."""
    made = Settings(
        data_dir=data_dir,
        database_url=url or f"sqlite:///{data_dir / 'library.sqlite3'}",
        platform_url=platform,
        connect_timeout=5.0,
        read_timeout=20.0,
    )
    return replace(made, **more)  # type: ignore[arg-type]  # the fields are the caller's affair


def world(*event_ids: str, expired: Sequence[str] = (), people: int = len(PEOPLE)) -> World:
    """Return a world of small events with known people; some of them expired."""
    noon = int(NOON.timestamp() * 1000)
    events = {event_id: _event(event_id, noon, expired=event_id in expired, people=people) for event_id in event_ids}
    return World(date(2026, 3, 18), NOON, events)


def _event(event_id: str, noon: int, *, expired: bool, people: int) -> Event:
    day = 86_400_000
    facts = Facts(
        id=event_id,
        title=f"Event {event_id}",
        cost_center="Marketing",
        folder="f",
        creator="c",
        created_at=noon - 30 * day,
        expires_at=noon - day if expired else noon + 300 * day,
        live_scheduled=noon - 10 * day,
        live_start=noon - 10 * day,
        live_end=noon - 10 * day + 3_600_000,
    )
    viewers = [_viewer(n, noon - 12 * day + n * 1000, noon - 10 * day) for n in range(people)]
    sessions = [session for viewer in viewers for session in viewer.sessions]
    moments = Moments(
        [v.registered_at for v in viewers], sorted(s.start for s in sessions), sorted(s.end for s in sessions)
    )
    return Event(facts, moments, lambda: viewers)


def _viewer(n: int, registered: int, start: int) -> Viewer:
    first, last, email = PEOPLE[n % len(PEOPLE)]
    email = email if n < len(PEOPLE) else f"person{n}@crowd.example"
    answers = {"firstname": first, "lastname": last, "email": email, "company": f"Company {n}"}
    return Viewer(registered, answers, sessions=(Session(ON_DEMAND, start, start + 600_000, "HTML5"),))


def sandbox_clock() -> SandboxClock:
    """Return a clock for the sandbox that stands still at noon."""
    return SandboxClock(NOON, ticking=False)


@dataclass
class FakeClock:
    """A clock that tests move: with :meth:`advance` time goes on, with :meth:`jump` only the wall clock is set."""

    wall: float = NOON.timestamp()
    steady: float = 1000.0
    boot: str = "boot-1"
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self) -> Moment:
        with self._lock:
            return Moment(self.wall, self.steady, self.boot)

    def advance(self, seconds: float) -> None:
        with self._lock:
            self.wall += seconds
            self.steady += seconds

    def jump(self, seconds: float) -> None:
        with self._lock:
            self.wall += seconds

    def reboot(self) -> None:
        with self._lock:
            self.steady, self.boot = 5.0, f"{self.boot}+"


def made_by_another_version(settings: Settings) -> None:
    """Have the tables of all reports in a library be of another version of the program."""
    engine = create_engine(settings.database_url)
    with engine.begin() as conn:
        conn.execute(update(snapshots).values(decoder="before"))
    engine.dispose()


def until(condition: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait until a condition holds; fail when it does not in time."""
    pause = threading.Event()
    waited = 0.0
    while not condition():
        assert waited < seconds, "It did not come about in time."
        pause.wait(0.03)
        waited += 0.03
