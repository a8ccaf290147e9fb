"""In which format each session took a file last, so that the next one is offered in it; gone with the session."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from webcast.exports.csv import Mode
from webcast.library.passing import Passing, Terms

Format = tuple[str, Mode]
"""A kind of file, and whether cells are defused for spreadsheets."""

KIND: Final = "format"
_LAST: Final = "last"


class LastFormats:
    """Formats by session.

    Args:
        passing: Where they are left.
        ends: Returns when what is left now ends.
    """

    def __init__(self, passing: Passing, ends: Callable[[], datetime]) -> None:
        self._passing = passing
        self._ends = ends

    def took(self, sid: str, kind: str, mode: Mode) -> None:
        """Note that a session took a file.

        Raises:
            LibraryError: It cannot be noted.
        """
        if self.of(sid) != (kind, mode):
            self._passing.put(sid, KIND, _LAST, f"{kind} {mode.value}".encode(), Terms(self._ends()))

    def of(self, sid: str) -> Format | None:
        """Return the format of a session's last file; None before its first."""
        found = self._passing.get(sid, KIND, _LAST)
        if found is None:
            return None
        kind, _, mode = found.decode().partition(" ")
        return kind, Mode(mode)
