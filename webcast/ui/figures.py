"""The row of key figures: never a number without its base, its comparison and its definition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st


@dataclass(frozen=True)
class Figure:
    """One key figure, as it is shown."""

    label: str
    value: str
    base: str
    """Of how many: ``of 1,036 registrants``."""
    definition: str
    """What stands behind the ⓘ."""
    comparison: str = ""
    """What makes it mean something: ``9 points above the median of these events``."""
    better: bool | None = None
    """Whether the comparison is good news; None when it is neither."""


def row(figures: Sequence[Figure]) -> None:
    """Draw three to five key figures side by side; they wrap on a narrow screen."""
    with st.container(horizontal=True, gap="medium", key="wi-figures"):
        for figure in figures:
            with st.container(key=f"wi-figure-{figure.label}", width="stretch", gap=None):
                st.metric(
                    figure.label,
                    figure.value,
                    delta=figure.comparison or None,
                    delta_arrow="off",
                    delta_color="off" if figure.better is None else ("green" if figure.better else "red"),
                    help=figure.definition,
                )
                st.caption(figure.base)
