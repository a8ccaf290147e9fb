"""The row of key figures: never a number without its base, its comparison and its definition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from webcast.analysis import definitions
from webcast.ui.frame import html


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

    @classmethod
    def of(
        cls,
        metric: str,
        value: str,
        base: str,
        comparison: str = "",
        better: bool | None = None,
    ) -> Figure:
        """Return the figure of a metric, with the label and the definition that it has everywhere."""
        return cls(definitions.label(metric), value, base, definitions.text(metric), comparison, better)


def row(figures: Sequence[Figure]) -> None:
    """Draw three to five key figures side by side; they wrap on a narrow screen."""
    with st.container(horizontal=True, gap="medium", key="wi-figures"):
        for place, figure in enumerate(figures):
            with st.container(key=f"wi-figure-{place}", width="stretch", gap=None):
                one(figure)


def one(figure: Figure) -> None:
    """Draw one figure, with what stands under it."""
    st.metric(figure.label, figure.value, help=figure.definition)
    st.html(_under(figure))


def _under(figure: Figure) -> str:
    """Return base and comparison; a colour says good or bad only where the words say above or below."""
    tone = {True: " wi-better", False: " wi-worse", None: ""}[figure.better]
    compared = f'<p class="wi-compared{tone}">{html.text(figure.comparison)}</p>' if figure.comparison else ""
    return f'<p class="wi-base">{html.text(figure.base)}</p>{compared}'
