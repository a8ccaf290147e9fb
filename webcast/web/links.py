"""Addresses of files: events, filters and sets in the query, but nothing that may be a person's address."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote, urlencode

from webcast.analysis.score import INPUTS, Weights
from webcast.exports.listings import REGISTRANTS, Choices
from webcast.exports.people_sets import PeopleSet
from webcast.filters import Filters
from webcast.web.session import Visitor
from webcast.web.state import AppState

EXPORT: Final = "/export"
"""Followed by what kind of file: ``/export.csv``."""

SUMMARY: Final = "/summary.html"
"""The one-page summary; it takes the same query."""

EVENTS: Final = "events"
"""Event ids and ids of opened files, joined by commas."""

ZONE: Final = "tz"
MODE: Final = "mode"
SET: Final = "set"
"""A set of people, see :mod:`webcast.exports.people_sets`; given several times, who is in all of them."""

MERGE: Final = "merge"
"""``on`` takes the broadcasts of one programme as one event."""

TABLE: Final = "table"
"""Which table: one of :data:`webcast.exports.listings.NAMES`; the registrants where none is named."""

WEIGHTS: Final = "weights"
"""Of the engagement score, in per cent: ``60,20,20`` for watch time, questions and surveys."""

STAYED: Final = "stayed"
"""Minutes from which a registrant has stayed, for tables that say so."""

COLUMN: Final = "column"
"""A header to keep; given once for each."""

PRIVATE: Final = "private"
"""Stands for filters and sets that the session's stash holds, in place of those in the query."""


@dataclass(frozen=True)
class Selected:
    """Filters and sets as the stash holds them."""

    filters: Filters = field(repr=True)
    sets: tuple[PeopleSet, ...] = ()
    costs: tuple[tuple[str, float], ...] = ()
    """What campaigns cost; nobody else's business, so never in an address."""


def export(
    state: AppState,
    visitor: Visitor,
    event_ids: Sequence[str],
    filters: Filters,
    zone: str,
    *,
    sets: Sequence[PeopleSet] = (),
    columns: Iterable[str] = (),
    mode: str = "spreadsheet",
    kind: str = "csv",
    merged: bool = False,
    table: str = REGISTRANTS,
    choices: Choices | None = None,
) -> str:
    """Return the address of a file of everybody who passes the filters and is in the sets, or a table of theirs.

    Where filters or sets hold an e-mail address or a free text, these are left on the server and the address holds a
    key that works in this session alone.
    """
    query: list[tuple[str, str]] = [(EVENTS, ",".join(event_ids)), (ZONE, zone)]
    query += [(MERGE, "on")] * merged
    query += [(TABLE, table)] * (table != REGISTRANTS)
    chosen = choices or Choices()
    if chosen.weights != Weights():
        query.append((WEIGHTS, ",".join(f"{100 * getattr(chosen.weights, name):g}" for name in INPUTS)))
    if chosen.stayed_minutes != Choices().stayed_minutes:
        query.append((STAYED, f"{chosen.stayed_minutes:g}"))
    texts = [people.to_text() for people in sets]
    costs = tuple(sorted(chosen.costs.items()))
    if costs or filters.private() or any(_may_be_address(text) for text in texts):
        query.append((PRIVATE, state.stash.put(visitor.sid, Selected(filters, tuple(sets), costs))))
    else:
        query += filters.to_query().items()
        query += [(SET, text) for text in texts]
    query += [(COLUMN, header) for header in columns]
    if kind == "csv":
        query.append((MODE, mode))
    return f"{SUMMARY if kind == 'html' else f'{EXPORT}.{kind}'}?{urlencode(query)}"


def _may_be_address(text: str) -> bool:
    while (plain := unicodedata.normalize("NFKC", unquote(text))) != text:
        text = plain
    return "@" in text
