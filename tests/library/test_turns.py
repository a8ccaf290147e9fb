"""Who asks for what another one is making waits for it: what is kept of audiences is made once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event, get_ident
from typing import Any

import pytest

from tests.analysis.small import audience
from tests.library.stage import until
from webcast.analysis.audience import Audience
from webcast.library import turns
from webcast.library.cache import AudienceCache
from webcast.library.turns import Turns
from webcast.view.filters import Filters
from webcast.web.audiences import filtered


def is_waiting(thread: int) -> bool:
    """Tell whether a thread waits for its turn."""
    frame = sys._current_frames().get(thread)
    return frame is not None and frame.f_code.co_filename == turns.__file__


class Slow:
    """Makes something, which takes until it is said to be done."""

    def __init__(self, make: Callable[..., Any]) -> None:
        self._make = make
        self.begun, self.may_end, self.times = Event(), Event(), 0

    def __call__(self, *args: Any) -> Any:
        self.times += 1
        self.begun.set()
        assert self.may_end.wait(60)
        return self._make(*args)


@contextmanager
def two_at_once(slow: Slow, ask: Callable[[], Any]) -> Iterator[list[Future[Any]]]:
    """Have two threads ask, the second while the first is making it; give what they get."""
    second: list[int] = []

    def later() -> Any:
        second.append(get_ident())
        return ask()

    with ThreadPoolExecutor(2) as pool:
        try:
            answers = [pool.submit(ask)]
            assert slow.begun.wait(60)
            answers.append(pool.submit(later))
            until(lambda: slow.times == 2 or (second and is_waiting(second[0])))
        finally:
            slow.may_end.set()
        yield answers


def test_an_audience_is_made_once() -> None:
    cache, slow = AudienceCache(), Slow(audience)
    with two_at_once(slow, lambda: cache.get(("event",), slow)) as (first, second):
        assert first.result() is second.result()
    assert slow.times == 1


def test_a_filtered_one_too(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow(Filters.apply)

    def apply(filters: Filters, everyone: Audience, zone: str) -> Any:
        return slow(filters, everyone, zone)

    monkeypatch.setattr(Filters, "apply", apply)
    whole: Audience = audience()
    with two_at_once(slow, lambda: filtered(whole, Filters(companies=("Acme",)), "UTC")) as (first, second):
        assert first.result() is second.result()
    assert slow.times == 1


def test_one_that_failed_is_tried_by_the_next_in_turn() -> None:
    cache = AudienceCache()

    def make() -> Audience:
        if slow.times == 1:
            raise ZeroDivisionError
        return audience()

    slow = Slow(make)
    with two_at_once(slow, lambda: cache.get(("event",), slow)) as (first, second):
        assert isinstance(first.exception(), ZeroDivisionError)
        assert second.result() is cache.get(("event",), audience)
    assert slow.times == 2


def test_nothing_is_kept_of_turns_that_are_over() -> None:
    found = Turns()
    with found.of("this"), found.of("that"):
        assert len(found._turns) == 2
    assert found._turns == {}
