"""What holds for cohorts of every kind: a text that reads back to the last digit, and a name of their own."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases import cases
from webcast.analysis import before_after, dimensions, rollups
from webcast.analysis.score import Weights
from webcast.analysis.stages import SIDES, STAGES, Rules
from webcast.cohorts import across, cohort, in_time, presets, spelling, voices
from webcast.cohorts.cohort import Cohort
from webcast.reports.schema import MODES

TEXTS = st.text(max_size=8) | st.lists(
    st.sampled_from(["a", "”", "“", " to ", ": ", " (survey “", "”)", ", then “", "not", "%", "@"]), max_size=5
).map("".join)
"""Foreign text, and text that apes the words around it."""

SOME_TEXT = TEXTS.filter(bool)
MINUTES = st.floats(0, 1e9) | st.sampled_from([10.0, 10.5, math.nextafter(10.5, 11), 1234567.0, 0.1, 1e-7])
FRACTIONS = st.floats(0, 1) | st.sampled_from([0.335, 0.34, math.nextafter(0.335, 1), 1 / 3, 0.5, 0.0, 1.0])
INSTANTS = st.integers(0, spelling.LAST_MS - 1) | st.sampled_from([1_715_095_800_000, 1_715_095_800_001])
MODE = st.sampled_from(MODES)
RULES = st.builds(Rules, MINUTES, st.none() | FRACTIONS, st.booleans(), st.booleans())
WEIGHTS = st.builds(Weights, *([st.floats(0, 100) | st.sampled_from([0.6, 0.2, 0.335, 0.57])] * 3))
DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
HOURS = st.integers(0, 2000)

BY_KIND: dict[str, st.SearchStrategy[Cohort]] = {
    "stage": st.builds(cohort.Stage, st.sampled_from(STAGES), st.sampled_from(SIDES), RULES),
    "group": st.builds(
        cohort.Group,
        st.sampled_from([*dimensions.FIXED, dimensions.ATTENDANCE]) | TEXTS.map(dimensions.QUESTION.__add__),
        st.none() | TEXTS,
    ),
    "answer": st.builds(cohort.Answer, TEXTS, st.none() | TEXTS, st.none() | TEXTS),
    "attended": st.sampled_from(["any", "none", "live", "od", "simlive"]).map(cohort.Attended),
    "viewing": st.builds(cohort.Viewing, INSTANTS, INSTANTS),
    "askers": st.sampled_from([None, True, False]).map(cohort.Askers),
    "person": st.builds(cohort.Person, TEXTS, st.integers()),
    "watching": st.builds(in_time.Watching, MODE | st.just(in_time.ALL), INSTANTS, INSTANTS),
    "arrived": st.builds(in_time.Arrived, MODE | st.just(in_time.ALL), INSTANTS, INSTANTS),
    "left": st.builds(in_time.Left, MODE | st.just(in_time.ALL), INSTANTS, INSTANTS),
    "started": st.builds(in_time.Started, MODE, DAYS, DAYS, st.sampled_from(["UTC", "Asia/Tokyo", "Etc/GMT+5"])),
    "staying": st.builds(in_time.Staying, st.integers()),
    "watched": st.builds(in_time.Watched, st.integers()),
    "ahead": st.builds(in_time.RegisteredAhead, st.integers()),
    "waited": st.one_of(
        st.builds(in_time.Waited, st.none(), st.just(0), MODE | st.just("")),
        st.builds(in_time.Waited, HOURS, st.none(), MODE | st.just("")),
        st.builds(lambda a, b, m: in_time.Waited(a, a + b, m), HOURS, st.integers(1, 100), MODE | st.just("")),
    ),
    "company": st.one_of(
        st.builds(across.Company, TEXTS, st.sampled_from([rollups.Kind.DOMAIN, rollups.Kind.NAMED])),
        st.just(across.Company(None, rollups.Kind.UNKNOWN)),
    ),
    "came": st.builds(across.Came, st.integers(1, 500), st.booleans()),
    "campaigns": st.just(across.ByCampaign()),
    "changed": st.builds(voices.Changed, TEXTS, TEXTS, TEXTS, st.sampled_from(before_after.KINDS)),
    "moved": st.builds(voices.Moved, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS),
    "check": st.builds(voices.Checked, TEXTS, st.sampled_from(["all", "some", "never"])),
    "term": st.builds(voices.Term, TEXTS, st.none() | SOME_TEXT, TEXTS),
    "asked": st.builds(voices.AskedTerm, TEXTS),
    "preset": st.builds(
        presets.Preset,
        st.sampled_from(list(presets.DEFINITIONS)),
        WEIGHTS,
        st.floats(0, 100, exclude_min=True) | st.sampled_from([10.0, 5.0, 33.5, 1 / 3]),
    ),
}
"""Every kind of cohort but others, which are made of one."""

ANY = st.one_of(*BY_KIND.values())
EVERY = ANY | ANY.map(cohort.Others)


def test_no_kind_is_forgotten_here() -> None:
    assert {*BY_KIND, "not"} == set(cohort.KINDS)


@pytest.mark.parametrize("kind", BY_KIND)
@settings(max_examples=cases(20, 60), deadline=None)
@given(st.data())
def test_a_cohort_reads_back_from_its_text_to_the_last_digit(kind: str, data: st.DataObject) -> None:
    people = data.draw(BY_KIND[kind])
    assert people.to_text().partition(":")[0] == kind
    assert cohort.parse(people.to_text()) == people
    assert cohort.parse(cohort.Others(people).to_text()) == cohort.Others(people)


@settings(max_examples=cases(80, 400), deadline=None)
@given(st.lists(EVERY, min_size=2, max_size=25))
def test_cohorts_that_differ_have_descriptions_that_differ(some: list[Cohort]) -> None:
    by_text = {people.to_text(): people for people in some}
    assert len({people.describe() for people in by_text.values()}) == len(by_text)


@pytest.mark.parametrize("kind", BY_KIND)
@settings(max_examples=cases(40, 150), deadline=None)
@given(st.data())
def test_cohorts_of_one_kind_that_differ_have_descriptions_that_differ(kind: str, data: st.DataObject) -> None:
    one, other = data.draw(BY_KIND[kind]), data.draw(BY_KIND[kind])
    assert (one.describe() == other.describe()) == (one == other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Rules(live=True), Rules(live=True, include_simlive=True)),
        (Rules(stayed_minutes=10), Rules(stayed_minutes=10.5)),
        (Rules(stayed_share=0.335), Rules(stayed_share=0.34)),
        (Rules(stayed_share=0.1), Rules()),
        (Rules(), Rules(live=True)),
    ],
)
@pytest.mark.parametrize("stage", ["stayed", "engaged", "answered_survey"])
def test_rules_that_differ_make_stages_that_are_told_apart(one: Rules, other: Rules, stage: str) -> None:
    first, second = cohort.Stage(stage, "passed", one), cohort.Stage(stage, "passed", other)
    assert first.describe() != second.describe()
    assert first.to_text() != second.to_text()


def test_a_rule_that_cannot_matter_makes_no_other_cohort() -> None:
    assert cohort.Stage("registered", "passed", Rules(15)) == cohort.Stage("registered")
    assert cohort.Stage("attended", "dropped", Rules(15)) == cohort.Stage("attended", "dropped")
    assert cohort.Stage("stayed", "passed", Rules(include_simlive=True)) == cohort.Stage("stayed")
    share = cohort.Stage("engaged", "passed", Rules(stayed_share=0.5))
    assert cohort.Stage("engaged", "passed", Rules(30, stayed_share=0.5)) == share
    assert presets.Preset("askers", Weights(1, 0, 0), 5) == presets.Preset("askers")


def test_others_of_others_are_the_people_themselves() -> None:
    people = cohort.Attended("live")
    assert cohort.others(people) == cohort.Others(people)
    assert cohort.others(cohort.Others(people)) == people
    with pytest.raises(ValueError, match="others of others"):
        cohort.Others(cohort.Others(people))
