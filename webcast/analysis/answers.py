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


def told_apart(questions: pl.DataFrame) -> pl.Series:
    """Return the questions' texts; the second of one text in one survey of one event has its place behind it.

    Two questions are two, and the second of one event is the second of another: ``How was it?``, ``How was it? (2)``.

    Args:
        questions: With ``event_id``, ``survey`` (its name), ``text`` (null where there is none) and ``position``.
    """
    placed = questions.select("event_id", "survey", "text", "position").with_row_index("_row")
    placed = placed.sort("position", nulls_last=True, maintain_order=True).with_columns(
        _place=pl.int_range(1, pl.len() + 1).over("event_id", "survey", "text")
    )
    numbered = pl.format("{} ({})", "text", "_place")
    text = pl.when((pl.col("_place") > 1) & pl.col("text").is_not_null()).then(numbered).otherwise("text")
    return placed.sort("_row").select(text.alias("text"))["text"]


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
    def of(cls, questions: pl.DataFrame, responses: pl.DataFrame) -> Answers:
        """Take answers apart.

        Args:
            questions: With ``q``, ``label``, and ``several``: whether an answer may hold several. With ``single``
                too: whether it can be but one.
            responses: ``row``, ``q``, ``answer``.
        """
        trimmed = responses.select("row", "q", pl.col("answer").str.strip_chars()).filter(pl.col("answer") != "")
        if "single" in questions.columns and questions["single"].any():
            trimmed = _last_of_single(trimmed, questions["single"].gather(trimmed["q"]))
        several = questions["several"].gather(trimmed["q"]) & trimmed["answer"].str.contains("|", literal=True)
        choices = _distinct(trimmed.filter(~several))
        if several.any():
            split = _split(trimmed.filter(several))
            if not _once(trimmed):
                # Of two records of one registrant, one may hold a choice that the other joins with more.
                choices = choices.join(split, on=["row", "q", "answer"], how="anti", maintain_order="left")
            choices = pl.concat([choices, split])
        return cls(questions, _distinct(choices.select("row", "q")), choices)

    def places(self, label: str) -> pl.Series:
        """Return the places ``q`` of the questions with this name."""
        return self.questions.filter(pl.col("label") == label)["q"]

    def chosen(self, label: str, choices: pl.DataFrame) -> pl.DataFrame:
        """Return ``row``, ``answer`` of the questions with this name, from all ``choices`` or those of some rows."""
        places = self.places(label)
        found = choices.filter(pl.col("q").is_in(places.implode())).select("row", "answer")
        # One registrant can only repeat an answer where one event asks under the same name twice.
        asked_twice = self.questions.filter(pl.col("label") == label)["event_id"].is_duplicated().any()
        return found.unique(maintain_order=True) if asked_twice else found


def _split(joined: pl.DataFrame) -> pl.DataFrame:
    """Return ``row``, ``q``, ``answer`` with every choice once; the same joined answer is split only once."""
    known = joined.select("answer").unique(maintain_order=True).with_row_index("place")
    parts = known.select("place", pl.col("answer").str.split("|")).explode("answer")
    parts = parts.with_columns(pl.col("answer").str.strip_chars()).filter(pl.col("answer") != "")
    places = joined.join(known, on="answer", how="left", maintain_order="left").select("row", "q", "place")
    split = places.join(parts.unique(maintain_order=True), on="place", maintain_order="left_right").drop("place")
    # Two records of one registrant's answer can share a choice; one record cannot repeat it any more.
    return split if _once(places) else split.unique(maintain_order=True)


def _last_of_single(given: pl.DataFrame, single: pl.Series) -> pl.DataFrame:
    """Return the answers without those to a single-choice question that its registrant answered again."""
    chosen = given.filter(single)
    if _once(chosen):
        return given
    last = chosen.unique(["row", "q"], keep="last", maintain_order=True)
    return pl.concat([given.filter(~single), last])


def _once(frame: pl.DataFrame) -> bool:
    """Whether no row and question come twice."""
    keys = frame.select(pl.col("row").cast(pl.UInt64) * 2**32 + pl.col("q"))
    return keys.to_series().n_unique() == frame.height


def _distinct(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with one row for each of its rows; quick where nothing repeats, as is usual."""
    return frame if _once(frame) else frame.unique(maintain_order=True)
