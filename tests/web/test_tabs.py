"""Tabs and their accounts."""

from __future__ import annotations

import pytest

from tests.web.conftest import Clock
from webcast.web.app_state import AppState
from webcast.web.tabs import Tabs, had


def test_a_tab_belongs_to_the_account_that_it_was_last_seen_under(state: AppState) -> None:
    tabs = state.tabs
    tabs.belongs("a", "ann")
    tabs.belongs("b", "bob")
    tabs.belongs("a", "eve")
    assert (tabs.account("a"), tabs.account("b"), tabs.account("c"), tabs.account(None)) == ("eve", "bob", None, None)


def test_another_process_knows_it_too_also_when_its_session_is_over(state: AppState, clock: Clock) -> None:
    state.tabs.belongs("a", "ann")
    state.library.sessions.end_all()
    clock.advance(days=6)
    state.passing.sweep()
    assert Tabs(state.passing).account("a") == "ann"
    clock.advance(days=1)
    state.passing.sweep()
    assert Tabs(state.passing).account("a") is None
    assert Tabs(state.passing).account("a" * 10_000) is None


@pytest.mark.parametrize(
    ("sent", "session"),
    [
        (None, None),
        ("", None),
        ("streamlit", None),
        ("streamlit, token", None),
        ("streamlit, token, ", None),
        ("streamlit, , session", "session"),
        ("streamlit,token,session", "session"),
    ],
)
def test_the_handshake_names_the_session_that_a_tab_had(sent: str | None, session: str | None) -> None:
    assert had({} if sent is None else {"sec-websocket-protocol": sent}) == session
