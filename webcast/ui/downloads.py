"""Links to the CSV route: streamed, behind the sign-in, and with the row count on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from webcast.exports import people_sets
from webcast.exports.csv import Mode
from webcast.ui import session, state, words
from webcast.web import links as addresses
from webcast.web.state import app_state


def address(query: Mapping[str, str | Sequence[str]], mode: Mode = Mode.SPREADSHEET) -> str:
    """Return the address of a CSV: what is in force in this session, narrowed by ``query``.

    Args:
        query: ``set``: a set of people or several (see :mod:`webcast.exports.people_sets`); ``column``: headers.
        mode: How texts are written.
    """
    visitor = session.visitor()
    if visitor is None:
        return ""
    return addresses.export(
        app_state(),
        visitor,
        st.session_state[state.EVENTS],
        st.session_state[state.FILTERS],
        st.session_state[state.ZONE],
        sets=[people_sets.parse(text) for text in _several(query.get(addresses.SET))],
        columns=_several(query.get(addresses.COLUMN)),
        mode=mode,
    )


def _several(value: str | Sequence[str] | None) -> Sequence[str]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


def links(rows: int, query: Mapping[str, str | Sequence[str]] | None = None) -> None:
    """Draw the download for spreadsheets and, quieter, the exact one for an import elsewhere.

    Args:
        rows: How many registrants the file holds.
        query: What narrows the audience beyond the filters: see :func:`address`.
    """
    narrowed = query or {}
    st.html(
        '<p class="wi-downloads">'
        f'<a class="wi-button" href="{escape(address(narrowed))}" download>{words.download(rows)}</a> '
        f'<a class="wi-quiet" href="{escape(address(narrowed, Mode.EXACT))}" download>{words.EXACT_CSV}</a></p>'
    )
