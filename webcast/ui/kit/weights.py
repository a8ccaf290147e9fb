"""The weights of the engagement score: visible, changed in one small place, the same on every page and in the URL."""

from __future__ import annotations

from typing import Final

import streamlit as st

from webcast.analysis import definitions
from webcast.analysis.score import INPUTS, Weights
from webcast.ui.frame import options
from webcast.ui.kit import words

USUAL: Final = {name: round(100 * getattr(Weights(), name)) for name in INPUTS}
"""Weights in hundredths, as people type them."""

_MOST: Final = 100


def choose() -> Weights:
    """Draw the weights behind a button that names them, and return them."""
    shown = tuple(_now().values())
    with st.popover(words.weights(shown), key="wi-weights", type="tertiary"):
        st.markdown(definitions.text("engagement_score"))
        with st.container(horizontal=True, key="wi-weights-inputs"):
            values = {
                name: options.number(words.PARTS[name], _parameter(name), USUAL[name], 0, _MOST, width=110)
                for name in INPUTS
            }
        st.caption(words.WEIGHTS_HINT if any(values.values()) else words.NO_WEIGHT)
        if values != USUAL:
            st.button(words.RESET, type="tertiary", key="wi-weights-reset", on_click=_reset)
    return _weights(values)


def current() -> Weights:
    """Return the weights in force without drawing them."""
    return _weights(_now())


def percents() -> dict[str, int]:
    """Return the weights in force, as people type them."""
    return _now()


def _now() -> dict[str, int]:
    return {name: options.whole(_parameter(name), USUAL[name], 0, _MOST) for name in INPUTS}


def _weights(values: dict[str, int]) -> Weights:
    return Weights(**{name: value / 100 for name, value in values.items()})


def _parameter(name: str) -> str:
    return f"w_{name}"


def _reset() -> None:
    for name in INPUTS:
        options.reset(_parameter(name), USUAL[name])
