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

from webcast.decode.bounded import PAD, Bytes, Flags, Ints, places_in, require, words_of
from webcast.decode.xml.references import STANDS_FOR

_STARTS_TEXT: Final = re.compile(r"<!--|<!\[CDATA\[|<\?")
_STARTS: Final = re.compile(rb"<!--|<!\[CDATA\[|<\?")
_ENDS_TEXT: Final = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}
_ENDS: Final = {start.encode(): end.encode() for start, end in _ENDS_TEXT.items()}


_OPENING: Final = len("<![CDATA[")
_CLOSING: Final = len("]]>")


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


class Told(NamedTuple):
    """A batch without its specials.

    Attributes:
        data: Its bytes, and :data:`~webcast.decode.bounded.PAD` behind them.
        size: How many are its own.
        marks: Where a byte stands for a mark that stood in a CDATA section (:mod:`webcast.decode.xml.references`).
    """

    data: Bytes
    size: int
    marks: Ints


class Spans(NamedTuple):
    """Where comments and CDATA sections start and end, in order, and which are comments."""

    start: Ints
    end: Ints
    is_comment: Flags

    def inside(self) -> tuple[Ints, Ints]:
        """Return where the texts of the sections start and end."""
        return self.start[~self.is_comment] + _OPENING, self.end[~self.is_comment] - _CLOSING


def taken_out(data: Bytes, size: int) -> Told:
    """Return a batch without comments, and with the text of CDATA sections in place of them.

    Args:
        data: Its bytes, and :data:`~webcast.decode.bounded.PAD` behind them.
        size: How many are its own.

    Raises:
        NotPlain: One is damaged, or stands where none may.
    """
    brackets = np.flatnonzero((data[:size] | 2) == ord(">"))
    references = np.flatnonzero(data[:size] == ord("&"))
    spans = _spans_between(data, brackets)
    if spans is not None:
        marks = _within(references, *spans.inside())
    else:
        spans = _spans(data[:size], brackets)
        marks = np.sort(np.concatenate([_within(some, *spans.inside()) for some in (brackets, references)]))
    _check_comments(data[:size], spans)
    _check_references(data[:size], references, spans)
    return _cut_out(data, size, spans, marks)


def _spans_between(data: Bytes, brackets: Ints) -> Spans | None:
    """Return where they are if there is no bracket in any, which the brackets around them tell; else None."""
    at = np.flatnonzero(data[brackets + 1] == ord("!"))
    at = at[data[brackets[at]] == ord("<")]
    start, is_comment = _kinds(data, brackets[at])
    if start.size != at.size or not at.size or at[-1] + 1 == brackets.size:
        return None
    last = brackets[at + 1]
    mark = np.where(is_comment, np.uint8(ord("-")), np.uint8(ord("]")))
    is_whole = (data[last] == ord(">")) & (data[last - 1] == mark) & (data[last - 2] == mark)
    if not (is_whole & (last - start >= np.where(is_comment, 6, 11))).all():
        return None
    require((data[brackets[at[at > 0] - 1]] == ord(">")).all())  # none stands in a tag
    require(_ends_of(data, b"]").size == np.count_nonzero(~is_comment))  # nothing else ends as they do
    return Spans(start, last + 1, is_comment)


def _spans(body: Bytes, brackets: Ints) -> Spans:
    """Return where they are, whatever is in them; what is inside one is none."""
    spans = found_in(body)
    start, end, is_comment = spans
    require((end <= body.size).all())
    before = np.searchsorted(brackets, start) - 1
    require((body[brackets[before[before >= 0]]] == ord(">")).all())  # none stands in a tag
    ends = _ends_of(body, b"]")
    around = np.searchsorted(start, ends) - 1
    require((around >= 0).all())
    commented = is_comment[around] & (ends <= end[around])
    require((commented | (ends == end[around])).all())  # nothing else ends as they do
    return spans


def _within(places: Ints, start: Ints, end: Ints) -> Ints:
    """Return which places are between bounds."""
    if not (places.size and start.size):
        return places[:0]
    around = np.searchsorted(start, places, side="right") - 1
    return places[(around >= 0) & (places < end[around])]


def _check_comments(body: Bytes, spans: Spans) -> None:
    """Require that two hyphens stand in a comment at its ends alone."""
    start, end = spans.start[spans.is_comment], spans.end[spans.is_comment]
    if start.size:
        lines = np.flatnonzero((body[1:] == ord("-")) & (body[:-1] == ord("-")))
        require((_following(lines, start + 4, body.size) == end - 3).all())


def _check_references(body: Bytes, places: Ints, spans: Spans) -> None:
    """Require that none stands within a reference, whose halves would be one without it."""
    around = np.searchsorted(spans.start, places, side="right")
    own = places >= np.append(0, spans.end)[around]
    if own.any():
        closes = _following(np.flatnonzero(body == ord(";")), places[own], body.size)
        require((np.searchsorted(spans.start, closes) == around[own]).all())


def _cut_out(data: Bytes, size: int, spans: Spans, marks: Ints) -> Told:
    """Copy what is neither a comment nor the mark at an end of a section, with something in place of marks within."""
    begins, ends = spans.inside()
    comments = spans.start[spans.is_comment], spans.end[spans.is_comment]
    keep = np.ones(size, np.bool_)
    keep[places_in(*comments)] = False
    for n in range(_OPENING):
        keep[begins - 1 - n] = False
    for n in range(_CLOSING):
        keep[ends + n] = False
    own = data[:size][keep]
    told: Bytes = np.zeros(own.size + len(PAD), np.uint8)
    told[: own.size] = own
    if marks.size:
        gone = np.cumsum(np.where(spans.is_comment, spans.end - spans.start, _OPENING + _CLOSING))
        own_section = np.searchsorted(spans.start, marks) - 1
        marks = marks - (gone[own_section] - _CLOSING)
        told[marks] = STANDS_FOR[told[marks]]
    return Told(told, own.size, marks)


def found_in(body: Bytes) -> Spans:
    """Return where comments and CDATA sections start and end, and which are comments.

    One without an end is said to end behind all. Of those that start in the last twelve bytes none is looked for.
    """
    if body.size < 13:
        return Spans(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.bool_))
    starts = np.flatnonzero(body[1:-11] == ord("!"))
    starts, is_comment = _kinds(body, starts[body[starts] == ord("<")])
    none = body.size + 1
    ends = np.where(
        is_comment,
        _following(_ends_of(body, b"-"), starts + 7, none),
        _following(_ends_of(body, b"]"), starts + 12, none),
    )
    if (starts[1:] >= ends[:-1]).all():
        return Spans(starts, ends, is_comment)
    following = np.searchsorted(starts, ends)
    real: list[int] = []
    at = 0
    while at < starts.size:  # what is inside another is passed over, however many they are
        real.append(at)
        at = int(following[at])
    return Spans(starts[real], ends[real], is_comment[real])


def _ends_of(body: Bytes, letter: bytes) -> Ints:
    """Return where whatever closes by a letter twice and ``>`` ends."""
    ends: Ints = np.flatnonzero((body[2:] == ord(">")) & (body[1:-1] == ord(letter)) & (body[:-2] == ord(letter))) + 3
    return ends


def _kinds(body: Bytes, starts: Ints) -> tuple[Ints, Flags]:
    """Return where comments and CDATA sections start, of places with ``<!``, and which are comments."""
    words = words_of(body)[starts + 1]
    is_comment = (words & np.uint64(0xFFFFFF)) == int.from_bytes(b"!--", "little")
    is_one = is_comment | (words == int.from_bytes(b"![CDATA[", "little"))
    return starts[is_one], is_comment[is_one]


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
