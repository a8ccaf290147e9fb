"""How many pages may be open, and how fast they may ask.

Each takes some memory and four of the files that the process may open, and each message that it sends is a run of the
page: thirty pages that send without end keep everybody else waiting for ten seconds.
"""

from __future__ import annotations

import math
from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final

NAMELESS: Final = ""
"""The session of pages of nobody."""


NAMELESS_PACE: Final = (10, 40)
"""Messages a second, and how many at once, of all pages of one network address where nobody is signed in. Opening one
takes two; a department that comes at nine notices nothing."""

SESSION_PACE: Final = (20, 200)
"""The same of all pages of one session: faster than anybody clicks for long."""

_PACES_KEPT: Final = 10_000


class TooManyPages(Exception):
    """As many are open as may be."""


class Pace:
    """Lets messages pass at a pace.

    Args:
        rate: How many a second.
        burst: How many at once, after a rest.
    """

    def __init__(self, rate: float, burst: float) -> None:
        self._step = 1 / rate
        self._rest = burst / rate
        self._next = -math.inf

    def delay(self, now: float) -> float:
        """Return how many seconds the next message has to wait."""
        self._next = max(self._next, now - self._rest) + self._step
        return max(0.0, self._next - now)


class Crowd:
    """Counts the open pages of one process.

    Args:
        nameless: Most pages of people who are not signed in.
        here: How many of these from one network address.
        session: Most pages of one session.
    """

    def __init__(self, *, nameless: int, here: int, session: int) -> None:
        self._most_of_all = nameless
        self._most = {True: here, False: session}
        self._open: Counter[tuple[str, str]] = Counter()
        self._nameless = 0
        self._paces: OrderedDict[tuple[str, str], Pace] = OrderedDict()
        self._lock = Lock()

    @property
    def open(self) -> int:
        """How many pages are open."""
        with self._lock:
            return self._open.total()

    @contextmanager
    def page(self, sid: str, where: str) -> Iterator[Pace]:
        """Count a page as long as the context lasts; yield the pace of its messages.

        Args:
            sid: Whose it is; :data:`NAMELESS` where nobody is signed in.
            where: From which network address.

        Raises:
            TooManyPages: It is one too many.
        """
        nameless = sid == NAMELESS
        key = (sid, where if nameless else "")
        with self._lock:
            if self._open[key] >= self._most[nameless] or (nameless and self._nameless >= self._most_of_all):
                raise TooManyPages
            self._open[key] += 1
            self._nameless += nameless
            pace = self._pace(key)
        try:
            yield pace
        finally:
            with self._lock:
                self._nameless -= nameless
                self._open[key] -= 1
                if not self._open[key]:
                    del self._open[key]

    def _pace(self, key: tuple[str, str]) -> Pace:
        # Kept beyond the last page: else closing it would be a rest.
        if key not in self._paces:
            self._paces[key] = Pace(*(NAMELESS_PACE if key[0] == NAMELESS else SESSION_PACE))
        self._paces.move_to_end(key)
        while len(self._paces) > _PACES_KEPT:
            self._paces.popitem(last=False)
        return self._paces[key]
