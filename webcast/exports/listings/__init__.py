"""The tables that can be had as files, by name: registrants, the master event analytics, companies, answers.

Each is what a page shows, whole: the same function of :mod:`webcast.analysis`, under headers that say what a column
is. Shares are numbers from 0 to 1, durations are durations, instants are in the reader's zone. A table of a topic
stands in the module of that topic; what all have in common is in :mod:`webcast.exports.listings.listing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from webcast.analysis.audience import Audience
from webcast.errors import ChangeRequest
from webcast.exports import columns, headings
from webcast.exports.listings import events, funnel, people, surveys, time, voices, waiting
from webcast.exports.listings.listing import WHO, Listing
from webcast.exports.registrants import registrants
from webcast.exports.table import Table, cut_anew
from webcast.language import later, using
from webcast.reports import Report
from webcast.view.choices import Choices

REGISTRANTS: Final = "registrants"
EVENTS: Final = events.EVENTS.name

_TOPICS: Final[tuple[tuple[Listing, ...], ...]] = (
    events.TABLES,
    people.TABLES,
    voices.TABLES,
    surveys.TABLES,
    funnel.TABLES,
    waiting.TABLES,
    time.TABLES,
)

LISTINGS: Final[dict[str, Listing]] = {listing.name: listing for topic in _TOPICS for listing in topic}
"""Every table but the registrants, by name."""

NAMES: Final = (REGISTRANTS, *LISTINGS)


BY_EVENT: Final = frozenset({REGISTRANTS}) | {name for name, listing in LISTINGS.items() if listing.by_event}
"""The tables whose rows are those of each event by itself, one event behind the other."""

OF_PEOPLE: Final = frozenset({REGISTRANTS}) | {
    listing.name for listing in LISTINGS.values() if not WHO.keys().isdisjoint(listing.headers.keys() - {"company"})
}
"""The tables that say who somebody is."""


class UnknownTable(ChangeRequest):
    """A table was asked for that there is not."""


def table(
    name: str,
    audience: Audience,
    zone: str,
    wanted: Sequence[str] | None = None,
    choices: Choices | None = None,
    *,
    language: str = "",
) -> Table:
    """Return a table of an audience.

    Args:
        name: One of :data:`NAMES`.
        audience: Whose.
        zone: IANA name of the zone that times are shown in.
        wanted: Headers to keep, in this order; None for all.
        choices: What some tables depend on.
        language: Of headings and of what cells say in our words; empty for English, with the platform's headings.

    Raises:
        UnknownTable: There is no such table.
        UnknownColumn: A wanted header is not among its headers.
        FilterError: The choices make no sense for it.
    """
    if name not in NAMES:
        known = ", ".join(NAMES)
        raise UnknownTable(
            later("A table should be one of {names}, but '{name}' is none of them.", names=known, name=name[:30])
        )
    with using(headings.reader(language)):
        if name == REGISTRANTS:
            return registrants(audience, zone, wanted)
        return _headed(LISTINGS[name].table(audience, zone, choices or Choices()), wanted)


def one_by_one(
    name: str,
    parts: Sequence[Callable[[], Audience]],
    height: int,
    zone: str,
    *,
    wanted: Sequence[str] | None,
    choices: Choices,
    language: str,
) -> Table:
    """Return a table whose rows are those of each event, of audiences of different events one behind the other.

    Each is asked for when its rows are, and let go before the next one is.

    Args:
        name: Of a listing that is :attr:`~.listing.Listing.by_event`.
        parts: Return the audiences.
        height: How many rows there are.
        zone: IANA name of the zone that times are shown in.
        wanted: Headers to keep, in this order; None for all.
        choices: What some tables depend on.
        language: As of :func:`table`.

    Raises:
        UnknownColumn: A wanted header is not among its headers.
    """
    listing, reader = LISTINGS[name], headings.reader(language)

    def rows() -> Iterator[pl.DataFrame]:
        for part in parts:
            with using(reader):
                made = listing.table(part(), zone, choices)
            yield made.frame()
            del made

    with using(reader):
        nobody = listing.table(Audience.of(Report()), zone, choices)
        whole = replace(nobody, height=height, total=height, _slices=lambda size: cut_anew(rows(), size))
        return _headed(whole, wanted)


def _headed(made: Table, wanted: Sequence[str] | None) -> Table:
    return made.pick(columns.chosen(made.headers, wanted)).renamed(headings.said(made.headers))


def of_columns(table: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return the headers of a table's columns as pages name them; columns that only the screen has are left out.

    Args:
        table: One of :data:`NAMES`.
        names: Columns: for registrants those of a list of people, where the answers to a question are named
            ``registration: <question>`` and ``survey: <survey>: <question>``.
    """
    if table == REGISTRANTS:
        return columns.of_people(names)
    known = LISTINGS[table].headers
    return tuple(known[_ON_SCREEN.get(name, name)] for name in names if _ON_SCREEN.get(name, name) in known)


_ON_SCREEN: Final = {"at": "live_start", "label": "campaign"}
"""Columns that pages show under another name."""


def choices_for(table: str, choices: Choices) -> Choices:
    """Return the choices with only those that a table depends on; all others as usual."""
    takes = LISTINGS[table].takes if table in LISTINGS else ()
    return Choices(**{name: getattr(choices, name) for name in takes})
