"""Two people of an account that is held, one of whom has a browser with a passkey."""

from __future__ import annotations

from functools import partial

import pytest

from tests.web.authenticator import Device
from webcast.api.redaction import Secret
from webcast.library import account_key
from webcast.roles import Role
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME
from webcast.web.app_state import AppState

ANN, BOB = "ann@corp.example", "bob@corp.example"
PHRASE = "seven quiet lighthouses"
NOBODY = "not signed in"


@pytest.fixture
def here(url: str) -> str:
    """The dashboard by the name at which browsers have passkeys."""
    return url.replace("127.0.0.1", "localhost")


@pytest.fixture
def key(state: AppState) -> str:
    """The key of the account that is held, with two people in it."""
    key = account_key(DEMO_USERNAME, state.settings.platform_url)
    state.library.held.put(key, DEMO_USERNAME, Secret(DEMO_PASSWORD), "operator")
    state.library.people.add("Ann", ANN, key, Role.PEOPLE, "operator")
    state.library.people.add("Bob", BOB, key, Role.FIGURES, "operator")
    return key


@pytest.fixture
def invite(state: AppState, key: str) -> partial[str]:
    return partial(state.library.people.invite, user="operator")


@pytest.fixture
def ann(here: str, invite: partial[str]) -> Device:
    """Ann's browser, signed in by the passkey that she made."""
    device = Device(here)
    answer = device.accept(invite(ANN))
    assert (answer.status, answer.headers["location"]) == (303, "/")
    return device


def who(state: AppState, device: Device) -> str:
    """Return who is signed in."""
    visitor = state.cookies.read(device.cookie or "")
    return "" if visitor is None else visitor.username


def said(state: AppState, most: int = 1) -> list[tuple[str, str]]:
    """Return who did what, the latest first."""
    return [(entry.user, entry.action) for entry in state.library.audit_entries(limit=most)]
