"""Cuts an XML report into its head, batches of whole viewers, and its tail, while it arrives.

Text and attribute values cannot hold ``<``, so a marker found outside comments, CDATA sections and processing
instructions is a tag: cutting needs no parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from webcast.decode.xml.special import found_in, has
from webcast.errors import DecodeError
from webcast.language import later

BATCH_BYTES = 2 << 20
RECORD_LIMIT = 256 << 20
"""No viewer is that long: what has no end by then is damaged."""

_SPECIAL = rb"<!--(?:.*?-->|.*\Z)|<!\[CDATA\[(?:.*?\]\]>|.*\Z)|<\?(?:.*?\?>|.*\Z)"
_FIRST = re.compile(_SPECIAL + rb"|(?P<all><viewers(?:\s[^<>]*|/)?>)|(?P<mark><viewer(?=[\s/>]))", re.DOTALL)
_END = re.compile(rb"</viewer\s*>")
_ENDS = re.compile(_SPECIAL + rb"|(?P<mark></viewer\s*>)", re.DOTALL)
_MARKS = re.compile(
    _SPECIAL + rb"|(?P<open><viewer(?:\s[^<>]*)?(?<!/)>)|(?P<close></viewer\s*>)|(?P<empty><viewer\s*/>)", re.DOTALL
)
_FEW: Final = 100
"""So many that look like ends are looked at from behind, where the last one is; comments may be full of them."""

_PARTS = re.compile(rb"<(?:registration_date|registration_answers|ra|sessions?|qa|question|survey_responses|sr)\b")


@dataclass(frozen=True)
class Piece:
    """A part of a batch: one viewer, or what stands between viewers."""

    text: bytes
    is_viewer: bool


class Cutter:
    """Reads a report from ``read`` (a function of a size, as a stream has); :meth:`batches` goes through it once.

    Attributes:
        head: What stood before the first viewer, once the first batch came.
        tail: What stood behind the last viewer, once the batches are through.
    """

    def __init__(self, read: Callable[[int], bytes], batch_bytes: int = BATCH_BYTES) -> None:
        self._read = read
        self._size = batch_bytes
        self.head = b""
        self.tail = b""

    def batches(self) -> Iterator[bytes]:
        """Yield the viewers in batches, whole viewers only."""
        rest = self._past_head()
        size = self._size
        while True:
            more = self._read(size - len(rest)) if len(rest) < size else b""
            data = rest + more if rest else more
            end = last_end(data)
            if end:
                yield data[:end]
                rest, size = data[end:], self._size
            elif not more and len(data) < size:
                self.tail = data
                return
            else:
                rest, size = data, 2 * max(size, len(data))
                if size > RECORD_LIMIT:
                    raise DecodeError(
                        later(
                            "No viewer's record ends within {most} MB; a record has some kilobytes.",
                            most=RECORD_LIMIT >> 20,
                        ),
                        remedy=later("Fetch the report again."),
                    )

    def _past_head(self) -> bytes:
        data = b""
        while True:
            more = self._read(max(64 << 10, len(data)))
            data += more
            first = next((m for m in _FIRST.finditer(data) if m["all"] or m["mark"]), None)
            if first is not None:
                end = first.start() if first["mark"] else first.end()
                self.head = data[:end]
                return data[end:]
            if not more:
                self.head = data
                return b""


def last_end(data: bytes) -> int:
    """Return where the last whole viewer ends, 0 when none does."""
    if has(b"?", data):
        ends = [match.end() for match in _ENDS.finditer(data) if match["mark"]]
        return ends[-1] if ends else 0
    begins, stops = np.zeros(0, np.int64), np.zeros(0, np.int64)
    if has(b"!", data):
        if end := _end_behind_all(data):
            return end
        begins, stops, _ = found_in(np.frombuffer(data, np.uint8))
    at = len(data)
    for _ in range(_FEW):
        at = data.rfind(b"</viewer", 0, at)
        if at < 0:
            return 0
        special = int(np.searchsorted(begins, at)) - 1
        if special >= 0 and at < stops[special]:
            at = int(begins[special])
        elif match := _END.match(data, at):
            return match.end()
    found = np.fromiter((match.end() for match in _END.finditer(data, 0, at)), np.int64)
    outside = found[np.append(0, stops)[np.searchsorted(begins, found)] < found]
    return int(outside[-1]) if outside.size else 0


def _end_behind_all(data: bytes) -> int:
    """Return where the last whole viewer ends, where no comment or CDATA section can be around that; else 0.

    Where only one of the two is there, an open one would hold the last that starts, and would end where that does.
    """
    at = data.rfind(b"</viewer")
    match = _END.match(data, at) if at >= 0 else None
    if match is None or (b"[" in data and b"<![" in data and b"<!--" in data):
        return 0
    start, end = max((data.rfind(start, 0, at), end) for start, end in ((b"<!--", b"-->"), (b"<![CDATA[", b"]]>")))
    return match.end() if start < 0 or data.find(end, start + 4, at) >= 0 else 0


def pieces(data: bytes) -> Iterator[Piece]:
    """Cut a batch into its viewers and what stands between them.

    A viewer whose closing tag is lost ends where the next one opens; one whose opening tag is lost starts where the
    one before it ends.
    """
    start, is_open = 0, False
    for match in _MARKS.finditer(data):
        if match["open"] or match["empty"]:
            if is_open or data[start : match.start()].strip():
                yield Piece(data[start : match.start()], is_open or _is_viewer(data[start : match.start()]))
            start, is_open = match.start(), match["open"] is not None
        if match["empty"]:
            yield Piece(match[0], is_viewer=True)
            start = match.end()
        elif match["close"]:
            yield Piece(data[start : match.end()], is_viewer=True)
            start, is_open = match.end(), False
    if data[start:].strip():
        yield Piece(data[start:], is_open or _is_viewer(data[start:]))


def _is_viewer(between: bytes) -> bool:
    return _PARTS.search(between) is not None
