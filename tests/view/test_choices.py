"""What tables depend on: into an address and out of it again, and what makes no sense is said."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from webcast.analysis.score import Weights
from webcast.analysis.stages import Rules
from webcast.cohorts.cohort import Group, Stage
from webcast.errors import FilterError
from webcast.view import choices
from webcast.view.choices import Choices
from webcast.view.filters import QUERY_KEYS
from webcast.web import links

EVERYTHING = Choices(
    weights=Weights(1, 0, 0.5),
    rules=Rules(stayed_minutes=12.5, stayed_share=0.25, live=True, include_simlive=True),
    of_previous=True,
    by="question: Your role?",
    first=Group("company", "Acme: & Sons"),
    second=Stage("attended", "dropped"),
    mode="On-Demand",
    window=(1_700_000_000_000, 1_700_000_060_000),
    question="Exit: Why?",
    before="Pretest",
    after="Posttest",
    rate="live_conversion_rate",
)


def test_every_choice_travels_in_an_address() -> None:
    assert EVERYTHING.to_query() == {
        "weights": "100,0,50",
        "stayed": "12.5",
        "stayed_share": "0.25",
        "live_funnel": "on",
        "with_simlive": "on",
        "of_previous": "on",
        "by": "question: Your role?",
        "first": "group:company:Acme%3A %26 Sons",
        "second": "stage:attended:dropped",
        "session_type": "On-Demand",
        "window": "1700000000000/1700000060000",
        "question": "Exit: Why?",
        "before": "Pretest",
        "after": "Posttest",
        "rate": "live_conversion_rate",
    }
    assert Choices.from_query(EVERYTHING.to_query()) == EVERYTHING


def test_no_field_is_forgotten_on_the_way_but_costs_which_go_into_no_address() -> None:
    same = [f.name for f in fields(Choices) if getattr(EVERYTHING, f.name) == getattr(Choices(), f.name)]
    assert same == ["costs"]
    assert [f.name for f in fields(Rules) if getattr(EVERYTHING.rules, f.name) == getattr(Rules(), f.name)] == []
    assert replace(EVERYTHING, costs={"Mail": 3.0}).to_query() == EVERYTHING.to_query()


def test_what_is_as_usual_is_left_out_and_what_is_not_ours_ignored() -> None:
    assert Choices().to_query() == {}
    assert Choices.from_query({"events": "1", "mode": "exact", "by": ""}) == Choices()


def test_the_parameters_clash_with_no_other_of_a_file_s_address() -> None:
    others = {links.EVENTS, links.ZONE, links.MODE, links.SET, links.MERGE, links.TABLE, links.COLUMN, links.PRIVATE}
    assert not set(choices.PARAMETERS) & {*others, *QUERY_KEYS}


def test_a_stretch_of_time_can_be_written_by_people() -> None:
    wanted = (1_772_373_600_000, 1_772_377_200_000)
    assert choices.read_window("2026-03-01T14:00Z/2026-03-01T16:00+01:00") == wanted


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"stayed": "many"}, "Minutes should be a number, but is not."),
        ({"stayed": "-1"}, "Minutes stayed should be zero or more, but are -1.0."),
        ({"stayed": "inf"}, "Minutes stayed should be zero or more, but are inf."),
        ({"stayed_share": "7"}, "The share stayed should lie between 0 and 1, but is 7.0."),
        ({"weights": "1,2"}, "Weights should be three numbers such as '60,20,20', but are not."),
        ({"weights": "1,2,-3"}, "The weight of 'survey' should be zero or more, but is -0.03."),
        ({"live_funnel": "yes"}, "A switch should be 'on' or 'off', but is not."),
        ({"session_type": "Dead"}, "A session type should be one of Live, On-Demand, SimLive, Other, but is 'Dead'."),
        ({"window": "5/5"}, "A stretch of time should end after it begins, but does not."),
        ({"first": "nose:long"}, "'nose' cannot be read."),
    ],
)
def test_what_makes_no_sense_is_said(query: dict[str, str], said: str) -> None:
    with pytest.raises(FilterError) as caught:
        Choices.from_query(query)
    assert said in str(caught.value)


@pytest.mark.parametrize("text", ["", "5", "2026-03-01T14:00/2026-03-01T15:00", "now/then"])
def test_a_stretch_of_time_without_its_ends_or_its_offset_is_refused(text: str) -> None:
    with pytest.raises(FilterError) as caught:
        choices.read_window(text)
    assert "two instants with their offset" in str(caught.value)
