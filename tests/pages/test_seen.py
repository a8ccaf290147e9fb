"""Who looks at people by their names is recorded: once for each drawer, before they are shown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import small
from tests.pages.conftest import ACCOUNT, OpenPage
from webcast.errors import LibraryError
from webcast.ui.frame import session_keys
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor

Entry = tuple[str, str, dict[str, int], tuple[str, ...], str]


def recorded(app: AppState) -> list[Entry]:
    return [
        (entry.user, entry.action, dict(entry.counts), entry.events, entry.where)
        for entry in reversed(app.library.audit_entries())
    ]


def picked(page: AppTest) -> AppTest:
    """Pick the first row of the list, which opens the panel of one person."""
    (list_,) = (element.proto.id for element in page.get("bidi_component") if "-wi-list-" in element.proto.id)
    page.session_state[session_keys.PICKED] = (list_[list_.index("wi-list-") :], 0)
    return page.run()


def test_a_drawer_of_people_is_one_entry_however_often_the_page_runs(open_page: OpenPage, app: AppState) -> None:
    page = open_page("registrants", events="101", time_zone="UTC")
    assert recorded(app) == []
    page.button(key="wi-preset-no-shows").click().run()
    assert len(page.get("dialog")) == 1
    seen = ("marketing@example.com", "see people", {"events": 1, "registrants": 2}, ("101",), "127.0.0.1")
    assert recorded(app) == [seen]
    page.run()
    assert recorded(app) == [seen]


def test_a_person_in_full_is_one_entry_without_a_name(open_page: OpenPage, app: AppState) -> None:
    page = picked(open_page("registrants", events="101,102", time_zone="UTC"))
    assert len(page.get("dialog")) == 1
    (entry,) = recorded(app)
    assert entry[1:4] == ("see person", {"events": 2, "registrants": 1}, ("101", "102"))
    assert "example" not in str(entry[1:]).casefold()
    assert app.library.audit_entries(ACCOUNT)[0].number == 1


def test_people_are_not_shown_where_it_cannot_be_recorded(
    open_page: OpenPage, app: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page("registrants", events="101", time_zone="UTC")

    def fails(*_args: object, **_more: object) -> None:
        raise LibraryError("canary")

    monkeypatch.setattr(app.library, "audit", fails)
    page.button(key="wi-preset-no-shows").click().run()
    assert not page.get("dialog")


def test_who_works_with_files_only_sees_files_of_their_own(
    open_page: OpenPage, app: AppState, visitor: Visitor
) -> None:
    guest = replace(visitor, account="files-sid", username="", files_only=True)
    file = app.uploads.add(guest.sid, small.report("101"), "people.xml")
    page = open_page("registrants", who=guest, events=file, time_zone="UTC")
    page.button(key="wi-preset-no-shows").click().run()
    assert len(page.get("dialog")) == 1
    assert recorded(app) == []
