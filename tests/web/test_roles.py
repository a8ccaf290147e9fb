"""Roles at the routes: what may be taken, who one is after signing in, and what an older cookie says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from tests.exports import small
from tests.web.conftest import settings_for, stand_in
from tests.web.serving import Browser, serve
from webcast.analysis.masking import SIGN
from webcast.exports import listings
from webcast.roles import Role
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME
from webcast.sandbox.running import Sandbox
from webcast.web import app_state as state_module
from webcast.web.app_state import AppState
from webcast.web.audiences import load_audience
from webcast.web.visitor import Visitor, _from_json, _to_json


def entered(url: str, state: AppState, role: str) -> tuple[Browser, Visitor]:
    """Return a browser in which somebody tries the demo in a role, with two opened events as ``file-1``."""
    browser = Browser(url)
    browser.post("/login", {"demo": "1", "role": role})
    found = state.cookies.read(browser.cookie or "")
    assert found is not None
    state.uploads.add(found.sid, small.two_events(), "both.xml")
    return browser, found


@pytest.fixture(scope="module")
def by_role(running_platform: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Role, Browser]]:
    """Browsers in which somebody tries the demo in each role, at one dashboard for all tables."""
    settings = settings_for(running_platform, tmp_path_factory.mktemp("roles"))
    with closing(AppState.open(settings)) as state, serve(stand_in(state)) as url:
        yield {role: entered(url, state, role.value)[0] for role in Role}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("table", listings.NAMES)
def test_every_table_that_names_people_is_for_files_alone(
    by_role: dict[Role, Browser], role: Role, table: str
) -> None:
    browser = by_role[role]
    answer = browser.get(f"/export.csv?events=file-1&time_zone=UTC&table={table}")
    refused = table in listings.OF_PEOPLE and not role.may(Role.FILES)
    assert (answer.status == 403) is refused, answer.text
    if refused:
        assert "This file says who people are, which your role does not let you take." in answer.text


def test_the_tables_that_name_people_are_these() -> None:
    assert {
        "registrants", "people", "scores", "sessions", "survey-change-people", "questions", "open-questions",
        "question-askers", "time-to-attendance",
    } == listings.OF_PEOPLE  # fmt: skip


def test_a_file_of_figures_and_the_summary_name_nobody(url: str, state: AppState) -> None:
    browser, visitor = entered(url, state, "figures")
    known = small.audience().report.registrants.select("email", "last_name", "phone")
    names = [value for row in known.rows() for value in row if value]
    assert names
    tables = [name for name in listings.NAMES if name not in listings.OF_PEOPLE]
    addresses = [f"/export.csv?events=file-1&table={name}" for name in tables]
    for address in (*addresses, "/summary.html?events=file-1"):
        answer = browser.get(address)
        assert answer.status in (200, 400), address
        assert not [name for name in names if name.lower() in answer.text.lower()], address
        assert SIGN not in answer.text, address
    assert load_audience(state, visitor, ["file-1"]).masking is not None


def test_a_refused_file_is_in_the_audit_log(url: str, state: AppState) -> None:
    browser, visitor = entered(url, state, "people")
    browser.get("/export.xlsx?events=file-1&time_zone=UTC")
    assert state.library.audit_entries(visitor.account)[0].action == "refused: export xlsx: registrants"


def test_so_many_refused_files_an_hour_are_in_the_audit_log(
    url: str, state: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state_module, "MOST_REFUSALS", 2)
    browser, visitor = entered(url, state, "people")
    answers = [browser.get("/export.xlsx?events=file-1&time_zone=UTC").status for _ in range(3)]
    assert answers == [403, 403, 403]
    actions = [entry.action for entry in state.library.audit_entries(visitor.account)]
    assert actions.count("refused: export xlsx: registrants") == 2


def test_people_are_in_the_audience_of_who_may_see_them(url: str, state: AppState) -> None:
    _, visitor = entered(url, state, "people")
    assert load_audience(state, visitor, ["file-1"]).masking is None


def test_the_same_people_masked_are_counted_once_for_all_who_see_figures(url: str, state: AppState) -> None:
    _, visitor = entered(url, state, "figures")
    first = load_audience(state, visitor, ["file-1"])
    assert load_audience(state, visitor, ["file-1"]) is first
    whole = load_audience(state, replace(visitor, role=Role.PEOPLE), ["file-1"])
    assert (first.count, first.people) == (whole.count, whole.people)


@pytest.mark.parametrize("asked", ["", "everything", "admin"])
def test_the_demo_is_shown_whole_where_no_lesser_role_is_asked_for(url: str, state: AppState, asked: str) -> None:
    assert entered(url, state, asked)[1].role is Role.ADMIN


def test_a_role_is_for_the_demo_alone(url: str, state: AppState) -> None:
    browser = Browser(url)
    browser.post("/login", {"username": DEMO_USERNAME, "password": DEMO_PASSWORD, "role": "figures"})
    found = state.cookies.read(browser.cookie or "")
    assert found is not None
    assert found.role is Role.ADMIN


def test_another_role_is_another_session_and_the_one_before_ends(url: str, state: AppState) -> None:
    browser, all_of_it = entered(url, state, "")
    older = browser.cookie or ""
    browser.post("/login", {"demo": "1", "role": "figures"})
    less = state.cookies.read(browser.cookie or "")
    assert less is not None
    assert less.sid != all_of_it.sid
    assert (all_of_it.owner, less.owner) == (less.account, f"{less.account} figures")
    assert state.cookies.read(older, of_open_page=True) is None


def test_a_cookie_from_before_there_were_roles_may_everything(url: str, state: AppState) -> None:
    _, visitor = entered(url, state, "figures")
    said = _to_json(visitor)
    assert _from_json(said).role is Role.FIGURES
    del said["rol"]
    assert _from_json(said).role is Role.ADMIN
