"""Notices that stand in a page: what is the case and what to do about it, an error, a sign-in."""

from __future__ import annotations

import streamlit as st

from webcast.errors import WebcastError
from webcast.ui.frame import sign_in_form, words


def notice(title: str, text: str) -> None:
    """Draw a calm notice: what is the case and what to do about it."""
    with st.container(border=True):
        st.header(title, anchor=False)
        st.text(text)


def error(exc: WebcastError | None) -> None:
    """Draw an error: what happened, and what to do."""
    with st.container(border=True):
        st.header(words.ERROR_TITLE, anchor=False)
        st.text(exc.message if exc else "")
        if exc and exc.remedy:
            st.text(exc.remedy)
    st.button(words.TRY_AGAIN, key="wi-try-again")


def sign_in_again() -> None:
    """Ask to sign in again; the address of this page is where it goes on."""
    notice(words.ASK_AGAIN_TITLE, words.ASK_AGAIN)
    sign_in_form.draw()
