"""Figures of whom filters let through, of more events than there should be in memory: some are opened after others.

Pure, as :mod:`webcast.library.partials` is: what it takes opens the reports.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from webcast.analysis.audience import Audience
from webcast.analysis.later import Later
from webcast.analysis.narrowed import Narrowed
from webcast.analysis.opted_out import OptedOut
from webcast.analysis.parts import NOTHING, Partials
from webcast.library.partials import ASKED_TOGETHER, FAMILIES, Gathering, family_of, packed, together
from webcast.library.stacking import Part
from webcast.reports import Report
from webcast.reports.unopened import AT_ONCE, ChangedMeanwhile, Unopened


def narrowed(
    everyone: Audience, reports: Unopened, narrow: Callable[[Audience], Audience], *, asks_who_opted_out: bool
) -> Narrowed:
    """Return those of all events whom filters let through, with the figures that are kept of everybody.

    What few pages ask for is made when they do; where a report is another one by then, all are opened for it.

    Args:
        everyone: All of them, of parts.
        reports: Of the same events.
        narrow: Lets people through; whom, depends on their event alone, and on who opted out.
        asks_who_opted_out: Whether it does depend on that, which any record of a person says.

    Raises:
        FilterError: People cannot be let through so.
        Damaged: A report cannot be opened.
    """
    batches = reports.batches(AT_ONCE)
    opted_out = OptedOut.over(reports) if asks_who_opted_out else OptedOut.together([])

    def passing(ids: list[str]) -> Audience:
        return narrow(Audience.of(opted_out.told(reports.open(ids)), lasting=True))

    def of_some(report: Report) -> Audience:
        return narrow(Audience.of(opted_out.told(report)))

    def others(families: Sequence[int]) -> dict[int, Partials]:
        gathered = {family: Gathering(family) for family in families}
        try:
            for people in map(passing, batches):
                for family, some in gathered.items():
                    some.add(Part.read(packed(people, family)))
        except ChangedMeanwhile:
            return {}
        return {family: some.merged(list(reports.registrants)) for family, some in gathered.items()}

    made, count = [], 0
    for people in map(passing, batches):
        made.append(Part.read(packed(people)))
        count += people.count
    found = together(made, list(reports.registrants))
    first = FAMILIES[0].merged(found.stacked)
    later: dict[int, Later[dict[int, Partials]]] = {}
    for families in ASKED_TOGETHER:
        later |= dict.fromkeys(families, Later(partial(others, families)))
    parts = replace(
        found,
        stacked=first.stacked,
        answers=first.answers,
        further=lambda name: later[n].get().get(n, NOTHING) if (n := family_of(name)) else NOTHING,
    )
    return Narrowed(everyone, parts, count, narrow, reports=reports, passing=of_some)
