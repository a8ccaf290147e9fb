"""An attendance check is no survey question: who only clicked one has answered no survey, anywhere."""

from __future__ import annotations

import polars as pl

from tests.analysis.reports import Tables, audience_of
from tests.analysis.small import tables
from webcast.analysis import funnel, people, portfolio, rollups, score, surveys
from webcast.analysis.audience import Audience
from webcast.analysis.stages import Rules
from webcast.presentation import asked_question
from webcast.view import report_request
from webcast.view.answer_choice import Choice
from webcast.view.filters import Filters

CHECK = {"event_id": "e", "survey_id": "c", "question_id": ""}


def with_check(found: Tables) -> Audience:
    """Let the registrants 3 and 4 click an attendance check; 3 has answered the survey too, and asked."""
    found["survey_questions"].append(
        CHECK | {"survey": "Still there?", "survey_type": "Attendance", "question_type": "Attendance", "position": 0}
    )
    found["survey_responses"] += [
        CHECK | {"registrant": 3, "answer": "Yes|Yes"},
        CHECK | {"registrant": 4, "answer": "Yes"},
    ]
    return audience_of(found)


def test_a_check_alone_makes_nobody_engaged_and_answers_no_survey() -> None:
    found = with_check(tables())
    assert found.members["survey_answers"].to_list() == [2, 0, 2, 0, 1]
    assert found.members["check_answers"].to_list() == [0, 0, 1, 1, 0]
    # Registrant 4 watched 5 minutes and clicked: that was engagement once.
    assert funnel.funnel(found, Rules(5))["registrants"].to_list() == [5, 3, 3, 2, 2]
    assert funnel.passed(found, "engaged", Rules(5)).members["registrant"].to_list() == [1, 3]
    assert Filters(answered_survey=True).apply(found).members["registrant"].to_list() == [1, 3, 5]


def test_who_answered_a_check_is_a_filter_of_its_own_that_the_platform_does_not_have() -> None:
    chosen = Filters(answered_check=True)
    assert chosen.apply(with_check(tables())).members["registrant"].to_list() == [3, 4]
    assert chosen.describe() == "Registrants: answered an attendance check"
    assert report_request.fields(chosen) == {}


def test_the_check_s_own_answers_can_still_be_chosen_compared_and_counted() -> None:
    found = with_check(tables())
    yes = Filters(survey_answers=(Choice("Still there?", ("yes",)),))
    assert yes.apply(found).members["registrant"].to_list() == [3, 4]
    assert surveys.answers(found, "Still there?", None).rows() == [("Yes", 2, 1.0)]
    assert surveys.crosstab(found, "Still there?", None, "domain").rows() == [
        ("y.org", "Yes", 1, 1, 1.0),
        (None, "Yes", 1, 1, 1.0),
    ]
    assert surveys.attendance_checks(found).select("label", "respondents", "answered_all").rows() == [
        ("Still there?", 2, 1)
    ]
    assert portfolio.event_analytics(found)["answered_check"].to_list() == [2]
    assert portfolio.event_analytics(found.where(pl.lit(value=False)))["answered_check"].to_list() == [0]


def test_the_score_counts_survey_questions_alone() -> None:
    # Two survey questions: who answered both has the whole of that input, whoever clicked the check or not.
    assert score.scores(with_check(tables()))["survey"].to_list() == [1.0, 0.0, 1.0, 0.0, 0.5]


def test_an_event_with_checks_alone_offered_no_survey() -> None:
    found = tables()
    found["survey_questions"], found["survey_responses"] = [], []
    assert score.scores(with_check(found))["survey"].to_list() == [None] * 5


def test_roll_ups_events_and_persons_count_survey_answers_alone() -> None:
    found = with_check(tables())
    by_company = rollups.companies(found).select("company", "respondents")
    assert dict(by_company.iter_rows()) == {"y.org": 2, "x.com": 1, "Umbrella": 0}
    by_campaign = rollups.campaigns(found).select("campaign", "respondents")
    assert dict(by_campaign.iter_rows()) == {"mail": 2, None: 1}
    assert portfolio.event_analytics(found, stayed_minutes=5)["survey_rate"].to_list() == [2 / 3]
    assert people.profiles(found)["survey_answers"].to_list() == [2, 2, 0, 1]


def test_the_question_in_view_is_no_check_where_there_is_another() -> None:
    assert asked_question.questions(with_check(tables()))["label"].to_list() == [
        "Exit: How likely are you to recommend us?",
        "Exit: Which topics?",
        "Still there?",
    ]
