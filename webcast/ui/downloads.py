"""Links to the CSV route: streamed, behind the sign-in, and with the row count on them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from webcast.exports.csv import Mode
from webcast.exports.people_sets import PeopleSet
from webcast.filters import Filters
from webcast.ui import current, state, words
from webcast.web.links import export


def address(
    sets: Sequence[PeopleSet] = (),
    columns: Sequence[str] = (),
    mode: Mode = Mode.SPREADSHEET,
    *,
    everybody: bool = False,
) -> str:
    """Return the address of a CSV: events, filters and zone in force, narrowed by sets, with some columns or all."""
    here = current.get()
    session = st.session_state
    return export(
        here.app,
        here.visitor,
        session[state.EVENTS],
        Filters() if everybody else session[state.FILTERS],
        session[state.ZONE],
        sets=sets,
        columns=columns,
        mode=mode,
        merged=session[state.MERGED],
    )


def links(rows: int, sets: Sequence[PeopleSet] = (), columns: Sequence[str] = (), *, everybody: bool = False) -> None:
    """Draw the download for spreadsheets and, quieter, the exact one for an import elsewhere.

    Args:
        rows: How many registrants the file holds.
        sets: What narrows the audience beyond the filters.
        columns: Headers to keep; none means all.
        everybody: Leave the filters out, where a list is of the events whatever they are.
    """
    spreadsheet, exact = (
        escape(address(sets, columns, mode, everybody=everybody)) for mode in (Mode.SPREADSHEET, Mode.EXACT)
    )
    st.html(
        f'<p class="wi-downloads"><a class="wi-button" href="{spreadsheet}" download>{words.download(rows)}</a>'
        f'<a class="wi-quiet" href="{exact}" download>{words.EXACT_CSV}</a></p>'
    )
