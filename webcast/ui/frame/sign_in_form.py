"""The form that signs in: it posts to a route, so that the password never passes through a Streamlit session."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode, urlsplit

import streamlit as st

from webcast.references import Reference
from webcast.setting_openid import OpenIdProvider
from webcast.ui.frame import account_words, passkeys, words
from webcast.web.app_state import app_state
from webcast.web.openid import places
from webcast.web.people import ENTER
from webcast.web.references import COOKIE_NAME
from webcast.web.signin import ERROR, LOGIN
from webcast.web.signin import said as said_of


def here() -> str:
    """Return this page's path and query: where signing in leads back to."""
    path = urlsplit(st.context.url or "").path or app_state().home
    query = [(k, v) for k in st.query_params for v in st.query_params.get_all(k) if k != ERROR]
    return f"{path}?{urlencode(query)}" if query else path


def draw(back_to: str | None = None) -> None:
    """Draw what went wrong the last time, and the ways in: by a provider, by passkey, of people, of the platform.

    Each is there where there is anybody who can take it; the first says what went wrong.

    Args:
        back_to: The address to go on at; this page's where none is said.
    """
    settings, people = app_state().settings, app_state().library.people
    there, first = back_to or here(), True
    target = escape(there)
    for provider in settings.openid:
        _by_provider(target, provider, first=first)
        first = False
    if passkeys.offered(app_state()):
        passkeys.form(
            app_state(), there, _alert() if first else "", "wi-button" if first else "wi-button wi-secondary"
        )
        first = False
    if people.any_by_passphrase() if settings.openid else people.any():
        _or(account_words.OR_WITH_A_PASSPHRASE, first=first)
        label = account_words.SIGN_IN if first else account_words.SIGN_IN_WITH_PASSPHRASE
        _form(target, ENTER, account_words.EMAIL, account_words.PASSPHRASE, label, first=first)
        first = False
    if settings.platform_sign_in or first:
        _or(account_words.OR_WITH_THE_PLATFORM, first=first)
        label = account_words.SIGN_IN if first else account_words.SIGN_IN_AT_PLATFORM
        _form(target, LOGIN, account_words.USERNAME, account_words.PASSWORD, label, first=first)


def _or(hint: str, *, first: bool) -> None:
    if not first:
        st.html(f'<p class="wi-hint">{hint}</p>')


def _by_provider(target: str, provider: OpenIdProvider, *, first: bool) -> None:
    """Draw the button of a provider."""
    css = "wi-button" if first else "wi-button wi-secondary"
    label = account_words.sign_in_with(provider.label)
    st.html(
        f'<form class="wi-form" action="{app_state().base}{places.start(provider.name)}" method="post">'
        f'{_alert() if first else ""}<input type="hidden" name="next" value="{target}">'
        f'<button class="{css}" type="submit">{escape(label)}</button></form>'
    )


def _alert() -> str:
    """Return what went wrong the last time, with its reference; nothing where nothing did."""
    code = st.query_params.get(ERROR, "")
    if not code:
        return ""
    wrong = said_of(code) or account_words.SIGN_IN_FAILED
    reference = Reference.read(st.context.cookies.get(COOKIE_NAME))
    said = f'<br><span class="wi-reference">{words.reference(reference.text)}</span>' if reference else ""
    return f'<p class="wi-alert" role="alert" id="wi-wrong">{escape(wrong)}{said}</p>'


def _form(target: str, action: str, name: str, secret: str, label: str, *, first: bool) -> None:
    """Draw one form; the first says what went wrong."""
    alert = _alert() if first else ""
    prefix = "wi" if first or action == ENTER else "wi-platform"
    css = "wi-button" if first else "wi-button wi-secondary"
    typed = app_state().typed_names.read_from(st.context.cookies) if st.query_params.get(ERROR) else ""
    value = f' value="{escape(typed)}"' if typed else ""
    described = ' aria-describedby="wi-wrong"' if alert else ""
    # Browsers offer passkeys among the names that they fill in, where a page asks for one.
    fills = "username webauthn" if action == ENTER else "username"
    st.html(
        f'<form class="wi-form" action="{app_state().base}{action}" method="post">{alert}'
        f'<input type="hidden" name="next" value="{target}">'
        f'<label for="{prefix}-username">{name}</label>'
        f'<input id="{prefix}-username" name="username" autocomplete="{fills}" required autocapitalize="none"'
        f"{value}{described}>"
        f'<label for="{prefix}-password">{secret}</label>'
        f'<input id="{prefix}-password" name="password" type="password" autocomplete="current-password" required>'
        f'<button class="{css}" type="submit">{label}</button></form>'
    )


def post(action: str, label: str, css_class: str, **fields: str) -> None:
    """Draw a button that posts to a route of ours."""
    hidden = "".join(f'<input type="hidden" name="{k}" value="{escape(v)}">' for k, v in fields.items())
    st.html(
        f'<form class="wi-inline-form" action="{app_state().base}{action}" method="post">{hidden}'
        f'<button class="{css_class}" type="submit">{label}</button></form>',
        width="content",
    )
