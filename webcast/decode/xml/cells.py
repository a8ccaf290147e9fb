"""Columns cut out of a batch of bytes, all cells at once: texts between bounds, dates, references, whose they are.

A batch is refused as :class:`~webcast.decode.bounded.NotPlain` where it is not certainly what the fast reader
takes it for.
"""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import polars as pl

from webcast.decode.bounded import Ints, require
from webcast.reports.columns import constant

_REFERENCE: Final = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));|&")
_NAMED: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


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
