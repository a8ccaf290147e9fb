"""The people behind a mark: a drawer with their count, their list and their CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl
import streamlit as st

from webcast.analysis.audience import Audience
from webcast.exports import people_sets
from webcast.exports.people_sets import PeopleSet
from webcast.formats import UNKNOWN
from webcast.ui import columns, downloads, html, session, state, words


def show(audience: Audience, title: str, query: Mapping[str, str] | None = None) -> None:
    """Open the drawer over the page. Call it in the run in which the mark was clicked, once.

    Args:
        audience: The people to list.
        title: What was clicked, in words: ``Stayed 10 min: dropped``.
        query: What the CSV needs beyond the filters to hold exactly these, e.g. ``{"set": "stage:stayed:dropped"}``:
            see :mod:`webcast.exports.people_sets`.
    """
    sets = [people_sets.parse(text) for text in [(query or {}).get("set", "")] if text]
    _open(audience, title, sets)


def show_sets(audience: Audience, sets: Sequence[PeopleSet], title: str = "") -> None:
    """Open the drawer for those of the audience who are in every set; list and CSV apply the very same sets."""
    behind = people_sets.apply_all(sets, audience)
    _open(behind, title or " · ".join(people.describe() for people in sets), sets)


def _open(audience: Audience, title: str, sets: Sequence[PeopleSet]) -> None:
    drawer = st.dialog(html.markdown(title), width="large", position="right")(session.guarded(_draw))
    drawer(audience, tuple(sets))


def _draw(audience: Audience, sets: tuple[PeopleSet, ...]) -> None:
    st.html(f'<p class="wi-answer">{words.people(audience.count, audience.people)}</p>')
    if audience.count:
        downloads.links(audience.count, sets)
        table(audience.lazy(), key="wi-people")


def table(members: pl.LazyFrame, key: str, names: tuple[str, ...] | None = None, height: int = 560) -> None:
    """Draw a lazy table of registrants: only what is on the screen crosses the wire."""
    zone: str = st.session_state[state.ZONE]
    frame, config = columns.readable(members, names or columns.PEOPLE, zone)
    st.dataframe(frame, lazy=True, hide_index=True, height=height, column_config=config, key=key, placeholder=UNKNOWN)
