"""Texts by their bounds in bytes, all at once: what the fast readers of XML, CSV and JSON share.

They refuse as :class:`NotPlain` what is not certainly what they take it for; a parser reads it then.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]

PAD: Final = b"\0" * 32
"""What stands behind bytes, so that words can be taken at any of them."""

_MOST_BLANKS: Final = 64
"""So many are passed over one by one, all texts at once; more are left to what takes a text at a time."""


class NotPlain(Exception):
    """The batch is not, or not certainly, in the small language."""


def require(condition: object) -> None:
    """Refuse the batch unless the condition holds.

    Raises:
        NotPlain: It does not.
    """
    if not condition:
        raise NotPlain


_USUAL_LENGTH: Final = 256
"""Longer texts are copied one by one."""


def is_utf8(data: bytes) -> bool:
    """Tell whether bytes are UTF-8; no text is made of them, which would take several times as long."""
    if data.isascii():
        return True
    bounds = pa.py_buffer(np.array([0, len(data)], np.int32))
    try:
        pa.Array.from_buffers(pa.string(), 1, [None, bounds, pa.py_buffer(data)]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


_FIRST_BYTES: Final = np.array([(1 << 8 * count) - 1 for count in range(9)], dtype=np.uint64)
"""By count, what keeps so many first bytes of a word: looked up, it takes a tenth of what shifts take."""


def words_of(data: Bytes) -> Words:
    """Return at every place the eight bytes from there on as one number; nothing is copied."""
    return np.ndarray((data.size - 7,), np.dtype("<u8"), data, strides=(1,))


def kept(words: Words, count: Ints) -> Words:
    """Return the first ``count`` bytes, 0 to 8, of each word, zeros behind them."""
    first: Words = words & _FIRST_BYTES.take(count)
    return first


def parity(marks: Flags) -> Flags:
    """Return at every place whether an odd number of marks stand up to it, itself included.

    Sixty-four places are told at once: ``xor.accumulate`` takes seven times as long.
    """
    bits = np.packbits(marks, bitorder="little")
    words: Words = np.zeros(-(-bits.size // 8), np.dtype("<u8"))
    words.view(np.uint8)[: bits.size] = bits
    for shift in (1, 2, 4, 8, 16, 32):
        words ^= words << np.uint64(shift)
    odd = np.bitwise_xor.accumulate(words >> np.uint64(63))
    words[1:] ^= np.uint64(0) - odd[:-1]
    return np.unpackbits(words.view(np.uint8), count=marks.size, bitorder="little").view(np.bool_)


def views(data: Bytes, start: Ints, end: Ints, offset: int = 0) -> Words:
    """Return Arrow's string views of the texts between the bounds, two words each.

    A text of up to twelve bytes is its length and itself; a longer one is its length, its first four bytes and its
    place in the data, which stays as it is. No text is copied.

    Args:
        data: The bytes, and at least twelve more.
        start: Where each text starts.
        end: Where it ends.
        offset: How much further on everything stands in the data that the views are of.
    """
    length = end - start
    words = words_of(data)
    made: Words = np.empty((length.size, 2), np.uint64)
    made[:, 0] = length.astype(np.uint64) | (kept(words[start], np.minimum(length, 4)) << np.uint64(32))
    made[:, 1] = kept(words[start + 4], np.clip(length - 4, 0, 8))
    long = length > 12
    made[long, 1] = (start[long] + offset).astype(np.uint64) << np.uint64(32)
    return made


def lengths(texts: Words) -> Words:
    """Return how many bytes the texts of views are."""
    size: Words = texts[:, 0] & np.uint64(0xFFFFFFFF)
    return size


def viewed(texts: Words, *data: Bytes) -> pl.Series:
    """Return the texts of views into some bytes; null where there are none."""
    validity = pa.py_buffer(np.packbits(lengths(texts) > 0, bitorder="little"))
    buffers = [validity, pa.py_buffer(texts), *map(pa.py_buffer, data)]
    column = pl.from_arrow(pa.Array.from_buffers(pa.string_view(), len(texts), buffers))
    assert isinstance(column, pl.Series)  # noqa: S101  # an array becomes a series; for the type checker
    return column


def strings(data: Bytes, start: Ints, end: Ints) -> pl.Series:
    """Return the texts between the bounds; null where there are none."""
    return viewed(views(data, start, end), data)


def places_in(start: Ints, end: Ints) -> Ints:
    """Return all places between bounds."""
    length = end - start
    ends = np.cumsum(length)
    places: Ints = np.arange(int(ends[-1]) if ends.size else 0) + np.repeat(start - ends + length, length)
    return places


class Texts(NamedTuple):
    """Texts between bounds in bytes of their own, behind which there are some more."""

    data: Bytes
    start: Ints
    end: Ints


def gathered(data: Bytes, start: Ints, end: Ints) -> Texts:
    """Return a copy of the texts between the bounds, one behind the other."""
    length = end - start
    ends = np.cumsum(length)
    begins = ends - length
    size = int(ends[-1]) if ends.size else 0
    copied: Bytes = np.zeros(size + len(PAD), np.uint8)
    if size <= _USUAL_LENGTH * length.size:
        copied[:size] = data[places_in(start, end)]
    else:  # bytes one by one would need eight times as many for their places
        for at, begin, stop in zip(begins.tolist(), start.tolist(), end.tolist(), strict=True):
            copied[at : at + stop - begin] = data[begin:stop]
    return Texts(copied, begins, ends)


def trim(data: Bytes, start: Ints, end: Ints) -> Flags:
    """Move the bounds of texts inwards, past blanks; tell which can have more: many, or others than ASCII's."""
    begins = np.flatnonzero((data[start] <= 32) & (start < end))
    for _ in range(_MOST_BLANKS):
        if not begins.size:
            break
        start[begins] += 1
        begins = begins[(data[start[begins]] <= 32) & (start[begins] < end[begins])]
    ends = np.flatnonzero((data[end - 1] <= 32) & (start < end))
    for _ in range(_MOST_BLANKS):
        if not ends.size:
            break
        end[ends] -= 1
        ends = ends[(data[end[ends] - 1] <= 32) & (start[ends] < end[ends])]
    first, last = data[start], data[end - 1]
    edged: Flags = ((first - np.uint8(33)) > 94) | ((last - np.uint8(33)) > 94)
    edged &= start < end
    return edged
