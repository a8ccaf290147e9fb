"""Saved views: what is seen now as one, and one put in force, from a list or from a link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode, urlsplit

import streamlit as st

from webcast import zones
from webcast.errors import WebcastError
from webcast.language import say
from webcast.library.views import NamedView, Saved, UnknownView
from webcast.ui.frame import address_bar, event_list, html, navigation, references, state, view_words
from webcast.view.filters import Filters
from webcast.view.record import View
from webcast.web.app_state import AppState, app_state
from webcast.web.uploads import PREFIX
from webcast.web.visitor import Visitor

POPOVER: Final = "wi-views"
"""Key of the list, which closes when a view is opened from it."""


def present(app: AppState, visitor: Visitor, page: str, name: str) -> NamedView:
    """Return what is seen now as a view; opened files are not in it, since they end with the session.

    Raises:
        BadName: It is no name for a view.
        WebcastError: The account's events cannot be had.
    """
    shown = state.view()
    events = tuple(event for event in shown.events if not event.startswith(PREFIX))
    usual: Mapping[str, tuple[str, ...]] = st.session_state[state.USUAL_COLUMNS]
    # A file that is cut to the usual columns stays so when these become others.
    columns = {table: usual[table] for table in shown.cut if table in usual} | dict(shown.columns)
    return NamedView(name, replace(shown, page=page, events=events, columns=columns), titles(app, visitor, events))


def titles(app: AppState, visitor: Visitor, events: Sequence[str]) -> dict[str, str]:
    """Return event → title of those that the account's list names."""
    listed = dict(app.theirs(visitor).events().select("event_id", "title").iter_rows())
    return {event: listed[event] for event in events if listed.get(event)}


def opened() -> Saved | None:
    """Return the view that was opened, as long as its events and filters are those in force."""
    found: Saved | None = st.session_state[state.VIEW]
    if found is None:
        return None
    now, then = state.looking(), found.view
    same = (now.events, now.filters, now.merged) == (then.events, then.filters, then.merged)
    return found if same else None


def link(saved: Saved) -> str:
    """Return the address that opens a view."""
    here = urlsplit(st.context.url or "")
    origin = f"{here.scheme}://{here.netloc}" if here.netloc else ""
    return f"{origin}{app_state().home}{page_of(saved.view).name}?{urlencode({address_bar.URL_VIEW: saved.id})}"


def page_of(view: View) -> navigation.Entry:
    """Return the page of a view; one that there is no more gives way to the Overview."""
    return next((entry for entry in navigation.present() if entry.name == view.page), navigation.OVERVIEW)


# Opening


def arrive(app: AppState, visitor: Visitor, page: str, view_id: str) -> None:
    """Put the view of a link in force, or have the page say why not.

    Args:
        app: The process's state.
        visitor: Who follows the link.
        page: Name of the page that the link leads to.
        view_id: As the address says it.
    """
    if not visitor.has_views:
        _say(page, view_words.ANOTHER_ACCOUNT_TITLE, view_words.VIEWS_NEED_AN_ACCOUNT)
        return
    try:
        saved = app.theirs(visitor).views.get(view_id)
    except UnknownView:
        # The same words whether it is another account's or was never there.
        _say(page, view_words.ANOTHER_ACCOUNT_TITLE, view_words.ANOTHER_ACCOUNT)
    except WebcastError as exc:
        _say(page, view_words.NOT_OPENED_TITLE, references.said(exc))
    else:
        take(app, visitor, saved, page)


def take(app: AppState, visitor: Visitor, saved: Saved, page: str) -> None:
    """Put a view in force: events that the account still has, all filters, zone, columns and options."""
    view = saved.view
    st.session_state[state.VIEW_SAID] = None
    missing = _missing(app, visitor, view.events)
    state.set_events(tuple(event for event in view.events if event not in missing))
    state.set_filters(view.filters)
    state.look(merged=view.merged, columns=dict(view.columns), cut=view.cut, language=view.language)
    # Costs that were typed in are kept where a view has none of its own: nobody types them twice.
    costs = view.choices.costs or state.looking().choices.costs
    state.choose(weights=view.choices.weights, compare=view.choices.compare, costs=costs)
    if zones.known(view.zone):
        state.look(zone=view.zone)
    state.put(replace(view, page=page))
    st.session_state[state.VIEW] = saved
    if missing:
        names = [view_words.event(saved.named.titles.get(event), event) for event in missing]
        rest = view_words.EVENTS_GONE if len(missing) < len(view.events) else view_words.ALL_GONE
        _say(page, view_words.EVENTS_GONE_TITLE, view_words.gone(names), rest)


def _missing(app: AppState, visitor: Visitor, events: Sequence[str]) -> list[str]:
    """Return those of the events that the account's list does not have, asked for anew where it lacks one."""
    found = _unlisted(app, visitor, events)
    if not found:
        return []
    event_list.refresh_once(app, visitor)
    # A list that cannot be had says nothing: the page will say what is wrong.
    return [] if event_list.error() is not None else _unlisted(app, visitor, events)


def _unlisted(app: AppState, visitor: Visitor, events: Sequence[str]) -> list[str]:
    listed = set(app.theirs(visitor).events()["event_id"])
    return [event for event in events if event not in listed]


def go_on() -> None:
    """Go to the page of a view that was picked from a list in the run before; return where none was."""
    name = st.session_state.pop(state.VIEW_TO_OPEN, None)
    if name is None:
        return
    entry = next(entry for entry in navigation.present() if entry.name == name)
    st.switch_page(navigation.page(entry), query_params=address_bar.carried(name))


# Saying


def _say(page: str, *lines: str) -> None:
    st.session_state[state.VIEW_SAID] = (page, lines)


def said(page: str) -> None:
    """Draw what is to be said of the view that was asked for, on the page that was asked for, until it is closed."""
    found: tuple[str, tuple[str, ...]] | None = st.session_state[state.VIEW_SAID]
    if found is None or found[0] != page:
        st.session_state[state.VIEW_SAID] = None
        return
    title, *lines = found[1]
    with st.container(border=True, key="wi-view-said"):
        html.line("wi-view-title", html.text(title))
        for line in lines:
            html.line("wi-hint", html.text(line))
        st.button(view_words.CLOSE, key="wi-view-said-close", type="tertiary", on_click=_unsay)


def _unsay() -> None:
    st.session_state[state.VIEW_SAID] = None


def default_name(app: AppState, visitor: Visitor, page: str) -> str:
    """Propose a name for what is seen now."""
    events = [event for event in state.looking().events if not event.startswith(PREFIX)]
    known = titles(app, visitor, events)
    filters: Filters = state.looking().filters
    label = next(entry.label for entry in navigation.present() if entry.name == page)
    return view_words.default_name(say(label), [known.get(event, event) for event in events], filters)
