"""How many persons did what, each once however many events: distinct persons, and how often they came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from webcast.analysis.audience import Audience
from webcast.analysis.pairs import PERSON, Answer, Pair
from webcast.analysis.parts import Stacked
from webcast.analysis.runs import different

WATCHING: Final = pl.when(pl.col("watch_ms").is_not_null()).then(pl.col("attended"))
"""Whether a member attended, where it is known how long it watched."""

DID: Final = {
    "attending_people": pl.col("attended"),
    "watching_people": WATCHING,
    "unique_live_viewers": pl.col("live_attended"),
    "unique_od_viewers": pl.col("od_attended"),
    "unique_simlive_viewers": pl.col("simlive_attended"),
}
"""Figures that count persons → whether a member is one of them."""

PEOPLE: Final = "people"

_EVERYBODY: Final = pl.lit(value=True)
_CAME: Final = "came"


def firsts(audience: Audience) -> pl.DataFrame:
    """Return which members are the first of their person in their event who did each of :data:`DID`, or anything.

    The latter is :data:`PEOPLE`; the sum of each over an event counts persons.
    """
    return _did(audience)[1]


def _did(audience: Audience) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return who did each of :data:`DID`, or anything, and of these the first of a person in an event."""
    return audience.once("firsts", lambda: _found(audience, DID | {PEOPLE: _EVERYBODY}))


def _found(audience: Audience, masks: Mapping[str, pl.Expr]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return for which members an expression is true, and which is then the first of its person in its event."""
    chosen = {name: mask.fill_null(value=False) for name, mask in masks.items()}
    if not audience.has_duplicates:
        found = audience.pick(**chosen)
        return found, found
    members = audience.plan("unit", "shared", **chosen)
    # Of those chosen, whoever has the number of an earlier one is the same person in the same event.
    again = {
        name: pl.col(name) & ~(pl.col("unit").cast(pl.UInt64) * 2 + pl.col(name)).is_first_distinct()
        for name in masks
    }
    shared = members.with_row_index("place").filter("shared").select("place", **again)
    found, repeated = pl.collect_all([members.select(list(masks)), shared])
    first = {name: found[name].scatter(repeated["place"].filter(repeated[name]), values=False) for name in masks}
    return found, pl.DataFrame(first)


def _partial(audience: Audience) -> pl.DataFrame:
    """Return a row a registrant: the person, whether it did each of :data:`DID`, and ``came``.

    ``came`` is whether it is the first of its person in its event who attended: who came to three events did so three
    times.
    """
    did, first = _did(audience)
    found = audience.pick(PERSON).hstack(did[list(DID)]).hstack([first["attending_people"].alias(_CAME)])
    return found.with_columns(audience.numbers(found[PERSON])) if audience.lasting else found


def _counted(stacked: Stacked) -> pl.DataFrame:
    rows = stacked.rows
    if PERSON in rows.columns:
        did = {name: different(rows[PERSON].filter(rows[name])) for name in DID}
        counts = {PEOPLE: different(rows[PERSON])} | did
    else:
        counts = {name: int(rows["persons"].filter(rows["figure"] == name).sum()) for name in (PEOPLE, *DID)}
    return pl.DataFrame({name: [count] for name, count in counts.items()}, dict.fromkeys(counts, pl.Int64))


def _often(stacked: Stacked) -> pl.DataFrame:
    if PERSON not in stacked.rows.columns:
        found = stacked.rows.lazy().filter(pl.col("figure") == _CAME)
        return found.group_by("times").agg(pl.col("persons").sum()).sort("times").collect()
    came = stacked.rows[PERSON].filter(stacked.rows[_CAME]).sort().to_frame(PERSON).lazy()
    times = came.select(times=pl.col(PERSON).rle().struct.field("len").cast(pl.Int64))
    return times.group_by("times").agg(persons=pl.len().cast(pl.Int64)).sort("times").collect()


def _narrow(stacked: Stacked) -> pl.DataFrame:
    """Return ``figure``, ``times``, ``persons``: what is counted, and how many persons came how often."""
    counted, often = _counted(stacked).unpivot(variable_name="figure", value_name="persons"), _often(stacked)
    figures = counted.select("figure", pl.lit(0, pl.Int64).alias("times"), "persons")
    return pl.concat([figures, often.select(pl.lit(_CAME).alias("figure"), "times", "persons")])


COUNTED: Final = Answer("counted", Pair("persons", _partial, _counted, _narrow))
"""How many persons there are, ``people``, and how many did each of :data:`DID`: one row."""

OFTEN: Final = Answer("often", Pair("persons", _partial, _often, _narrow))
"""``times``, ``persons``: how many attended so many of the events; those who attended none are in no row."""


def people(audience: Audience) -> int:
    """Return how many persons there are; of events that are not open, as it was counted."""
    return audience.people if audience.opened else int(COUNTED.of(audience)[PEOPLE][0])
