"""The switch that draws more bars of a chart, where it has more than it shows at first."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from webcast.presentation.prepared import Prepared


def bars(chart: Prepared, key: str, label: Callable[[int], str], most: int | None = None) -> int:
    """Draw the switch, if there is anything to unfold, and return how many bars to draw.

    Args:
        chart: What is drawn.
        key: Names the switch in the session.
        label: What it says, of how many there would be.
        most: How many a chart can hold; all where not given.
    """
    unfolded = chart.total if most is None else min(chart.total, most)
    return unfolded if chart.folds and st.toggle(label(unfolded), key=key) else chart.at_first
