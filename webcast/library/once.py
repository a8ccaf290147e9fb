"""What works once: the state of a sign-in on its way, a message of a provider. Over all processes, and restarts."""

from __future__ import annotations

from typing import Final

from sqlalchemy import delete, insert, select

from webcast.library.clock import Clock
from webcast.library.guard import Guard
from webcast.library.tables import used_once

_SPARE_MS: Final = 3_600_000
"""Kept for so much longer: clocks of several hosts differ."""


class Once:
    """The list of what was used.

    Args:
        guard: The store and its keys.
        clock: The clock.
    """

    def __init__(self, guard: Guard, clock: Clock) -> None:
        self._guard = guard
        self._clock = clock

    def take(self, what: str, seconds: float) -> bool:
        """Use something up, and tell whether it was there to be used: True once, and never again.

        Args:
            what: Names it; kept as a tag.
            seconds: After so long it works no more anyway.
        """
        tag, now = self._guard.keys.tag(f"once {what}"), self._clock().wall_ms
        with self._guard.write(lock="used once") as conn:
            conn.execute(delete(used_once).where(used_once.c.until < now))
            if conn.execute(select(used_once.c.what).where(used_once.c.what == tag)).first() is not None:
                return False
            until = now + round(seconds * 1000) + _SPARE_MS
            conn.execute(insert(used_once).values(what=tag, until=until))
        return True
