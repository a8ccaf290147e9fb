"""Tabs and their accounts."""

from __future__ import annotations

import pytest

from webcast.web.tabs import Tabs, had


def test_a_tab_belongs_to_the_account_that_it_was_last_seen_under() -> None:
    tabs = Tabs()
    tabs.belongs("a", "ann")
    tabs.belongs("b", "bob")
    tabs.belongs("a", "eve")
    assert (tabs.account("a"), tabs.account("b"), tabs.account("c"), tabs.account(None)) == ("eve", "bob", None, None)


def test_the_latest_are_kept() -> None:
    tabs = Tabs()
    for n in range(20_001):
        tabs.belongs(str(n), "ann")
    assert (tabs.account("0"), tabs.account("1")) == (None, "ann")


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
