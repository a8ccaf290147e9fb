"""Attendance checks: how many answered every one, some, none, and who they are."""

from __future__ import annotations

from typing import Any, Final

import polars as pl
import streamlit as st

from webcast.charts import voices as chart
from webcast.cohorts.voices import Checked
from webcast.presentation import voices as prepare
from webcast.ui.frame import html
from webcast.ui.frame.page import Context
from webcast.ui.kit import downloads, heading, people, tables
from webcast.ui.voices import words

BUTTONS: Final = 3
"""So many checks have buttons; usually there is one."""
_COUNTS: Final = {"all": "answered_all", "some": "answered_some", "never": "never"}


def draw(context: Context) -> None:
    """Draw the attendance checks, or their figures as a table; nothing where none came up."""
    prepared = prepare.checks(context.audience, context)
    found = prepared.frame
    if found.is_empty():
        return
    block = heading.draw(words.CHECKS, "answered_check", "answered_all_checks", notes=(words.CHECKS_HINT,))
    block.says(prepared.finding)
    several = found.height > 1
    for row in found.head(BUTTONS).to_dicts():
        said = words.checks(row)
        named = f"{row['label']}: {said}" if several else said
        html.answer(named)
    clicked = block.chart(prepared.figure, "wi-checks", lambda: _table(found)) or _buttons(found)
    if clicked:
        _, check, how = clicked
        people.show_sets(context.audience, [Checked(check, how)])
    block.offer(downloads.table("attendance-checks", words.CHECKS_FILE))


def _buttons(found: pl.DataFrame) -> list[Any] | None:
    pressed = None
    with st.container(horizontal=True, key="wi-see-checked"):
        for place, row in enumerate(found.head(BUTTONS).to_dicts()):
            for how, column in _COUNTS.items():
                label = words.who_checked(how, row[column])
                if st.button(label, key=f"wi-checked-{place}-{how}", disabled=not row[column]):
                    pressed = [chart.CHECK, row["label"], how]
    return pressed


def _table(found: pl.DataFrame) -> None:
    column = st.column_config
    config = {
        "label": column.TextColumn(words.COLUMN_CHECK),
        "eligible": column.NumberColumn(words.COLUMN_ELIGIBLE, format="localized", width=80),
        "respondents": column.NumberColumn(words.COLUMN_RESPONDENTS, format="localized", width=105),
        "response_rate": column.NumberColumn(words.COLUMN_RATE, format="%.0f %%", width=115),
        "checks": column.NumberColumn(words.COLUMN_CHECKS, format="localized", width=130),
        "answered_all": column.NumberColumn(words.COLUMN_ALL, format="localized", width=165),
        "answered_some": column.NumberColumn(words.COLUMN_SOME, format="localized", width=110),
        "never": column.NumberColumn(words.COLUMN_NEVER, format="localized", width=120),
    }
    shown = found.select(list(config)).with_columns(pl.col("response_rate") * 100)
    tables.mount(shown, "wi-check-rows", config, alt=words.CHECKS_TABLE)
