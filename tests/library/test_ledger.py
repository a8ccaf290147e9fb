from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from sqlalchemy import insert

from tests.library import stage
from webcast.api.codes import SessionEnded, TooManyForEvent
from webcast.api.failures import NotReached
from webcast.api.limits import Limiter
from webcast.errors import PlatformUnreachable
from webcast.library.guard import Guard
from webcast.library.leases import LeaseLost, Leases
from webcast.library.ledger import AccountLimiter, HeldBack, Ledger, lease_name
from webcast.library.store import Store
from webcast.library.tables import ledger

HOUR = 3600.0
DAY = 86_400.0


class Process:
    """One process's view of a store."""

    def __init__(self, url: str, folder: Path, clock: stage.FakeClock, name: str) -> None:
        self.clock = clock
        self.guard = Guard(Store(url), stage.settings(folder))
        self.leases = Leases(self.guard.store, clock, name)
        self.ledger = Ledger(self.guard, clock, self.leases)

    def limiter(self) -> AccountLimiter:
        return self.ledger.limiter("a", wait=_do_not_wait)

    def ask(self, event: str = "1", *, expired: bool = False) -> None:
        with self.limiter().report(expired=expired, event_id=event):
            pass

    def have_asked(self, count: int, *, expired: bool = False) -> None:
        """Write down requests as if they had been made now: quicker than to make them."""
        now = self.clock()
        at = {"wall": now.wall_ms, "steady": now.steady_ms, "boot": now.boot}
        row = {"account": "a", "expired": expired, "event_id": "0", "outcome": "answered"} | at
        with self.guard.write() as conn:
            conn.execute(insert(ledger), [row] * count)

    def close(self) -> None:
        self.leases.close()
        self.guard.store.close()


def _do_not_wait(held_back: HeldBack) -> None:
    raise held_back


@pytest.fixture
def clock() -> stage.FakeClock:
    return stage.FakeClock()


@pytest.fixture
def two(url: str, tmp_path: Path, clock: stage.FakeClock) -> Iterator[tuple[Process, Process]]:
    with ExitStack() as stack:
        yield (
            stack.enter_context(closing(Process(url, tmp_path / "data", clock, "one"))),
            stack.enter_context(closing(Process(url, tmp_path / "data", clock, "two"))),
        )


def test_it_is_the_limiter_that_the_client_asks(two: tuple[Process, Process]) -> None:
    limiter: Limiter = two[0].limiter()
    with limiter.report(expired=False, event_id="1"):
        pass


def test_one_report_at_a_time_over_processes(two: tuple[Process, Process]) -> None:
    one, other = two
    with one.limiter().report(expired=False, event_id="1"):
        with (
            pytest.raises(HeldBack, match="under way") as caught,
            other.limiter().report(expired=False, event_id="2"),
        ):
            pytest.fail("two at a time")
        assert caught.value.reason == "busy"
        # Expired presentations have a turn of their own; other accounts too.
        other.ask("3", expired=True)
        with other.ledger.limiter("b", wait=_do_not_wait).report(expired=False, event_id="2"):
            pass
    other.ask("2")


def test_a_thousand_an_hour_and_no_more(two: tuple[Process, Process], clock: stage.FakeClock) -> None:
    one, other = two
    for _ in range(5):
        one.have_asked(100)
        other.have_asked(100)
        clock.advance(100)
    assert one.ledger.left("a", expired=False) == 0
    assert one.ledger.left("a", expired=True) == 50
    with pytest.raises(HeldBack, match="allows 1,000 reports an hour") as caught:
        other.ask()
    assert caught.value.reason == "hour"
    assert caught.value.retry_after == HOUR + 60 - 500
    clock.advance(HOUR + 60 - 500 - 1)
    with pytest.raises(HeldBack):
        other.ask()
    clock.advance(1)
    other.have_asked(199)
    other.ask()
    with pytest.raises(HeldBack):
        one.ask()


def test_fifty_expired_an_hour(two: tuple[Process, Process], clock: stage.FakeClock) -> None:
    for n in range(2):
        two[n].have_asked(25, expired=True)
    assert two[0].ledger.left("a", expired=True) == 0
    with pytest.raises(HeldBack, match="allows 50 reports of expired presentations an hour"):
        two[0].ask("51", expired=True)
    two[0].ask("51")
    clock.advance(HOUR + 60)
    two[0].ask("51", expired=True)


def test_one_report_of_an_expired_presentation_in_48_hours(
    two: tuple[Process, Process], clock: stage.FakeClock
) -> None:
    two[0].ask("1", expired=True)
    with pytest.raises(HeldBack, match="one report of an expired presentation in 48 hours") as caught:
        two[1].ask("1", expired=True)
    assert caught.value.reason == "presentation"
    assert caught.value.remedy == "It can be asked for again in 48 h 1 min."
    two[1].ask("2", expired=True)
    clock.advance(2 * DAY)
    with pytest.raises(HeldBack):
        two[1].ask("1", expired=True)
    clock.advance(60)
    two[1].ask("1", expired=True)


def test_a_request_counts_from_before_it_is_made(two: tuple[Process, Process]) -> None:
    with two[0].limiter().report(expired=True, event_id="1"):
        assert two[1].ledger.left("a", expired=True) == 49


@pytest.mark.parametrize(
    ("failure", "again"),
    [
        (SessionEnded(), True),
        (NotReached("nobody there"), True),
        (TooManyForEvent(), False),
        (PlatformUnreachable("cut"), False),
    ],
    ids=["refused", "not reached", "61", "cut"],
)
def test_only_a_clear_refusal_gives_the_48_hours_back(
    two: tuple[Process, Process], failure: Exception, again: bool
) -> None:
    with pytest.raises(type(failure)), two[0].limiter().report(expired=True, event_id="1"):
        raise failure
    if again:
        two[0].ask("1", expired=True)
    else:
        with pytest.raises(HeldBack):
            two[0].ask("1", expired=True)
    assert two[0].ledger.left("a", expired=True) == (48 if again else 49)


# Clocks that jump


@pytest.mark.parametrize("jump", [-10 * DAY, 10 * DAY, -60.0, 3 * HOUR])
def test_setting_the_clock_neither_frees_a_limit_nor_locks_it(
    two: tuple[Process, Process], clock: stage.FakeClock, jump: float
) -> None:
    two[0].ask("1", expired=True)
    clock.jump(jump)
    with pytest.raises(HeldBack) as caught:
        two[0].ask("1", expired=True)
    assert caught.value.retry_after == 2 * DAY + 60
    assert two[0].ledger.left("a", expired=True) == 49
    clock.advance(2 * DAY + 60)
    two[0].ask("1", expired=True)


def test_after_a_start_of_the_machine_the_wall_clock_counts(
    two: tuple[Process, Process], clock: stage.FakeClock
) -> None:
    two[0].ask("1", expired=True)
    clock.jump(DAY)
    clock.reboot()
    with pytest.raises(HeldBack) as caught:
        two[0].ask("1", expired=True)
    assert caught.value.retry_after == DAY + 60


def test_a_clock_that_was_far_ahead_before_a_start_locks_nothing_for_ever(
    two: tuple[Process, Process], clock: stage.FakeClock
) -> None:
    clock.jump(3650 * DAY)
    two[0].ask("1", expired=True)
    clock.jump(-3650 * DAY)
    clock.reboot()
    with pytest.raises(HeldBack) as caught:
        two[0].ask("1", expired=True)
    assert caught.value.retry_after == 2 * DAY + 60
    clock.advance(2 * DAY + 60)
    two[0].ask("1", expired=True)


def test_old_entries_are_forgotten(two: tuple[Process, Process], clock: stage.FakeClock) -> None:
    two[0].ask("1")
    clock.advance(3 * DAY)
    two[0].ask("2")
    with two[0].guard.store.read() as conn:
        assert [row.event_id for row in conn.exec_driver_sql("SELECT event_id FROM ledger")] == ["2"]


def test_when_more_reports_may_be_asked_for(two: tuple[Process, Process], clock: stage.FakeClock) -> None:
    for n in range(4):
        two[0].ask(str(n))
        clock.advance(100)
    assert two[0].ledger.wait_for("a", 996) == 0
    assert two[0].ledger.wait_for("a", 997) == HOUR + 60 - 400
    assert two[0].ledger.wait_for("a", 1000) == HOUR + 60 - 100


# Leases


def test_a_dead_process_frees_its_turn_by_time(two: tuple[Process, Process], clock: stage.FakeClock) -> None:
    one, other = two
    assert not isinstance(one.ledger.enter("a", "1", expired=False), HeldBack)
    clock.advance(19.9)
    with pytest.raises(HeldBack):
        other.ask("2")
    clock.advance(0.1)
    other.ask("2")


def test_a_living_process_keeps_its_turn_however_long_it_takes(
    two: tuple[Process, Process], clock: stage.FakeClock
) -> None:
    one, other = two
    with one.limiter().report(expired=False, event_id="1"):
        for _ in range(20):
            clock.advance(15)
            one.leases.beat()
            with pytest.raises(HeldBack):
                other.ask("2")
        one.leases.check("a", lease_name(expired=False))


@pytest.mark.parametrize("jump", [-DAY, DAY])
def test_setting_the_clock_takes_nobodys_turn(
    two: tuple[Process, Process], clock: stage.FakeClock, jump: float
) -> None:
    one, other = two
    with one.limiter().report(expired=False, event_id="1"):
        clock.jump(jump)
        with pytest.raises(HeldBack):
            other.ask("2")
    other.ask("2")


def test_on_another_machine_a_turn_is_free_after_watching_it_long_enough(
    url: str, tmp_path: Path, clock: stage.FakeClock
) -> None:
    there = stage.FakeClock(wall=clock.wall + 5 * DAY, steady=7.0, boot="other machine")
    with (
        closing(Process(url, tmp_path / "data", clock, "one")) as one,
        closing(Process(url, tmp_path / "data", there, "two")) as other,
    ):
        one.ledger.enter("a", "1", expired=False)
        for _ in range(3):
            with pytest.raises(HeldBack):
                other.ask("2")
            there.advance(15)
            one.leases.beat()
        with pytest.raises(HeldBack):
            other.ask("2")
        there.advance(20)
        other.ask("2")


def test_who_was_held_up_too_long_learns_that_the_turn_is_lost(
    two: tuple[Process, Process], clock: stage.FakeClock
) -> None:
    one, other = two
    one.ledger.enter("a", "1", expired=False)
    one.leases.check("a", "report")
    clock.advance(20)
    with pytest.raises(LeaseLost):
        one.leases.check("a", "report")
    with other.limiter().report(expired=False, event_id="2"):
        one.leases.beat()
        with pytest.raises(LeaseLost):
            one.leases.check("a", "report")
        # Giving back what is no longer ours must not free what others hold.
        with one.guard.write() as conn:
            one.leases.give_back(conn, "a", "report")
        with pytest.raises(HeldBack):
            one.ask("3")


def test_closing_frees_at_once(two: tuple[Process, Process]) -> None:
    two[0].ledger.enter("a", "1", expired=False)
    two[0].leases.close()
    two[1].ask("2")


def test_a_process_shows_that_it_lives(two: tuple[Process, Process], clock: stage.FakeClock) -> None:
    one, other = two
    one.leases.show_alive()
    one.leases.show_alive()
    with other.guard.store.read() as conn:
        assert other.leases.alive(conn, "one")
        assert not other.leases.alive(conn, "nobody")
        clock.advance(20)
        assert not other.leases.alive(conn, "one")
