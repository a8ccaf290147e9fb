"""What figures can be broken down by: the names, who is in which group, and which group comes first."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tests.analysis.reports import audience_of
from tests.analysis.small import made, rows_in
from webcast.analysis import dimensions
from webcast.analysis.audience import Audience
from webcast.errors import FilterError


@pytest.mark.parametrize(
    ("by", "label", "missing", "several"),
    [
        ("event", "Event", "No event", False),
        ("campaign", "Campaign", "No campaign", False),
        ("domain", "E-mail domain", "No e-mail domain", False),
        ("company", "Company", "No company", False),
        ("country", "Country", "No country", False),
        ("referrer", "Referrer", "Referrer unknown", False),
        ("attendance", "Attendance", "Attendance unknown", True),
        ("question: Role?", "Role?", "No answer", True),
        ("question: question: x", "question: x", "No answer", True),
    ],
)
def test_what_a_dimension_is_called(by: str, label: str, missing: str, *, several: bool) -> None:
    assert (dimensions.label(by), dimensions.missing(by), dimensions.several(by)) == (label, missing, several)


@pytest.mark.parametrize("ask", [dimensions.label, dimensions.missing])
def test_what_is_no_dimension_is_named(ask: Any) -> None:
    with pytest.raises(FilterError, match="'Event' is nothing to break down by"):
        ask("Event")


def asked(*questions: tuple[str, str | None], answers: dict[int, str] | None = None, people: int = 4) -> Audience:
    """Return an event that asked these questions (id, text) at registration; ``answers`` are to the first."""
    keys = {"event_id": "e"}
    return audience_of(
        {
            "event": [keys | {"title": "T"}],
            "registrants": [keys | {"registrant": n} for n in range(1, people + 1)],
            "registration_questions": [
                keys | {"question_id": name, "text": text, "position": len(questions) - place}
                for place, (name, text) in enumerate(questions)
            ],
            "registration_answers": [
                keys | {"registrant": who, "question_id": questions[0][0], "answer": answer}
                for who, answer in (answers or {}).items()
            ],
        }
    )


def test_the_questions_that_have_a_text_follow_the_fixed_ones_in_their_order() -> None:
    found = asked(("a", " Role? "), ("b", "Role?"), ("c", "  "), ("d", None), ("e", "Age?"))
    assert dimensions.available(found) == [
        *("event", "campaign", "domain", "company", "country", "referrer"),
        "question: Age?",
        "question: Role?",
    ]


def test_a_person_of_several_choices_is_in_several_groups_and_one_of_none_in_none() -> None:
    found = asked(("a", "Role?"), answers={1: "Cook|Chef", 2: "chef", 3: "Chef|chef|Chef"})
    by = "question: Role?"
    assert sorted(dimensions.groups(found, by).rows(), key=str) == [
        (0, "Chef"),
        (0, "Cook"),
        (1, "Chef"),
        (2, "Chef"),
        (3, None),
    ]
    assert dimensions.values(found, by).rows() == [("Chef", 3), ("Cook", 1), (None, 1)]
    assert rows_in(dimensions.members(found, by, "Chef")) == [0, 1, 2]
    assert rows_in(dimensions.members(found, by, "Cook")) == [0]
    assert rows_in(dimensions.members(found, by, None)) == [3]
    assert rows_in(dimensions.members(found, by, "Waiter")) == []


def test_groups_with_most_registrants_come_first_then_by_name_those_without_one_last() -> None:
    found = made(*({"company": name} for name in ("Beta", "Alpha", "Gamma", "gamma", None, "")))
    assert dimensions.values(found, "company").rows() == [("Gamma", 2), (None, 2), ("Alpha", 1), ("Beta", 1)]
    assert rows_in(dimensions.members(found, "company", "Gamma")) == [2, 3]
    assert rows_in(dimensions.members(found, "company", None)) == [4, 5]


def test_events_of_one_title_are_told_apart_by_their_ids() -> None:
    titles = (("a", "Launch"), ("b", " Launch "), ("c", None), ("d", ""), ("e", "Talk"))
    found = audience_of(
        {
            "event": [{"event_id": name, "title": title} for name, title in titles],
            "registrants": [{"event_id": "b", "registrant": 1}, {"event_id": "e", "registrant": 1}],
        }
    )
    assert dimensions.event_names(found).rows() == [
        ("a", "Launch (a)"),
        ("b", "Launch (b)"),
        ("c", "c"),
        ("d", "d"),
        ("e", "Talk"),
    ]
    assert dimensions.groups(found, "event").rows() == [(0, "Launch (b)"), (1, "Talk")]
    assert rows_in(dimensions.members(found, "event", "Talk")) == [1]


def test_how_people_attended() -> None:
    hour = {"live_sessions": 0, "od_sessions": 0, "simlive_sessions": 0}
    found = made(
        {"total_sessions": 2, "live_sessions": 1, "od_sessions": 1, "simlive_sessions": 0},
        {"total_sessions": 1, "live_sessions": 0, "od_sessions": 0, "simlive_sessions": 1},
        {"total_sessions": 1, **hour},
        {"total_sessions": 0, **hour},
        {},
        has_sessions=False,
    )
    assert dimensions.groups(found, "attendance").rows() == [
        (0, "Live"),
        (0, "On-Demand"),
        (1, "SimLive"),
        (2, "Other session"),
        (3, "Did not attend"),
        (4, None),
    ]


def test_the_spelling_seen_most_often_names_a_group_of_equals_the_first_by_name() -> None:
    def spelled(*names: str | None) -> list[str | None]:
        frame = pl.DataFrame({"group": names, "n": range(len(names))}, schema={"group": pl.String, "n": pl.Int64})
        found = dimensions.one_spelling(frame)
        assert found["n"].to_list() == list(range(len(names)))
        return found["group"].to_list()

    assert spelled("acme", "Acme", "acme", None) == ["acme", "acme", "acme", None]
    assert spelled("acme", "Acme", "ACME") == ["ACME", "ACME", "ACME"]
    assert spelled("Acme", "Beta", None, None) == ["Acme", "Beta", None, None]
