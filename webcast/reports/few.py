"""Few of an event's registrants, of whom that says what its whole report says: for a page of a list, say.

What somebody did is in their own rows. What the event offered to everybody is not: whether anybody could ask is told
by whoever asked, and which survey questions there were, where the report lists none, by whoever answered them. So
those who tell that come with the few.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt
import polars as pl

from webcast.reports.report import Report
from webcast.reports.schema import TABLES

Numbers = npt.NDArray[np.int64]

_OF_REGISTRANTS: Final = ("registration_answers", "sessions", "qa", "survey_responses")
_KEYS: Final = ("survey_id", "question_id")

CUT: Final = ("registrants", *_OF_REGISTRANTS, "survey_questions")
"""What is looked at of a report that is cut."""


class Rows(Protocol):
    """A table of one event's report, of which no more is read than is asked for."""

    @property
    def height(self) -> int:
        """How many rows there are."""
        ...

    def numbers(self) -> Numbers:
        """Return the registrant of each row."""
        ...

    def columns(self, *names: str) -> pl.DataFrame:
        """Return some columns."""
        ...

    def rows(self, places: Numbers) -> pl.DataFrame:
        """Return the rows at some places, with all columns."""
        ...


@dataclass(frozen=True, eq=False, repr=False)
class AtHand:
    """A table that is read already."""

    frame: pl.DataFrame

    @property
    def height(self) -> int:
        """How many rows there are."""
        return self.frame.height

    def numbers(self) -> Numbers:
        """Return the registrant of each row."""
        return self.frame["registrant"].to_numpy()

    def columns(self, *names: str) -> pl.DataFrame:
        """Return some columns."""
        return self.frame.select(names)

    def rows(self, places: Numbers) -> pl.DataFrame:
        """Return the rows at some places."""
        return self.frame[places]


def few(tables: Mapping[str, pl.DataFrame], places: Sequence[int]) -> dict[str, pl.DataFrame]:
    """Return the tables of one event cut to few registrants: those that have rows, by name; see :func:`cut`."""
    return {**tables, **cut({name: AtHand(tables[name]) for name in CUT if name in tables}, places)}


def cut(tables: Mapping[str, Rows], places: Sequence[int]) -> dict[str, pl.DataFrame]:
    """Return the tables of one event that have rows of registrants, cut to few of them.

    Args:
        tables: Those of :data:`CUT` that have rows, and others, by name.
        places: Where the registrants are in theirs, each once. They come first, in this order.

    Raises:
        IndexError: There are fewer registrants.
    """
    if "registrants" not in tables:
        if places:
            raise IndexError
        return {name: tables[name].rows(np.empty(0, np.int64)) for name in _OF_REGISTRANTS if name in tables}
    registrants = tables["registrants"]
    if max(places, default=-1) >= registrants.height:
        raise IndexError
    numbers = registrants.numbers()
    chosen = np.array(places, np.int64)
    first = numbers[chosen]
    tell = _telling(tables, numbers)
    others = np.flatnonzero(np.isin(numbers, tell[~np.isin(tell, first)]))
    every = np.concatenate([chosen, others])
    mine = numbers[every]
    of_them = {
        name: tables[name].rows(np.flatnonzero(np.isin(tables[name].numbers(), mine)))
        for name in _OF_REGISTRANTS
        if name in tables
    }
    return {"registrants": registrants.rows(every), **of_them}


def few_of(report: Report, places: Mapping[str, Sequence[int]]) -> Report:
    """Return a report of some events cut to few registrants of each: see :func:`few`."""
    each = [few(report.of_events([event]).tables(), some) for event, some in places.items()]
    return Report(**{name: pl.concat([tables[name] for tables in each]) for name in TABLES if each})


def _telling(tables: Mapping[str, Rows], there: Numbers) -> Numbers:
    """Return the numbers of the first who asked, and of the first who answered each question that is not listed."""
    found = _first(tables, None)
    # Rows of nobody are rare, and looking for them costs more than all else.
    return found if np.isin(found, there).all() else _first(tables, pl.Series(there))


def _first(tables: Mapping[str, Rows], there: pl.Series | None) -> Numbers:
    number, plans = pl.col("registrant"), []
    known = pl.lit(value=True) if there is None else number.is_in(there.implode())
    if (asked := tables.get("qa")) is not None:
        said = (
            asked.columns("registrant", "question").lazy().filter(known, pl.col("question").str.strip_chars() != "")
        )
        plans.append(said.select(number).head(1))
    if (sent := tables.get("survey_responses")) is not None:
        names = pl.col(_KEYS).fill_null("")
        answered = sent.columns("registrant", *_KEYS).lazy().filter(known).select(number, names)
        if (listed := tables.get("survey_questions")) is not None:
            answered = answered.join(
                listed.columns(*_KEYS).lazy().select(names), on=_KEYS, how="anti", maintain_order="left"
            )
        plans.append(answered.unique(_KEYS, keep="first", maintain_order=True).select(number))
    found = [frame.to_series().to_numpy() for frame in pl.collect_all(plans)]
    return np.unique(np.concatenate([np.empty(0, np.int64), *found]))
