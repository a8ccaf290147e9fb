"""Opened files belong to their session and to no other."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.exports import small
from tests.web.conftest import Clock
from webcast.analysis.audience import Audience
from webcast.decode.understood import Doubt, Understood
from webcast.errors import BadData, UnknownEvent
from webcast.library.sessions import Began
from webcast.reports import Report
from webcast.settings import Settings
from webcast.web.app_state import AppState
from webcast.web.room import Room, TooMuchOpened
from webcast.web.uploads import TooManyFiles, Uploads, size_of


def one(event_id: str, people: int = 1) -> Report:
    return Report(
        event=small.table("event", [small.event(event_id, f"Event {event_id}")]),
        registrants=small.table("registrants", [small.registrant(event_id, n) for n in range(1, people + 1)]),
    )


@pytest.fixture
def uploads(state: AppState) -> Uploads:
    return state.uploads


def limited(state: AppState, session: int, process: int, most: int = 50) -> tuple[Room, Uploads]:
    room = Room(session=session, process=process, kept=state.passing.taken)
    return room, Uploads(state.passing, room, state.session_ends, most=most)


def test_files_get_ids_of_their_own(uploads: Uploads) -> None:
    assert uploads.add("ann", one("1"), "a.xml") == "file-1"
    assert uploads.add("ann", one("2"), "b.xml") == "file-2"
    uploads.remove("ann", "file-1")
    assert uploads.add("ann", one("3"), "c.xml") == "file-3"
    assert [(file.id, file.name) for file in uploads.files("ann")] == [("file-2", "b.xml"), ("file-3", "c.xml")]


def test_another_session_sees_nothing(uploads: Uploads) -> None:
    uploads.add("ann", one("1"), "a.xml")
    assert uploads.files("bob") == ()
    assert uploads.reports("bob") == {}
    with pytest.raises(UnknownEvent, match="file-1 should be a file opened in this session"):
        uploads.audience("bob", ("file-1",))


def test_an_audience_is_kept_and_shared(uploads: Uploads) -> None:
    uploads.add("ann", one("1"), "a.xml")
    uploads.add("ann", one("2", people=2), "b.xml")
    both = uploads.audience("ann", ("file-1", "file-2"))
    assert both.total == 3
    assert uploads.audience("ann", ("file-1", "file-2")) is both


def test_beside_another_audience_it_is_made_anew(uploads: Uploads) -> None:
    uploads.add("ann", one("1"), "a.xml")
    held, newer = Audience.of(one("9")), Audience.of(one("9", people=5))
    assert uploads.audience("ann", ("file-1",), held).total == 2
    assert uploads.audience("ann", ("file-1",), newer).total == 6
    assert uploads.audience("ann", ("file-1",)).total == 1


def test_two_files_of_one_event_are_refused(uploads: Uploads) -> None:
    for name in ("a.xml", "b.xml"):
        uploads.add("ann", one("1"), name)
    with pytest.raises(BadData, match="Event 1 came twice"):
        uploads.audience("ann", ("file-1", "file-2"))


def test_files_go_along_to_the_session_that_goes_on(uploads: Uploads) -> None:
    uploads.add("ann", one("1"), "a.xml")
    uploads.move("ann", "ann signed in")
    assert uploads.files("ann") == ()
    assert [file.name for file in uploads.files("ann signed in")] == ["a.xml"]


def test_a_session_holds_so_many_files_and_no_more(state: AppState) -> None:
    _, uploads = limited(state, 10**9, 10**9, most=1)
    uploads.add("ann", one("1"), "a.xml")
    with pytest.raises(
        TooManyFiles, match=r"holds 1 file at most, and this one is full\. Close a.+WEBCAST_OPENED_FILES"
    ):
        uploads.add("ann", one("2"), "b.xml")
    uploads.add("bob", one("2"), "b.xml")
    uploads.remove("ann", "file-1")
    uploads.add("ann", one("2"), "b.xml")


def test_what_is_open_takes_room_until_it_is_closed(state: AppState) -> None:
    size = size_of(one("1"))
    assert size > 0
    room, uploads = limited(state, 2 * size, 10 * size)
    uploads.add("ann", one("1"), "a.xml")
    uploads.add("ann", one("1"), "b.xml")
    assert room.taken("ann") == 2 * size
    with pytest.raises(TooMuchOpened, match="WEBCAST_OPENED_SESSION_MB"):
        uploads.add("ann", one("1"), "c.xml")
    assert [file.name for file in uploads.files("ann")] == ["a.xml", "b.xml"]
    uploads.remove("ann", "file-1")
    assert room.taken("ann") == size
    # The number of the one that was refused is not used up.
    assert uploads.add("ann", one("1"), "c.xml") == "file-3"
    uploads.drop("ann")
    assert room.taken() == 0


def test_what_waits_takes_room_with_its_bytes_and_what_was_read(state: AppState) -> None:
    size = size_of(one("1"))
    room, uploads = limited(state, size + 99, 10 * size)
    with pytest.raises(TooMuchOpened, match="WEBCAST_OPENED_SESSION_MB"):
        uploads.wait("ann", "tab", 100, one("1"))
    held = uploads.wait("ann", "tab", 99, one("1"))
    assert room.taken("ann") == size + 99
    held.release()
    assert room.taken("ann") == 0


def test_dropped_is_gone(uploads: Uploads) -> None:
    uploads.add("ann", one("1"), "a.xml")
    uploads.drop("ann")
    assert uploads.files("ann") == ()


def test_names_of_files_are_not_printed(uploads: Uploads) -> None:
    uploads.add("ann", one("1"), "ann miller.xml")
    assert "ann miller" not in repr(uploads.files("ann"))


def test_what_one_process_opened_any_other_shows_closes_and_counts(state: AppState, settings: Settings) -> None:
    other = AppState.open(settings, now=state.now)
    understood = Understood(kind="CSV", headers=["E-mail"], columns=[("E-mail", "email")], doubts=[Doubt("dates")])
    whole = small.two_events()
    state.uploads.add("ann", whole, "both.xml", understood, "Europe/Berlin")
    (found,) = other.uploads.files("ann")
    assert (found.id, found.name, found.zone) == ("file-1", "both.xml", "Europe/Berlin")
    assert found.understood == understood
    for name, table in whole.tables().items():
        assert_frame_equal(found.report.tables()[name], table)
    assert other.room.taken("ann") == state.room.taken("ann") == size_of(whole)
    assert state.uploads.audience("ann", ("file-1",)).total == other.uploads.audience("ann", ("file-1",)).total
    other.uploads.remove("ann", "file-1")
    assert state.uploads.files("ann") == ()
    with pytest.raises(UnknownEvent):
        state.uploads.audience("ann", ("file-1",))
    assert (state.uploads.here(), other.uploads.here()) == (0, 0)
    other.close()


def test_in_memory_are_those_that_were_asked_for_last_and_others_come_back(state: AppState) -> None:
    uploads = Uploads(state.passing, state.room, state.session_ends, memory=2 * size_of(one("1")))
    for event in "123":
        uploads.add("ann", one(event), f"{event}.xml")
    assert len(uploads.files("ann")) == 3
    assert uploads.here() == 2 * size_of(one("1"))
    assert uploads.audience("ann", ("file-1", "file-2", "file-3")).total == 3


def test_they_end_with_their_session_whoever_ends_it(state: AppState, clock: Clock) -> None:
    state.library.sessions.begin("ann", "token", Began(clock(), state.session_ends(), "account"))
    state.uploads.add("ann", one("1"), "a.xml")
    state.library.sessions.end_account("account")
    assert (state.uploads.files("ann"), state.passing.taken().everybody) == ((), 0)
    state.uploads.add("bob", one("1"), "a.xml")
    clock.advance(hours=13)
    assert state.uploads.files("bob") == ()


def test_what_is_kept_is_sealed(state: AppState, settings: Settings) -> None:
    people = one("1").registrants.with_columns(first_name=pl.lit("Canary"))
    state.uploads.add("ann", replace(one("1"), registrants=people), "canary.xml")
    state.library.close()
    for file in settings.data_dir.iterdir():
        assert b"anary" not in file.read_bytes(), file.name
