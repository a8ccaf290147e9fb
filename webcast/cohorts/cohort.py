"""Named sets of people: who is behind a mark on a chart.

A page opens a list and links to its file by the same text, ``stage:stayed:dropped:minutes=15``; both apply the same
:class:`Cohort`, which calls the very function that made the number. A set parses itself, describes itself and
applies itself, as filters do.

- ``stage:<stage>:passed|dropped[:<rule>…]``: a stage of the funnel; rules ``live``, ``simlive``, ``minutes=15``,
  ``share=0.5``;
- ``group:<dimension>[:<value>]``: one group of a break-down; without value those who have none;
- ``answer:<survey>:<question>[:<answer>]``: the respondents of a survey question, or those who gave one answer;
- ``attended:any|none|live|od|simlive``: who attended, in a mode, or did not at all;
- ``viewing:<from>:<to>``: who was viewing at some moment between the two (milliseconds since 1970);
- ``askers[:answered|open]``: who asked a question, or one that has an answer, or has none;
- those who changed an answer, missed a check, used a term: :mod:`webcast.cohorts.voices`;
- those behind a point of a timeline: :mod:`webcast.cohorts.in_time`;
- those of a company, or who came so many times: :mod:`webcast.cohorts.across`;
- attendees, no-shows, hot leads and other presets: :mod:`webcast.cohorts.presets`;
- ``not:<set>``: everybody who is not in a set, whose text is encoded as a whole;
- ``person:<event id>:<registrant>``: all registrants of the person behind a registrant.

The pieces are percent-encoded, so that a colon in a survey's name does no harm.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol
from urllib.parse import unquote

import polars as pl

from webcast.analysis import dimensions, funnel, qa, stages, surveys
from webcast.analysis.audience import Audience
from webcast.analysis.stages import USUAL, Rules
from webcast.cohorts import across, in_time, presets, spelling, voices
from webcast.cohorts.spelling import text as _text
from webcast.errors import FilterError
from webcast.formats import exact, quoted
from webcast.language import phrase, say, speaking

KEY: Final = "~"
"""What a key begins with, which stands for a dimension or a group's name in an address: :mod:`webcast.view.keys`."""


class Cohort(Protocol):
    """Some of an audience's people."""

    def apply(self, audience: Audience) -> Audience:
        """Return these people."""
        ...

    def describe(self) -> str:
        """Return who they are, in words."""
        ...

    def to_text(self) -> str:
        """Return the text that :func:`parse` makes this set of again."""
        ...


@dataclass(frozen=True)
class Stage:
    """Who passed a stage of the funnel, or dropped out before it."""

    stage: str
    side: str = stages.PASSED
    rules: Rules = USUAL

    def __post_init__(self) -> None:
        if self.stage not in stages.STAGES or self.side not in stages.SIDES:
            raise _unreadable(self.to_text())
        object.__setattr__(self, "rules", self.rules.of(self.stage))

    def apply(self, audience: Audience) -> Audience:
        """Return the registrants that the funnel counts."""
        count = funnel.passed if self.side == stages.PASSED else funnel.dropped
        return count(audience, self.stage, self.rules)

    def describe(self) -> str:
        """Return e.g. ``Stayed 10 min (live): dropped``."""
        return stages.described(self.stage, self.side, self.rules)

    def to_text(self) -> str:
        """Return the text of this set; rules that are as usual are left out."""
        rules = self.rules
        said = ["live"] * rules.live + ["simlive"] * rules.include_simlive
        if rules.stayed_share is not None:
            said.append(f"share={exact(rules.stayed_share)}")
        elif rules.stayed_minutes != USUAL.stayed_minutes:
            said.append(f"minutes={exact(rules.stayed_minutes)}")
        return _text("stage", self.stage, self.side, *said)


@dataclass(frozen=True)
class Group:
    """One group of a break-down; ``value`` None is the group of those without one."""

    dimension: str
    value: str | None

    def __post_init__(self) -> None:
        if not self.dimension.startswith(KEY):
            dimensions.label(self.dimension)  # says what there is to break down by, where this is nothing of it

    def apply(self, audience: Audience) -> Audience:
        """Return the group's registrants."""
        return dimensions.members(audience, self.dimension, self.value)

    def describe(self) -> str:
        """Return e.g. ``Company: “Acme”``, ``No company``, ``Answered “Yes” to “A customer?” when registering``."""
        if self.dimension.startswith(dimensions.QUESTION):
            question = quoted(dimensions.label(self.dimension))
            said = say("No answer") if self.value is None else say("Answered {quoted}", quoted=quoted(self.value))
            return say("{said} to {question} when registering", said=said, question=question)
        if self.value is None:
            return dimensions.missing(self.dimension)
        return f"{dimensions.label(self.dimension)}: {quoted(self.value)}"

    def to_text(self) -> str:
        """Return the text of this set."""
        return _text("group", self.dimension, *([] if self.value is None else [self.value]))


@dataclass(frozen=True)
class Answer:
    """The respondents of a survey question, or those who gave one of its answers."""

    survey: str
    question: str | None
    answer: str | None = None
    own_words: bool = field(default=False, compare=False)
    """Whether people wrote the answer, so that it belongs in no address."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "question", self.question or None)

    def apply(self, audience: Audience) -> Audience:
        """Return the respondents."""
        return surveys.people(audience, self.survey, self.question, self.answer)

    def describe(self) -> str:
        """Return e.g. ``Answered “Yes” to “Did you like it?” (survey “Exit”)``."""
        said = say("Answered") if self.answer is None else say("Answered {answer} to", answer=quoted(self.answer))
        return say(
            "{said} {rest} (survey {survey})",
            said=said,
            rest=quoted(self.question) if self.question else say("a question"),
            survey=quoted(self.survey),
        )

    def to_text(self) -> str:
        """Return the text of this set."""
        return _text("answer", self.survey, self.question or "", *([] if self.answer is None else [self.answer]))


_ATTENDED: Final[dict[str, Callable[[], pl.Expr]]] = {
    "any": lambda: pl.col("attended"),
    "none": lambda: ~pl.col("attended"),
    "live": lambda: pl.col("live_attended"),
    "od": lambda: pl.col("od_attended"),
    "simlive": lambda: pl.col("simlive_attended"),
}


@dataclass(frozen=True)
class Attended:
    """Who attended: ``any``, ``none``, ``live``, ``od`` or ``simlive``."""

    how: str

    def __post_init__(self) -> None:
        if self.how not in _ATTENDED:
            raise _unreadable(self.to_text())

    def apply(self, audience: Audience) -> Audience:
        """Return them; registrants of whom the report cannot tell are in none of these sets."""
        return audience.where(_ATTENDED[self.how]())

    def describe(self) -> str:
        """Return e.g. ``Came live``."""
        return stages.ATTENDED[self.how]

    def to_text(self) -> str:
        """Return the text of this set."""
        return _text("attended", self.how)


@dataclass(frozen=True)
class Viewing:
    """Who was viewing at some moment of ``[start, end)``, in milliseconds since 1970."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not spelling.within_calendar(self.start, self.end):
            raise ValueError("beyond the calendar")

    def apply(self, audience: Audience) -> Audience:
        """Return them."""
        return audience.viewing(self.start, self.end)

    def describe(self) -> str:
        """Return the window in UTC."""
        return say("Viewing {between}", between=spelling.between(self.start, self.end))

    def to_text(self) -> str:
        """Return the text of this set."""
        return _text("viewing", str(self.start), str(self.end))


@dataclass(frozen=True)
class Askers:
    """Who asked a question; with ``answered`` one that has an answer, or one that has none."""

    answered: bool | None = None

    def apply(self, audience: Audience) -> Audience:
        """Return them."""
        return qa.people(audience, answered=self.answered)

    def describe(self) -> str:
        """Return who they are."""
        return _ASKERS[self.answered][1]

    def to_text(self) -> str:
        """Return the text of this set."""
        rule = _ASKERS[self.answered][0]
        return _text("askers", *([rule] if rule else []))


_ASKERS: Final[dict[bool | None, tuple[str, str]]] = {
    None: ("", phrase("Asked a question")),
    True: ("answered", phrase("Asked a question that was answered")),
    False: ("open", phrase("Asked a question that is unanswered")),
}


@dataclass(frozen=True)
class Person:
    """All registrants of the person behind one: named by the registrant, since an e-mail belongs in no address."""

    event_id: str
    registrant: int

    def apply(self, audience: Audience) -> Audience:
        """Return the person's registrants; nobody where the registrant is not among the audience."""
        one = (pl.col("event_id") == self.event_id) & (pl.col("registrant") == self.registrant)
        person = audience.pick("person", one.alias("one")).filter("one")["person"]
        return audience.where(pl.col("person").is_in(person.implode()))

    def describe(self) -> str:
        """Return who it is, without a name: ``One person (registrant 3 of event 100234)``."""
        return say(
            "One person (registrant {registrant} of event {event_id})",
            registrant=self.registrant,
            event_id=quoted(self.event_id),
        )

    def to_text(self) -> str:
        """Return the text of this set."""
        return _text("person", self.event_id, str(self.registrant))


@dataclass(frozen=True)
class Others:
    """Everybody who is not in a set."""

    people: Cohort

    def __post_init__(self) -> None:
        if isinstance(self.people, Others):
            raise ValueError("others of others; see others()")

    def apply(self, audience: Audience) -> Audience:
        """Return them, also those of whom the report cannot tell whether they are in the set."""
        return audience.without(self.people.apply(audience))

    def describe(self) -> str:
        """Return e.g. ``Everybody but: Company: “Acme”``."""
        return say("Everybody but: {describe}", describe=self.people.describe())

    def to_text(self) -> str:
        """Return the text of this set."""
        return _text("not", self.people.to_text())


def others(people: Cohort) -> Cohort:
    """Return everybody who is not in a set; of those who are not in a set, the set."""
    return people.people if isinstance(people, Others) else Others(people)


def own_words(people: Cohort) -> bool:
    """Tell whether people wrote what names a set: it might name somebody, and belongs in no address."""
    inner = people.people if isinstance(people, Others) else people
    return bool(getattr(inner, "own_words", False))


def parse(text: str) -> Cohort:
    """Return the set of a text.

    Raises:
        FilterError: The text is none of those above.
    """
    kind, *pieces = (unquote(piece) for piece in text.split(":"))
    reader = _READERS.get(kind)
    if reader is None:
        raise _unreadable(text)
    try:
        return reader(pieces)
    except (TypeError, ValueError, IndexError):
        raise _unreadable(text) from None


def apply_all(sets: Sequence[Cohort], audience: Audience) -> Audience:
    """Return the people who are in every one of the sets, each taken from what the one before left."""
    for people in sets:
        audience = people.apply(audience)
    return audience


def _unreadable(text: str) -> FilterError:
    kind = text.partition(":")[0]
    return FilterError(
        say(
            "A set of people should be one of {listed} with its parts, but '{kind}' cannot be read.",
            listed=", ".join(_READERS),
            kind=kind[:20],
        ),
        remedy=say("Open the list on its page again and use the link there."),
    )


def _stage(pieces: list[str]) -> Cohort:
    stage, side, *rules = pieces
    values = dict(rule.split("=", 1) for rule in rules if "=" in rule)
    flags = {rule for rule in rules if "=" not in rule}
    if not values.keys() <= {"minutes", "share"} or not flags <= {"live", "simlive"}:
        raise ValueError("an unknown rule")
    minutes = float(values.get("minutes", USUAL.stayed_minutes))
    share = float(values["share"]) if "share" in values else None
    return Stage(stage, side, Rules(minutes, share, live="live" in flags, include_simlive="simlive" in flags))


def _group(pieces: list[str]) -> Cohort:
    dimension, *value = pieces
    return Group(dimension, value[0] if value else None)


def _answer(pieces: list[str]) -> Cohort:
    survey, question, *answer = pieces
    return Answer(survey, question or None, answer[0] if answer else None)


def _viewing(pieces: list[str]) -> Cohort:
    start, end = pieces
    return Viewing(int(start), int(end))


def _person(pieces: list[str]) -> Cohort:
    event_id, registrant = pieces
    return Person(event_id, int(registrant))


def _askers(pieces: list[str]) -> Cohort:
    (rule,) = pieces or ("",)
    answered = {written: answered for answered, (written, _) in _ASKERS.items()}
    if rule not in answered:
        raise ValueError("an unknown kind of askers")
    return Askers(answered[rule])


def _others(pieces: list[str]) -> Cohort:
    (text,) = pieces
    return Others(parse(text))


_READERS: Final[dict[str, Callable[[list[str]], Cohort]]] = {
    "stage": _stage,
    "group": _group,
    "answer": _answer,
    "attended": lambda pieces: Attended(*pieces),
    "viewing": _viewing,
    "askers": _askers,
    "person": _person,
    "not": _others,
    **in_time.READERS,
    **across.READERS,
    **voices.READERS,
    **presets.READERS,
}

KINDS: Final = tuple(_READERS)
"""The first word of each kind's text."""


speaking(__name__)
