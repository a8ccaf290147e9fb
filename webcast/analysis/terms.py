"""Frequent terms in free text: survey answers and questions asked.

A term is a run of letters and digits, lower case. It counts once a text, so that one person's repetition is no
frequency. Single signs, numbers alone and stop words of the languages most used at webcasts are left out, and so is
all that surrounds an at sign up to the next blank: an e-mail address or a handle is a person and no subject. Scripts
without blanks between words (Chinese, Japanese, Thai) are not taken apart: a run counts as it stands.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from webcast.analysis import stats, surveys
from webcast.analysis.audience import Audience
from webcast.analysis.word_lists import words

_TERM = r"[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’\-][\p{L}\p{M}\p{N}]+)*"
_ADDRESS = r"\S*[@＠﹫]\S*"
"""Also with the wide and the small at sign, which some keyboards type."""


@cache
def stop_words() -> frozenset[str]:
    """Return the words that say nothing of what a text is about."""
    return frozenset(words("stop_words.txt"))


def frequent(texts: pl.DataFrame, *, most: int = 50) -> pl.DataFrame:
    """Return the terms that occur in most texts.

    Args:
        texts: ``row`` (whose text), ``text``.
        most: How many terms.

    Returns:
        ``term``, ``texts``, ``rows`` (members whose texts hold the term), ``share`` (of the texts with any letter or
        digit).
    """
    found = texts.lazy().with_row_index("_n").select("_n", "row", term=_of(pl.col("text")))
    base = found.select(base=(pl.col("term").list.len() > 0).sum())
    terms = found.explode("term").drop_nulls("term").unique(["_n", "term"])
    telling = terms.filter(
        (pl.col("term").str.len_chars() > 1)
        & pl.col("term").str.contains(r"\p{L}")
        & ~pl.col("term").is_in(list(stop_words()))
    )
    counted = telling.group_by("term").agg(
        pl.len().cast(pl.Int64).alias("texts"), pl.col("row").n_unique().cast(pl.Int64).alias("rows")
    )
    ordered = counted.sort("texts", "term", descending=[True, False]).head(most)
    shared = ordered.join(base, how="cross", maintain_order="left")
    return shared.with_columns(share=stats.share(pl.col("texts"), pl.col("base"))).drop("base").collect()


def of_answers(audience: Audience, survey: str, text: str | None, *, most: int = 50) -> pl.DataFrame:
    """Return the frequent terms of a survey question's answers."""
    texts = surveys.chosen(audience, survey, text).rename({"answer": "text"})
    return audience.once(("terms", surveys.label(survey, text), most), lambda: frequent(texts, most=most))


def of_questions(audience: Audience, *, most: int = 50) -> pl.DataFrame:
    """Return the frequent terms of the questions that members asked."""
    return audience.once(("terms", most), lambda: frequent(audience.qa.select("row", text="question"), most=most))


def holds(text: pl.Expr, term: str) -> pl.Expr:
    """Return whether a text holds a term, as :func:`frequent` takes texts apart."""
    return _of(text).list.contains(term).fill_null(value=False)


def people(audience: Audience, texts: pl.DataFrame, term: str) -> Audience:
    """Return the members whose texts hold a term: the list behind ``rows``."""
    return audience.only(texts.filter(holds(pl.col("text"), term))["row"])


def answer_people(audience: Audience, survey: str, text: str | None, term: str) -> Audience:
    """Return the members whose answers to a survey question hold a term."""
    return people(audience, surveys.chosen(audience, survey, text).rename({"answer": "text"}), term)


def question_people(audience: Audience, term: str) -> Audience:
    """Return the members who asked a question that holds a term."""
    return people(audience, audience.qa.select("row", text="question"), term)


def _of(text: pl.Expr) -> pl.Expr:
    # An address goes first: taken apart, its pieces would be terms.
    return text.str.to_lowercase().str.replace_all(_ADDRESS, " ").str.extract_all(_TERM)
