"""Dates in the platform's own form, ``11/04/2014 07:53:35 PM``, read all at once; none where one is not in it."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from webcast.decode.bounded import Bytes, Ints
from webcast.reports.schema import FIRST_YEAR, LAST_YEAR

_DATE_SHAPE: Final = np.frombuffer(b"00/00/0000 00:00:00 0M", np.uint8)
_DIGITS: Final = np.flatnonzero(ord("0") == _DATE_SHAPE)[:-1]
_MARKS: Final = np.flatnonzero(ord("0") != _DATE_SHAPE)


Moments = npt.NDArray[np.datetime64]


def moments(data: Bytes, start: Ints, end: Ints) -> Moments | None:
    """Return dates like ``11/04/2014 07:53:35 PM``, NaT where nothing stands; none unless all that stands is one."""
    filled = np.flatnonzero(end > start)
    if filled.size == start.size:
        return _all_of(data, start, end)
    dates = _all_of(data, start[filled], end[filled])
    if dates is None:
        return None
    found = np.full(start.size, "NaT", "M8[ms]")
    found[filled] = dates
    return found


def _all_of(data: Bytes, start: Ints, end: Ints) -> Moments | None:
    if not (end - start == _DATE_SHAPE.size).all():
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
    found: Moments = (dates.astype("M8[s]") + seconds).astype("M8[ms]")
    return found


def column_of(text: pl.Series) -> pl.Series | None:
    """Return a column of such dates, null where there is none; None unless all that stands in it are."""
    if text.null_count() == text.len():
        return None
    sent = text.to_arrow(compat_level=pl.CompatLevel.oldest())
    _, offsets, data = sent.buffers()
    ends = np.frombuffer(offsets, np.int64)[sent.offset : sent.offset + len(sent) + 1]
    dates = moments(np.frombuffer(data, np.uint8), ends[:-1], ends[1:])
    return None if dates is None else pl.Series(dates)
