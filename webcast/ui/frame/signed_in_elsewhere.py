"""Where the account is signed in: when, from where, with which browser; and a way to end each of these sessions."""

from __future__ import annotations

from typing import Final

import streamlit as st

from webcast import formats
from webcast.errors import LibraryError
from webcast.ui.frame import account_words, html, state
from webcast.ui.frame.signed_in import network
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor

MOST: Final = 10
"""Sessions that are listed, those used last; all others can be ended together."""


def draw(app: AppState, visitor: Visitor) -> None:
    """Draw the account's sessions; nothing where the library does not answer, which the page says."""
    try:
        found = app.library.sessions.of(visitor.holder, app.now())
    except LibraryError:
        return
    mine, zone = app.library.sessions.tag(visitor.sid), state.looking().zone
    others = [session for session in found if session.id != mine]
    st.caption(account_words.SESSIONS, help=account_words.SESSIONS_HINT)
    for session in [*(one for one in found if one.id == mine), *others[:MOST]]:
        times = (formats.instant(moment, zone) for moment in (session.began, session.used))
        parts = [html.text(part) for part in account_words.session(session.browser, session.where, *times)]
        with st.container(horizontal=True, vertical_alignment="center", key=f"wi-session-{session.id}"):
            html.line("wi-context", *([account_words.THIS_SESSION] if session.id == mine else []), *parts)
            if session.id != mine:
                st.button(
                    account_words.END_SESSION,
                    key=f"wi-end-session-{session.id}",
                    type="tertiary",
                    on_click=_end,
                    args=(app, visitor, session.id),
                )
    if len(others) > MOST:
        st.caption(account_words.more_sessions(len(others) - MOST))
    if others:
        st.button(account_words.END_OTHERS, key="wi-end-sessions", on_click=_end_others, args=(app, visitor))


def _end(app: AppState, visitor: Visitor, session: str) -> None:
    if app.library.sessions.end_one(visitor.holder, session):
        app.audit(visitor, "end session", {"sessions": 1}, network())


def _end_others(app: AppState, visitor: Visitor) -> None:
    count = app.library.sessions.end_others(visitor.holder, visitor.sid)
    app.audit(visitor, "end sessions", {"sessions": count}, network())
