"""The page about how the dashboard stands: what is not known is said to be, and is never 0."""

from __future__ import annotations

import re
import shutil
from collections import namedtuple
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import ACCOUNT, OpenPage, texts
from webcast.errors import LibraryError
from webcast.library import Library
from webcast.library.sessions import Began
from webcast.web import operations
from webcast.web.app_state import AppState

Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(100 * 10**9, 0, 40 * 10**9))


def facts(page: AppTest) -> dict[str, str]:
    """Return what is told, by its name."""
    assert not page.exception
    bodies = "".join(element.proto.body for element in page.get("html"))
    found = re.findall(r"<dt><bdi>(.*?)</bdi></dt><dd><bdi>(.*?)</bdi></dd>", bodies)
    return {name: value.replace("\u00a0", " ") for name, value in found}


def test_what_is_known_is_told(held: AppState, open_page: OpenPage) -> None:
    page = open_page("operations", time_zone="UTC")
    told = facts(page)
    assert told["Answers"] == "yes, and what is sealed opens"
    assert told["Format"] == "3"
    assert told["Reports held"] == "2 reports of 2 events"
    assert told["Disk"] == "40.0 GB of 100 GB free"
    assert told["Reports left this hour"] == "1,000 of 1,000"
    assert told["Of expired presentations"] == "50 of 50"
    assert told["Waiting to be fetched"] == "0 waiting, 0 on their way"
    assert told["Sessions in force"] == "0"
    assert re.fullmatch(r"[\d.,]+ [MG]B", told["Memory"])  # of the process that runs the tests, however much it has
    assert {"Python", "Webcast Insights", "streamlit", "polars", "SQLite"} <= set(told)
    assert "Everything works, as far as is known here." in texts(page)


def test_what_is_not_known_is_said_to_be(
    held: AppState, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "_memory", lambda: None)

    def broken(_: object) -> None:
        raise OSError

    monkeypatch.setattr(shutil, "disk_usage", broken)
    told = facts(open_page("operations", time_zone="UTC"))
    assert {name for name, value in told.items() if value == "not known"} == {
        "Last answer", "Last backup", "Memory", "Disk",
    }  # fmt: skip
    assert told["Last failure"] == "none since the process began"


def test_the_platforms_last_answer_and_failure_are_told(held: AppState, open_page: OpenPage) -> None:
    held.lately("fetch", {"call": "report", "outcome": "ok"})
    page = open_page("operations", time_zone="UTC")
    assert facts(page)["Last answer"] != "not known"
    held.lately("fetch", {"call": "report", "outcome": "PlatformUnreachable"})
    page.button(key="wi-operations-again").click().run()
    assert facts(page)["Last failure"].endswith("(report: PlatformUnreachable)")
    assert "The platform's last answer was a failure." in texts(page)


def test_a_disk_with_little_room_is_said_first(
    held: AppState, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10 * 1024**3, 0, 1024**3 - 1))
    assert "The disk has little room left." in texts(open_page("operations", time_zone="UTC"))


@pytest.mark.parametrize(
    ("free", "total", "short"),
    [
        (1024**3, 10 * 1024**3, False),
        (1024**3 - 1, 10 * 1024**3, True),
        (5 * 1024**3, 100 * 1024**3, False),
        (5 * 1024**3 - 1, 100 * 1024**3, True),
    ],
)
def test_when_room_is_short(free: int, total: int, short: bool) -> None:
    assert operations.Room(free, total).is_short is short


def test_who_is_signed_in_is_named_of_the_account_alone(held: AppState, open_page: OpenPage) -> None:
    now = held.now()
    held.library.sessions.begin("own", "t", Began(now, now + timedelta(hours=1), ACCOUNT, "192.0.2.77", "Safari"))
    held.library.sessions.begin("not", "t", Began(now, now + timedelta(hours=1), "another", "192.0.2.78", "Safari"))
    page = open_page("operations", time_zone="UTC")
    assert "The account itself: 1 session" in texts(page)
    assert facts(page)["Sessions in force"] == "2"
    assert "192.0.2.78" not in texts(page)


def test_a_library_that_does_not_answer_costs_what_it_tells_and_nothing_else(
    held: AppState, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(_: Library) -> None:
        raise LibraryError("It does not answer.")

    monkeypatch.setattr(Library, "check", silent)
    page = open_page("operations", time_zone="UTC")
    told = facts(page)
    assert told["Answers"] == "no, or what is sealed does not open"
    assert {told[name] for name in ("Reports left this hour", "Waiting to be fetched", "Sessions in force")} == {
        "not known"
    }
    assert told["Disk"] == "40.0 GB of 100 GB free"
    assert "The library does not answer, or what is sealed in it does not open." in texts(page)
