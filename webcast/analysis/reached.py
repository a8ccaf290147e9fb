"""Who reaches which stage of the funnel, and how many do: what :mod:`webcast.analysis.funnel` counts with.

A stage is a column of bits over the members, each within the one before, so that counting one is counting bits. A
break-down counts the numbers of groups of those in each stage. Neither asks polars for a plan: a few columns are
looked at once, and a plan costs more than that up to 100,000 registrants.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from webcast.analysis.audience import MINUTE_MS, Audience
from webcast.analysis.modes import attended_column, watch_column
from webcast.analysis.runs import Counts, tallies
from webcast.analysis.stages import STAGES, Rules
from webcast.reports.columns import constant

DEPTHS: Final = (len(STAGES), 2, 1)
"""How many stages a report can tell of: all, those without watch times, registration alone."""

NO_END: Final = len(DEPTHS)
"""In place of one of :data:`DEPTHS`, in the live funnel: of an event without a live end."""

UNKNOWN: Final = -1
"""In place of a count that no report tells."""


@dataclass(frozen=True, eq=False, repr=False)
class Reached:
    """Who of an audience reaches which stage, in the order of its members.

    Attributes:
        stages: Of each of :data:`~.stages.STAGES` whether they reach it: Boolean, never null, each within the one
            before.
        told: Of how many stages their event's report tells, as a place in :data:`DEPTHS` or :data:`NO_END`; None
            where all tell of all stages.
    """

    stages: tuple[pl.Series, ...]
    told: pl.Series | None

    @property
    def places(self) -> list[int]:
        """The places in :data:`DEPTHS` that members have, ascending, and :data:`NO_END` if one has that."""
        if self.told is None:
            return [0] if self.stages[0].len() else []
        return sorted(self.told.unique())

    def of(self, place: int) -> list[pl.Series]:
        """Return who reaches each stage that reports of a place in :data:`DEPTHS` tell, of their members."""
        known = self.stages[: DEPTHS[place]]
        return list(known) if self.told is None else [(self.told == place) & stage for stage in known]

    def members(self, place: int) -> int:
        """Return how many members' events have a place in :data:`DEPTHS`, or :data:`NO_END`."""
        return self.stages[0].len() if self.told is None else int((self.told == place).sum())

    def at(self, places: pl.Series) -> Reached:
        """Return the same of some members, given by their place, one as often as its place is there."""
        told = None if self.told is None else self.told[places]
        return Reached(tuple(stage[places] for stage in self.stages), told)


def reached(audience: Audience, rules: Rules) -> Reached:
    """Return who reaches which stage: kept, as counts, break-downs and sets of people by stage all ask for it."""
    return audience.once(("reached", rules), lambda: _reached(audience, rules))


def _reached(audience: Audience, rules: Rules) -> Reached:
    attended = [attended_column(mode) for mode in _modes(rules)] if rules.live else ["attended"]
    told = "told" if not rules.live else "broadcast_told" if rules.include_simlive else "live_told"
    timed = told.replace("told", "timed")
    names = [*attended, told, timed, _watched(rules), "questions", "survey_answers"]
    names += ["live_registrant", "live_end"] if rules.live else []
    names += [] if rules.stayed_share is None else ["live_length"]
    known = audience.pick(*names)
    first, *others = (_sure(known[name]) for name in attended)
    came = first
    for other in others:
        came = came | other
    answered = known["survey_answers"] > 0
    registered = _sure(known["live_registrant"]) if rules.live else constant(known.height, pl.Boolean, value=True)
    tests = [came, _stayed(known, rules), _sure((known["questions"] > 0) | answered), _sure(answered)]
    stages = [registered]
    for test in tests:
        stages.append(stages[-1] & test)
    length = known["live_length"].is_not_null() if rules.stayed_share is not None else None
    all_told = _sure(known[timed]) if length is None else _sure(known[timed]) & length
    ended = known["live_end"].is_not_null() if rules.live else None
    return Reached(tuple(stages), _places(all_told, _sure(known[told]), ended))


def _modes(rules: Rules) -> tuple[str, ...]:
    return ("Live", "SimLive") if rules.include_simlive else ("Live",)


def _watched(rules: Rules) -> str:
    if not rules.live:
        return "watch_ms"
    return "broadcast_watch_ms" if rules.include_simlive else watch_column("Live")


def _stayed(known: pl.DataFrame, rules: Rules) -> pl.Series:
    watched = known[_watched(rules)]
    if rules.stayed_share is not None:
        return _sure(watched >= known["live_length"] * rules.stayed_share)
    # Beside a fraction the whole column would become one.
    return _sure(watched >= min(math.ceil(rules.stayed_minutes * MINUTE_MS), 2**62))


def _sure(mask: pl.Series) -> pl.Series:
    """Return a mask in which what is not known is not so."""
    return mask.fill_null(value=False) if mask.null_count() else mask


def _places(timed: pl.Series, told: pl.Series, ended: pl.Series | None) -> pl.Series | None:
    """Return :attr:`Reached.told`."""
    if timed.all() and (ended is None or ended.all()):
        return None
    place = (~timed).cast(pl.UInt8) + (~timed & ~told).cast(pl.UInt8)
    return place if ended is None else place.set(~ended, NO_END)


# Counting


def at_levels(found: Reached) -> dict[int, int]:
    """Return how many members are at each level that somebody is at.

    A level is how many stages one passes, which says which, since stages are nested; of members of events of which
    fewer stages are known, ``1 + len(STAGES)`` more for each of :data:`DEPTHS` that is passed over.
    """
    counts = {}
    for place in found.places:
        sums = [int(stage.sum()) for stage in found.of(place)] if place != NO_END else []
        passing = [found.members(place), *sums]
        for passed, (here, further) in enumerate(zip(passing, [*passing[1:], 0], strict=True)):
            counts[place * _LEVELS + passed] = here - further
    return {level: count for level, count in counts.items() if count}


_LEVELS: Final = 1 + len(STAGES)


def of_levels(levels: pl.Series, counts: pl.Series) -> list[int | None]:
    """Return how many reach each stage, of :func:`at_levels` of several parts: of those whose reports tell most."""
    together = np.zeros((len(DEPTHS) + 1) * _LEVELS, np.int64)
    np.add.at(together, levels.to_numpy(), counts.to_numpy())
    for depth, passed in zip(DEPTHS, together.reshape(-1, _LEVELS).tolist(), strict=False):
        if any(passed):
            return [sum(passed[stage + 1 :]) if stage < depth else None for stage in range(len(STAGES))]
    return [None] * len(STAGES)


def by_code(found: Reached, codes: pl.Series) -> tuple[Counts, Counts]:
    """Count those who reach each stage by a number of theirs, of the events whose reports tell most of each number.

    Args:
        found: Who reaches which stage.
        codes: A number of each member, UInt32; null for those who have none.

    Returns:
        The numbers that somebody has, ascending, :data:`UNKNOWN` for null; a row of each with the registrants of each
        stage, :data:`UNKNOWN` where no report tells.
    """
    several = NO_END + 1
    keys = codes + 1
    keys = keys.fill_null(0) if keys.has_nulls() else keys
    keys = keys if found.told is None else keys * several + found.told
    values, counts = tallies(keys, found.stages)
    if found.told is None:
        return values - 1, counts
    code, place = np.divmod(values, several)
    depth = np.array([*DEPTHS, 0])[place]
    counts[np.arange(len(STAGES)) >= depth[:, np.newaxis]] = UNKNOWN
    # The first place of a number is of those that tell most.
    first = np.diff(code, prepend=UNKNOWN) != 0
    return code[first] - 1, counts[first]
