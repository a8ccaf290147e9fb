"""Whose rows a file has, where all are at hand; :mod:`webcast.exports.event_by_event` has those who are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from webcast.analysis.audience import Audience
from webcast.cohorts.cohort import Cohort
from webcast.exports import listings
from webcast.exports.table import Table
from webcast.presentation.about import About, about
from webcast.view.record import View


class People(Protocol):
    """Those whom a view leaves, as their file needs them.

    Attributes:
        view: What is looked at.
        everyone: Everybody before filters, of whom nothing but the events needs to be there.
        sets: What narrows them beyond the filters.
    """

    @property
    def view(self) -> View: ...  # noqa: D102

    @property
    def everyone(self) -> Audience: ...  # noqa: D102

    @property
    def sets(self) -> tuple[Cohort, ...]: ...  # noqa: D102

    @property
    def count(self) -> int:
        """Registrants after filters and sets."""

    def about(self, now: datetime) -> About:
        """Return what heads their file."""

    def table(self, name: str, headers: Sequence[str] | None, language: str) -> Table:
        """Return a table of theirs: see :func:`webcast.exports.listings.table`."""


@dataclass(frozen=True)
class AtHand:
    """People who are at hand.

    Attributes:
        view: What is looked at.
        everyone: The people before any filter.
        people: Those who pass the filters and are in all sets.
        sets: What narrows them beyond the filters.
    """

    view: View
    everyone: Audience = field(repr=False)
    people: Audience = field(repr=False)
    sets: tuple[Cohort, ...] = field(repr=False)

    @property
    def count(self) -> int:
        """Registrants after filters and sets."""
        return self.people.count

    def about(self, now: datetime) -> About:
        """Return what heads their file."""
        return about(self.people, self.view.filters, self.view.zone, sets=self.sets, now=now)

    def table(self, name: str, headers: Sequence[str] | None, language: str) -> Table:
        """Return a table of theirs: see :func:`webcast.exports.listings.table`."""
        view = self.view
        return listings.table(name, self.people, view.zone, headers, view.choices, language=language)
