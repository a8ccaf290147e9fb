"""A survey question with what was answered: the same on the page, in a picture and in a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from webcast.analysis import dimensions, surveys
from webcast.analysis.answers import CHECK
from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.analysis.stages import FEW
from webcast.cohorts.cohort import Answer
from webcast.cohorts.voices import Term
from webcast.errors import FilterError
from webcast.language import later
from webcast.view.choices import not_offered

ANSWERS_AT_FIRST: Final = 12


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
    def asked(self) -> tuple[str, str | None]:
        """The survey, and the question's text; an attendance check has none."""
        return self.row["survey"], self.row["text"]

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


@held
def dimension(audience: Audience, by: str) -> str:
    """Return a dimension that answers can be compared by, as it was named.

    Raises:
        FilterError: It is none of these events.
    """
    known = [*dimensions.available(audience), dimensions.ATTENDANCE]
    if by not in known:
        raise not_offered(later("something to compare answers by"), by, known)
    return by


@held
def questions(audience: Audience) -> pl.DataFrame:
    """Return :func:`webcast.analysis.surveys.questions`, those with answers first, attendance checks last."""
    check = (pl.col("type") == CHECK).fill_null(value=False)
    return surveys.questions(audience).sort(check, pl.col("respondents") == 0, maintain_order=True)


@held
def find(audience: Audience, label: str) -> Question | None:
    """Return the question of a label, without one the first, as on the page; None where none was asked.

    Raises:
        FilterError: These events asked none of this name.
    """
    known = questions(audience)
    found = known.filter(pl.col("label") == label) if label else known
    if label and found.is_empty():
        raise FilterError(
            later(
                "A survey question should be one of {value}, but '{label}' is not.",
                value="; ".join(known["label"]) or later("none, since none was asked"),
                label=label[:60],
            )
        )
    return None if found.is_empty() else Question.of(audience, found.row(0, named=True))
