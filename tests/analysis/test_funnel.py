from __future__ import annotations

import pytest

from tests.analysis.small import audience
from webcast.analysis import funnel
from webcast.analysis.stages import Rules
from webcast.errors import FilterError


def test_stages_are_nested_and_carry_their_shares() -> None:
    found = funnel.funnel(audience())
    assert found.select("stage", "registrants", "of_first", "of_previous").rows() == [
        ("registered", 5, 1.0, None),
        ("attended", 3, 0.6, 0.6),
        ("stayed", 2, 0.4, 2 / 3),
        ("engaged", 2, 0.4, 1.0),
        ("answered_survey", 2, 0.4, 1.0),
    ]
    assert found["low"].round(4).to_list() == [None, 0.2307, 0.2077, 0.3424, 0.3424]
    assert found["high"].round(4).to_list() == [None, 0.8824, 0.9385, 1.0, 1.0]


def test_live_funnel_starts_from_those_registered_in_time() -> None:
    assert funnel.funnel(audience(), Rules(live=True))["registrants"].to_list() == [4, 2, 2, 2, 2]
    assert funnel.funnel(audience(), Rules(live=True, stayed_share=0.6))["registrants"].to_list() == [4, 2, 1, 1, 1]


def test_by_company_the_spelling_seen_most_often_names_the_group() -> None:
    found = funnel.funnel(audience(), by="company").filter(stage="attended")
    assert found.select("group", "registrants", "of_first").rows() == [
        ("Acme", 2, 2 / 3),
        ("Umbrella", 1, 1.0),
        (None, 0, 0.0),
    ]


def test_who_passed_and_who_dropped() -> None:
    found = audience()
    assert funnel.passed(found, "stayed").members["row"].to_list() == [0, 2]
    assert funnel.dropped(found, "stayed").members["row"].to_list() == [3]
    # One of the five registered after the event: not in the live funnel, and not dropped out of it either.
    assert funnel.dropped(found, "registered", Rules(live=True)).count == 0


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"stayed_minutes": -1}, "Minutes stayed should be zero or more, but are -1"),
        ({"stayed_share": 1.5}, "The share stayed should lie between 0 and 1, but is 1.5"),
    ],
)
def test_rules_that_make_no_sense_are_named(rules: dict[str, float], message: str) -> None:
    with pytest.raises(FilterError, match=message):
        Rules(**rules)  # type: ignore[arg-type]  # none of them is a switch


def test_an_unknown_dimension_or_stage_is_named() -> None:
    with pytest.raises(FilterError, match="'colour' is nothing to break down by; expected one of event, campaign"):
        funnel.funnel(audience(), by="colour")
    for side in (funnel.passed, funnel.dropped):
        with pytest.raises(FilterError, match="'left' is no stage of the funnel; expected one of registered"):
            side(audience(), "left")
