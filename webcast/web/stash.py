"""What a session keeps on the server so that it need not be in a URL: e-mail addresses, free text.

A link to a file says ``private=<key>``; the key means nothing to any other session, and nothing once this one is
over. What it stands for is in the library, so that any process answers the link.
"""

from __future__ import annotations

import json
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import Any, Final

from webcast.library.keys import Keys
from webcast.library.passing import Passing, Terms

KIND: Final = "link"
KEPT_PER_SESSION: Final = 256
_BELIEVED: Final = 60.0
"""Seconds in which what was written is not written again: every rerun of a page asks for its links."""

_MOST_WRITTEN: Final = 20_000


class Stash:
    """Values by session and key; the same value of a session has the same key, so that reruns add nothing.

    Args:
        passing: Where they are left.
        keys: Make the keys.
        ends: Returns when what is left now ends.
    """

    def __init__(self, passing: Passing, keys: Keys, ends: Callable[[], datetime]) -> None:
        self._passing = passing
        self._keys = keys
        self._ends = ends
        self._written: OrderedDict[tuple[str, str], float] = OrderedDict()
        self._lock = Lock()

    def put(self, sid: str, value: Any) -> str:
        """Keep a value, and return its key.

        Args:
            sid: Whose it is.
            value: What JSON can hold.

        Raises:
            LibraryError: It cannot be kept.
        """
        text = json.dumps(value, sort_keys=True)
        # Keyed and one-way: whoever reads the link in a log cannot try e-mail addresses against it.
        key = self._keys.tag(f"link {sid}\0{text}")
        if not self._is_written(sid, key):
            self._passing.put(sid, KIND, key, text.encode(), Terms(self._ends(), most=KEPT_PER_SESSION))
            self._note(sid, key)
        return key

    def get(self, sid: str, key: str) -> Any:
        """Return a session's value; None when it is unknown or long unused."""
        found = self._passing.get(sid, KIND, key)
        return None if found is None else json.loads(found)

    def drop(self, sid: str) -> None:
        """Forget all of a session's values."""
        with self._lock:
            for written in [one for one in self._written if one[0] == sid]:
                del self._written[written]
        self._passing.drop(sid, KIND)

    def _is_written(self, sid: str, key: str) -> bool:
        with self._lock:
            return self._written.get((sid, key), 0.0) > time.monotonic()

    def _note(self, sid: str, key: str) -> None:
        with self._lock:
            self._written[sid, key] = time.monotonic() + _BELIEVED
            self._written.move_to_end((sid, key))
            while len(self._written) > _MOST_WRITTEN:
                self._written.popitem(last=False)
