"""The rows of a list in its order, for who goes through it from one registrant to the next."""

from __future__ import annotations

from typing import Protocol

import polars as pl

from webcast.analysis import people_list
from webcast.analysis.audience import Audience
from webcast.analysis.list_order import Order


class Listed(Protocol):
    """A list of registrants."""

    def __len__(self) -> int:
        """Return how many there are."""
        ...

    def place(self, row: int) -> int | None:
        """Return where a registrant stands, from 0; None of one who does not, or was not come to yet."""
        ...

    def at(self, place: int) -> int:
        """Return the row of the registrant at a place."""
        ...


class AtHand:
    """A list whose rows are known, in their order; each stands where it does first."""

    def __init__(self, rows: pl.Series) -> None:
        self._rows = rows.unique(maintain_order=True)

    def __len__(self) -> int:
        """Return how many there are."""
        return self._rows.len()

    def place(self, row: int) -> int | None:
        """Return where a registrant stands; None of one who does not."""
        return self._rows.index_of(row)

    def at(self, place: int) -> int:
        """Return the row of the registrant at a place."""
        return int(self._rows[place])


class Paged:
    """The members of an audience in an order, of whom a page is looked for when somebody comes to it.

    Args:
        audience: Whose members.
        order: How the list stands.
        rows: A page of it.
        start: How many stand before that page.
        most: How many are on a page.
        apart: See :func:`.people_list.page`.
    """

    def __init__(
        self, audience: Audience, order: Order, rows: pl.Series, start: int, most: int, *, apart: bool
    ) -> None:
        self._audience = audience
        self._order = order
        self._most = most
        self._apart = apart
        self._pages = {start // most: rows}

    def __len__(self) -> int:
        """Return how many there are."""
        return self._audience.count

    def place(self, row: int) -> int | None:
        """Return where a registrant stands; None of one on a page that was not come to."""
        places = ((page, rows.index_of(row)) for page, rows in self._pages.items())
        return next((page * self._most + place for page, place in places if place is not None), None)

    def at(self, place: int) -> int:
        """Return the row of the registrant at a place."""
        page, among = divmod(place, self._most)
        if page not in self._pages:
            start = page * self._most
            self._pages[page] = people_list.page(
                self._audience, self._order, start, self._most, lambda _, rows: rows.to_frame(), apart=self._apart
            )[0]
        return int(self._pages[page][among])
