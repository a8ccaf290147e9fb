"""The page at the bare address: Home for who comes back with events loaded, Events for who has none yet."""

from __future__ import annotations

import polars as pl
import streamlit as st

from webcast.errors import WebcastError
from webcast.ui.frame import navigation, session_keys
from webcast.view import address
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor


def of(app: AppState, visitor: Visitor | None) -> navigation.Entry:
    """Return the page; once a session, so that loading the first event does not take the list away."""
    if visitor is None:
        return navigation.EVENTS
    if session_keys.START not in st.session_state:
        # An address that names events was meant for what shows them.
        home = address.EVENTS not in st.query_params and loaded_list(app, visitor) is not None
        st.session_state[session_keys.START] = (navigation.HOME if home else navigation.EVENTS).name
    name = st.session_state[session_keys.START]
    return navigation.HOME if name == navigation.HOME.name else navigation.EVENTS


def loaded_list(app: AppState, visitor: Visitor) -> pl.DataFrame | None:
    """Return the account's event list, where an event of it is loaded; else None."""
    if visitor.files_only:
        return None
    try:
        listed = app.theirs(visitor).events()
    except WebcastError:
        return None
    return listed if listed["fetched_at"].count() else None
