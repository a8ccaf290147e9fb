"""The columns that the tables of companies and of campaigns share: what their people did, added up."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from webcast.ui.across import words
from webcast.ui.kit import cells


def shown(*more: str) -> list[pl.Expr]:
    """Return the figures as the tables show them, with ``more`` columns of the frame after the rate."""
    return [
        pl.col("registrants", "persons", "attendees"),
        pl.col("attendance_rate") * 100,
        *map(pl.col, more),
        cells.hours("watch_ms"),
        cells.minutes("average_watch_ms"),
        pl.col("questions", "respondents"),
        pl.col("mean_score").round(1),
    ]


def config() -> dict[str, Any]:
    """Return Streamlit's configuration of the columns."""
    number_column = st.column_config.NumberColumn
    return {
        "registrants": number_column(words.COLUMN_REGISTRANTS, format="localized", width=100),
        "persons": number_column(words.COLUMN_PERSONS, format="localized", width=80),
        "attendees": number_column(words.COLUMN_ATTENDEES, format="localized", width=90),
        "attendance_rate": number_column(words.COLUMN_RATE, format="%.0f %%", width=85),
        "watch_ms": number_column(words.COLUMN_HOURS, format="%.1f", width=110),
        "average_watch_ms": number_column(words.COLUMN_AVERAGE, format="localized", width=105),
        "questions": number_column(words.COLUMN_QUESTIONS, format="localized", width=85),
        "respondents": number_column(words.COLUMN_RESPONDENTS, format="localized", width=140),
        "mean_score": number_column(words.MEAN_SCORE, format="%.1f", width=95, help=words.MEAN_SCORE_TEXT),
    }


def labels(configured: dict[str, Any]) -> dict[str, str]:
    """Return column → label of Streamlit's configuration of columns."""
    return {name: column["label"] for name, column in configured.items()}
