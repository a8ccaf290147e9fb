"""What a page shows in place of an analysis: no events, not loaded, nobody matches, an error."""

from __future__ import annotations

import streamlit as st

from webcast.errors import WebcastError
from webcast.filters import Filters
from webcast.ui import loading, navigation, sign_in_form, state, words
from webcast.ui.selection import Problem, Selection
from webcast.web.session import Visitor
from webcast.web.state import AppState


def stop_if_any(app: AppState, visitor: Visitor, selection: Selection) -> None:
    """Draw the state that the selection is in and stop the page; return where there are people to look at."""
    match selection.problem:
        case Problem.NO_EVENTS:
            notice(words.NO_EVENTS_TITLE, words.NO_EVENTS)
            navigation.link(navigation.EVENTS, words.TO_EVENTS)
        case Problem.NOT_LOADED:
            loading.offer(app, visitor, selection.missing)
        case Problem.SIGN_IN:
            sign_in_again()
        case Problem.ERROR:
            error(selection.error)
        case None:
            _stop_if_nobody(selection)
            return
    st.stop()


def _stop_if_nobody(selection: Selection) -> None:
    if selection.everyone is None or selection.audience is None or selection.audience.count:
        return
    if not selection.everyone.count:
        notice(words.NO_REGISTRANTS_TITLE, words.NO_REGISTRANTS)
        navigation.link(navigation.EVENTS, words.TO_EVENTS)
    else:
        filters: Filters = st.session_state[state.FILTERS]
        notice(words.NO_MATCH_TITLE, words.no_match(filters.describe()))
        st.button(words.CLEAR_ALL, on_click=state.set_filters, args=(Filters(),), key="wi-clear-from-page")
    st.stop()


def notice(title: str, text: str) -> None:
    """Draw a calm notice: what is the case and what to do about it."""
    with st.container(border=True):
        st.header(title, anchor=False)
        st.text(text)


def error(exc: WebcastError | None) -> None:
    """Draw an error: what happened, and what to do."""
    with st.container(border=True):
        st.header(words.ERROR_TITLE, anchor=False)
        st.text(exc.message if exc else "")
        if exc and exc.remedy:
            st.text(exc.remedy)
    st.button(words.TRY_AGAIN, key="wi-try-again")


def sign_in_again() -> None:
    """Ask to sign in again; the address of this page is where it goes on."""
    notice(words.ASK_AGAIN_TITLE, words.ASK_AGAIN)
    sign_in_form.draw()
