"""The account's event list: asked for once a browser session, and whenever somebody wants it newer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from webcast.errors import WebcastError
from webcast.ui.frame import loading_words, state
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor


def refresh(app: AppState, visitor: Visitor) -> None:
    """Ask the platform for the list, and remember why where that fails."""
    if visitor.api is None:
        return
    st.session_state[state.LISTED] = True
    st.session_state[state.LIST_ERROR] = None
    try:
        with st.spinner(loading_words.REFRESHING):
            app.library.sync.refresh_events(
                visitor.account, visitor.api, app.credentials(visitor), renewed=app.renewer(visitor)
            )
    except WebcastError as exc:
        st.session_state[state.LIST_ERROR] = exc


def refresh_once(app: AppState, visitor: Visitor) -> None:
    """Ask for the list where this browser session has not done so yet."""
    if not st.session_state[state.LISTED]:
        refresh(app, visitor)


def rows_of(listed: pl.DataFrame | None, events: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return picked event → its row of an event list, in the order picked; of twenty thousand, looked for once."""
    if listed is None:
        return {}
    found = {row["event_id"]: row for row in listed.filter(pl.col("event_id").is_in(events)).iter_rows(named=True)}
    return {event: found[event] for event in events if event in found}


def error() -> WebcastError | None:
    """Return why the list could not be had the last time."""
    found: WebcastError | None = st.session_state[state.LIST_ERROR]
    return found
