"""Everything a browser session remembers: all keys and their defaults in one module, and what is looked at.

What is looked at is one record (:class:`webcast.view.record.View`): what holds on all pages, and the options of each.
Widgets are seeded from here; they hold no truth of their own, so that a page without them loses nothing. The URL
mirrors it: :mod:`webcast.ui.frame.address_bar`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import streamlit as st

from webcast import zones
from webcast.analysis.audience import Audience
from webcast.ui.frame import words
from webcast.view import address, keys
from webcast.view.address import Problem
from webcast.view.filters import Filters
from webcast.view.record import View

LOOKING: Final = "looking"
"""View: what is looked at on whichever page: events, filters, zone, merging, columns, weights and costs."""

CHOSEN: Final = "chosen"
"""dict[str, dict[str, Any]]: page → its options, by parameter of an address, where they are not as usual."""

SHOWN: Final = "shown"
"""dict[str, Any]: the options that the page in view has drawn, with what they were at, as usual or not."""

PAGE: Final = "page"
"""str: name of the page in view."""

ASKED: Final = "asked"
"""set[str]: the options of the page in view that the address gave, until their widgets are drawn."""

PROBLEMS: Final = "problems"
"""tuple[Problem, ...]: what was left out of the address that somebody came with, until it is dismissed."""

REMEMBERED: Final = "remembered_columns"
"""dict[str, tuple[str, ...]] | None: those that the account remembers; None until they were asked for."""

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

USUAL_COLUMNS: Final = "usual_columns"
"""dict[str, tuple[str, ...]]: table → the columns that it shows until somebody chooses."""

MIRRORED: Final = "mirrored"
"""dict[str, str] | None: what the URL said when we last looked, to tell our own writing from the user's."""

MIRRORED_PAGE: Final = "mirrored_page"
"""str: the page whose URL it was."""

IN_FORCE: Final = "in_force"
"""dict[str, str] | None: what was in force then; the URL may say less, where the user went back."""

VERSION: Final = "filter_version"
"""int: grows when filters change from outside the widgets, so that these are seeded again."""

PAST: Final = "filters_before"
"""tuple[Filters, ...]: the filters that were in force before, the latest last; what *Undo* goes back through."""

UNDONE: Final = "filters_undone"
"""tuple[Filters, ...]: the filters that were taken back, the latest last; what *Redo* makes again."""

GOAL_WRONG: Final = "goal_wrong"
"""str: why goals could not be kept, the last time."""

FILTER_WRONG: Final = "filter_wrong"
"""str: why what was typed into the builder is no filter, the last time."""

LISTED: Final = "listed"
"""bool: the event list was asked for in this session."""

RESUMED: Final = "resumed"
"""bool: this session went on with a fetch that had waited for a sign-in."""

LIST_ERROR: Final = "list_error"
"""WebcastError | None: why the event list could not be fetched, the last time it was asked for."""

OPENED: Final = "opened"
"""tuple: what came of opening files the last time: how many, which failed and why, which have warnings."""

PENDING: Final = "pending_files"
"""tuple[webcast.ui.picking.pending.Pending, ...]: files that wait for an answer before they open."""

READINGS: Final = "readings"
"""dict[str, tuple[str, ...]]: shape of a file → how files of it are read, said in this session."""

DEFAULTS: Final[Mapping[str, Any]] = {
    LOOKING: View(),
    CHOSEN: {},
    SHOWN: {},
    PAGE: "",
    ASKED: set(),
    PROBLEMS: (),
    REMEMBERED: None,
    USUAL_COLUMNS: {},
    VIEW: None,
    VIEW_SAID: None,
    VIEW_TO_OPEN: None,
    VIEW_CHANGED: None,
    VIEW_UNDO: None,
    VIEW_WRONG: "",
    PICTURE: "png",
    RECENT: (),
    MIRRORED: None,
    MIRRORED_PAGE: "",
    IN_FORCE: None,
    VERSION: 0,
    PAST: (),
    UNDONE: (),
    GOAL_WRONG: "",
    FILTER_WRONG: "",
    LISTED: False,
    RESUMED: False,
    LIST_ERROR: None,
    OPENED: (0, (), ()),
    PENDING: (),
    READINGS: {},
}

OPTIONS: Final = frozenset(
    {name for name, parameter in address.PARAMETERS.items() if parameter.part != "filters"}
    | {address.EVENT, *address.DISPLAY}
) - {"weights", "compare"}
"""Parameters of an address that belong to a page; weights and what figures are compared with hold on all."""


def set_defaults(page: str) -> None:
    """Begin a run: what the session lacks is as usual, and the page in view has drawn nothing yet."""
    for key, value in DEFAULTS.items():
        st.session_state.setdefault(key, value)
    st.session_state[PAGE] = page
    st.session_state[SHOWN] = {}


# What is looked at


def looking() -> View:
    """Return what is looked at on whichever page; :func:`view` has the options of the page as well."""
    found: View = st.session_state[LOOKING]
    return found


def look(**values: Any) -> None:
    """Change what is looked at: fields of :class:`View`; of filters it is remembered what stood before."""
    before = looking()
    st.session_state[LOOKING] = replace(before, **values)
    if looking().filters != before.filters:
        st.session_state[PAST] = (*st.session_state[PAST], before.filters)[-MOST_CHANGES:]
        st.session_state[UNDONE] = ()


def choose(**values: Any) -> None:
    """Change weights, costs or the comparison: fields of :class:`Choices` that hold on every page."""
    look(choices=replace(looking().choices, **values))


def view() -> View:
    """Return the whole record of what the page in view shows: what its files are of, and what can be saved."""
    return with_options(st.session_state[SHOWN])


def chosen(page: str = "") -> dict[str, Any]:
    """Return the options of a page, or of that in view, that are not as usual."""
    every: dict[str, dict[str, Any]] = st.session_state[CHOSEN]
    return every.setdefault(page or st.session_state[PAGE], {})


def with_options(options: Mapping[str, Any]) -> View:
    """Return what is looked at with a page's options."""
    choices = looking().choices
    fields = {
        parameter.field: options[name]
        for name, parameter in address.PARAMETERS.items()
        if parameter.part == "choices" and name in options
    }
    rules = {
        parameter.field: options[name]
        for name, parameter in address.PARAMETERS.items()
        if parameter.part == "rules" and name in options
    }
    display = {name: _text(options[name]) for name in address.DISPLAY if name in options}
    choices = replace(choices, rules=replace(choices.rules, **rules), **fields)
    return replace(
        looking(),
        page=st.session_state[PAGE],
        event=options.get(address.EVENT, ""),
        choices=choices,
        display=display,
    )


def _text(value: Any) -> str:
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)


def options_of(found: View, said: frozenset[str]) -> dict[str, Any]:
    """Return the options of a page that a view says, by parameter."""
    options: dict[str, Any] = {}
    for name in said & OPTIONS:
        if name == address.EVENT:
            options[name] = found.event
        elif name in address.DISPLAY:
            options[name] = {"on": True, "off": False}.get(found.display[name], found.display[name])
        else:
            parameter = address.PARAMETERS[name]
            part = found.choices.rules if parameter.part == "rules" else found.choices
            options[name] = getattr(part, parameter.field)
    return options


def put(found: View) -> None:
    """Put the options of a view in force for its page; those that it does not hold are as usual."""
    said = frozenset(name for name, _ in address.write(found))
    st.session_state[CHOSEN] = {**st.session_state[CHOSEN], found.page: options_of(found, said)}


def resolve(everyone: Audience) -> None:
    """Put names in place of the keys that an address holds, now that the people are there; see ``webcast.view.keys``.

    A key that stands for nothing here is left out, and said.
    """
    options = chosen()
    if not _KEYED & options.keys():
        return
    found = keys.choices(with_options(options).choices, everyone)
    for name in sorted(_KEYED):
        value = getattr(found, name)
        if keys.is_unknown(value):
            options.pop(name, None)
            problem(name, words.not_here(name))
        elif value:
            options[name] = value


_KEYED: Final = frozenset({"by", "question", "before", "after", "shared", "first", "second"})
"""Options that an address may hold by a key."""


# What was left out


def problem(name: str, why: str) -> None:
    """Say, until it is dismissed, that something was left out of what the address asked for."""
    found = Problem(name, why)
    if found not in st.session_state[PROBLEMS]:
        st.session_state[PROBLEMS] = (*st.session_state[PROBLEMS], found)


def dismiss_problems() -> None:
    """Say no more of what was left out."""
    st.session_state[PROBLEMS] = ()


def set_columns(table: str, columns: tuple[str, ...]) -> None:
    """Choose a table's columns; none means the usual ones."""
    others = {name: kept for name, kept in looking().columns.items() if name != table}
    look(columns={**others, table: columns} if columns else others)


def set_filters(filters: Filters, *, remember: bool = True) -> None:
    """Put filters in force from outside the bar's widgets, which are seeded again.

    Args:
        filters: Those that are in force from now on.
        remember: Whether it is a change that can be taken back.
    """
    past, undone = st.session_state[PAST], st.session_state[UNDONE]
    look(filters=filters)
    if not remember:
        st.session_state[PAST], st.session_state[UNDONE] = past, undone
    st.session_state[VERSION] += 1


MOST_CHANGES: Final = 50
"""Changes of filters that can be taken back."""


def undo() -> None:
    """Take the last change of filters back."""
    _step(PAST, UNDONE)


def redo() -> None:
    """Make the change again that was taken back last."""
    _step(UNDONE, PAST)


def _step(source: str, target: str) -> None:
    steps: tuple[Filters, ...] = st.session_state[source]
    if not steps:
        return
    st.session_state[target] = (*st.session_state[target], looking().filters)
    st.session_state[source] = steps[:-1]
    st.session_state[LOOKING] = replace(looking(), filters=steps[-1])
    st.session_state[VERSION] += 1


def arrive_at(filters: Filters) -> None:
    """Put the filters of an address in force: the browser's back and forward are steps of the same history.

    An address does not hold what is private: what stood there with it is put back whole, which is never more people.
    """
    for steps, step in ((PAST, undo), (UNDONE, redo)):
        found: tuple[Filters, ...] = st.session_state[steps]
        if found and found[-1].shareable() == filters:
            step()
            return
    set_filters(filters)


def forget_changes() -> None:
    """Begin a new history of filters."""
    st.session_state[PAST] = st.session_state[UNDONE] = ()


def set_events(events: tuple[str, ...]) -> None:
    """Pick events, and remember the pick among the recent ones."""
    look(events=events)
    if events:
        older = [pick for pick in st.session_state[RECENT] if pick != events]
        st.session_state[RECENT] = (events, *older)[:5]


def browser_zone() -> str:
    """Return the zone that the browser names, or an empty text."""
    name = st.context.timezone or ""
    return name if zones.known(name) else ""
