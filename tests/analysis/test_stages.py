"""What the stages of the funnel and their sets are called, word by word, and which rules matter to which stage."""

from __future__ import annotations

import pytest

from webcast.analysis.stages import ATTENDED, FEW, NOTABLE, SIDES, STAGES, Names, Rules, described, names, threshold

FULL = Rules(5.0, live=True, include_simlive=True)
SHARE = Rules(5.0, stayed_share=0.335)


def test_the_stages_from_top_to_bottom_and_what_counts_as_little() -> None:
    assert STAGES == ("registered", "attended", "stayed", "engaged", "answered_survey")
    assert SIDES == ("passed", "dropped")
    assert (FEW, NOTABLE) == (20, 0.01)
    assert Rules() == Rules(10.0, None, live=False, include_simlive=False)


@pytest.mark.parametrize(
    ("rules", "stage", "matter"),
    [
        (FULL, "registered", Rules(live=True)),
        (FULL, "attended", Rules(live=True, include_simlive=True)),
        (FULL, "stayed", FULL),
        (FULL, "engaged", FULL),
        (Rules(include_simlive=True), "attended", Rules()),
        (Rules(include_simlive=True), "stayed", Rules()),
        (Rules(live=True), "attended", Rules(live=True)),
        (Rules(5.0), "registered", Rules()),
        (Rules(5.0), "attended", Rules()),
        (Rules(5.0), "stayed", Rules(5.0)),
        (SHARE, "attended", Rules()),
        (SHARE, "answered_survey", Rules(10.0, stayed_share=0.335)),
    ],
)
def test_the_rules_that_matter_to_a_stage(rules: Rules, stage: str, matter: Rules) -> None:
    assert rules.of(stage) == matter


def test_the_names_of_everybodys_funnel() -> None:
    assert names() == Names(
        stages={
            "registered": "Registered",
            "attended": "Attended",
            "stayed": "Stayed 10 min",
            "engaged": "Engaged",
            "answered_survey": "Answered a survey",
        },
        losses={
            "attended": "did not attend",
            "stayed": "left before 10 min",
            "engaged": "neither asked nor answered",
            "answered_survey": "asked, but answered no survey",
        },
        notes={
            "attended": "did not attend",
            "stayed": "left before 10 min",
            "engaged": "did neither",
            "answered_survey": "only asked",
        },
    )


@pytest.mark.parametrize(("simlive", "kinds"), [(False, "live"), (True, "live or SimLive")])
def test_the_names_of_the_live_funnel(*, simlive: bool, kinds: str) -> None:
    found = names(Rules(stayed_share=0.335, live=True, include_simlive=simlive))
    assert [found.stages[stage] for stage in ("registered", "attended", "stayed")] == [
        "Registered by the end",
        f"Came {kinds}",
        "Stayed 33.5 % of the live event",
    ]
    assert [found.losses[stage] for stage in ("attended", "stayed")] == [
        f"did not come {kinds}",
        "left before 33.5 % of the live event",
    ]
    assert [found.notes[stage] for stage in ("attended", "stayed")] == ["were not live", "left before 33.5 %"]


def test_a_threshold_to_the_last_digit() -> None:
    assert [threshold(rules) for rules in (Rules(), Rules(12.5), SHARE)] == [
        "10 min",
        "12.5 min",
        "33.5 % of the live event",
    ]


@pytest.mark.parametrize(
    ("stage", "rules", "words"),
    [
        ("registered", Rules(), "Registered: passed"),
        ("registered", FULL, "Registered by the end: passed"),
        ("attended", SHARE, "Attended: passed"),
        ("attended", FULL, "Came live or SimLive: passed"),
        ("attended", Rules(live=True), "Came live: passed"),
        ("stayed", Rules(), "Stayed 10 min: passed"),
        ("stayed", Rules(live=True), "Stayed 10 min (live): passed"),
        ("stayed", FULL, "Stayed 5 min (live or SimLive): passed"),
        ("engaged", Rules(), "Engaged (stayed 10 min): passed"),
        ("engaged", FULL, "Engaged (stayed 5 min, live or SimLive): passed"),
        ("answered_survey", SHARE, "Answered a survey (stayed 33.5 % of the live event): passed"),
    ],
)
def test_a_set_is_named_with_all_of_its_rules(stage: str, rules: Rules, words: str) -> None:
    assert described(stage, "passed", rules) == words


def test_a_set_of_the_usual_rules_names_them_too() -> None:
    assert described("engaged", "dropped") == "Engaged (stayed 10 min): dropped"


def test_what_those_are_called_who_attended_in_some_way() -> None:
    assert ATTENDED == {
        "any": "Attended",
        "none": "Did not attend",
        "live": "Came live",
        "od": "Watched on demand",
        "simlive": "Watched SimLive",
    }
