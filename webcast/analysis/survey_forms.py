"""Which survey questions there are, and who answered what: read from the responses of a report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from webcast.analysis.answers import CHECK, QUESTION_TEXT, SEVERAL, SINGLE, SURVEY_NAME, Answers, told_apart
from webcast.analysis.numbering import Codes

_KEYS: Final = ("event_id", "survey_id", "question_id")


class Responses:
    """The responses of a report, in two steps: what is written, and what was asked and answered with it.

    Attributes:
        plan: What :meth:`answers` wants, to be executed together with other plans.
    """

    def __init__(self, responses: pl.LazyFrame) -> None:
        self._codes = {key: Codes() for key in _KEYS}
        texts = [codes.categories(pl.col(key).fill_null("")).alias(key) for key, codes in self._codes.items()]
        self.plan = responses.select("row", "answer", *texts)

    def answers(self, written: pl.DataFrame, listed: pl.DataFrame) -> Answers:
        """Return the survey questions, listed or only answered, and the answers taken apart.

        Args:
            written: What :attr:`plan` came to.
            listed: The questions that the report lists.
        """
        sent = written.lazy().with_columns(
            asked=_packed({key: one.names().len() for key, one in self._codes.items()})
        )
        described = _described(_asked(sent, listed)).with_row_index("q")
        places = described.select("asked", "q", "several")
        return Answers.of(described.drop("asked"), sent.join(places, on="asked", how="left", maintain_order="left"))


def _packed(sizes: Mapping[str, int]) -> pl.Expr:
    """Return one number for what the question of a response is called; ``sizes``: how many texts each key has."""
    packed = pl.lit(0, dtype=pl.UInt64)
    for key, size in sizes.items():
        packed = packed * size + pl.col(key).to_physical().cast(pl.UInt64)
    return packed


def _asked(sent: pl.LazyFrame, questions: pl.DataFrame) -> pl.LazyFrame:
    """Return the ``listed`` questions, then those that are only answered, with their number ``asked``, if any."""
    keys = list(_KEYS)
    answered = sent.unique("asked", maintain_order=True).select(pl.col(keys).cast(pl.String), "asked")
    blank = pl.col(keys[1:]).fill_null("")
    listed = questions.lazy().with_columns(blank).unique(keys, keep="first", maintain_order=True)
    known = listed.join(answered, on=keys, how="left", maintain_order="left").with_columns(listed=pl.lit(value=True))
    unlisted = answered.join(listed, on=keys, how="anti", maintain_order="left")
    return pl.concat([known, unlisted.with_columns(listed=pl.lit(value=False))], how="diagonal")


def _described(questions: pl.LazyFrame) -> pl.LazyFrame:
    """Return the questions with ``label`` (of filters and headers), ``several``, ``single`` and ``check``."""
    named = questions.with_columns(survey=SURVEY_NAME, text=QUESTION_TEXT)
    return named.with_columns(told_apart()).with_columns(
        label=pl.coalesce(pl.concat_str("survey", "text", separator=": "), "survey"),
        single=(pl.col("question_type") == SINGLE).fill_null(value=False),
        several=pl.col("question_type").is_in(SEVERAL).fill_null(value=False),
        check=(pl.col("question_type") == CHECK).fill_null(value=False),
        type_inferred=pl.col("type_inferred").fill_null(value=True),
    )
