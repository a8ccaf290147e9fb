"""A survey question with what was answered, and how its answers are drawn: the same on the page and in a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from webcast.analysis import dimensions, surveys
from webcast.analysis.audience import Audience
from webcast.analysis.stages import FEW
from webcast.charts import answers as chart
from webcast.charts import segments_of_answers as beside
from webcast.charts.standing import Figure
from webcast.charts.theme import Theme
from webcast.cohorts.cohort import Answer
from webcast.cohorts.voices import Term
from webcast.view.choices import not_offered

ANSWERS_AT_FIRST: Final = 12
GROUPS_BESIDE: Final = 8
ANSWERS_BESIDE: Final = 4
"""Groups, and answers of each, that are compared at first."""


@dataclass(frozen=True)
class Question:
    """The question in view and what was answered."""

    row: dict[str, Any]
    """Its row of :func:`webcast.analysis.surveys.questions`."""
    answers: pl.DataFrame
    numeric: surveys.Numeric | None

    @classmethod
    def of(cls, audience: Audience, row: dict[str, Any]) -> Question:
        """Return a question of :func:`questions` with what the audience answered."""
        given = surveys.answers(audience, row["survey"], row["text"])
        return cls(row, given, surveys.numeric(audience, row["survey"], row["text"]))

    @property
    def people(self) -> Answer:
        """Its respondents."""
        return Answer(self.row["survey"], self.row["text"])

    def who_said(self, answer: str) -> Answer:
        """Return those who gave an answer."""
        return Answer(self.row["survey"], self.row["text"], answer, own_words=self.written)

    def who_wrote(self, term: str) -> Term:
        """Return those whose answer holds a word."""
        return Term(self.row["survey"], self.row["text"], term)

    @property
    def few(self) -> bool:
        """Whether so few answered that counts come first."""
        return int(self.row["respondents"]) < FEW

    @property
    def written(self) -> bool:
        """Whether people wrote what they wanted, and no numbers."""
        return self.numeric is None and (self.row["type"] in surveys.FREE_TEXT or self.own_words)

    @property
    def own_words(self) -> bool:
        """Whether people wrote, and hardly two the same, so that bars would say nothing."""
        if self.row["type"] not in (*surveys.FREE_TEXT, None) or self.numeric is not None:
            return False
        return self.answers.height > max(ANSWERS_AT_FIRST, int(self.row["respondents"]) // 3)

    @property
    def score(self) -> float | None:
        """The Net Promoter Score, where the scale goes beyond 5."""
        return self.numeric.nps if self.numeric is not None and self.numeric.highest > 5 else None

    def figure(self, theme: Theme, most: int = ANSWERS_AT_FIRST) -> Figure:
        """Return its answers as a chart; ``most`` of them, where they are no numbers."""
        if self.numeric is not None:
            return chart.numbers(self.answers, mean=self.numeric.mean, nps=self.score, theme=theme)
        return chart.answers(
            self.answers,
            respondents=self.row["respondents"],
            several=self.row["type"] == "Checkbox",
            theme=theme,
            most=most,
        )

    def beside(
        self,
        audience: Audience,
        by: str,
        theme: Theme,
        *,
        groups: int = GROUPS_BESIDE,
        answers: int = ANSWERS_BESIDE,
        frame: pl.DataFrame | None = None,
    ) -> Figure:
        """Return the answers of each group as a chart; mean and score where they are numbers.

        Args:
            audience: Who answered.
            by: What they are grouped by.
            theme: Light or dark.
            groups: Groups that are drawn, those with most answers.
            answers: Answers that are drawn, the most frequent.
            frame: Of :func:`webcast.analysis.surveys.crosstab`, where it is at hand.
        """
        asked = (self.row["survey"], self.row["text"])
        missing = dimensions.missing(by)
        if self.numeric is not None:
            return beside.scores(
                surveys.numeric_by(audience, *asked, by),
                mean=self.numeric.mean,
                nps=self.score,
                highest=self.numeric.highest,
                missing=missing,
                theme=theme,
                groups=groups,
            )
        counted = surveys.crosstab(audience, *asked, by) if frame is None else frame
        return beside.answers(counted, self.answers, missing=missing, theme=theme, most=answers, groups=groups)


def dimension(audience: Audience, by: str) -> str:
    """Return a dimension that answers can be compared by, as it was named.

    Raises:
        FilterError: It is none of these events.
    """
    known = [*dimensions.available(audience), dimensions.ATTENDANCE]
    if by not in known:
        raise not_offered("something to compare answers by", by, known)
    return by


def folded(count: int, at_first: int) -> int:
    """Return how many of ``count`` are drawn at first: one too many is drawn, and not folded."""
    return count if count <= at_first + 1 else at_first


def questions(audience: Audience) -> pl.DataFrame:
    """Return :func:`webcast.analysis.surveys.questions`, those with answers first."""
    return surveys.questions(audience).sort(pl.col("respondents") == 0, maintain_order=True)
