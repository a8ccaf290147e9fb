"""CSV by RFC 4180: UTF-8 with a byte-order mark, CRLF, quotes where needed, a slice of rows at a time."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import partial
from io import BytesIO
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from webcast.errors import ChangeRequest
from webcast.exports.formulas import defused, defused_text
from webcast.exports.table import SLICE_ROWS, Table
from webcast.language import later

MEDIA_TYPE: Final = "text/csv; charset=utf-8; header=present"
INSTANT_FORMAT: Final = "%m/%d/%Y %I:%M:%S %p"
"""As in the platform's own reports."""

_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE
_SPAN: Final = 1_000_000
"""Of numbers that lie closer together than that, a list of all between them tells the different ones soonest."""


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
    # By a map, which lets go of a slice before it asks for the next: both, and reports, would be in memory at once.
    for lines in map(partial(_written, mode), table.slices(rows)):
        yield start + lines
        start = b""


def _written(mode: Mode, frame: pl.DataFrame) -> bytes:
    written = pl.DataFrame(_cells(frame.get_columns(), mode))
    if written.width == 1:
        # An empty line is no row to most readers; an empty cell in quotes is.
        written = written.select(pl.all().cast(pl.String).fill_null(""))
    return _lines(written)


def _lines(frame: pl.DataFrame) -> bytes:
    lines = BytesIO()  # as a text they would be copied three times
    frame.write_csv(lines, line_terminator="\r\n", include_header=False)
    return lines.getvalue()


def _cells(columns: Sequence[pl.Series], mode: Mode) -> list[pl.Series]:
    kinds = [column.dtype for column in columns]
    cells = [
        column.dt.strftime(INSTANT_FORMAT) if isinstance(kind, pl.Datetime) else column
        for column, kind in zip(columns, kinds, strict=True)
    ]
    changes = [(_clocks, [n for n, kind in enumerate(kinds) if isinstance(kind, pl.Duration)])]
    if mode is Mode.SPREADSHEET:
        changes.append(
            (_defused, [n for n, kind in enumerate(kinds) if kind in (pl.String, pl.Enum, pl.Categorical)])
        )
    for change, places in changes:
        if places:
            for n, changed in zip(places, change([columns[n] for n in places]), strict=True):
                cells[n] = changed.alias(columns[n].name)
    return cells


def _defused(columns: Sequence[pl.Series]) -> list[pl.Series]:
    return defused([column.cast(pl.String) for column in columns])


def _clocks(columns: Sequence[pl.Series]) -> list[pl.Series]:
    """Return durations as ``hh:mm:ss``, one below zero with a minus, in whole seconds; parts of one are cut off."""
    every = pl.concat([column.dt.total_milliseconds() for column in columns])
    ms = every.fill_null(0).to_numpy()
    seconds = np.where(ms < 0, -(-ms // 1_000), ms // 1_000)
    # Many watched equally long: each length is written once.
    lengths, which = _different(seconds)
    signed = pl.col("seconds")
    minus, size = pl.when(signed < 0).then(pl.lit("-")).otherwise(pl.lit("")), signed.abs()
    parts = (size // _HOUR, size % _HOUR // _MINUTE, size % _MINUTE)
    clock = pl.concat_str([part.cast(pl.String).str.zfill(2) for part in parts], separator=":")
    written = pl.DataFrame({"seconds": lengths}).select(pl.concat_str([minus, clock])).to_series()
    texts = written.gather(pl.Series(which))
    if every.null_count():
        texts = texts.zip_with(every.is_not_null(), pl.Series([None], dtype=pl.String))
    height = len(columns[0])
    return [texts.slice(n * height, height) for n in range(len(columns))]


def _different(numbers: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """Return the different ones of some numbers, and by number which of those it is."""
    least, most = int(numbers.min(initial=0)), int(numbers.max(initial=0))
    if most - least >= _SPAN:
        found, which = np.unique(numbers, return_inverse=True)
        return found, which.astype(np.uint32)
    seen = np.zeros(most - least + 1, np.bool_)
    seen[numbers - least] = True
    order = np.cumsum(seen, dtype=np.uint32) - np.uint32(1)
    return np.flatnonzero(seen) + least, order[numbers - least]
