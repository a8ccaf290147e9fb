"""Who moved between two surveys: which registrants, in which words."""

from __future__ import annotations

import pytest

from tests.analysis.small import at, made, rows_in
from tests.analysis.training import SURE, WHO, training
from webcast.cohorts.cohort import Cohort, own_words, parse
from webcast.cohorts.voices import AskedTerm, Changed, Checked, Moved, Term


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


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (Changed("Pre: 1", "Post", "Why?", "rose"), "changed:Pre%3A 1:Post:Why%3F:rose"),
        (Moved("Pre", "Post", "Why?", "A", "B"), "moved:Pre:Post:Why%3F:A:B"),
        (Moved("Pre", "Post", "Why?", second="B"), "moved:Pre:Post:Why%3F::B"),
        (Moved("Pre", "Post", "Why?"), "moved:Pre:Post:Why%3F::"),
        (Term("Exit", None, "a"), "term:Exit::a"),
    ],
)
def test_how_such_a_set_is_written(found: Cohort, text: str) -> None:
    assert found.to_text() == text
    assert parse(text) == found


@pytest.mark.parametrize(
    ("found", "who", "words"),
    [
        (Term("Exit", "Why?", "budget"), [0], "Answer to “Why?” (survey “Exit”) with “budget”"),
        (Term("Exit", "Why?", "price"), [0, 2], "Answer to “Why?” (survey “Exit”) with “price”"),
        (Term("Exit", "Else?", "price"), [], "Answer to “Else?” (survey “Exit”) with “price”"),
        (Term("Exit", None, "price"), [], "Answer (survey “Exit”) with “price”"),
        (AskedTerm("price"), [1], "Asked about “price”"),
        (AskedTerm("budget"), [], "Asked about “budget”"),
    ],
)
def test_who_used_a_term(found: Cohort, who: list[int], words: str) -> None:
    said = made(
        {"said": {"Why?": "Budget and price"}},
        {"asked": [("What price?", "a budget")], "said": {"Why?": "Because"}},
        {"said": {"Why?": "PRICE"}},
        questions={"Why?": {"question_type": "Text Area"}, "Else?": {"question_type": "Text Area"}},
    )
    assert rows_in(found.apply(said)) == who
    assert found.describe() == words
    assert own_words(found)


@pytest.mark.parametrize(
    ("how", "who", "words"),
    [
        ("all", [0], "answered every check"),
        ("some", [1], "missed some checks"),
        ("never", [2], "never answered"),
    ],
)
def test_who_answered_an_attendance_check(how: str, who: list[int], words: str) -> None:
    came = {"sessions": [("Live", at(1, 10), at(1, 11))]}
    checked = made(
        came | {"said": {"": "Yes|Yes"}},
        came | {"said": {"": "Yes"}},
        came,
        {},
        questions={"": {"survey": "Check", "text": None, "question_type": "Attendance"}},
    )
    found = Checked("Check", how)
    assert rows_in(found.apply(checked)) == who
    assert found.describe() == f"Attendance check “Check”: {words}"
    assert not own_words(found)
