"""The report: a set of polars tables with the columns of :mod:`webcast.reports.schema`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from functools import partial
from typing import Final

import polars as pl

from webcast.errors import BadData
from webcast.language import later
from webcast.reports import schema

_SCHEMAS: Final = {name: pl.Schema(columns) for name, columns in schema.TABLES.items()}


@dataclass(frozen=True, eq=False)
class Report:
    """One event's report, or several stacked: every attribute is a polars frame, empty where nothing came.

    Raises:
        BadData: A table has other columns or types than :data:`webcast.reports.schema.TABLES` says.
    """

    event: pl.DataFrame = field(default_factory=partial(schema.empty, "event"))
    registrants: pl.DataFrame = field(default_factory=partial(schema.empty, "registrants"))
    registration_questions: pl.DataFrame = field(default_factory=partial(schema.empty, "registration_questions"))
    registration_answers: pl.DataFrame = field(default_factory=partial(schema.empty, "registration_answers"))
    sessions: pl.DataFrame = field(default_factory=partial(schema.empty, "sessions"))
    qa: pl.DataFrame = field(default_factory=partial(schema.empty, "qa"))
    survey_questions: pl.DataFrame = field(default_factory=partial(schema.empty, "survey_questions"))
    survey_responses: pl.DataFrame = field(default_factory=partial(schema.empty, "survey_responses"))
    warnings: pl.DataFrame = field(default_factory=partial(schema.empty, "warnings"))

    def __post_init__(self) -> None:
        for name, expected in _SCHEMAS.items():
            found = getattr(self, name).schema
            if found != expected:
                raise BadData(
                    later(
                        "The table '{name}' should have the columns {expected}, but has {found}.",
                        name=name,
                        expected=expected,
                        found=found,
                    ),
                    remedy=later("Decode the report again."),
                )

    def __repr__(self) -> str:
        # Frames print their rows, and rows are people: say how many, not who.
        sizes = ", ".join(f"{name}={frame.height}" for name, frame in self.tables().items())
        return f"Report({sizes})"

    def tables(self) -> dict[str, pl.DataFrame]:
        """Return every table by name."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    def of_events(self, event_ids: Iterable[str]) -> Report:
        """Return the rows of some events."""
        mine = pl.col("event_id").is_in(list(event_ids))
        return Report(**{name: frame.filter(mine) for name, frame in self.tables().items()})


def stack(reports: Iterable[Report]) -> Report:
    """Return the tables of several events as one report; the keys start with ``event_id``, so nothing mixes.

    Raises:
        BadData: Two of the reports are of one event, whose people would be counted twice.
    """
    parts = list(reports)
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return Report()
    stacked = {name: pl.concat([getattr(p, name) for p in parts]) for name in schema.TABLES}
    twice = stacked["event"].filter(pl.col("event_id").is_duplicated())["event_id"].unique().sort().to_list()
    if twice:
        raise BadData(
            later("Event {twice} came twice; its registrants would be counted twice.", twice=", ".join(twice)),
            remedy=later("Keep one report of each event."),
        )
    return Report(**stacked)
