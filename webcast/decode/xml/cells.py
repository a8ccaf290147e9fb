"""Columns cut out of a batch of bytes, all cells at once: texts between bounds, dates, references, whose they are.

A batch is refused as :class:`NotPlain` where it is not certainly what the fast reader takes it for.
"""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from webcast.reports.columns import constant
from webcast.reports.schema import FIRST_YEAR, LAST_YEAR

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]

_REFERENCE: Final = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));|&")
_NAMED: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


class NotPlain(Exception):
    """The batch is not, or not certainly, in the small language."""


def require(condition: object) -> None:
    """Refuse the batch unless the condition holds.

    Raises:
        NotPlain: It does not.
    """
    if not condition:
        raise NotPlain


def words_of(data: Bytes) -> Words:
    """Return at every place the eight bytes from there on as one number; nothing is copied."""
    return np.ndarray((data.size - 7,), np.dtype("<u8"), data, strides=(1,))


def kept(words: Words, count: Ints) -> Words:
    """Return the first ``count`` bytes, 0 to 8, of each word, zeros behind them."""
    # A shift by 64 bits is undefined; two shifts of up to 32 are not.
    half = (np.uint64(8) - count.astype(np.uint64)) << np.uint64(2)
    first: Words = words << half << half >> half >> half
    return first


def numbered(owners: Ints) -> Ints:
    """Return numbers from 1 within each run of equal owners."""
    places = np.arange(owners.size)
    begins = np.ones(owners.size, bool)
    begins[1:] = owners[1:] != owners[:-1]
    return places - np.maximum.accumulate(np.where(begins, places, 0)) + 1


def spread(places: Ints, texts: pl.Series, count: int) -> pl.Series:
    """Return a column with the texts at their places, null elsewhere; one text a place, or it is not plain."""
    require((np.diff(places) > 0).all())
    if places.size == count:
        return texts
    return constant(count, texts.dtype).scatter(places, texts)


def strings(data: Bytes, start: Ints, end: Ints) -> pl.Series:
    """Return the texts between the bounds; null where there are none.

    This lays out Arrow's string views: a text of up to twelve bytes is its length and itself; a longer one is its
    length, its first four bytes and its place in the data, which stays as it is. No text is copied.
    """
    length = end - start
    size = length.astype(np.uint64)
    words = words_of(data)
    views = np.empty((length.size, 2), np.uint64)
    views[:, 0] = size | (kept(words[start], np.minimum(length, 4)) << np.uint64(32))
    views[:, 1] = kept(words[start + 4], np.clip(length - 4, 0, 8))
    long = length > 12
    views[long, 1] = start[long].astype(np.uint64) << np.uint64(32)
    validity = pa.py_buffer(np.packbits(length > 0, bitorder="little"))
    buffers = [validity, pa.py_buffer(views), pa.py_buffer(data)]
    texts = pl.from_arrow(pa.Array.from_buffers(pa.string_view(), length.size, buffers))
    assert isinstance(texts, pl.Series)  # noqa: S101  # an array becomes a series; for the type checker
    return texts


_DATE_SHAPE: Final = np.frombuffer(b"00/00/0000 00:00:00 0M", np.uint8)
_DIGITS: Final = np.flatnonzero(ord("0") == _DATE_SHAPE)[:-1]
_MARKS: Final = np.flatnonzero(ord("0") != _DATE_SHAPE)


def dates_of(data: Bytes, start: Ints, end: Ints) -> pl.Series | None:
    """Return dates like ``11/04/2014 07:53:35 PM``; none unless all of them are, and are of the calendar."""
    if not start.size or not (end - start == _DATE_SHAPE.size).all():
        return None
    cells = data[start[:, None] + np.arange(_DATE_SHAPE.size)]
    half = cells[:, 20]
    numbers = cells - np.uint8(ord("0"))
    shaped = (
        (numbers[:, _DIGITS] <= 9).all()
        and (cells[:, _MARKS] == _DATE_SHAPE[_MARKS]).all()
        and ((half == ord("A")) | (half == ord("P"))).all()
    )
    if not shaped:
        return None
    tens = numbers.astype(np.int64)
    month, day, hour, minute, second = (tens[:, at] * 10 + tens[:, at + 1] for at in (0, 3, 11, 14, 17))
    year = tens[:, 6] * 1000 + tens[:, 7] * 100 + tens[:, 8] * 10 + tens[:, 9]
    first = ((year - 1970) * 12 + month - 1).astype("M8[M]")
    dates = first.astype("M8[D]") + (day - 1)
    real = ((month >= 1) & (month <= 12) & (hour >= 1) & (hour <= 12) & (minute <= 59) & (second <= 59)).all() and (
        (dates.astype("M8[M]") == first) & (day >= 1) & (year >= FIRST_YEAR) & (year <= LAST_YEAR)
    ).all()
    if not real:
        return None
    seconds = (hour % 12 + 12 * (half == ord("P"))) * 3600 + minute * 60 + second
    return pl.Series((dates.astype("M8[s]") + seconds).astype("M8[ms]"))


def resolved(texts: pl.Series, places: Ints) -> pl.Series:
    """Return the texts with the references in those at ``places`` resolved."""
    plain = [_REFERENCE.sub(_character, text) for text in texts.gather(places)]
    return texts.scatter(places, pl.Series(plain, dtype=pl.String))


def _character(match: re.Match[str]) -> str:
    name, decimal, hexadecimal = match.groups()
    if name:
        return _NAMED[name]
    require(decimal or hexadecimal)
    code = int(decimal) if decimal else int(hexadecimal, 16)
    require(code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000)
    return chr(code)
