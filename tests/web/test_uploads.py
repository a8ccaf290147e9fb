"""Opened files belong to their session and to no other."""

from __future__ import annotations

import pytest

from tests.exports import small
from webcast.analysis.audience import Audience
from webcast.errors import BadData, UnknownEvent
from webcast.reports import Report
from webcast.web.room import Room, TooMuchOpened
from webcast.web.uploads import TooManyFiles, Uploads, size_of


def one(event_id: str, people: int = 1) -> Report:
    return Report(
        event=small.table("event", [small.event(event_id, f"Event {event_id}")]),
        registrants=small.table("registrants", [small.registrant(event_id, n) for n in range(1, people + 1)]),
    )


def uploads_of_plenty(most: int = 50) -> Uploads:
    return Uploads(Room(session=10**9, process=10**9), most)


def test_files_get_ids_of_their_own() -> None:
    uploads = uploads_of_plenty()
    assert uploads.add("ann", one("1"), "a.xml") == "file-1"
    assert uploads.add("ann", one("2"), "b.xml") == "file-2"
    uploads.remove("ann", "file-1")
    assert uploads.add("ann", one("3"), "c.xml") == "file-3"
    assert [(file.id, file.name) for file in uploads.files("ann")] == [("file-2", "b.xml"), ("file-3", "c.xml")]


def test_another_session_sees_nothing() -> None:
    uploads = uploads_of_plenty()
    uploads.add("ann", one("1"), "a.xml")
    assert uploads.files("bob") == ()
    assert uploads.reports("bob") == {}
    with pytest.raises(UnknownEvent, match="file-1 should be a file opened in this session"):
        uploads.audience("bob", ("file-1",))


def test_an_audience_is_kept_and_shared() -> None:
    uploads = uploads_of_plenty()
    uploads.add("ann", one("1"), "a.xml")
    uploads.add("ann", one("2", people=2), "b.xml")
    both = uploads.audience("ann", ("file-1", "file-2"))
    assert both.total == 3
    assert uploads.audience("ann", ("file-1", "file-2")) is both


def test_beside_another_audience_it_is_made_anew() -> None:
    uploads = uploads_of_plenty()
    uploads.add("ann", one("1"), "a.xml")
    held, newer = Audience.of(one("9")), Audience.of(one("9", people=5))
    assert uploads.audience("ann", ("file-1",), held).total == 2
    assert uploads.audience("ann", ("file-1",), newer).total == 6
    assert uploads.audience("ann", ("file-1",)).total == 1


def test_two_files_of_one_event_are_refused() -> None:
    uploads = uploads_of_plenty()
    for name in ("a.xml", "b.xml"):
        uploads.add("ann", one("1"), name)
    with pytest.raises(BadData, match="Event 1 came twice"):
        uploads.audience("ann", ("file-1", "file-2"))


def test_files_go_along_to_the_session_that_goes_on() -> None:
    uploads = uploads_of_plenty()
    uploads.add("ann", one("1"), "a.xml")
    uploads.move("ann", "ann signed in")
    assert uploads.files("ann") == ()
    assert [file.name for file in uploads.files("ann signed in")] == ["a.xml"]


def test_a_session_holds_so_many_files_and_no_more() -> None:
    uploads = uploads_of_plenty(most=1)
    uploads.add("ann", one("1"), "a.xml")
    with pytest.raises(
        TooManyFiles, match=r"holds 1 file at most, and this one is full\. Close a.+WEBCAST_OPENED_FILES"
    ):
        uploads.add("ann", one("2"), "b.xml")
    uploads.add("bob", one("2"), "b.xml")
    uploads.remove("ann", "file-1")
    uploads.add("ann", one("2"), "b.xml")


def test_what_is_open_takes_room_until_it_is_closed() -> None:
    size = size_of(one("1"))
    assert size > 0
    room = Room(session=2 * size, process=10 * size)
    uploads = Uploads(room)
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


def test_what_waits_takes_room_with_its_bytes_and_what_was_read() -> None:
    size = size_of(one("1"))
    room = Room(session=size + 99, process=10 * size)
    with pytest.raises(TooMuchOpened, match="WEBCAST_OPENED_SESSION_MB"):
        Uploads(room).wait("ann", "tab", 100, one("1"))
    held = Uploads(room).wait("ann", "tab", 99, one("1"))
    assert room.taken("ann") == size + 99
    held.release()
    assert room.taken("ann") == 0


def test_dropped_is_gone() -> None:
    uploads = uploads_of_plenty()
    uploads.add("ann", one("1"), "a.xml")
    uploads.drop("ann")
    assert uploads.files("ann") == ()


def test_names_of_files_are_not_printed() -> None:
    uploads = uploads_of_plenty()
    uploads.add("ann", one("1"), "ann miller.xml")
    assert "ann miller" not in repr(uploads.files("ann"))
