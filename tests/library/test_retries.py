"""Which events are tried again, and when."""

from __future__ import annotations

import pytest

from webcast.api.codes import TooManyForEvent, TooManyThisHour
from webcast.api.failures import SlowDown, TookTooLong
from webcast.api.guide import CALLS
from webcast.errors import PlatformUnreachable
from webcast.library.ledger import HeldBack
from webcast.library.retries import Pace, Waiting

REPORT = next(call for call in CALLS if call.name == "report")


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def waiting(clock: Clock) -> Waiting:
    return Waiting(Pace(trouble=(2.0, 10.0), limit=(15.0, 30.0)), clock)


def away(retry_after: float | None = None) -> PlatformUnreachable:
    return PlatformUnreachable("Away.", retry_after=retry_after)


def test_the_usual_pace_is_the_documented_one() -> None:
    pace = Pace()
    assert (pace.trouble, pace.limit) == ((2.0, 10.0, 30.0), (15.0, 30.0, 60.0, 120.0, 300.0, 600.0))
    assert pace.patience == 900.0


def test_an_event_in_trouble_is_put_aside_each_time_longer_and_then_fails(waiting: Waiting, clock: Clock) -> None:
    assert waiting.failed("1", away()) is None
    assert (waiting.not_yet(), waiting.seconds(), waiting.quiet(), waiting.why) == (["1"], 2.0, False, "Away.")
    clock.now += 2
    assert (waiting.not_yet(), waiting.seconds()) == ([], 0.0)
    assert waiting.failed("1", away()) is None
    assert waiting.seconds() == 10.0
    last = away()
    assert waiting.failed("1", last) is last
    assert waiting.seconds() is None


def test_limits_have_waits_of_their_own(waiting: Waiting) -> None:
    for seconds in (15.0, 30.0, *[30.0] * 6):
        assert waiting.failed("1", TooManyForEvent()) is None
        assert waiting.seconds() == seconds
    assert isinstance(waiting.failed("1", TooManyForEvent()), TooManyForEvent)


@pytest.mark.parametrize(("asked", "waits"), [(1.0, 2.0), (3.0, 3.0), (900.0, 900.0), (900.1, None), (1e9, None)])
def test_retry_after_is_obeyed_up_to_a_quarter_of_an_hour(
    waiting: Waiting, asked: float, waits: float | None
) -> None:
    failure = waiting.failed("1", away(asked))
    assert waiting.seconds() == waits
    assert (failure is None) == (waits is not None)
    if asked == 1e9:
        assert str(failure) == (
            "Away. It asks to be left alone for 16,666,667 min; more than 15 min in all are not waited for. "
            "Fetch it again later."
        )


def test_a_quarter_of_an_hour_in_all(waiting: Waiting, clock: Clock) -> None:
    assert waiting.failed("1", away(500.0)) is None
    clock.now += 500
    assert waiting.failed("1", away(401.0)) is not None
    assert waiting.failed("2", away(400.0)) is None


def test_one_event_s_trouble_leaves_the_others_alone(waiting: Waiting) -> None:
    for _ in range(2):
        waiting.failed("1", away(600.0))
    assert not waiting.quiet()


def test_two_events_in_trouble_one_after_the_other_are_the_platform_s(waiting: Waiting, clock: Clock) -> None:
    waiting.failed("1", away())
    waiting.failed("2", away(60.0))
    assert waiting.quiet()
    assert waiting.seconds() == 60.0
    clock.now += 60
    assert not waiting.quiet()


def test_an_event_that_comes_shows_that_the_platform_is_well(waiting: Waiting) -> None:
    waiting.failed("1", away())
    waiting.ended("3", well=True)
    waiting.failed("2", away(60.0))
    assert not waiting.quiet()
    assert waiting.not_yet() == ["1", "2"]
    waiting.ended("2", well=False)
    assert waiting.not_yet() == ["1"]


@pytest.mark.parametrize("exc", [SlowDown("Slow down.", retry_after=5.0), TooManyThisHour()])
def test_what_is_said_of_the_account_is_obeyed_for_all(waiting: Waiting, exc: SlowDown | TooManyThisHour) -> None:
    assert waiting.failed("1", exc) is None
    assert waiting.quiet()


@pytest.mark.parametrize(
    "exc", [HeldBack("48 h", retry_after=10.0, reason="presentation"), TookTooLong(REPORT, 1800.0)]
)
def test_what_would_take_as_long_again_has_failed(waiting: Waiting, exc: HeldBack | TookTooLong) -> None:
    assert waiting.failed("1", exc) is exc
