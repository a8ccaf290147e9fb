"""The tags of a batch: where they stand, of which element they are and what they do, as the platform writes them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from webcast.decode.bounded import Bytes, Flags, Ints, kept, require, words_of
from webcast.decode.xml.names import CODE, UNKNOWN, WORDS, codes_of, tags_in

Codes = npt.NDArray[np.uint8]


class Tags(NamedTuple):
    """An entry a tag.

    Attributes:
        start: Where it starts, behind its bracket.
        end: Where its bracket closes.
        name_end: Where what it says ends: a blank before the bracket is left out.
        code: Which element it is of.
        closes: Whether it closes one.
        alone: Whether its element has no content.
    """

    start: Ints
    end: Ints
    name_end: Ints
    code: Codes
    closes: Flags
    alone: Flags

    def of(self, places: Flags) -> Tags:
        """Return some of them."""
        start, end, name_end, code, closes, alone = self
        at = start[places], end[places], name_end[places]
        return Tags(*at, code[places], closes[places], alone[places])


def tags_of(data: Bytes, size: int) -> tuple[Bytes, Tags, Ints]:
    """Return the tags, and the places of those that are not written as the platform does.

    The data come back as a copy where a blank had to be written over.
    """
    start, end = tags_in(data[:size])
    require((end >= start).all())
    data, name_end = _trimmed(data, start, end)
    closes = data[start] == ord("/")
    alone = (data[name_end - 1] == ord("/")) & ~closes
    code = codes_of(data, start, name_end - start)
    tags = Tags(start, end, name_end, code, closes, alone)
    attributed = np.flatnonzero(code == UNKNOWN)
    odd = _tell_attributed(data, tags, attributed)
    _compare_ends(data, tags, attributed)
    return data, tags, odd


def _trimmed(data: Bytes, start: Ints, end: Ints) -> tuple[Bytes, Ints]:
    """Leave the blank out that can stand before a tag's end: ``<sessions />`` is read as ``<sessions/>``."""
    name_end = end.copy()
    last, before = data[end - 1], data[end - 2]
    long = end - start > 2
    blank = np.flatnonzero((last <= 32) & (before != ord("/")) & long)
    name_end[blank] -= 1
    slash = np.flatnonzero((last == ord("/")) & (before <= 32) & long)
    if slash.size:
        data = data.copy()
        data[end[slash] - 2] = ord("/")
        name_end[slash] -= 1
    return data, name_end


def _tell_attributed(data: Bytes, tags: Tags, places: Ints) -> Ints:
    """Tell ``ra`` and ``sr`` by their first letters; their attributes are read, and checked, later. Return others."""
    starts = tags.start[places]
    one, two, blank = data[starts], data[starts + 1], data[starts + 2]
    is_ra = (one == ord("r")) & (two == ord("a"))
    is_sr = (one == ord("s")) & (two == ord("r"))
    known = (is_ra | is_sr) & ((blank == ord(" ")) | (blank == ord("\n")) | (blank == ord("\t")))
    tags.code[places[known]] = np.where(is_ra[known], CODE["ra"], CODE["sr"])
    others: Ints = places[~known]
    return others


def _compare_ends(data: Bytes, tags: Tags, others: Ints) -> None:
    """Compare the rest of longer names: of a closing tag, the first eight bytes hold seven of the name's."""
    length = tags.name_end - tags.start
    offset = tags.closes.astype(np.int64)
    is_long = length > 8
    is_long[others] = False
    long = np.flatnonzero(is_long)
    codes, starts = tags.code[long], tags.start[long] + offset[long]
    # What stands behind the name: nothing, or the '/' of an element without content.
    names = length[long] - offset[long] - tags.alone[long]
    words = words_of(data)
    for n, at in enumerate((7, 15)):
        found = kept(words[starts + at], np.clip(names - at, 0, 8))
        require((found == WORDS[codes, n]).all())
