"""Tables of what people asked and answered: questions, those who asked, survey answers."""

from __future__ import annotations

from typing import Final

import polars as pl

from webcast.analysis import askers, qa, surveys
from webcast.analysis.audience import Audience
from webcast.exports.listings.listing import EVENT, WHO, Listing
from webcast.language import phrase
from webcast.view.choices import Choices


def _questions(audience: Audience, _choices: Choices) -> pl.DataFrame:
    return qa.questions(audience)


def _open_questions(audience: Audience, _choices: Choices) -> pl.DataFrame:
    return qa.questions(audience).filter(~pl.col("answered"))


def _askers(audience: Audience, _choices: Choices) -> pl.DataFrame:
    return askers.by_asker(audience)


def _survey_answers(audience: Audience, _choices: Choices) -> pl.DataFrame:
    """Return one row an answer to a survey question; a question without answers has one row."""
    counted = pl.col("count", "share")
    parts = []
    for asked in surveys.questions(audience).iter_rows(named=True):  # dozens, however many people
        head = {name: asked[name] for name in ("survey", "text", "type", "respondents", "eligible", "response_rate")}
        given = surveys.answers(audience, asked["survey"], asked["text"]).select("answer", counted)
        if given.is_empty():
            given = given.clear(1)
        parts.append(given.with_columns(pl.lit(value).alias(name) for name, value in head.items()))
    if not parts:
        return pl.DataFrame(schema=_SURVEY_TYPES)
    return pl.concat(parts, how="vertical_relaxed").select(list(_SURVEY_TYPES)).cast(pl.Schema(_SURVEY_TYPES))


_SURVEY_ANSWERS: Final = {
    "survey": "Survey",
    "text": "Question",
    "type": "Type",
    "respondents": "Respondents",
    "eligible": "Eligible",
    "response_rate": "Response Rate",
    "answer": "Answer",
    "count": "Count",
    "share": "Share of Respondents",
}

_SURVEY_TYPES: Final = {
    **dict.fromkeys(("survey", "text", "type", "answer"), pl.String()),
    **dict.fromkeys(("respondents", "eligible", "count"), pl.Int64()),
    **dict.fromkeys(("response_rate", "share"), pl.Float64()),
}

TABLES: Final = (
    Listing(
        "questions",
        phrase("Questions asked"),
        _questions,
        {**EVENT, **WHO, "n": "Number", "question": "Question", "answer": "Answer"},
        by_event=True,
    ),
    Listing(
        "open-questions",
        phrase("Unanswered questions"),
        _open_questions,
        {**EVENT, **WHO, "n": "Number", "question": "Question"},
        by_event=True,
    ),
    Listing(
        "question-askers",
        phrase("Who asked"),
        _askers,
        {**WHO, "questions": "Questions", "answered": "Answered", "open": "Unanswered"},
    ),
    Listing("survey-answers", phrase("Survey answers"), _survey_answers, _SURVEY_ANSWERS),
)
