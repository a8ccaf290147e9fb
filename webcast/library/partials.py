"""Which partials are kept of events, those of one or of several as bytes, and those of many as what is at hand.

Pure: processes of a cluster make and merge them too (:mod:`webcast.library.cluster_tasks`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

import polars as pl

from webcast.analysis import (
    askers,
    attendance,
    dimensions,
    funnel,
    group_counts,
    list_order,
    of_events,
    pace,
    persons,
    portfolio,
    preset_counts,
    qa,
    rollups,
    rollups_by_event,
    stages,
    summary,
    survey_counts,
    surveys,
    terms,
    timeline,
    waiting,
)
from webcast.analysis.audience import Audience
from webcast.analysis.pairs import Answer, Pair
from webcast.analysis.parts import Partials, Parts, Stacked
from webcast.library import packing
from webcast.library.stacking import Part, Share, pack, small, stack

Partial = Callable[[Audience], pl.DataFrame]

_RULES: Final = (stages.Rules(), stages.Rules(live=True))
"""The funnels that pages begin with."""

_PAIRS: Final[tuple[Pair[Any], ...]] = (
    summary.KEY_FIGURES,
    summary.SUMS.pair,
    persons.COUNTED.pair,
    timeline.viewing(),
    timeline.PEAKS,
    attendance.BY_EVENT,
    qa.BY_EVENT,
    portfolio.CHECKS,
    pace.BY_EVENT,
    funnel.DURATIONS,
    *(pair(rules) for rules in _RULES for pair in (funnel.stages_by_event, funnel.stages_together)),
    attendance.CAME.pair,
    waiting.waiting().pair,
    dimensions.ASKED,
    rollups.BY_CAMPAIGN,
    rollups_by_event.COMPANIES,
    rollups_by_event.CAMPAIGNS,
)


@dataclass(frozen=True)
class Family:
    """Partials that lie together, and are read together.

    Attributes:
        kept: What is kept of everybody, by name.
        answers: What is kept of many events in place of partials.
        persons: Whether any names persons. If not, some parts are merged after others.
    """

    kept: Mapping[str, Partial]
    answers: tuple[Answer, ...]
    persons: bool = True

    def __contains__(self, name: str) -> bool:
        """Tell whether a pair or an answer of a name is among them."""
        return name in self.kept or any(answer.name == name for answer in self.answers)

    def whole(self) -> set[str]:
        """Return the names of the pairs whose answers are kept in place of partials."""
        return {answer.pair.name for answer in self.answers}

    def merged(self, stacked: Mapping[str, Stacked]) -> Partials:
        """Return partials with the answers in place of those that these are made of."""
        whole = self.whole()
        rows = {name: found for name, found in stacked.items() if name not in whole}
        return Partials(rows, {answer.name: answer.merged(stacked) for answer in self.answers})


_GROUPS: Final = (
    rollups.CAMPAIGN_SUMS,
    rollups.CAMPAIGN_NAMES,
    rollups.COMPANY_SUMS,
    rollups.COMPANY_NAMES,
    rollups.COMPANIES_NAMED,
)

_PERSONS_OF_GROUPS: Final = (rollups.CAMPAIGN_PEOPLE, rollups.COMPANY_PEOPLE)

_OF_VOICES: Final = (survey_counts.ANSWERING, surveys.CHECKS, qa.SUMS, terms.QUESTIONS)

_VOICES: Final[tuple[Pair[Any], ...]] = (
    survey_counts.ASKED,
    survey_counts.RESPONDENTS,
    survey_counts.ANSWERS,
    survey_counts.TWICE,
    *(answer.pair for answer in _OF_VOICES),
)

_ASKERS: Final = (askers.COUNTED, askers.LEADING)

_REGISTRANTS: Final = (
    group_counts.COUNTED,
    group_counts.NAMES,
    preset_counts.SUMS,
    preset_counts.LEADS,
    list_order.LOWEST,
    survey_counts.LABELS,
)

_FURTHER: Final = (*_GROUPS, *_PERSONS_OF_GROUPS, *_OF_VOICES, *_ASKERS, *_REGISTRANTS)

FAMILIES: Final = (
    Family(
        {
            "events": lambda people: people.events,
            "warnings": lambda people: people.warnings,
            "silent": of_events.silent,
            "referrers": of_events.referrers,
            **{pair.name: pair.partial for pair in _PAIRS},
        },
        (
            persons.COUNTED,
            persons.OFTEN,
            summary.SUMS,
            timeline.HIGHEST,
            attendance.CAME,
            waiting.waiting(),
        ),
    ),
    Family({answer.pair.name: answer.pair.partial for answer in _GROUPS}, _GROUPS, persons=False),
    Family({answer.pair.name: answer.pair.partial for answer in _PERSONS_OF_GROUPS}, _PERSONS_OF_GROUPS),
    Family({pair.name: pair.partial for pair in _VOICES}, _OF_VOICES, persons=False),
    Family({answer.pair.name: answer.pair.partial for answer in _ASKERS}, _ASKERS),
    Family({answer.pair.name: answer.pair.partial for answer in _REGISTRANTS}, _REGISTRANTS, persons=False),
)
"""What Overview, Portfolio and Funnel are made of, and what every page begins with; Campaigns and Companies; Surveys
and Questions; Registrants. The second of two names persons."""

ASKED_TOGETHER: Final = ((1, 2), (3, 4, 5))
"""Places of families beyond the first that the same pages ask for."""

NARROW: Final = {
    pair.name: pair.narrow for pair in (*_PAIRS, *(answer.pair for answer in _FURTHER)) if pair.narrow is not None
}
"""What makes fewer rows of those that can be: :attr:`webcast.analysis.pairs.Pair.narrow`."""


AT_ONCE: Final = 1_000_000
"""Registrants whose persons are merged together; of twice as many and more one share after the other.

On a cluster, each share by one worker at a time.
"""


@cache
def version() -> str:
    """Return what stands for everything that figures depend on: the columns of reports and all code of analyses."""
    kept = [sorted(family.kept) for family in FAMILIES]
    code = hashlib.sha256(f"{packing.VERSION} {kept} {pl.__version__}".encode())
    folder = resources.files("webcast.analysis")
    for file in sorted(folder.iterdir(), key=lambda found: found.name):
        if file.name.endswith(".py"):
            code.update(file.read_bytes())
    return code.hexdigest()


def packed(people: Audience, family: int = 0) -> bytes:
    """Return what is kept of everybody of one event or of several, whose numbers are lasting."""
    data = pack(people.total, {name: partial(people) for name, partial in FAMILIES[family].kept.items()})
    return small(data) if family else data


def packed_of_all(people: Audience) -> list[bytes]:
    """Return :func:`packed` of each family."""
    return [packed(people, family) for family in range(len(FAMILIES))]


def family_of(name: str) -> int:
    """Return in which family the pair or the answer of a name is: the first where it is in none."""
    return next((place for place, family in enumerate(FAMILIES) if name in family), 0)


def stacked_of(parts: Sequence[Part]) -> dict[str, Stacked]:
    """Return what parts have, one below the other.

    Of so many registrants that there would be no room for all persons, some are merged after others.
    """
    times = sum(part.registrants for part in parts) // AT_ONCE
    return stack(parts) if times < 2 else stack(parts, nobody=True) | _narrowed(parts, times)


class Gathering:
    """What parts of a further family are merged to.

    Where they name nobody, some are merged after others, so that no more than these are in memory.

    Args:
        family: Which one.
    """

    def __init__(self, family: int) -> None:
        self._family = FAMILIES[family]
        self._found: dict[str, Stacked] = {}
        self._parts: list[Part] = []

    def add(self, part: Part) -> None:
        """Take a part."""
        self._parts.append(part)
        if not self._family.persons and sum(one.registrants for one in self._parts) >= AT_ONCE // 4:
            self._fold()

    def merged(self, event_ids: Sequence[str]) -> Partials:
        """Return what they are merged to, the rows of events in this order."""
        if self._family.persons:
            return self._family.merged(stacked_of(self._parts))
        if self._parts:
            self._fold()
        return self._family.merged(in_order(self._found, event_ids))

    def _fold(self) -> None:
        some, found = stack(self._parts), self._found
        below = {name: pl.concat([one[name].rows for one in (found, some) if one]) for name in some}
        self._found = {name: Stacked(fewer(name, rows), parts=2) for name, rows in below.items()}
        self._parts = []


def fewer(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Return what several parts' rows are narrowed to, where they can be."""
    narrow = NARROW.get(name)  # none of an analysis that has rows an event
    return rows if narrow is None else narrow(Stacked(rows, parts=2))


def together(parts: Sequence[Part], event_ids: Sequence[str]) -> Parts:
    """Return parts of the first family as one, the rows of events in the order in which these were asked for."""
    stacked = in_order(stacked_of(parts), event_ids)
    events, warnings = stacked.pop("events").rows, stacked.pop("warnings").rows
    return Parts(events, warnings, sum(part.registrants for part in parts), stacked)


def in_order(stacked: Mapping[str, Stacked], event_ids: Sequence[str]) -> dict[str, Stacked]:
    """Return partials with the rows of events in the order in which these were asked for."""
    order = pl.DataFrame({"event_id": event_ids}).with_row_index("_place")
    found = dict(stacked)
    for name, some in stacked.items():
        if "event_id" in some.rows.columns:
            placed = some.rows.join(order, on="event_id", how="left", maintain_order="left")
            found[name] = Stacked(placed.sort("_place", maintain_order=True).drop("_place"), some.parts)
    return found


def _narrowed(parts: Sequence[Part], times: int) -> dict[str, Stacked]:
    """Return what leaves the persons out, of one share of them below that of another."""
    found: dict[str, list[pl.DataFrame]] = {}  # nothing where no part names anybody: a cluster has merged them
    for n in range(times):
        for name, some in stack(parts, share=Share(n, times)).items():
            found.setdefault(name, []).append(NARROW[name](some))
    return {name: Stacked(pl.concat(frames), times) for name, frames in found.items()}
