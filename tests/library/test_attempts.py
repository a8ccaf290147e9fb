"""Guessing passwords gets slow, for all processes together; and nobody can keep others out."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from tests.library.stage import FakeClock
from webcast.library import Library
from webcast.library.attempts import DEVICE, NAME, NETWORK, PAIR, Attempts, Rule
from webcast.library.tables import tries


@pytest.fixture
def attempts(opened: Callable[..., Library], clock: FakeClock) -> Attempts:
    return opened(clock=clock).attempts


def fail(attempts: Attempts, name: str, place: str, times: int, device: str | None = None) -> None:
    for _ in range(times):
        assert attempts.begin(name, place, device).wait == 0


# The rule


@pytest.mark.parametrize(
    ("ages", "wait"),
    [
        ([], 0.0),
        ([0.0, 0.0], 0.0),
        ([0.0, 0.0, 0.0], 10.0),
        ([9.9, 50.0, 60.0], 0.1),
        ([10.0, 50.0, 60.0], 0.0),  # the very end
        ([0.0] * 4, 20.0),
        ([0.0] * 5, 40.0),
        ([0.0] * 6, 60.0),  # the longest
        ([0.0] * 5000, 60.0),
        ([0.0, 99.9, 99.9], 10.0),
        ([0.0, 99.9, 100.0], 0.0),  # the third counts no more
    ],
)
def test_each_failure_beyond_the_free_ones_doubles_the_wait(ages: list[float], wait: float) -> None:
    assert Rule(free=3, first=10.0, longest=60.0, within=100.0).wait(ages) == pytest.approx(wait)


def test_the_rules_are_those_that_the_documentation_names() -> None:
    assert DEVICE == PAIR == Rule(free=5, first=15.0, longest=900.0, within=86_400.0)
    assert Rule(free=20, first=1.0, longest=30.0, within=86_400.0) == NAME
    assert Rule(free=50, first=1.0, longest=30.0, within=3_600.0) == NETWORK


# Unknown browsers


def test_the_sixth_try_waits_and_the_seventh_longer(attempts: Attempts, clock: FakeClock) -> None:
    fail(attempts, "ann", "place", 5)
    assert attempts.begin("ann", "place").wait == 15
    clock.advance(14)
    assert attempts.begin("ann", "place").wait == 1  # asking too early costs nothing
    clock.advance(1)
    assert attempts.begin("ann", "place").wait == 0
    assert attempts.begin("ann", "place").wait == 30


def test_it_is_never_refused_for_good(attempts: Attempts, clock: FakeClock) -> None:
    waits = []
    for _ in range(20):
        while wait := attempts.begin("ann", "place").wait:
            waits.append(wait)
            clock.advance(wait)
    assert waits[:7] == [15, 30, 60, 120, 240, 480, 900]
    assert set(waits[7:]) == {900}


def test_other_names_and_other_places_go_on(attempts: Attempts) -> None:
    fail(attempts, "ann", "place", 5)
    assert attempts.begin("bob", "place").wait == 0
    assert attempts.begin("ann", "elsewhere").wait == 0


def test_case_and_blanks_make_no_other_name(attempts: Attempts) -> None:
    for name in ("ann", "Ann", " ANN ", "aNN", "anN"):
        fail(attempts, name, "place", 1)
    assert attempts.begin("ann", "place").wait == 15


def test_a_name_is_guarded_from_many_places_and_its_owner_gets_in_within_half_a_minute(
    attempts: Attempts, clock: FakeClock
) -> None:
    for n in range(20):
        fail(attempts, "ann", f"place {n}", 1)
    assert attempts.begin("ann", "another").wait == 1
    for n in range(200):
        clock.advance(attempts.begin("ann", f"place {n}").wait)
        fail(attempts, "ann", f"another place {n}", 1)
    assert attempts.begin("ann", "at home").wait == 30
    clock.advance(30)
    assert attempts.begin("ann", "at home").wait == 0


def test_a_place_cannot_try_names_without_end(attempts: Attempts, clock: FakeClock) -> None:
    for n in range(50):
        fail(attempts, f"name {n}", "place", 1)
    assert attempts.begin("another name", "place").wait == 1
    assert attempts.begin("another name", "elsewhere").wait == 0
    clock.advance(3600)
    assert attempts.begin("another name", "place").wait == 0


# Known browsers


def test_fifty_strangers_keep_no_known_browser_out(attempts: Attempts) -> None:
    for n in range(50):
        attempts.begin("ann", "the office")
        attempts.begin(f"name {n}", "the office")
    assert attempts.begin("ann", "the office").wait > 0
    assert attempts.begin("ann", "the office", "her browser").wait == 0


def test_a_known_browser_has_a_count_of_its_own(attempts: Attempts, clock: FakeClock) -> None:
    fail(attempts, "ann", "place", 5, "her browser")
    assert attempts.begin("ann", "place", "her browser").wait == 15
    assert attempts.begin("ann", "place", "her other browser").wait == 0
    assert attempts.begin("ann", "place").wait == 0
    clock.advance(15)
    assert attempts.begin("ann", "elsewhere", "her browser").wait == 0


def test_a_browser_is_known_for_one_name_alone(attempts: Attempts) -> None:
    fail(attempts, "ann", "place", 5, "a browser")
    assert attempts.begin("bob", "place", "a browser").wait == 0


# What counts


def test_success_forgets_the_failures_of_the_name_at_this_place(attempts: Attempts) -> None:
    fail(attempts, "ann", "place", 4)
    attempts.succeeded(attempts.begin("ann", "place"))
    fail(attempts, "ann", "place", 5)
    assert attempts.begin("ann", "place").wait == 15


def test_success_of_a_known_browser_forgets_its_own_failures_alone(attempts: Attempts) -> None:
    fail(attempts, "ann", "place", 5)
    fail(attempts, "ann", "place", 4, "her browser")
    attempts.succeeded(attempts.begin("ann", "place", "her browser"))
    assert attempts.begin("ann", "place").wait == 15
    fail(attempts, "ann", "place", 5, "her browser")


def test_a_guesser_with_an_account_does_not_clear_a_place(attempts: Attempts) -> None:
    for n in range(50):
        fail(attempts, f"name {n}", "place", 1)
        attempts.succeeded(attempts.begin("mallory", "place", "my browser"))
    assert attempts.begin("another name", "place").wait == 1


def test_a_platform_that_is_away_counts_against_nobody(attempts: Attempts) -> None:
    for _ in range(60):
        attempt = attempts.begin("ann", "place")
        assert attempt.wait == 0
        attempts.undecided(attempt)


def test_tries_under_way_count(attempts: Attempts) -> None:
    with ThreadPoolExecutor(20) as pool:
        waits = list(pool.map(lambda _: attempts.begin("ann", "place").wait > 0, range(20)))
    assert waits.count(False) == 5


# Where it is kept


def test_all_processes_share_the_counts_over_restarts(opened: Callable[..., Library], clock: FakeClock) -> None:
    first, second = opened(clock=clock), opened(clock=clock)
    fail(first.attempts, "ann", "place", 3)
    fail(second.attempts, "ann", "place", 2)
    first.close()
    second.close()
    assert opened(clock=clock).attempts.begin("ann", "place").wait == 15


def test_setting_the_clock_neither_frees_nor_locks_up(attempts: Attempts, clock: FakeClock) -> None:
    fail(attempts, "ann", "place", 5)
    clock.jump(100_000)
    assert attempts.begin("ann", "place").wait == 15
    clock.jump(-300_000)
    assert attempts.begin("ann", "place").wait == 15


def test_a_clock_that_was_ahead_before_a_start_of_the_machine_locks_nothing_up(
    attempts: Attempts, clock: FakeClock
) -> None:
    clock.jump(10_000_000)
    fail(attempts, "ann", "place", 5)
    clock.jump(-10_000_000)
    clock.reboot()
    assert attempts.begin("ann", "place").wait == 15
    clock.advance(15)
    assert attempts.begin("ann", "place").wait == 0


def test_old_tries_are_forgotten(opened: Callable[..., Library], clock: FakeClock) -> None:
    library = opened(clock=clock)
    fail(library.attempts, "ann", "place", 5)
    clock.advance(86_401)
    fail(library.attempts, "bob", "place", 1)
    with library._guard.store.read() as conn:
        assert conn.scalar(select(func.count()).select_from(tries)) == 3


def test_no_name_address_or_device_is_written(opened: Callable[..., Library]) -> None:
    library = opened()
    library.attempts.begin("canary-name", "canary-place")
    library.attempts.begin("canary-name", "canary-place", "canary-device")
    with library._guard.store.read() as conn:
        assert "canary" not in str(conn.execute(select(tries)).all())
