"""The one record of what a person looks at.

A page makes it of what the reader chose; addresses, links to files, saved views and the command line write it and
read it again (:mod:`webcast.view.address`, :mod:`webcast.view.document`, :mod:`webcast.view.command`), and whoever
makes a file takes the whole of it. So a file cannot be of other people than its page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from webcast.analysis import dimensions
from webcast.analysis.audience import Audience
from webcast.cohorts import cohort
from webcast.cohorts.cohort import Cohort, Group
from webcast.errors import FilterError
from webcast.language import later
from webcast.view import keys
from webcast.view.choices import Choices
from webcast.view.filters import Filters

REGISTRANTS: Final = "registrants"
"""The table of a view that older_names none."""

ALL_EVENTS: Final = "all"
"""Stands for all picked events together, where a page looks at one of them."""


@dataclass(frozen=True)
class View:
    """What is looked at.

    Attributes:
        page: The page's name in its address; none for a file.
        events: The picked events, in their order.
        merged: Whether the broadcasts of one programme are one event.
        filters: Which registrants.
        zone: IANA name of the zone of days and times; empty where none is said.
        event: Id of the one picked event that is in view, or :data:`ALL_EVENTS`; nothing said means all as well,
            except on a page that shows one.
        cohorts: Sets of people beyond the filters; who is in all of them.
        choices: What tables, charts and pages depend on beyond the people.
        display: How the page shows it, by parameter: what is unfolded, what comes first. No file depends on it.
        columns: Table → names of its columns, where they are not the usual ones.
        cut: The tables whose files hold these columns alone.
        table: The table of a file.
        headers: Headers that a file is cut to, said outright; none means what columns and cut say.
        language: Of a file's headings, and of what it says; empty for the platform's English headings, with the
            rest in the language of whoever takes it.
    """

    page: str = ""
    events: tuple[str, ...] = ()
    merged: bool = False
    filters: Filters = field(default_factory=Filters, repr=False)
    zone: str = ""
    event: str = ""
    cohorts: tuple[Cohort, ...] = field(default=(), repr=False)
    choices: Choices = field(default_factory=Choices, repr=False)
    display: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cut: frozenset[str] = frozenset()
    table: str = REGISTRANTS
    headers: tuple[str, ...] = ()
    language: str = ""

    def of(self, table: str, sets: Sequence[Cohort] = (), headers: Sequence[str] = ()) -> View:
        """Return the view of a table: with further sets of people, and cut to some columns."""
        return replace(self, table=table, cohorts=(*self.cohorts, *sets), headers=tuple(headers))

    def resolved(self, everyone: Audience) -> View:
        """Return the view with what stands in it by a key (:mod:`webcast.view.keys`) by its name."""
        return replace(
            self,
            choices=keys.choices(self.choices, everyone),
            cohorts=tuple(keys.people(people, everyone) for people in self.cohorts),
        )

    def sets(self, everyone: Audience) -> tuple[Cohort, ...]:
        """Return what narrows the people beyond the filters: the event in view, then the sets; each once.

        Raises:
            FilterError: The event in view is none of these.
        """
        return tuple(dict.fromkeys((*self._event(everyone), *self.cohorts)))

    def _event(self, everyone: Audience) -> tuple[Cohort, ...]:
        if self.event in ("", ALL_EVENTS):
            return ()
        names = dict(dimensions.event_names(everyone).rows())
        if self.event not in names:
            raise FilterError(
                later("The event in view should be one of the picked events, but is not."),
                remedy=later("Open the page again and use the link there."),
            )
        return (Group("event", names[self.event]),) if len(names) > 1 else ()

    def people(self, filtered: Audience, sets: Sequence[Cohort]) -> Audience:
        """Return those of whom the filters left who are in every set."""
        return cohort.apply_all(sets, filtered)
