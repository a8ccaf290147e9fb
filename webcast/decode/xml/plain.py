"""Viewers written plainly, read by columns: the fast way, for what the platform really sends.

This recognises one small language: viewers nested as in the guide, known elements only, attributes as the guide has
them, references to single characters only. Every text of that language is well-formed XML with the same meaning. What
can be put into it with certainty is (:mod:`webcast.decode.xml.special`, :mod:`webcast.decode.xml.otherwise`);
whatever else isn't certainly in it is refused, and :mod:`webcast.decode.xml.tree` reads it with a real parser. A test
mutates reports at random and holds the two readers to the same result.

All of it is done on arrays, one entry a tag: where it starts and ends, and which element it is. Names
are told by their first eight bytes and length at once, and then compared in full.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

import numpy as np

from webcast.decode.bounded import (
    PAD,
    Bytes,
    Ints,
    NotPlain,
    is_utf8,
    require,
    trim,
    viewed,
    views,
)
from webcast.decode.platform_dates import moments
from webcast.decode.xml.batch import Batch
from webcast.decode.xml.names import (
    ATTRIBUTES,
    CODE,
    IS_LEAF,
    LEAVES,
    OUTSIDE,
    PARENT,
)
from webcast.decode.xml.otherwise import put_plainly
from webcast.decode.xml.parts import DATED, SESSION_PARTS, Column, LeftOut, Long, Meant, Part, alike, joined
from webcast.decode.xml.references import resolved
from webcast.decode.xml.special import has, taken_out
from webcast.decode.xml.tags import Tags, tags_of

_ATTRIBUTE: Final = (
    r"[ \t\n]+(?!xml)([A-Za-z_][A-Za-z0-9_]*)[ \t\n]*=[ \t\n]*"
    r"""(?:"([^"<>&\s](?:[^"<>&\t\n\r]*[^"<>&\s])?)"|'([^'<>&\s](?:[^'<>&\t\n\r]*[^'<>&\s])?)')"""
)
_ONE_ATTRIBUTE: Final = re.compile(_ATTRIBUTE)
_ALL_ATTRIBUTES: Final = re.compile(rf"(?:{_ATTRIBUTE})+[ \t\n]*/?")
_REFUSED: Final = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
"""Two code points that are no characters. Instructions, which have rules of their own, are refused too."""

_NOWHERE: Final = np.zeros(0, np.int64)
_NO_TEXTS: Final = np.zeros((0, 2), np.uint64)


def read(batch: bytes) -> Batch | None:
    """Read a batch of whole viewers in UTF-8, numbered from 1; none when it has to be read by a parser."""
    part = part_of(batch)
    return None if part is None else joined([part])


def part_of(batch: bytes) -> Part | None:
    """Read a batch of whole viewers in UTF-8 as arrays; none when it has to be read by a parser."""
    # One byte is found much faster than several, and is hardly ever there.
    if has(b"?", batch) or any(mark[:1] in batch and mark in batch for mark in _REFUSED) or not is_utf8(batch):
        return None
    if b"\r" in batch:
        batch = batch.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    data: Bytes = np.frombuffer(batch + PAD, np.uint8)
    size = len(batch)
    try:
        _check_controls(data[:size])
        marks = _NOWHERE
        if has(b"!", batch):
            data, size, marks = taken_out(data, size)
        else:
            require(b"]" not in batch or b"]]>" not in batch)
        told, tags, odd = tags_of(data, size)
        left_out: list[LeftOut] = []
        if odd.size:
            told = told.copy() if told is data else told
            tags, left_out = put_plainly(told, size, tags, odd)
        return replace(_Plain(told, size, marks, tags).part(), left_out=left_out)
    except NotPlain:
        return None


def _check_controls(body: Bytes) -> None:
    """Require that there are no controls but line ends and tabs."""
    controls = np.count_nonzero(body < 32) - np.count_nonzero(body == ord("\n"))
    require(not controls or controls == np.count_nonzero(body == ord("\t")))


class _Plain:
    """A batch as arrays with an entry a tag."""

    def __init__(self, data: Bytes, size: int, marks: Ints, tags: Tags) -> None:
        self.data = data
        self.size = size
        self.marks = marks
        self.start, self.end, self.name_end, self.code, self.closes, self.alone = tags
        self.text_start: Ints = self.end + 1
        self.text_end: Ints = np.append(self.start[1:] - 1, self.size)
        require((self.text_start <= self.text_end).all())
        self._check_nesting()
        self._check_between()

    def _check_nesting(self) -> None:
        """Require that every tag stands where it may.

        An element has one parent, always; so the tag before tells what is open: itself if it opened an element, else
        its parent. That must be the parent of an element that opens, and the element that a closing tag closes.
        """
        self.opens = ~self.closes
        parents = PARENT[self.code]
        needed = np.where(self.closes, self.code, parents)
        left_open = np.where(self.opens & ~self.alone, self.code, parents)
        require(needed[0] == OUTSIDE and left_open[-1] == OUTSIDE)
        require((needed[1:] == left_open[:-1]).all())

    def _check_between(self) -> None:
        """Require that only blanks stand where no text belongs: behind closing tags, and in what has no text."""
        bare = self.closes | self.alone | ~IS_LEAF[self.code]
        start, end = self.text_start[bare], self.text_end[bare]
        filled = end > start
        start, end = start[filled], end[filled]
        require((self.data[start] <= 32).all())
        more = end - start > 1
        if more.any():
            bounds = np.stack((start[more], end[more]), axis=1).ravel()
            # The padding lets the last range end at the end of the data.
            require((np.maximum.reduceat(self.data, bounds)[::2] <= 32).all())
        require((self.data[: self.start[0] - 1] <= 32).all())

    def part(self) -> Part:
        """Return the viewers' columns."""
        leaves = np.flatnonzero(self.opens & IS_LEAF[self.code])
        codes = self.code[leaves]
        self.places = {name: leaves[codes == CODE[name]] for name in LEAVES}
        is_viewer = self.code == CODE["viewer"]
        is_session = self.opens & (self.code == CODE["session"])
        self.owner = np.cumsum(self.opens & is_viewer) - 1
        self._find_references(leaves)
        session = np.cumsum(is_session) - 1
        of = {
            **dict.fromkeys(("registration_date", "ra", "question", "sr"), self.owner),
            **dict.fromkeys(SESSION_PARTS, session),
        }
        self.long = Long()
        columns = {name: self._column(name, whose[self.places[name]]) for name, whose in of.items()}
        question = np.searchsorted(self.places["question"], self.places["answer"]) - 1
        columns["answer"] = self._column("answer", question)
        for name in ("registration_date", "answer", *SESSION_PARTS):  # one each, at most
            require((np.diff(columns[name].at) > 0).all())
        return Part(
            data=self.long.data(),
            viewers=int(self.owner[-1]) + 1,
            sessions=self.owner[is_session],
            columns=columns,
            tags={name: self._tags(name) for name in ATTRIBUTES},
        )

    def _tags(self, name: str) -> Meant:
        """Return which of the different tags each element with attributes has, and what those mean."""
        places = self.places[name]
        start, end = self.start[places], self.name_end[places]
        first, which = alike(self.data, start, end)
        sent = viewed(views(self.data, start[first], end[first]), self.data)
        return Meant(which, [_values(name, tag) for tag in sent])

    def _find_references(self, leaves: Ints) -> None:
        """Resolve the texts of elements with references, or with marks out of a CDATA section.

        Nowhere else may a ``&`` stand.
        """
        places = np.flatnonzero(self.data[: self.size] == ord("&"))
        at = leaves[np.searchsorted(self.text_start[leaves], places, side="right") - 1]
        require((places >= self.text_start[at]).all() and (places < self.text_end[at]).all())
        self.refers = np.zeros(self.code.size, np.bool_)
        self.refers[at] = True
        if self.marks.size and leaves.size:
            self.refers[leaves[np.searchsorted(self.text_start[leaves], self.marks, side="right") - 1]] = True
        self.referring = np.flatnonzero(self.refers)
        self.resolved = resolved(self.data, self.text_start[self.referring], self.text_end[self.referring])

    def _column(self, name: str, at: Ints) -> Column:
        """Return the texts of the elements of a name; dates as dates if all are."""
        places = self.places[name]
        start = self.text_start[places]
        end = np.where(self.alone[places], start, self.text_end[places])
        loose = trim(self.data, start, end)
        referring = np.flatnonzero(self.refers[places])
        if referring.size:
            own = np.searchsorted(self.referring, places[referring])
            begins, ends = self.resolved.start[own], self.resolved.end[own]
            loose[referring] = trim(self.resolved.data, begins, ends)
        if name in DATED:
            dates = None
            if not referring.size:
                dates = moments(self.data, start, end)
            elif referring.size == start.size:
                dates = moments(self.resolved.data, begins, ends)
            if dates is not None:
                return Column(at, _NO_TEXTS, _NOWHERE, dates)
        texts = self.long.views(self.data, start, end)
        if referring.size:
            texts[referring] = self.long.views(self.resolved.data, begins, ends)
        return Column(at, texts, np.flatnonzero(loose))


def _values(name: str, tag: str) -> tuple[str | None, ...]:
    """Return the values of a tag's attributes that are known, whatever their order; null where one is missing."""
    require(_ALL_ATTRIBUTES.fullmatch(tag, len(name)))
    found = [(key, double or single) for key, double, single in _ONE_ATTRIBUTE.findall(tag, len(name))]
    given = dict(found)
    first = ATTRIBUTES[name][0]
    require(len(given) == len(found) and first in given)
    return tuple(given.get(key) for key in ATTRIBUTES[name])
