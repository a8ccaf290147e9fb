"""From when somebody has stayed: minutes, or a share of the event in their place; two widgets for one option."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from webcast.analysis.stages import USUAL
from webcast.ui.frame import options, seeds
from webcast.ui.funnel import words

_AMOUNT: Final = "wi-option-stayed"
_UNIT: Final = "wi-option-stayed-in"
_MINUTES: Final = "minutes"
_SHARE: Final = "share"
_MOST: Final = {_MINUTES: 1440.0, _SHARE: 100.0}
"""A day; all of an event."""


def choose() -> tuple[float, float | None]:
    """Draw how long somebody has to stay, and return minutes, and the share that is in force in their place."""
    minutes = options.value("stayed_minutes", USUAL.stayed_minutes)
    share: float | None = options.value("stayed_share", None)
    unit = _MINUTES if share is None else _SHARE
    amount = minutes if share is None else round(100 * share, 6)
    units = {_MINUTES: words.IN_MINUTES, _SHARE: words.IN_SHARE}
    seeds.put(_AMOUNT, min(amount, _MOST[unit]), _MOST[unit])
    seeds.put(_UNIT, unit, tuple(units.items()))
    st.number_input(
        words.STAYED_AT_LEAST, 0.0, _MOST[unit], key=_AMOUNT, step=1.0, format="%g", width=130, on_change=_changed
    )
    st.selectbox(
        words.STAYED_IN,
        list(units),
        key=_UNIT,
        format_func=lambda unit: units.get(unit, unit),
        width=180,
        on_change=_changed,
    )
    return minutes, share


def _at(key: str) -> Any:
    return st.session_state[key]


def _changed() -> None:
    amount, unit = float(_at(_AMOUNT) or 0), options.picked(_UNIT, _MOST, _MINUTES)
    of_event = unit == _SHARE
    usual = {"stayed_minutes": USUAL.stayed_minutes, "stayed_share": None}
    share = {"stayed_share": min(amount, _MOST[_SHARE]) / 100}
    options.put_all(usual | (share if of_event else {"stayed_minutes": amount}), usual)
