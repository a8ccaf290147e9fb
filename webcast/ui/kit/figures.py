"""The row of key figures: never a number without its base, its comparison and its definition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from webcast.analysis import definitions
from webcast.ui.frame import html
from webcast.ui.kit.change import Change
from webcast.ui.kit.spark import Spark


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
    """What makes it mean something: ``above the median of these events (28 %)``."""
    better: bool | None = None
    """Whether the comparison is good news; None when it is neither."""
    change: str = ""
    """How it changed, with its sign, before the comparison: ``+9 points``."""
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
        found = cls(definitions.label(metric), value, base, definitions.text(metric), spark=spark)
        return found if change is None else found.compared(change)

    def compared(self, change: Change) -> Figure:
        """Return the figure with how it compares."""
        return replace(self, comparison=change.text, better=change.better, change=change.sign)


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
    """Return change, line and base; a colour says good or bad only where sign and words say above or below."""
    tone = {True: " wi-better", False: " wi-worse", None: ""}[figure.better]
    change = f'<strong class="wi-change{tone}">{html.text(figure.change)}</strong> ' if figure.change else ""
    said = f"{change}{html.text(figure.comparison)}" if figure.comparison else ""
    compared = f'<p class="wi-compared">{said}</p>' if said else ""
    line = figure.spark.picture() if figure.spark is not None else ""
    return f'{compared}\n{line}<p class="wi-base">{html.text(figure.base)}</p>'
