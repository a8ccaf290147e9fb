"""Comments, CDATA sections and processing instructions: found in one walk, however many there are and left open.

A regular expression for them (``<!--.*?-->``) looks through all the rest of the text for each that has no end, which
takes as long as the square of the text. Here the end of a kind is looked for once it has none, and never again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import AnyStr, Final, NamedTuple
from xml.sax.saxutils import escape

_STARTS_TEXT: Final = re.compile(r"<!--|<!\[CDATA\[|<\?")
_STARTS: Final = re.compile(rb"<!--|<!\[CDATA\[|<\?")
_ENDS_TEXT: Final = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}
_NOWHERE: Final = (b"<?", b"\xef\xbf\xbe", b"\xef\xbf\xbf")
"""Instructions, which have rules of their own, and the two code points that are no characters of XML."""

_CONTROLS: Final = bytes([*range(9), 11, 12, *range(14, 32)])
_ENDS: Final = {start.encode(): end.encode() for start, end in _ENDS_TEXT.items()}


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


def without_specials(text: bytes) -> bytes:
    """Return XML without its specials, the text in CDATA sections included."""
    parts, last = [], 0
    for special in specials(text):
        parts.append(text[last : special.start])
        last = special.end
    return b"".join([*parts, text[last:]]) if parts else text


def plainly(batch: bytes) -> bytes | None:
    """Return a batch without comments, and with what stands in CDATA sections as text; None where that is doubtful.

    What comes back is well-formed where the batch is, and nowhere else, and means the same.
    """
    try:
        batch.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if any(mark in batch for mark in _NOWHERE) or len(batch.translate(None, _CONTROLS)) != len(batch):
        return None
    parts, last = [], 0
    for start, end, opening, closing in specials(batch):
        inside = batch[start + opening : end - closing]
        is_comment = batch.startswith(b"<!--", start)
        # Neither may stand in a tag or in a reference, and no line break may come together across one.
        if (
            batch.rfind(b"<", last, start) > batch.rfind(b">", last, start)
            or batch.rfind(b"&", last, start) > batch.rfind(b";", last, start)
            or batch.startswith(b"\r", start - 1)
            or (is_comment and (b"--" in inside or inside.endswith(b"-")))
        ):
            return None
        parts.append(batch[last:start])
        if not is_comment:
            parts.append(inside.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;"))
        last = end
    return b"".join([*parts, batch[last:]])


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
