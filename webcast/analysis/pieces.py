"""Some of an audience's people at a time, of events whose reports are not open: who is on a page of a list, say.

A piece is the people of a few events as an audience of their own, narrowed as all are. What depends on a report alone
is the same in it: what somebody did, watched, asked, answered, and the score. What is told of a person over events
is not: their number, and whether they opted out. Nor is how a value is spelt most often. An audience that is open, or
whose reports cannot be opened one by one, is its only piece.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TypeVar

import polars as pl

from webcast.analysis.audience import Audience
from webcast.reports.schema import empty
from webcast.reports.unopened import AT_ONCE, ChangedMeanwhile, Unopened

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Piece:
    """People of some events.

    Attributes:
        people: These, with row numbers of their own.
        shift: By their events' order, what is added to a row number to have the one among all people.
    """

    people: Audience
    shift: pl.Series | None = field(default=None, repr=False)

    def among_all(self, rows: pl.Series) -> pl.Series:
        """Return the row numbers among all people of rows of the piece."""
        if self.shift is None:
            return rows
        events = self.people.of_rows(rows, "event")["event"]
        return (rows.cast(pl.Int64) + self.shift.gather(events)).cast(pl.UInt32).alias(rows.name)


def over(audience: Audience, event_ids: Sequence[str], look: Callable[[Piece], T]) -> list[T]:
    """Return what is seen of the people of some events, in the order of events, no more of them open than needed.

    Args:
        audience: Whose people.
        event_ids: The events; of an audience that is open, or is opened for it, all are looked at.
        look: Sees a piece, which goes when it returns.
    """
    reports = audience.reports
    if reports is not None and not audience.opened:
        try:
            return [look(_piece(audience, reports, batch)) for batch in _batches(reports, event_ids)]
        except ChangedMeanwhile:
            pass  # all together are what they were
    return [look(Piece(audience))]


def of_rows(audience: Audience, rows: pl.Series, *columns: str) -> pl.DataFrame:
    """Return columns of reports of the registrants with these row numbers among all people, in that order."""
    reports = audience.reports
    if reports is None or audience.opened:
        return audience.of_rows(rows, *columns)
    try:
        return _gathered(reports, events_of(reports, rows), begins(reports), rows, columns)
    except ChangedMeanwhile:
        return audience.of_rows(rows, *columns)


def _gathered(
    reports: Unopened, event_ids: Sequence[str], begin: dict[str, int], rows: pl.Series, columns: Sequence[str]
) -> pl.DataFrame:
    numbers, found = [], []
    for batch in _batches(reports, event_ids):
        registrants = reports.open(batch).registrants
        there = [pl.int_range(begin[event], begin[event] + reports.registrants[event], eager=True) for event in batch]
        row = pl.concat(there).cast(pl.UInt32)
        if registrants.height != row.len():
            raise ChangedMeanwhile
        mine = row.is_in(rows.implode())
        numbers.append(row.filter(mine))
        found.append(registrants.select(columns).filter(mine))
    if not found:
        return empty("registrants").select(columns)
    known = pl.concat(found).with_columns(pl.concat(numbers).alias("row")).lazy()
    wanted = rows.alias("row").to_frame().lazy()
    return wanted.join(known, on="row", how="left", maintain_order="left").drop("row").collect()


def _batches(reports: Unopened, event_ids: Sequence[str]) -> list[list[str]]:
    wanted = set(event_ids)
    some = Unopened({event: n for event, n in reports.registrants.items() if event in wanted}, reports.open)
    return some.batches(AT_ONCE)


def events_of(reports: Unopened, rows: pl.Series) -> list[str]:
    """Return the events of the registrants with these row numbers among all people, in the order of events."""
    ends = pl.Series(list(accumulate(reports.registrants.values())), dtype=pl.Int64)
    ids = list(reports.registrants)
    return [ids[place] for place in sorted(set(ends.search_sorted(rows.cast(pl.Int64), side="right")))]


def begins(reports: Unopened) -> dict[str, int]:
    """Return the row number of the first registrant of each event."""
    return dict(zip(reports.registrants, accumulate(reports.registrants.values(), initial=0), strict=False))


def _piece(audience: Audience, reports: Unopened, event_ids: Sequence[str]) -> Piece:
    people, begin = audience.passing(reports.open(event_ids)), begins(reports)
    own = accumulate((reports.registrants[event] for event in event_ids), initial=0)
    shift = [begin[event] - before for event, before in zip(event_ids, own, strict=False)]
    registrants = sum(reports.registrants[event] for event in event_ids)
    if people.total != registrants or people.events["event_id"].to_list() != list(event_ids):
        raise ChangedMeanwhile
    return Piece(people, pl.Series(shift, dtype=pl.Int64))
