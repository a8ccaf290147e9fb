"""Who reads the pages of a tab: the language that the account chose, else the browser's, else English.

Each run begins by saying so. What runs without the router, a fragment or what a click calls before the page is
drawn, asks the session.
"""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from webcast import language
from webcast.errors import WebcastError
from webcast.language import Reader
from webcast.language.catalogues import NAMES
from webcast.ui.frame import account_words, references, session_keys
from webcast.ui.frame import options as widgets
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor


def begin() -> None:
    """Say who reads this run, as far as it is known before anybody has signed in."""
    accepted = ",".join(filter(None, (st.context.locale, st.context.headers.get("Accept-Language"))))
    who = language.of_browser(accepted, st.session_state.get(session_keys.LANGUAGE) or "")
    st.session_state[session_keys.READER] = who
    language.use(who)


def of_account(app: AppState, visitor: Visitor) -> None:
    """Go on in the language that the account chose: asked for once a session."""
    if session_keys.LANGUAGE in st.session_state:
        return
    try:
        chosen = "" if visitor.files_only else app.library.languages.of(visitor.account)
    except WebcastError:
        chosen = ""
    st.session_state[session_keys.LANGUAGE] = chosen
    begin()


def choose(app: AppState, visitor: Visitor) -> None:
    """Draw the choice of language, where there is one."""
    if len(language.offered()) == 1:
        return
    key = "wi-language"

    def changed() -> None:
        picked = widgets.picked(key, options, chosen)
        st.session_state[session_keys.LANGUAGE] = picked
        if visitor.files_only:
            return
        try:
            app.library.languages.choose(visitor.account, picked)
        except WebcastError as exc:
            st.toast(references.behind(account_words.LANGUAGE_NOT_KEPT, exc))

    options = ["", *language.offered()]
    chosen = st.session_state.get(session_keys.LANGUAGE) or ""
    st.selectbox(
        account_words.LANGUAGE,
        options,
        index=options.index(chosen) if chosen in options else 0,
        format_func=lambda name: NAMES.get(name, account_words.LANGUAGE_OF_BROWSER),
        key=key,
        on_change=changed,
        help=account_words.LANGUAGE_HINT,
    )


def _of_session() -> Reader | None:
    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    found: Reader | None = st.session_state.get(session_keys.READER)
    return found


language.whom_to_ask(_of_session)
