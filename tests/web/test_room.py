"""What opened files may take: to the byte, and freed with what took it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from webcast.web.room import Held, Room, TooMuchOpened

MIB = 1024 * 1024


def room() -> Room:
    return Room(session=1000, process=1500)


def test_one_byte_more_than_a_session_may_have_is_refused() -> None:
    there = room()
    held = there.hold("ann", 999)
    held.grow(1)
    for more in (lambda: held.grow(1), lambda: there.hold("ann", 1)):
        with pytest.raises(
            TooMuchOpened,
            match=r"^The files of one session may take 1,000 bytes of memory; this would be more\. Close a file "
            r"first\. Whoever runs the dashboard can raise WEBCAST_OPENED_SESSION_MB\.$",
        ):
            more()
    assert there.taken("ann") == 1000
    there.hold("bob", 1)


def test_one_byte_more_than_all_may_have_is_refused() -> None:
    there = room()
    held = [there.hold("ann", 1000), there.hold("bob", 500)]
    with pytest.raises(
        TooMuchOpened,
        match=r"^The files of everybody together may take 1,500 bytes of memory; this would be more\. Try again when "
        r"others have closed theirs\. Whoever runs the dashboard can raise WEBCAST_OPENED_MB\.$",
    ):
        there.hold("bob", 1)
    assert sum(one.size for one in held) == there.taken() == 1500


def test_those_without_account_have_half_of_it_together() -> None:
    there = room()
    held = [there.hold("guest 1", 700, guest=True), there.hold("guest 2", 50, guest=True)]
    with pytest.raises(TooMuchOpened, match=r"who work with files only may take 750 bytes.*WEBCAST_OPENED_MB, of"):
        there.hold("guest 3", 1, guest=True)
    assert there.hold("ann", 750).size == 750
    assert sum(one.size for one in held) == 750


def test_a_session_that_goes_on_with_an_account_is_no_guest_any_more() -> None:
    there = room()
    held = there.hold("guest", 750, guest=True)
    there.move("guest", "ann", guest=False)
    assert (there.taken("guest"), there.taken("ann")) == (0, 750)
    held.grow(250)


def test_it_is_freed_by_letting_go_by_the_end_of_the_session_and_with_the_tab() -> None:
    there = room()
    let_go, in_tab, kept = there.hold("ann", 10), there.hold("ann", 20, tab="tab"), there.hold("ann", 40)
    let_go.release()
    assert there.taken("ann") == 60
    there.drop_tab("tab")
    assert there.taken("ann") == 40
    there.drop("ann")
    assert there.taken() == 0
    for held in (in_tab, kept):
        with pytest.raises(TooMuchOpened, match="This session is over"):
            held.grow(1)


def test_what_nobody_has_any_more_counts_no_more() -> None:
    there = room()
    held = there.hold("ann", 10)
    assert there.taken("ann") == 10
    del held
    assert there.taken("ann") == 0


def test_megabytes_are_said_as_such() -> None:
    with pytest.raises(TooMuchOpened, match="may take 2,048 MiB of memory"):
        Room(session=2048 * MIB, process=4096 * MIB).hold("ann", 2048 * MIB + 1)


@pytest.fixture
def threads_that_change_often() -> Iterator[None]:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("threads_that_change_often")
def test_of_many_at_the_same_moment_those_alone_are_taken_that_fit() -> None:
    def hold(there: Room, start: threading.Barrier) -> Held | None:
        start.wait()
        try:
            return there.hold("ann", 600)
        except TooMuchOpened:
            return None

    with ThreadPoolExecutor(8) as pool:
        for _ in range(300):
            there, start = room(), threading.Barrier(8)
            held = [one for one in pool.map(hold, [there] * 8, [start] * 8) if one is not None]
            assert there.taken("ann") == 600 * len(held) == 600
