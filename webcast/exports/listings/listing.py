"""What a table is made of: its name, how its rows are made, its headers, and how cells are shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

import polars as pl

from webcast.analysis.audience import Audience
from webcast.exports.table import Table, cut
from webcast.language import say
from webcast.view.choices import Choices

WHO: Final = {"first_name": "First Name", "last_name": "Last Name", "email": "Email", "company": "Company"}
"""Columns that say who somebody is → headers."""

EVENT: Final = {"event_id": "Event Id", "event_title": "Event Title"}

SHARES: Final = frozenset(
    {"attendance_rate", "share", "response_rate", "of_first", "of_previous", "low", "high"}
    | {"watch_share", "questions_share", "survey_share"}
)
"""Columns that hold a share from 0 to 1, whatever the table."""


@dataclass(frozen=True)
class InZone:
    """Makes rows that depend on the reader's zone as well: days, say."""

    make: Callable[[Audience, Choices, str], pl.DataFrame]


@dataclass(frozen=True)
class Listing:
    """One of the tables.

    Attributes:
        name: As in addresses and on the command line.
        label: As on pages, on sheets and in ``--help``.
        make: Makes its rows from people and choices; columns are named as in :attr:`headers`.
        headers: Column → header, in their order.
        file: How its files are named.
        shares: Columns that hold a share from 0 to 1, or what says which, where choices decide.
        takes: The fields of :class:`Choices` that it depends on.
        by_event: Whether its rows are those of each event by itself, one event behind the other.
    """

    name: str
    label: str
    make: Callable[[Audience, Choices], pl.DataFrame] | InZone
    headers: Mapping[str, str]
    file: str = ""
    shares: frozenset[str] | Callable[[Choices], frozenset[str]] = SHARES
    takes: tuple[str, ...] = ()
    by_event: bool = False

    def table(self, audience: Audience, zone: str, choices: Choices) -> Table:
        """Return the table of an audience, its times in a zone."""
        make = self.make
        found = make.make(audience, choices, zone) if isinstance(make, InZone) else make(audience, choices)
        shown = found.select(_cell(found.schema[name], name, zone).alias(h) for name, h in self.headers.items())
        names = self.shares(choices) if callable(self.shares) else self.shares
        shares = frozenset(header for name, header in self.headers.items() if name in names)
        return Table(
            tuple(shown.columns), shown.height, shown.height, zone, partial(cut, shown), self.file or self.name,
            say(self.label), shares,
        )  # fmt: skip


def yes_no(flag: pl.Expr) -> pl.Expr:
    """Return a switch in words; unknown stays unknown."""
    return pl.when(flag).then(pl.lit(say("yes"))).when(~flag).then(pl.lit(say("no")))


def _cell(kind: pl.DataType, column: str, zone: str) -> pl.Expr:
    value = pl.col(column)
    if isinstance(kind, pl.Datetime):
        return value.dt.convert_time_zone(zone)
    if column.endswith("_ms") or "watch_ms" in column:
        return pl.duration(milliseconds=value.round(0).cast(pl.Int64), time_unit="ms")
    return value
