"""How many are in a set of people: counted once, and kept with the audience."""

from __future__ import annotations

from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.cohorts.cohort import Cohort


@held
def count(audience: Audience, cohort: Cohort) -> int:
    """Return how many of an audience are in a set."""
    return cohort.apply(audience).count


@held
def persons(audience: Audience, cohort: Cohort) -> int:
    """Return how many persons of an audience are in a set."""
    return cohort.apply(audience).people
