"""What heads an export: what is in it, for whom, in which zone, as of when. The same words as on the pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from webcast.analysis.audience import Audience
from webcast.cohorts import presets
from webcast.cohorts.cohort import Cohort, apply_all
from webcast.cohorts.presets import Preset
from webcast.formats import instant, number
from webcast.language import phrase, say, speaking
from webcast.view.filters import Filters

_TITLES_NAMED: Final = 20
OPTED_OUT: Final = phrase("Opted out")
"""Label of the line that says how many are left out for it."""

NOTE: Final = phrase("Note")
"""Label of the lines that say of whom it is not known whether they pass the filters."""


@dataclass(frozen=True)
class About:
    """The lines that say what a file holds: label and text."""

    lines: tuple[tuple[str, str], ...]


def about(audience: Audience, filters: Filters, zone: str, *, sets: Sequence[Cohort] = (), now: datetime) -> About:
    """Return what heads an export of the audience.

    Args:
        audience: Who is in it, after filters and sets.
        filters: Those that were applied.
        zone: The zone of its times.
        sets: The sets that narrowed it further.
        now: When it was made.
    """
    titles = audience.events["title"].fill_null(say("Untitled")).to_list()
    named = "; ".join(titles[:_TITLES_NAMED])
    rest = len(titles) - _TITLES_NAMED
    run_at = audience.events["run_at"].drop_nulls()
    as_of = run_at.min()
    lines = [
        (say("Events"), say("{named} and {rest} more", named=named, rest=number(rest)) if rest > 0 else named),
        (say("Filters"), filters.describe()),
        *((say("People"), people.describe()) for people in sets),
        *_opted_out(audience, filters, zone, sets),
        *((say(NOTE), said) for said in filters.notes(audience.everyone)),
        (say("Registrants"), say("{count} of {total}", count=number(audience.count), total=number(audience.total))),
        (say("Time zone"), zone),
        (say("Data as of"), instant(as_of, zone) if isinstance(as_of, datetime) else say("unknown")),
        (say("Made"), instant(now, zone)),
    ]
    return About(tuple(lines))


def _opted_out(audience: Audience, filters: Filters, zone: str, sets: Sequence[Cohort]) -> Iterator[tuple[str, str]]:
    """Say how many are left out because they opted out, where a set leaves them out."""
    if any(isinstance(people, Preset) for people in sets):
        others = [people for people in sets if not isinstance(people, Preset)]
        left = presets.left_out(sets, apply_all(others, filters.apply(audience.everyone, zone)))
        if left:
            yield say(OPTED_OUT), say("{left} who opted out are left out", left=number(left))


speaking(__name__)
