"""Frequent terms in free text: survey answers and questions asked.

A term is a run of letters and digits, lower case. It counts once a text, so that one person's repetition is no
frequency. Single signs, numbers alone and stop words of the languages most used at webcasts are left out, and so is
all that surrounds an at sign up to the next blank: an e-mail address or a handle is a person and no subject. Scripts
without blanks between words (Chinese, Japanese, Thai) are not taken apart: a run counts as it stands.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import polars as pl

from webcast.analysis import pairs, stats, survey_counts, surveys
from webcast.analysis.audience import Audience
from webcast.analysis.pairs import Answer, Pair
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
        texts: ``row`` (whose text), ``text``, and ``n`` where a row stands for so many of this text.
        most: How many terms.

    Returns:
        ``term``, ``texts``, ``rows`` (members whose texts hold the term), ``share`` (of the texts with any letter or
        digit).
    """
    one = pl.lit(1, pl.Int64).alias("n")
    return _ranked(_counted(texts.lazy() if "n" in texts.columns else texts.lazy().with_columns(one)), most)


_BASE: Final = ""
"""In place of a term: how many texts have any letter or digit."""


def _counted(texts: pl.LazyFrame) -> pl.LazyFrame:
    """Return ``term``, ``texts``, ``rows`` of all terms, and of :data:`_BASE`."""
    found = texts.with_row_index("_n").select("_n", "row", "n", term=_of(pl.col("text")))
    some = pl.col("n").filter(pl.col("term").list.len() > 0).sum()
    base = found.select(pl.lit(_BASE).alias("term"), some.alias("texts"), pl.lit(0, pl.Int64).alias("rows"))
    terms = found.explode("term").drop_nulls("term").unique(["_n", "term"])
    telling = terms.filter(
        (pl.col("term").str.len_chars() > 1)
        & pl.col("term").str.contains(r"\p{L}")
        & ~pl.col("term").is_in(list(stop_words()))
    )
    rows = pl.col("n").filter(pl.col("row").is_first_distinct()).sum()
    return pl.concat([base, telling.group_by("term").agg(pl.col("n").sum().alias("texts"), rows.alias("rows"))])


def _ranked(counted: pl.LazyFrame, most: int) -> pl.DataFrame:
    """Return :func:`frequent` of what :func:`_counted` returns."""
    told = pl.col("term") != _BASE
    base = counted.filter(~told).select(base=pl.col("texts").sum())
    ordered = counted.filter(told).sort("texts", "term", descending=[True, False]).head(most)
    shared = ordered.join(base, how="cross", maintain_order="left")
    return shared.with_columns(share=stats.share(pl.col("texts"), pl.col("base"))).drop("base").collect()


def of_answers(audience: Audience, survey: str, text: str | None, *, most: int = 50) -> pl.DataFrame:
    """Return the frequent terms of a survey question's answers."""
    label = surveys.label(survey, text)
    return audience.once(("terms", label, most), lambda: frequent(_answers(audience, survey, text), most=most))


def _answers(audience: Audience, survey: str, text: str | None) -> pl.DataFrame:
    texts = survey_counts.texts(audience, surveys.label(survey, text))
    return surveys.chosen(audience, survey, text).rename({"answer": "text"}) if texts is None else texts


def _asked(audience: Audience) -> pl.DataFrame:
    return _counted(audience.qa.lazy().select("row", n=pl.lit(1, pl.Int64), text="question")).sort("term").collect()


_BY_TERM: Final = pairs.added_by("term")

QUESTIONS: Final = Answer("terms of questions", Pair("terms asked", _asked, _BY_TERM, _BY_TERM))
"""``term``, ``texts``, ``rows``: every term of the questions that members asked."""


def of_questions(audience: Audience, *, most: int = 50) -> pl.DataFrame:
    """Return the frequent terms of the questions that members asked."""
    return audience.once(("terms", most), lambda: _ranked(QUESTIONS.of(audience).lazy(), most))


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
