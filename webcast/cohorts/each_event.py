"""Which sets of people can be told of each event by itself, so that no event's people are needed for another's.

All others need them: whose person came so many times, the highest scores of all, a group whose name is the spelling
that most have written, stages of which no event tells less than another.
"""

from __future__ import annotations

from typing import Final

from webcast.analysis import dimensions
from webcast.analysis.preset_counts import HOT
from webcast.cohorts import across, in_time, voices
from webcast.cohorts.cohort import KEY, Answer, Askers, Attended, Cohort, Group, Others, Viewing
from webcast.cohorts.presets import Preset

_TOLD: Final = (
    Answer,
    Askers,
    Attended,
    Viewing,
    across.ByCampaign,
    in_time.RegisteredAhead,
    in_time.Started,
    in_time.Staying,
    in_time.Waited,
    in_time.Watched,
    in_time.Watching,
    voices.AskedTerm,
    voices.Checked,
    voices.Term,
)

_SPELT_AS_THEY_ARE: Final = frozenset({dimensions.ATTENDANCE, "campaign", "domain", "referrer"})
"""Dimensions whose groups bear the same name in every event; others bear the spelling that is seen most often."""


def told(people: Cohort) -> bool:
    """Tell whether whom a set takes of an event depends on that event alone, and on who opted out."""
    inner = _inner(people)
    if isinstance(inner, Preset):
        return inner.name != HOT
    if isinstance(inner, Group):
        # What stands in an address for a group's name is looked for among the groups of all events.
        return inner.dimension in _SPELT_AS_THEY_ARE and not (inner.value or "").startswith(KEY)
    return isinstance(inner, _TOLD)


def asks_who_opted_out(people: Cohort) -> bool:
    """Tell whether a set leaves out who opted out, which any record of the person says."""
    inner = _inner(people)
    return isinstance(inner, Preset) and not inner.opted_out


def _inner(people: Cohort) -> Cohort:
    return people.people if isinstance(people, Others) else people
