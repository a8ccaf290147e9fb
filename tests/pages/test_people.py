"""The sign-in page where there are people, and what a person sees of the account."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import ACCOUNT, OpenPage
from webcast.roles import Role
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor


def forms(page: AppTest) -> list[str]:
    """Return where the forms of the sign-in page post to, in their order, but that of files."""
    bodies = "".join(element.proto.body for element in page.get("html"))
    return [action for action in re.findall(r'action="([^"]*)"', bodies) if action != "/files-only"]


def test_without_people_there_is_the_platforms_form_alone(app: AppState, open_page: OpenPage) -> None:
    assert forms(open_page("", who=None)) == ["/login"]


@pytest.mark.parametrize(("platform", "shown"), [(True, ["/enter", "/login"]), (False, ["/enter"])])
def test_people_come_first_and_the_platforms_form_can_be_off(
    platform: bool, shown: list[str], app: AppState, open_page: OpenPage
) -> None:
    app.library.people.add("Ann", "ann@corp.example", ACCOUNT, Role.FIGURES, "operator")
    app.settings = replace(app.settings, platform_sign_in=platform)
    page = open_page("", who=None)
    assert not page.exception
    assert forms(page) == shown


def test_a_person_who_may_everything_does_not_change_the_accounts_password(
    app: AppState, visitor: Visitor, open_page: OpenPage
) -> None:
    page = open_page("overview", who=replace(visitor, person="p1"), events="101", time_zone="UTC")
    assert not page.exception
    assert not any(field.label == "Current password" for field in page.text_input)
