"""What every reader fills and :mod:`webcast.decode.assemble` finishes: one event's tables as they were sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, partial
from typing import Final

import polars as pl

from webcast.decode.clocks import NAIVE
from webcast.decode.notes import Notes
from webcast.reports import schema

EVENT_TIMES: Final = (
    "created_at",
    "live_scheduled_at",
    "live_start",
    "live_end",
    "simlive_scheduled_at",
    "od_published_at",
    "od_expires_at",
    "run_at",
)
_DRAFT_ZONES: Final = {"registrants": ("registered_at",), "sessions": ("start", "end")}


def naive(table: str) -> dict[str, schema.ColumnType]:
    """Return a table's columns as a decoder fills them: without ``event_id``, instants as the clock showed them."""
    columns = {name: kind for name, kind in schema.TABLES[table].items() if name not in ("event_id", "email_key")}
    return columns | dict.fromkeys(_DRAFT_ZONES.get(table, ()), NAIVE)


@cache
def blank(table: str) -> pl.DataFrame:
    """Return the named table of a draft without rows; the same each time, since frames are not changed in place."""
    return pl.DataFrame(schema=naive(table))


@dataclass
class Draft:
    """One event's tables as a decoder gathered them: no event id yet, times as the report's clocks showed them.

    ``zone`` is the clock that the rows name, where they do. ``event`` holds the columns of
    :data:`webcast.reports.schema.EVENT` that the format has, its times naive, or aware where they name their place
    themselves. ``own`` has such times of ``registered_at``, ``start`` and ``end``: instants, null in every other row.
    """

    format: str
    has_sessions: bool
    notes: Notes
    zone: str | None = None
    event: dict[str, object] = field(default_factory=dict)
    own: dict[str, pl.Series] = field(default_factory=dict)
    registrants: pl.DataFrame = field(default_factory=partial(blank, "registrants"))
    registration_questions: pl.DataFrame = field(default_factory=partial(blank, "registration_questions"))
    registration_answers: pl.DataFrame = field(default_factory=partial(blank, "registration_answers"))
    sessions: pl.DataFrame = field(default_factory=partial(blank, "sessions"))
    qa: pl.DataFrame = field(default_factory=partial(blank, "qa"))
    survey_questions: pl.DataFrame = field(default_factory=partial(blank, "survey_questions"))
    survey_responses: pl.DataFrame = field(default_factory=partial(blank, "survey_responses"))
