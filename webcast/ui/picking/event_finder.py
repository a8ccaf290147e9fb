"""The list of events to pick from, and what narrows it: a part of the page that runs by itself while somebody types.

Each event is a checkbox whose label takes the whole row: a click anywhere in it ticks it, so does the space bar, a
screen reader says the title and whether it is ticked, titles wrap, and where it is narrow a row becomes a card. None
of that can be had of Streamlit's table, which is drawn on a canvas.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any, Final

import polars as pl
import streamlit as st

from webcast.formats import instant
from webcast.ui.frame import event_list, filter_bar, filter_words, html, notices, seeds, session_keys, state
from webcast.ui.kit import fragments
from webcast.ui.kit import words as kit_words
from webcast.ui.picking import words
from webcast.ui.picking.catalogue import Order, Wanted, When, narrowed, undated
from webcast.view import keys
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor

PAGE: Final = 20
"""Events in the list at once."""

ALL_AT_ONCE: Final = 50
"""So many events that words or dates find can be picked with one click."""

_EXPIRED: Final = {"any": None, "no": False, "yes": True}


def draw(app: AppState, visitor: Visitor, events: pl.DataFrame) -> None:
    """Draw the list with what narrows it.

    Args:
        app: Asks for the list anew.
        visitor: For whom.
        events: As :func:`webcast.ui.picking.catalogue.catalogue` returns them.
    """
    st.session_state[session_keys.TICKED] = False
    fragments.part(_draw, app, visitor, events)


def show_picked() -> None:
    """Have the list show what is picked, and nothing else."""
    st.session_state[session_keys.PICKED_ALONE] = True


def _draw(app: AppState, visitor: Visitor, events: pl.DataFrame) -> None:
    if st.session_state[session_keys.TICKED]:
        # Words in the search run this part alone; a tick changes the address, the links and what loading costs.
        st.rerun(scope="app")
    with st.container(key="wi-find"):
        wanted = _wanted(events)
    zone, now = state.looking().zone, datetime.now(UTC)
    found = narrowed(events, wanted, zone, now)
    if without := undated(events, wanted, zone, now):
        html.line("wi-context", words.undated(without))
    _head(app, visitor, found, events.height)
    if not found.height:
        notices.notice(words.NO_EVENTS_MATCH_TITLE, words.NO_EVENTS_MATCH)
        return
    place = st.container(key="wi-list", gap=None)
    first = _page(found.height, wanted, zone) * PAGE
    shown = found.slice(first, PAGE)
    titles = Counter(shown["title"].to_list())
    with place:
        for event in shown.iter_rows(named=True):
            _row(event, zone, twin=titles[event["title"]] > 1)


def _wanted(events: pl.DataFrame) -> Wanted:
    """Draw what narrows the list, and return it."""
    text_column, when_column, order_column, more_column = st.columns([4, 2, 2, 1], vertical_alignment="bottom")
    text = text_column.text_input(
        words.FIND_EVENTS,
        key="wi-events-text",
        type="search",
        live=True,
        placeholder=words.FIND_EVENTS_HINT,
        persist_state="session",
    )
    when = when_column.selectbox(
        words.WHEN, list(When), format_func=words.WHENS.__getitem__, key="wi-events-when", persist_state="session"
    )
    order = order_column.selectbox(
        kit_words.ORDER,
        list(Order),
        format_func=words.ORDERS.__getitem__,
        key="wi-events-order",
        persist_state="session",
    )
    start, end = _range() if when == When.RANGE else (None, None)
    offered = events.select(pl.col("cost_center", "folder_id").drop_nulls().unique().sort().implode()).row(0)
    with more_column.popover(words.MORE, width="stretch"):
        cost_centers = _several(words.COST_CENTER, offered[0], "wi-events-cost-center")
        folders = _several(words.FOLDER, offered[1], "wi-events-folder")
        expired = st.segmented_control(
            words.EXPIRED, list(_EXPIRED), format_func=words.EXPIRED_IS.__getitem__, default="any", required=True,
            key="wi-events-expired", persist_state="session",
        )  # fmt: skip
        picked_alone = st.toggle(words.PICKED_ALONE, key=session_keys.PICKED_ALONE, persist_state="session")
    return Wanted(
        text=text or "",
        when=When(when or When.ANY),
        start=start,
        end=end,
        cost_centers=cost_centers,
        folders=folders,
        expired=_EXPIRED[expired or "any"],
        only=state.looking().events if picked_alone else None,
        order=Order(order or Order.NEWEST),
    )


def _range() -> tuple[Any, Any]:
    given = st.date_input(filter_words.DATES, [], key="wi-events-range", persist_state="session", format="YYYY-MM-DD")
    return filter_bar.normal_range(given)


def _several(label: str, options: list[str], key: str) -> tuple[str, ...]:
    chosen = st.multiselect(label, options, key=key, persist_state="session", placeholder=filter_words.ANY, width=280)
    return tuple(chosen)


def _head(app: AppState, visitor: Visitor, found: pl.DataFrame, listed: int) -> None:
    """Say how many events are found, offer to pick them all where they are few, and to ask the platform anew."""
    with st.container(horizontal=True, vertical_alignment="center", key="wi-found"):
        st.html(f'<p class="wi-context" role="status">{words.found(found.height, listed)}</p>', width="content")
        if found.height < listed and found.height <= ALL_AT_ONCE:
            _pick_all(found["event_id"].to_list())
        if not visitor.files_only and st.button(words.REFRESH_LIST, key="wi-refresh", type="tertiary"):
            event_list.refresh(app, visitor)
            st.rerun(scope="app")


def _pick_all(found: list[str]) -> None:
    picked: tuple[str, ...] = state.looking().events
    others = tuple(event for event in found if event not in picked)
    if others:
        label = words.pick_all(len(others))
        st.button(label, key="wi-pick-found", type="tertiary", on_click=_pick, args=((*picked, *others),))


def _page(found: int, wanted: Wanted, zone: str) -> int:
    """Draw what turns the pages, and return the one in view, counted from 0; other words begin at the first."""
    pages = -(-found // PAGE)
    if pages == 1:
        return 0
    return int(st.pagination(pages, key=f"wi-events-page-{keys.key(str(wanted), zone, str(pages))}")) - 1


def _row(event: dict[str, Any], zone: str, *, twin: bool) -> None:
    """Draw one event: a checkbox with its title, and what else is known of it."""
    event_id, locale = event["event_id"], st.context.locale
    held_at = instant(event["at"], zone, locale) if event["at"] else words.DATE_UNKNOWN
    title = event["title"] or words.UNTITLED
    key = seeds.put(f"wi-tick-{event_id}", event_id in state.looking().events)
    with st.container(key=f"wi-row-{event_id}", horizontal=True, gap="small"):
        # What tells broadcasts of one programme apart has to be in the name that a screen reader says.
        label = f"{title} · {held_at}" if twin else title
        st.checkbox(html.label(label), key=key, on_change=_ticked, args=(key, event_id))
        count, known = event["registrants"], event["freshness"]
        since = event["last_activity"] if event["at"] is None else None
        pieces = (
            held_at,
            "" if count is None else kit_words.registrants(count),
            words.FRESHNESS[known],
            words.more_of(
                event["cost_center"],
                None if known == "file" else event_id,
                instant(since, zone, locale) if since else None,
                expired=bool(event["is_expired"]),
            ),
        )
        inner = "".join(f"<span>{html.text(piece) if piece else ''}</span>" for piece in pieces)
        st.html(f'<p class="wi-event">{inner}</p>')


def _ticked(key: str, event: str) -> None:
    others = tuple(other for other in state.looking().events if other != event)
    _pick((*others, event) if st.session_state[key] else others)


def _pick(events: tuple[str, ...]) -> None:
    state.look(events=events)
    st.session_state[session_keys.TICKED] = True
