"""References to single characters (``&amp;``, ``&#228;``, ``&#xE4;``) in many texts, resolved all at once.

A batch is refused as :class:`~webcast.decode.bounded.NotPlain` where a ``&`` begins anything else.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from webcast.decode.bounded import PAD, Bytes, Flags, Ints, Texts, gathered, require, words_of

_NAMED: Final = {b"amp;": "&", b"lt;": "<", b"gt;": ">", b"quot;": '"', b"apos;": "'"}
_NUMBER, _SEMICOLON, _AMPERSAND, _HEX = b"#;&x"
_MOST_DIGITS: Final = 7
_NO_DIGIT: Final = 99

_MARKS: Final = list(b"&<>")
_INSTEAD: Final = [0xFD, 0xFE, 0xFF]
STANDS_FOR: Final = np.arange(256, dtype=np.uint8)
STANDS_FOR[_MARKS] = _INSTEAD
"""What stands for each byte of a CDATA section: for those that are marks in other text, bytes that UTF-8 has not."""

_WRITTEN_FOR: Final = np.arange(256, dtype=np.uint8)
_WRITTEN_FOR[_INSTEAD] = _MARKS


def _digits() -> npt.NDArray[np.uint8]:
    """Return what each byte is worth as a digit of sixteen."""
    worth = np.full(256, _NO_DIGIT, np.uint8)
    for text, first in ((b"0123456789", 0), (b"abcdef", 10), (b"ABCDEF", 10)):
        worth[list(text)] = np.arange(first, first + len(text))
    return worth


_DIGITS: Final = _digits()


def resolved(data: Bytes, start: Ints, end: Ints) -> Texts:
    """Return the texts between the bounds with the characters that are meant."""
    texts = gathered(data, start, end)
    size = texts.data.size - len(PAD)
    begins = np.flatnonzero(texts.data[:size] == _AMPERSAND)
    closes = _ends(texts, begins)
    codes = _meant(texts.data, begins, closes)
    # What a reference means is shorter than the reference, always: it is written over its beginning.
    width = 1 + (codes >= 0x80).astype(np.int64) + (codes >= 0x800) + (codes >= 0x10000)
    _write(texts.data, begins, codes, width)
    steps = np.zeros(size + 1, np.int8)
    steps[begins + width] = 1
    steps[closes + 1] -= 1
    keep = np.cumsum(steps[:size], dtype=np.int8) == 0
    texts.data[:] = _WRITTEN_FOR[texts.data]
    return kept(texts, keep)


def kept(texts: Texts, keep: Flags) -> Texts:
    """Return the texts, which stand one behind the other, of the bytes that are to be kept."""
    before = np.zeros(keep.size + 1, np.int64)
    np.cumsum(keep, out=before[1:])
    data = np.zeros(int(before[-1]) + len(PAD), np.uint8)
    data[: before[-1]] = texts.data[: keep.size][keep]
    return Texts(data, before[texts.start], before[texts.end])


def _ends(texts: Texts, begins: Ints) -> Ints:
    """Return where the references end that begin at some places; each does so in its own text."""
    semicolons = np.flatnonzero(texts.data == _SEMICOLON)
    following = np.searchsorted(semicolons, begins)
    require(not begins.size or following[-1] < semicolons.size)
    closes: Ints = semicolons[following]
    require((closes < texts.end[np.searchsorted(texts.end, begins, side="right")]).all())
    return closes


def _meant(data: Bytes, begins: Ints, closes: Ints) -> Ints:
    """Return the numbers of the characters that references mean."""
    codes = np.zeros(begins.size, np.int64)
    words = words_of(data)[begins + 1]
    for name, character in _NAMED.items():
        word, mask = (int.from_bytes(part, "little") for part in (name, b"\xff" * len(name)))
        codes[(words & np.uint64(mask)) == np.uint64(word)] = ord(character)
    numbers = np.flatnonzero(codes == 0)
    if numbers.size:
        codes[numbers] = _numbered(data, begins[numbers], closes[numbers])
    return codes


def _numbered(data: Bytes, begins: Ints, closes: Ints) -> Ints:
    """Return the numbers that stand in references, ten or sixteen to a digit."""
    is_hex = data[begins + 2] == _HEX
    first = begins + 2 + is_hex
    count = closes - first
    require((data[begins + 1] == _NUMBER).all() and (count >= 1).all() and (count <= _MOST_DIGITS - is_hex).all())
    base = np.where(is_hex, 16, 10)
    codes = np.zeros(begins.size, np.int64)
    for n in range(_MOST_DIGITS):
        there = n < count
        digit = np.where(there, _DIGITS[data[np.minimum(first + n, closes)]], 0)
        require((digit < base).all())
        codes = np.where(there, codes * base + digit, codes)
    above = (codes >= 32) & (codes < 0xD800) | (codes >= 0xE000) & (codes < 0xFFFE)
    require((above | np.isin(codes, (9, 10, 13)) | (codes >= 0x10000) & (codes < 0x110000)).all())
    return codes


def _write(data: Bytes, places: Ints, codes: Ints, width: Ints) -> None:
    """Write characters in UTF-8."""
    marks = np.array([0, 0, 0xC0, 0xE0, 0xF0])[width]
    data[places] = marks | codes >> 6 * (width - 1)
    for n in (1, 2, 3):
        more = np.flatnonzero(width > n)
        data[places[more] + n] = 0x80 | codes[more] >> 6 * (width[more] - 1 - n) & 0x3F
