"""What a decoder had to repair, leave out or doubt: collected while decoding, handed out as ``report.warnings``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import polars as pl

from webcast.decode.understood import Reading, Understood
from webcast.language import carried, later
from webcast.reports import schema


@dataclass
class Notes:
    """Warnings in the making. A message names what happened, never the person's data.

    It is said where somebody reads it, in their language: the tables have its key and its values.

    Attributes:
        reading: What whoever opens the file says of it.
        understood: What was understood of the file so far.
    """

    rows: list[tuple[int | None, str | None, str]] = field(default_factory=list)
    tallies: dict[tuple[str | None, str], list[int]] = field(default_factory=dict)
    reading: Reading = field(default_factory=Reading)
    understood: Understood = field(default_factory=Understood)

    def add(self, message: str, *, record: int | None = None, field: str | None = None) -> None:
        """Note one thing.

        Args:
            message: What it is.
            record: The registrant's row number; none for the report as a whole.
            field: What it is about, by the name that the file has for it; in words that are said later where it has
                none: the third table.
        """
        self.rows.append((record, field, message))

    def add_each(self, records: Iterable[int], field: str, message: str) -> None:
        """Note the same thing of several records."""
        self.rows.extend((record, field, message) for record in records)

    def tally(self, field: str | None, message: str, record: int, count: int = 1) -> None:
        """Note what may be so in every record, such as an unknown element: one warning, with a count."""
        seen = self.tallies.setdefault((field, message), [record, 0])
        seen[1] += count

    def of_each(self, groups: Sequence[Sequence[int]]) -> list[Notes]:
        """Return the warnings of each of a file's events, numbered as its records; the first has the whole file's.

        Args:
            groups: Where each event's rows stand in the file, from 0.
        """
        numbers = {place + 1: (of, n) for of, places in enumerate(groups) for n, place in enumerate(places, 1)}
        rows: list[list[tuple[int | None, str | None, str]]] = [[] for _ in groups]
        for record, about, message in self.rows:
            of, number = (0, None) if record is None else numbers[record]
            rows[of].append((number, about, message))
        return [Notes(own, {} if n else self.tallies, self.reading, self.understood) for n, own in enumerate(rows)]

    def beside(self) -> Notes:
        """Return notes of another table of the same file."""
        return Notes(reading=self.reading, understood=self.understood)

    def frame(self, event_id: str) -> pl.DataFrame:
        """Return the warnings of one event, the whole report's first, then by record."""
        counted = [
            (first if count == 1 else None, field, message if count == 1 else several(message, count))
            for (field, message), (first, count) in self.tallies.items()
        ]
        said = {message: carried(message) for message in {message for _, _, message in self.rows + counted}}
        rows = sorted(self.rows + counted, key=lambda row: (row[0] is not None, row[0] or 0))
        return pl.DataFrame(
            {
                "event_id": [event_id] * len(rows),
                "record": [row[0] for row in rows],
                "field": [None if row[1] is None else carried(row[1]) for row in rows],
                "message": [said[row[2]] for row in rows],
            },
            schema=schema.WARNINGS,
        )


def several(message: str, count: int) -> str:
    """Return what is so several times as one message."""
    return later("{message} ({count} times)", message=message, count=count)
