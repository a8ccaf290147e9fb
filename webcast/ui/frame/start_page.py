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
        home = address.EVENTS not in st.query_params and has_loaded(app, visitor)
        st.session_state[session_keys.START] = (navigation.HOME if home else navigation.EVENTS).name
    name = st.session_state[session_keys.START]
    return navigation.HOME if name == navigation.HOME.name else navigation.EVENTS


def has_loaded(app: AppState, visitor: Visitor) -> bool:
    """Tell whether the account has a loaded event."""
    if visitor.files_only:
        return False
    try:
        return bool(app.library.events(visitor.account).select(pl.col("fetched_at").count()).item())
    except WebcastError:
        return False
