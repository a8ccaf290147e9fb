"""So many of something in an hour, for all processes and over restarts."""

from __future__ import annotations

from typing import Final

from webcast.library.attempts import ages, mend_future, put
from webcast.library.clock import Clock
from webcast.library.guard import Guard

_HOUR: Final = 3_600.0


class Quotas:
    """What was taken in the last hour; whose is kept as a tag."""

    def __init__(self, guard: Guard, clock: Clock) -> None:
        self._guard = guard
        self._clock = clock

    def take(self, what: str, whose: str, most: int) -> float:
        """Take one more, and return 0; or take none, and return in how many seconds there is one.

        Args:
            what: Of what.
            whose: Who takes it.
            most: How many there are in an hour; 0: any number.
        """
        if not most:
            return 0.0
        who = self._guard.keys.tag("\x1f".join(("quota", what, whose)))
        with self._guard.store.write(lock="tries") as conn:
            now = self._clock()
            mend_future(conn, [who], now)
            taken = sorted(ages(conn, who, now))
            if len(taken) >= most and taken[most - 1] < _HOUR:
                return _HOUR - taken[most - 1]
            put(conn, who, now)
        return 0.0
