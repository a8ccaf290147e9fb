"""What the stages of the funnel mean, and what they and their sets are called: once, for everything that shows them.

Pages, charts, lists, files, the summary and the command line take names and thresholds from here, so that one set of
people has one name, and two sets that differ have two.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from webcast.errors import FilterError
from webcast.formats import exact, exact_percent
from webcast.language import later, localised, phrase, say, speaking

STAGES: Final = ("registered", "attended", "stayed", "engaged", "answered_survey")
"""The funnel from the top to the bottom; each is a subset of the one before."""

PASSED: Final = "passed"
DROPPED: Final = "dropped"
SIDES: Final = (PASSED, DROPPED)
"""Who reached a stage, and who reached the one before it but not this one."""

_SIDES: Final = {PASSED: phrase("passed"), DROPPED: phrase("dropped")}

STAYED_MINUTES: Final = 10.0
"""Watch time that makes a registrant have stayed, where nobody says otherwise."""

FEW: Final = 20
"""Below so many a share says little, since a single one moves it a lot: the count comes first."""

NOTABLE: Final = 0.01
"""A difference of less than one point is neither good news nor bad."""


@dataclass(frozen=True)
class Rules:
    """What the stages mean.

    Raises:
        FilterError: A threshold is negative, or the share is above 1.
    """

    stayed_minutes: float = STAYED_MINUTES
    """Watch time that makes a registrant have stayed."""

    stayed_share: float | None = None
    """Instead of minutes: share of the live event's length, from 0 to 1. Nobody is said to have stayed in an event
    whose length is unknown."""

    live: bool = False
    """The live funnel."""

    include_simlive: bool = False
    """In the live funnel, SimLive sessions count as Live ones do."""

    def __post_init__(self) -> None:
        if not 0 <= self.stayed_minutes < float("inf"):
            raise FilterError(
                later(
                    "Minutes stayed should be zero or more, but are {stayed_minutes}.",
                    stayed_minutes=self.stayed_minutes,
                )
            )
        if self.stayed_share is not None and not 0 <= self.stayed_share <= 1:
            raise FilterError(
                later(
                    "The share stayed should lie between 0 and 1, but is {stayed_share}.",
                    stayed_share=self.stayed_share,
                )
            )

    def of(self, stage: str) -> Rules:
        """Return the rules that matter to a stage, the others as usual: so two that count the same people are equal.

        Minutes don't matter beside a share, nor SimLive outside the live funnel.
        """
        simlive = self.live and self.include_simlive
        if stage == "registered":
            return Rules(live=self.live)
        if stage == "attended":
            return Rules(live=self.live, include_simlive=simlive)
        minutes = self.stayed_minutes if self.stayed_share is None else STAYED_MINUTES
        return Rules(minutes, self.stayed_share, live=self.live, include_simlive=simlive)


USUAL: Final = Rules()
"""Everybody's funnel, with 10 minutes."""


@dataclass(frozen=True)
class Names:
    """What the stages and the losses before them are called; see :func:`names`."""

    stages: dict[str, str]
    losses: dict[str, str]
    notes: dict[str, str]
    """The losses in the few words that a line under a bar holds on a phone."""


def names(rules: Rules = USUAL) -> Names:
    """Return the words for a funnel's rules."""
    live, kinds = rules.live, _kinds(rules)
    stages = {
        "registered": say("Registered by the end") if live else say("Registered"),
        "attended": say("Came {kinds}", kinds=kinds) if live else say("Attended"),
        "stayed": say("Stayed {threshold}", threshold=threshold(rules)),
        "engaged": say("Engaged"),
        "answered_survey": say("Answered a survey"),
    }
    losses = {
        "attended": say("did not come {kinds}", kinds=kinds) if live else say("did not attend"),
        "stayed": say("left before {threshold}", threshold=threshold(rules)),
        "engaged": say("neither asked nor answered"),
        "answered_survey": say("asked, but answered no survey"),
    }
    short = threshold(rules)
    if rules.stayed_share is not None:
        short = f"{localised(exact_percent(rules.stayed_share))} %"
    notes = {
        "attended": say("were not live") if live else losses["attended"],
        "stayed": say("left before {short}", short=short),
        "engaged": say("did neither"),
        "answered_survey": say("only asked"),
    }
    return Names(stages, losses, notes)


def threshold(rules: Rules) -> str:
    """Return from when on somebody has stayed, to the last digit: ``10 min``, ``33.5 % of the live event``."""
    if rules.stayed_share is None:
        return say("{minutes} min", minutes=localised(exact(rules.stayed_minutes)))
    return say("{share} % of the live event", share=localised(exact_percent(rules.stayed_share)))


def described(stage: str, side: str, rules: Rules = USUAL) -> str:
    """Name the set of people behind a stage, with all of the rules that it follows.

    Two sets that differ have names that differ: ``Stayed 10 min (live): passed``, ``Stayed 10 min (live or SimLive):
    passed``, ``Engaged (stayed 10 min): dropped``.
    """
    rules = rules.of(stage)
    said = [say("stayed {threshold}", threshold=threshold(rules))] if stage in ("engaged", "answered_survey") else []
    if rules.live and stage not in ("registered", "attended"):
        said.append(_kinds(rules))
    also = f" ({', '.join(said)})" if said else ""
    return f"{names(rules).stages[stage]}{also}: {say(_SIDES[side])}"


def _kinds(rules: Rules) -> str:
    return say("live or SimLive") if rules.include_simlive else say("live")


ATTENDED: Final = {
    "any": phrase("Attended"),
    "none": phrase("Did not attend"),
    "live": phrase("Came live"),
    "od": phrase("Watched on demand"),
    "simlive": phrase("Watched SimLive"),
}
"""What those are called who attended in some way, or did not at all."""


speaking(__name__)
