"""What a run of a page asks of polars, in collects, which no slow machine changes: see docs/performance.md."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Final

import polars as pl
import pytest
from sqlalchemy import Connection

from tests.collects import watched
from tests.pages import small
from tests.pages.conftest import OpenPage
from webcast import zones
from webcast.library import Library
from webcast.library.store import Store

MOST: Final = 5
"""Collects of a rerun that changes no people: of the picked events in the list, and of those that are over."""

READS: Final = 12
"""Questions to the database of such a rerun: of marks, limits, the fetch, sessions, saved views."""

COLD: Final = {
    "audit": 6,
    "campaigns": 15,
    "companies": 30,
    "events": 8,
    "funnel": 30,
    "home": 20,
    "overview": 28,
    "portfolio": 28,
    "questions": 25,
    "registrants": 28,
    "surveys": 30,
    "timeline": 29,
}
"""Collects of the first run of a page in a library that was just opened, which opens its events: lower it with what
saves some. The goal is 30, and benchmarks/bench_rerun.py has it of three larger events."""


@pytest.fixture
def collects() -> Iterator[list[str]]:
    """Grows by one with each execution of a plan, eager steps included."""
    with watched() as found:
        yield found


@pytest.fixture
def lists(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows by one whenever somebody asks the library for an account's event list."""
    found: list[str] = []
    ask = Library.events

    def asked(library: Library, account: str) -> pl.DataFrame:
        found.append(account)
        return ask(library, account)

    monkeypatch.setattr(Library, "events", asked)
    return found


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Grows by one whenever the library asks its database."""
    found: list[object] = []
    ask = Store.read

    def asked(store: Store, **how: bool) -> AbstractContextManager[Connection]:
        found.append(how)
        return ask(store, **how)

    monkeypatch.setattr(Store, "read", asked)
    return found


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("page", COLD)
def test_a_rerun_that_changes_no_people_computes_little_anew(
    open_page: OpenPage, collects: list[str], lists: list[str], reads: list[object], page: str
) -> None:
    zones.names()  # looked at once a process
    collects.clear()
    shown = open_page(page, events=f"{small.LAUNCH},{small.PLAYBOOK}")
    cold = len(collects)
    collects.clear()
    lists.clear()
    reads.clear()
    shown.run()
    assert not shown.exception
    assert len(lists) <= 1, "a run asks for the event list once"
    assert len(collects) <= MOST, f"{len(collects)} in place of {cold} at first"
    assert len(reads) <= READS, "a run asks the database for each thing once"
    assert 0 < cold <= COLD[page]
