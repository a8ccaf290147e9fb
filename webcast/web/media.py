"""Which files of a page belong to whom.

Streamlit serves what a page shows (images, audio, files) under ``/media/<hash>`` to anybody who knows the address.
We answer a media address only to the session whose page it was sent to: the gate reads the addresses off the
messages that go out to that session's pages. What goes out to a page that nobody is signed in to (the icon of the
sign-in page) is anybody's.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from threading import Lock
from typing import Final

_ADDRESS: Final = re.compile(rb"/media/([0-9a-f]{16,128})")
_FILE: Final = re.compile(r"/media/([0-9a-f]{16,128})")
_KEPT_PER_SESSION: Final = 5_000


class MediaOwners:
    """The media files that each session has been sent."""

    def __init__(self) -> None:
        self._sent: dict[str | None, OrderedDict[str, None]] = {}
        self._lock = Lock()

    def read_message(self, sid: str | None, message: bytes) -> None:
        """Note the media addresses in a message that goes to a session, or to a page without one (None)."""
        # Most messages have none: a plain search is a hundred times quicker than the expression.
        if b"/media/" not in message:
            return
        with self._lock:
            sent = self._sent.setdefault(sid, OrderedDict())
            for match in _ADDRESS.finditer(message):
                sent[match[1].decode("ascii")] = None
                sent.move_to_end(match[1].decode("ascii"))
            while len(sent) > _KEPT_PER_SESSION:
                sent.popitem(last=False)

    def may_see(self, sid: str | None, path: str) -> bool:
        """Tell whether the media address was sent to the session, or to anybody."""
        match = _FILE.search(path)
        if match is None:
            return False
        with self._lock:
            return any(match[1] in self._sent.get(owner, ()) for owner in (sid, None))

    def drop(self, sid: str) -> None:
        """Forget a session."""
        with self._lock:
            self._sent.pop(sid, None)
