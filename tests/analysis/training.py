"""A training with a test before and after, whose every movement can be counted by hand."""

from __future__ import annotations

from tests.analysis.reports import audience_of
from tests.analysis.small import tables
from webcast.analysis.audience import Audience

WHO = "Who signs?"
SURE = "How sure?"


def training() -> Audience:
    """1 and 2 are one person; 3 changes to the owner, 4 becomes less sure, 5 answers before alone."""
    found = tables()
    found["survey_questions"] = [
        {"event_id": "e", "survey_id": i, "question_id": q, "survey": s, "text": text}
        for i, s in (("z", "Posttest"), ("a", "Pretest"), ("f", "Feedback"))
        for q, text in (("1", WHO), ("2", SURE))
        if (i, q) != ("f", "1")
    ]
    given = [
        ("a", "1", {1: "The owner", 3: "Nobody", 4: "Nobody", 5: "Nobody"}),
        ("z", "1", {2: "The owner", 3: "The owner", 4: "Nobody"}),
        ("a", "2", {1: "5", 3: "2", 4: "8"}),
        ("z", "2", {2: "5", 3: "9", 4: "7"}),
    ]
    found["survey_responses"] = [
        {"event_id": "e", "registrant": who, "survey_id": survey, "question_id": q, "answer": answer}
        for survey, q, answers in given
        for who, answer in answers.items()
    ]
    return audience_of(found)
