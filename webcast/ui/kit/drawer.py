"""Whether a drawer lies over the page: a page that draws itself anew would take it away from who reads in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from webcast.ui.frame import session_keys


def watch(*, watched: bool) -> None:
    """Say at the start of a page whether it will want to know; no drawer outlives a run of the whole page."""
    st.session_state[session_keys.DRAWER_WATCHED] = watched
    st.session_state[session_keys.DRAWER_OPEN] = False


def is_open() -> bool:
    """Tell whether somebody has a drawer open, on a page that wants to know."""
    return bool(st.session_state.get(session_keys.DRAWER_OPEN))


def opened() -> Literal["ignore"] | Callable[[], None]:
    """Note that a drawer opens; return what ``st.dialog`` is to do when it is dismissed."""
    if not st.session_state.get(session_keys.DRAWER_WATCHED):
        return "ignore"
    st.session_state[session_keys.DRAWER_OPEN] = True
    return _dismissed


def _dismissed() -> None:
    st.session_state[session_keys.DRAWER_OPEN] = False
