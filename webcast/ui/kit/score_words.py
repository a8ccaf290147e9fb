"""What is said of engagement scores: their weights, and what each part adds."""

from __future__ import annotations

from typing import Final

from webcast.formats import decimal, percent
from webcast.language import phrase, say, speaking

WEIGHTS: Final = phrase("Score weights")
WEIGHTS_HINT: Final = phrase(
    "Only their proportions count. A part that an event did not offer is left out of its scores."
)
NO_WEIGHT: Final = phrase("All weights are zero, so there are no scores.")
SCORE: Final = phrase("Engagement score")
PARTS: Final = {"watch": phrase("Watch time"), "questions": phrase("Questions"), "survey": phrase("Surveys")}
"""Input of the score → what a page calls it."""
PART_OF: Final = {
    "watch": phrase("of the live event's length watched"),
    "questions": phrase("of 2 questions asked"),
    "survey": phrase("of the survey questions answered"),
}
NOT_OFFERED: Final = phrase("not offered")
RESET: Final = phrase("Back to the usual weights")


def weights(values: tuple[int, ...]) -> str:
    """Label the choice of weights with those in force."""
    return f"{say(WEIGHTS)}: {' · '.join(str(value) for value in values)}"


def score(value: float | None) -> str:
    """Write a score: ``6.4``."""
    return decimal(value)


def scored(value: float | None, event: str) -> str:
    """Head the parts of a score."""
    return say("{score} of 10 · {event}", score=score(value), event=event)


def part(name: str, reached: float | None, got: float | None, weight: int) -> str:
    """Say what one part adds: ``Watch time: 80 % of the live event's length watched, 4.8 points (weight 60)``."""
    if reached is None:
        return say("{said}: not offered, left out (weight {weight})", said=say(PARTS[name]), weight=weight)
    said = points_of_score(got)
    return say(
        "{said}: {reached} {said_2}, {said_3} (weight {weight})",
        said=say(PARTS[name]),
        reached=percent(reached),
        said_2=say(PART_OF[name]),
        said_3=said,
        weight=weight,
    )


def points_of_score(got: float | None) -> str:
    """Write points of a score."""
    return say("{score} points", score=score(got))


speaking(__name__)
