"""A new password for the API account, in its menu (guide, "Password Reset"); nothing of it stays in the tab."""

from __future__ import annotations

import streamlit as st

from webcast.api.client import ReportingClient
from webcast.api.passwords import why_refused
from webcast.api.redaction import Secret
from webcast.errors import SettingsError, SignInAgain, WebcastError
from webcast.ui.frame import account_words, references
from webcast.ui.frame.signed_in import network
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor


def draw(app: AppState, visitor: Visitor) -> None:
    """Draw the form, and say what came of it; the fields are emptied when it is sent."""
    if visitor.files_only or not visitor.username:
        return
    with st.expander(account_words.CHANGE_CREDENTIAL), st.form("wi-password", clear_on_submit=True, border=False):
        st.caption(account_words.CHANGE_CREDENTIAL_HINT)
        current, new, again = (
            Secret(st.text_input(label, type="password", autocomplete=kind, key=key))
            for label, kind, key in (
                (account_words.CREDENTIAL_NOW, "current-password", "wi-password-now"),
                (account_words.CREDENTIAL_NEW, "new-password", "wi-password-new"),
                (account_words.CREDENTIAL_AGAIN, "new-password", "wi-password-again"),
            )
        )
        if st.form_submit_button(account_words.CHANGE_CREDENTIAL):
            st.text(_refused(app, visitor.username, current, new, again) or changed(app, visitor, current, new))


def _refused(app: AppState, username: str, current: Secret, new: Secret, again: Secret) -> str:
    """Return why nothing is sent; empty where it is."""
    if not current or not new:
        return account_words.CREDENTIAL_MISSING
    if new.reveal() != again.reveal():
        return account_words.CREDENTIALS_DIFFER
    if new.reveal() == current.reveal():
        return account_words.CREDENTIAL_SAME
    try:
        return why_refused(new.reveal(), username, app.settings.breached_passwords) or ""
    except SettingsError as exc:
        return references.said(exc)


def changed(app: AppState, visitor: Visitor, current: Secret, new: Secret) -> str:
    """Change the password, and say what came of it; wrong ones are counted as at sign-in."""
    attempts = app.library.attempts
    attempt = attempts.begin(visitor.username, f"tab {visitor.sid}")
    if attempt.wait > 0:
        return account_words.password_wait(attempt.wait)
    try:
        _change(app, visitor, current, new)
    except SignInAgain as exc:
        return references.said(exc)
    except WebcastError as exc:
        attempts.undecided(attempt)
        return references.said(exc)
    attempts.succeeded(attempt)
    held = app.credentials(visitor)
    if held is not None:
        held.change(new)
    # Whoever signed in with the old one elsewhere is out, as at the platform.
    ended = app.library.sessions.end_others(visitor.account, visitor.sid)
    app.audit(visitor, "change password", {"sessions": ended}, network())
    return account_words.CREDENTIAL_CHANGED


def _change(app: AppState, visitor: Visitor, current: Secret, new: Secret) -> None:
    """Change it at the platform; in the library too, where it is held for people."""
    client = ReportingClient(app.settings)
    if app.library.held.of(visitor.account) is None:
        client.change_password(visitor.username, current, new)
    else:
        app.library.sign_in_held.change(client, visitor.account, visitor.username, new=new, current=current)


def draw_held(app: AppState, visitor: Visitor) -> None:
    """Draw a press of a button that gives the account a password which nobody knows, and say what came of it."""
    with st.expander(account_words.CHANGE_CREDENTIAL):
        st.caption(account_words.HELD_CREDENTIAL_HINT)
        if st.button(account_words.MAKE_CREDENTIAL, key="wi-password-make"):
            st.text(made(app, visitor))


def made(app: AppState, visitor: Visitor) -> str:
    """Give the account a password of ours, and say what came of it; who signed in with the old one is out."""
    try:
        client, listed = ReportingClient(app.settings), app.settings.breached_passwords
        app.library.sign_in_held.change(client, visitor.account, visitor.username, breached=listed)
    except WebcastError as exc:
        return references.said(exc)
    ended = app.library.sessions.end_account(visitor.account)
    app.audit(visitor, "change password", {"sessions": ended}, network())
    return account_words.CREDENTIAL_MADE
