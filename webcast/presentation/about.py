"""What heads an export: what is in it, for whom, in which zone, as of when. The same words as on the pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    left = left_out(lambda: filters.apply(audience.everyone, zone), sets)
    return head(audience.everyone, filters, zone, sets=sets, count=audience.count, left=left, now=now)


def head(
    everyone: Audience,
    filters: Filters,
    zone: str,
    *,
    sets: Sequence[Cohort],
    count: int,
    left: int,
    now: datetime,
) -> About:
    """Return the same of people who are not at hand.

    Args:
        everyone: Everybody before filters, of whom nothing but the events needs to be there.
        filters: Those that were applied.
        zone: The zone of its times.
        sets: The sets that narrowed them further.
        count: How many are in it.
        left: How many are left out by sets because they opted out.
        now: When it was made.
    """
    titles = everyone.events["title"].fill_null(say("Untitled")).to_list()
    named = "; ".join(titles[:_TITLES_NAMED])
    rest = len(titles) - _TITLES_NAMED
    run_at = everyone.events["run_at"].drop_nulls()
    as_of = run_at.min()
    opted_out = [(say(OPTED_OUT), say("{left} who opted out are left out", left=number(left)))] if left else []
    lines = [
        (say("Events"), say("{named} and {rest} more", named=named, rest=number(rest)) if rest > 0 else named),
        (say("Filters"), filters.describe()),
        *((say("People"), people.describe()) for people in sets),
        *opted_out,
        *((say(NOTE), said) for said in filters.notes(everyone)),
        (say("Registrants"), say("{count} of {total}", count=number(count), total=number(everyone.total))),
        (say("Time zone"), zone),
        (say("Data as of"), instant(as_of, zone) if isinstance(as_of, datetime) else say("unknown")),
        (say("Made"), instant(now, zone)),
    ]
    return About(tuple(lines))


def left_out(filtered: Callable[[], Audience], sets: Sequence[Cohort]) -> int:
    """Return how many sets leave out because they opted out, of those whom the filters let through."""
    if not any(isinstance(people, Preset) for people in sets):
        return 0
    others = [people for people in sets if not isinstance(people, Preset)]
    return presets.left_out(sets, apply_all(others, filtered()))


speaking(__name__)
