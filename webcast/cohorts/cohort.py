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
from datetime import UTC, datetime
from typing import Final, Protocol
from urllib.parse import quote, unquote

import polars as pl

from webcast.analysis import dimensions, funnel, qa, surveys
from webcast.analysis.audience import Audience
from webcast.analysis.funnel import USUAL, Rules
from webcast.cohorts import across, in_time, presets, voices
from webcast.errors import FilterError

STAGE_WORDS: Final = {
    "registered": "Registered",
    "attended": "Attended",
    "stayed": "Stayed",
    "engaged": "Asked a question or answered a survey",
    "answered_survey": "Answered a survey",
}


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
    side: str = "passed"
    rules: Rules = USUAL

    def __post_init__(self) -> None:
        if self.stage not in funnel.STAGES or self.side not in ("passed", "dropped"):
            raise _unreadable(self.to_text())

    def apply(self, audience: Audience) -> Audience:
        """Return the registrants that the funnel counts."""
        count = funnel.passed if self.side == "passed" else funnel.dropped
        return count(audience, self.stage, self.rules)

    def describe(self) -> str:
        """Return e.g. ``Stayed 10 min (live): dropped``."""
        words, rules = STAGE_WORDS[self.stage], self.rules
        if self.stage == "stayed":
            share = rules.stayed_share
            words += f" {rules.stayed_minutes:g} min" if share is None else f" {share:.0%} of the live event"
        return f"{words}{' (live)' if rules.live else ''}: {self.side}"

    def to_text(self) -> str:
        """Return the text of this set; rules that are as usual are left out."""
        rules = self.rules
        said = ["live"] * rules.live + ["simlive"] * rules.include_simlive
        if rules.stayed_share is not None:
            said.append(f"share={rules.stayed_share:g}")
        elif rules.stayed_minutes != USUAL.stayed_minutes:
            said.append(f"minutes={rules.stayed_minutes:g}")
        return _text("stage", self.stage, self.side, *said)


@dataclass(frozen=True)
class Group:
    """One group of a break-down; ``value`` None is the group of those without one."""

    dimension: str
    value: str | None

    def apply(self, audience: Audience) -> Audience:
        """Return the group's registrants."""
        return dimensions.members(audience, self.dimension, self.value)

    def describe(self) -> str:
        """Return e.g. ``Company: Acme``."""
        return f"{dimensions.label(self.dimension)}: {'none given' if self.value is None else self.value}"

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

    def apply(self, audience: Audience) -> Audience:
        """Return the respondents."""
        return surveys.people(audience, self.survey, self.question, self.answer)

    def describe(self) -> str:
        """Return e.g. ``Exit survey: Did you like it? – Yes``."""
        asked = surveys.label(self.survey, self.question)
        return asked if self.answer is None else f"{asked} – {self.answer}"

    def to_text(self) -> str:
        """Return the text of this set."""
        return _text("answer", self.survey, self.question or "", *([] if self.answer is None else [self.answer]))


_ATTENDED: Final[dict[str, tuple[str, Callable[[], pl.Expr]]]] = {
    "any": ("Attended", lambda: pl.col("attended")),
    "none": ("Did not attend", lambda: ~pl.col("attended")),
    "live": ("Attended live", lambda: pl.col("live_attended")),
    "od": ("Viewed on demand", lambda: pl.col("od_attended")),
    "simlive": ("Attended SimLive", lambda: pl.col("simlive_attended")),
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
        return audience.where(_ATTENDED[self.how][1]())

    def describe(self) -> str:
        """Return e.g. ``Attended live``."""
        return _ATTENDED[self.how][0]

    def to_text(self) -> str:
        """Return the text of this set."""
        return _text("attended", self.how)


@dataclass(frozen=True)
class Viewing:
    """Who was viewing at some moment of ``[start, end)``, in milliseconds since 1970."""

    start: int
    end: int

    def apply(self, audience: Audience) -> Audience:
        """Return them."""
        return audience.viewing(self.start, self.end)

    def describe(self) -> str:
        """Return the window in UTC."""
        start, end = (datetime.fromtimestamp(ms / 1000, UTC) for ms in (self.start, self.end))
        return f"Viewing between {start:%Y-%m-%d %H:%M:%S} and {end:%Y-%m-%d %H:%M:%S} UTC"

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
    None: ("", "Asked a question"),
    True: ("answered", "Asked a question that was answered"),
    False: ("open", "Asked a question that is unanswered"),
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
        """Return who it is, without a name."""
        return "One person"

    def to_text(self) -> str:
        """Return the text of this set."""
        return _text("person", self.event_id, str(self.registrant))


@dataclass(frozen=True)
class Others:
    """Everybody who is not in a set."""

    people: Cohort

    def apply(self, audience: Audience) -> Audience:
        """Return them, also those of whom the report cannot tell whether they are in the set."""
        return audience.without(self.people.apply(audience))

    def describe(self) -> str:
        """Return e.g. ``Everybody but “Company: Acme”``."""
        return f"Everybody but “{self.people.describe()}”"

    def to_text(self) -> str:
        """Return the text of this set."""
        return _text("not", self.people.to_text())


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


def _text(*pieces: str) -> str:
    return ":".join(quote(piece, safe=" =") for piece in pieces)


def _unreadable(text: str) -> FilterError:
    kind = text.partition(":")[0]
    return FilterError(
        f"A set of people should be one of {', '.join(_READERS)} with its parts, but '{kind[:20]}' cannot be read.",
        remedy="Open the list on its page again and use the link there.",
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
    if text.startswith("not:"):
        raise ValueError("a set but not others of others")
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
