"""Tables and sets of what people said, on a training with a test before and after."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tests.analysis.training import SURE, WHO, training
from webcast.cohorts import cohort
from webcast.cohorts.cohort import Cohort
from webcast.cohorts.voices import Changed, Moved
from webcast.errors import FilterError
from webcast.exports import kinds, listings
from webcast.exports.csv import Mode
from webcast.presentation.about import About
from webcast.view.choices import Choices

TWO = Choices(before="Pretest", after="Posttest")
WHO_BEFORE = f"Pretest: {WHO}"
CHOICES = {
    "cross-tab": Choices(question=WHO_BEFORE, by="domain"),
    "survey-change": TWO,
    "survey-change-people": TWO,
    "terms": Choices(question=WHO_BEFORE),
}


def rows(name: str, *columns: str, choices: Choices | None = None) -> list[tuple[Any, ...]]:
    return listings.table(name, training(), "UTC", columns or None, choices).frame().rows()


def test_every_question_with_base_rate_mean_and_score() -> None:
    wanted = ("Survey", "Question", "Respondents", "Eligible", "Mean", "Net Promoter Score")
    assert rows("survey-questions", *wanted)[:4] == [
        ("Posttest", WHO, 3, 3, None, None),
        ("Posttest", SURE, 3, 3, 7.0, 0.0),
        ("Pretest", WHO, 4, 3, None, None),
        ("Pretest", SURE, 3, 3, 5.0, -200 / 3),
    ]


def test_answers_of_every_group_with_its_base() -> None:
    found = rows("cross-tab", "Compared by", "Group", "Answer", "Count", "Respondents of the Group", "Share of Them",
                 choices=CHOICES["cross-tab"])  # fmt: skip
    assert found == [
        ("E-mail domain", "y.org", "Nobody", 2, 2, 1.0),
        ("E-mail domain", "y.org", "The owner", 0, 2, 0.0),
        ("E-mail domain", "x.com", "Nobody", 0, 1, 0.0),
        ("E-mail domain", "x.com", "The owner", 1, 1, 1.0),
        ("E-mail domain", None, "Nobody", 1, 1, 1.0),
        ("E-mail domain", None, "The owner", 0, 1, 0.0),
    ]
    by = Choices(question=f"Posttest: {SURE}", by="attendance")
    assert {row[:2] for row in rows("cross-tab", "Group", "Mean of the Group", choices=by)} == {
        ("Live", 9.0), ("On-Demand", 8.0), ("Did not attend", 5.0),
    }  # fmt: skip


def test_what_changed_by_question_and_by_person() -> None:
    wanted = ("Question", "Answered Both", "Changed", "Share Changed", "Rose", "Mean Before", "Change of the Mean")
    assert rows("survey-change", *wanted, choices=TWO) == [
        (WHO, 3, 1, 1 / 3, None, None, None),
        (SURE, 3, 2, 2 / 3, 1, 5.0, 2.0),
    ]
    columns = ("Email", "Before", "After", "Changed", "Difference")
    of_each = rows("survey-change-people", "Question", *columns, choices=TWO)
    assert len(of_each) == 6
    assert [row[1:] for row in of_each if row[0] == SURE] == [
        ("ann@x.com", "5", "5", "no", 0.0),
        ("bob@y.org", "2", "9", "yes", 7.0),
        (None, "8", "7", "yes", -1.0),
    ]


def test_terms_of_answers_and_of_questions() -> None:
    wanted = ("Term", "Answers", "Registrants", "Share of Answers")
    assert rows("terms", *wanted, choices=CHOICES["terms"]) == [("nobody", 3, 3, 0.75), ("owner", 1, 1, 0.25)]
    assert rows("question-terms", "Term", "Questions") == [("cost", 1), ("now", 1)]


def test_who_waits_for_an_answer_and_who_asked_most() -> None:
    assert rows("open-questions", "Email", "Question") == [("bob@y.org", "What does it cost?")]
    assert rows("question-askers", "Email", "Questions", "Answered", "Unanswered") == [
        ("bob@y.org", 1, 0, 1),
        ("ann@x.com", 1, 1, 0),
    ]


@pytest.mark.parametrize("name", CHOICES)
@pytest.mark.parametrize("kind", kinds.KINDS)
def test_every_table_writes_itself_as_every_kind_also_for_nobody(name: str, kind: str) -> None:
    for audience in (training(), training().where(pl.lit(value=False))):
        table = listings.table(name, audience, "UTC", choices=CHOICES[name])
        assert len(b"".join(kinds.kind(kind).write(table, About(()), Mode.SPREADSHEET))) > 0
        assert table.frame().height == table.height


@pytest.mark.parametrize(
    ("name", "choices", "said"),
    [
        (
            "terms",
            Choices(),
            "needs a survey question, but none was asked for. These are known: 'Posttest: Who signs?'",
        ),
        ("terms", Choices(question="Exit: Why?"), "needs a survey question, but 'Exit: Why?' was asked for."),
        ("cross-tab", Choices(question=WHO_BEFORE), "something to compare answers by, but none was asked for."),
        (
            "cross-tab",
            Choices(question=WHO_BEFORE, by="nose"),
            "but 'nose' was asked for. These are known: 'event', 'campaign', 'domain', 'company', 'country'",
        ),
        (
            "survey-change",
            Choices(before="Pretest"),
            "none was asked for. These are known: 'Pretest, then Posttest', 'Pretest, then Feedback',",
        ),
        ("survey-change", Choices(before="Pretest", after="Pretest"), "but 'Pretest, then Pretest' was asked for."),
    ],
)
def test_a_choice_that_is_missing_or_unknown_is_said_with_those_that_are_known(
    name: str, choices: Choices, said: str
) -> None:
    with pytest.raises(FilterError) as caught:
        listings.table(name, training(), "UTC", choices=choices)
    assert said in str(caught.value)


SETS: list[tuple[Cohort, str, str, list[int]]] = [
    (
        Changed("Pretest", "Posttest", WHO, "changed"),
        "changed:Pretest:Posttest:Who signs%3F:changed",
        "“Who signs?” (“Pretest”, then “Posttest”): changed the answer",
        [2],
    ),
    (
        Changed("Pretest", "Posttest", WHO, "same"),
        "changed:Pretest:Posttest:Who signs%3F:same",
        "“Who signs?” (“Pretest”, then “Posttest”): stayed with the answer",
        [0, 1, 3],
    ),
    (
        Moved("Pretest", "Posttest", WHO, "Nobody", "The owner"),
        "moved:Pretest:Posttest:Who signs%3F:Nobody:The owner",
        "“Who signs?” (“Pretest”, then “Posttest”): from “Nobody” to “The owner”",
        [2],
    ),
    (
        Moved("Pretest", "Posttest", WHO, second="Nobody"),
        "moved:Pretest:Posttest:Who signs%3F::Nobody",
        "“Who signs?” (“Pretest”, then “Posttest”): from any answer to “Nobody”",
        [3],
    ),
]


@pytest.mark.parametrize(("people", "text", "words", "who"), SETS, ids=[text for _, text, _, _ in SETS])
def test_a_set_writes_reads_describes_and_applies_itself(
    people: Cohort, text: str, words: str, who: list[int]
) -> None:
    assert people.to_text() == text
    assert cohort.parse(text) == people
    assert people.describe() == words
    assert people.apply(training()).members["row"].to_list() == who
