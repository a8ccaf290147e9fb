"""Reports that are held and not open: of more events than there is room for, some are opened after others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import polars as pl

from webcast.errors import TryAgainLater
from webcast.language import later
from webcast.reports.few import few_of
from webcast.reports.report import Report

AT_ONCE: Final = 50_000
"""Registrants whose reports are opened together; those of an event are always."""

COLUMNS_AT_ONCE: Final = 200_000
"""Registrants of whom some columns are read together: a tenth of what whole reports take."""

WHOLE_UP_TO: Final = 500_000
"""Registrants up to which all reports are opened for figures: that takes as long once, and 1.2 GB at the most."""

T = TypeVar("T")


class ChangedMeanwhile(TryAgainLater):
    """A report became another one between two times that it was opened."""

    def __init__(self) -> None:
        super().__init__(
            later("A report became another one while the file was made from it, so there is no whole file."),
            remedy=later("Download it again."),
        )


@dataclass(frozen=True, eq=False)
class Unopened:
    """Reports of different events.

    Attributes:
        registrants: How many each event has, by its id, in the order of the events.
        open: Opens those of some events, in this order; :class:`ChangedMeanwhile` where one was another before.
        open_few: Opens them likewise, each cut to few registrants; without it they are cut when all are open.
        read_columns: Reads some columns of the registrants likewise, and no other; without it all are opened.
        may_have: Returns the events in which a person may be, by the number of
            :func:`~webcast.analysis.numbering.lasting_numbers`; without it that may be any.
    """

    registrants: Mapping[str, int]
    open: Callable[[Sequence[str]], Report]
    open_few: Callable[[Mapping[str, Sequence[int]]], Report] | None = None
    read_columns: Callable[[Sequence[str], Sequence[str]], pl.DataFrame] | None = None
    may_have: Callable[[int], Sequence[str]] | None = None

    def few(self, places: Mapping[str, Sequence[int]]) -> Report:
        """Return the reports of some events cut to few registrants of each: see :mod:`webcast.reports.few`.

        Args:
            places: By event, where the registrants are in its report.

        Raises:
            ChangedMeanwhile: A report was another before, or has fewer registrants.
        """
        try:
            return few_of(self.open(list(places)), places) if self.open_few is None else self.open_few(places)
        except IndexError:
            raise ChangedMeanwhile from None

    def columns(self, event_ids: Sequence[str], names: Sequence[str]) -> pl.DataFrame:
        """Return some columns of the registrants of some events, ``event_id`` before them.

        Raises:
            ChangedMeanwhile: A report was another before.
        """
        if self.read_columns is not None:
            return self.read_columns(event_ids, names)
        kept = [name for name in names if name != "event_id"]
        return self.open(event_ids).registrants.select("event_id", *kept)

    def with_person(self, number: int) -> list[str]:
        """Return the events in which a person may be, by the lasting number, in the order of the events."""
        among = self.registrants if self.may_have is None else frozenset(self.may_have(number))
        return [event for event in self.registrants if event in among]

    @property
    def total(self) -> int:
        """Registrants of all events."""
        return sum(self.registrants.values())

    def batches(self, most: int) -> list[list[str]]:
        """Return the events in their order, as many together as have so many registrants at most; one at least."""
        return in_batches(list(self.registrants), self.registrants.__getitem__, most)


def in_batches(some: Sequence[T], registrants: Callable[[T], int], most: int) -> list[list[T]]:
    """Return events in their order, as many together as have so many registrants at most; one at least."""
    found: list[list[T]] = []
    room = 0
    for one in some:
        count = registrants(one)
        if not found or count > room:
            found.append([])
            room = most
        found[-1].append(one)
        room -= count
    return found
