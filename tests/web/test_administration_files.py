"""Files for administrators over HTTP: who gets them, and that each is recorded."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.web.serving import Browser
from webcast.library.audit import Wanted
from webcast.roles import Role
from webcast.web.administration_files import audit_address, person_address
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor


@pytest.fixture
def demo(state: AppState, browser: Browser) -> Visitor:
    """Who is signed in: with the demo account, which administers itself."""
    found = state.cookies.read(browser.cookie or "")
    assert found is not None
    state.settings = replace(state.settings, demo_username=found.username)
    return found


def as_somebody(state: AppState, url: str, visitor: Visitor) -> Browser:
    """Return a browser with a cookie of a visitor whose session is in force."""
    browser = Browser(url)
    browser.cookie = state.cookies.seal(visitor)
    return browser


def test_an_administrator_gets_the_entries_as_a_file_and_that_is_an_entry(
    state: AppState, browser: Browser, demo: Visitor
) -> None:
    state.library.audit(demo.account, '=HYPERLINK("x")', "export csv", {"rows": 2}, events=["7"])
    state.library.audit("stranger", "eve@elsewhere.example", "export csv", {"rows": 1})
    address = audit_address(state, demo, Wanted(action="export"))
    answer = browser.get(address)
    assert answer.status == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="audit-log.csv"'
    assert answer.headers["cache-control"] == "no-store"
    lines = answer.body.decode("utf-8-sig").splitlines()
    assert lines[0] == "Number,Time,Account,User,From,Action,Counts,Events,Whom"
    assert len(lines) == 2
    assert '"\'=HYPERLINK(""x"")"' in lines[1]
    entry = state.library.audit_entries(demo.account, limit=1)[0]
    assert (entry.user, entry.action, dict(entry.counts)) == (demo.username, "export audit log", {"entries": 1})


def test_what_is_held_of_a_person_is_a_file_whose_address_names_nobody(
    state: AppState, browser: Browser, demo: Visitor
) -> None:
    email = "nobody@nowhere.example"
    address = person_address(state, demo, email)
    assert "nobody" not in address
    answer = browser.get(address)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert answer.headers["content-disposition"] == 'attachment; filename="held-of-person.json"'
    counts = {"registrants": 0, "snapshots": 0, "events": 0, "raw_rewritten": 0, "raw_dropped": 0, "views": 0}
    said = {"person": email, "counts": counts, "reports": [], "kept": [], "signing_in": {"held_accounts": []}}
    assert json.loads(answer.body) == said
    entry = state.library.audit_entries(demo.account, limit=1)[0]
    assert (entry.action, dict(entry.counts)) == ("export what is held", {"registrants": 0, "events": 0})


def test_the_key_of_one_file_opens_no_other(state: AppState, browser: Browser, demo: Visitor) -> None:
    key = person_address(state, demo, "nobody@nowhere.example").partition("?")[2]
    assert browser.get(f"/administration/audit-log.csv?{key}").status == 400
    key = audit_address(state, demo, Wanted()).partition("?")[2]
    assert browser.get(f"/administration/held-of-person.json?{key}").status == 400


def test_a_key_of_another_session_or_none_gives_nothing(state: AppState, browser: Browser, demo: Visitor) -> None:
    theirs = audit_address(state, replace(demo, sid="another"), Wanted())
    for address in (theirs, "/administration/audit-log.csv", "/administration/audit-log.csv?private=x"):
        answer = browser.get(address)
        assert answer.status == 400
        assert "This link works only in the session that made it." in answer.text


@pytest.mark.parametrize("role", [Role.FIGURES, Role.PEOPLE, Role.FILES])
def test_who_is_no_administrator_is_refused_and_that_is_recorded(
    state: AppState, url: str, demo: Visitor, browser: Browser, role: Role
) -> None:
    address = audit_address(state, demo, Wanted())
    answer = as_somebody(state, url, replace(demo, role=role)).get(address)
    assert (answer.status, "This file is for administrators." in answer.text) == (403, True)
    assert state.library.audit_entries(demo.account, limit=1)[0].action == "refused: file audit log"


def test_an_account_that_is_not_held_administers_nothing(state: AppState, browser: Browser, demo: Visitor) -> None:
    address = audit_address(state, demo, Wanted())
    state.settings = replace(state.settings, demo_username=None)
    assert browser.get(address).status == 403


def test_nobody_gets_nothing(state: AppState, url: str, demo: Visitor) -> None:
    assert Browser(url).get(audit_address(state, demo, Wanted())).status == 401
