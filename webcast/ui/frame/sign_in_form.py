"""The form that signs in: it posts to a route, so that the password never passes through a Streamlit session."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode, urlsplit

import streamlit as st

from webcast.ui.frame import account_words, words
from webcast.web.app_state import app_state
from webcast.web.references import COOKIE_NAME, Reference
from webcast.web.signin import ERROR, LOGIN
from webcast.web.signin import said as said_of


def here() -> str:
    """Return this page's path and query: where signing in leads back to."""
    path = urlsplit(st.context.url or "").path or "/"
    query = [(k, v) for k in st.query_params for v in st.query_params.get_all(k) if k != ERROR]
    return f"{path}?{urlencode(query)}" if query else path


def draw(back_to: str | None = None) -> None:
    """Draw what went wrong the last time, user name, password and the button."""
    target = escape(back_to or here())
    code = st.query_params.get(ERROR, "")
    wrong = (said_of(code) or account_words.SIGN_IN_FAILED) if code else ""
    reference = Reference.read(st.context.cookies.get(COOKIE_NAME)) if code else None
    said = f'<br><span class="wi-reference">{words.reference(reference.text)}</span>' if reference else ""
    alert = f'<p class="wi-alert" role="alert" id="wi-wrong">{escape(wrong)}{said}</p>' if wrong else ""
    typed = app_state().typed_names.read_from(st.context.cookies) if code else ""
    value = f' value="{escape(typed)}"' if typed else ""
    described = ' aria-describedby="wi-wrong"' if wrong else ""
    st.html(
        f'<form class="wi-form" action="{LOGIN}" method="post">{alert}'
        f'<input type="hidden" name="next" value="{target}">'
        f'<label for="wi-username">{account_words.USERNAME}</label>'
        f'<input id="wi-username" name="username" autocomplete="username" required autocapitalize="none"'
        f"{value}{described}>"
        f'<label for="wi-password">{account_words.PASSWORD}</label>'
        '<input id="wi-password" name="password" type="password" autocomplete="current-password" required>'
        f'<button class="wi-button" type="submit">{account_words.SIGN_IN}</button></form>'
    )


def post(action: str, label: str, css_class: str, **fields: str) -> None:
    """Draw a button that posts to a route of ours."""
    hidden = "".join(f'<input type="hidden" name="{k}" value="{escape(v)}">' for k, v in fields.items())
    st.html(
        f'<form class="wi-inline-form" action="{action}" method="post">{hidden}'
        f'<button class="{css_class}" type="submit">{label}</button></form>'
    )
