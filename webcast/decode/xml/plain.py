"""Viewers written plainly, read by columns: the fast way, for what the platform really sends.

This recognises one small language: viewers nested as in the guide, known elements only, attributes as the guide has
them, no comments, no CDATA, references to single characters only. Every text of that language is well-formed XML with
the same meaning; whatever isn't certainly in it is refused, and :mod:`webcast.decode.xml.tree` reads it with a real
parser. A test mutates reports at random and holds the two readers to the same result.

All of it is done on arrays, one entry a tag: where it starts and ends, and which element it is. Names
are told by their first eight bytes and length at once, and then compared in full.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from webcast.decode.bounded import (
    PAD,
    Bytes,
    Flags,
    Ints,
    NotPlain,
    Words,
    is_utf8,
    kept,
    require,
    trim,
    viewed,
    views,
    words_of,
)
from webcast.decode.platform_dates import moments
from webcast.decode.xml.batch import Batch
from webcast.decode.xml.parts import DATED, SESSION_PARTS, Column, Long, Part, Tags, alike, joined
from webcast.decode.xml.references import resolved

_PARENT_OF: Final = {
    "viewer": "",
    "registration_date": "viewer",
    "registration_answers": "viewer",
    "sessions": "viewer",
    "qa": "viewer",
    "survey_responses": "viewer",
    "ra": "registration_answers",
    "session": "sessions",
    "question": "qa",
    "sr": "survey_responses",
    "type": "session",
    "start_time": "session",
    "end_time": "session",
    "duration": "session",
    "media": "session",
    "answer": "question",
}
"""Element → what it stands in: one other element, always."""

_NAMES: Final = tuple(_PARENT_OF)
_CODE: Final = {name: code for code, name in enumerate(_NAMES)}
_OUTSIDE: Final = len(_NAMES)
_PARENT: Final = np.array([_CODE.get(parent, _OUTSIDE) for parent in _PARENT_OF.values()], dtype=np.uint8)
_LEAVES: Final = ("registration_date", "ra", "question", "answer", "sr", *SESSION_PARTS)
_IS_LEAF: Final = np.array([name in _LEAVES for name in _NAMES])
_UNKNOWN: Final = 255

_ATTRIBUTES: Final = {"ra": ("id",), "sr": ("survey_id", "question_id")}
"""Element → its attributes, of which it has the first, always."""

_ATTRIBUTE: Final = (
    r"[ \t\n]+(?!xml)([A-Za-z_][A-Za-z0-9_]*)[ \t\n]*=[ \t\n]*"
    r"""(?:"([^"<>&\s](?:[^"<>&\t\n\r]*[^"<>&\s])?)"|'([^'<>&\s](?:[^'<>&\t\n\r]*[^'<>&\s])?)')"""
)
_ONE_ATTRIBUTE: Final = re.compile(_ATTRIBUTE)
_ALL_ATTRIBUTES: Final = re.compile(rf"(?:{_ATTRIBUTE})+[ \t\n]*/?")
_REFUSED: Final = (b"]]>", b"\xef\xbf\xbe", b"\xef\xbf\xbf")
"""What XML forbids in a text: the end of a CDATA section, and two code points that are no characters."""

_NOWHERE: Final = np.zeros(0, np.int64)
_NO_TEXTS: Final = np.zeros((0, 2), np.uint64)


def read(batch: bytes) -> Batch | None:
    """Read a batch of whole viewers in UTF-8, numbered from 1; none when it has to be read by a parser."""
    part = part_of(batch)
    return None if part is None else joined([part])


def part_of(batch: bytes) -> Part | None:
    """Read a batch of whole viewers in UTF-8 as arrays; none when it has to be read by a parser."""
    # One byte is found much faster than three, and is hardly ever there.
    if any(mark[:1] in batch and mark in batch for mark in _REFUSED):
        return None
    try:
        require(is_utf8(batch))
        if b"\r" in batch:
            batch = batch.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        return _Plain(batch).part()
    except NotPlain:
        return None


@dataclass(frozen=True)
class _Known:
    """The tags without attributes, by a number that tells them apart: their first eight bytes and their length."""

    modulus: int
    keys: Words
    codes: npt.NDArray[np.uint8]


def _known_tags() -> _Known:
    """Find a modulus by which the tags' numbers differ, so that one division finds a tag."""
    tags = {name.encode(): code for name, code in _CODE.items() if name not in _ATTRIBUTES}
    tags |= {b"/" + name.encode(): code for name, code in _CODE.items()}
    tags |= {name.encode() + b"/": code for name, code in _CODE.items() if name not in ("viewer", *_ATTRIBUTES)}
    keys = {_key(np.frombuffer(tag + PAD, np.uint8), np.array([0]), np.array([len(tag)]))[0]: tag for tag in tags}
    modulus = next(m for m in range(len(keys), 100_000) if len({int(key) % m for key in keys}) == len(keys))
    found = _Known(modulus, np.zeros(modulus, np.uint64), np.full(modulus, _UNKNOWN, np.uint8))
    for key, tag in keys.items():
        found.keys[int(key) % modulus] = key
        found.codes[int(key) % modulus] = tags[tag]
    return found


def _key(data: Bytes, start: Ints, length: Ints) -> Words:
    words = words_of(data)[start]
    key: Words = kept(words, np.minimum(length, 8)) ^ (length.astype(np.uint64) << np.uint64(56))
    return key


_KNOWN: Final = _known_tags()
_WORDS: Final = np.array(
    [[int.from_bytes(name.encode()[at : at + 8], "little") for at in (7, 15)] for name in _NAMES], dtype=np.uint64
)


class _Plain:
    """A batch as arrays with an entry a tag."""

    def __init__(self, batch: bytes) -> None:
        self.data: Bytes = np.frombuffer(batch + PAD, np.uint8)
        self.size = len(batch)
        body = self.data[: self.size]
        controls = np.count_nonzero(body < 32) - np.count_nonzero(body == ord("\n"))
        require(not controls or controls == batch.count(b"\t"))  # no others are allowed
        self._find_tags(body)
        self.text_start: Ints = self.end + 1
        self.text_end: Ints = np.append(self.start[1:] - 1, self.size)
        require((self.end >= self.start).all() and (self.text_start <= self.text_end).all())
        self._trim_tags()
        self._tell_tags()
        self._check_nesting()
        self._check_between()

    def _find_tags(self, body: Bytes) -> None:
        marks = np.flatnonzero((body | 2) == ord(">"))  # '<' and '>' differ in that bit alone
        require(marks.size >= 2)
        opening = body[marks] == ord("<")
        if marks.size % 2 == 0 and opening[::2].all() and not opening[1::2].any():
            self.start: Ints = marks[::2] + 1
            self.end: Ints = marks[1::2]
            return
        # Texts hold '>', too: a tag ends at the first one behind its start.
        starts = np.flatnonzero(opening)
        require(starts.size and starts[-1] + 1 < marks.size and not opening[starts + 1].any())
        self.start, self.end = marks[starts] + 1, marks[starts + 1]

    def _trim_tags(self) -> None:
        """Leave the blank out that can stand before a tag's end: ``<sessions />`` is read as ``<sessions/>``."""
        self.name_end: Ints = self.end.copy()
        last, before = self.data[self.end - 1], self.data[self.end - 2]
        long = self.end - self.start > 2
        blank = np.flatnonzero((last <= 32) & (before != ord("/")) & long)
        self.name_end[blank] -= 1
        slash = np.flatnonzero((last == ord("/")) & (before <= 32) & long)
        if slash.size:
            self.data = self.data.copy()
            self.data[self.end[slash] - 2] = ord("/")
            self.name_end[slash] -= 1

    def _tell_tags(self) -> None:
        head = self.data[self.start]
        self.closes: Flags = head == ord("/")
        self.alone: Flags = self.data[self.name_end - 1] == ord("/")
        self.alone &= ~self.closes
        length = self.name_end - self.start
        key = _key(self.data, self.start, length)
        slot = (key % np.uint64(_KNOWN.modulus)).astype(np.int64)
        self.code = _KNOWN.codes[slot]
        self.code[_KNOWN.keys[slot] != key] = _UNKNOWN
        self.attributed: Flags = self.code == _UNKNOWN
        self._tell_attributed()
        self._compare_ends(length)

    def _tell_attributed(self) -> None:
        """Tell ``ra`` and ``sr`` by their first letters; their attributes are read, and checked, later."""
        places = np.flatnonzero(self.attributed)
        starts = self.start[places]
        blank = self.data[starts + 2]
        require(((blank == ord(" ")) | (blank == ord("\n")) | (blank == ord("\t"))).all())
        one, two = self.data[starts], self.data[starts + 1]
        is_ra = (one == ord("r")) & (two == ord("a"))
        is_sr = (one == ord("s")) & (two == ord("r"))
        require((is_ra | is_sr).all())
        self.code[places] = np.where(is_ra, _CODE["ra"], _CODE["sr"])

    def _compare_ends(self, length: Ints) -> None:
        """Compare the rest of longer names: of a closing tag, the first eight bytes hold seven of the name's."""
        offset = self.closes.astype(np.int64)
        long = np.flatnonzero((length > 8) & ~self.attributed)
        codes, starts = self.code[long], self.start[long] + offset[long]
        # What stands behind the name: nothing, or the '/' of an element without content.
        names = length[long] - offset[long] - self.alone[long]
        words = words_of(self.data)
        for n, at in enumerate((7, 15)):
            found = kept(words[starts + at], np.clip(names - at, 0, 8))
            require((found == _WORDS[codes, n]).all())

    def _check_nesting(self) -> None:
        """Require that every tag stands where it may.

        An element has one parent, always; so the tag before tells what is open: itself if it opened an element, else
        its parent. That must be the parent of an element that opens, and the element that a closing tag closes.
        """
        self.opens = ~self.closes
        parents = _PARENT[self.code]
        needed = np.where(self.closes, self.code, parents)
        left_open = np.where(self.opens & ~self.alone, self.code, parents)
        require(needed[0] == _OUTSIDE and left_open[-1] == _OUTSIDE)
        require((needed[1:] == left_open[:-1]).all())

    def _check_between(self) -> None:
        """Require that only blanks stand where no text belongs: behind closing tags, and in what has no text."""
        bare = self.closes | self.alone | ~_IS_LEAF[self.code]
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
        leaves = np.flatnonzero(self.opens & _IS_LEAF[self.code])
        codes = self.code[leaves]
        self.places = {name: leaves[codes == _CODE[name]] for name in _LEAVES}
        is_viewer = self.code == _CODE["viewer"]
        is_session = self.opens & (self.code == _CODE["session"])
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
            tags={name: self._tags(name) for name in _ATTRIBUTES},
        )

    def _tags(self, name: str) -> Tags:
        """Return which of the different tags each element with attributes has, and what those mean."""
        places = self.places[name]
        start, end = self.start[places], self.name_end[places]
        first, which = alike(self.data, start, end)
        sent = viewed(views(self.data, start[first], end[first]), self.data)
        return Tags(which, [_values(name, tag) for tag in sent])

    def _find_references(self, leaves: Ints) -> None:
        """Resolve the references in texts of elements; nowhere else may a ``&`` stand."""
        places = np.flatnonzero(self.data[: self.size] == ord("&"))
        at = leaves[np.searchsorted(self.text_start[leaves], places, side="right") - 1]
        require((places >= self.text_start[at]).all() and (places < self.text_end[at]).all())
        self.refers = np.zeros(self.code.size, np.bool_)
        self.refers[at] = True
        self.referring = np.flatnonzero(self.refers)
        self.resolved = resolved(self.data, self.text_start[self.referring], self.text_end[self.referring])

    def _column(self, name: str, at: Ints) -> Column:
        """Return the texts of the elements of a name; dates as dates if all are."""
        places = self.places[name]
        start = self.text_start[places]
        end = np.where(self.alone[places], start, self.text_end[places])
        loose = trim(self.data, start, end)
        if name in DATED:
            dates = moments(self.data, start, end)
            if dates is not None:
                return Column(at, _NO_TEXTS, _NOWHERE, dates)
        texts = self.long.views(self.data, start, end)
        referring = np.flatnonzero(self.refers[places])
        if referring.size:
            own = np.searchsorted(self.referring, places[referring])
            start, end = self.resolved.start[own], self.resolved.end[own]
            loose[referring] = trim(self.resolved.data, start, end)
            texts[referring] = self.long.views(self.resolved.data, start, end)
        return Column(at, texts, np.flatnonzero(loose))


def _values(name: str, tag: str) -> tuple[str | None, ...]:
    """Return the values of a tag's attributes that are known, whatever their order; null where one is missing."""
    require(_ALL_ATTRIBUTES.fullmatch(tag, len(name)))
    found = [(key, double or single) for key, double, single in _ONE_ATTRIBUTE.findall(tag, len(name))]
    given = dict(found)
    first = _ATTRIBUTES[name][0]
    require(len(given) == len(found) and first in given)
    return tuple(given.get(key) for key in _ATTRIBUTES[name])
