"""Our company: one switch in the filter bar, and behind a field of the builder whom it leaves out."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from webcast.errors import WebcastError
from webcast.ui.frame import address_bar, filter_words, references, session_keys, signed_in, state
from webcast.view.filters import Filters
from webcast.view.ours import Ours
from webcast.web.app_state import AppState, app_state
from webcast.web.visitor import Visitor

FIELD = "without_ours"
"""The builder's field, and the filter."""


def known(app: AppState, visitor: Visitor) -> Filters:
    """Return the filters in force with who is ours; the switch is left out, and said, where nobody is.

    Raises:
        WebcastError: What the account has set cannot be read.
    """
    filters = state.looking().filters
    if not filters.without_ours:
        return filters
    ours = _of(app, visitor)
    if not ours:
        before = address_bar.query()
        state.problem(FIELD, filter_words.OURS_NOT_SET)
        state.set_filters(replace(filters, without_ours=False), remember=False)
        address_bar.settle(before)
        return state.looking().filters
    return filters.knowing(lambda: ours)


def _of(app: AppState, visitor: Visitor) -> Ours:
    return Ours() if visitor.files_only else app.library.ours.of(visitor.account)


def switch(visitor: Visitor) -> None:
    """Draw the switch, for whoever has an account; it opens the builder where nobody is set yet."""
    if visitor.files_only:
        return
    key = f"wi-ours-{st.session_state[state.VERSION]}"

    def changed() -> None:
        _turn(on=st.session_state[key])

    st.toggle(filter_words.WITHOUT_OURS, state.looking().filters.without_ours, key=key, on_change=changed)


def _turn(*, on: bool) -> None:
    visitor = signed_in.visitor()
    if visitor is None or visitor.files_only:
        return
    try:
        is_set = not on or bool(_of(app_state(), visitor))
    except WebcastError as exc:
        _wrong(exc)
    else:
        if is_set:
            state.look(filters=replace(state.looking().filters, without_ours=on))
        else:
            _wrong(None)


def _wrong(exc: WebcastError | None) -> None:
    """Open the builder at this field, and say what is wrong; the switch shows again what is in force."""
    st.session_state[state.FILTER_WRONG] = "" if exc is None else references.said(exc)
    st.session_state[session_keys.BUILDER] = True
    st.session_state[session_keys.FIELD] = FIELD
    st.session_state[state.VERSION] += 1


def editor() -> None:
    """Draw who is ours, to be changed for everybody of the account."""
    visitor = signed_in.visitor()
    if visitor is not None and not visitor.sees_people:
        st.caption(filter_words.OURS_NAME_PEOPLE)
        return
    if visitor is None or visitor.files_only:
        st.caption(filter_words.OURS_NEED_AN_ACCOUNT)
        return
    try:
        text = _of(app_state(), visitor).to_text()
    except WebcastError as exc:
        text = ""
        st.caption(references.said(exc))
    key = f"wi-ours-text-{st.session_state[state.VERSION]}"

    def saved() -> None:
        _save(st.session_state[key] or "")

    with st.form("wi-ours-form", border=False):
        st.text_area(
            filter_words.OURS,
            text,
            key=key,
            placeholder=filter_words.OURS_EXAMPLE,
            help=filter_words.OURS_HELP,
            height=120,
        )
        st.form_submit_button(filter_words.SAVE_OURS, on_click=saved, key="wi-ours-save")


def _save(text: str) -> None:
    """Keep it on behalf of who is looking now, and leave them out; nobody left means that nobody is left out."""
    visitor = signed_in.visitor()
    if visitor is None or not visitor.has_views:
        return
    try:
        ours = Ours.of_text(text)
        app_state().library.ours.put(visitor.account, ours, visitor.username, where=signed_in.network())
    except WebcastError as exc:
        st.session_state[state.FILTER_WRONG] = references.said(exc)
        return
    st.session_state[state.FILTER_WRONG] = ""
    state.set_filters(replace(state.looking().filters, without_ours=bool(ours)))
