"""A question of a registration or survey, and the answers to it that let a registrant through."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from webcast.language import say
from webcast.privacy import personal
from webcast.view import fragments
from webcast.view.tidying import tidy


@dataclass(frozen=True)
class Choice:
    """A question and the answers that let a registrant through: any of them."""

    question: str
    answers: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "question", self.question.strip())
        object.__setattr__(self, "answers", tidy(self.answers))

    def describe(self) -> str:
        """Return the choice in words."""
        return say(
            "“{question}” is {either}", question=self.question, either=fragments.either(self.answers, quoted=True)
        )


def _plain(text: pl.Expr) -> pl.Expr:
    return text.str.strip_chars().str.to_lowercase()


def _plain_values(values: Iterable[str]) -> list[str]:
    # By polars too, so that both sides of the comparison are folded by the same rules.
    return pl.DataFrame({"v": list(values)}, schema={"v": pl.String}).select(_plain(pl.col("v")))["v"].to_list()


def rows_choosing(given: pl.DataFrame, choice: Choice) -> pl.Series:
    """Return the rows of those who gave one of the answers, trimmed and without regard to case."""
    return given.filter(_plain(pl.col("answer")).is_in(_plain_values(choice.answers)))["row"]


def tidied(values: Iterable[Choice]) -> tuple[Choice, ...]:
    """Return the choices that have a question and answers, each once."""
    return tuple(dict.fromkeys(choice for choice in values if choice.question and choice.answers))


def without_personal(choices: Iterable[Choice]) -> Iterable[Choice]:
    """Return the choices without answers that may be an e-mail address, and without questions that may hold one."""
    for choice in choices:
        answers = tuple(answer for answer in choice.answers if not personal(answer))
        if answers and not personal(choice.question):
            yield Choice(choice.question, answers)
