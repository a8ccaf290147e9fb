"""How many are in a set is counted once an audience, and is of the audience that is asked."""

from __future__ import annotations

import polars as pl

from tests.analysis.small import audience as whole
from webcast.analysis.audience import Audience
from webcast.cohorts.cohort import Attended
from webcast.cohorts.sizes import count, persons


class Noted:
    """Everybody; takes down how often it is applied."""

    def __init__(self) -> None:
        self.applied = 0

    def apply(self, audience: Audience) -> Audience:
        self.applied += 1
        return audience

    def describe(self) -> str:
        return "Everybody"

    def to_text(self) -> str:
        return "everybody"


def test_a_size_is_that_of_the_set() -> None:
    everyone = whole()
    for how in ("any", "none", "live", "od"):
        people = Attended(how).apply(everyone)
        assert (count(everyone, Attended(how)), persons(everyone, Attended(how))) == (people.count, people.people)
    assert count(everyone.where(pl.lit(value=False)), Attended("any")) == 0


def test_a_size_is_counted_once_an_audience() -> None:
    everyone, people = whole(), Noted()
    assert count(everyone, people) == count(everyone, people) == everyone.count
    assert people.applied == 1
    few = everyone.where(pl.lit(value=False))
    assert count(few, people) == 0
    assert people.applied == 2
