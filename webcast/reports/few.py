"""Few of an event's registrants, of whom that says what its whole report says: for a page of a list, say.

What somebody did is in their own rows. What the event offered to everybody is not: whether anybody could ask is told
by whoever asked, and which survey questions there were, where the report lists none, by whoever answered them. So
those who tell that come with the few.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from webcast.reports.report import Report
from webcast.reports.schema import TABLES

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
    chosen = registrants[list(places)]
    first = chosen["registrant"]
    tell = _telling(tables, registrants["registrant"])
    others = tell.filter(~tell.is_in(first.implode()))
    numbers = pl.concat([first, others]).implode()
    rows = pl.concat([chosen, _of(registrants, others.implode())])
    cut = {name: _of(tables[name], numbers) for name in _OF_REGISTRANTS if name in tables}
    return {**tables, **cut, "registrants": rows}


def few_of(report: Report, places: Mapping[str, Sequence[int]]) -> Report:
    """Return a report of some events cut to few registrants of each: see :func:`few`."""
    each = [few(report.of_events([event]).tables(), some) for event, some in places.items()]
    return Report(**{name: pl.concat([tables[name] for tables in each]) for name in TABLES if each})


def _telling(tables: Mapping[str, pl.DataFrame], there: pl.Series) -> pl.Series:
    """Return the numbers of the first who asked, and of the first who answered each question that is not listed."""
    known, found = there.implode(), [there.clear()]
    if (asked := tables.get("qa")) is not None:
        said = (asked["question"].str.strip_chars() != "") & asked["registrant"].is_in(known)
        found.append(asked["registrant"].filter(said).head(1))
    if (sent := tables.get("survey_responses")) is not None:
        names = pl.col(_KEYS).fill_null("")
        answered = _of(sent, known).lazy().select("registrant", names)
        if (listed := tables.get("survey_questions")) is not None:
            answered = answered.join(listed.lazy().select(names), on=_KEYS, how="anti", maintain_order="left")
        found.append(answered.unique(_KEYS, keep="first", maintain_order=True).collect()["registrant"])
    return pl.concat(found).unique(maintain_order=True)


def _of(rows: pl.DataFrame, numbers: pl.Series) -> pl.DataFrame:
    return rows.filter(rows["registrant"].is_in(numbers))
