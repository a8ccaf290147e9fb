"""A theme that changes while a page is open: what is drawn on the server is drawn anew, once, in the new colours.

Streamlit runs nothing then. A button that nobody sees asks for the run; ``webcast/web/theme.js`` presses it where the
theme that the page shows is not the one it was drawn in, which the button's key tells.
"""

from __future__ import annotations

from typing import Literal

import streamlit as st

from webcast.ui.frame import help_words


def drawn_in() -> Literal["light", "dark"]:
    """Return the theme that this run draws in."""
    return "dark" if st.context.theme.type == "dark" else "light"


def watch() -> None:
    """Put the button on the page."""
    st.button(help_words.DRAW_ANEW, key=f"wi-drawn-{drawn_in()}")
