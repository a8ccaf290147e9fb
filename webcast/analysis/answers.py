"""Answers to questions, taken apart once: every choice of every registrant, with the question's number.

Non-empty means that something is left after trimming; an answer that holds several, joined with ``|``, is split, and
its parts are trimmed and counted once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

CHECK: Final = "Attendance"
"""The type of an attendance check: no survey question, so who answers one has answered no survey."""

SEVERAL: Final = ("Checkbox", CHECK)
"""Types of survey questions whose answers hold several, joined with ``|``."""

SINGLE: Final = "Radio"
"""The type whose answer is one of several; who gave two, gave the later one."""

SURVEY_NAME: Final = pl.coalesce(pl.col("survey").str.strip_chars().replace("", None), "survey_id")
"""A survey's name, else its id."""

QUESTION_TEXT: Final = pl.col("text").str.strip_chars().replace("", None)

_NUMBER: Final = r"^[+-]?[0-9]+(?:[.,][0-9]+)?$"
"""A plain decimal: a sign, digits, one point or comma. ``nan``, ``inf``, ``1e3`` and ``0x1F`` are text."""


def numbers(answer: pl.Expr) -> pl.Expr:
    """Return answers that are plain finite decimals as numbers (``+3``, ``7.0``, ``7,0``); null for any other."""
    value = answer.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    return pl.when(answer.str.contains(_NUMBER) & value.is_finite()).then(value)


def on_scale(answer: pl.Expr) -> pl.Expr:
    """Return answers that are whole numbers from 0 to 10, as such; null for any other."""
    value = numbers(answer)
    return pl.when(value.is_between(0, 10) & (value == value.floor())).then(value).cast(pl.Int64)


def told_apart() -> pl.Expr:
    """Return, over questions, their texts; the second of one text in one survey of one event has its place behind it.

    Two questions are two, and the second of one event is the second of another: ``How was it?``, ``How was it? (2)``.
    Of questions with ``event_id``, ``survey`` (its name), ``text`` (null where there is none) and ``position``.
    """
    behind = pl.col("position").fill_null(2**63 - 1)
    place = behind.rank("ordinal").over("event_id", "survey", "text")
    numbered = pl.format("{} ({})", "text", place)
    return pl.when((place > 1) & pl.col("text").is_not_null()).then(numbered).otherwise("text").alias("text")


@dataclass(frozen=True, eq=False, repr=False)
class Answers:
    """The answers to a set of questions."""

    questions: pl.DataFrame
    """One row a question of an event, with its place ``q`` and its name ``label``."""

    given: pl.DataFrame
    """``row``, ``q``: who answered what, each once."""

    choices: pl.DataFrame
    """``row``, ``q``, ``answer``: every choice, each once a row and question."""

    @classmethod
    def of(cls, asked: pl.LazyFrame, responses: pl.LazyFrame) -> Answers:
        """Take answers apart.

        Args:
            asked: Questions, with ``q`` and ``label``. With ``single`` too: whether an answer can be but one.
            responses: ``row``, ``q``, ``answer``, and ``several``: whether an answer to it may hold several.
        """
        several = pl.col("several") & pl.col("answer").str.contains("|", literal=True)
        trimmed = responses.select("row", "q", pl.col("answer").str.strip_chars(), "several")
        answered = trimmed.filter(pl.col("answer") != "").with_columns(several)
        questions, whole = pl.collect_all([asked, answered])
        if "single" in questions.columns and not _once(whole):
            whole = _last_of_single(whole, questions["single"])
        if _once(whole) and not whole["several"].any():
            return cls(questions, whole["row", "q"], whole["row", "q", "answer"])
        return cls(questions, *pl.collect_all(_taken_apart(whole, once=_once(whole))))

    def places(self, label: str) -> pl.Series:
        """Return the places ``q`` of the questions with this name."""
        return self.questions["q"].filter(self.questions["label"] == label)

    def chosen(self, label: str, choices: pl.DataFrame) -> pl.DataFrame:
        """Return ``row``, ``answer`` of the questions with this name, from all ``choices`` or those of some rows."""
        places = self.places(label)
        found = choices.lazy().filter(pl.col("q").is_in(places.implode())).select("row", "answer")
        # One registrant can only repeat an answer where one event asks under the same name twice.
        asked_twice = self.questions["event_id"].filter(self.questions["label"] == label).n_unique() < places.len()
        return (found.unique(maintain_order=True) if asked_twice else found).collect()


def _taken_apart(whole: pl.DataFrame, *, once: bool) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """Return who answered what, and every choice: of ``row``, ``q``, ``answer``, and whether it holds ``several``.

    Args:
        whole: Trimmed answers.
        once: Whether no row and question come twice in them: two records of one registrant can share a choice.
    """
    alone = whole.lazy().filter(~pl.col("several")).drop("several")
    split = _split(whole.lazy().filter("several"))
    if once:
        given = pl.concat([alone.select("row", "q"), split.select("row", "q").unique(maintain_order=True)])
        return given, pl.concat([alone, split])
    # Of two records of one registrant, one may hold a choice that the other joins with more.
    alone, split = alone.unique(maintain_order=True), split.unique(maintain_order=True)
    others = alone.join(split, on=["row", "q", "answer"], how="anti", maintain_order="left")
    choices = pl.concat([others, split])
    return choices.select("row", "q").unique(maintain_order=True), choices


def _split(joined: pl.LazyFrame) -> pl.LazyFrame:
    """Return ``row``, ``q``, ``answer`` with every choice of an answer once; the same answer is split only once."""
    known = joined.select("answer").unique(maintain_order=True).with_row_index("place")
    parts = known.select("place", pl.col("answer").str.split("|")).explode("answer")
    parts = parts.with_columns(pl.col("answer").str.strip_chars()).filter(pl.col("answer") != "")
    places = joined.join(known, on="answer", how="left", maintain_order="left").select("row", "q", "place")
    return places.join(parts.unique(maintain_order=True), on="place", maintain_order="left_right").drop("place")


def _last_of_single(given: pl.DataFrame, single: pl.Series) -> pl.DataFrame:
    """Return the answers without those to a single-choice question that its registrant answered again."""
    keys, one = _keys(given), single[given["q"]]
    if keys.filter(one).n_unique() == one.sum():
        return given
    chosen = given.lazy().filter(one).unique(["row", "q"], keep="last", maintain_order=True)
    return pl.concat([given.lazy().filter(~one), chosen]).collect()


def _once(frame: pl.DataFrame) -> bool:
    """Whether no row and question come twice."""
    return _keys(frame).n_unique() == frame.height


def _keys(frame: pl.DataFrame) -> pl.Series:
    return frame["row"].cast(pl.UInt64) * 2**32 + frame["q"]
