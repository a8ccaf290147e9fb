"""Charts whose marks can be clicked, and which mark was clicked in this run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from webcast.charts import theme
from webcast.ui.frame import session_keys


def chart(figure: Any, key: str, *, dragged: Callable[[Any, Any], None] | None = None) -> list[Any] | None:
    """Draw a figure, and return the ``customdata`` of the mark that was clicked just now.

    It is returned once, in the run that the click made: a page can open the drawer of people without it opening again
    at every rerun.

    Args:
        figure: A plotly figure of :mod:`webcast.charts`.
        key: Names the chart in the session.
        dragged: Is told the two ends on the horizontal axis when a stretch of it is marked by dragging. Such a chart
            has no marks to click: Streamlit tells of one or the other.
    """
    st.plotly_chart(
        figure,
        theme=None,
        key=key,
        on_select=lambda: _remember(key, dragged),
        selection_mode="box" if dragged else "points",
        config=theme.config(),
        alt=theme.alt(figure),
    )
    clicked = st.session_state.get(session_keys.CLICKED)
    if clicked is None or clicked[0] != key:
        return None
    del st.session_state[session_keys.CLICKED]
    found: list[Any] = clicked[1]
    return found


def _remember(key: str, dragged: Callable[[Any, Any], None] | None) -> None:
    boxes = st.session_state[key].selection.box
    if boxes:
        if dragged is not None:
            first, last = boxes[0]["x"]
            dragged(first, last)
        return
    points = st.session_state[key].selection.points
    last = st.session_state.setdefault(session_keys.LAST_CLICKED, {})
    # A second click on a chosen mark takes the choice away; the person still wants to see who is behind it.
    data = list(points[0].get("customdata") or ()) if points else last.get(key)
    last[key] = data
    if data:
        st.session_state[session_keys.CLICKED] = (key, data)
