"""Who moved between two surveys: which registrants, in which words."""

from __future__ import annotations

import pytest

from tests.analysis.training import SURE, WHO, training
from webcast.cohorts.cohort import Cohort
from webcast.cohorts.voices import Changed, Moved


def rows(cohort: Cohort) -> list[int]:
    return cohort.apply(training()).members["row"].to_list()


@pytest.mark.parametrize(
    ("question", "kind", "who", "words"),
    [
        (WHO, "both", [0, 1, 2, 3], "answered both"),
        (WHO, "changed", [2], "changed the answer"),
        (WHO, "same", [0, 1, 3], "stayed with the answer"),
        (SURE, "rose", [2], "answered higher"),
        (SURE, "fell", [3], "answered lower"),
    ],
)
def test_what_became_of_an_answer(question: str, kind: str, who: list[int], words: str) -> None:
    found = Changed("Pretest", "Posttest", question, kind)
    assert rows(found) == who
    assert found.describe() == f"“{question}” (“Pretest”, then “Posttest”): {words}"
    assert not Moved("Pretest", "Posttest", question).own_words


@pytest.mark.parametrize(
    ("first", "second", "who", "words"),
    [
        ("Nobody", "The owner", [2], "from “Nobody” to “The owner”"),
        ("Nobody", "", [2, 3], "from “Nobody” to any answer"),
        ("", "The owner", [0, 1, 2], "from any answer to “The owner”"),
    ],
)
def test_from_one_answer_to_another(first: str, second: str, who: list[int], words: str) -> None:
    found = Moved("Pretest", "Posttest", WHO, first, second)
    assert rows(found) == who
    assert found.describe() == f"“{WHO}” (“Pretest”, then “Posttest”): {words}"
    assert found.own_words
