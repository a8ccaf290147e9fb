"""Answers taken apart, and sums by a number: small tables without a report around them."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from webcast.analysis import runs
from webcast.analysis.answers import Answers, numbers, on_scale, told_apart

Given = tuple[int, int, str | None]
"""Row, question, answer."""

SEVERAL, SINGLE, TEXT = range(3)
"""The questions by place: of several choices, of one, and neither; another event asks the first again."""


def taken(*given: Given) -> Answers:
    questions: dict[str, list[Any]] = {
        "q": [0, 1, 2, 3],
        "event_id": ["e", "e", "e", "f"],
        "label": ["Exit: S", "Exit: R", "Exit: T", "Exit: S"],
        "several": [True, False, False, True],
        "single": [False, True, False, False],
    }
    responses = pl.DataFrame(
        list(given), schema={"row": pl.UInt32, "q": pl.UInt32, "answer": pl.String}, orient="row"
    )
    asked = pl.LazyFrame(questions, schema_overrides={"q": pl.UInt32})
    return Answers.of(asked, responses.lazy().join(asked.select("q", "several"), on="q", maintain_order="left"))


def test_every_choice_once_and_who_answered_what_once() -> None:
    found = taken(
        (5, SEVERAL, " B | A|B||"), (5, TEXT, " B | A "), (6, SEVERAL, "A"), (7, SEVERAL, " | "), (8, TEXT, " ")
    )
    assert sorted(found.choices.rows()) == [
        (5, SEVERAL, "A"),
        (5, SEVERAL, "B"),
        (5, TEXT, "B | A"),
        (6, SEVERAL, "A"),
    ]
    assert sorted(found.given.rows()) == [(5, SEVERAL), (5, TEXT), (6, SEVERAL)]


@pytest.mark.parametrize("again", ["A", "A|C", "C|A"])
def test_a_choice_that_two_records_hold_is_one(again: str) -> None:
    found = taken((5, SEVERAL, again), (5, SEVERAL, "A | B"), (6, SEVERAL, "B"))
    own = {answer for row, _, answer in found.choices.rows() if row == 5}
    assert own == {"A", "B"} | set(again.split("|"))
    assert found.choices.height == len(own) + 1
    assert found.given.height == 2


def test_of_a_single_choice_the_last_one_counts_and_of_others_all() -> None:
    found = taken(
        (5, SINGLE, "A"), (5, SINGLE, "B"), (6, SINGLE, "A"), (5, TEXT, "x"), (5, TEXT, "y"), (5, TEXT, "x")
    )
    assert sorted(found.choices.rows()) == [(5, SINGLE, "B"), (5, TEXT, "x"), (5, TEXT, "y"), (6, SINGLE, "A")]
    # A blank one is none, so that it takes nothing back.
    assert taken((5, SINGLE, "A"), (5, SINGLE, " "), (5, SINGLE, None)).choices.rows() == [(5, SINGLE, "A")]


def test_what_is_chosen_under_a_name() -> None:
    found = taken((5, SEVERAL, "A|B"), (6, 3, "B"), (6, TEXT, "B"))
    assert found.places("Exit: S").to_list() == [SEVERAL, 3]
    assert found.chosen("Exit: S", found.choices).sort("row", "answer").rows() == [(5, "A"), (5, "B"), (6, "B")]
    assert found.chosen("Exit: T", found.choices).rows() == [(6, "B")]
    assert found.chosen("Exit", found.choices).is_empty()


def test_under_a_name_that_one_event_has_twice_an_answer_counts_once() -> None:
    questions = pl.DataFrame({"q": [0, 1], "event_id": ["e", "e"], "label": ["S", "S"], "several": [False, False]})
    responses = pl.DataFrame({"row": [5, 5, 5], "q": [0, 1, 1], "answer": ["A", "A", "B"]})
    given = responses.lazy().cast({"row": pl.UInt32, "q": pl.UInt32}).with_columns(several=pl.lit(value=False))
    found = Answers.of(questions.lazy().cast({"q": pl.UInt32}), given)
    assert found.choices.height == 3
    assert sorted(found.chosen("S", found.choices).rows()) == [(5, "A"), (5, "B")]


def test_questions_of_one_text_are_numbered_by_their_position_a_survey_and_event() -> None:
    rows = [
        ("e", "Exit", "Q", 3),
        ("e", "Exit", "Q", 1),
        ("e", "Exit", "Q", None),
        ("f", "Exit", "Q", 2),
        ("e", "Entry", "Q", 2),
        ("e", "Exit", None, 1),
        ("e", "Exit", None, 2),
        ("e", "Exit", "Q", 3),
    ]
    asked = pl.DataFrame(rows, schema=["event_id", "survey", "text", "position"], orient="row")
    found = asked.select(told_apart())["text"]
    assert (found.name, found.to_list()) == ("text", ["Q (2)", "Q", "Q (4)", "Q", "Q", None, None, "Q (3)"])


@pytest.mark.parametrize(
    ("answer", "number", "scale"),
    [
        ("0", 0.0, 0),
        ("10", 10.0, 10),
        ("+3", 3.0, 3),
        ("7,0", 7.0, 7),
        ("7.5", 7.5, None),
        ("10.5", 10.5, None),
        ("11", 11.0, None),
        ("-1", -1.0, None),
        ("-0", 0.0, 0),
        ("1,2,3", None, None),
        ("1e1", None, None),
        ("5.", None, None),
        (".5", None, None),
        (" 5", None, None),
        ("9" * 400, None, None),
        ("x", None, None),
        (None, None, None),
    ],
)
def test_numbers_and_answers_on_the_scale(answer: str | None, number: float | None, scale: int | None) -> None:
    frame = pl.DataFrame({"a": [answer]}, schema={"a": pl.String})
    assert frame.select(numbers(pl.col("a")), scale=on_scale(pl.col("a"))).row(0) == (number, scale)


@pytest.mark.parametrize("order", [[0, 1, 2, 3], [3, 1, 0, 2]])
def test_sums_by_a_number_in_its_order(order: list[int]) -> None:
    frame = pl.DataFrame({"k": [1, 1, 4, 7], "a": [1, 2, 3, 4], "b": [True, False, True, True]})[order]
    found = runs.sums(frame.cast({"k": pl.UInt32}), "k")
    assert found.rows() == [(1, 3, 1), (4, 3, 1), (7, 4, 1)]
    assert found.dtypes == [pl.UInt32, pl.Int64, pl.Int64]
    assert runs.sums(frame.clear(), "k").is_empty()


def test_how_many_different_values_come_with_a_number() -> None:
    frame = pl.DataFrame({"k": [3, 1, 3, 3, 1], "v": [0, 5, 0, 2**32 - 1, 5]}, schema={"k": pl.Int32, "v": pl.UInt32})
    found = runs.distinct(frame.lazy(), "k", "v").collect()
    assert found.rows() == [(1, 1), (3, 2)]
    assert dict(found.schema) == {"k": pl.Int32, "distinct": pl.Int64}
