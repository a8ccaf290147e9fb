"""Slows down whoever guesses passwords: counts failed sign-ins by address and by name."""

from __future__ import annotations

import hashlib
import time
from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import Final

WINDOW: Final = 15 * 60.0
"""Seconds for which a failure counts."""

PER_NAME_AND_ADDRESS: Final = 5
PER_NAME: Final = 20
"""From all addresses together; higher, so that a stranger cannot lock somebody out with a few tries."""
PER_ADDRESS: Final = 50
"""A whole office can come from one address."""

_MOST_KEYS: Final = 10_000


class Attempts:
    """Failed tries of the last quarter of an hour, in memory; names are kept as hashes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tries: dict[str, deque[float]] = {}
        self._lock = Lock()

    def begin(self, address: str, username: str) -> bool:
        """Count a try, as failed until :meth:`succeeded` or :meth:`undecided` says otherwise; False: not allowed.

        Counting before the answer is known lets no one try a hundred passwords at once.
        """
        now = self._clock()
        keys = _keys(address, username)
        with self._lock:
            if len(self._tries) > _MOST_KEYS:
                self._prune(now)
            if any(self._count(key, now) >= most for key, most in keys.items()):
                return False
            for key in keys:
                self._tries.setdefault(key, deque()).append(now)
            return True

    def succeeded(self, address: str, username: str) -> None:
        """Forget the failures of who knows the password after all, from this address."""
        pair, name, place = _keys(address, username)
        with self._lock:
            self._tries.pop(pair, None)
            for key in (name, place):
                self._take_back(key)

    def undecided(self, address: str, username: str) -> None:
        """Take back the last try: the platform could not say whether the password was right."""
        with self._lock:
            for key in _keys(address, username):
                self._take_back(key)

    def _take_back(self, key: str) -> None:
        if self._tries.get(key):
            self._tries[key].pop()

    def _count(self, key: str, now: float) -> int:
        tries = self._tries.get(key)
        if tries is None:
            return 0
        while tries and tries[0] <= now - WINDOW:
            tries.popleft()
        return len(tries)

    def _prune(self, now: float) -> None:
        for key in [key for key in self._tries if not self._count(key, now)]:
            del self._tries[key]


def _keys(address: str, username: str) -> dict[str, int]:
    name = hashlib.sha256(username.strip().casefold().encode("utf-8", "replace")).hexdigest()
    return {
        f"{address} {name}": PER_NAME_AND_ADDRESS,
        f"name {name}": PER_NAME,
        f"address {address}": PER_ADDRESS,
    }
