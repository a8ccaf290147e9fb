"""Tables of surveys beyond their answers: questions, segments, before and after, attendance checks, terms."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from webcast.analysis import before_after, dimensions, surveys, terms
from webcast.analysis.audience import Audience
from webcast.exports.listings.listing import SHARES, WHO, Listing, yes_no
from webcast.language import phrase
from webcast.presentation import asked_question, two_surveys
from webcast.view.choices import Choices, not_offered


def _survey_questions(audience: Audience, _choices: Choices) -> pl.DataFrame:
    """Return one row a question, with mean and score where every answer is a number from 0 to 10."""
    scales = surveys.scales(audience).select("label", "mean", "nps")
    found = surveys.questions(audience).join(scales, on="label", how="left", maintain_order="left")
    inferred = pl.when(pl.col("type").is_not_null()).then(pl.col("type_inferred"))
    return found.with_columns(type_inferred=yes_no(inferred))


def _crosstab(audience: Audience, choices: Choices) -> pl.DataFrame:
    """Return one row a group and answer, with the group's mean and score where the question has them."""
    asked = _question(audience, choices)
    by = asked_question.dimension(audience, choices.by)
    found = surveys.crosstab(audience, asked["survey"], asked["text"], by)
    scores = surveys.numeric_by(audience, asked["survey"], asked["text"], by).select("group", "mean", "nps")
    joined = found.join(scores, on="group", how="left", nulls_equal=True, maintain_order="left")
    named = dimensions.label(by)
    return joined.with_columns(
        by=pl.lit(named), survey=pl.lit(asked["survey"]), text=pl.lit(asked["text"], pl.String)
    )


def _change(audience: Audience, choices: Choices) -> pl.DataFrame:
    before, after = two_surveys.find(audience, choices.before, choices.after)
    found = before_after.questions(audience, before, after)
    return found.with_columns(survey_before=pl.lit(before), survey_after=pl.lit(after))


def _change_people(audience: Audience, choices: Choices) -> pl.DataFrame:
    before, after = two_surveys.find(audience, choices.before, choices.after)
    found = before_after.everybody(audience, before, after)
    who = audience.of_rows(found["row"], "event_id", *WHO)
    return found.with_columns(who).with_columns(changed=yes_no(~pl.col("same")))


def _checks(audience: Audience, _choices: Choices) -> pl.DataFrame:
    return surveys.attendance_checks(audience)


def _terms(audience: Audience, choices: Choices) -> pl.DataFrame:
    asked = _question(audience, choices)
    found = terms.of_answers(audience, asked["survey"], asked["text"], most=MOST_TERMS)
    return found.with_columns(survey=pl.lit(asked["survey"]), text=pl.lit(asked["text"], pl.String))


def _question_terms(audience: Audience, _choices: Choices) -> pl.DataFrame:
    return terms.of_questions(audience, most=MOST_TERMS)


MOST_TERMS: Final = 1000
"""Terms in a file; rarer ones say nothing of what many think."""


# What was chosen


def _question(audience: Audience, choices: Choices) -> dict[str, Any]:
    """Return the row of the question that was chosen, by its label.

    Raises:
        FilterError: None was chosen, or there is no such question.
    """
    known = {row["label"]: row for row in surveys.questions(audience).select("label", "survey", "text").to_dicts()}
    found = known.get(choices.question.strip())
    if found is None:
        raise not_offered(phrase("a survey question"), choices.question, known)
    return found


_ASKED: Final = {"survey": "Survey", "text": "Question"}

TABLES: Final = (
    Listing(
        "survey-questions",
        phrase("Survey questions"),
        _survey_questions,
        {
            **_ASKED,
            "survey_type": "Survey Type",
            "type": "Type",
            "type_inferred": "Type Inferred",
            "events": "Events",
            "respondents": "Respondents",
            "eligible": "Eligible",
            "response_rate": "Response Rate",
            "not_attending": "Respondents without a Session",
            "mean": "Mean",
            "nps": "Net Promoter Score",
        },
    ),
    Listing(
        "cross-tab",
        phrase("Answers by segment"),
        _crosstab,
        {
            **_ASKED,
            "by": "Compared by",
            "group": "Group",
            "answer": "Answer",
            "count": "Count",
            "base": "Respondents of the Group",
            "share": "Share of Them",
            "mean": "Mean of the Group",
            "nps": "Net Promoter Score of the Group",
        },
        takes=("question", "by"),
    ),
    Listing(
        "survey-change",
        phrase("Before and after"),
        _change,
        {
            "survey_before": "Survey Before",
            "survey_after": "Survey After",
            "text": "Question",
            "persons": "Answered Both",
            "changed": "Changed",
            "same": "Stayed the Same",
            "changed_share": "Share Changed",
            "rose": "Rose",
            "fell": "Fell",
            "mean_before": "Mean Before",
            "mean_after": "Mean After",
            "mean_change": "Change of the Mean",
        },
        shares=SHARES | {"changed_share"},
        takes=("before", "after"),
    ),
    Listing(
        "survey-change-people",
        phrase("Before and after, by person"),
        _change_people,
        {
            "event_id": "Event Id",
            **WHO,
            "text": "Question",
            "before": "Before",
            "after": "After",
            "changed": "Changed",
            "change": "Difference",
        },
        takes=("before", "after"),
    ),
    Listing(
        "attendance-checks",
        phrase("Attendance checks"),
        _checks,
        {
            "label": "Attendance Check",
            "respondents": "Respondents",
            "eligible": "Eligible",
            "response_rate": "Response Rate",
            "checks": "Checks Answered",
            "answered_all": "Answered Every Check",
            "answered_some": "Missed Some",
            "never": "Never Answered",
        },
    ),
    Listing(
        "terms",
        phrase("Words that come up in answers"),
        _terms,
        {**_ASKED, "term": "Term", "texts": "Answers", "rows": "Registrants", "share": "Share of Answers"},
        takes=("question",),
    ),
    Listing(
        "question-terms",
        phrase("Words that come up in questions"),
        _question_terms,
        {"term": "Term", "texts": "Questions", "rows": "Registrants", "share": "Share of Questions"},
    ),
)
