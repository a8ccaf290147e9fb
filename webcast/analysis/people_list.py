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
from webcast.reports.unopened import ChangedMeanwhile

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
        there = found.filter(pl.col("before") < end, pl.col("before") + pl.col("n") > start)
        events, on_page = there["event_id"].to_list(), range(start, end)
        seen = pieces.over(
            audience, events or _any(audience), lambda piece: _stretched(piece, order, there, on_page, look)
        )
    else:
        rows = _first(audience, order, -(-end // AT_LEAST) * AT_LEAST).slice(start, most)
        seen = pieces.over(
            audience, pieces.events_of(reports, rows) or _any(audience), lambda piece: _seen(piece, rows, look)
        )
    return _in_order(seen)


Seen = tuple[pl.DataFrame, pl.DataFrame]
"""``place`` on the page and ``row`` among all people, of some, and what is shown of them."""


def _in_order(seen: list[Seen]) -> tuple[pl.Series, pl.DataFrame]:
    where, shown = (pl.concat(list(frames)) for frames in zip(*seen, strict=True))
    order = where["place"].arg_sort()
    return where["row"].gather(order), shown[order]


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

    events = audience.events["event_id"].to_list()
    return order.sorted(pl.concat(pieces.over(audience, events, look)))["row"].head(most)


def _any(audience: Audience) -> list[str]:
    """Return an event of which nobody is shown: it tells the columns of a page without anybody."""
    return audience.events["event_id"].head(1).to_list()
