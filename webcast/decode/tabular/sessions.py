"""The sessions of rows: a cell of lists a registrant, to one table."""

from __future__ import annotations

from itertools import chain
from typing import Any, Final, cast

import numpy as np
import polars as pl

from webcast.decode import dates, values
from webcast.decode.draft import Draft
from webcast.decode.notes import Notes
from webcast.decode.tabular.cut import Lists
from webcast.decode.tabular.turned import text_of, texts, whole
from webcast.language import later

_Session = tuple[int, int, object, object, object, object, object]
_COLUMNS: Final = ("registrant", "session", "type", "start", "end", "duration_ms", "media")
_TIMES: Final = ("start", "end")
_TEXTS: Final = (*_TIMES, "type", "media")
_IS_LIST: Final = frozenset((list,))


def table(cells: list[object] | Lists, draft: Draft, notes: Notes) -> pl.DataFrame:
    """Return the sessions of all registrants, times as the report's clocks showed them.

    Args:
        cells: What stands in the column of sessions, a cell a registrant.
        draft: Gets the instants of times that name their place.
        notes: Get what could not be read.
    """
    columns = _cut(cells) if isinstance(cells, Lists) else _usual(cells) or _one_by_one(cells, notes)
    who = pl.Series(columns["registrant"], dtype=pl.Int64)
    sent, duration = whole(columns["duration_ms"])
    if duration.null_count() > sent.null_count():
        bad = who.filter(duration.is_null() & sent.is_not_null())
        notes.add_each(bad.to_list(), "duration", values.NO_MILLISECONDS)
    if isinstance(cells, Lists):
        said = {name: columns[name].alias(name) for name in _TEXTS}
    else:
        said = {text.name: text for text in texts({name: columns[name] for name in _TEXTS})}
    times = {name: said[name] for name in _TIMES}
    evidence = dates.Evidence()
    seen = {name: dates.seen(text, evidence) for name, text in times.items()}
    for name, text in times.items():
        dated = dates.settled(seen[name], evidence.order(notes.reading.day_first))
        notes.add_each([who[place] for place in dated.unread(text)], f"{name}_time", dates.NO_DATE)
        times[name], draft.own[name] = dated
    return pl.DataFrame(
        {
            "registrant": who,
            "session": pl.Series(columns["session"], dtype=pl.Int64),
            "type": values.modes(said["type"]),
            **times,
            "duration_ms": duration,
            "media": said["media"],
        }
    )


def _cut(cells: Lists) -> dict[str, Any]:
    """Return the columns of sessions that were cut: texts are columns of text already."""
    whose, number, at = cells.numbered()
    columns: dict[str, Any] = {"registrant": whose, "session": number}
    for place, name in enumerate(_COLUMNS[2:]):
        columns[name] = cells.rows.texts(place, at, text_of) if name in _TEXTS else cells.rows.objects(place, at)
    return columns


def _usual(cells: list[object]) -> dict[str, Any] | None:
    """Return the columns of sessions where all are lists of five; none where one is not."""
    if not _IS_LIST.issuperset(map(type, cells)):
        return None
    lists = cast("list[list[list[object]]]", cells)
    every = list(chain.from_iterable(lists))
    if not every or not _IS_LIST.issuperset(map(type, every)) or set(map(len, every)) != {5}:
        return None
    # Whose they are and their numbers are told without a look at any.
    sizes = np.array(list(map(len, lists)), np.int64)
    whose = np.repeat(np.arange(1, sizes.size + 1), sizes)
    numbers = np.arange(1, len(every) + 1) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return dict(zip(_COLUMNS, (whose, numbers, *zip(*every, strict=True)), strict=True))


def _one_by_one(cells: list[object], notes: Notes) -> dict[str, Any]:
    found: list[_Session] = []
    for record, sessions in enumerate(cells, 1):
        found += _sessions_of(sessions, record, notes)
    return dict(zip(_COLUMNS, zip(*found, strict=True) if found else [()] * 7, strict=True))


def _sessions_of(sessions: object, record: int, notes: Notes) -> list[_Session]:
    if sessions is None or (isinstance(sessions, str) and not sessions.strip()):
        return []
    if not isinstance(sessions, list):
        notes.add(later("The sessions should be a list; left out."), record=record, field="sessions")
        return []
    found: list[_Session] = []
    for session in sessions:
        if isinstance(session, list) and len(session) in (4, 5):
            found.append((record, len(found) + 1, *(*session, None)[:5]))
        else:
            message = later("A session should be type, start, end, duration and media; left out.")
            notes.add(message, record=record, field="sessions")
    return found
