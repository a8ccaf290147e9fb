"""The switch of a person who is in several accounts: which one is in view, and a way to go on in another."""

from __future__ import annotations

from html import escape

import streamlit as st

from webcast.errors import LibraryError
from webcast.ui.frame import account_words, html, sign_in_form
from webcast.web.app_state import AppState
from webcast.web.signin import ERROR, said
from webcast.web.switching import ACCOUNT, SWITCH, choices
from webcast.web.visitor import Visitor


def draw(app: AppState, visitor: Visitor) -> None:
    """Draw it; nothing for who is in one account, or where the library does not answer, which the page says."""
    try:
        found = choices(app, visitor)
    except LibraryError:
        return
    names = {one.key: one.name for one in found}
    if len(found) < 2 or visitor.account not in names:
        return
    wrong = said(st.query_params.get(ERROR, ""))
    with st.popover(
        html.markdown(names[visitor.account]), key="wi-switch", type="tertiary", icon=":material/swap_horiz:"
    ):
        st.caption(account_words.SWITCH_HINT)
        for one in found:
            if one.key == visitor.account:
                html.line("wi-account-name", html.text(one.name), html.text(account_words.IN_VIEW))
            else:
                label = escape(account_words.go_on_in(one.name, one.role.label))
                sign_in_form.post(SWITCH, label, "wi-button wi-secondary", **{ACCOUNT: one.key})
    if wrong:
        st.html(f'<p class="wi-alert" role="alert">{html.text(wrong)}</p>')
