"""Which events of an account somebody is limited to, beside their role: by cost center, by folder, or one by one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

import polars as pl

from webcast.errors import ChangeRequest
from webcast.language import later

MOST: Final = 1_000
"""Names in one limit."""

LONGEST: Final = 200
"""Characters of a name in it."""

COLUMNS: Final = {"cost_centers": "cost_center", "folders": "folder_id", "events": "event_id"}
"""Part of a limit → the column of the event list that it is about."""


@dataclass(frozen=True)
class Reach:
    """A limit: an event is within it where the event list names its cost center, its folder or itself here.

    One that names nothing reaches nothing. A name is compared as it stands in the event list, letter by letter.

    Attributes:
        cost_centers: Those whose events are within.
        folders: Likewise, by the ids of the event list.
        events: Ids of events that are within, wherever they are.
    """

    cost_centers: frozenset[str] = field(default=frozenset(), repr=False)
    folders: frozenset[str] = field(default=frozenset(), repr=False)
    events: frozenset[str] = field(default=frozenset(), repr=False)

    @classmethod
    def to(
        cls, *, cost_centers: Iterable[str] = (), folders: Iterable[str] = (), events: Iterable[str] = ()
    ) -> Reach:
        """Return the limit to what somebody named.

        Raises:
            ChangeRequest: Nothing was named, too much, or what is no name.
        """
        made = cls(*(frozenset(name.strip() for name in names) for names in (cost_centers, folders, events)))
        names = [name for part in fields(made) for name in getattr(made, part.name)]
        if not names:
            raise ChangeRequest(later("A limit should name a cost center, a folder or an event, but names none."))
        if len(names) > MOST or not all(0 < len(name) <= LONGEST for name in names):
            raise ChangeRequest(
                later(
                    "A limit should name {most} at most, of 1 to {longest} characters each.",
                    most=f"{MOST:,}", longest=LONGEST,
                )
            )  # fmt: skip
        return made

    @property
    def mark(self) -> str:
        """What tells this limit from another, and says nothing of it."""
        return hashlib.sha256(json.dumps(self.to_json()).encode()).hexdigest()[:12]

    def to_json(self) -> dict[str, list[str]]:
        """Return what :meth:`from_json` makes it of again."""
        return {part.name: sorted(getattr(self, part.name)) for part in fields(self)}

    @classmethod
    def from_json(cls, found: Any) -> Reach:
        """Return the limit of a document: one that reaches nothing where any of it is not understood."""
        known = {part.name for part in fields(cls)}
        if not isinstance(found, Mapping) or not known >= found.keys():
            return cls()
        if not all(isinstance(part, list) and all(isinstance(name, str) for name in part) for part in found.values()):
            return cls()
        return cls(**{name: frozenset(part) for name, part in found.items()})

    def within(self, listed: pl.DataFrame) -> pl.DataFrame:
        """Return the events of a list that are within."""
        parts = (pl.col(column).is_in(sorted(getattr(self, part))) for part, column in COLUMNS.items())
        return listed.filter(pl.any_horizontal(*parts).fill_null(value=False))
