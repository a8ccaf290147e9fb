"""Sessions that were signed out before they ended, for all processes and over restarts."""

from __future__ import annotations

from datetime import datetime
from threading import Lock
from typing import Final

from sqlalchemy import delete, insert, select

from webcast.library.clock import Clock
from webcast.library.guard import Guard
from webcast.library.snapshots import to_ms
from webcast.library.tables import revocations

_ASK_AGAIN_AFTER: Final = 1.0
"""Seconds for which a "not revoked" is believed: every rerun and every request asks."""

_MOST_KNOWN: Final = 10_000


class Revocations:
    """The list; session ids are kept as tags, since who has an id has the session."""

    def __init__(self, guard: Guard, clock: Clock) -> None:
        self._guard = guard
        self._clock = clock
        self._clear_until: dict[str, float] = {}
        self._lock = Lock()

    def revoke(self, sid: str, until: datetime) -> None:
        """End a session, which would have ended at ``until`` by itself."""
        tag = self._guard.keys.tag(f"session {sid}")
        with self._lock:
            self._clear_until.pop(tag, None)
        with self._guard.write(lock=f"session {tag}") as conn:
            conn.execute(delete(revocations).where(revocations.c.sid == tag))
            # A day's grace: a clock set back must not let an ended session in again.
            conn.execute(delete(revocations).where(revocations.c.until < self._clock().wall_ms - 86_400_000))
            conn.execute(insert(revocations).values(sid=tag, until=to_ms(until)))
        with self._lock:
            self._clear_until.pop(tag, None)

    def is_revoked(self, sid: str) -> bool:
        """Tell whether a session was ended, by any process, at the latest a second ago."""
        tag = self._guard.keys.tag(f"session {sid}")
        now = self._clock().steady
        with self._lock:
            if self._clear_until.get(tag, 0.0) > now:
                return False
        with self._guard.store.read() as conn:
            found = conn.scalar(select(revocations.c.sid).where(revocations.c.sid == tag)) is not None
        with self._lock:
            if len(self._clear_until) > _MOST_KNOWN:
                self._clear_until.clear()
            if not found:
                self._clear_until[tag] = now + _ASK_AGAIN_AFTER
        return found
