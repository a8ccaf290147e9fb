"""Named sets of people: text, words, and who is in them."""

from __future__ import annotations

import polars as pl
import pytest

from tests.exports import small
from webcast.analysis import dimensions, funnel, stages, surveys
from webcast.analysis.stages import Rules
from webcast.cohorts.cohort import (
    Answer,
    Askers,
    Attended,
    Cohort,
    Group,
    Others,
    Person,
    Stage,
    Viewing,
    apply_all,
    others,
    parse,
)
from webcast.cohorts.voices import AskedTerm, Checked, Term
from webcast.errors import FilterError

SETS: list[tuple[Cohort, str, str, list[str]]] = [
    (Stage("attended"), "stage:attended:passed", "Attended: passed", ["Ann 11"]),
    (Stage("attended", "dropped"), "stage:attended:dropped", "Attended: dropped", ["Bob 11", "Ann 12"]),
    (
        Stage("stayed", "passed", Rules(stayed_minutes=45)),
        "stage:stayed:passed:minutes=45",
        "Stayed 45 min: passed",
        [],
    ),
    (
        Stage("stayed", "passed", Rules(live=True, stayed_share=0.5)),
        "stage:stayed:passed:live:share=0.5",
        "Stayed 50 % of the live event (live): passed",
        ["Ann 11"],
    ),
    (Group("company", "=Acme, Inc"), "group:company:=Acme%2C Inc", "Company: “=Acme, Inc”", ["Ann 11"]),
    (Group("company", None), "group:company", "No company", ["Bob 11", "Ann 12"]),
    (
        Group("question: Department", "Research"),
        "group:question%3A Department:Research",
        "Answered “Research” to “Department” when registering",
        ["Ann 12"],
    ),
    (
        Answer("Exit", "Liked it?", "Yes"),
        "answer:Exit:Liked it%3F:Yes",
        "Answered “Yes” to “Liked it?” (survey “Exit”)",
        ["Bob 11"],
    ),
    (Answer("Still there", None), "answer:Still there:", "Answered a question (survey “Still there”)", ["Bob 11"]),
    (Attended("none"), "attended:none", "Did not attend", ["Bob 11", "Ann 12"]),
    (Attended("live"), "attended:live", "Came live", ["Ann 11"]),
    (
        Viewing(1715095800000, 1715095860000),
        "viewing:1715095800000:1715095860000",
        "Viewing between 2024-05-07 15:30:00 and 2024-05-07 15:31:00 UTC",
        [],
    ),
    (Askers(), "askers", "Asked a question", ["Ann 11"]),
    (Askers(answered=True), "askers:answered", "Asked a question that was answered", ["Ann 11"]),
    (Askers(answered=False), "askers:open", "Asked a question that is unanswered", ["Ann 11"]),
    (
        Checked("Still there", "all"),
        "check:Still there:all",
        "Attendance check “Still there”: answered every check",
        ["Bob 11"],
    ),
    (
        Checked("Still there", "some"),
        "check:Still there:some",
        "Attendance check “Still there”: missed some checks",
        [],
    ),
    (
        Checked("Still there", "never"),
        "check:Still there:never",
        "Attendance check “Still there”: never answered",
        ["Ann 11"],
    ),
    (
        Term("Exit", "Liked it?", "yes"),
        "term:Exit:Liked it%3F:yes",
        "Answer to “Liked it?” (survey “Exit”) with “yes”",
        ["Bob 11"],
    ),
    (AskedTerm("why"), "asked:why", "Asked about “why”", ["Ann 11"]),
    (
        Group("attendance", "Did not attend"),
        "group:attendance:Did not attend",
        "Attendance: “Did not attend”",
        ["Bob 11", "Ann 12"],
    ),
    (Person("12", 1), "person:12:1", "One person (registrant 1 of event “12”)", ["Ann 11", "Ann 12"]),
    (
        Others(Group("company", "=Acme, Inc")),
        "not:group%3Acompany%3A=Acme%252C Inc",
        "Everybody but: Company: “=Acme, Inc”",
        ["Bob 11", "Ann 12"],
    ),
    (Others(Attended("any")), "not:attended%3Aany", "Everybody but: Attended", ["Bob 11", "Ann 12"]),
]


def names(people: Cohort) -> list[str]:
    members = people.apply(small.audience()).members
    return members.select(pl.format("{} {}", "first_name", "event_id"))["first_name"].to_list()


@pytest.mark.parametrize(("people", "text", "words", "who"), SETS, ids=[text for _, text, _, _ in SETS])
def test_a_set_writes_reads_describes_and_applies_itself(
    people: Cohort, text: str, words: str, who: list[str]
) -> None:
    assert people.to_text() == text
    assert parse(text) == people
    assert people.describe() == words
    assert names(people) == who


@pytest.mark.parametrize("side", ["passed", "dropped"])
@pytest.mark.parametrize("stage", stages.STAGES)
def test_a_stage_s_list_is_as_long_as_its_number(stage: str, side: str) -> None:
    counted = dict(funnel.funnel(small.audience()).select("stage", "registrants").iter_rows())
    place = stages.STAGES.index(stage)
    before = counted[stages.STAGES[place - 1]] if place else counted[stage]
    expected = counted[stage] if side == "passed" else before - counted[stage]
    assert Stage(stage, side).apply(small.audience()).count == expected


def test_a_group_s_list_is_as_long_as_its_number() -> None:
    for group, count in dimensions.values(small.audience(), "company").iter_rows():
        assert Group("company", group).apply(small.audience()).count == count


def test_an_answer_s_list_is_as_long_as_its_number() -> None:
    for answer, count, _ in surveys.answers(small.audience(), "Still there", None).iter_rows():
        assert Answer("Still there", None, answer).apply(small.audience()).count == count


def test_a_set_and_all_others_are_everybody_and_nobody_twice() -> None:
    everybody = set(small.audience().members["row"])
    for people, *_ in SETS:
        inside = set(people.apply(small.audience()).members["row"])
        outside = set(others(people).apply(small.audience()).members["row"])
        assert inside | outside == everybody
        assert not inside & outside


def test_others_are_those_of_the_people_in_view() -> None:
    sets: list[Cohort] = [Person("12", 1), Others(Attended("none"))]
    assert apply_all(sets, small.audience()).members["event_id"].to_list() == ["11"]
    nobody = small.audience().where(pl.lit(value=False))
    assert Others(Askers()).apply(nobody).count == 0


def test_sets_narrow_one_after_the_other() -> None:
    sets: list[Cohort] = [Person("12", 1), Attended("none")]
    assert apply_all(sets, small.audience()).members["event_id"].to_list() == ["12"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "everybody",
        "stage",
        "stage:attended",
        "stage:nowhere:passed",
        "stage:attended:sideways",
        "stage:stayed:passed:minutes=ten",
        "stage:stayed:passed:minutes=-1",
        "stage:stayed:passed:quick",
        "attended:maybe",
        "attended",
        "viewing:1",
        "viewing:now:later",
        "person:1:x",
        "askers:all",
        "group",
        "answer:Exit",
        "not",
        "not:",
        "not:everybody",
        "not:group:company",
        "not:askers:askers",
        "not:not%3Aaskers",
        "askers:open:answered",
        "changed:Pretest:Posttest:Why?",
        "changed:Pretest:Posttest:Why?:right",
        "moved:Pretest:Posttest",
        "check:Still there:mostly",
        "check",
        "term:why",
        "asked",
    ],
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(FilterError):
        parse(text).apply(small.audience())
