"""Which partials are kept of events, those of one or of several as bytes, and those of many as what is at hand.

Pure: processes of a cluster make and merge them too (:mod:`webcast.library.cluster_tasks`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources
from typing import Any, Final

import polars as pl

from webcast.analysis import (
    attendance,
    audience,
    dimensions,
    funnel,
    pace,
    persons,
    portfolio,
    qa,
    stages,
    summary,
    timeline,
    waiting,
)
from webcast.analysis.audience import Audience
from webcast.analysis.pairs import Pair
from webcast.analysis.parts import Parts, Stacked
from webcast.library import packing
from webcast.library.stacking import Part, Share, pack, stack

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
)

KEPT: Final[dict[str, Partial]] = {
    "events": lambda people: people.events,
    "warnings": lambda people: people.warnings,
    "silent": audience.silent,
    "referrers": audience.referrers,
    **{pair.name: pair.partial for pair in _PAIRS},
}
"""What is kept, by name: what Overview, Portfolio and Funnel are made of, of everybody."""

NARROW: Final = {pair.name: pair.narrow for pair in _PAIRS if pair.narrow is not None}
"""What leaves the persons out of those of them that have any: :attr:`webcast.analysis.pairs.Pair.narrow`."""


AT_ONCE: Final = 1_000_000
"""Registrants whose persons are merged together; of twice as many and more one share after the other.

On a cluster, each share by one worker at a time.
"""


@cache
def version() -> str:
    """Return what stands for everything that figures depend on: the columns of reports and all code of analyses."""
    code = hashlib.sha256(f"{packing.VERSION} {sorted(KEPT)} {pl.__version__}".encode())
    folder = resources.files("webcast.analysis")
    for file in sorted(folder.iterdir(), key=lambda found: found.name):
        if file.name.endswith(".py"):
            code.update(file.read_bytes())
    return code.hexdigest()


def packed(people: Audience) -> bytes:
    """Return what is kept of everybody of one event or of several, whose numbers are lasting."""
    return pack(people.total, {name: partial(people) for name, partial in KEPT.items()})


def together(parts: Sequence[Part], event_ids: Sequence[str]) -> Parts:
    """Return the parts as one, the rows of events in the order in which these were asked for.

    Of so many registrants that there would be no room for all persons, some are merged after others.
    """
    registrants = sum(part.registrants for part in parts)
    times = registrants // AT_ONCE
    stacked = stack(parts) if times < 2 else stack(parts, nobody=True) | _narrowed(parts, times)
    order = pl.DataFrame({"event_id": event_ids}).with_row_index("_place")
    for name, found in stacked.items():
        if "event_id" in found.rows.columns:
            placed = found.rows.join(order, on="event_id", how="left", maintain_order="left")
            rows = placed.sort("_place", maintain_order=True).drop("_place")
            stacked[name] = Stacked(rows, found.parts)
    events, warnings = stacked.pop("events").rows, stacked.pop("warnings").rows
    return Parts(events, warnings, registrants, stacked)


def _narrowed(parts: Sequence[Part], times: int) -> dict[str, Stacked]:
    """Return what leaves the persons out, of one share of them below that of another."""
    found: dict[str, list[pl.DataFrame]] = {}  # nothing where no part names anybody: a cluster has merged them
    for n in range(times):
        for name, some in stack(parts, share=Share(n, times)).items():
            found.setdefault(name, []).append(NARROW[name](some))
    return {name: Stacked(pl.concat(frames), times) for name, frames in found.items()}
