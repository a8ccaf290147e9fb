"""The people behind a mark: a drawer with their count, their list and their CSV."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import streamlit as st

from webcast.analysis.audience import Audience
from webcast.ui import columns, downloads, html, session, state, words


def show(audience: Audience, title: str, query: Mapping[str, str] | None = None) -> None:
    """Open the drawer over the page. Call it in the run in which the mark was clicked, once.

    Args:
        audience: The people to list.
        title: What was clicked, in words: ``Stayed 10 minutes: dropped``.
        query: What the CSV needs beyond the filters to hold exactly these people, e.g. ``{"set": …}``.
    """
    drawer = st.dialog(html.markdown(title), width="large", position="right")(session.guarded(_draw))
    drawer(audience, dict(query or {}))


def _draw(audience: Audience, query: dict[str, str]) -> None:
    st.markdown(words.people(audience.count, audience.people))
    if audience.count:
        downloads.links(audience.count, query)
        table(audience.lazy(), key="wi-people")


def table(members: pl.LazyFrame, key: str, names: tuple[str, ...] | None = None, height: int = 560) -> None:
    """Draw a lazy table of registrants: only what is on the screen crosses the wire."""
    zone: str = st.session_state[state.ZONE]
    frame, config = columns.readable(members, names or columns.PEOPLE, zone)
    st.dataframe(frame, lazy=True, hide_index=True, height=height, column_config=config, key=key)
