"""Presets: the people that marketing asks for most; see :mod:`webcast.cohorts.cohort`, which reads them.

- ``preset:attendees``, ``preset:no-shows``, ``preset:on-demand-only``, ``preset:askers``;
- ``preset:hot-leads``, with rules ``top=5`` (the highest 5 % instead of 10 %) and the weights of the engagement
  score, ``watch=60``, ``questions=20``, ``survey=20``.

They are made for writing to people: who opted out (any of their records says so) is in none of them, unless the rule
``opted-out=in`` says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import polars as pl

from webcast.analysis import preset_counts, score
from webcast.analysis.audience import Audience
from webcast.analysis.later import Later
from webcast.analysis.preset_counts import HOT, MASKS, TOP_PERCENT, hottest
from webcast.analysis.score import Weights
from webcast.formats import exact, exact_percent, share_of
from webcast.language import phrase, say, speaking

_USUAL: Final = Weights()
_OPTED_OUT: Final = "opted-out"


@dataclass(frozen=True)
class Definition:
    """What a preset is called and who is in it."""

    label: str
    text: str


DEFINITIONS: Final[Mapping[str, Definition]] = {
    "attendees": Definition(phrase("Attendees"), phrase("Registrants with a session of any type.")),
    "no-shows": Definition(phrase("No-shows"), phrase("Registrants without any session.")),
    "on-demand-only": Definition(
        phrase("On-demand only"), phrase("Registrants with an On-Demand session and no Live or SimLive one.")
    ),
    HOT: Definition(
        phrase("Hot leads"),
        phrase(
            "The attendees with the highest engagement scores: one in ten of those who have one, equal "
            "scores included."
        ),
    ),
    "askers": Definition(phrase("Askers"), phrase("Registrants who asked a question.")),
}
"""Every preset by its name, in the order in which they are offered."""


@dataclass(frozen=True)
class Preset:
    """The people of one preset.

    Attributes:
        name: One of :data:`DEFINITIONS`.
        weights: Of the engagement score; for hot leads alone.
        top: How many per cent of the attendees are hot.
        opted_out: Whether those who opted out are in it as well.
    """

    name: str
    weights: Weights = _USUAL
    top: float = TOP_PERCENT
    opted_out: bool = False

    def __post_init__(self) -> None:
        if self.name not in DEFINITIONS or not 0 < self.top <= 100:
            raise ValueError("an unknown preset")
        if self.name != HOT:  # no rule of theirs makes the others different people
            object.__setattr__(self, "weights", _USUAL)
            object.__setattr__(self, "top", TOP_PERCENT)

    def apply(self, audience: Audience) -> Audience:
        """Return them; registrants of whom the report cannot tell are in no preset."""
        return audience.held.get(("preset", self), lambda: self._found(audience))

    def _found(self, audience: Audience) -> Audience:
        if self.name != HOT:
            return audience.where(self.mask(audience))
        found = audience.only(_hottest(audience, self.weights, self.top))
        return found if self._everybody(audience) else found.where(_MAY_BE_WRITTEN_TO)

    def _everybody(self, audience: Audience) -> bool:
        return self.opted_out or not knows_who_opted_out(audience)

    def mask(self, audience: Audience) -> pl.Expr:
        """Return who is in it, of those whom the reports tell of; not of hot leads, who are known together."""
        mask = MASKS[self.name]()
        return mask if self._everybody(audience) else mask & _MAY_BE_WRITTEN_TO

    @classmethod
    def each(cls, audience: Audience, weights: Weights, *, opted_out: bool) -> dict[Preset, Audience]:
        """Return every preset of :data:`DEFINITIONS` and who is in it, asked for together."""
        every = [cls(name, weights, opted_out=opted_out) for name in DEFINITIONS]
        together = Later(
            lambda: audience.each_where({one.name: one.mask(audience) for one in every if one.name != HOT})
        )

        def found(one: Preset) -> Audience:
            return one._found(audience) if one.name == HOT else together.get()[one.name]

        return {one: audience.held.get(("preset", one), partial(found, one)) for one in every}

    def with_opted_out(self) -> Preset:
        """Return the preset with those who opted out in it."""
        return replace(self, opted_out=True)

    def describe(self) -> str:
        """Return e.g. ``No-shows``; hot leads with the share and the weights, where these are not the usual ones."""
        text = DEFINITIONS[self.name].label
        if self.opted_out:
            text = say("{people}, with those who opted out", people=text)
        if self.name != HOT:
            return text
        text = say("{people} (highest {top} % by engagement score)", people=text, top=exact(self.top))
        if self.weights == _USUAL:
            return text
        parts = ", ".join(f"{name} {exact_percent(getattr(self.weights, name))} %" for name in score.INPUTS)
        return say("{text}, weights {parts}", text=text, parts=parts)

    def to_text(self) -> str:
        """Return the text of this set; rules that are as usual are left out."""
        rules = [] if self.top == TOP_PERCENT else [f"top={exact(self.top)}"]
        if self.weights != _USUAL:
            rules += [f"{name}={exact_percent(getattr(self.weights, name))}" for name in score.INPUTS]
        rules = (rules if self.name == HOT else []) + ([f"{_OPTED_OUT}=in"] if self.opted_out else [])
        return ":".join(("preset", self.name, *rules))


_MAY_BE_WRITTEN_TO: Final = ~pl.col("opted_out").fill_null(value=False)


def knows_who_opted_out(audience: Audience) -> bool:
    """Tell whether any report says of anybody whether they opted out."""
    if (said := preset_counts.says_who_opted_out(audience)) is not None:
        return said
    known = audience.everyone.report.registrants["opted_out"]
    return known.null_count() < known.len()


def opted_out(audience: Audience) -> int:
    """Return how many registrants opted out."""
    if preset_counts.nobody_opted_out(audience):
        return 0
    return audience.count_of(pl.col("opted_out"), "opted out")


def counts(audience: Audience, weights: Weights, *, opted_out: bool) -> dict[Preset, int]:
    """Return how many are in every preset of :data:`DEFINITIONS`; nobody is opened for it where that is at hand."""
    found = preset_counts.counted(audience) if weights == _USUAL else None
    if found is None:
        return {one: people.count for one, people in Preset.each(audience, weights, opted_out=opted_out).items()}
    return {Preset(name, weights, opted_out=opted_out): found[name] for name in DEFINITIONS}


def left_out(sets: Iterable[object], audience: Audience) -> int:
    """Return how many registrants are left out of presets because they opted out.

    Args:
        sets: Sets of people; those that are no presets narrow nobody here.
        audience: Whom the presets are applied to.
    """
    found = [people for people in sets if isinstance(people, Preset) and not people.opted_out]
    if not found or not knows_who_opted_out(audience):
        return 0
    for people in found:
        audience = people.with_opted_out().apply(audience)
    return audience.where(pl.col("opted_out").fill_null(value=False)).count


def _hottest(audience: Audience, weights: Weights, top: float) -> pl.Series:
    """Return the rows of the attendees with the highest scores; nobody with a score of zero is hot."""
    found = score.scores(audience, weights)["row", "score"].hstack(audience.pick("attended"))
    known = found.lazy().filter("attended", pl.col("score") > 0).collect()
    if known.is_empty():
        return known["row"]
    # Equal scores share a place, so that none of them is left out by chance.
    lowest = known["score"].sort(descending=True)[hottest(known.height, top) - 1]
    return known["row"].filter(known["score"] >= lowest)


def _preset(pieces: list[str]) -> Preset:
    name, *rules = pieces
    values = dict(rule.split("=", 1) for rule in rules)
    opted_out = values.pop(_OPTED_OUT, "")
    if opted_out not in ("", "in"):
        raise ValueError("an unknown rule")
    if not values.keys() <= {"top", *score.INPUTS} or (values and name != HOT):
        raise ValueError("an unknown rule")
    weights = {key: share_of(values[key]) for key in score.INPUTS if key in values}
    if any(not 0 <= value < float("inf") for value in weights.values()):
        raise ValueError("a weight below zero")
    chosen = Weights(**weights) if weights else _USUAL
    return Preset(name, chosen, float(values.get("top", TOP_PERCENT)), opted_out=bool(opted_out))


READERS: Final[Mapping[str, Callable[[list[str]], Preset]]] = {"preset": _preset}
"""How each kind is read; ValueError where the pieces make no sense."""


speaking(__name__)
