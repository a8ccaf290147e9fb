"""Numbers in place of keys: events, registrants, persons and values are numbered once, and joined by their place."""

from __future__ import annotations

import hashlib

import polars as pl

from webcast.reports.columns import constant


def event_numbers(child: pl.DataFrame, events: pl.DataFrame) -> pl.Series:
    """Return each row's event as its place in the event table; null for an event that is not there."""
    ids = pl.Enum(events["event_id"])
    return child["event_id"].cast(ids, strict=False).to_physical().cast(pl.UInt32).alias("event")


def persons(email_keys: pl.Series) -> pl.Series:
    """Return a dense number an e-mail key, and one of their own for those without."""
    # Grouping by a 64-bit hash takes a third of the time of grouping by text. Two keys with one hash are next to
    # impossible, but then counted for one person: so look, and group by text if it ever happens.
    first = first_rows(email_keys.hash())
    if not (email_keys.gather(first) == email_keys).fill_null(value=True).all():
        first = first_rows(email_keys)
    rows = pl.int_range(email_keys.len(), dtype=pl.UInt32, eager=True)
    first = first.zip_with(email_keys.is_not_null(), rows)
    numbers = (first == rows).cum_sum().cast(pl.UInt32) - 1 if rows.len() else rows
    return numbers.gather(first).alias("person")


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


def first_rows(values: pl.Series) -> pl.Series:
    """Return for each value the first row that holds the same."""
    rows = pl.int_range(values.len(), dtype=pl.UInt32, eager=True)
    if values.n_unique() == values.len():
        return rows
    return pl.DataFrame({"value": values, "row": rows}).select(pl.col("row").min().over("value"))["row"]


def codes(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return a dense number for each value (null stays null) and the values by number."""
    # Categories of our own make the numbers dense. They go with the last column that has them: read them before.
    categories = pl.Categories.random()
    found = values.cast(pl.Categorical(categories))
    names = categories.to_series()
    return found.to_physical().cast(pl.UInt32), names


def with_rows(child: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of a child table with the ``row`` and ``person`` of their registrant."""
    ids = pl.Enum(table["event_id"].unique())
    rows = _rows_of(_registrant_keys(child, ids), _registrant_keys(table, ids))
    found = child.with_columns(row=rows)
    if rows.null_count():
        found = found.drop_nulls("row")
    return found.with_columns(table["person"].gather(found["row"]))


def _registrant_keys(frame: pl.DataFrame, ids: pl.Enum) -> pl.DataFrame:
    event = frame["event_id"].cast(ids, strict=False).to_physical().cast(pl.Int64)
    return pl.DataFrame({"event": event, "registrant": frame["registrant"]})


def _rows_of(child: pl.DataFrame, parents: pl.DataFrame) -> pl.Series:
    """Return the place of each child's parent; null where there is none.

    Registrants are numbered from 1 in each event, so a parent is looked up by its number. Where numbers are far
    apart, the list to look up in would be too long: then it is a join.
    """
    last = parents.group_by("event").agg(pl.col("registrant").max().alias("last"))
    room = int((last["last"] + 1).sum())
    if room > 4 * parents.height + 1000 or bool((parents["registrant"] < 0).any()):
        numbered = parents.with_row_index("row")
        return child.join(numbered, on=["event", "registrant"], how="left", maintain_order="left")["row"]
    ends = last.sort("event").with_columns(begin=(pl.col("last") + 1).cum_sum().shift(1, fill_value=0))
    offsets = pl.DataFrame({"event": pl.int_range(int(ends["event"][-1]) + 1 if ends.height else 0, eager=True)})
    offsets = offsets.join(ends, on="event", how="left", maintain_order="left")

    def place(frame: pl.DataFrame) -> pl.Series:
        number = frame["registrant"]
        within = (number >= 0) & (number <= offsets["last"].gather(frame["event"]))
        return (number + offsets["begin"].gather(frame["event"])).zip_with(within, pl.Series([None], dtype=pl.Int64))

    rows = pl.int_range(parents.height, dtype=pl.UInt32, eager=True)
    return _spread(rows, place(parents), room).gather(place(child)).alias("row")


def _spread(values: pl.Series, places: pl.Series, size: int) -> pl.Series:
    """Return a column of ``size`` with the values at these places and null elsewhere."""
    empty = constant(size, values.dtype)
    return empty.scatter(places, values) if values.len() else empty


def beside(table: pl.DataFrame, facts: pl.DataFrame, key: str) -> pl.DataFrame:
    """Return the table with the facts whose ``key``, a row number, is the table's ``key``, else null."""
    numbers = pl.int_range(facts.height, dtype=pl.UInt32, eager=True)
    place = _spread(numbers, facts[key], table.height)
    if key != "row":
        place = place.gather(table[key])
    return table.with_columns(facts.drop(key).select(pl.all().gather(place)))
