"""The platform's limits on reports, kept for each account (guide, "API Limits").

Which code a limit answers with is *inferred* where the guide does not say: 61 speaks of the reports of an event and
stands for the 48 hours of an expired presentation; 62 speaks of reports within an hour and stands for the hourly
limits and, the nearest there is, for a request that comes while another one runs. Requests that were refused don't
count.
"""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from webcast.sandbox import codes
from webcast.sandbox.codes import Refusal

HOUR: Final = timedelta(hours=1)
PER_HOUR: Final = 1000
EXPIRED_PER_HOUR: Final = 50
EXPIRED_AGAIN: Final = timedelta(hours=48)


@dataclass
class _Use:
    """What an account did of one kind, standard or expired."""

    running: bool = False
    runs: deque[datetime] = field(default_factory=deque)

    def within_hour(self, now: datetime) -> int:
        while self.runs and self.runs[0] <= now - HOUR:
            self.runs.popleft()
        return len(self.runs)


class Limits:
    """Lets reports run or refuses them.

    Args:
        per_hour: Standard reports an account may have within an hour.
        expired_per_hour: Reports of expired presentations likewise.
    """

    def __init__(self, per_hour: int = PER_HOUR, expired_per_hour: int = EXPIRED_PER_HOUR) -> None:
        self._allowed = {False: per_hour, True: expired_per_hour}
        self._uses: dict[tuple[str, bool], _Use] = defaultdict(_Use)
        self._presentations: dict[tuple[str, str], datetime] = {}
        self._lock = threading.Lock()

    def begin(self, username: str, event_id: str, *, expired: bool, now: datetime) -> None:
        """Let a report run; :meth:`end` must follow.

        Raises:
            Refusal: Code 62 while another report of the kind runs, or when the hour is used up; code 61 when the
                expired presentation had its report within 48 hours.
        """
        with self._lock:
            use = self._uses[username, expired]
            if use.running or use.within_hour(now) >= self._allowed[expired]:
                raise Refusal(codes.HOUR_LIMIT)
            if expired:
                last = self._presentations.get((username, event_id))
                if last is not None and now < last + EXPIRED_AGAIN:
                    raise Refusal(codes.EVENT_LIMIT)
                # From the start of the run: an answer that got lost on the way is lost for 48 hours.
                self._presentations[username, event_id] = now
            use.running = True
            use.runs.append(now)

    def end(self, username: str, *, expired: bool) -> None:
        """Note that the answer has been sent, or that nobody waits for it any more."""
        with self._lock:
            self._uses[username, expired].running = False

    def spend(self, username: str, count: int, *, expired: bool = False, now: datetime) -> None:
        """Use up ``count`` reports of the hour at once, so that a test need not ask a thousand times."""
        with self._lock:
            self._uses[username, expired].runs.extend([now] * count)

    def left(self, username: str, *, expired: bool = False, now: datetime) -> int:
        """Return how many reports the account may still have this hour."""
        with self._lock:
            return max(0, self._allowed[expired] - self._uses[username, expired].within_hour(now))
