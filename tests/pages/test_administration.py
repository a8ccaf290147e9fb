"""Pages for administrators: who gets them, and what becomes of who does not and asks all the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import ACCOUNT, OpenPage, texts
from webcast.library import account_key
from webcast.roles import Role
from webcast.ui.frame import navigation
from webcast.ui.frame import words as frame_words
from webcast.web import administration
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor, files_only_visitor

PAGES = ["people", "audit", "privacy", "operations"]


def linked(page: AppTest) -> list[str]:
    """Return the pages that the navigation leads to."""
    return [element.proto.page for element in page.get("page_link")]


def refusals(app: AppState) -> list[str]:
    return [entry.action for entry in app.library.audit_entries() if entry.action.startswith("refused")]


def is_refused(page: AppTest) -> bool:
    return frame_words.NOT_FOR_YOU_TITLE in [title.value for title in page.title]


def test_these_are_the_pages_for_administrators() -> None:
    assert [entry.name for entry in navigation.present() if entry.administration] == PAGES


@pytest.mark.parametrize(
    "case",
    [
        (Role.ADMIN, "", True),
        (Role.ADMIN, "ann", True),
        (Role.FILES, "ann", False),
        (Role.PEOPLE, "", False),
        (Role.FIGURES, "ann", False),
    ],
)
def test_they_stand_in_the_navigation_of_administrators_alone(
    case: tuple[Role, str, bool], visitor: Visitor, open_page: OpenPage, held: AppState
) -> None:
    role, person, shown = case
    if person:
        person = held.library.people.add("Ann", "ann@corp.example", ACCOUNT, role, "operator").id
    page = open_page("overview", who=replace(visitor, role=role, person=person), events="101", time_zone="UTC")
    assert [name for name in linked(page) if name in PAGES] == (PAGES if shown else [])
    assert ("Administration" in texts(page)) is shown


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", [Role.FILES, Role.PEOPLE, Role.FIGURES])
def test_to_whom_they_are_not_given_they_are_refused_and_that_is_recorded(
    name: str, role: Role, held: AppState, visitor: Visitor, open_page: OpenPage
) -> None:
    page = open_page(name, who=replace(visitor, role=role, person="ann"))
    assert not page.exception
    assert is_refused(page)
    assert refusals(held) == [f"refused: page {name}"]


@pytest.mark.parametrize("change", ["role", "disabled", "nobody"])
def test_what_somebody_was_when_they_signed_in_is_not_believed(
    change: str, held: AppState, visitor: Visitor, open_page: OpenPage
) -> None:
    ann = held.library.people.add("Ann", "ann@corp.example", ACCOUNT, Role.ADMIN, "operator")
    who = replace(visitor, person="nobody" if change == "nobody" else ann.id)
    if change == "role":
        held.library.people.put_role(ann.email, ACCOUNT, Role.FILES, "operator")
    elif change == "disabled":
        held.library.people.disable(ann.email, "operator")
    assert is_refused(open_page("people", who=who))


@pytest.mark.parametrize("name", PAGES)
def test_who_has_an_account_at_the_platform_that_is_not_held_administers_nothing(
    name: str, app: AppState, visitor: Visitor, open_page: OpenPage
) -> None:
    page = open_page(name)
    assert is_refused(page)
    assert not [one for one in linked(page) if one in PAGES]
    assert refusals(app) == [f"refused: page {name}"]


@pytest.mark.parametrize("name", PAGES)
def test_who_works_with_files_only_administers_nothing(
    name: str, held: AppState, visitor: Visitor, open_page: OpenPage
) -> None:
    page = open_page(name, who=files_only_visitor(visitor.expires_at))
    assert is_refused(page)
    assert refusals(held) == []


@pytest.mark.parametrize("name", PAGES)
def test_the_demo_shows_them(name: str, app: AppState, visitor: Visitor, open_page: OpenPage) -> None:
    app.settings = replace(app.settings, demo_username="demo")
    demo = replace(visitor, account=account_key("demo", app.settings.platform_url), username="demo")
    page = open_page(name, who=demo)
    assert not page.exception
    assert not is_refused(page)
    assert refusals(app) == []
    assert is_refused(open_page(name, who=replace(demo, role=Role.FILES)))


def test_no_other_page_pays_for_them(
    held: AppState, visitor: Visitor, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether they stand in the navigation is asked once a tab."""
    asked: list[str] = []
    ask = administration.administers

    def counting(app: AppState, who: Visitor) -> bool:
        asked.append(who.username)
        return ask(app, who)

    monkeypatch.setattr(administration, "administers", counting)
    page = open_page("overview", events="101", time_zone="UTC")
    page.run()
    page.run()
    assert asked == [visitor.username]
    assert [name for name in linked(page) if name in PAGES] == PAGES
