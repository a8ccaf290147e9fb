"""What a session keeps on the server so that it need not be in a URL: e-mail addresses, free text.

A link to a file says ``private=<key>``; the key means nothing to any other session, and nothing after a restart.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict
from threading import Lock
from typing import Final

_KEPT_PER_SESSION: Final = 256


class Stash:
    """Values by session and key; the same value of a session has the same key, so that reruns add nothing."""

    def __init__(self) -> None:
        self._values: dict[str, OrderedDict[str, object]] = {}
        self._salt = secrets.token_bytes(32)
        self._lock = Lock()

    def put(self, sid: str, value: object, text: str) -> str:
        """Keep a value, and return its key.

        Args:
            sid: Whose it is.
            value: What is kept.
            text: Tells the value from others of the session.
        """
        # Keyed and one-way: whoever reads the link in a log cannot try e-mail addresses against it.
        key = hashlib.blake2b(f"{sid}\0{text}".encode(), key=self._salt, digest_size=16).hexdigest()
        with self._lock:
            values = self._values.setdefault(sid, OrderedDict())
            values[key] = value
            values.move_to_end(key)
            while len(values) > _KEPT_PER_SESSION:
                values.popitem(last=False)
        return key

    def get(self, sid: str, key: str) -> object | None:
        """Return a session's value; None when it is unknown or long unused."""
        with self._lock:
            return self._values.get(sid, OrderedDict()).get(key)

    def drop(self, sid: str) -> None:
        """Forget all of a session's values."""
        with self._lock:
            self._values.pop(sid, None)
