"""Few of an event's registrants, of whom that says what its whole report says: for a page of a list, say.

What somebody did is in their own rows. What the event offered to everybody is not: whether anybody could ask is told
by whoever asked, and which survey questions there were, where the report lists none, by whoever answered them. So
those who tell that come with the few.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from webcast.reports.report import Report
from webcast.reports.schema import TABLES

Numbers = npt.NDArray[np.int64]

_OF_REGISTRANTS: Final = ("registration_answers", "sessions", "qa", "survey_responses")
_KEYS: Final = ("survey_id", "question_id")


def few(tables: Mapping[str, pl.DataFrame], places: Sequence[int]) -> dict[str, pl.DataFrame]:
    """Return the tables of one event cut to few registrants.

    Args:
        tables: Those that have rows, by name.
        places: Where the registrants are in theirs, each once. They come first, in this order.

    Raises:
        IndexError: There are fewer registrants.
    """
    if "registrants" not in tables:
        if places:
            raise IndexError
        return dict(tables)
    registrants = tables["registrants"]
    if max(places, default=-1) >= registrants.height:
        raise IndexError
    numbers = registrants["registrant"].to_numpy()
    first = numbers[list(places)]
    tell = _telling(tables, numbers)
    others = tell[~np.isin(tell, first)]
    rows = pl.concat([registrants[list(places)], _of(registrants, others)])
    mine = np.concatenate([first, others])
    cut = {name: _of(tables[name], mine) for name in _OF_REGISTRANTS if name in tables}
    return {**tables, **cut, "registrants": rows}


def few_of(report: Report, places: Mapping[str, Sequence[int]]) -> Report:
    """Return a report of some events cut to few registrants of each: see :func:`few`."""
    each = [few(report.of_events([event]).tables(), some) for event, some in places.items()]
    return Report(**{name: pl.concat([tables[name] for tables in each]) for name in TABLES if each})


def _telling(tables: Mapping[str, pl.DataFrame], there: Numbers) -> Numbers:
    """Return the numbers of the first who asked, and of the first who answered each question that is not listed."""
    found = _first(tables, None)
    # Rows of nobody are rare, and looking for them costs more than all else.
    return found if np.isin(found, there).all() else _first(tables, pl.Series(there))


def _first(tables: Mapping[str, pl.DataFrame], there: pl.Series | None) -> Numbers:
    number, plans = pl.col("registrant"), []
    known = pl.lit(value=True) if there is None else number.is_in(there.implode())
    if (asked := tables.get("qa")) is not None:
        said = asked.lazy().filter(known, pl.col("question").str.strip_chars() != "")
        plans.append(said.select(number).head(1))
    if (sent := tables.get("survey_responses")) is not None:
        names = pl.col(_KEYS).fill_null("")
        answered = sent.lazy().filter(known).select(number, names)
        if (listed := tables.get("survey_questions")) is not None:
            answered = answered.join(listed.lazy().select(names), on=_KEYS, how="anti", maintain_order="left")
        plans.append(answered.unique(_KEYS, keep="first", maintain_order=True).select(number))
    found = [frame.to_series().to_numpy() for frame in pl.collect_all(plans)]
    return np.unique(np.concatenate([np.empty(0, np.int64), *found]))


def _of(rows: pl.DataFrame, numbers: Numbers) -> pl.DataFrame:
    return rows[np.flatnonzero(np.isin(rows["registrant"].to_numpy(), numbers))]
