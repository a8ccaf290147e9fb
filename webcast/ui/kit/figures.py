"""The row of key figures: never a number without its base, its comparison and its definition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import streamlit as st

from webcast.analysis import definitions
from webcast.ui.frame import html
from webcast.ui.kit.change import Change
from webcast.ui.kit.spark import Spark

SHORT: Final = 6
"""Characters of a value that leaves room for a line beside it however narrow the figure is."""


@dataclass(frozen=True)
class Figure:
    """One key figure, as it is shown."""

    label: str
    value: str
    base: str
    """Of how many: ``of 1,036 registrants``."""
    definition: str
    """What stands behind the ⓘ."""
    change: Change = field(default_factory=Change)
    """What makes it mean something: how it compares."""
    spark: Spark | None = None
    """How it ran over the account's events."""

    @classmethod
    def of(
        cls,
        metric: str,
        value: str,
        base: str,
        change: Change | None = None,
        spark: Spark | None = None,
    ) -> Figure:
        """Return the figure of a metric, with the label and the definition that it has everywhere."""
        return cls(definitions.label(metric), value, base, definitions.text(metric), change or Change(), spark)


def row(figures: Sequence[Figure]) -> None:
    """Draw three to five key figures side by side; they wrap on a narrow screen."""
    with st.container(horizontal=True, gap="medium", key="wi-figures"):
        for place, figure in enumerate(figures):
            with st.container(key=f"wi-figure-{place}", width="stretch", gap=None):
                one(figure)


def one(figure: Figure) -> None:
    """Draw one figure, with what stands under it; its line beside the value, where both have room."""
    st.metric(figure.label, figure.value, help=figure.definition)
    st.html(_under(figure))


def _under(figure: Figure) -> str:
    """Return change, line and base; a colour says good or bad only where sign and words say above or below."""
    change = figure.change
    tone = {True: " wi-better", False: " wi-worse", None: ""}[change.better]
    sign = f'<strong class="wi-change{tone}">{html.text(change.sign)}</strong> ' if change.sign else ""
    said = f"{sign}{html.text(change.text)}" if change.text else ""
    compared = f'<p class="wi-compared">{said}</p>' if said else ""
    place = "wi-beside" if len(figure.value) <= SHORT else "wi-beside-if-wide"
    line = f'<div class="{place}">{figure.spark.picture()}</div>' if figure.spark is not None else ""
    return f'{compared}\n{line}<p class="wi-base">{html.text(figure.base)}</p>'
