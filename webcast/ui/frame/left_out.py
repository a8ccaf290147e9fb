"""What was left out of the address that somebody came with: said at the top of the page until it is dismissed."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from webcast.ui.frame import html, state, view_words, words


def draw(place: DeltaGenerator) -> None:
    """Draw the notice into its place; nothing where the address was read whole."""
    found = st.session_state[state.PROBLEMS]
    if not found:
        place.empty()
        return
    # Drawn anew where the page found more to say, and Streamlit wants no key twice in a run.
    with place.container(border=True, key=f"wi-left-out-{len(found)}"):
        html.line("wi-view-title", words.LEFT_OUT_TITLE)
        for problem in found:
            html.line("wi-hint", html.text(problem.why))
        html.line("wi-hint", words.LEFT_OUT)
        st.button(
            view_words.CLOSE, key=f"wi-left-out-close-{len(found)}", type="tertiary", on_click=state.dismiss_problems
        )
