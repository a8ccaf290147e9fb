"""Tables, to read or with rows that can be picked by mouse or keyboard; and which row was picked in this run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import polars as pl
import streamlit as st

from webcast.formats import UNKNOWN
from webcast.ui.frame import session_keys
from webcast.ui.kit import grid

SOME: Final = 200
"""Rows of a table that stands for a chart; the file of the block has them all."""


def table(
    frame: pl.DataFrame,
    key: str,
    columns: dict[str, Any],
    *,
    alt: str,
    height: int | None = None,
    whole: bool = True,
    lead: int = 1,
) -> int | None:
    """Draw a table, and return the place of the row that was picked just now; once, in the run that the pick made.

    The parameters are those of :func:`mount`.
    """

    def remember(place: int) -> None:
        st.session_state[session_keys.PICKED] = (key, place)

    mount(frame, key, columns, alt=alt, height=height, whole=whole, lead=lead, picked=remember)
    found = st.session_state.get(session_keys.PICKED)
    if found is None or found[0] != key:
        return None
    del st.session_state[session_keys.PICKED]
    place: int = found[1]
    return place if place < frame.height else None


def mount(
    frame: pl.DataFrame,
    key: str,
    columns: dict[str, Any],
    *,
    alt: str,
    height: int | None = None,
    whole: bool = True,
    lead: int = 1,
    picked: Callable[[int], None] | None = None,
) -> None:
    """Draw a table.

    Args:
        frame: What is shown.
        key: Names the table in the session.
        columns: Streamlit's configuration of each column.
        alt: What the table holds, for people who do not see it.
        height: Pixels beyond which it scrolls; as high as its rows where not given.
        whole: Whether these are all rows there are; sorting a page of a list by its headers would mislead.
        lead: How many of the first columns name a row: the headline of its card, where it becomes one.
        picked: Is told the place of a row that is picked; without it rows are only read.
    """
    if frame.height <= grid.MOST_ROWS:
        grid.mount(frame, key, columns, alt=alt, height=height, whole=whole, lead=lead, picked=picked)
        return

    def ticked() -> None:
        rows = st.session_state[key].selection.rows
        if rows and picked is not None:
            picked(rows[0])

    st.dataframe(
        frame,
        hide_index=True,
        column_config=columns,
        placeholder=UNKNOWN,
        height="content" if height is None else height,
        key=key,
        on_select="ignore" if picked is None else ticked,
        selection_mode="single-row",
        lazy=False,  # whole: a page that connects again, at another process, scrolls on
        alt=alt,
    )
