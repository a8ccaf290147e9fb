"""Which columns a table shows: chosen by the reader, remembered for the account, and wanted in the file or not.

What is in force is part of what is looked at (:func:`state.looking`). It begins as what the account remembers; a
saved view puts its own in place, and so does an address that names columns. Only what the reader chooses here is
remembered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import streamlit as st

from webcast.errors import WebcastError
from webcast.exports import listings
from webcast.ui.frame import current_run, references, signed_in, state
from webcast.ui.kit import words
from webcast.view import keys
from webcast.web.app_state import AppState, app_state
from webcast.web.visitor import Visitor

REGISTRANTS: Final = listings.REGISTRANTS
PEOPLE: Final = "people"
EVENTS: Final = "events"
COMPANIES: Final = "companies"
CAMPAIGNS: Final = "campaigns"

_MANY: Final = 20
"""So many usual columns, or more, are said and not listed: nobody takes forty away one by one."""


def remembered(app: AppState, visitor: Visitor) -> dict[str, tuple[str, ...]]:
    """Return the columns that the account remembers; none where they cannot be had: the usual ones do as well."""
    if visitor.files_only:
        return {}
    try:
        return app.theirs(visitor).columns()
    except WebcastError:
        return {}


def shown(table: str, known: Iterable[str], usual: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that a table shows, in their order; those that do not exist here are left out.

    Args:
        table: One of the names above.
        known: The columns that there are.
        usual: Those shown until somebody chooses.
    """
    st.session_state[state.USUAL_COLUMNS] = {**st.session_state[state.USUAL_COLUMNS], table: tuple(usual)}
    there = set(known)
    chosen = tuple(name for name in state.looking().columns.get(table, ()) if name in there)
    return chosen or tuple(name for name in usual if name in there)


def choose(table: str, known: Mapping[str, str], usual: Sequence[str]) -> tuple[str, ...]:
    """Draw the chooser behind a button, and return the columns that the table shows.

    Args:
        table: One of the names above.
        known: Column → label, of the columns that there are, as the chooser lists them.
        usual: Those shown until somebody chooses.
    """
    columns = shown(table, known, usual)
    chosen: tuple[str, ...] = state.looking().columns.get(table, ())
    with st.popover(words.CHOOSE_COLUMNS, key=f"wi-columns-of-{table}"):
        key = _key(table, known)
        many = not chosen and len(usual) >= _MANY
        st.multiselect(
            words.COLUMNS, list(known), default=[] if many else list(columns), format_func=known.__getitem__,
            key=key, on_change=_chosen, args=(table, key, frozenset(known), tuple(usual)), filter_mode="contains",
            select_all=False, width=420, placeholder=words.usual(len(usual)),
        )  # fmt: skip
        if chosen:
            st.button(words.USUAL_COLUMNS, key=f"wi-usual-{table}", type="tertiary", on_click=_usual, args=(table,))
        _for_file(table)
        st.caption(words.REMEMBERED_HERE if current_run.get().visitor.files_only else words.REMEMBERED)
    return columns


def for_file(table: str, columns: Sequence[str], file: str = "") -> tuple[str, ...]:
    """Return the headers that a table's file is cut to; none where it holds every column.

    Args:
        table: One of the names above.
        columns: Those that it shows.
        file: The table that its file holds, where that has another name.
    """
    return listings.of_columns(file or table, columns) if table in state.looking().cut else ()


def _key(table: str, known: Mapping[str, str]) -> str:
    # Other events have other columns: another widget, whose choice cannot hold one that is not among them.
    return f"wi-columns-{table}-{st.session_state[state.VERSION]}-{keys.key(*known)}"


def _chosen(table: str, key: str, known: frozenset[str], usual: tuple[str, ...]) -> None:
    picked = tuple(st.session_state[key])
    before: tuple[str, ...] = state.looking().columns.get(table, ())
    # What other events have stays chosen for when they are picked again.
    elsewhere = tuple(name for name in before if name not in known)
    _remember(table, () if picked in ((), usual) and not elsewhere else (*picked, *elsewhere))


def _usual(table: str) -> None:
    st.session_state[state.VERSION] += 1  # the chooser is seeded again
    _remember(table, ())


def _remember(table: str, columns: tuple[str, ...]) -> None:
    """Put a choice in force, and keep it for the account: not where somebody signed out meanwhile in another tab."""
    state.set_columns(table, columns)
    visitor = signed_in.visitor()
    if visitor is None:
        return
    others = {name: chosen for name, chosen in st.session_state[state.REMEMBERED].items() if name != table}
    st.session_state[state.REMEMBERED] = {**others, table: columns} if columns else others
    if visitor.files_only:
        return
    try:
        app_state().theirs(visitor).choose_columns(table, columns)
    except WebcastError as exc:
        st.toast(references.behind(words.NOT_REMEMBERED, exc))


def _for_file(table: str) -> None:
    key = f"wi-only-columns-{table}"

    def changed() -> None:
        others = state.looking().cut - {table}
        state.look(cut=others | {table} if st.session_state[key] else others)

    st.toggle(
        words.ONLY_COLUMNS,
        table in state.looking().cut,
        key=key,
        help=words.ONLY_COLUMNS_HINT,
        on_change=changed,
    )
