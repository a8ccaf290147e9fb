"""The sign-in page where there are people, and what a person sees of the account."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import ACCOUNT, OpenPage
from webcast.library.passkey import NewPasskey
from webcast.roles import Role
from webcast.ui.frame import passkeys
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


def test_a_passkey_is_offered_where_somebody_has_one_that_works_there(
    app: AppState, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.library.people.add("Ann", "ann@corp.example", ACCOUNT, Role.FIGURES, "operator")
    asked = {"host": "localhost:8501"}
    monkeypatch.setattr(passkeys, "asked_hosts", lambda: list(asked.values()))
    assert forms(open_page("", who=None)) == ["/enter", "/login"]
    one = NewPasskey(b"credential", b"key", 0, (), "Laptop", "localhost")
    app.library.passkeys.accept(app.library.people.invite("ann@corp.example", "operator"), one)
    page = open_page("", who=None, events="101", error="passkey-count")
    assert not page.exception
    assert forms(page) == ["/passkeys/enter", "/enter", "/login"]
    form = next(e.proto.body for e in page.get("html") if "/passkeys/enter" in e.proto.body)
    assert '<input type="hidden" name="next" value="/?events=101">' in form
    assert "There may be a copy of this passkey" in form
    assert '<button class="wi-button" type="submit" hidden>Sign in with a passkey</button>' in form
    asked["host"] = "127.0.0.1:8501"
    assert forms(open_page("", who=None)) == ["/enter", "/login"]


def test_the_account_menu_says_what_somebody_signs_in_with(
    app: AppState, visitor: Visitor, open_page: OpenPage
) -> None:
    person = app.library.people.add("Ann", "ann@corp.example", ACCOUNT, Role.FIGURES, "operator")
    ann = replace(visitor, person=person.id)
    assert "/passkeys" not in str([e.proto.body for e in open_page("overview", who=ann, events="101").get("html")])
    app.library.people.accept(app.library.people.invite(person.email, "operator"), "seven quiet lighthouses")
    for name in (b"one", b"two"):
        app.library.passkeys.add(person.id, NewPasskey(name, b"key", 0, (), "Laptop", "localhost"))
    page = open_page("overview", who=replace(ann, sid="another"), events="101")
    assert not page.exception
    shown = [element.proto.body for element in page.get("html")]
    assert any("2 passkeys and passphrase" in body for body in shown)
    assert any('href="/passkeys?next=%2F' in body for body in shown)


def test_a_person_who_may_everything_does_not_change_the_accounts_password(
    app: AppState, visitor: Visitor, open_page: OpenPage
) -> None:
    page = open_page("overview", who=replace(visitor, person="p1"), events="101", time_zone="UTC")
    assert not page.exception
    assert not any(field.label == "Current password" for field in page.text_input)
