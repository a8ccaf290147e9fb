"""Changing the account's password from the account menu."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import small
from tests.pages.conftest import ACCOUNT, OpenPage
from webcast.api.redaction import Secret
from webcast.roles import Role
from webcast.sandbox.accounts import NEWCOMER_PASSWORD, NEWCOMER_USERNAME
from webcast.sandbox.running import Sandbox, run_sandbox
from webcast.sandbox.world import World
from webcast.ui.frame import account_words, new_password
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor


@pytest.fixture
def sandbox(app: AppState) -> Iterator[Sandbox]:
    """A platform without events, which the library's settings then name."""
    with run_sandbox(world=World(small.START.date(), small.START, {})) as running:
        app.settings = replace(app.settings, platform_url=running.url)
        yield running


def sent(page: AppTest, now: str, new: str, again: str) -> str:
    for key, value in (("now", now), ("new", new), ("again", again)):
        page.text_input(key=f"wi-password-{key}").set_value(value)
    next(button for button in page.button if button.label == account_words.CHANGE_CREDENTIAL).click().run()
    assert not page.exception
    return str(page.text[0].value)


def test_what_cannot_be_meant_is_not_sent(open_page: OpenPage) -> None:
    page = open_page("events")
    assert sent(page, "present-1", "otters-yawn-at-noon", "otters-yawn-at-nine") == account_words.CREDENTIALS_DIFFER
    assert sent(page, "present-1", "present-1", "present-1") == account_words.CREDENTIAL_SAME
    assert sent(page, "present-1", "short", "short").startswith("A new password should have 8")
    assert sent(page, "", "otters-yawn-at-noon", "otters-yawn-at-noon") == account_words.CREDENTIAL_MISSING


def test_the_platform_has_the_new_password(app: AppState, visitor: Visitor, sandbox: Sandbox) -> None:
    who = replace(visitor, username=NEWCOMER_USERNAME)
    refused = new_password.changed(app, who, Secret("wrong"), Secret("otters-yawn-at-noon"))
    assert "the user name or the password may be wrong" in refused
    said = new_password.changed(app, who, Secret(NEWCOMER_PASSWORD), Secret("otters-yawn-at-noon"))
    assert said == account_words.CREDENTIAL_CHANGED
    assert sandbox.accounts.check(NEWCOMER_USERNAME, "otters-yawn-at-noon") is not None
    assert [(entry.action, entry.where) for entry in app.library.audit_entries()] == [
        ("change password", "127.0.0.1")
    ]


def test_guesses_are_held_back(app: AppState, visitor: Visitor, sandbox: Sandbox) -> None:
    who = replace(visitor, username=NEWCOMER_USERNAME)
    said = [new_password.changed(app, who, Secret(f"guess {n}"), Secret("otters-yawn-at-noon")) for n in range(6)]
    assert "may be wrong" in said[4]
    assert said[5].startswith("Too many tries failed.")
    assert sandbox.requests.count("password_change_xml") == 5


@pytest.fixture
def held(app: AppState, sandbox: Sandbox, visitor: Visitor) -> Visitor:
    """Who signed in with an account that is held for people, too."""
    app.library.held.put(ACCOUNT, NEWCOMER_USERNAME, Secret(NEWCOMER_PASSWORD), "operator")
    return replace(visitor, username=NEWCOMER_USERNAME)


def kept(app: AppState) -> tuple[str, bool]:
    (found,) = app.library.held.all()
    return found.password.reveal(), found.new is None


def test_the_password_of_a_held_account_is_changed_in_the_library_too(
    app: AppState, held: Visitor, sandbox: Sandbox
) -> None:
    refused = new_password.changed(app, held, Secret("wrong"), Secret("otters-yawn-at-noon"))
    assert "the user name or the password may be wrong" in refused
    assert kept(app) == (NEWCOMER_PASSWORD, True)
    said = new_password.changed(app, held, Secret(NEWCOMER_PASSWORD), Secret("otters-yawn-at-noon"))
    assert said == account_words.CREDENTIAL_CHANGED
    assert kept(app) == ("otters-yawn-at-noon", True)
    assert sandbox.accounts.check(NEWCOMER_USERNAME, "otters-yawn-at-noon") is not None


def test_an_administrator_gives_it_one_that_nobody_knows(
    app: AppState, held: Visitor, sandbox: Sandbox, open_page: OpenPage
) -> None:
    person = app.library.people.add("Ann", "ann@corp.example", ACCOUNT, Role.ADMIN, "operator")
    ann = replace(held, username="ann@corp.example", person=person.id)
    page = open_page("events", who=replace(ann, role=Role.FILES))
    assert account_words.MAKE_CREDENTIAL not in [button.label for button in page.button]
    # The library of pages was opened before the platform ran: it signs in where the state's settings say.
    assert new_password.made(app, ann) == account_words.CREDENTIAL_MADE
    password, alone = kept(app)
    assert alone
    assert sandbox.accounts.check(NEWCOMER_USERNAME, password) is not None
    assert [entry.user for entry in app.library.audit_entries()[:3]] == ["ann@corp.example"] * 3
    page = open_page("events", who=ann)
    assert account_words.MAKE_CREDENTIAL in [button.label for button in page.button]
    assert not [field for field in page.text_input if field.label == account_words.CREDENTIAL_NOW]
