"""The switch that takes the broadcasts of one programme as one event: one decision for every page and every file."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import streamlit as st

from webcast.analysis import programmes
from webcast.ui.frame import seeds, session_keys, state, words


def switch(titles: Mapping[str, str | None] | None) -> None:
    """Draw the switch where it has something to decide.

    Args:
        titles: Picked event → its title; None while they are not known.
    """
    found = None if titles is None else programmes.of(tuple(titles), tuple(titles.values()))
    if not state.looking().merged and (found is None or found.is_empty()):
        return
    seeds.put(session_keys.MERGE_SWITCH, state.looking().merged)
    with st.container(key="wi-programmes", gap=None):
        st.toggle(words.MERGE, key=session_keys.MERGE_SWITCH, help=words.MERGE_HELP, on_change=_changed)
        if found is not None and found.height:
            broadcasts = sum(map(len, found["event_ids"].to_list()))
            st.caption(words.programmes(found.height, broadcasts))


def _changed() -> None:
    state.look(merged=st.session_state[session_keys.MERGE_SWITCH])


def in_force(events: pl.DataFrame) -> bool:
    """Tell whether any of the events is a programme of several broadcasts."""
    picked: tuple[str, ...] = state.looking().events
    return (
        bool(state.looking().merged)
        and events["event_id"].str.contains(programmes.JOIN, literal=True).any()
        and (events.height < len(picked))
    )
