"""The watch time of persons: of all sessions of a person's members in an event, none of them twice."""

from __future__ import annotations

import polars as pl

from webcast.analysis.audience import Audience
from webcast.analysis.visits import WATCHED


def of_members(audience: Audience, *names: str, codes: pl.Series | None = None) -> pl.DataFrame:
    """Return what each member adds to the watch time of persons, in the members' order.

    A member alone adds its own. Where several members are one person in an event, the first adds the length of
    the union of all their sessions, and the others nothing: so a sum never counts two tabs twice, and holds
    nothing that was watched under a record that is not among the members.

    Args:
        audience: Whose members.
        names: Columns of watch time.
        codes: The group of each member, in the members' order: a person is then put together a group.
    """
    own = audience.pick(*names)
    if not audience.has_duplicates:
        return own
    several = _several(audience, codes) if codes is not None else audience.once("several", lambda: _several(audience))
    if several.is_empty():
        return own
    # The first of a person adds the length of the union, and the others nothing.
    return pl.DataFrame([own[name].scatter(several["place"], several[name]) for name in names])


def _several(audience: Audience, codes: pl.Series | None = None) -> pl.DataFrame:
    """Return what those members add, by their ``place``, who are one person in an event with another of a group."""
    found = audience.plan("row", "unit", "shared", "has_sessions")
    found = found if codes is None else found.with_columns(code=codes)
    shared = found.with_row_index("place").filter("shared", "has_sessions")
    # A unit is the number of a row, as a group may be; together with a code it has to be numbered.
    key = pl.col("unit") if codes is None else pl.struct("unit", "code").rank("dense").cast(pl.UInt32) - 1
    keyed = shared.with_columns(key=key)
    several = keyed.filter(pl.col("key").is_duplicated()).select("place", "row", "key")
    lengths = audience.watched_together(several.select("row", "key"))
    union = several.join(lengths, on="key", how="left", maintain_order="left")
    first = pl.col("key").is_first_distinct()
    return union.select(
        "place", *(pl.when(first).then(pl.col(name).fill_null(0)).otherwise(0) for name in WATCHED)
    ).collect()


def by_unit(audience: Audience, name: str, attended: str) -> pl.LazyFrame:
    """Return ``unit`` and watch time of those who attended in a way, in any order; null where it is not known.

    One row a person in an event, of whom any record says that they attended.

    Args:
        audience: Whose.
        name: A column of watch time.
        attended: The column that says who attended.
    """
    if not audience.has_duplicates:
        return audience.plan("unit", name, attended).filter(attended).select("unit", name)
    frame = audience.plan("unit", "shared", attended).with_columns(of_members(audience, name).get_columns())
    # Few share a unit: only they are put together.
    together = pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name)
    shared = frame.filter("shared").group_by("unit").agg(together, pl.col(attended).any())
    parts = [frame.filter(~pl.col("shared") & pl.col(attended)), shared.filter(attended)]
    return pl.concat([part.select("unit", name) for part in parts])
