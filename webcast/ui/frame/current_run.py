"""What the router prepared for the run that is under way: who is looking, and at what."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from webcast.ui.frame import session_keys
from webcast.ui.frame.loaded import Loaded
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor


@dataclass(frozen=True)
class Current:
    """What the router hands to the page."""

    app: AppState
    visitor: Visitor
    held: Loaded


def put(current: Current) -> None:
    """Hand it to the page that runs next."""
    st.session_state[session_keys.CURRENT] = current


def get() -> Current:
    """Return what the router prepared."""
    found: Current = st.session_state[session_keys.CURRENT]
    return found
