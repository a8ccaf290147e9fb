"""The sign-in page: what the product does in a sentence, the form, the demo account, work with files only."""

from __future__ import annotations

import streamlit as st

from webcast.ui.frame import html, sign_in_form, words
from webcast.web.app_state import app_state
from webcast.web.signin import FILES_ONLY, LOGIN


def draw() -> None:
    """Draw the page; whatever address was asked for, signing in leads back to it."""
    settings = app_state().settings
    target = sign_in_form.here()
    with st.container(key="wi-sign-in"):
        st.title(words.PRODUCT, anchor=False)
        html.answer(words.TAGLINE)
        sign_in_form.draw(target)
        if settings.demo_username and settings.demo_password:
            _other(words.DEMO_HINT, LOGIN, words.DEMO, demo="1", next=target)
        if settings.files_only_sessions:
            _other(words.FILES_ONLY_OFFER, FILES_ONLY, words.FILES_ONLY_ENTER, next=target)


def _other(hint: str, action: str, label: str, **fields: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"wi-other-{fields.get('demo', 'files')}"):
        st.html(f'<p class="wi-hint">{hint}</p>')
        sign_in_form.post(action, label, "wi-button wi-secondary", **fields)
