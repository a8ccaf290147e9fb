"""Figures of whom filters let through, of more events than there should be in memory: some are opened after others.

Pure, as :mod:`webcast.library.partials` is: what it takes opens the reports.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from webcast.analysis.audience import Audience
from webcast.analysis.narrowed import Narrowed
from webcast.analysis.opted_out import OptedOut
from webcast.library.merged import ANSWERS
from webcast.library.partials import packed, together
from webcast.library.stacking import Part
from webcast.reports.unopened import AT_ONCE, Unopened


def narrowed(
    everyone: Audience, reports: Unopened, narrow: Callable[[Audience], Audience], *, asks_who_opted_out: bool
) -> Narrowed:
    """Return those of all events whom filters let through, with the figures that are kept of everybody.

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
    opted_out = OptedOut.together([OptedOut.of(reports.open(ids)) for ids in batches] if asks_who_opted_out else [])

    def part(ids: list[str]) -> tuple[Part, int]:
        kept = narrow(Audience.of(opted_out.told(reports.open(ids)), lasting=True))
        return Part.read(packed(kept)), kept.count

    made = [part(ids) for ids in batches]
    found = together([one for one, _ in made], list(reports.registrants))
    answers = {answer.name: answer.merged(found.stacked) for answer in ANSWERS}
    whole = {answer.pair.name for answer in ANSWERS}
    rows = {name: stacked for name, stacked in found.stacked.items() if name not in whole}
    return Narrowed(everyone, replace(found, stacked=rows, answers=answers), sum(count for _, count in made), narrow)
