"""Events on air are refreshed as often as the limits allow: by one process or several, against a real sandbox."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl
import pytest
from sqlalchemy import insert

from tests.library import stage
from webcast.analysis import on_air
from webcast.api.client import ApiSession, ReportingClient
from webcast.library import Library, account_key
from webcast.library.following import LEAST_SECONDS, RESERVE, Turn, turn
from webcast.library.ledger import Asked
from webcast.library.tables import ledger
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME
from webcast.sandbox.events import LIVE, Event, Facts, Moments, Session, Viewer
from webcast.sandbox.faults import Hold, Status
from webcast.sandbox.running import Sandbox, run_sandbox
from webcast.sandbox.world import World
from webcast.settings import Settings

MINUTE = 60_000
NOON = int(stage.NOON.timestamp() * 1000)
EVENT, OTHER = "11", "12"


def running_event(event_id: str) -> Event:
    """An event that began 25 minutes before noon and lasts an hour; of three people one leaves at five past noon."""
    start = NOON - 25 * MINUTE
    facts = Facts(
        id=event_id,
        title=f"Event {event_id}",
        cost_center="Marketing",
        folder="f",
        creator="c",
        created_at=start - 1000 * MINUTE,
        expires_at=start + 500_000 * MINUTE,
        live_scheduled=start,
        live_start=start,
        live_end=start + 60 * MINUTE,
    )
    viewers = [
        Viewer(
            start - (n + 1) * MINUTE,
            {"firstname": first, "lastname": last, "email": email},
            sessions=(Session(LIVE, start + n * MINUTE, NOON + (5, 35, 35)[n] * MINUTE, "HTML5"),),
        )
        for n, (first, last, email) in enumerate(stage.PEOPLE)
    ]
    sessions = [session for viewer in viewers for session in viewer.sessions]
    moments = Moments(
        sorted(v.registered_at for v in viewers), sorted(s.start for s in sessions), sorted(s.end for s in sessions)
    )
    return Event(facts, moments, lambda: viewers)


@dataclass
class Studio:
    """Two processes of one department, at a sandbox with two events on air; their clock and the sandbox's."""

    sandbox: Sandbox
    library: Library
    other: Library
    clock: stage.FakeClock
    account: str
    session: ApiSession

    def refresh(self, library: Library | None = None, event_id: str = EVENT) -> bool:
        library = library or self.library
        started = library.following.refresh(self.account, self.session, event_id)
        library.sync.wait(self.account, 120)
        return started

    def advance(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.sandbox.clock.advance(timedelta(seconds=seconds))

    @property
    def asked(self) -> int:
        return self.sandbox.requests.count("report")

    def fill(self, reports: int) -> None:
        """Let the account have asked for so many reports just now."""
        now = self.clock()
        row = {"account": self.library._tag(self.account), "expired": False, "event_id": "99", "outcome": "answered"}
        at = {"wall": now.wall_ms, "steady": now.steady_ms, "boot": now.boot}
        with self.library._guard.write() as conn:
            conn.execute(insert(ledger), [row | at] * reports)


@pytest.fixture
def studio(settings: Settings, opened: Callable[..., Library]) -> Iterator[Studio]:
    world = World(date(2026, 3, 18), stage.NOON, {event: running_event(event) for event in (EVENT, OTHER)})
    with run_sandbox(world=world, clock=stage.sandbox_clock()) as sandbox:
        at = replace(settings, platform_url=sandbox.url)
        clock = stage.FakeClock()
        session = ReportingClient(at).sign_in(DEMO_USERNAME, DEMO_PASSWORD)
        libraries = opened(at, clock=clock), opened(at, clock=clock)
        libraries[0].sync.refresh_events(account_key(DEMO_USERNAME, sandbox.url), session)
        yield Studio(sandbox, *libraries, clock, account_key(DEMO_USERNAME, sandbox.url), session)


# When it is whose turn


def test_an_event_is_due_thirty_seconds_after_it_was_asked_for() -> None:
    assert turn([], EVENT) == Turn(0, LEAST_SECONDS)
    assert turn([Asked(EVENT, 29.0)], EVENT) == Turn(1.0, 30)
    assert turn([Asked(EVENT, 30.0)], EVENT).wait == 0


def test_all_that_follow_take_half_of_what_is_left_beyond_the_reserve() -> None:
    # 400 asked for: (600 - 100) / 2 reports in the coming hour, one each 14.4 s, however many events share them.
    asked = [Asked("99", 1000.0)] * 400
    assert turn([*asked, Asked(OTHER, 10.0)], EVENT).wait == pytest.approx(3600 / 249.5 - 10)
    busy = [Asked(f"a{n}", 100.0) for n in range(880)]  # asked for once each: nobody follows them
    assert turn([*busy, Asked(EVENT, 100.0)], EVENT).every == pytest.approx(3600 / 9.5)
    followed = [Asked(OTHER, 200.0), Asked(OTHER, 600.0)]
    assert turn([*busy, Asked(EVENT, 100.0), *followed], EVENT).every == pytest.approx(2 * 3600 / 8.5)


def test_the_reserve_is_kept() -> None:
    assert turn([Asked("99", 5.0)] * (1000 - RESERVE - 1), EVENT).held_back == ""
    held = turn([Asked("99", 5.0)] * (1000 - RESERVE), EVENT)
    assert held.wait > 0
    assert held.held_back == "Not refreshed for now: the last 100 reports of this hour are for what people ask for."


# Against the platform


def test_the_interval_is_kept_and_the_report_grows(studio: Studio) -> None:
    assert studio.refresh()
    assert not studio.refresh()
    studio.advance(29)
    assert not studio.refresh()
    assert studio.asked == 1
    studio.advance(1)
    assert studio.refresh()
    assert studio.asked == 2
    event = studio.library.report(studio.account, [EVENT]).event
    assert on_air.known_of(event) == stage.NOON + timedelta(seconds=30)


def test_a_report_of_a_running_event_has_no_live_end_and_ends_what_goes_on(studio: Studio) -> None:
    """What the sandbox shows; the platform's guide does not say it, so docs/metrics.md says that it is inferred."""
    studio.advance(6 * 60)
    studio.refresh()
    report = studio.library.report(studio.account, [EVENT])
    now = stage.NOON + timedelta(minutes=6)
    assert report.event.select("live_end", "run_at").row(0) == (None, now)
    assert sorted(report.sessions["end"]) == [now - timedelta(minutes=1), now, now]


def test_two_processes_refresh_no_more_often_than_one(studio: Studio) -> None:
    for _ in range(4):
        assert [studio.refresh(library) for library in (studio.library, studio.other)] == [True, False]
        studio.advance(15)
        assert [studio.refresh(library) for library in (studio.other, studio.library)] == [False, False]
        studio.advance(15)
    assert studio.asked == 4


def test_two_events_take_turns(studio: Studio) -> None:
    assert studio.refresh(event_id=EVENT)
    assert not studio.refresh(event_id=OTHER)  # the account's share of the hour is one report each 8 s
    studio.advance(8.1)
    assert studio.refresh(event_id=OTHER)
    studio.advance(22)
    assert [studio.refresh(event_id=event) for event in (EVENT, OTHER)] == [True, False]


def test_nothing_is_refreshed_from_the_reserve(studio: Studio) -> None:
    studio.fill(1000 - RESERVE)
    assert not studio.refresh()
    assert studio.asked == 0
    assert studio.library.following.turn(studio.account, EVENT).held_back != ""
    studio.advance(3700)
    assert studio.refresh()


def test_nothing_is_refreshed_while_people_wait(studio: Studio) -> None:
    hold = studio.sandbox.faults.add(Hold(), endpoint="report", event_id=OTHER)
    studio.library.sync.start(studio.account, studio.session, [OTHER])
    assert hold.reached()
    assert not studio.other.following.refresh(studio.account, studio.session, EVENT)
    hold.release()
    studio.library.sync.wait(studio.account, 120)
    studio.advance(10)
    assert studio.refresh()


def test_a_failure_is_said_and_forgets_nothing_of_the_others(studio: Studio) -> None:
    studio.library.sync.start(studio.account, studio.session, ["98"])
    studio.library.sync.wait(studio.account, 120)
    studio.sandbox.faults.add(Status(503), endpoint="report")
    assert studio.refresh()
    progress = studio.library.sync.progress(studio.account)
    assert progress is not None
    assert [event for event, _, _ in progress.failures] == ["98", EVENT]


def test_the_library_does_not_grow_without_end(studio: Studio) -> None:
    for _ in range(8):
        assert studio.refresh()
        studio.advance(30)
    held = studio.library.snapshots(studio.account, EVENT)
    assert len(held) == studio.library.settings.keep_snapshots == 5
    newest = studio.library.newest(studio.account, EVENT)
    assert newest is not None
    assert newest.id == held[0].id


def test_it_ends_with_the_event(studio: Studio) -> None:
    studio.refresh()
    studio.advance(36 * 60)
    studio.refresh()
    event = studio.library.report(studio.account, [EVENT]).event
    now = stage.NOON + timedelta(minutes=36)
    assert on_air.known_of(event) is None
    assert not on_air.is_on_air(event.row(0, named=True), now)
    assert event.select(pl.col("live_end")).item() == stage.NOON + timedelta(minutes=35)
