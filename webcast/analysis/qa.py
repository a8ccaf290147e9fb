"""Questions that the audience asked, and how many were answered. Reports carry no times of questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from webcast.analysis import pairs, stats
from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.analysis.runs import different


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
    asked = _asked(audience).sort("row", "n", maintain_order=True).collect()
    who = audience.of_rows(asked["row"], "event_title", "first_name", "last_name", "email", "company")
    return asked.hstack(who.get_columns())[
        "row",
        "person",
        "event_id",
        "event_title",
        "first_name",
        "last_name",
        "email",
        "company",
        "n",
        "question",
        "answer",
        "answered",
    ]


@held
def summary(audience: Audience) -> Asked:
    """Return the questions in figures."""
    asked = _asked(audience).select("answered", "person").collect()
    answered = int(asked["answered"].sum())
    share = answered / asked.height if asked.height else None
    return Asked(asked.height, answered, share, different(asked["person"]))


@held
def by_event(audience: Audience) -> pl.DataFrame:
    """Return ``event_id``, ``questions``, ``answered``, ``answered_share``, ``askers``: one row an event."""
    return BY_EVENT.of(audience)


def _by_event(audience: Audience) -> pl.DataFrame:
    counted = (
        _asked(audience)
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
def by_asker(audience: Audience) -> pl.DataFrame:
    """Return the persons who asked, most questions first; among equals those with most unanswered.

    Returns:
        ``row`` (the person's first registrant who asked), ``person``, ``first_name``, ``last_name``, ``email``,
        ``company``, ``questions``, ``answered``, ``open`` (questions without an answer).
    """
    counted = (
        _asked(audience)
        .group_by("person")
        .agg(
            pl.col("row").min(),
            pl.len().cast(pl.Int64).alias("questions"),
            pl.col("answered").sum().cast(pl.Int64),
        )
    )
    counted = counted.with_columns(open=pl.col("questions") - pl.col("answered"))
    ordered = counted.sort("questions", "open", "row", descending=[True, True, False]).collect()
    who = audience.of_rows(ordered["row"], "first_name", "last_name", "email", "company")
    columns = ("row", "person", "first_name", "last_name", "email", "company", "questions", "answered", "open")
    return ordered.hstack(who.get_columns())[list(columns)]


@held
def attendees(audience: Audience) -> tuple[int, int]:
    """Return how many of the attendees asked, and how many attendees there are; registrants."""
    attended = audience.plan("attended", "questions").filter("attended")
    asked, of = attended.select((pl.col("questions") > 0).sum(), of=pl.len()).collect().row(0)
    return asked, of


def people(audience: Audience, *, answered: bool | None = None) -> Audience:
    """Return the askers; with ``answered`` those with an answered, or an unanswered, question."""
    asked = _asked(audience)
    chosen = asked if answered is None else asked.filter(pl.col("answered") == answered)
    return audience.only(chosen.select("row").collect()["row"])


def _asked(audience: Audience) -> pl.LazyFrame:
    asked = audience.qa.lazy().filter(pl.col("question").str.strip_chars() != "")
    return asked.with_columns(answered=(pl.col("answer").str.strip_chars() != "").fill_null(value=False))
