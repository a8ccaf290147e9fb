"""The format of a session's last file, and that taking one notes it."""

from __future__ import annotations

from tests.exports import small
from tests.web.serving import Browser
from webcast.exports.csv import Mode
from webcast.view.filters import Filters
from webcast.view.record import View
from webcast.web import links
from webcast.web.app_state import AppState


def test_the_last_counts_and_each_session_has_its_own(state: AppState) -> None:
    formats = state.last_formats
    assert formats.of("one") is None
    formats.took("one", "csv", Mode.EXACT)
    formats.took("one", "xlsx", Mode.SPREADSHEET)
    formats.took("other", "parquet", Mode.SPREADSHEET)
    assert formats.of("one") == ("xlsx", Mode.SPREADSHEET)
    assert formats.of("other") == ("parquet", Mode.SPREADSHEET)
    state.forget("one")
    assert formats.of("one") is None


def test_taking_a_list_of_people_is_noted_and_a_table_is_not(browser: Browser, state: AppState) -> None:
    visitor = state.cookies.read(browser.cookie or "")
    assert visitor is not None
    state.uploads.add(visitor.sid, small.two_events(), "both.xml")
    view = View(events=("file-1",), filters=Filters(), zone="UTC")
    browser.get(links.export(state, visitor, view.of("funnel", (), ()), kind="parquet"))
    assert state.last_formats.of(visitor.sid) is None
    browser.get(links.export(state, visitor, view.of("registrants", (), ()), mode=Mode.EXACT))
    assert state.last_formats.of(visitor.sid) == ("csv", Mode.EXACT)
