"""Numbers in place of keys: events, registrants, persons and values are numbered once, and joined by their place."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

import polars as pl

from webcast.reports.columns import constant


def event_numbers(events: pl.DataFrame) -> pl.Expr:
    """Return, over ``event_id``, its place in the event table; null for an event that is not there."""
    ids = pl.Enum(events["event_id"])
    return pl.col("event_id").cast(ids, strict=False).to_physical().cast(pl.UInt32).alias("event")


def first_rows(keys: pl.Expr) -> pl.Expr:
    """Return, over ``row``, the first row that holds the same keys."""
    return pl.col("row").min().over(keys)


def dense(first: pl.Expr) -> pl.Expr:
    """Return, over ``row`` and the first row of the same, a dense number by first appearance."""
    return ((first == pl.col("row")).cum_sum().cast(pl.UInt32) - 1).gather(first)


def lasting_numbers(email_keys: pl.Series, event_ids: pl.Series, registrants: pl.Series) -> pl.Series:
    """Return a number for each person that is the same in every report, as UInt64.

    Args:
        email_keys: Of each person; null for somebody who is known by the registration alone.
        event_ids: The event of that registration.
        registrants: Its number there.
    """
    rows = zip(email_keys, event_ids, registrants, strict=True)
    named = (f"k{key}" if key is not None else f"r{event} {number}" for key, event, number in rows)
    # Not the hash of polars, which is another with another version of it.
    digests = b"".join(hashlib.blake2b(name.encode(), digest_size=8).digest() for name in named)
    return pl.Series("person", memoryview(digests).cast("Q"), dtype=pl.UInt64)


def lasting_codes(names: Iterable[str]) -> pl.Series:
    """Return a number for each name that is the same in every report, as Int64 and not below zero."""
    return pl.Series([_digest(name) >> 1 for name in names], dtype=pl.Int64)


def _digest(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


class Codes:
    """Dense numbers for texts, made in a plan: each takes the text of a column once."""

    def __init__(self) -> None:
        # Categories of our own make the numbers dense.
        self._categories = pl.Categories.random()

    def categories(self, text: pl.Expr) -> pl.Expr:
        """Return the texts as categories; their physical values are the numbers (null stays null)."""
        return text.cast(pl.Categorical(self._categories))

    def names(self) -> pl.Series:
        """Return the texts by number. They go with the last column that has the categories: read them before."""
        return self._categories.to_series()


@dataclass(frozen=True, eq=False, repr=False)
class Registrants:
    """Where rows of other tables find their registrant.

    Registrants are numbered from 1 in each event, so one is looked up by its number. Where numbers are far apart, the
    list to look up in would be too long: then it is a join.
    """

    events: pl.DataFrame
    known: pl.DataFrame
    """``event``, ``registrant``, ``row``, ``person``: of each row."""

    last: pl.Series
    """By event, the greatest number of a registrant; null where it has none."""

    begin: pl.Series
    """By event, where its numbers begin in :attr:`rows`."""

    rows: pl.Series | None
    """By place, the row of a registrant."""

    @classmethod
    def of(cls, table: pl.DataFrame, events: pl.DataFrame, greatest: pl.Series) -> Registrants:
        """Look through the registrants: ``event``, ``registrant``, ``row`` and ``person``.

        Args:
            table: A row each.
            events: The event table.
            greatest: The greatest number in the event of each row.
        """
        known = table["event", "registrant", "row", "person"]
        last = _spread(greatest, table["event"], events.height)
        ends = list(accumulate((0 if one is None else one + 1 for one in last), initial=0))
        begin, room = pl.Series(ends[:-1], dtype=pl.Int64), ends[-1]
        if room > 4 * table.height + 1000 or min(ends) < 0 or (table["registrant"] < 0).any():
            return cls(events, known, last, begin, None)
        places = table["registrant"] + begin[table["event"]]
        return cls(events, known, last, begin, _spread(table["row"], places, room))

    def beside(self, child: pl.DataFrame) -> pl.LazyFrame:
        """Return the rows of another table with the ``row`` and ``person`` of their registrant, without strays."""
        rows = child.lazy().with_columns(event_numbers(self.events).alias("_event"))
        number, event = pl.col("registrant"), pl.col("_event")
        if self.rows is None:
            known = self.known.lazy().select("row", "registrant", _event="event")
            rows = rows.join(known, on=["_event", "registrant"], how="left", maintain_order="left")
        else:
            within = number.is_between(0, pl.lit(self.last).gather(event))
            place = pl.when(within).then(number + pl.lit(self.begin).gather(event))
            rows = rows.with_columns(row=pl.lit(self.rows).gather(place))
        return rows.drop("_event").drop_nulls("row").with_columns(pl.lit(self.known["person"]).gather("row"))


def _spread(values: pl.Series, places: pl.Series, size: int) -> pl.Series:
    """Return a column of ``size`` with the values at these places and null elsewhere."""
    empty = constant(size, values.dtype)
    return empty.scatter(places, values) if values.len() else empty


def beside(table: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """Return the table with the facts of each ``row``, null where there are none."""
    numbers = pl.int_range(facts.height, dtype=pl.UInt32, eager=True)
    place = _spread(numbers, facts["row"], table.height)
    return table.hstack([at(facts[name], place) for name in facts.columns if name != "row"])


def at(values: pl.Series, places: pl.Series) -> pl.Series:
    """Return the values at these places, null where a place is: what ``gather`` does, without a plan."""
    return values[places] if values.len() else constant(places.len(), values.dtype, name=values.name)
