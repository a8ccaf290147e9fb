"""Everything a browser session remembers: one module with all keys and their defaults, and the URL that mirrors it.

What a colleague should see when she gets the address (events, filters, time zone) lives in the URL. No e-mail
address and no free text ever does: those stay in the session. The widgets of the filter bar are seeded from here;
they hold no truth of their own, so that a page without them loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import streamlit as st

from webcast import zones
from webcast.errors import FilterError
from webcast.ui.frame import options
from webcast.view.filters import QUERY_KEYS, Filters

EVENTS: Final = "events"
"""tuple[str, ...]: the picked events, in the order in which they were picked."""

FILTERS: Final = "filters"
"""Filters: those in force, private ones included."""

MERGED: Final = "merged"
"""bool: whether the broadcasts of one programme are taken as one event."""

COSTS: Final = "costs"
"""dict[str, float]: what campaigns cost, as typed in or opened; never in the URL."""

ZONE: Final = "zone"
"""str: IANA name of the zone in which days and times are shown; empty until it is known."""

COLUMNS: Final = "columns"
"""dict[str, tuple[str, ...]]: table → its columns, where they are not the usual ones."""

REMEMBERED: Final = "remembered_columns"
"""dict[str, tuple[str, ...]] | None: those that the account remembers; None until they were asked for."""

ONLY_COLUMNS: Final = "only_columns"
"""frozenset[str]: the tables whose files hold the chosen columns alone."""

VIEW: Final = "saved_view"
"""webcast.library.views.Saved | None: the saved view that was opened last."""

VIEW_SAID: Final = "view_said"
"""tuple[str, tuple[str, ...]] | None: a page's name and what is said there of the view that was asked for."""

VIEW_TO_OPEN: Final = "view_to_open"
"""str | None: the page to go on to, in the run after a view was picked from a list."""

VIEW_CHANGED: Final = "view_changed"
"""str | None: id of the saved view that is being renamed, replaced or deleted."""

VIEW_UNDO: Final = "view_undo"
"""tuple[str, webcast.library.views.Saved] | None: what was done to a view, in words, and the view before it."""

VIEW_WRONG: Final = "view_wrong"
"""str: why a view could not be saved or changed, the last time."""

PICTURE: Final = "picture"
"""str: what charts are saved as, ``png`` or ``svg``."""

RECENT: Final = "recent"
"""tuple[tuple[str, ...], ...]: the latest picks, newest first."""

MIRRORED: Final = "mirrored"
"""dict[str, str] | None: what the URL said when we last looked, to tell our own writing from the user's."""

IN_FORCE: Final = "in_force"
"""dict[str, str] | None: what was in force then; the URL may say less, where the user went back."""

VERSION: Final = "filter_version"
"""int: grows when filters change from outside the widgets, so that these are seeded again."""

LISTED: Final = "listed"
"""bool: the event list was asked for in this session."""

RESUMED: Final = "resumed"
"""bool: this session went on with a fetch that had waited for a sign-in."""

LIST_ERROR: Final = "list_error"
"""WebcastError | None: why the event list could not be fetched, the last time it was asked for."""

PICK_VERSION: Final = "pick_version"
"""int: grows when events are picked from outside the list, so that its ticks are seeded again."""

OPENED: Final = "opened"
"""tuple: what came of opening files the last time: how many, which failed and why, which have warnings."""

DEFAULTS: Final[Mapping[str, Any]] = {
    EVENTS: (),
    FILTERS: Filters(),
    MERGED: False,
    COSTS: {},
    ZONE: "",
    COLUMNS: {},
    REMEMBERED: None,
    ONLY_COLUMNS: frozenset(),
    VIEW: None,
    VIEW_SAID: None,
    VIEW_TO_OPEN: None,
    VIEW_CHANGED: None,
    VIEW_UNDO: None,
    VIEW_WRONG: "",
    PICTURE: "png",
    RECENT: (),
    MIRRORED: None,
    IN_FORCE: None,
    VERSION: 0,
    LISTED: False,
    RESUMED: False,
    LIST_ERROR: None,
    PICK_VERSION: 0,
    OPENED: (0, (), ()),
}

URL_EVENTS: Final = "events"
URL_ZONE: Final = "tz"
URL_MERGE: Final = "merge"
URL_COLUMNS: Final = "columns"
URL_VIEW: Final = options.VIEW
_OURS: Final = frozenset(QUERY_KEYS) | {URL_EVENTS, URL_ZONE, URL_MERGE, URL_COLUMNS, URL_VIEW}

IN_ADDRESS: Final = "registrants"
"""The table whose columns are in the address."""


def begin(
    default_zone: str, remembered: Callable[[], Mapping[str, tuple[str, ...]]], open_view: Callable[[str], None]
) -> None:
    """Set the defaults, then take what the URL says where the user, not we, put it there.

    Args:
        default_zone: The zone of a reader whose browser names none.
        remembered: Returns the columns that the account remembers; asked once a session.
        open_view: Puts the saved view of this id in force, or says why it cannot.
    """
    for key, value in DEFAULTS.items():
        st.session_state.setdefault(key, value)
    if st.session_state[REMEMBERED] is None:
        known = dict(remembered())
        st.session_state[REMEMBERED] = st.session_state[COLUMNS] = known
    if not st.session_state[ZONE]:
        st.session_state[ZONE] = browser_zone() or default_zone
    found = _of_url()
    if found == st.session_state[IN_FORCE]:
        # A link of ours: taking what it says would lose the filters that no address may hold.
        st.session_state[MIRRORED] = found
    # A link of Streamlit's own drops the query; an empty one is therefore no wish to clear everything.
    if found and found != st.session_state[MIRRORED]:
        arrived = st.session_state[MIRRORED] is None
        if URL_VIEW in found:
            open_view(found[URL_VIEW])
        else:
            _take(found)
        st.session_state[MIRRORED] = found
        if not arrived:
            # The user went back to an address that we once completed. Completing it again would add to the history
            # behind the user's back, who could then never get past it.
            st.session_state[IN_FORCE] = query()
            return
    mirror()


def _of_url() -> dict[str, str]:
    return {k: v for k, v in st.query_params.to_dict().items() if k in _OURS}


def _take(found: Mapping[str, str]) -> None:
    st.session_state[EVENTS] = parse_events(found.get(URL_EVENTS, ""))
    st.session_state[PICK_VERSION] += 1
    st.session_state[MERGED] = found.get(URL_MERGE) == "on"
    chosen = tuple(name for name in found.get(URL_COLUMNS, "").split("|") if name)
    set_columns(IN_ADDRESS, chosen or st.session_state[REMEMBERED].get(IN_ADDRESS, ()))
    zone = found.get(URL_ZONE, "")
    if zones.known(zone):
        st.session_state[ZONE] = zone
    try:
        filters = Filters.from_query(found)
    except FilterError as exc:
        st.toast(str(exc))
        filters = Filters()
    set_filters(filters)


def mirror() -> None:
    """Write what is in force into the URL, in one step of the browser's history; leave other keys alone."""
    wanted = query()
    if wanted == st.session_state[IN_FORCE] and _of_url():
        return
    if _of_url() != wanted:
        others = {k: st.query_params.get_all(k) for k in st.query_params if k not in _OURS}
        if URL_VIEW in st.query_params:
            others |= {name: [text] for name, text in options.written().items()}
        st.query_params.from_dict({**others, **wanted})
    st.session_state[MIRRORED] = st.session_state[IN_FORCE] = wanted


def query() -> dict[str, str]:
    """Return what the URL says of events, filters and zone: the base of every link and every export."""
    events: tuple[str, ...] = st.session_state[EVENTS]
    found = dict(st.session_state[FILTERS].to_query())
    if events:
        found[URL_EVENTS] = ",".join(events)
    if st.session_state[ZONE]:
        found[URL_ZONE] = st.session_state[ZONE]
    if st.session_state[MERGED]:
        found[URL_MERGE] = "on"
    if st.session_state[COLUMNS].get(IN_ADDRESS):
        found[URL_COLUMNS] = "|".join(st.session_state[COLUMNS][IN_ADDRESS])
    return found


def carried() -> dict[str, str]:
    """Return :func:`query` for an address that we go on to, so that arriving there is taken for our own writing."""
    st.session_state[MIRRORED] = st.session_state[IN_FORCE] = query()
    return query()


def set_columns(table: str, columns: tuple[str, ...]) -> None:
    """Choose a table's columns; none means the usual ones."""
    others = {name: chosen for name, chosen in st.session_state[COLUMNS].items() if name != table}
    st.session_state[COLUMNS] = {**others, table: columns} if columns else others


def set_filters(filters: Filters) -> None:
    """Put filters in force from outside the bar's widgets, which are seeded again."""
    st.session_state[FILTERS] = filters
    st.session_state[VERSION] += 1


def set_events(events: tuple[str, ...]) -> None:
    """Pick events, and remember the pick among the recent ones."""
    st.session_state[EVENTS] = events
    if events:
        older = [pick for pick in st.session_state[RECENT] if pick != events]
        st.session_state[RECENT] = (events, *older)[:5]


def parse_events(text: str) -> tuple[str, ...]:
    """Return the event ids of ``1,2,3``, each once, in order."""
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def browser_zone() -> str:
    """Return the zone that the browser names, or an empty text."""
    name = st.context.timezone or ""
    return name if zones.known(name) else ""
