"""The warnings of a report as somebody reads them: kept as messages with values, said in the reader's language."""

from __future__ import annotations

import polars as pl

from webcast.language import is_carried, phrase, spoken, taken

FIELDS = {"row": phrase("row"), "encoding": phrase("encoding")}
"""What a warning says of no field of the report, but of a row or of the whole text → what that is called."""


def _called(field: str) -> str:
    """Return what a field is called: by its name in the file, unless words were carried in its place."""
    if field in FIELDS:
        return spoken(FIELDS[field])
    return spoken(taken(field)) if is_carried(field) else field


def said(warnings: pl.DataFrame) -> pl.DataFrame:
    """Return warnings with what they say in the reader's language.

    Tables that were kept before messages were have them in English; of those only the ones without values can be said
    in another language.

    Args:
        warnings: Of :data:`webcast.reports.schema.WARNINGS`, or with more columns.
    """
    if warnings.is_empty():
        return warnings
    messages = {message: spoken(taken(message)) for message in set(warnings["message"]) - {None}}
    fields = {name: _called(name) for name in set(warnings["field"]) - {None}}
    return warnings.with_columns(
        pl.col("message").replace(list(messages), list(messages.values())),
        pl.col("field").replace(list(fields), list(fields.values())),
    )
