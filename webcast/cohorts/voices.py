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
from urllib.parse import quote

from webcast.analysis import before_after, surveys, terms
from webcast.analysis.audience import Audience

_KINDS: Final = {
    before_after.BOTH: "answered both",
    before_after.CHANGED: "changed the answer",
    before_after.SAME: "stayed with the answer",
    before_after.ROSE: "answered higher",
    before_after.FELL: "answered lower",
}
_CHECKED: Final = {"all": "answered every check", "some": "missed some checks", "never": "never answered"}


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
        """Return e.g. ``Who signs? (Pretest, Posttest): changed the answer``."""
        return f"{self.question} ({self.before}, {self.after}): {_KINDS[self.kind]}"

    def to_text(self) -> str:
        """Return the text of this set."""
        return _text("changed", self.before, self.after, self.question, self.kind)


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
        """Return e.g. ``Who signs?: “Nobody” (Pretest), then “The owner” (Posttest)``."""
        sides = [
            f"“{answer}” ({survey})"
            for answer, survey in ((self.first, self.before), (self.second, self.after))
            if answer
        ]
        return f"{self.question}: {', then '.join(sides) or 'answered both'}"

    def to_text(self) -> str:
        """Return the text of this set."""
        return _text("moved", self.before, self.after, self.question, self.first, self.second)


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
        """Return e.g. ``Attendance Check: never answered``."""
        return f"{self.check}: {_CHECKED[self.how]}"

    def to_text(self) -> str:
        """Return the text of this set."""
        return _text("check", self.check, self.how)


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
        """Return e.g. ``Exit: Why? – with “budget”``."""
        return f"{surveys.label(self.survey, self.question)} – with “{self.term}”"

    def to_text(self) -> str:
        """Return the text of this set."""
        return _text("term", self.survey, self.question or "", self.term)


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
        return f"Asked about “{self.term}”"

    def to_text(self) -> str:
        """Return the text of this set."""
        return _text("asked", self.term)


def _text(*pieces: str) -> str:
    return ":".join(quote(piece, safe=" =") for piece in pieces)


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
