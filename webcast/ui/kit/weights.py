"""The weights of the engagement score: visible, changed in one small place, the same on every page and in the URL."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import streamlit as st

from webcast.analysis import definitions
from webcast.analysis.score import INPUTS, Weights
from webcast.ui.frame import address_bar, seeds, session_keys, state
from webcast.ui.kit import score_words

USUAL: Final = {name: round(100 * getattr(Weights(), name)) for name in INPUTS}
"""Weights in hundredths, as people type them."""

_MOST: Final = 100


def choose() -> Weights:
    """Draw the weights behind a button that names them, and return them."""
    shown = percents()
    # Streamlit goes through all of the session for each number, and few look: they are drawn once it is open.
    label = score_words.weights(tuple(shown.values()))
    place = st.popover(label, key=session_keys.WEIGHTS, type="tertiary", on_change="rerun")
    if not place.open:
        return current()
    with place:
        st.markdown(definitions.text("engagement_score"))
        with st.container(horizontal=True, key="wi-weights-inputs"):
            for name in INPUTS:
                _input(name, shown[name])
        st.caption(score_words.WEIGHTS_HINT if any(shown.values()) else score_words.NO_WEIGHT)
        if shown != USUAL:
            st.button(score_words.RESET, type="tertiary", key="wi-weights-reset", on_click=_put, args=(Weights(),))
    return current()


def current() -> Weights:
    """Return the weights in force without drawing them."""
    return state.looking().choices.weights


def percents() -> dict[str, int]:
    """Return the weights in force, as people type them."""
    return {name: round(100 * getattr(current(), name)) for name in INPUTS}


def _input(name: str, value: int) -> None:
    key = seeds.put(f"wi-option-w_{name}", min(value, _MOST))

    def changed() -> None:
        _put(replace(current(), **{name: (st.session_state[key] or 0) / 100}))

    st.number_input(score_words.PARTS[name], 0, _MOST, key=key, step=1, on_change=changed, width=110)


def _put(weights: Weights) -> None:
    state.choose(weights=weights)
    address_bar.mirror()
