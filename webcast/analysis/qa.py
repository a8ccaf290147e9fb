"""Questions that the audience asked, and how many were answered. Reports carry no times of questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from webcast.analysis import askers, pairs, stats
from webcast.analysis.askers import asked as _asked
from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.analysis.pairs import Answer, Pair


@dataclass(frozen=True)
class Asked:
    """The questions in figures."""

    questions: int
    answered: int
    answered_share: float | None
    """Null when nobody asked."""

    askers: int
    """Persons who asked."""


@held
def questions(audience: Audience) -> pl.DataFrame:
    """Return every question with who asked it, in the order of the registrants.

    Returns:
        ``row``, ``person``, ``event_id``, ``event_title``, ``first_name``, ``last_name``, ``email``, ``company``,
        ``n``, ``question``, ``answer``, ``answered``.
    """
    asked = _asked(audience).sort("row", "n", maintain_order=True)
    who = audience.of_rows(asked["row"], "event_title", "first_name", "last_name", "email", "company")
    return asked.hstack(who.get_columns())[list(QUESTION)]


QUESTION: Final = {
    "row": pl.UInt32(),
    "person": pl.UInt32(),
    **dict.fromkeys(("event_id", "event_title", "first_name", "last_name", "email", "company"), pl.String()),
    "n": pl.Int64(),
    **dict.fromkeys(("question", "answer"), pl.String()),
    "answered": pl.Boolean(),
}
"""The columns of :func:`questions`."""


@held
def summary(audience: Audience) -> Asked:
    """Return the questions in figures."""
    questions, answered = _counts(audience).row(0)[:2]
    persons = int(askers.counted(audience)["askers"][0])
    return Asked(questions, answered, answered / questions if questions else None, persons)


def _sums(audience: Audience) -> pl.DataFrame:
    attended, asked = pl.col("attended"), pl.col("questions") > 0
    row, answered = pl.col("row"), pl.col("answered")
    of_questions = {
        "questions": pl.len(),
        "answered": answered.sum(),
        "registrants": row.n_unique(),
        "waiting": row.filter(~answered).n_unique(),
    }
    of_attendees = {"asked": (attended & asked).sum(), "attendees": attended.sum()}
    members = audience.plan("attended", "questions")
    counted = [_asked(audience).lazy().select(**of_questions), members.select(**of_attendees)]
    return pl.concat(counted, how="horizontal").select(pl.all().cast(pl.Int64)).collect()


def _counts(audience: Audience) -> pl.DataFrame:
    return audience.once("questions counted", lambda: SUMS.of(audience))


SUMS: Final = Answer("questions", Pair("questions asked", _sums, pairs.added, pairs.added))
"""One row: ``questions``, how many are ``answered``; how many ``registrants`` asked, and wait for an answer.

Beside them how many of the ``attendees`` ``asked``.
"""


@held
def registrants(audience: Audience) -> int:
    """Return how many registrants asked."""
    return int(_counts(audience)["registrants"][0])


@held
def registrants_waiting(audience: Audience) -> int:
    """Return how many registrants have a question without an answer."""
    return int(_counts(audience)["waiting"][0])


@held
def askers_and_several(audience: Audience) -> tuple[int, int]:
    """Return how many persons asked, and how many of them several questions."""
    persons, several = askers.counted(audience).row(0)[:2]
    return persons, several


@held
def waiting(audience: Audience) -> int:
    """Return how many persons have a question without an answer."""
    return int(askers.counted(audience)["waiting"][0])


@held
def by_event(audience: Audience) -> pl.DataFrame:
    """Return ``event_id``, ``questions``, ``answered``, ``answered_share``, ``askers``: one row an event."""
    return BY_EVENT.of(audience)


def _by_event(audience: Audience) -> pl.DataFrame:
    counted = (
        _asked(audience)
        .lazy()
        .group_by("event_id")
        .agg(
            pl.len().cast(pl.Int64).alias("questions"),
            pl.col("answered").sum().cast(pl.Int64),
            pl.col("person").n_unique().cast(pl.Int64).alias("askers"),
        )
    )
    events = audience.events.lazy().select("event_id").join(counted, on="event_id", how="left", maintain_order="left")
    filled = events.with_columns(pl.col("questions", "answered", "askers").fill_null(0))
    return filled.select(
        "event_id",
        "questions",
        "answered",
        stats.share(pl.col("answered"), pl.col("questions")).alias("answered_share"),
        "askers",
    ).collect()


BY_EVENT: Final = pairs.rows("asked", _by_event)


@held
def attendees(audience: Audience) -> tuple[int, int]:
    """Return how many of the attendees asked, and how many attendees there are; registrants."""
    asked, of = _counts(audience)[["asked", "attendees"]].row(0)
    return asked, of


def people(audience: Audience, *, answered: bool | None = None) -> Audience:
    """Return the askers; with ``answered`` those with an answered, or an unanswered, question."""
    asked = _asked(audience)
    chosen = asked if answered is None else asked.filter(pl.col("answered") == answered)
    return audience.only(chosen["row"])
