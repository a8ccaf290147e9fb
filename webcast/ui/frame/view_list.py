"""The list of saved views: behind a button beside the filters, and short on the Events page."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from webcast import formats
from webcast.errors import WebcastError
from webcast.library.views import Saved
from webcast.ui.frame import html, navigation, references, signed_in, state, view_words, views
from webcast.view import keys
from webcast.web.app_state import AppState, app_state
from webcast.web.uploads import PREFIX
from webcast.web.visitor import Visitor

AT_ONCE = 20
"""Views in the list at once; a search finds the others."""

SEARCHED = 8
"""So many views, or more, have a search above them."""

TO_START_FROM = 5


def popover(app: AppState, visitor: Visitor, entry: navigation.Entry) -> None:
    """Draw the button with everything about saved views behind it; nothing for who works with files only."""
    if not visitor.has_views:
        return
    found = st.popover(view_words.VIEWS, key=views.POPOVER, type="tertiary", on_change=_opened_or_closed)
    if found.open:
        with found, st.container(key="wi-views-list"):
            if entry.filtered:
                _save(app, visitor, entry)
            _wrong(None)
            _list(app, visitor, entry)


def name_opened(visitor: Visitor) -> None:
    """Draw the name of the view that is open."""
    opened = views.opened() if visitor.has_views else None
    if opened is not None:
        html.line("wi-view-opened", html.text(opened.name))


def start_from(app: AppState, visitor: Visitor) -> None:
    """Draw the views that were saved last, each a button that opens it; nothing where there is none."""
    if not visitor.has_views:
        return
    found = app.theirs(visitor).views.all()
    if not found:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="wi-views-start"):
        st.html(f'<p class="wi-context">{view_words.VIEWS}</p>', width="content")
        for saved in found[:TO_START_FROM]:
            _open_button(saved, "wi-view-start", help=_sentence(saved))
        if len(found) > TO_START_FROM:
            st.html(f'<p class="wi-context">{view_words.others(len(found) - TO_START_FROM)}</p>', width="content")


def _opened_or_closed() -> None:
    st.session_state[state.VIEW_CHANGED] = None
    st.session_state[state.VIEW_UNDO] = None
    st.session_state[state.VIEW_WRONG] = ""


# Saving


def _save(app: AppState, visitor: Visitor, entry: navigation.Entry) -> None:
    html.line("wi-view-heading", view_words.SAVE_HEADING)
    events = state.looking().events
    if all(event.startswith(PREFIX) for event in events):
        st.caption(view_words.FILES_STAY if events else view_words.NOTHING_TO_SAVE)
        return
    proposed = views.default_name(app, visitor, entry.name)
    key = f"wi-view-name-{keys.key(proposed)}"
    with st.form("wi-view-save", border=False):
        _named(proposed, key, view_words.SAVE, _saved, entry.name)
    if any(event.startswith(PREFIX) for event in events):
        st.caption(view_words.FILES_STAY)


def _named(name: str, key: str, label: str, submit: Callable[..., None], *args: str) -> None:
    """Draw a name to type and the button that hands it over, inside a form; its key is the last argument."""
    with st.container(horizontal=True, vertical_alignment="bottom", wrap=False):
        st.text_input(view_words.NAME, name, key=key, autocomplete="off", help=view_words.SAVE_HINT)
        st.form_submit_button(label, on_click=submit, args=(*args, key), key=f"{key}-button")


def _saved(page: str, key: str) -> None:
    def save(app: AppState, visitor: Visitor) -> None:
        view = views.present(app, visitor, page, st.session_state[key] or "")
        st.session_state[state.VIEW] = app.theirs(visitor).views.save(
            view, visitor.username, where=signed_in.network()
        )
        st.session_state[state.VIEW_UNDO] = None
        st.session_state[state.VIEW_CHANGED] = None

    _try(save)


def _try(change: Callable[[AppState, Visitor], None]) -> None:
    """Make a change on behalf of who is looking now: not of somebody who signed out in another tab."""
    visitor = signed_in.visitor()
    if visitor is None or not visitor.has_views:
        return
    st.session_state[state.VIEW_WRONG] = ""
    try:
        change(app_state(), visitor)
    except WebcastError as exc:
        st.session_state[state.VIEW_WRONG] = references.said(exc)


def _wrong(view_id: str | None) -> None:
    """Say why it could not be saved or changed, where it was tried."""
    message = st.session_state[state.VIEW_WRONG]
    if message and st.session_state[state.VIEW_CHANGED] == view_id:
        st.html(f'<p class="wi-alert" role="alert">{html.text(message)}</p>')


# The list


def _list(app: AppState, visitor: Visitor, entry: navigation.Entry) -> None:
    html.line("wi-view-heading", view_words.YOURS)
    _undo()
    found = app.theirs(visitor).views.all()
    if not found:
        st.caption(view_words.NONE_YET)
        return
    if len(found) >= SEARCHED:
        found = _searched(found)
    for saved in found[:AT_ONCE]:
        _row(saved, entry)
    if len(found) > AT_ONCE:
        st.caption(view_words.more(len(found) - AT_ONCE))


def _searched(found: list[Saved]) -> list[Saved]:
    wanted = (
        st.text_input(
            view_words.FIND, key="wi-view-find", type="search", autocomplete="off", placeholder=view_words.SEARCH_HERE
        )
        or ""
    )
    left = [saved for saved in found if wanted.strip().casefold() in saved.name.casefold()]
    if not left:
        st.caption(view_words.NONE_FOUND)
    return left


def _row(saved: Saved, entry: navigation.Entry) -> None:
    changed = st.session_state[state.VIEW_CHANGED] == saved.id
    with st.container(key=f"wi-view-{saved.id}", gap=None):
        with st.container(horizontal=True, horizontal_alignment="distribute", wrap=False, gap="medium"):
            _open_button(saved, "wi-view-open")
            st.button(
                view_words.DONE if changed else view_words.CHANGE,
                key=f"wi-view-change-{saved.id}",
                type="tertiary",
                on_click=_change,
                args=(None if changed else saved.id,),
            )
        html.line("wi-context", *(html.text(part) for part in _holds(saved)))
        html.line("wi-context", html.text(_when(saved)))
        if changed:
            with st.container(gap="small"):
                _actions(saved, entry)


def _open_button(saved: Saved, key: str, help: str | None = None) -> None:  # noqa: A002 - Streamlit's word
    st.button(
        html.markdown(saved.name),
        key=f"{key}-{saved.id}",
        type="tertiary",
        wrap=True,
        help=None if help is None else html.markdown(help),
        on_click=_open,
        args=(saved.id,),
    )


def _holds(saved: Saved) -> list[str]:
    view = saved.view
    return view_words.holds(views.page_of(view).label, len(view.events), view.filters.describe())


def _when(saved: Saved) -> str:
    when = formats.instant(saved.saved_at, state.looking().zone, st.context.locale)
    return view_words.saved(when, saved.saved_by)


def _sentence(saved: Saved) -> str:
    return " · ".join((*_holds(saved), _when(saved)))


def _open(view_id: str) -> None:
    def take(app: AppState, visitor: Visitor) -> None:
        saved = app.theirs(visitor).views.get(view_id)
        page = views.page_of(saved.view).name
        views.take(app, visitor, saved, page)
        st.session_state[state.VIEW_TO_OPEN] = page
        st.session_state[views.POPOVER] = False

    _try(take)


# Changing


def _change(view_id: str | None) -> None:
    st.session_state[state.VIEW_CHANGED] = view_id
    st.session_state[state.VIEW_UNDO] = None
    st.session_state[state.VIEW_WRONG] = ""


def _actions(saved: Saved, entry: navigation.Entry) -> None:
    key = f"wi-view-new-name-{saved.id}"
    with st.form(f"wi-view-rename-{saved.id}", border=False):
        _named(saved.name, key, view_words.RENAME, _renamed, saved.id)
    _wrong(saved.id)
    st.caption(view_words.LINK)
    st.code(views.link(saved), language=None, wrap_lines=True)
    with st.container(horizontal=True):
        if entry.filtered and state.looking().events:
            st.button(
                view_words.REPLACE, key=f"wi-view-replace-{saved.id}", on_click=_replaced, args=(saved, entry.name)
            )
        st.button(view_words.DELETE, key=f"wi-view-delete-{saved.id}", on_click=_deleted, args=(saved,))


def _renamed(view_id: str, key: str) -> None:
    def rename(app: AppState, visitor: Visitor) -> None:
        name = st.session_state[key] or ""
        renamed = app.theirs(visitor).views.rename(view_id, name, visitor.username, where=signed_in.network())
        _now(renamed)
        st.session_state[state.VIEW_CHANGED] = None

    _try(rename)


def _replaced(saved: Saved, page: str) -> None:
    def replace(app: AppState, visitor: Visitor) -> None:
        view = views.present(app, visitor, page, saved.name)
        replaced = app.theirs(visitor).views.replace(saved.id, view, visitor.username, where=signed_in.network())
        st.session_state[state.VIEW] = replaced
        st.session_state[state.VIEW_CHANGED] = None
        st.session_state[state.VIEW_UNDO] = (view_words.replaced(saved.name), saved)

    _try(replace)


def _deleted(saved: Saved) -> None:
    def delete(app: AppState, visitor: Visitor) -> None:
        app.theirs(visitor).views.delete(saved.id, visitor.username, where=signed_in.network())
        st.session_state[state.VIEW_CHANGED] = None
        st.session_state[state.VIEW_UNDO] = (view_words.deleted(saved.name), saved)
        if st.session_state[state.VIEW] == saved:
            st.session_state[state.VIEW] = None

    _try(delete)


def _undo() -> None:
    """Say what was done just now, and offer to take it back."""
    done = st.session_state[state.VIEW_UNDO]
    if done is None:
        return
    said, before = done
    with st.container(horizontal=True, vertical_alignment="center", key="wi-view-undo"):
        st.html(f'<p class="wi-hint" role="status">{html.text(said)}</p>')
        st.button(view_words.UNDO, key="wi-view-undo-button", type="tertiary", on_click=_back, args=(before,))


def _back(before: Saved) -> None:
    def put_back(app: AppState, visitor: Visitor) -> None:
        # Under the same id, so that links to it work again.
        views = app.theirs(visitor).views
        _now(views.save(before.named, visitor.username, view_id=before.id, where=signed_in.network()))
        st.session_state[state.VIEW_UNDO] = None

    _try(put_back)


def _now(saved: Saved) -> None:
    """Know an opened view as it is now."""
    known: Saved | None = st.session_state[state.VIEW]
    if known is not None and known.id == saved.id:
        st.session_state[state.VIEW] = saved
