"""Questions of the audience by event: what was answered at full accent, what is open at 20 %."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from webcast.charts import words
from webcast.charts.bars import Row, rows
from webcast.charts.figure import Figure
from webcast.charts.theme import Theme, nothing
from webcast.language import say

ANSWERED: Final = "answered"
OPEN: Final = "open"
"""First word of a mark's ``customdata``: ``[word, event id]``."""


def asked(frame: pl.DataFrame, *, theme: Theme) -> Figure:
    """Return a bar an event, most questions first.

    Args:
        frame: ``event_id``, ``title``, ``questions``, ``answered``, ``askers``.
        theme: Light or dark.
    """
    asked_of = [row for row in frame.rows(named=True) if row["questions"]]
    shown = sorted(asked_of, key=lambda row: row["questions"], reverse=True)
    if not shown:
        return nothing(say("Nobody asked a question."), theme=theme)
    drawn = [_row(row) for row in shown]
    return rows(drawn, theme=theme, alt=_summary(shown), unit=say("Questions answered, of all; faint: not answered"))


def _row(row: dict[str, Any]) -> Row:
    name = row["title"] or row["event_id"]
    left = row["questions"] - row["answered"]
    asked_by = words.nouns(row["askers"], "person", "people")
    return Row(
        label=name,
        value=row["answered"],
        figure=say(
            "{answered} of {questions}",
            answered=words.share(row["answered"] / row["questions"]),
            questions=words.count(row["questions"]),
        ),
        data=(ANSWERED, row["event_id"]),
        hover=say(
            "{answered} answered<br>asked by {asked_by} in all",
            answered=words.count(row["answered"]),
            asked_by=asked_by,
        ),
        rest=left,
        rest_data=(OPEN, row["event_id"]),
        rest_hover=say("{left} not answered", left=words.count(left)),
    )


def _summary(shown: list[dict[str, Any]]) -> str:
    parts = [
        f"{words.shorten_to(row['title'] or row['event_id'], 60)}: {words.count(row['questions'])}"
        for row in shown[:5]
    ]
    total = words.nouns(sum(row["questions"] for row in shown), "question", "questions")
    return say("{total} by event. {listed}.", total=total, listed="; ".join(parts))
