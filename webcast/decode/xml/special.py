"""Comments, CDATA sections and processing instructions: found in one walk, however many there are and left open.

A regular expression for them (``<!--.*?-->``) looks through all the rest of the text for each that has no end, which
takes as long as the square of the text. Here the end of a kind is looked for once it has none, and never again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import AnyStr, Final, NamedTuple
from xml.sax.saxutils import escape

import numpy as np

from webcast.decode.bounded import Bytes, Flags, Ints, places_in, require, words_of
from webcast.decode.xml.references import STANDS_FOR

_STARTS_TEXT: Final = re.compile(r"<!--|<!\[CDATA\[|<\?")
_STARTS: Final = re.compile(rb"<!--|<!\[CDATA\[|<\?")
_ENDS_TEXT: Final = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}
_ENDS: Final = {start.encode(): end.encode() for start, end in _ENDS_TEXT.items()}


_OPENING: Final = len("<![CDATA[")


class Special(NamedTuple):
    """One that has an end: where it starts and ends, and how long its marks are at both ends."""

    start: int
    end: int
    opening: int
    closing: int


def specials(text: AnyStr) -> Iterator[Special]:
    """Yield the specials that have an end, in order; what is inside another is none."""
    starts, ends = (_STARTS, _ENDS) if isinstance(text, bytes) else (_STARTS_TEXT, _ENDS_TEXT)
    endless = set()
    at = 0
    while (match := starts.search(text, at)) is not None:
        opening = match[0]
        at = match.end()
        if opening in endless:
            continue
        closing = ends[opening]
        found = text.find(closing, at)
        if found < 0:
            endless.add(opening)
            continue
        at = found + len(closing)
        yield Special(match.start(), at, len(opening), len(closing))


_FEW: Final = 10_000
"""So often a byte is looked at where it stands, at 0.2 µs each; a text may be full of it."""


def has(second: bytes, data: bytes) -> bool:
    """Return whether a ``<`` with this behind it is there; looking for the rarer one first is much faster."""
    at = data.find(second)
    for _ in range(_FEW):
        if at < 0:
            return False
        if data[at - 1 : at] == b"<":
            return True
        at = data.find(second, at + 1)
    return at >= 0 and data.find(b"<" + second, at - 1) >= 0


def without_specials(text: bytes) -> bytes:
    """Return XML without its specials, the text in CDATA sections included."""
    parts, last = [], 0
    for special in specials(text):
        parts.append(text[last : special.start])
        last = special.end
    return b"".join([*parts, text[last:]]) if parts else text


class Blanked(NamedTuple):
    """Where zeros were written over specials, in order, and where a byte stands for a mark in a CDATA section."""

    start: Ints
    end: Ints
    marks: Ints


NOTHING: Final = Blanked(*(np.zeros(0, np.int64) for _ in range(3)))


def blank(body: Bytes) -> Blanked:
    """Write zeros over comments and over the marks of CDATA sections; return where.

    Marks inside a CDATA section become what stands for them (:mod:`webcast.decode.xml.references`).

    Raises:
        NotPlain: One is damaged, or stands where none may.
    """
    starts, ends, is_comment = _spans(body)
    begins, inner_ends = starts[~is_comment], ends[~is_comment] - 3
    marks = _marks_within(body, begins + _OPENING, inner_ends)
    body[marks] = STANDS_FOR[body[marks]]
    body[places_in(starts[is_comment], ends[is_comment])] = 0
    for n in range(_OPENING):
        body[begins + n] = 0
    for n in range(3):
        body[inner_ends + n] = 0
    brackets = np.flatnonzero((body | 2) == ord(">"))
    before = np.searchsorted(brackets, starts) - 1
    require((body[brackets[before[before >= 0]]] == ord(">")).all())  # none stands in a tag
    closes = np.flatnonzero(body[2:] == ord(">"))
    require(not ((body[closes] == ord("]")) & (body[closes + 1] == ord("]"))).any())
    comments = starts[is_comment], ends[is_comment]
    zeros = np.sort(np.concatenate([comments[0], begins, inner_ends]))
    until = np.sort(np.concatenate([comments[1], begins + _OPENING, inner_ends + 3]))
    return Blanked(zeros, until, marks)


def _marks_within(body: Bytes, start: Ints, end: Ints) -> Ints:
    """Return where ``&``, ``<`` and ``>`` stand between bounds."""
    if not start.size:
        return start
    steps = np.zeros(body.size + 1, np.int8)
    steps[start] = 1
    steps[end] -= 1
    within = np.cumsum(steps[:-1], dtype=np.int8).view(np.bool_)
    found: Ints = np.flatnonzero(within & (((body | 2) == ord(">")) | (body == ord("&"))))
    return found


def _spans(body: Bytes) -> tuple[Ints, Ints, Flags]:
    """Return where comments and CDATA sections start and end, and which are comments; what is inside one is none."""
    starts, ends, is_comment = found_in(body)
    require((ends <= body.size).all())
    lines = np.flatnonzero((body[1:] == ord("-")) & (body[:-1] == ord("-")))
    require((_following(lines, starts[is_comment] + 4, body.size) == ends[is_comment] - 3).all())
    return starts, ends, is_comment


def found_in(body: Bytes) -> tuple[Ints, Ints, Flags]:
    """Return where comments and CDATA sections start and end, and which are comments.

    One without an end is said to end behind all. Of those that start in the last twelve bytes none is looked for.
    """
    if body.size < 13:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.bool_)
    starts = np.flatnonzero(body[1:-11] == ord("!"))
    starts = starts[body[starts] == ord("<")]
    words = words_of(body)[starts + 1]
    is_comment = (words & np.uint64(0xFFFFFF)) == int.from_bytes(b"!--", "little")
    is_section = words == int.from_bytes(b"![CDATA[", "little")
    starts, is_comment = starts[is_comment | is_section], is_comment[is_comment | is_section]
    closes = np.flatnonzero(body[2:] == ord(">")) + 2
    one, two = body[closes - 1], body[closes - 2]
    comments_end = closes[(one == ord("-")) & (two == ord("-"))] + 1
    sections_end = closes[(one == ord("]")) & (two == ord("]"))] + 1
    none = body.size + 1
    ends = np.where(
        is_comment, _following(comments_end, starts + 7, none), _following(sections_end, starts + 12, none)
    )
    if (starts[1:] >= ends[:-1]).all():
        return starts, ends, is_comment
    following = np.searchsorted(starts, ends)
    real: list[int] = []
    at = 0
    while at < starts.size:  # what is inside another is passed over, however many they are
        real.append(at)
        at = int(following[at])
    return starts[real], ends[real], is_comment[real]


def _following(places: Ints, least: Ints, none: int) -> Ints:
    """Return the first of some places that is not before each of others."""
    return np.append(places, none)[np.searchsorted(places, least)]


def flattened(text: str) -> str:
    """Return XML without comments and instructions, and with what stands in CDATA sections as other text."""
    if "<!" not in text and "<?" not in text:
        return text
    parts, last = [], 0
    for start, end, opening, closing in specials(text):
        parts.append(text[last:start])
        if text.startswith("<![", start):
            parts.append(escape(text[start + opening : end - closing]))
        last = end
    return "".join([*parts, text[last:]])
