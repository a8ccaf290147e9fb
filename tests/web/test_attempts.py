"""Guessing passwords gets slow."""

from __future__ import annotations

from webcast.web.attempts import PER_ADDRESS, PER_NAME, PER_NAME_AND_ADDRESS, WINDOW, Attempts


class Clock:
    at = 1000.0

    def __call__(self) -> float:
        return self.at


def test_the_sixth_try_from_one_place_has_to_wait() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    assert [attempts.begin("place", "ann") for _ in range(PER_NAME_AND_ADDRESS + 1)] == [True] * 5 + [False]
    assert attempts.begin("place", "bob")
    assert attempts.begin("elsewhere", "ann")
    clock.at += WINDOW
    assert attempts.begin("place", "ann")


def test_case_and_blanks_make_no_other_name() -> None:
    attempts = Attempts(Clock())
    names = ["ann", "Ann", " ANN ", "aNN", "anN"]
    assert all(attempts.begin("place", name) for name in names)
    assert not attempts.begin("place", "ann")


def test_a_name_is_protected_from_many_places() -> None:
    attempts = Attempts(Clock())
    assert all(attempts.begin(f"place {n}", "ann") for n in range(PER_NAME))
    assert not attempts.begin("another place", "ann")


def test_a_place_cannot_try_names_without_end() -> None:
    attempts = Attempts(Clock())
    assert all(attempts.begin("place", f"name {n}") for n in range(PER_ADDRESS))
    assert not attempts.begin("place", "another name")


def test_success_forgets_the_failures() -> None:
    attempts = Attempts(Clock())
    for _ in range(4):
        attempts.begin("place", "ann")
    attempts.begin("place", "ann")
    attempts.succeeded("place", "ann")
    assert [attempts.begin("place", "ann") for _ in range(6)] == [True] * 5 + [False]


def test_a_platform_that_is_away_counts_against_nobody() -> None:
    attempts = Attempts(Clock())
    for _ in range(100):
        assert attempts.begin("place", "ann")
        attempts.undecided("place", "ann")


def test_it_forgets_old_tries() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    for n in range(6000):
        clock.at += 1
        attempts.begin(f"place {n}", f"name {n}")
    assert len(attempts._tries) < 3 * 6000
