"""Registration questions and surveys of the events, and how people answer them."""

from __future__ import annotations

import hashlib
import random
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from webcast.sandbox import texts
from webcast.sandbox.events import (
    CHECKBOX,
    RADIO,
    TEXT_AREA,
    TEXTBOX,
    Response,
    Session,
    Survey,
    SurveyQuestion,
)
from webcast.sandbox.programmes import CUSTOMERS, INVESTORS, LEARNING, PARTNERS, Programme

HOSTILE_SHARE: Final = 0.012
"""Of free texts, how many attack whoever shows or exports them."""

ROLE: Final = "Which best describes your role?"
SIZE: Final = "How many people does your organisation employ?"
BEFORE: Final = "Have you previously attended one of our webcasts?"
GOAL: Final = "What would you like to take away?"
WISH: Final = "Is there a question you would like us to answer?"
SYSTEM: Final = "Which planning system do you use today?"
INVESTOR: Final = "Investor type"
CONSENT: Final = "May we keep you informed about future events?"

_FIXED_CHOICES: Final[dict[str, tuple[str, ...]]] = {
    ROLE: ("Planning", "Operations", "Procurement", "Finance", "IT", "Sales", "Other"),
    SIZE: ("5,000 and more", "1,000 to 4,999", "250 to 999", "50 to 249", "1 to 49"),
    BEFORE: ("No", "Yes"),
    SYSTEM: ("Spreadsheets", "ERP module", "Dedicated planning system", "Built in-house", "None"),
    INVESTOR: ("Private investor", "Sell-side analyst", "Buy-side analyst", "Press", "Employee"),
    CONSENT: ("Yes", "Yes", "No"),
}


_RANKS: Final = (20, 110, 320, 640)
"""Places of companies, by how many people they bring, where the next smaller size begins."""


def registration_questions(programme: Programme) -> tuple[str, ...]:
    """Return the texts of the custom registration questions of a programme, in their order."""
    if programme.cost_center == INVESTORS:
        return (INVESTOR,)
    if programme.cost_center == LEARNING:
        return (ROLE, BEFORE)
    if programme.cost_center == PARTNERS:
        return (SIZE, WISH)
    if programme.cost_center == CUSTOMERS:
        return (ROLE, SYSTEM, WISH)
    return (ROLE, SIZE, GOAL, CONSENT) if programme.size < 5000 else (ROLE, SIZE)


def question_id(text: str, event_id: str) -> str:
    """Return the id of a custom registration question: a digest of its text, then the event (as in the samples)."""
    return f"{_digest(text)}_{event_id}"


def registration_answer(text: str, luck: int, company: int, *, loyal: bool, rng: random.Random) -> str:
    """Return a person's answer; the same one wherever the question is about the person."""
    if text == SIZE:
        # The companies are sorted by how many people they bring; the large ones bring more.
        place = bisect_right(_RANKS, company)
        return _FIXED_CHOICES[SIZE][place] if luck % 9 else ""
    if text == BEFORE:
        return "Yes" if loyal else "No"
    if text == GOAL:
        return " | ".join(rng.sample(texts.GOALS, rng.choice((1, 1, 2, 3)))) if rng.random() < 0.8 else ""
    if text == WISH:
        return free_text(rng, texts.TOPICS["planning"]) if rng.random() < 0.22 else ""
    choices = _FIXED_CHOICES[text]
    # The square root leans towards the first choices.
    place = int((luck % 1009 / 1009) ** 1.6 * len(choices))
    return choices[place] if luck % 13 else ""


def free_text(rng: random.Random, usual: tuple[str, ...]) -> str:
    """Return something that somebody typed."""
    return rng.choice(texts.HOSTILE) if rng.random() < HOSTILE_SHARE else rng.choice(usual)


@dataclass(frozen=True)
class Moment:
    """What a respondent was doing: their sessions, and the event's time line.

    Attributes:
        sessions: The respondent's, any mode.
        start: Start of the broadcast; None for a recording alone.
        end: End of it.
        mood: How good the event was, 0 to 1.
    """

    sessions: tuple[Session, ...]
    start: int | None
    end: int | None
    mood: float

    def present(self, share: float) -> bool:
        """Say whether the respondent was watching when ``share`` of the broadcast was over."""
        if self.start is None or self.end is None:
            return False
        at = self.start + int(share * (self.end - self.start))
        return any(s.start <= at <= s.end for s in self.sessions)

    def at(self, share: float) -> int:
        """Return when a survey that is shown at ``share`` of the broadcast is answered, never after the last session.

        The event list tells of registrations and sessions alone: what changes a report must come with one of these.
        """
        if self.start is not None and self.end is not None and self.present(share):
            return self.start + int(share * (self.end - self.start))
        return max(s.end for s in self.sessions)


_Answer = Callable[[random.Random, float], tuple[str, ...]]


def _one_of(*choices: str, spread: float = 0.8) -> _Answer:
    """Make an answer of one choice; a good mood leans towards the first ones."""

    def answer(rng: random.Random, mood: float) -> tuple[str, ...]:
        place = rng.gauss((1 - mood) * len(choices) * 0.75, spread)
        return (choices[min(max(int(place), 0), len(choices) - 1)],)

    return answer


def _some_of(*choices: str) -> _Answer:
    def answer(rng: random.Random, mood: float) -> tuple[str, ...]:  # noqa: ARG001 all answers have one signature
        return tuple(rng.sample(choices, min(len(choices), rng.choice((1, 1, 2, 2, 3)))))

    return answer


def _rating(rng: random.Random, mood: float) -> tuple[str, ...]:
    return (str(min(10, max(0, round(rng.gauss(5.4 + 4.2 * mood, 1.9))))),)


def _typed(usual: tuple[str, ...], share: float) -> _Answer:
    def answer(rng: random.Random, mood: float) -> tuple[str, ...]:  # noqa: ARG001 all answers have one signature
        return (free_text(rng, usual),) if rng.random() < share else ()

    return answer


def _knows(right: str, *wrong: str) -> _Answer:
    """Make a test answer: mood is the share of people who know."""

    def answer(rng: random.Random, mood: float) -> tuple[str, ...]:
        return (right,) if rng.random() < mood else (rng.choice(wrong),)

    return answer


_Item = tuple[str, str, _Answer]

JOURNEY: Final = "Where is your company on this topic?"
ENJOYING: Final = "Are you enjoying this presentation?"
FUTURE_TOPIC: Final = "Is there any topic that you would like us to discuss in a future webcast?"
USEFUL: Final = "How useful was this session for your work?"
MORE: Final = "Which topics would you like to hear more about?"
RECOMMEND: Final = "How likely are you to recommend our webcasts to a colleague (0–10)?"
CONTACT: Final = "Would you like a specialist to contact you?"
COMMENT: Final = "Any other comments?"

_HALFTIME: Final[tuple[_Item, ...]] = (
    (ENJOYING, RADIO, _one_of("Yes", "Somewhat", "No", spread=0.7)),
    (JOURNEY, RADIO, _one_of("Just looking", "Comparing solutions", "Rolling out", "In full use", spread=1.6)),
    (FUTURE_TOPIC, TEXTBOX, _typed(texts.WISHES, 0.3)),
)
_FEEDBACK: Final[tuple[_Item, ...]] = (
    (USEFUL, RADIO, _one_of("Very useful", "Useful", "Partly useful", "Not useful")),
    (MORE, CHECKBOX, _some_of(*texts.WISHES[:7])),
    (RECOMMEND, "Radio Horizontal", _rating),
    (CONTACT, RADIO, _one_of("No, thank you", "Yes, by e-mail", "Yes, please call me", spread=1.1)),
    (COMMENT, TEXT_AREA, _typed(texts.COMMENTS, 0.42)),
)
_TEST: Final[tuple[_Item, ...]] = (
    ("What does a reorder point take into account?", RADIO,
     _knows("Demand during lead time plus safety stock", "The price of the item", "Last month’s sales")),
    ("Who signs off an exception in the process?", RADIO, _knows("The process owner", "The shift lead", "Nobody")),
    ("How often must the checklist be renewed?", RADIO, _knows("Every twelve months", "Every week", "Never")),
    ("Which of these is a leading indicator?", RADIO,
     _knows("Open orders against plan", "Write-offs last year", "Complaints last quarter")),
    ("How confident are you with this topic (0–10)?", "Radio Horizontal", _rating),
)  # fmt: skip

HALFTIME: Final = "Halftime Survey"
ATTENDANCE: Final = "Attendance Check"
FEEDBACK: Final = "Feedback Survey"
PRETEST: Final = "Pretest"
POSTTEST: Final = "Posttest"

_ITEMS: Final[dict[str, tuple[_Item, ...]]] = {
    HALFTIME: _HALFTIME,
    ATTENDANCE: (),
    FEEDBACK: _FEEDBACK,
    PRETEST: _TEST,
    POSTTEST: _TEST,
}
_KINDS: Final = {
    HALFTIME: "In Event",
    ATTENDANCE: "Attendance",
    FEEDBACK: "Post Event",
    PRETEST: "In Event",
    POSTTEST: "Post Event",
}
_CHECKS: Final = (0.3, 0.55, 0.8)
_SHOWN: Final = {PRETEST: 0.15, HALFTIME: 0.5, POSTTEST: 0.93, FEEDBACK: 1.0}
"""When the surveys are shown, as shares of the broadcast."""


def surveys(programme: Programme, event_id: str) -> tuple[Survey, ...]:
    """Return the surveys of a programme, in the order of the report."""
    if programme.kind == "on-demand":
        names: tuple[str, ...] = (FEEDBACK,)
    elif programme.training:
        names = (PRETEST, ATTENDANCE, POSTTEST, FEEDBACK)
    elif programme.cost_center == INVESTORS:
        names = ()
    elif programme.size % 3 == 0 and programme.size < 1000:
        names = (HALFTIME, FEEDBACK)
    else:
        names = (HALFTIME, ATTENDANCE, FEEDBACK)
    return tuple(_survey(name, event_id) for name in names)


def _survey(name: str, event_id: str) -> Survey:
    questions = tuple(SurveyQuestion(_uniqid(event_id, name, text), kind, text) for text, kind, _ in _ITEMS[name])
    return Survey(_uniqid(event_id, name), name, _KINDS[name], questions)


def responses(survey: Survey, moment: Moment, rng: random.Random) -> list[Response]:
    """Return what a viewer answers to a survey; nothing when they did not take part."""
    if survey.name == ATTENDANCE:
        shown = [share for share in _CHECKS if moment.present(share)]
        checks = tuple("Yes" if rng.random() < 0.84 else "No" for _ in shown)
        return [Response(moment.at(shown[-1]), survey.id, "", checks)] if checks and rng.random() < 0.9 else []
    if rng.random() >= _chance(survey.name, moment):
        return []
    return complete(survey, moment.at(_SHOWN[survey.name]), _mood(survey.name, moment.mood), rng)


def complete(survey: Survey, at: int, mood: float, rng: random.Random) -> list[Response]:
    """Return somebody's answers to all questions of a survey; one in twenty questions is skipped."""
    found = []
    for question, (_, _, answer) in zip(survey.questions, _ITEMS[survey.name], strict=True):
        choices = answer(rng, mood)
        if choices and rng.random() > 0.05:
            found.append(Response(at, survey.id, question.id, choices))
    return found


def _chance(name: str, moment: Moment) -> float:
    """Return how likely a viewer takes part: a quarter of all who attend fill in the form at the end."""
    if name == PRETEST:
        return 0.8 if moment.present(0.15) else 0.0
    if name == HALFTIME:
        return 0.46 if moment.present(0.5) else 0.0
    if name == POSTTEST:
        return 0.74 if moment.present(0.93) else 0.02
    watched = sum(s.end - s.start for s in moment.sessions)
    if moment.present(0.9):
        return 0.37
    return 0.09 if watched > 20 * 60_000 else 0.015


def _mood(name: str, mood: float) -> float:
    if name == PRETEST:
        return 0.2 + 0.3 * mood
    return 0.62 + 0.3 * mood if name == POSTTEST else mood


def _digest(*parts: str) -> str:
    return hashlib.sha1("\x1f".join(parts).encode(), usedforsecurity=False).hexdigest()


def _uniqid(*parts: str) -> str:
    digits = _digest(*parts)
    return f"5{digits[:13]}.{int(digits[13:24], 16) % 10**8:08}"
