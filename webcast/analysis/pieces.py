"""Some of an audience's people at a time, of events whose reports are not open: who is on a page of a list, say.

A piece is the people of a few events as an audience of their own, narrowed as all are. What depends on a report alone
is the same in it: what somebody did, watched, asked, answered, and the score. What is told of a person over events
is not: their number, and whether they opted out. Nor is how a value is spelt most often. An audience that is open, or
whose reports cannot be opened one by one, is its only piece. Of people whose row numbers are known no piece is
needed: the few are an audience, for which each event's report is cut to them as it is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import accumulate
from typing import Final, TypeVar

import polars as pl

from webcast.analysis.audience import Audience
from webcast.reports import Report
from webcast.reports.report import stack
from webcast.reports.unopened import AT_ONCE, ChangedMeanwhile, Unopened, in_batches

T = TypeVar("T")

CUT_AT_ONCE: Final = 200_000
"""Registrants whose reports are opened together to be cut to few."""


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
    return folded(audience, event_ids, lambda piece: [look(piece)], lambda some, more: [*some, *more]) or []


def folded(
    audience: Audience, event_ids: Sequence[str], look: Callable[[Piece], T], fold: Callable[[T, T], T]
) -> T | None:
    """Return what is seen as :func:`over` sees it, folded to one from the first of the events on; None of none.

    So no more is in memory than what is folded and what one piece shows.
    """
    reports = audience.reports
    if reports is not None and not audience.opened:
        try:
            each = (look(_piece(audience, reports, batch)) for batch in _batches(reports, event_ids))
            first = next(each, None)
            return None if first is None else reduce(fold, each, first)
        except ChangedMeanwhile:
            pass  # all together are what they were
    return look(Piece(audience))


def of_rows(audience: Audience, rows: pl.Series, *columns: str) -> pl.DataFrame:
    """Return columns of reports of the registrants with these row numbers among all people, in that order."""
    reports = audience.reports
    if reports is None or audience.opened:
        return audience.of_rows(rows, *columns)
    try:
        report, own = _cut(reports, rows)
        return report.registrants[own, list(columns)]
    except ChangedMeanwhile:
        return audience.of_rows(rows, *columns)


def few(audience: Audience, rows: pl.Series) -> tuple[Audience, pl.Series]:
    """Return an audience in which those with these row numbers among all people are, and their rows in it, in order.

    Others are in it too, who tell what was offered to all of an event: whatever is asked is asked of the rows.

    Raises:
        ChangedMeanwhile: A report is another one.
    """
    reports = audience.reports
    if reports is None or audience.opened:
        return audience, rows
    report, own = _cut(reports, rows)
    people = audience.passing(report).everyone
    if people.total != report.registrants.height:
        raise ChangedMeanwhile
    return people, own


def _cut(reports: Unopened, rows: pl.Series) -> tuple[Report, pl.Series]:
    """Return the reports of the events of some rows cut to these, and where they are in its table."""
    if rows.is_empty():
        return Report(), rows
    once, begin = rows.unique().sort(), begins(reports)
    places = {}
    for event in events_of(reports, rows):
        end = begin[event] + reports.registrants[event]
        mine = once.filter((once >= begin[event]) & (once < end))
        places[event] = [row - begin[event] for row in mine]
    batches = in_batches(list(places), reports.registrants.__getitem__, CUT_AT_ONCE)
    each = [reports.few({event: places[event] for event in batch}) for batch in batches]
    report = stack(each)
    if report.event["event_id"].to_list() != list(places):
        raise ChangedMeanwhile
    # Of each event these come first; others behind them tell what was offered.
    first = report.registrants["event_id"].to_frame().select(pl.int_range(pl.len()).over("event_id")).to_series()
    sizes = pl.DataFrame({"event_id": list(places), "n": [len(some) for some in places.values()]}).lazy()
    known = report.registrants.lazy().select("event_id").join(sizes, on="event_id", maintain_order="left")
    own = known.with_columns(first.alias("first")).with_row_index("own").filter(pl.col("first") < pl.col("n"))
    where = own.select("own").collect().to_series()
    if where.len() != once.len():
        raise ChangedMeanwhile
    return report, where.gather(once.search_sorted(rows)).alias(rows.name)


def _batches(reports: Unopened, event_ids: Sequence[str]) -> list[list[str]]:
    wanted = set(event_ids)
    some = [event for event in reports.registrants if event in wanted]
    return in_batches(some, reports.registrants.__getitem__, AT_ONCE)


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
