"""The shape of a page while it is drawn for the first time: grey blocks where figures, chart and table will be.

A run of a page that stands already needs none: what stood there stays, dimmed, until it is replaced. The line at the
top of the page that says that something is under way is ``webcast/web/waiting.js``'s.
"""

from __future__ import annotations

from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from webcast.ui.frame import session_keys, state

_SHAPE: Final = (
    '<div class="wi-shape" aria-hidden="true"><div class="wi-shape-figures"><i></i><i></i><i></i><i></i></div>'
    '<div class="wi-shape-chart"><b></b><i></i></div><div class="wi-shape-table"><b></b><i></i></div></div>'
)


def begin(page: str) -> DeltaGenerator:
    """Draw the shape of a page, where it is not what the last run drew whole; return its place.

    The style sheet keeps it below what is there already, and takes its parts away as theirs come.
    """
    place = st.empty()
    if st.session_state.get(session_keys.DRAWN) != _what(page):
        place.html(_SHAPE)
    return place


def end(page: str, place: DeltaGenerator) -> None:
    """Take the shape away: the page is there, or says why not."""
    st.session_state[session_keys.DRAWN] = _what(page)
    place.empty()


def _what(page: str) -> tuple[object, ...]:
    view = state.looking()
    return page, view.events, view.merged
