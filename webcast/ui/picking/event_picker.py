"""The pick that goes on to the analyses: what it is, what loading it costs, and one click for the usual ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import polars as pl
import streamlit as st

from webcast.errors import SignInAgain
from webcast.formats import day_of, instant
from webcast.library.following import due_room
from webcast.library.schedule import Refreshed
from webcast.ui.frame import event_list, html, loading, navigation, notices, programmes, state
from webcast.ui.picking import catalogue, event_finder, words
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor

CHIPS: Final = 12
"""Picked events that are named one by one; the others are a click away."""

_FETCHED: Final = ("current", "due", "changed")
_LAST: Final = 5


def summary(app: AppState, events: pl.DataFrame, visitor: Visitor) -> None:
    """Draw what stands under the title: how many events, loaded or moved on, and what is left of the limits."""
    if visitor.files_only:
        html.answer(words.FILES_ONLY_ANSWER)
        return
    are = dict(events["freshness"].value_counts().iter_rows())
    listed, held = events.height - are.get("file", 0), sum(are.get(name, 0) for name in _FETCHED)
    html.answer(words.events_answer(listed, held, are.get("changed", 0)))
    limits = app.library.limits(visitor.account), app.library.limits(visitor.account, expired=True)
    standing = app.library.schedule.state(visitor.account)
    by_itself = _by_itself(standing) if standing is not None and standing.next is not None else ""
    html.line("wi-context", words.limits_left(*limits), html.text(by_itself))
    if standing is not None and standing.failure:
        html.line("wi-context", html.text(words.refresh_failed(_instant(standing.failed_at), standing.failure)))


def _by_itself(standing: Refreshed) -> str:
    return words.refreshed(_instant(standing.last) if standing.last else "", _instant(standing.next))


def _instant(at: datetime | None) -> str:
    return instant(at, state.looking().zone, st.context.locale)


def draw(app: AppState, visitor: Visitor, events: pl.DataFrame) -> None:
    """Draw the pick, and the list to pick from."""
    if not events.height:
        _nothing(app, visitor)
        return
    _pick(app, visitor, events)
    event_finder.draw(app, visitor, events)


def _nothing(app: AppState, visitor: Visitor) -> None:
    if visitor.files_only:
        notices.notice(words.FILES_ONLY_EMPTY_TITLE, words.FILES_ONLY_EMPTY)
    elif event_list.error() is None:
        notices.notice(words.NO_EVENTS_LISTED_TITLE, words.NO_EVENTS_LISTED)
        if st.button(words.REFRESH_LIST, key="wi-refresh"):
            event_list.refresh(app, visitor)
            st.rerun()


def _pick(app: AppState, visitor: Visitor, events: pl.DataFrame) -> None:
    """Draw what is picked and what to do with it."""
    mine = event_list.rows_of(events, state.looking().events)
    picked = tuple(mine)
    missing, changed, due = _to_fetch(app, visitor, mine)
    # Those are asked for by a button of their own: here, or on the page that lacks them.
    spared = set(loading.expired_among(mine))
    with st.container(horizontal=True, vertical_alignment="center", key="wi-pick"):
        if st.button(words.analyse(len(picked)), type="primary", disabled=not picked, key="wi-analyse"):
            state.set_events(picked)
            _fetch(app, visitor, [event for event in missing + changed + due if event not in spared])
            navigation.go(navigation.OVERVIEW)
        if picked:
            st.button(words.CLEAR_PICK, type="tertiary", on_click=_look_at, args=((),), key="wi-clear-pick")
        loading.again(app, visitor, {event: row for event, row in mine.items() if row["freshness"] in _FETCHED})
    html.line("wi-context", words.picked(len(picked)), _will_load(app, visitor, (missing, changed, due), spared))
    if picked:
        _chips(mine)
        programmes.switch({event: row["title"] for event, row in mine.items()})
    _presets(events, picked)


def _chips(mine: Mapping[str, Mapping[str, Any]]) -> None:
    """Draw what is picked by name, each to be taken out by a click."""
    picked = tuple(mine)
    shown = picked[:CHIPS]
    titles = [mine[event]["title"] or words.UNTITLED for event in shown]
    with st.container(horizontal=True, gap="small", key="wi-picked"):
        for event, title in zip(shown, titles, strict=True):
            at = mine[event]["at"]
            twin = titles.count(title) > 1  # broadcasts of one programme differ by their date alone
            label = f"{title} · {day_of(at, state.looking().zone, st.context.locale)}" if twin else title
            st.button(
                html.markdown(label),
                icon=":material/close:",
                icon_position="right",
                key=f"wi-unpick-{event}",
                help=words.UNPICK,
                on_click=_look_at,
                args=(tuple(other for other in picked if other != event),),
            )
        if len(picked) > CHIPS:
            st.button(
                words.others_picked(len(picked) - CHIPS),
                key="wi-picked-others",
                type="tertiary",
                on_click=event_finder.show_picked,
            )


def _look_at(events: tuple[str, ...]) -> None:
    state.look(events=events)


def _will_load(app: AppState, visitor: Visitor, groups: Sequence[list[str]], spared: set[str]) -> str:
    """Say what analysing fetches, what that costs, and which expired presentations it leaves alone.

    Args:
        app: Knows the limits, and how long earlier reports took.
        visitor: For whom.
        groups: What is missing, changed and due.
        spared: The expired presentations, which are not fetched.
    """
    counts = [sum(event not in spared for event in group) for group in groups]
    parts = [words.will_load(*counts), loading.cost(app, visitor, sum(counts))] if sum(counts) else []
    return " · ".join(
        part for part in (": ".join(parts), words.left_alone(len({*groups[0], *groups[1]} & spared))) if part
    )


def _to_fetch(
    app: AppState, visitor: Visitor, mine: Mapping[str, Mapping[str, Any]]
) -> tuple[list[str], list[str], list[str]]:
    """Return those of the picked events that are not held, those that moved on, and those that are due.

    Of these last as many as the hour has room for.
    """
    missing, changed, due = (
        [event for event, row in mine.items() if row["freshness"] == name] for name in ("missing", "changed", "due")
    )
    room = due_room(app.library.limits(visitor.account), len(missing) + len(changed)) if due else 0
    return missing, changed, due[:room]


def _fetch(app: AppState, visitor: Visitor, events: list[str]) -> None:
    if events:
        loading.start(app, visitor, tuple(events))


def _presets(events: pl.DataFrame, picked: tuple[str, ...]) -> None:
    """Offer what is picked most often: the latest events, the quarter's, those of one programme, earlier picks."""
    zone, now = state.looking().zone, datetime.now(UTC)
    # Broadcasts join the pick, since they are of events in it; the other presets take its place.
    latest, quarter, broadcasts = map(
        tuple,
        catalogue.ids(
            catalogue.last(events, _LAST, now),
            catalogue.this_quarter(events, zone, now),
            catalogue.series(events, picked),
        ),
    )
    joined = (*picked, *(event for event in broadcasts if event not in picked))
    offered = [
        (words.last_events(len(latest)), latest, words.LAST_HINT),
        (words.quarter_events(len(quarter)), quarter, words.QUARTER_HINT),
        (words.series_events(len(broadcasts)), joined, words.SERIES_HINT),
    ]
    offered = [(label, pick, hint) for label, pick, hint in offered if pick and pick != picked]
    if not offered and not st.session_state[state.RECENT]:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="wi-usual"):
        if offered:
            st.html(f'<p class="wi-context">{words.PRESETS}</p>', width="content")
        for place, (label, pick, hint) in enumerate(offered):
            st.button(label, key=f"wi-usual-{place}", type="tertiary", help=hint, on_click=_look_at, args=(pick,))
        _recent(events)


def _recent(events: pl.DataFrame) -> None:
    """Offer the latest picks again."""
    current = state.looking().events
    earlier = [pick for pick in st.session_state[state.RECENT] if pick != current]
    named = {event for pick in earlier for event in pick}
    if not named:
        return
    titles = {event: row["title"] for event, row in event_list.rows_of(events, tuple(named)).items()}
    picks = [pick for pick in earlier if set(pick) <= set(titles)]
    if not picks:
        return
    st.html(f'<p class="wi-context">{words.RECENT}</p>', width="content")
    for place, pick in enumerate(picks):
        label = html.markdown(words.pick_name([titles[event] for event in pick]))
        st.button(label, key=f"wi-recent-{place}", type="tertiary", on_click=_look_at, args=(pick,))


def list_error() -> None:
    """Say why the event list could not be had, and ask to sign in again where that is why."""
    error = event_list.error()
    if isinstance(error, SignInAgain):
        notices.sign_in_again()
    elif error is not None:
        notices.error(error)
