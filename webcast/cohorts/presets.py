"""Presets: the people that marketing asks for most; see :mod:`webcast.cohorts.cohort`, which reads them.

- ``preset:attendees``, ``preset:no-shows``, ``preset:on-demand-only``, ``preset:askers``;
- ``preset:hot-leads``, with rules ``top=5`` (the highest 5 % instead of 10 %) and the weights of the engagement
  score, ``watch=60``, ``questions=20``, ``survey=20``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from webcast.analysis import score
from webcast.analysis.audience import Audience
from webcast.analysis.score import Weights
from webcast.formats import exact, exact_percent, share_of

HOT: Final = "hot-leads"
TOP_PERCENT: Final = 10.0
"""Hot leads are the attendees with the highest scores: so many per cent of those who have one."""

_USUAL: Final = Weights()


@dataclass(frozen=True)
class Definition:
    """What a preset is called and who is in it."""

    label: str
    text: str


DEFINITIONS: Final[Mapping[str, Definition]] = {
    "attendees": Definition("Attendees", "Registrants with a session of any type."),
    "no-shows": Definition("No-shows", "Registrants without any session."),
    "on-demand-only": Definition(
        "On-demand only", "Registrants with an On-Demand session and no Live or SimLive one."
    ),
    HOT: Definition(
        "Hot leads",
        "The attendees with the highest engagement scores: one in ten of those who have one, equal scores included.",
    ),
    "askers": Definition("Askers", "Registrants who asked a question."),
}
"""Every preset by its name, in the order in which they are offered."""

_MASKS: Final[Mapping[str, Callable[[], pl.Expr]]] = {
    "attendees": lambda: pl.col("attended"),
    "no-shows": lambda: ~pl.col("attended"),
    # Unknown is no: who may have come live is not "on demand only".
    "on-demand-only": lambda: pl.col("od_attended") & ~pl.col("live_attended") & ~pl.col("simlive_attended"),
    "askers": lambda: pl.col("questions") > 0,
}


@dataclass(frozen=True)
class Preset:
    """The people of one preset.

    Attributes:
        name: One of :data:`DEFINITIONS`.
        weights: Of the engagement score; for hot leads alone.
        top: How many per cent of the attendees are hot.
    """

    name: str
    weights: Weights = _USUAL
    top: float = TOP_PERCENT

    def __post_init__(self) -> None:
        if self.name not in DEFINITIONS or not 0 < self.top <= 100:
            raise ValueError("an unknown preset")
        if self.name != HOT:  # no rule of theirs makes the others different people
            object.__setattr__(self, "weights", _USUAL)
            object.__setattr__(self, "top", TOP_PERCENT)

    def apply(self, audience: Audience) -> Audience:
        """Return them; registrants of whom the report cannot tell are in no preset."""
        if self.name == HOT:
            return audience.only(_hottest(audience, self.weights, self.top))
        return audience.where(_MASKS[self.name]())

    def describe(self) -> str:
        """Return e.g. ``No-shows``; hot leads with the share and the weights, where these are not the usual ones."""
        text = DEFINITIONS[self.name].label
        if self.name != HOT:
            return text
        text += f" (highest {exact(self.top)} % by engagement score)"
        if self.weights == _USUAL:
            return text
        parts = ", ".join(f"{name} {exact_percent(getattr(self.weights, name))} %" for name in score.INPUTS)
        return f"{text}, weights {parts}"

    def to_text(self) -> str:
        """Return the text of this set; rules that are as usual are left out."""
        rules = [] if self.top == TOP_PERCENT else [f"top={exact(self.top)}"]
        if self.weights != _USUAL:
            rules += [f"{name}={exact_percent(getattr(self.weights, name))}" for name in score.INPUTS]
        return ":".join(("preset", self.name, *(rules if self.name == HOT else ())))


def _hottest(audience: Audience, weights: Weights, top: float) -> pl.Series:
    """Return the rows of the attendees with the highest scores; nobody with a score of zero is hot."""
    found = score.scores(audience, weights).with_columns(audience.pick("attended")["attended"])
    found = found.filter("attended", pl.col("score") > 0)
    # Rank 1 is the highest; equal scores share the best rank, so that none of them is left out by chance.
    wanted = -(-found.height * top // 100)
    return found.filter(pl.col("score").rank("min", descending=True) <= wanted)["row"]


def _preset(pieces: list[str]) -> Preset:
    name, *rules = pieces
    values = dict(rule.split("=", 1) for rule in rules)
    if not values.keys() <= {"top", *score.INPUTS} or (values and name != HOT):
        raise ValueError("an unknown rule")
    weights = {key: share_of(values[key]) for key in score.INPUTS if key in values}
    if any(not 0 <= value < float("inf") for value in weights.values()):
        raise ValueError("a weight below zero")
    return Preset(name, Weights(**weights) if weights else _USUAL, float(values.get("top", TOP_PERCENT)))


READERS: Final[Mapping[str, Callable[[list[str]], Preset]]] = {"preset": _preset}
"""How each kind is read; ValueError where the pieces make no sense."""
