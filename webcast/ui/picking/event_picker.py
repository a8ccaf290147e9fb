"""The list of events with what narrows it, and the pick that goes on to the analyses."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any, Final

import polars as pl
import streamlit as st

from webcast.errors import SignInAgain
from webcast.formats import UNKNOWN
from webcast.library.following import due_room
from webcast.ui.frame import event_list, filter_bar, html, loading, navigation, notices, programmes, state
from webcast.ui.frame import words as frame_words
from webcast.ui.kit import cells
from webcast.ui.kit import words as kit_words
from webcast.ui.picking import words
from webcast.ui.picking.catalogue import Order, Wanted, When, narrowed, undated
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor

_EXPIRED: Final = {words.EXPIRED_ANY: None, words.EXPIRED_NO: False, words.EXPIRED_YES: True}
_FETCHED: Final = ("current", "due", "changed")


def summary(app: AppState, events: pl.DataFrame, visitor: Visitor) -> None:
    """Draw what stands under the title: how many events, loaded or moved on, and what is left of the limits."""
    listed = events.filter(pl.col("freshness") != "file")
    if visitor.files_only:
        html.answer(words.FILES_ONLY_ANSWER)
        return
    held = listed.filter(pl.col("freshness").is_in(_FETCHED)).height
    changed = listed.filter(pl.col("freshness") == "changed").height
    html.answer(words.events_answer(listed.height, held, changed))
    limits = app.library.limits(visitor.account), app.library.limits(visitor.account, expired=True)
    st.html(f'<p class="wi-context">{words.limits_left(*limits)}</p>')


def draw(app: AppState, visitor: Visitor, events: pl.DataFrame) -> None:
    """Draw the list and the buttons under it."""
    if not events.height:
        _nothing(app, visitor)
        return
    wanted = _wanted(events)
    zone, now = state.looking().zone, datetime.now(UTC)
    found = narrowed(events, wanted, zone, now)
    if without := undated(events, wanted, zone, now):
        html.line("wi-context", words.undated(without))
    if found.height:
        _table(found)
    else:
        notices.notice(words.NO_EVENTS_MATCH_TITLE, words.NO_EVENTS_MATCH)
    _pick(app, visitor, events, found)


def _nothing(app: AppState, visitor: Visitor) -> None:
    if visitor.files_only:
        notices.notice(words.FILES_ONLY_EMPTY_TITLE, words.FILES_ONLY_EMPTY)
    elif event_list.error() is None:
        notices.notice(words.NO_EVENTS_LISTED_TITLE, words.NO_EVENTS_LISTED)
        if st.button(words.REFRESH_LIST, key="wi-refresh"):
            event_list.refresh(app, visitor)
            st.rerun()


def _wanted(events: pl.DataFrame) -> Wanted:
    """Draw what narrows the list, and return it."""
    text_column, when_column, order_column, more_column = st.columns([4, 2, 2, 1], vertical_alignment="bottom")
    text = text_column.text_input(
        words.FIND_EVENTS, key="wi-events-text", placeholder=words.FIND_EVENTS_HINT, persist_state="session"
    )
    when = when_column.selectbox(words.WHEN, list(When), key="wi-events-when", persist_state="session")
    order = order_column.selectbox(kit_words.ORDER, list(Order), key="wi-events-order", persist_state="session")
    start, end = _range() if when == When.RANGE else (None, None)
    with more_column.popover(words.MORE, width="stretch"):
        cost_centers = _several(words.COST_CENTER, events["cost_center"], "wi-events-cost-center")
        folders = _several(words.FOLDER, events["folder_id"], "wi-events-folder")
        expired = st.segmented_control(
            words.EXPIRED, list(_EXPIRED), default=words.EXPIRED_ANY, required=True, key="wi-events-expired",
            persist_state="session",
        )  # fmt: skip
    return Wanted(
        text=text or "",
        when=When(when or When.ANY),
        start=start,
        end=end,
        cost_centers=cost_centers,
        folders=folders,
        expired=_EXPIRED[expired or words.EXPIRED_ANY],
        order=Order(order or Order.NEWEST),
    )


def _range() -> tuple[Any, Any]:
    given = st.date_input(frame_words.DATES, [], key="wi-events-range", persist_state="session", format="YYYY-MM-DD")
    return filter_bar.normal_range(given)


def _several(label: str, values: pl.Series, key: str) -> tuple[str, ...]:
    options = values.drop_nulls().unique().sort().to_list()
    chosen = st.multiselect(label, options, key=key, persist_state="session", placeholder=frame_words.ANY, width=280)
    return tuple(chosen)


def _table(found: pl.DataFrame) -> None:
    """Draw the list; ticking a row picks its event, and picks outside the list stay."""
    ids = found["event_id"].to_list()
    picked: tuple[str, ...] = state.looking().events
    # Ticks are by row: another list needs another widget, seeded with the picks that it shows.
    key = "wi-events-" + hashlib.blake2b("\0".join(ids).encode(), digest_size=8).hexdigest()
    version = st.session_state.setdefault(state.PICK_VERSION, 0)
    key = f"{key}-{version}"

    def ticked() -> None:
        rows = st.session_state[key].selection.rows
        shown = set(ids)
        kept = [event for event in picked if event not in shown]
        chosen = {ids[row] for row in rows if row < len(ids)}
        order = [event for event in picked if event in chosen]
        state.look(events=tuple(kept + order + [e for e in ids if e in chosen and e not in order]))

    st.dataframe(
        _shown(found),
        key=key,
        hide_index=True,
        on_select=ticked,
        selection_mode="multi-row",
        selection_default={"selection": {"rows": [n for n, event in enumerate(ids) if event in set(picked)]}},
        height="content" if found.height <= 12 else 458,
        placeholder=UNKNOWN,
        column_config=_config(),
        alt=words.EVENTS_TABLE,
    )


def _shown(found: pl.DataFrame) -> pl.DataFrame:
    zone = state.looking().zone
    return found.select(
        "title",
        cells.wall_clock("at", zone),
        cells.wall_clock("last_activity", zone),
        "registrants",
        pl.col("freshness").replace_strict(words.FRESHNESS),
        "cost_center",
        pl.when(pl.col("is_expired")).then(pl.lit(words.EXPIRED_YES)).otherwise(pl.lit("")).alias("expired"),
        "event_id",
        "folder_id",
    )


def _config() -> dict[str, Any]:
    column = st.column_config
    return {
        "title": column.TextColumn(kit_words.COLUMN_TITLE, width=320),
        "at": column.DatetimeColumn(kit_words.COLUMN_DATE, format="D MMM YYYY, HH:mm", help=words.DATE_HINT),
        "last_activity": column.DatetimeColumn(
            words.COLUMN_LAST_ACTIVITY, format="D MMM YYYY", help=words.LAST_ACTIVITY_HINT
        ),
        "registrants": column.NumberColumn(words.COLUMN_REGISTRANTS, format="localized"),
        "freshness": column.TextColumn(words.COLUMN_FRESHNESS),
        "cost_center": column.TextColumn(words.COST_CENTER),
        "folder_id": column.TextColumn(words.FOLDER),
        "expired": column.TextColumn(words.COLUMN_EXPIRED),
        "event_id": column.TextColumn(words.COLUMN_ID),
    }


def _pick(app: AppState, visitor: Visitor, events: pl.DataFrame, found: pl.DataFrame) -> None:
    """Draw what is picked and what to do with it."""
    known = set(events["event_id"])
    picked = tuple(event for event in state.looking().events if event in known)
    missing, changed, due = _to_fetch(app, visitor, events, picked)
    # Those are asked for by a button of their own: here, or on the page that lacks them.
    spared = set(events.filter(pl.col("is_expired").fill_null(value=False))["event_id"])
    with st.container(horizontal=True, vertical_alignment="center", key="wi-pick"):
        if st.button(words.analyse(len(picked)), type="primary", disabled=not picked, key="wi-analyse"):
            state.set_events(picked)
            _fetch(app, visitor, [event for event in missing + changed + due if event not in spared])
            navigation.go(navigation.OVERVIEW)
        if picked:
            st.button(words.CLEAR_PICK, type="tertiary", on_click=_clear, key="wi-clear-pick")
        if not visitor.files_only and st.button(words.REFRESH_LIST, key="wi-refresh"):
            event_list.refresh(app, visitor)
            st.rerun()
    outside = len(set(picked) - set(found["event_id"]))
    parts = [words.picked(len(picked), outside), _will_load(missing, changed, due, spared)]
    html.line("wi-context", *(parts if picked else [words.PICK_HINT]))
    held = tuple(event for event in picked if event in set(_held(events)))
    loading.again(app, visitor, held)
    if picked:
        programmes.switch(events.filter(pl.col("event_id").is_in(picked)))
    _recent(events)


def _held(events: pl.DataFrame) -> list[str]:
    found: list[str] = events.filter(pl.col("freshness").is_in(_FETCHED))["event_id"].to_list()
    return found


def _will_load(missing: list[str], changed: list[str], due: list[str], spared: set[str]) -> str:
    """Say what analysing fetches, and which expired presentations it leaves alone."""
    fetched = words.will_load(*(sum(event not in spared for event in group) for group in (missing, changed, due)))
    return " · ".join(part for part in (fetched, words.left_alone(len({*missing, *changed} & spared))) if part)


def _to_fetch(
    app: AppState, visitor: Visitor, events: pl.DataFrame, picked: tuple[str, ...]
) -> tuple[list[str], list[str], list[str]]:
    """Return those of the picked events that are not held, those that moved on, and those that are due.

    Of these last as many as the hour has room for.
    """
    state_of = dict(events.filter(pl.col("event_id").is_in(picked)).select("event_id", "freshness").iter_rows())
    groups = [[event for event in picked if state_of.get(event) == name] for name in ("missing", "changed", "due")]
    missing, changed, due = groups
    room = due_room(app.library.limits(visitor.account), len(missing) + len(changed)) if due else 0
    return missing, changed, due[:room]


def _fetch(app: AppState, visitor: Visitor, events: list[str]) -> None:
    if events:
        loading.start(app, visitor, tuple(events))


def _clear() -> None:
    state.look(events=())
    st.session_state[state.PICK_VERSION] += 1


def _recent(events: pl.DataFrame) -> None:
    """Offer the latest picks again."""
    titles = dict(events.select("event_id", "title").iter_rows())
    current = state.looking().events
    picks = [pick for pick in st.session_state[state.RECENT] if pick != current and set(pick) <= set(titles)]
    if not picks:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="wi-recent"):
        st.html(f'<p class="wi-context">{words.RECENT}</p>')
        for place, pick in enumerate(picks):
            label = html.markdown(words.pick_name([titles[event] for event in pick]))
            st.button(label, key=f"wi-recent-{place}", type="tertiary", on_click=_pick_again, args=(pick,))


def _pick_again(pick: tuple[str, ...]) -> None:
    state.look(events=pick)
    st.session_state[state.PICK_VERSION] += 1


def list_error() -> None:
    """Say why the event list could not be had, and ask to sign in again where that is why."""
    error = event_list.error()
    if isinstance(error, SignInAgain):
        notices.sign_in_again()
    elif error is not None:
        notices.error(error)
