"""The watch time of persons: of all sessions of a person's members in an event, none of them twice."""

from __future__ import annotations

import polars as pl

from webcast.analysis.audience import Audience
from webcast.analysis.visits import watched


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
    found = audience.pick("row", "unit", "shared", "has_sessions", *names)
    own = found.select(names)
    if not audience.has_duplicates:
        return own
    group = pl.lit(0) if codes is None else codes
    several = found.select("row", "unit", "shared", "has_sessions", code=group).with_row_index("place")
    several = several.filter("shared", "has_sessions").with_columns(
        key=pl.struct("unit", "code").rank("dense").cast(pl.UInt32)
    )
    several = several.filter(pl.col("key").is_duplicated()).select("place", "row", "key")
    if several.is_empty():
        return own
    union = watched(audience.visits.join(several.select("row", "key"), on="row"), "key")
    first = several.unique("key", keep="first", maintain_order=True).join(union, on="key", how="left")
    columns = []
    for name in names:
        without = own[name].scatter(several["place"], 0)
        columns.append(without.scatter(first["place"], first[name].fill_null(0)))
    return pl.DataFrame(columns)


def by_unit(audience: Audience, name: str) -> pl.DataFrame:
    """Return ``unit`` and watch time: one row a person in an event; null where it is not known."""
    frame = audience.pick("unit").with_columns(of_members(audience, name))
    if not audience.has_duplicates:
        return frame
    return frame.group_by("unit", maintain_order=True).agg(
        pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name)
    )
