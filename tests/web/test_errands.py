"""What takes long: one thing at a time a session, in a thread, which ends when its session or the process does."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from webcast.errors import LibraryError
from webcast.library.steps import LeftOff, Step
from webcast.web.errands import Errand, Errands, OneAlready

LONG = 60.0


class Gate:
    """Does three reports, and waits before the last one."""

    def __init__(self) -> None:
        self.reached, self.go_on = threading.Event(), threading.Event()

    def __call__(self, step: Step) -> int:
        step(0, 3)
        step(1, 3)
        self.reached.set()
        assert self.go_on.wait(LONG)
        step(2, 3)
        return 3


@pytest.fixture
def gate() -> Gate:
    return Gate()


def started(errands: Errands, do: Callable[[Step], object], *, looks: bool = False) -> Errand:
    errand = Errand("retention", do, lambda found: found, looks=looks)
    errands.start("sid", errand)
    return errand


def test_it_says_how_far_it_is_and_is_taken_once(gate: Gate) -> None:
    errands = Errands()
    errand = started(errands, gate)
    assert gate.reached.wait(LONG)
    assert (errand.done, errand.total, errand.over) == (1, 3, False)
    assert (errands.take("sid"), errands.of("sid"), errands.of("other")) == (None, errand, None)
    with pytest.raises(OneAlready):
        started(errands, gate)
    gate.go_on.set()
    assert errand.wait(LONG)
    assert errands.take("sid") is errand
    assert (errand.result, errand.failed, errands.of("sid"), errands.take("sid")) == (3, None, None, None)


@pytest.mark.parametrize(("looks", "result"), [(True, None), (False, 3)])
def test_when_its_session_ends_a_look_does_and_what_takes_away_goes_on(
    gate: Gate, looks: bool, result: int | None
) -> None:
    errands = Errands()
    errand = started(errands, gate, looks=looks)
    assert gate.reached.wait(LONG)
    errands.drop("sid")
    assert errands.of("sid") is None
    gate.go_on.set()
    assert errand.wait(LONG)
    assert errand.result == result
    assert isinstance(errand.failed, LeftOff) is looks


def test_when_the_process_ends_all_of_them_do_those_of_ended_sessions_too(gate: Gate) -> None:
    errands = Errands()
    errand = started(errands, gate)
    assert gate.reached.wait(LONG)
    errands.drop("sid")
    closing = threading.Thread(target=errands.close)
    closing.start()
    assert errand._left.wait(LONG)
    gate.go_on.set()
    closing.join(LONG)
    assert errand.over
    assert isinstance(errand.failed, LeftOff)


def test_what_failed_is_kept_for_who_began_it() -> None:
    def fails(_step: Step) -> None:
        raise LibraryError("The library's database failed.")

    errand = started(Errands(), fails)
    assert errand.wait(LONG)
    assert (errand.result, str(errand.failed)) == (None, "The library's database failed.")
