"""Notices that stand in a page: what is the case and what to do about it, an error, a sign-in."""

from __future__ import annotations

import streamlit as st

from webcast.errors import PlatformUnreachable, WebcastError
from webcast.language import spoken
from webcast.ui.frame import account_words, html, loading_words, references, sign_in_form, words


def notice(title: str, text: str) -> None:
    """Draw a calm notice: what is the case and what to do about it."""
    with st.container(border=True):
        st.header(title, anchor=False)
        st.text(text)


def error(exc: WebcastError | None) -> None:
    """Draw an error: what happened, what to do, what still works, and the reference that the log has too."""
    with st.container(border=True):
        st.header(words.ERROR_TITLE, anchor=False)
        if exc is not None:
            st.text(spoken(exc.message))
            if exc.remedy:
                st.text(spoken(exc.remedy))
            if isinstance(exc, PlatformUnreachable):
                st.text(words.STILL_WORKS)
            reference(references.of_error(exc))
    st.button(loading_words.TRY_AGAIN, key="wi-try-again")


def reference(text: str) -> None:
    """Draw a reference."""
    html.line("wi-reference wi-hint", words.reference(text))


def sign_in_again() -> None:
    """Ask to sign in again; the address of this page is where it goes on."""
    notice(account_words.ASK_AGAIN_TITLE, account_words.ASK_AGAIN)
    sign_in_form.draw()
    reference(references.of("platform session ended"))
