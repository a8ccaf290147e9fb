"""The form that signs in: it posts to a route, so that the password never passes through a Streamlit session."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode, urlsplit

import streamlit as st

from webcast.ui import words


def here() -> str:
    """Return this page's path and query: where signing in leads back to."""
    path = urlsplit(st.context.url or "").path or "/"
    query = {k: v for k, v in st.query_params.to_dict().items() if k not in ("error", "next")}
    return f"{path}?{urlencode(query)}" if query else path


def draw(back_to: str | None = None) -> None:
    """Draw user name, password and the button."""
    target = escape(back_to or here())
    st.html(
        f'<form class="wi-form" action="/login" method="post"><input type="hidden" name="next" value="{target}">'
        f'<label for="wi-username">{words.USERNAME}</label>'
        '<input id="wi-username" name="username" autocomplete="username" required autocapitalize="none">'
        f'<label for="wi-password">{words.PASSWORD}</label>'
        '<input id="wi-password" name="password" type="password" autocomplete="current-password" required>'
        f'<button class="wi-button" type="submit">{words.SIGN_IN}</button></form>'
    )


def post(action: str, label: str, css_class: str, **fields: str) -> None:
    """Draw a button that posts to a route of ours."""
    hidden = "".join(f'<input type="hidden" name="{k}" value="{escape(v)}">' for k, v in fields.items())
    st.html(
        f'<form class="wi-inline-form" action="{action}" method="post">{hidden}'
        f'<button class="{css_class}" type="submit">{label}</button></form>'
    )
