"""Named sets of people by what they said; see :mod:`webcast.cohorts.cohort`, which reads them.

- ``changed:<before>:<after>:<question>:both|changed|same|rose|fell``: who answered a question in two surveys; of
  them, whose answer changed, stayed the same, became a higher or a lower number;
- ``moved:<before>:<after>:<question>:<from>:<to>``: who went from one answer to another; empty is any answer;
- ``check:<attendance check>:all|some|never``: who answered an attendance check every time, not every time, or never
  though attending;
- ``term:<survey>:<question>:<term>``: whose answer to a survey question holds a term;
- ``asked:<term>``: who asked a question that holds a term.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from webcast import language
from webcast.analysis import before_after, surveys, terms
from webcast.analysis.audience import Audience
from webcast.cohorts.spelling import text
from webcast.formats import quoted
from webcast.language import say, speaking

_KINDS: Final = {
    before_after.BOTH: language.phrase("answered both"),
    before_after.CHANGED: language.phrase("changed the answer"),
    before_after.SAME: language.phrase("stayed with the answer"),
    before_after.ROSE: language.phrase("answered higher"),
    before_after.FELL: language.phrase("answered lower"),
}
_CHECKED: Final = {
    "all": language.phrase("answered every check"),
    "some": language.phrase("missed some checks"),
    "never": language.phrase("never answered"),
}


@dataclass(frozen=True)
class Changed:
    """Who answered a question in two surveys, and what became of the answer."""

    before: str
    after: str
    question: str
    kind: str

    def __post_init__(self) -> None:
        if self.kind not in _KINDS:
            raise ValueError("an unknown kind")

    def apply(self, audience: Audience) -> Audience:
        """Return them."""
        return before_after.people(audience, self.before, self.after, self.question, self.kind)

    def describe(self) -> str:
        """Return e.g. ``“Who signs?” (“Pretest”, then “Posttest”): changed the answer``."""
        return f"{_twice(self.question, self.before, self.after)}: {say(_KINDS[self.kind])}"

    def to_text(self) -> str:
        """Return the text of this set."""
        return text("changed", self.before, self.after, self.question, self.kind)


@dataclass(frozen=True)
class Moved:
    """Who gave one answer before and another, or the same, afterwards; an empty answer is any."""

    before: str
    after: str
    question: str
    first: str = ""
    second: str = ""

    @property
    def own_words(self) -> bool:
        """Whether an answer is named: it may be what somebody wrote."""
        return bool(self.first or self.second)

    def apply(self, audience: Audience) -> Audience:
        """Return them."""
        return before_after.people(
            audience, self.before, self.after, self.question, first=self.first or None, second=self.second or None
        )

    def describe(self) -> str:
        """Return e.g. ``“Who signs?” (“Pretest”, then “Posttest”): from “Nobody” to “The owner”``."""
        first, second = (quoted(answer) if answer else say("any answer") for answer in (self.first, self.second))
        return say(
            "{twice}: from {first} to {second}",
            twice=_twice(self.question, self.before, self.after),
            first=first,
            second=second,
        )

    def to_text(self) -> str:
        """Return the text of this set."""
        return text("moved", self.before, self.after, self.question, self.first, self.second)


@dataclass(frozen=True)
class Checked:
    """Who answered an attendance check every time (``all``), not every time (``some``), or ``never``."""

    check: str
    how: str

    def __post_init__(self) -> None:
        if self.how not in _CHECKED:
            raise ValueError("an unknown way")

    def apply(self, audience: Audience) -> Audience:
        """Return them."""
        return surveys.check_people(audience, self.check, self.how)

    def describe(self) -> str:
        """Return e.g. ``Attendance check “Still there?”: never answered``."""
        return say("Attendance check {check}: {said}", check=quoted(self.check), said=say(_CHECKED[self.how]))

    def to_text(self) -> str:
        """Return the text of this set."""
        return text("check", self.check, self.how)


@dataclass(frozen=True)
class Term:
    """Whose answer to a survey question holds a term."""

    survey: str
    question: str | None
    term: str
    own_words: ClassVar[bool] = True

    def apply(self, audience: Audience) -> Audience:
        """Return them."""
        return terms.answer_people(audience, self.survey, self.question, self.term)

    def describe(self) -> str:
        """Return e.g. ``Answer to “Why?” (survey “Exit”) with “budget”``."""
        named = {"survey": quoted(self.survey), "term": quoted(self.term)}
        if not self.question:
            return say("Answer (survey {survey}) with {term}", **named)
        return say("Answer to {question} (survey {survey}) with {term}", question=quoted(self.question), **named)

    def to_text(self) -> str:
        """Return the text of this set."""
        return text("term", self.survey, self.question or "", self.term)


@dataclass(frozen=True)
class AskedTerm:
    """Who asked a question that holds a term."""

    term: str
    own_words: ClassVar[bool] = True

    def apply(self, audience: Audience) -> Audience:
        """Return them."""
        return terms.question_people(audience, self.term)

    def describe(self) -> str:
        """Return e.g. ``Asked about “budget”``."""
        return say("Asked about {term}", term=quoted(self.term))

    def to_text(self) -> str:
        """Return the text of this set."""
        return text("asked", self.term)


def _twice(question: str, before: str, after: str) -> str:
    return say(
        "{question} ({before}, then {after})", question=quoted(question), before=quoted(before), after=quoted(after)
    )


def _term(pieces: list[str]) -> Term:
    survey, question, term = pieces
    return Term(survey, question or None, term)


READERS: Final[Mapping[str, Callable[[list[str]], Any]]] = {
    "changed": lambda pieces: Changed(*pieces),
    "moved": lambda pieces: Moved(*pieces),
    "check": lambda pieces: Checked(*pieces),
    "term": _term,
    "asked": lambda pieces: AskedTerm(*pieces),
}
"""How each kind is read; ValueError or TypeError where the pieces make no sense."""


speaking(__name__)
