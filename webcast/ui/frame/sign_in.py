"""The sign-in page: what the product does in a sentence, the form, the demo account, work with files only."""

from __future__ import annotations

import streamlit as st

from webcast.roles import Role
from webcast.ui.frame import account_words, html, notices, references, session_keys, sign_in_form, words
from webcast.web.app_state import app_state
from webcast.web.signin import ERROR, FILES_ONLY, LOGIN


def draw() -> None:
    """Draw the page; whatever address was asked for, signing in leads back to it."""
    settings = app_state().settings
    target = sign_in_form.here()
    with st.container(key="wi-sign-in"):
        st.title(words.PRODUCT, anchor=False)
        html.answer(words.TAGLINE)
        _why_here()
        sign_in_form.draw(target)
        if settings.platform_sign_in and settings.demo_username and settings.demo_password:
            _other(account_words.DEMO_HINT, LOGIN, account_words.DEMO, demo="1", next=target)
            _roles(target)
        if settings.files_only_sessions:
            _other(account_words.FILES_ONLY_OFFER, FILES_ONLY, account_words.FILES_ONLY_ENTER, next=target)


def _why_here() -> None:
    """Say to whom had been signed in, or asked for a page, that nothing is lost."""
    if st.session_state.get(session_keys.OWNER):
        html.line("wi-hint", account_words.SIGNED_OUT)
        notices.reference(references.of("nobody is signed in any more"))
    elif set(st.query_params) - {ERROR}:
        html.line("wi-hint", account_words.SIGN_IN_FIRST)


def _roles(target: str) -> None:
    """Offer the demo as somebody sees it who may see less."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="wi-other-roles"):
        st.html(f'<p class="wi-hint">{account_words.DEMO_ROLES}</p>', width="content")
        for role in (Role.FIGURES, Role.PEOPLE, Role.FILES):
            sign_in_form.post(LOGIN, role.label, "wi-button wi-secondary", demo="1", role=role.value, next=target)


def _other(hint: str, action: str, label: str, **fields: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"wi-other-{fields.get('demo', 'files')}"):
        st.html(f'<p class="wi-hint">{hint}</p>')
        sign_in_form.post(action, label, "wi-button wi-secondary", **fields)
