"""What the router prepared for the run that is under way: who is looking, and at what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import streamlit as st

from webcast.ui.frame import session_keys
from webcast.ui.frame.loaded import Loaded, load
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor


@dataclass(frozen=True)
class Current:
    """What the router hands to the page."""

    app: AppState
    visitor: Visitor
    ended: bool
    """Whether what this tab fetches has ended just now."""

    @cached_property
    def held(self) -> Loaded:
        """What the session looks at; loaded when it is first asked for, so that frame and title come before."""
        return load(self.app, self.visitor)


def put(current: Current) -> None:
    """Hand it to the page that runs next."""
    st.session_state[session_keys.CURRENT] = current


def get() -> Current:
    """Return what the router prepared."""
    found: Current = st.session_state[session_keys.CURRENT]
    return found
