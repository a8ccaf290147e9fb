"""A page of the list of registrants, of which no more events are opened than have somebody on it.

Where it is not kept who the first of a list are, all events are gone through, a few at a time, for what it stands by.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import polars as pl

from webcast.analysis import list_order, pieces
from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.analysis.list_order import Order
from webcast.analysis.pieces import Piece
from webcast.reports.schema import FIXED_FIELDS
from webcast.reports.unopened import COLUMNS_AT_ONCE, ChangedMeanwhile, Unopened

AT_LEAST: Final = 10_000
"""Of a list that all events are gone through for so many are looked for, so that turning pages needs it once."""

Look = Callable[[Audience, pl.Series], pl.DataFrame]
"""Returns what is shown of some of an audience's members, given by their rows, in that order."""


def page(
    audience: Audience, order: Order, start: int, most: int, look: Look, *, apart: bool = True
) -> tuple[pl.Series, pl.DataFrame]:
    """Return one page of the members of an audience in an order: their rows, and what is shown of them.

    Args:
        audience: Whose members.
        order: How the list stands.
        start: How many stand before the page.
        most: How many are on it at most.
        look: What is shown; the same columns of any audience.
        apart: Whether that, and the order, depend on a report alone.
    """
    reports = audience.reports
    if audience.opened or reports is None or not reports.registrants or not apart:
        rows = order.rows(audience).slice(start, most)
        return rows, look(audience, rows)
    end = min(start + most, audience.count)
    found = list_order.stretches(audience, order)
    if found is not None and (found.is_empty() or found["before"][-1] + found["n"][-1] >= end):
        seen = _of_stretches(audience, reports, order, found, on_page=range(start, end), look=look)
    else:
        rows = _first(audience, order, -(-end // AT_LEAST) * AT_LEAST).slice(start, most)
        seen = _of_rows(audience, reports, rows, look)
    return _in_order(seen)


Seen = tuple[pl.DataFrame, pl.DataFrame]
"""``place`` on the page and ``row`` among all people, of some, and what is shown of them."""


def _in_order(seen: list[Seen]) -> tuple[pl.Series, pl.DataFrame]:
    where, shown = (pl.concat(list(frames)) for frames in zip(*seen, strict=True))
    order = where["place"].arg_sort()
    return where["row"].gather(order), shown[order]


def _of_stretches(
    audience: Audience, reports: Unopened, order: Order, found: pl.DataFrame, *, on_page: range, look: Look
) -> list[Seen]:
    """See who is on a page, of whom it is known where the list's stretches are."""
    there = _on(on_page, found)
    placed = there.filter(pl.col("place") >= 0)
    try:
        seen = [_of_places(audience, reports, order, placed, look)] if placed.height else []
        there = there.filter(pl.col("place") < 0)
    except ChangedMeanwhile:
        grouped = found.lazy().group_by("event_id", "key").agg(pl.col("n").sum(), pl.col("before").min())
        seen, there = [], _on(on_page, grouped.collect())
    if seen and there.is_empty():
        return seen
    events = there["event_id"].to_list() or _any(audience)
    return seen + pieces.over(audience, events, lambda piece: _stretched(piece, order, there, on_page, look))


def _on(page: range, stretches: pl.DataFrame) -> pl.DataFrame:
    return stretches.filter(pl.col("before") < page.stop, pl.col("before") + pl.col("n") > page.start)


def _of_places(audience: Audience, reports: Unopened, order: Order, placed: pl.DataFrame, look: Look) -> Seen:
    """See those of whom it is known where they stand in their report; of another report it is another key."""
    begin = pl.DataFrame(list(pieces.begins(reports).items()), ["event_id", "begin"], orient="row")
    known = placed.lazy().join(begin.lazy(), on="event_id", maintain_order="left")
    rows = known.select(row=(pl.col("begin") + pl.col("place")).cast(pl.UInt32)).collect()["row"]
    people, own = pieces.few(audience, rows)
    if not order.keys(people)["key"].gather(own).equals(placed["key"]):
        raise ChangedMeanwhile
    return pl.DataFrame([placed["before"].alias("place"), rows]), look(people, own)


def _of_rows(audience: Audience, reports: Unopened, rows: pl.Series, look: Look) -> list[Seen]:
    """See a page of rows."""
    if rows.len():
        try:
            people, own = pieces.few(audience, rows)
            where = pl.DataFrame([pl.int_range(rows.len(), eager=True).alias("place"), rows.alias("row")])
            return [(where, look(people, own))]
        except ChangedMeanwhile:
            pass  # all together are what they were
    events = pieces.events_of(reports, rows) or _any(audience)
    return pieces.over(audience, events, lambda piece: _seen(piece, rows, look))


def _stretched(piece: Piece, order: Order, there: pl.DataFrame, on_page: range, look: Look) -> Seen:
    """See who of a piece is on the page, by where the list's stretches are."""
    people = piece.people
    numbers = people.events.lazy().select("event_id").with_row_index("event")
    wanted = there.lazy().join(numbers, on="event_id").select("event", "key", "n", "before").collect()
    keyed = order.keys(people).lazy().join(wanted.lazy(), on=["event", "key"], maintain_order="left")
    among = pl.int_range(pl.len()).over("event", "key")
    found = keyed.with_columns(place=pl.col("before") + among).collect()
    if piece.shift is not None and found.height != wanted["n"].sum():
        raise ChangedMeanwhile
    places = pl.col("place").is_between(on_page.start, on_page.stop, closed="left")
    mine = found.filter(places).sort("place")
    return _looked_at(piece, mine["row"], mine["place"], look)


def _seen(piece: Piece, rows: pl.Series, look: Look) -> Seen:
    own = piece.people.pick("row")["row"]
    found = pl.DataFrame([own.alias("own"), piece.among_all(own).alias("row")]).lazy()
    places = rows.alias("row").to_frame().with_row_index("place").lazy()
    mine = places.join(found, on="row", maintain_order="left").collect()
    return _looked_at(piece, mine["own"].alias("row"), mine["place"], look)


def _looked_at(piece: Piece, rows: pl.Series, places: pl.Series, look: Look) -> Seen:
    where = pl.DataFrame([places.cast(pl.Int64).alias("place"), piece.among_all(rows).alias("row")])
    return where, look(piece.people, rows)


@held
def _first(audience: Audience, order: Order, most: int) -> pl.Series:
    """Return the rows of so many who come first, or of all, having gone through all events."""

    def look(piece: Piece) -> pl.DataFrame:
        first = order.sorted(order.keyed(piece.people)).head(most)
        return first.with_columns(piece.among_all(first["row"]))

    found = _as_written(audience, order, most)
    if found is None:
        events = audience.events["event_id"].to_list()
        found = pieces.folded(audience, events, look, lambda some, more: order.first(some, more, most))
    return pl.Series("row", [], dtype=pl.UInt32) if found is None else found["row"]


def _as_written(audience: Audience, order: Order, most: int) -> pl.DataFrame | None:
    """Return the first by what reports hold as it is, of everybody; None of other lists.

    Nothing has to be known of anybody for it, so that one column alone is read.
    """
    reports = audience.reports
    if reports is None or audience.opened or audience.count < audience.total or order.by not in _AS_WRITTEN:
        return None
    found, begin = None, 0
    try:
        for batch in reports.batches(COLUMNS_AT_ONCE):
            values = reports.columns(batch, [order.by])[order.by]
            end = begin + sum(reports.registrants[event] for event in batch)
            if end - begin != values.len():
                return None
            rows = pl.int_range(begin, end, dtype=pl.UInt32, eager=True).alias("row")
            some = pl.DataFrame([rows, values])
            found = order.first(some.clear() if found is None else found, some, most)
            begin = end
    except ChangedMeanwhile:
        return None
    return found


_AS_WRITTEN: Final = frozenset({*FIXED_FIELDS, "event_id", "registered_at", "campaign", "referrer"})


def _any(audience: Audience) -> list[str]:
    """Return an event of which nobody is shown: it tells the columns of a page without anybody."""
    return audience.events["event_id"].head(1).to_list()
