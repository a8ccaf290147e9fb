"""A full disk, by a limit on the size of files. SQLite alone: PostgreSQL's disk is the server's own affair."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg.errors
import pytest
from sqlalchemy.exc import OperationalError

from tests.library import child, stage
from tests.library.test_crash import EVENTS, EXPIRED, Place
from webcast.library import Library
from webcast.library.store import NoRoom, translated
from webcast.sandbox.running import run_sandbox

pytestmark = pytest.mark.usefixtures("without_tables")


@pytest.fixture
def place(tmp_path: Path, opened: Callable[..., Library]) -> Iterator[Place]:
    world = stage.world(*EVENTS, expired=(EXPIRED,), people=400)
    with run_sandbox(world=world, clock=stage.sandbox_clock()) as sandbox:
        yield Place(sandbox, stage.settings(tmp_path / "data"), opened)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/data/library.sqlite3"


def fill(place: Place, event: str) -> child.Errand:
    """Hold one event and return an errand whose disk is full once it has asked for another."""
    library = place.open()
    place.fetch(library, "11")
    library.close()
    return place.errand(event, fills="request written down")


def test_a_full_disk_is_said_and_loses_nothing(place: Place) -> None:
    found = child.outcome(*child.begin(fill(place, "13")))
    assert found.state == "failed"
    assert "its disk is full or cannot be written" in found.failures[-1][2]
    again = place.settled()
    assert again.report(place.account, ["11"]).registrants.height == 400
    assert place.fetch(again, "13").state == "done"
    assert again.report(place.account, ["11", "13"]).registrants.height == 800


def test_an_expired_report_waits_in_memory_for_room(place: Place) -> None:
    process, pipe = child.begin(fill(place, EXPIRED))
    stage.until(lambda: place.sandbox.requests.count("expired_report", code=1) == 1)
    child.give_room(process)
    found = child.outcome(process, pipe)
    assert (found.state, found.fetched) == ("done", 1)
    assert place.open().report(place.account, [EXPIRED]).registrants.height == 400
    assert place.sandbox.requests.count("expired_report") == 1


def test_a_full_disk_of_a_server_is_said_too() -> None:
    with pytest.raises(NoRoom), translated():
        raise OperationalError("INSERT", {}, psycopg.errors.DiskFull("could not extend file"))
