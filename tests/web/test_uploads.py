"""Opened files belong to their session and to no other."""

from __future__ import annotations

import pytest

from tests.exports import small
from webcast.analysis.audience import Audience
from webcast.errors import BadData, UnknownEvent
from webcast.reports import Report
from webcast.web import uploads as module
from webcast.web.uploads import TooManyFiles, Uploads


def one(event_id: str, people: int = 1) -> Report:
    return Report(
        event=small.table("event", [small.event(event_id, f"Event {event_id}")]),
        registrants=small.table("registrants", [small.registrant(event_id, n) for n in range(1, people + 1)]),
    )


def test_files_get_ids_of_their_own() -> None:
    uploads = Uploads()
    assert uploads.add("ann", one("1"), "a.xml") == "file-1"
    assert uploads.add("ann", one("2"), "b.xml") == "file-2"
    uploads.remove("ann", "file-1")
    assert uploads.add("ann", one("3"), "c.xml") == "file-3"
    assert [(file.id, file.name) for file in uploads.files("ann")] == [("file-2", "b.xml"), ("file-3", "c.xml")]


def test_another_session_sees_nothing() -> None:
    uploads = Uploads()
    uploads.add("ann", one("1"), "a.xml")
    assert uploads.files("bob") == ()
    assert uploads.reports("bob") == {}
    with pytest.raises(UnknownEvent, match="file-1 should be a file opened in this session"):
        uploads.audience("bob", ("file-1",))


def test_an_audience_is_kept_and_shared() -> None:
    uploads = Uploads()
    uploads.add("ann", one("1"), "a.xml")
    uploads.add("ann", one("2", people=2), "b.xml")
    both = uploads.audience("ann", ("file-1", "file-2"))
    assert both.total == 3
    assert uploads.audience("ann", ("file-1", "file-2")) is both


def test_beside_another_audience_it_is_made_anew() -> None:
    uploads = Uploads()
    uploads.add("ann", one("1"), "a.xml")
    held, newer = Audience.of(one("9")), Audience.of(one("9", people=5))
    assert uploads.audience("ann", ("file-1",), held).total == 2
    assert uploads.audience("ann", ("file-1",), newer).total == 6
    assert uploads.audience("ann", ("file-1",)).total == 1


def test_two_files_of_one_event_are_refused() -> None:
    uploads = Uploads()
    for name in ("a.xml", "b.xml"):
        uploads.add("ann", one("1"), name)
    with pytest.raises(BadData, match="Event 1 came twice"):
        uploads.audience("ann", ("file-1", "file-2"))


def test_files_go_along_to_the_session_that_goes_on() -> None:
    uploads = Uploads()
    uploads.add("ann", one("1"), "a.xml")
    uploads.move("ann", "ann signed in")
    assert uploads.files("ann") == ()
    assert [file.name for file in uploads.files("ann signed in")] == ["a.xml"]


def test_a_full_session_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_FILES", 1)
    uploads = Uploads()
    uploads.add("ann", one("1"), "a.xml")
    with pytest.raises(TooManyFiles, match="Remove a file first"):
        uploads.add("ann", one("2"), "b.xml")
    uploads.add("bob", one("2"), "b.xml")


def test_dropped_is_gone() -> None:
    uploads = Uploads()
    uploads.add("ann", one("1"), "a.xml")
    uploads.drop("ann")
    assert uploads.files("ann") == ()


def test_names_of_files_are_not_printed() -> None:
    uploads = Uploads()
    uploads.add("ann", one("1"), "ann miller.xml")
    assert "ann miller" not in repr(uploads.files("ann"))
