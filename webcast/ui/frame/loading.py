"""Fetching reports in the background: the offer, the progress, the cancel."""

from __future__ import annotations

import streamlit as st

from webcast.ui.frame import html, notices, signed_in, state, words
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor

EVERY_SECONDS = 1.0
_ACTIVE = ("waiting", "running")


def offer(app: AppState, visitor: Visitor, events: tuple[str, ...]) -> None:
    """Offer to fetch what is not held yet, or show the fetch that is under way."""
    _resume_once(app, visitor)
    if active(app, visitor):
        progress(app, visitor)
        return
    if needs_sign_in(app, visitor):
        notices.sign_in_again()
        return
    notices.notice(words.not_loaded_title(len(events)), words.NOT_LOADED)
    if st.button(words.load(len(events)), type="primary", key="wi-load"):
        start(app, visitor, events)
        st.rerun()
    outcome(app, visitor)


def start(app: AppState, visitor: Visitor, events: tuple[str, ...]) -> None:
    """Start fetching; it goes on while the user works elsewhere."""
    if visitor.api is not None:
        st.session_state[state.RESUMED] = True  # should it end in "sign in", asking again with this session is vain
        app.library.sync.start(
            visitor.account, visitor.api, events, app.credentials(visitor), renewed=app.renewer(visitor)
        )


def _resume_once(app: AppState, visitor: Visitor) -> None:
    """Go on with what waited for a sign-in or was cut off by a restart, once a browser session."""
    found = app.library.sync.progress(visitor.account)
    if found is None or found.state != "sign_in" or visitor.api is None or st.session_state[state.RESUMED]:
        return
    st.session_state[state.RESUMED] = True
    app.library.sync.resume(visitor.account, visitor.api, app.credentials(visitor), renewed=app.renewer(visitor))


def status(app: AppState, visitor: Visitor) -> None:
    """Draw the fetch that is under way, or how the last one ended where that needs saying."""
    if visitor.files_only:
        return
    _resume_once(app, visitor)
    if active(app, visitor):
        progress(app, visitor)
    else:
        outcome(app, visitor)


def active(app: AppState, visitor: Visitor) -> bool:
    """Tell whether this account's reports are being fetched now."""
    found = app.library.sync.progress(visitor.account)
    return found is not None and found.state in _ACTIVE


def needs_sign_in(app: AppState, visitor: Visitor) -> bool:
    """Tell whether a fetch waits until somebody of the account has signed in again."""
    found = app.library.sync.progress(visitor.account)
    return found is not None and found.state == "sign_in"


def progress(app: AppState, visitor: Visitor) -> None:
    """Draw the progress, and draw it again every second until the fetch ends."""
    st.fragment(signed_in.guarded(_progress), run_every=EVERY_SECONDS)(app, visitor)


def _progress(app: AppState, visitor: Visitor) -> None:
    found = app.library.sync.progress(visitor.account)
    if found is None or found.state not in _ACTIVE:
        st.rerun(scope="app")
    with st.container(border=True, key="wi-progress"):
        share = found.done / found.total if found.total else 0.0
        st.progress(share, words.fetching(found.done, found.total, found.eta_seconds, found.requests_left))
        html.line("wi-context", html.text(found.waiting_for or found.current_title or ""))
        st.button(words.CANCEL, key="wi-cancel", on_click=app.library.sync.cancel, args=(visitor.account,))


def outcome(app: AppState, visitor: Visitor) -> None:
    """Say how the last fetch ended, where that needs saying: failures with their reasons, or a sign-in."""
    found = app.library.sync.progress(visitor.account)
    if found is None or found.state in _ACTIVE:
        return
    if needs_sign_in(app, visitor):
        notices.sign_in_again()
    if found.failures:
        with st.expander(words.failed(len(found.failures)), expanded=True):
            for _, title, message in found.failures:
                html.line("wi-failure", html.text(title), html.text(message))
