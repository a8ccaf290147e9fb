"""What people said and asked, as charts: on Surveys and Questions, and as pictures.

A question with its answers is a :class:`.asked_question.Question`, one that two surveys hold a
:class:`.two_surveys.TwoSurveys`; this is how they are drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from webcast.analysis import dimensions, qa, surveys
from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.analysis.stages import FEW
from webcast.charts import answers as chart
from webcast.charts import questions as asked_chart
from webcast.charts import segments_of_answers as beside_chart
from webcast.charts import voices as voices_chart
from webcast.charts.figure import Figure
from webcast.charts.theme import Theme
from webcast.formats import plural, quoted
from webcast.language import say, within
from webcast.presentation import bases, findings, measures
from webcast.presentation.asked_question import ANSWERS_AT_FIRST, Question
from webcast.presentation.prepared import Drawn, Look, Prepared, folded, left_out
from webcast.presentation.two_surveys import TwoSurveys
from webcast.view import comparison

GROUPS_BESIDE: Final = 8
ANSWERS_BESIDE: Final = 4
"""Groups, and answers of each, that are compared at first."""


def answers(question: Question, look: Look, compared: comparison.Beside | None = None) -> Prepared:
    """Prepare the answers to a question; ``frame`` is of :func:`webcast.analysis.surveys.answers`.

    Args:
        question: With its answers.
        look: How they are drawn.
        compared: What they are compared with, by :func:`.measures.said`.
    """
    row, numeric, given = question.row, question.numeric, question.answers
    beside = None if compared is None else replace(compared, figures=measures.shares_of(question, compared.figures))

    def draw(most: int) -> Figure:
        if numeric is not None:
            return chart.numbers(given, mean=numeric.mean, nps=question.score, theme=look.theme, beside=beside)
        several = row["type"] == "Checkbox"
        base = row["respondents"]
        return chart.answers(given, respondents=base, several=several, theme=look.theme, most=most, beside=beside)

    total = given.height if numeric is None else 0
    note, title = bases.respondents(row), row["label"]
    if numeric is not None:
        finding = findings.scale(numeric.mean, numeric.base, question.score)
    else:
        finding = "" if question.own_words else findings.answers(given, row["respondents"])
    return Prepared(given, draw, total, folded(total, ANSWERS_AT_FIRST), note=note, title=title, finding=finding)


@dataclass(frozen=True)
class Beside:
    """The answers of each group, one beside the other; mean and score where they are numbers."""

    audience: Audience
    question: Question
    by: str
    """What they are grouped by."""
    frame: pl.DataFrame
    """See :func:`webcast.analysis.surveys.crosstab`."""

    @classmethod
    def of(cls, audience: Audience, question: Question, by: str) -> Beside:
        """Return what each group of a dimension answered."""
        return cls(audience, question, by, surveys.crosstab(audience, *question.asked, by))

    @property
    def groups(self) -> int:
        """How many groups there are."""
        return self.frame["group"].n_unique()

    @property
    def answers(self) -> int:
        """How many answers there are to compare; none where they are numbers."""
        return self.question.answers.height if self.question.numeric is None else 0

    @property
    def scores(self) -> pl.DataFrame:
        """Mean and score of each group: see :func:`webcast.analysis.surveys.numeric_by`."""
        return surveys.numeric_by(self.audience, *self.question.asked, self.by)

    @property
    def finding(self) -> str:
        """Say which group gave the leading answer most; nothing of numbers, whose means are beside each other."""
        given = self.question.answers
        if self.question.numeric is not None or given.is_empty():
            return ""
        answer, overall = given.row(0, named=True)["answer"], given["share"][0]
        rows = self.frame.filter(pl.col("answer") == answer).select("group", "share", "base").rows()
        missing = dimensions.missing(self.by)
        named = [(missing if group is None else group, share, base) for group, share, base in rows]
        return findings.highest(named, overall, quoted(answer))

    def figure(self, theme: Theme, groups: int, answers: int) -> Figure:
        """Return so many groups, those with most answers, and so many answers, the most frequent, as a chart."""
        missing, numeric = dimensions.missing(self.by), self.question.numeric
        if numeric is None:
            given = self.question.answers
            return beside_chart.answers(self.frame, given, missing=missing, theme=theme, most=answers, groups=groups)
        return beside_chart.scores(
            self.scores,
            mean=numeric.mean,
            nps=self.question.score,
            highest=numeric.highest,
            missing=missing,
            theme=theme,
            groups=groups,
        )

    def drawn(self, theme: Theme) -> Drawn:
        """Return the chart as its page first shows it."""
        groups, answers = folded(self.groups, GROUPS_BESIDE), folded(self.answers, ANSWERS_BESIDE)
        rest = (
            left_out(self.groups - groups, "group", "groups"),
            left_out(self.answers - answers, "answer", "answers"),
        )
        title = say("{label} By {lower}", label=self.question.row["label"], lower=within(dimensions.label(self.by)))
        said = " · ".join(part for part in rest if part)
        return Drawn(self.figure(theme, groups, answers), said, title, self.finding)


def change(compared: TwoSurveys, look: Look) -> Prepared:
    """Prepare what changed from one survey to the other; ``frame`` has every person's two answers."""
    row, pair = compared.row, compared.pair
    said = {
        "before": pair.before,
        "after": pair.after,
        "people": plural(row["persons"], "person", "people"),
    }
    note = (
        say("{before}, then {after}: {people} answered both; that is few", **said)
        if row["persons"] < FEW
        else say("{before}, then {after}: {people} answered both", **said)
    )
    return Prepared(compared.change.persons, lambda _: compared.figure(look.theme), note=note, title=row["text"])


def checks(audience: Audience, look: Look) -> Prepared:
    """Prepare the attendance checks; ``frame`` is of :func:`webcast.analysis.surveys.attendance_checks`."""
    frame = surveys.attendance_checks(audience)
    return Prepared(frame, lambda _: voices_chart.checks(frame, theme=look.theme), finding=findings.checks(frame))


def asked(audience: Audience, look: Look) -> Prepared:
    """Prepare how many questions each event had; ``frame``: :func:`webcast.analysis.qa.by_event`, with titles."""
    frame = _asked(audience)
    return Prepared(frame, lambda _: asked_chart.asked(frame, theme=look.theme), finding=findings.asked(frame))


@held
def _asked(audience: Audience) -> pl.DataFrame:
    titles = audience.events.lazy().select("event_id", "title")
    return qa.by_event(audience).lazy().join(titles, on="event_id", how="left", maintain_order="left").collect()
