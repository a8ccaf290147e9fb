"""Before and after: a training whose every movement can be counted by hand."""

from __future__ import annotations

import polars as pl
import pytest

from tests.analysis.reports import audience_of
from tests.analysis.small import tables
from tests.analysis.training import SURE, WHO, training
from webcast.analysis import before_after, changes
from webcast.analysis.before_after import Pair
from webcast.errors import FilterError


def test_pairs_share_questions_and_the_names_tell_the_order() -> None:
    assert before_after.pairs(training()) == [
        Pair("Pretest", "Posttest", 2),
        Pair("Pretest", "Feedback", 1),
        Pair("Feedback", "Posttest", 1),
    ]
    assert before_after.pairs(audience_of(tables())) == []


def test_each_shared_question_with_its_change() -> None:
    columns = ["text", "persons", "changed", "same", "changed_share", "rose", "fell", "mean_before", "mean_after"]
    assert before_after.questions(training(), "Pretest", "Posttest").select(columns).rows() == [
        (WHO, 3, 1, 2, 1 / 3, None, None, None, None),
        (SURE, 3, 2, 1, 2 / 3, 1, 1, 5.0, 7.0),
    ]
    assert before_after.questions(training(), "Pretest", "Nothing").is_empty()


def test_answers_before_and_after_are_of_the_same_persons() -> None:
    found = before_after.answers(changes.change(training(), "Pretest", "Posttest", WHO))
    assert found.select("answer", "before", "after", "share_before", "share_after").rows() == [
        ("The owner", 1, 2, 1 / 3, 2 / 3),
        ("Nobody", 2, 1, 2 / 3, 1 / 3),
    ]


def test_movements_say_from_where_to_where() -> None:
    found = before_after.movements(changes.change(training(), "Pretest", "Posttest", WHO))
    assert found.rows() == [
        ("Nobody", "Nobody", 1, True),
        ("Nobody", "The owner", 1, False),
        ("The owner", "The owner", 1, True),
    ]


def test_the_lists_behind_it_hold_every_answering_registrant_of_a_person() -> None:
    def rows(kind: str = "both", first: str | None = None, second: str | None = None) -> list[int]:
        found = before_after.people(training(), "Pretest", "Posttest", WHO, kind, first=first, second=second)
        return found.members["row"].to_list()

    assert rows() == [0, 1, 2, 3]
    assert rows("changed") == [2]
    assert rows("same") == [0, 1, 3]
    assert rows(first="Nobody") == [2, 3]
    assert rows(first="Nobody", second="The owner") == [2]
    with pytest.raises(FilterError, match="one of both, changed, same, rose, fell, but 'right' is none"):
        rows("right")


def test_everybody_has_a_row_a_question() -> None:
    found = before_after.everybody(training(), "Pretest", "Posttest")
    assert found.filter(pl.col("text") == SURE).select("row", "before", "after", "change", "same").rows() == [
        (0, "5", "5", 0.0, True),
        (2, "2", "9", 7.0, False),
        (3, "8", "7", -1.0, False),
    ]
    assert before_after.everybody(training(), "Pretest", "Nothing").is_empty()
