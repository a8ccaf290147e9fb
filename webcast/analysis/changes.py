"""Before and after: how answers to the questions that two surveys share changed, for persons who answered both."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from webcast.analysis.answers import numbers
from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.analysis.surveys import chosen, label


@dataclass(frozen=True, eq=False)
class Change:
    """How answers to one question changed between two surveys, for persons who answered both."""

    text: str
    persons: pl.DataFrame
    """``person``, ``before``, ``after`` (choices in alphabetical order, joined with " | "), ``change`` (after less
    before where both are numbers), ``same``."""

    base: int
    """Persons who answered both."""

    same: int
    """Persons whose answer did not change."""

    mean_before: float | None
    """Of persons whose answers are numbers in both surveys; None when there are none, like the next two."""

    mean_after: float | None
    mean_change: float | None


@held
def changes(audience: Audience, before: str, after: str) -> list[Change]:
    """Return the change of every question that two surveys share, in the order of the first.

    Args:
        audience: Whose answers.
        before: Name of the survey taken first, e.g. "Pretest".
        after: Name of the survey taken afterwards.
    """
    asked = audience.survey_questions.filter(pl.col("text").is_not_null())
    later = asked.filter(pl.col("survey") == after.strip())["text"].implode()
    shared = asked.filter((pl.col("survey") == before.strip()) & pl.col("text").is_in(later))["text"]
    return [change(audience, before, after, text) for text in shared.unique(maintain_order=True)]


@held
def change(audience: Audience, before: str, after: str, text: str) -> Change:
    """Return the change of one question between two surveys."""
    given = [_of_persons(audience, survey, text) for survey in (before, after)]
    both = given[0].join(given[1], on="person", suffix="_after").sort("person")
    first, second = (numbers(pl.col(name)) for name in ("answer", "answer_after"))
    persons = both.select(
        "person",
        before="answer",
        after="answer_after",
        change=second - first,
        same=pl.col("answer") == pl.col("answer_after"),
    )
    known = both.select(first=first, second=second).drop_nulls()
    means = known.mean().row(0, named=True)
    return Change(
        text=text,
        persons=persons,
        base=persons.height,
        same=int(persons["same"].sum()),
        mean_before=means["first"],
        mean_after=means["second"],
        mean_change=None if known.is_empty() else means["second"] - means["first"],
    )


def _of_persons(audience: Audience, survey: str, text: str) -> pl.DataFrame:
    """Return ``person``, ``answer``: all that a person chose, in one text.

    Where any event asks it as a single choice, all that the person's last record holds.
    """
    given = chosen(audience, survey, text)
    who = pl.DataFrame([audience.of_rows(given["row"], "person")["person"], given["row"], given["answer"]])
    if audience.survey_questions.filter(pl.col("label") == label(survey, text))["single"].any():
        who = who.filter(pl.col("row") == pl.col("row").max().over("person"))
    who = who.drop("row")
    # Hardly anybody has several answers; only theirs need be put together.
    alone = who["person"].is_unique()
    several = who.filter(~alone).unique().sort("answer").group_by("person").agg(pl.col("answer").str.join(" | "))
    return pl.concat([who.filter(alone), several])
