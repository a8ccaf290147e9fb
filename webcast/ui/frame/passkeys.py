"""Passkeys on the sign-in page and in the account menu; what they do is done by routes (``webcast/web/passkeys``)."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import streamlit as st

from webcast.errors import LibraryError
from webcast.ui.frame import account_words, html
from webcast.web.app_state import AppState
from webcast.web.passkeys import markup, places
from webcast.web.passkeys.own import NEXT
from webcast.web.visitor import Visitor


def offered(app: AppState) -> bool:
    """Tell whether anybody could sign in with a passkey at the address that this browser has asked."""
    site = places.site(app.settings, asked_hosts(), tls=(st.context.url or "").startswith("https:"))
    return site is not None and app.library.passkeys.any_for(site.id)


def asked_hosts() -> list[str]:
    """Return the names that this page's connection has asked for."""
    return st.context.headers.get_all("Host")


def form(app: AppState, target: str, first: str, button: str) -> None:
    """Draw the way in with a passkey.

    Args:
        app: The process's state.
        target: The address to go on at.
        first: What stands before its button; HTML of ours.
        button: Its classes.
    """
    label = account_words.SIGN_IN_WITH_PASSKEY
    st.html(
        markup.form(
            app.base, places.ENTER, markup.ENTER, label, {NEXT: target}, first=first, css="wi-form", button=button
        )
    )


def own(app: AppState, visitor: Visitor, here: str) -> None:
    """Draw what a person signs in with, and the way to the page of their passkeys; nothing for anybody else.

    Args:
        app: The process's state.
        visitor: Who is looking.
        here: The address that the page leads back to.
    """
    try:
        person = app.library.people.of(visitor.person) if visitor.person else None
    except LibraryError:  # which the page says
        return
    if person is None or not person.has_own:
        return
    st.caption(account_words.SIGNS_IN_WITH)
    html.line("wi-account-name", html.text(account_words.ways_in(len(person.passkeys), passphrase=person.passphrase)))
    address = f"{app.base}{places.OWN}?{urlencode({NEXT: here})}"
    label = escape(account_words.OWN_PASSKEYS)
    st.html(f'<a class="wi-button wi-secondary" href="{escape(address)}" target="_self">{label}</a>')
