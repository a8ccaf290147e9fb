"""In which format each session took a file last, so that the next one is offered in it; forgotten at a restart."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Final

from webcast.exports.csv import Mode

Format = tuple[str, Mode]
"""A kind of file, and whether cells are defused for spreadsheets."""

MOST_SESSIONS: Final = 10_000


class LastFormats:
    """Formats by session; of more than :data:`MOST_SESSIONS` the one that took no file for longest is forgotten."""

    def __init__(self) -> None:
        self._formats: OrderedDict[str, Format] = OrderedDict()
        self._lock = Lock()

    def took(self, sid: str, kind: str, mode: Mode) -> None:
        """Note that a session took a file."""
        with self._lock:
            self._formats[sid] = (kind, mode)
            self._formats.move_to_end(sid)
            while len(self._formats) > MOST_SESSIONS:
                self._formats.popitem(last=False)

    def of(self, sid: str) -> Format | None:
        """Return the format of a session's last file; None before its first."""
        with self._lock:
            return self._formats.get(sid)
