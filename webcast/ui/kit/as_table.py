"""What a chart shows, as a table in its place: for the keyboard, for who hears pages, and for numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import polars as pl
import streamlit as st

from webcast.ui.kit import tables

AT_ONCE: Final = 8
HEIGHT: Final = 320
"""Pixels of a table of more rows than that; it scrolls then."""


def draw(
    frame: pl.DataFrame, key: str, labels: Mapping[str, str], marks: Sequence[Sequence[Any]], *, alt: str
) -> list[Any] | None:
    """Draw the table; return a picked row as the mark of the chart that it stands for.

    Args:
        frame: A row a mark: texts, numbers, and shares in columns called ``share`` or ending so.
        key: Names it in the session.
        labels: Column → its heading; other columns are left out.
        marks: The ``customdata`` of each row's mark.
        alt: What it holds, for people who do not see it.
    """
    shown = frame.select(pl.col(name) * 100 if name.endswith("share") else pl.col(name) for name in labels)
    picked = tables.table(
        shown,
        key,
        {name: _column(label, shown.schema[name], share=name.endswith("share")) for name, label in labels.items()},
        alt=alt,
        height=None if shown.height <= AT_ONCE else HEIGHT,
    )
    return None if picked is None else list(marks[picked])


def _column(label: str, kind: pl.DataType, *, share: bool) -> Any:  # Streamlit's column types share no public base
    if share:
        return st.column_config.NumberColumn(label, format="%.0f %%")
    if kind.is_numeric():
        return st.column_config.NumberColumn(label, format="localized")
    return st.column_config.TextColumn(label)
