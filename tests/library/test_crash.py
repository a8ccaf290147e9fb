"""Processes that die: at every point of a fetch, at any moment, with the disk full, beside others that live on."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update

from tests.library import child, stage
from webcast.api.client import ReportingClient
from webcast.library import Library, Progress, account_key
from webcast.library.clock import system_clock
from webcast.library.tables import leases, ledger
from webcast.reports import Report
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME
from webcast.sandbox.faults import Drip
from webcast.sandbox.running import Sandbox, run_sandbox
from webcast.settings import Settings

pytestmark = pytest.mark.usefixtures("without_tables")

EVENTS = ("11", "12", "13", "14", "15", "16")
EXPIRED = "12"
AGO_MS = round(2000 * child.LEASE_SECONDS)


class Place:
    """A library that processes share, at a sandbox."""

    def __init__(self, sandbox: Sandbox, settings: Settings, opened: Callable[..., Library]) -> None:
        self.sandbox = sandbox
        self.settings = replace(settings, platform_url=sandbox.url)
        self.account = account_key(DEMO_USERNAME, sandbox.url)
        self.session = ReportingClient(self.settings).sign_in(DEMO_USERNAME, DEMO_PASSWORD)
        self._opened = opened

    def open(self) -> Library:
        return self._opened(self.settings, lease_seconds=child.LEASE_SECONDS)

    def errand(self, *events: str, **more: object) -> child.Errand:
        made = child.Errand(self.settings, self.account, self.session.to_json(), events)
        return replace(made, **more)  # type: ignore[arg-type]  # the fields are the caller's affair

    def fetch(self, library: Library, *events: str) -> Progress:
        library.sync.start(self.account, self.session, events, spend=True)
        progress = library.sync.wait(self.account, 60)
        assert progress is not None
        return progress

    def settled(self) -> Library:
        """Open the library a lease's time after all processes died, and wait until nothing unfinished is left."""
        library = self.open()
        with library._guard.write() as conn:
            past = {"wall": leases.c.wall - AGO_MS, "steady": leases.c.steady - AGO_MS}
            conn.execute(update(leases).where(leases.c.holder != library._leases.worker).values(past))
        stage.until(library._recovery.run)
        return library

    def refused(self) -> list[int | None]:
        """The codes of all reports that the platform refused."""
        asked = self.sandbox.requests.of("report") + self.sandbox.requests.of("expired_report")
        return [request.code for request in asked if request.code not in (1, None)]


@pytest.fixture
def place(settings: Settings, opened: Callable[..., Library]) -> Iterator[Place]:
    world = stage.world(*EVENTS, expired=(EXPIRED,), people=40)
    with run_sandbox(world=world, clock=stage.sandbox_clock()) as sandbox:
        yield Place(sandbox, settings, opened)


BEFORE = ("room made", "request written down", "first piece in", "last byte read")
AFTER = ("received", "turn given back", "decoding", "tables written", "held")


@pytest.mark.parametrize("point", child.POINTS)
def test_killed_at_any_point_the_library_opens_with_all_it_held(place: Place, point: str) -> None:
    before = place.open()
    place.fetch(before, "11")
    before.close()
    child.killed(place.errand("13", dies=point))
    library = place.settled()
    assert library.report(place.account, ["11"]).registrants.height == 40
    held = library.events(place.account).filter(event_id="13")["freshness"].item()
    assert held == ("missing" if point in BEFORE else "current")
    # What was waited for is still waited for, and is had as soon as somebody is there to ask.
    library.sync.resume(place.account, place.session)
    progress = library.sync.wait(place.account, 120)
    assert progress is not None
    assert progress.state == "done"
    assert library.report(place.account, ["11", "13"]).registrants.height == 80
    assert len(library.snapshots(place.account, "13")) == 1
    assert place.refused() == []
    assert place.sandbox.requests.count("report") == (2 if point in AFTER or point in BEFORE[:2] else 3)


@pytest.mark.parametrize("point", AFTER)
def test_an_expired_report_that_had_come_is_never_asked_for_again(
    place: Place, point: str, caplog: pytest.LogCaptureFixture
) -> None:
    child.killed(place.errand(EXPIRED, dies=point))
    library = place.settled()
    assert library.report(place.account, [EXPIRED]).registrants.height == 40
    assert place.sandbox.requests.count("expired_report") == 1
    if point != "held":
        assert caplog.messages == [
            f"The report of event {EXPIRED} had come in when the program stopped; it was decoded now and is held."
        ]


def test_a_half_come_report_is_dropped_and_said(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    child.killed(place.errand("13", dies="first piece in"))
    place.settled()
    assert caplog.messages == [
        "The report of event 13 was coming in when the program stopped; the part that had come was dropped."
    ]


def test_killed_at_random_moments_nothing_held_is_ever_lost(place: Place) -> None:
    chance = random.Random(20260318)  # noqa: S311 a seed, not a secret
    place.sandbox.faults.add(Drip(chunk=2000, pause=0.002), endpoint="report")
    held: set[str] = set()
    for _ in range(6):
        process, _pipe = child.begin(place.errand("11", "13", "14", "15", "16"))
        process.join(chance.uniform(0.05, 0.6))
        process.kill()
        process.join()
        library = place.settled()
        events = library.events(place.account)
        now = set(events.filter(freshness="current")["event_id"].to_list()) if events.height else set()
        assert held <= now
        held = now
        if held:
            assert library.report(place.account, held).registrants.height == 40 * len(held)
        library.close()
    library = place.open()
    place.fetch(library, "11", "13", "14", "15", "16")
    assert library.report(place.account, ["11", "13", "14", "15", "16"]).registrants.height == 200
    assert place.refused() == []


def test_closed_while_a_report_is_decoded_it_is_decoded_at_the_next_start(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = place.open()
    begun, decode = threading.Event(), library.decoder.decode

    def decoding(*args: Any, **options: Any) -> Report:
        begun.set()
        stage.until(lambda: library.decoder._closed)
        return decode(*args, **options)

    monkeypatch.setattr(library.decoder, "decode", decoding)
    library.sync.start(place.account, place.session, [EXPIRED], spend=True)
    assert begun.wait(30)
    library.close()
    again = place.settled()
    assert again.report(place.account, [EXPIRED]).registrants.height == 40
    assert place.sandbox.requests.count("expired_report") == 1


# The account's limits, kept by several processes


def test_processes_on_one_store_never_ask_at_the_same_time(place: Place) -> None:
    place.sandbox.faults.add(Drip(chunk=4000, pause=0.002), endpoint="report")
    running = [child.begin(place.errand(*events)) for events in (("11", "13"), ("14", "15"), ("16", EXPIRED))]
    found = [child.outcome(*one) for one in running]
    assert {progress.state for progress in found} == {"done"}
    assert place.refused() == []
    assert place.sandbox.requests.count("report", code=1) == 5
    assert place.sandbox.requests.count("expired_report", code=1) == 1


def test_processes_on_one_store_share_the_hour(place: Place) -> None:
    library = place.open()
    at = system_clock()
    row = {"account": library._tag(place.account), "expired": False, "event_id": "1", "outcome": "answered"}
    times = {"wall": at.wall_ms, "steady": at.steady_ms, "boot": at.boot}
    with library._guard.write() as conn:
        conn.execute(insert(ledger), [row | times] * 998)
    place.sandbox.limits.spend(DEMO_USERNAME, 998, now=place.sandbox.clock.now())
    running = [child.begin(place.errand(*events)) for events in (("11", "13"), ("14", "15"))]
    stage.until(lambda: place.sandbox.requests.count("report", code=1) == 2)
    stage.until(lambda: library.limits(place.account) == 0)
    # The others wait; as long as anybody looks, nobody asks.
    threading.Event().wait(0.3)
    assert place.refused() == []
    assert place.sandbox.requests.count("report") == 2
    for process, _ in running:
        process.kill()
        process.join()


def test_a_killed_process_frees_its_turn_and_the_others_go_on(place: Place) -> None:
    slow = place.sandbox.faults.add(Drip(chunk=100, pause=0.02), endpoint="report", event_id="11", times=1)
    assert slow
    first, _pipe = child.begin(place.errand("11", "13"))
    stage.until(lambda: place.sandbox.requests.count("report", event_id="11") == 1)
    second = child.begin(place.errand("14", "15"))
    first.kill()
    first.join()
    found = child.outcome(*second)
    # What the dead one had taken or left waiting is done by the living one.
    assert (found.state, found.done, found.total) == ("done", 4, 4)
    assert place.refused() == []
    library = place.settled()
    assert library.report(place.account, ["11", "13", "14", "15"]).registrants.height == 160


def test_the_48_hours_hold_over_processes_and_crashes(place: Place) -> None:
    child.killed(place.errand(EXPIRED, dies="first piece in"))
    library = place.settled()
    progress = place.fetch(library, EXPIRED)
    assert "one report of an expired presentation in 48 hours" in progress.failures[0][2]
    assert place.sandbox.requests.count("expired_report") == 1
    assert place.refused() == []
    place.sandbox.clock.advance(timedelta(hours=1))
