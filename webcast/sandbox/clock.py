"""The sandbox's own time, so that two-hour sessions and hourly limits can pass in a test at once."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the time of the sandbox.

    Args:
        start: What time it is at the beginning; the present when absent.
        ticking: Whether it goes on by itself. Tests use one that stands still until :meth:`advance`.
    """

    def __init__(self, start: datetime | None = None, *, ticking: bool = True) -> None:
        self._start = (start or datetime.now(UTC)).astimezone(UTC)
        self._origin = time.monotonic()
        self._ticking = ticking
        self._ahead = timedelta()
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """Return the time, in UTC."""
        passed = timedelta(seconds=time.monotonic() - self._origin) if self._ticking else timedelta()
        with self._lock:
            return self._start + self._ahead + passed

    def now_ms(self) -> int:
        """Return the time in milliseconds since 1970."""
        return int(self.now().timestamp() * 1000)

    def advance(self, by: timedelta) -> None:
        """Let ``by`` pass at once.

        Raises:
            ValueError: ``by`` is negative; the sandbox's limits count on a clock that never goes back.
        """
        if by < timedelta():
            raise ValueError("The sandbox's clock only goes forward.")
        with self._lock:
            self._ahead += by
