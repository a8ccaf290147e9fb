"""Tables whose rows can be picked, by mouse or keyboard, and which row was picked in this run."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from webcast.ui.frame import session_keys


def table(
    frame: pl.DataFrame, key: str, columns: dict[str, Any], *, alt: str, height: int | None = None
) -> int | None:
    """Draw a table, and return the place of the row that was picked just now; once, in the run that the pick made.

    Args:
        frame: What is shown.
        key: Names the table in the session.
        columns: Streamlit's configuration of each column.
        alt: What the table holds, for people who do not see it.
        height: Pixels; as high as its rows where not given.
    """
    st.dataframe(
        frame,
        hide_index=True,
        column_config=columns,
        placeholder="–",
        height="content" if height is None else height,
        key=key,
        on_select=lambda: _remember(key),
        selection_mode="single-row",
        alt=alt,
    )
    picked = st.session_state.get(session_keys.PICKED)
    if picked is None or picked[0] != key:
        return None
    del st.session_state[session_keys.PICKED]
    place: int = picked[1]
    return place if place < frame.height else None


def _remember(key: str) -> None:
    rows = st.session_state[key].selection.rows
    if rows:
        st.session_state[session_keys.PICKED] = (key, rows[0])
