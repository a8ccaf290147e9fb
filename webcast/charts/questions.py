"""Questions of the audience by event: what was answered at full accent, what is open at 20 %."""

from __future__ import annotations

from typing import Any, Final

import plotly.graph_objects as go
import polars as pl

from webcast.charts import words
from webcast.charts.bars import Row, rows
from webcast.charts.theme import Theme, nothing

ANSWERED: Final = "answered"
OPEN: Final = "open"
"""First word of a mark's ``customdata``: ``[word, event id]``."""


def asked(frame: pl.DataFrame, *, theme: Theme) -> go.Figure:
    """Return a bar an event, most questions first.

    Args:
        frame: ``event_id``, ``title``, ``questions``, ``answered``, ``askers``.
        theme: Light or dark.
    """
    shown = frame.filter(pl.col("questions") > 0).sort("questions", descending=True, maintain_order=True)
    if shown.is_empty():
        return nothing("Nobody asked a question.", theme=theme)
    drawn = [_row(row) for row in shown.rows(named=True)]
    return rows(drawn, theme=theme, alt=_summary(shown), unit="Questions answered, of all; faint: not answered")


def _row(row: dict[str, Any]) -> Row:
    name = row["title"] or row["event_id"]
    left = row["questions"] - row["answered"]
    asked_by = words.nouns(row["askers"], "person", "people")
    return Row(
        label=name,
        value=row["answered"],
        figure=f"{words.share(row['answered'] / row['questions'])} of {words.count(row['questions'])}",
        data=(ANSWERED, row["event_id"]),
        hover=f"{words.count(row['answered'])} answered<br>asked by {asked_by} in all",
        rest=left,
        rest_data=(OPEN, row["event_id"]),
        rest_hover=f"{words.count(left)} not answered",
    )


def _summary(shown: pl.DataFrame) -> str:
    parts = [
        f"{words.shorten_to(row['title'] or row['event_id'], 60)}: {words.count(row['questions'])}"
        for row in shown.head(5).rows(named=True)
    ]
    total = words.nouns(int(shown["questions"].sum()), "question")
    return f"{total} by event. {'; '.join(parts)}."
