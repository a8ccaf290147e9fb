"""The sign-in page: what the product does in a sentence, the form, the demo account, work with files only."""

from __future__ import annotations

import streamlit as st

from webcast.ui import sign_in_form, words


def draw() -> None:
    """Draw the page."""
    with st.container(key="wi-sign-in"):
        st.title(words.PRODUCT, anchor=False)
        st.html(f'<p class="wi-answer">{words.TAGLINE}</p>')
        sign_in_form.draw()
