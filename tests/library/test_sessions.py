"""The sessions in force: known to all processes, ended by whom they may be ended by, to the millisecond."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from tests.library import stage
from webcast.library import Library
from webcast.library import sessions as sessions_module
from webcast.library.sessions import Began, Session, TooManySessions

NOON = stage.NOON
LATER = NOON + timedelta(hours=12)
MINUTE = timedelta(minutes=1)
MS = timedelta(milliseconds=1)


def began(account: str = "ann", check: int = 1, where: str = "192.0.2.1") -> Began:
    return Began(NOON, LATER, account, where, "Firefox on Windows", check)


def test_one_that_never_began_is_not_in_force(library: Library) -> None:
    assert not library.sessions.in_force("s", "t", NOON)
    assert not library.sessions.in_force("s", None, NOON)


def test_it_is_in_force_by_its_newest_cookie_alone(library: Library) -> None:
    sessions = library.sessions
    sessions.begin("s", "first", began())
    assert sessions.in_force("s", "first", NOON)
    sessions.begin("s", "second", began())
    assert [sessions.in_force("s", token, NOON) for token in ("first", "second", None)] == [False, True, True]
    found = sessions.cookies(["s", "other"], NOON)
    assert list(found) == ["s"]
    assert [sessions.is_current(found["s"], token) for token in ("first", "second")] == [False, True]


def test_it_ends_to_the_millisecond(library: Library) -> None:
    library.sessions.begin("s", "t", replace(began(), until=NOON + MINUTE))
    assert library.sessions.in_force("s", "t", NOON + MINUTE - MS)
    assert not library.sessions.in_force("s", "t", NOON + MINUTE)


def test_without_use_it_ends_to_the_millisecond(library: Library) -> None:
    idle = timedelta(minutes=180)
    library.sessions.begin("s", "t", began())
    assert library.sessions.in_force("s", "t", NOON + idle - MS)
    assert not library.sessions.in_force("s", "t", NOON + idle)
    library.sessions.used("s", NOON + timedelta(minutes=60))
    assert library.sessions.in_force("s", "t", NOON + timedelta(minutes=240) - MS)
    assert not library.sessions.in_force("s", "t", NOON + timedelta(minutes=240))


def test_use_does_not_bring_back_what_ended(library: Library) -> None:
    library.sessions.begin("s", "t", began())
    library.sessions.used("s", NOON + timedelta(minutes=180))
    assert not library.sessions.in_force("s", "t", NOON + timedelta(minutes=180))


def test_use_is_written_down_once_a_minute(library: Library) -> None:
    library.sessions.begin("s", "t", began())
    assert library.sessions.is_due("s", NOON)
    library.sessions.used("s", NOON)
    assert not library.sessions.is_due("s", NOON + MINUTE - MS)
    assert library.sessions.is_due("s", NOON + MINUTE)
    # A clock that was set back is no reason to wait.
    assert library.sessions.is_due("s", NOON - MINUTE)


def test_all_processes_know_within_a_second(opened: Callable[..., Library]) -> None:
    clock = stage.FakeClock()
    first, second = opened(clock=clock), opened(clock=clock)
    first.sessions.begin("s", "t", began())
    assert second.sessions.in_force("s", "t", NOON)
    first.sessions.end("s")
    assert not first.sessions.in_force("s", "t", NOON)
    clock.advance(1.0)
    assert not second.sessions.in_force("s", "t", NOON)


def test_a_cookie_that_another_process_renewed_is_let_in_at_once(opened: Callable[..., Library]) -> None:
    here, there = opened(), opened()
    here.sessions.begin("s", "first", began())
    assert there.sessions.in_force("s", "first", NOON)
    here.sessions.begin("s", "second", began())
    assert [there.sessions.in_force("s", token, NOON) for token in ("second", "first")] == [True, False]


@pytest.mark.parametrize("change", ["end", "begin", "used"])
def test_what_is_read_while_a_session_changes_is_not_believed_after(
    library: Library, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    """A look that began before somebody signed out brings nobody back, and keeps nobody out."""
    sessions, store = library.sessions, library._guard.store
    sessions.begin("s", "first", began())
    real = store.read

    @contextmanager
    def read() -> Iterator[Connection]:
        with real() as conn:
            yield conn
        monkeypatch.setattr(store, "read", real)
        match change:
            case "end":
                sessions.end("s")
            case "begin":
                sessions.begin("s", "second", began())
            case _:
                sessions.used("s", NOON + MINUTE)

    monkeypatch.setattr(store, "read", read)
    sessions.cookies(["s"], NOON)
    held = [sessions.in_force("s", token, NOON + MINUTE) for token in ("first", "second")]
    assert held == {"end": [False, False], "begin": [False, True], "used": [True, False]}[change]


def test_the_list_says_when_where_and_with_which_browser(library: Library) -> None:
    sessions = library.sessions
    sessions.begin("s1", "t", began())
    sessions.begin("s2", "t", began(where="192.0.2.2"))
    sessions.begin("bob's", "t", began("bob"))
    sessions.used("s1", NOON + MINUTE)
    assert sessions.of("ann", NOON + MINUTE) == [
        Session(sessions.tag("s1"), NOON, NOON + MINUTE, "192.0.2.1", "Firefox on Windows"),
        Session(sessions.tag("s2"), NOON, NOON, "192.0.2.2", "Firefox on Windows"),
    ]
    assert "192.0.2.1" not in repr(sessions.of("ann", NOON))
    # Those that are over are not there, a second sign-in keeps when it began.
    sessions.begin("s1", "t2", replace(began(), at=NOON + MINUTE))
    assert [(one.began, one.used) for one in sessions.of("ann", NOON + timedelta(minutes=180))] == [
        (NOON, NOON + MINUTE)
    ]


def test_the_lists_of_several_are_each_ones_own(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions_module, "_IN_ONE_QUERY", 1)
    sessions = library.sessions
    sessions.begin("s1", "t", began())
    sessions.begin("bob's", "t", began("bob"))
    sessions.begin("cid's", "t", began("cid"))
    found = sessions.of_each(["ann", "bob", "dan"], NOON)
    assert {who: [one.id for one in theirs] for who, theirs in found.items()} == {
        "ann": [sessions.tag("s1")],
        "bob": [sessions.tag("bob's")],
        "dan": [],
    }


def test_one_is_ended_by_its_account_alone(library: Library) -> None:
    sessions = library.sessions
    sessions.begin("s", "t", began())
    tag = sessions.tag("s")
    assert not sessions.end_one("bob", tag)
    assert sessions.in_force("s", "t", NOON)
    assert sessions.end_one("ann", tag)
    assert not sessions.end_one("ann", tag)
    assert not sessions.in_force("s", "t", NOON)


def test_the_others_an_account_s_and_all(library: Library) -> None:
    sessions = library.sessions

    def standing() -> str:
        return "".join(sid for sid in "abcdg" if sessions.in_force(sid, "t", NOON))

    for sid in "abc":
        sessions.begin(sid, "t", began())
    sessions.begin("d", "t", began("bob"))
    sessions.begin_guest("g", "t", began(""), most=9, most_here=9)
    assert (sessions.end_others("ann", "a"), standing()) == (2, "adg")
    assert (sessions.end_account("ann"), standing()) == (1, "dg")
    assert (sessions.end_all(), standing()) == (2, "")


def test_a_changed_password_ends_what_began_with_another_one(library: Library) -> None:
    sessions = library.sessions
    for sid, check in (("old", 1), ("new", 2), ("newest", 2)):
        sessions.begin(sid, "t", began(check=check))
    sessions.begin("bob's", "t", began("bob", check=1))
    assert sessions.end_by_password("ann", "newest", 2, same=False) == 1
    assert [sid for sid in ("old", "new", "newest", "bob's") if sessions.in_force(sid, "t", NOON)] == [
        "new",
        "newest",
        "bob's",
    ]
    assert sessions.end_by_password("ann", "newest", 2, same=True) == 1
    assert [sid for sid in ("new", "newest") if sessions.in_force(sid, "t", NOON)] == ["newest"]


def test_what_tells_passwords_apart_is_far_from_enough_to_find_one(library: Library) -> None:
    check = library.sessions.check
    checks = {check("ann", f"password {n}") for n in range(200)}
    assert 190 < len(checks) <= 200
    assert all(0 <= one < 65_536 for one in checks)
    assert check("ann", "secret") == check("ann", "secret")
    assert check("ann", "secret") != check("bob", "secret")


def test_one_more_without_account_than_may_be_is_refused(library: Library) -> None:
    def let_in(sid: str, where: str) -> None:
        library.sessions.begin_guest(sid, "t", began("", where=where), most=3, most_here=2)

    let_in("1", "192.0.2.1")
    let_in("2", "192.0.2.1")
    with pytest.raises(TooManySessions, match=r"from one network address do\. .*WEBCAST_FILES_ONLY_PER_ADDRESS"):
        let_in("3", "192.0.2.1")
    let_in("3", "192.0.2.2")
    with pytest.raises(TooManySessions, match=r"with files only do\. .*WEBCAST_FILES_ONLY_SESSIONS"):
        let_in("4", "192.0.2.3")
    library.sessions.begin("ann's", "t", began())  # with an account there is room
    library.sessions.end("1")
    let_in("4", "192.0.2.3")


def test_those_that_are_over_make_room_and_are_swept(library: Library) -> None:
    library.sessions.begin_guest("1", "t", began(""), most=1, most_here=1)
    idle = replace(began(""), at=NOON + timedelta(minutes=180))
    library.sessions.begin_guest("2", "t", idle, most=1, most_here=1)
    library.sessions.sweep(NOON + timedelta(minutes=180))
    assert not library.sessions.in_force("1", "t", NOON)
    assert library.sessions.in_force("2", "t", NOON + timedelta(minutes=180))


# Quotas


def test_as_many_as_may_be_are_taken_in_an_hour(opened: Callable[..., Library]) -> None:
    clock = stage.FakeClock()
    quotas = opened(clock=clock).quotas
    assert quotas.take("exports", "ann", 2) == 0.0
    clock.advance(600)
    assert quotas.take("exports", "ann", 2) == 0.0
    assert quotas.take("exports", "ann", 2) == 3000.0
    assert quotas.take("exports", "bob", 2) == 0.0
    clock.advance(2999)
    assert quotas.take("exports", "ann", 2) == 1.0
    clock.advance(1)
    assert quotas.take("exports", "ann", 2) == 0.0
    assert quotas.take("exports", "ann", 2) == 600.0
    assert quotas.take("exports", "ann", 0) == 0.0
