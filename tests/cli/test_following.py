"""``sync --follow``: a report is refreshed by a clock until its event ends, over real HTTP."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.library import stage
from tests.library.test_following import EVENT, running_event
from webcast.commands.account import Account
from webcast.commands.console import Console
from webcast.commands.fetching import NotFetched, fetch
from webcast.commands.following import follow
from webcast.library import Library
from webcast.sandbox.faults import Status
from webcast.sandbox.running import Sandbox, run_sandbox
from webcast.sandbox.world import World


@dataclass
class Desk:
    """A library at a sandbox whose event is on air, and clocks that go on whenever somebody waits."""

    sandbox: Sandbox
    library: Library
    clock: stage.FakeClock
    account: Account
    slept: float = 0.0

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.clock().wall, UTC)

    def pause(self, seconds: float) -> None:
        self.slept += seconds
        self.clock.advance(seconds)
        self.sandbox.clock.advance(timedelta(seconds=seconds))

    def follow(self) -> None:
        console = Console(sys.stdout, sys.stderr)
        follow(self.library, self.account, [EVENT], "UTC", console, now=self.now, pause=self.pause)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    world = World(date(2026, 3, 18), stage.NOON, {EVENT: running_event(EVENT)})
    with run_sandbox(world=world, clock=stage.sandbox_clock()) as sandbox:
        clock = stage.FakeClock()
        at = stage.settings(tmp_path, platform=sandbox.url)
        at = replace(at, username=sandbox.username, password=sandbox.password)
        library = Library.open(at, clock=clock, pace=stage.QUICK)
        account = Account(at, Console(sys.stdout, sys.stderr))
        fetch(library, account, [EVENT], Console(sys.stdout, sys.stderr))
        yield Desk(sandbox, library, clock, account)
        library.close()


def test_it_refreshes_every_thirty_seconds_until_the_event_ends(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.follow()
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [
        "11 Event 11: known up to 12:00:00 (UTC), 3 registrants",
        "11 Event 11: known up to 12:00:30 (UTC), 3 registrants",
        "11 Event 11: known up to 12:01:00 (UTC), 3 registrants",
    ]
    assert lines[-2:] == [
        "11 Event 11: known up to 12:35:00 (UTC), 3 registrants",
        "No event is on air any more.",
    ]
    assert desk.slept == 35 * 60
    assert desk.sandbox.requests.count("report") == 1 + 70


def test_a_failure_ends_it_with_a_sentence(desk: Desk) -> None:
    desk.sandbox.faults.add(Status(503), endpoint="report")
    with pytest.raises(NotFetched, match=r"1 of 1 event could not be fetched. 11: .*HTTP status 503"):
        desk.follow()


def test_what_is_followed_has_to_be_named(run: Run) -> None:
    done = run("sync", "--follow")
    assert (done.code, done.out) == (1, "")
    assert "--follow should name the events to follow, but names none." in done.err
