"""Parquet: typed columns for who analyses elsewhere."""

from __future__ import annotations

from io import BytesIO
from typing import Final

import polars as pl

from webcast.exports.table import Table
from webcast.presentation.about import About

MEDIA_TYPE: Final = "application/vnd.apache.parquet"


def write(table: Table, about: About) -> bytes:
    """Return the file: instants with their zone, durations as whole seconds, what it is in the file's metadata.

    Durations are numbers, since few readers know Parquet's lack of a duration type from a bug; their headers say
    so: ``Live Duration (s)``.
    """
    frame = table.frame()
    seconds = [
        pl.col(name).dt.total_seconds().alias(f"{name} (s)") if isinstance(kind, pl.Duration) else pl.col(name)
        for name, kind in frame.schema.items()
    ]
    target = BytesIO()
    frame.select(seconds).write_parquet(target, metadata={f"webcast.{name}": text for name, text in about.lines})
    return target.getvalue()
