"""Before and after: what changed between two surveys that hold the same questions, such as a pretest and a posttest.

A report does not say which answer is right, so nothing here does: an answer changed or stayed the same. What a person
answered in one survey is one text, several choices joined; the persons are those of :func:`~.surveys.change`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from webcast.analysis import changes, stats, surveys
from webcast.analysis.audience import Audience
from webcast.analysis.changes import Change
from webcast.analysis.held import held
from webcast.errors import FilterError
from webcast.language import later

BOTH: Final = "both"
CHANGED: Final = "changed"
SAME: Final = "same"
ROSE: Final = "rose"
FELL: Final = "fell"
KINDS: Final = (BOTH, CHANGED, SAME, ROSE, FELL)
"""Who answered both surveys; of them, whose answer changed, stayed the same, became a higher or a lower number."""

_FIRST: Final = ("pre", "before", "entry", "vor", "eingang")
_LAST: Final = ("post", "after", "exit", "final", "follow", "nach", "abschluss")
"""How names of surveys begin that are taken first or last."""


@dataclass(frozen=True)
class Pair:
    """Two surveys that share questions."""

    before: str
    after: str
    shared: int
    """Questions that both hold."""


@held
def pairs(audience: Audience) -> list[Pair]:
    """Return the surveys that share questions, those that share most first.

    Which of two was taken first, their names tell ("Pretest", "Exit survey"), else their order in the report.
    """
    questions = audience.survey_questions.lazy()
    asked = questions.filter(pl.col("text").is_not_null()).select("survey", "text").unique()
    order = questions.select("survey").unique(maintain_order=True).with_row_index("place")
    placed = order.with_columns(place=_taken(pl.col("survey")) * pl.len() + pl.col("place"))
    known = asked.join(placed, on="survey")
    both = known.join(known, on="text", suffix="_after").filter(pl.col("place") < pl.col("place_after"))
    found = both.group_by("survey", "survey_after", "place", "place_after").agg(pl.len().alias("shared"))
    ordered = found.sort("shared", "place", "place_after", descending=[True, False, False])
    return [Pair(*row) for row in ordered.select("survey", "survey_after", "shared").collect().rows()]


def _taken(survey: pl.Expr) -> pl.Expr:
    """Return 0 for a survey whose name says that it is taken first, 2 for one taken last, else 1."""
    name = survey.str.to_lowercase()
    first, last = (pl.any_horizontal(name.str.starts_with(word) for word in words) for words in (_FIRST, _LAST))
    return pl.when(first).then(0).when(last).then(2).otherwise(1)


def questions(audience: Audience, before: str, after: str) -> pl.DataFrame:
    """Return one row a question that both surveys hold, in the order of the first.

    Returns:
        ``text``, ``persons`` (who answered both), ``changed``, ``same``, ``changed_share``, ``rose`` and ``fell``
        (where both answers are numbers), ``mean_before``, ``mean_after``, ``mean_change`` (null where they are none).
    """
    return audience.once(("before and after", before, after), lambda: _questions(audience, before, after))


def _questions(audience: Audience, before: str, after: str) -> pl.DataFrame:
    found = [_row(change) for change in changes.changes(audience, before, after)]  # a handful of questions
    return pl.DataFrame(found, schema=_QUESTION, orient="row").with_columns(
        changed_share=stats.share(pl.col("changed"), pl.col("persons"))
    )


_QUESTION: Final = {
    "text": pl.String(),
    **dict.fromkeys(("persons", "changed", "same"), pl.Int64()),
    "changed_share": pl.Float64(),
    **dict.fromkeys(("rose", "fell"), pl.Int64()),
    **dict.fromkeys(("mean_before", "mean_after", "mean_change"), pl.Float64()),
}


def _row(change: Change) -> tuple[object, ...]:
    less = change.persons["change"]
    numbers = change.mean_change is not None
    rose, fell = (int((less > 0).sum()), int((less < 0).sum())) if numbers else (None, None)
    counts = (change.base, change.base - change.same, change.same)
    return (change.text, *counts, None, rose, fell, change.mean_before, change.mean_after, change.mean_change)


def answers(change: Change) -> pl.DataFrame:
    """Return how many of those who answered both gave each answer before, and how many after.

    Returns:
        ``answer``, ``before``, ``after`` (persons), ``share_before``, ``share_after`` (of those who answered both),
        ``difference`` (share after less share before); most frequent afterwards first.
    """
    first, second = (
        change.persons.group_by(answer=pl.col(side)).agg(pl.len().cast(pl.Int64).alias(side))
        for side in ("before", "after")
    )
    found = first.join(second, on="answer", how="full", coalesce=True).with_columns(
        pl.col("before", "after").fill_null(0)
    )
    ordered = found.sort("after", "before", "answer", descending=[True, True, False])
    base = pl.lit(change.base)
    shared = ordered.with_columns(
        share_before=stats.share(pl.col("before"), base), share_after=stats.share(pl.col("after"), base)
    )
    return shared.with_columns(difference=pl.col("share_after") - pl.col("share_before"))


def movements(change: Change) -> pl.DataFrame:
    """Return the ways from one answer to another, most persons first.

    Returns:
        ``before``, ``after``, ``persons``, ``same``.
    """
    counted = change.persons.group_by("before", "after").agg(pl.len().cast(pl.Int64).alias("persons"))
    ordered = counted.sort("persons", "before", "after", descending=[True, False, False])
    return ordered.with_columns(same=pl.col("before") == pl.col("after"))


@held
def everybody(audience: Audience, before: str, after: str) -> pl.DataFrame:
    """Return one row a person and shared question.

    Returns:
        ``row`` (the person's first registrant who answered either survey), ``person``, ``text``, ``before``,
        ``after``, ``change``, ``same``.
    """
    found = changes.changes(audience, before, after)
    if not found:
        return pl.DataFrame(schema=_PERSON)
    persons = pl.concat(change.persons.with_columns(text=pl.lit(change.text)) for change in found)
    answering = _answering(audience, before, after, [change.text for change in found])
    first = answering.group_by("person").agg(pl.col("row").min())
    return persons.join(first, on="person", maintain_order="left").select(list(_PERSON))


_PERSON: Final = {
    "row": pl.UInt32(),
    "person": pl.UInt32(),
    **dict.fromkeys(("text", "before", "after"), pl.String()),
    "change": pl.Float64(),
    "same": pl.Boolean(),
}


def people(
    audience: Audience,
    before: str,
    after: str,
    text: str,
    kind: str = BOTH,
    *,
    first: str | None = None,
    second: str | None = None,
) -> Audience:
    """Return the registrants of those who answered a question in both surveys: the list behind the counts.

    Args:
        audience: Whose answers.
        before: Name of the survey taken first.
        after: Name of the survey taken afterwards.
        text: The question.
        kind: One of :data:`KINDS`.
        first: Only who answered this before; None for any answer.
        second: Only who answered this afterwards.

    Raises:
        FilterError: There is no such kind.
    """
    if kind not in KINDS:
        raise FilterError(
            later(
                "Those who answered twice should be one of {kinds}, but '{kind}' is none.",
                kinds=", ".join(KINDS),
                kind=kind[:20],
            )
        )
    persons = changes.change(audience, before, after, text).persons
    masks = {CHANGED: ~pl.col("same"), SAME: pl.col("same"), ROSE: pl.col("change") > 0, FELL: pl.col("change") < 0}
    persons = persons.filter(masks.get(kind, pl.lit(value=True)))
    for side, answer in (("before", first), ("after", second)):
        persons = persons if answer is None else persons.filter(pl.col(side) == answer)
    answering = _answering(audience, before, after, [text])
    return audience.only(answering.join(persons, on="person", how="semi")["row"])


def _answering(audience: Audience, before: str, after: str, texts: Sequence[str]) -> pl.DataFrame:
    """Return ``row``, ``person`` of the members who answered any of the questions in either survey."""
    rows = [surveys.chosen(audience, survey, text)["row"] for survey in (before, after) for text in texts]
    found = pl.concat(rows).unique()
    return pl.DataFrame([found, audience.of_rows(found, "person")["person"]])
