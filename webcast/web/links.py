"""Addresses of files: events, filters and sets in the query, but nothing that may be a person's address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from webcast.cohorts import cohort
from webcast.cohorts.cohort import Cohort
from webcast.exports.listings import REGISTRANTS
from webcast.privacy import personal
from webcast.view.choices import Choices
from webcast.view.filters import Filters
from webcast.web.session import Visitor
from webcast.web.state import AppState

EXPORT: Final = "/export"
"""Followed by what kind of file: ``/export.csv``."""

SUMMARY: Final = "/summary"
"""The one-page summary, followed by one of :data:`SUMMARY_KINDS`; it takes the same query."""

SUMMARY_KINDS: Final = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}
"""Kind of file → what browsers are told."""

EVENTS: Final = "events"
"""Event ids and ids of opened files, joined by commas."""

ZONE: Final = "tz"
MODE: Final = "mode"
SET: Final = "set"
"""A set of people, see :mod:`webcast.cohorts.cohort`; given several times, who is in all of them."""

MERGE: Final = "merge"
"""``on`` takes the broadcasts of one programme as one event."""

TABLE: Final = "table"
"""Which table: one of :data:`webcast.exports.listings.NAMES`; the registrants where none is named. What it depends on
beyond the people is said by the parameters of :class:`webcast.view.choices.Choices`."""

COLUMN: Final = "column"
"""A header to keep; given once for each."""

PRIVATE: Final = "private"
"""Stands for what the session's stash holds, in place of filters, sets and choices in the query."""


@dataclass(frozen=True)
class Selected:
    """Filters, sets and choices, as the stash holds them."""

    filters: Filters
    sets: tuple[Cohort, ...] = ()
    choices: Choices = field(default_factory=Choices)


def export(
    state: AppState,
    visitor: Visitor,
    event_ids: Sequence[str],
    filters: Filters,
    zone: str,
    *,
    sets: Sequence[Cohort] = (),
    columns: Iterable[str] = (),
    mode: str = "spreadsheet",
    kind: str = "csv",
    merged: bool = False,
    table: str = REGISTRANTS,
    choices: Choices | None = None,
) -> str:
    """Return the address of a file of everybody who passes the filters and is in the sets, or a table of theirs.

    Where filters, sets or choices hold an e-mail address, a free text, somebody's words or costs, these are left on
    the server and the address holds a key that works in this session alone.
    """
    query: list[tuple[str, str]] = [(EVENTS, ",".join(event_ids)), (ZONE, zone)]
    query += [(MERGE, "on")] * merged
    query += [(TABLE, table)] * (table != REGISTRANTS)
    selected = Selected(filters, tuple(sets), choices or Choices())
    shown = [*selected.choices.to_query().items(), *((SET, people.to_text()) for people in sets)]
    private = bool(selected.choices.costs or filters.private()) or any(map(cohort.own_words, sets))
    if private or any(personal(text) for _, text in shown):
        query.append((PRIVATE, state.stash.put(visitor.sid, selected)))
    else:
        query += [*filters.to_query().items(), *shown]
    query += [(COLUMN, header) for header in columns]
    if kind == "csv":
        query.append((MODE, mode))
    return f"{SUMMARY if kind in SUMMARY_KINDS else EXPORT}.{kind}?{urlencode(query)}"
