"""CSV by RFC 4180: UTF-8 with a byte-order mark, CRLF, quotes where needed, a slice of rows at a time."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator
from enum import StrEnum
from io import BytesIO
from typing import Final

import polars as pl

from webcast.errors import ChangeRequest
from webcast.exports.formulas import defused, defused_text
from webcast.exports.table import SLICE_ROWS, Table
from webcast.language import later

MEDIA_TYPE: Final = "text/csv; charset=utf-8; header=present"
INSTANT_FORMAT: Final = "%m/%d/%Y %I:%M:%S %p"
"""As in the platform's own reports."""

_SECOND: Final = 1_000
_MINUTE: Final = 60 * _SECOND
_HOUR: Final = 60 * _MINUTE


class UnknownMode(ChangeRequest):
    """A way of writing CSV that there is not."""


class Mode(StrEnum):
    """How texts are written."""

    SPREADSHEET = "spreadsheet"
    """Formulas defused in every text cell and header: safe to open with a double click."""

    EXACT = "exact"
    """As the platform sent them, for an import elsewhere: phone numbers keep their ``+``."""

    @classmethod
    def parse(cls, text: str) -> Mode:
        """Return the mode of that name.

        Raises:
            UnknownMode: There is none.
        """
        try:
            return cls(text)
        except ValueError:
            raise UnknownMode(
                later("A CSV's mode should be 'spreadsheet' or 'exact', but is '{text}'.", text=text)
            ) from None


def stream(table: Table, mode: Mode | str = Mode.SPREADSHEET, rows: int = SLICE_ROWS) -> Iterator[bytes]:
    """Return the file's bytes, a slice of rows at a time.

    Instants are written as the platform writes them (``05/24/2017 03:30:40 PM``) in the table's zone, durations as
    ``hh:mm:ss`` (over a hundred hours: ``103:00:05``; below zero: ``-00:05:00``), an unknown value as an empty cell.

    Args:
        table: What to write.
        mode: See :class:`Mode`.
        rows: How many rows a slice has.
    """
    mode = Mode.parse(mode)
    headers = [defused_text(name) if mode is Mode.SPREADSHEET else name for name in table.headers]
    # As a row, since two headers may be the same once they are defused, and no frame has two columns of one name.
    start = BOM_UTF8 + _lines(pl.DataFrame({str(place): [name] for place, name in enumerate(headers)}))
    for frame in table.slices(rows):
        written = pl.DataFrame([_cells(column, mode) for column in frame.get_columns()])
        if written.width == 1:
            # An empty line is no row to most readers; an empty cell in quotes is.
            written = written.select(pl.all().cast(pl.String).fill_null(""))
        yield start + _lines(written)
        start = b""


def _lines(frame: pl.DataFrame) -> bytes:
    lines = BytesIO()  # as a text they would be copied three times
    frame.write_csv(lines, line_terminator="\r\n", include_header=False)
    return lines.getvalue()


def _cells(column: pl.Series, mode: Mode) -> pl.Series:
    kind = column.dtype
    if isinstance(kind, pl.Datetime):
        return column.dt.strftime(INSTANT_FORMAT)
    if isinstance(kind, pl.Duration):
        return _clock(column)
    if kind in (pl.String, pl.Enum, pl.Categorical) and mode is Mode.SPREADSHEET:
        return defused(column.cast(pl.String))
    return column


def _clock(durations: pl.Series) -> pl.Series:
    """Return durations as ``hh:mm:ss``, one below zero with a minus, in whole seconds; parts of one are cut off."""
    # Many watched equally long: each length is written once.
    ms = durations.dt.total_milliseconds()
    lengths = ms.drop_nulls().unique().sort()
    signed = pl.col("ms")
    minus, size = pl.when(signed <= -_SECOND).then(pl.lit("-")).otherwise(pl.lit("")), signed.abs()
    parts = (size // _HOUR, size % _HOUR // _MINUTE, size % _MINUTE // _SECOND)
    clock = pl.concat_str([part.cast(pl.String).str.zfill(2) for part in parts], separator=":")
    written = pl.DataFrame({"ms": lengths}).select(pl.concat_str([minus, clock])).to_series()
    places = lengths.search_sorted(ms).cast(pl.UInt32).zip_with(ms.is_not_null(), pl.Series([None], dtype=pl.UInt32))
    return written.gather(places).alias(durations.name)
