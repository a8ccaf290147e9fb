"""Following events on air: how often a report may be refreshed by itself.

As often as the platform's limits allow, and never at the cost of what people ask for. All that is decided here is
read from the ledger and the queue, which every process of the account shares: however many tabs, people and processes
follow an event, it is refreshed as often as if one did.

- An event is refreshed 30 seconds after it was last asked for, by whomever.
- All that follow together take at most half of what is left for this hour beyond a reserve of a tenth of the limit,
  spread evenly over the hour, and the events that were asked for again and again lately take turns.
- Nothing is refreshed while anything else is waited for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from webcast.api import limits
from webcast.api.client import ApiSession
from webcast.library.jobs import Jobs
from webcast.library.ledger import Asked, Ledger
from webcast.library.logins import Credentials

LEAST_SECONDS: Final = 30.0
"""More often nobody needs to know, and no report is refreshed."""

RESERVE: Final = limits.STANDARD.per_hour // 10
"""So many reports an hour are left for what people ask for."""

SHARE: Final = 0.5
"""Of what is left beyond the reserve."""

_LATELY: Final = 4.0
"""Events that were asked for at least twice within so many turns are taken for followed."""


@dataclass(frozen=True)
class Turn:
    """When a followed event may be refreshed next.

    Attributes:
        wait: Seconds until then; 0: now.
        every: Seconds from one refresh to the next, as things stand.
        held_back: Why it is not refreshed for now, in a sentence; empty when it is.
    """

    wait: float
    every: float
    held_back: str = ""


def due_room(left: int, wanted: int) -> int:
    """Return how many reports that are only due a refresh may take: what is wanted and the reserve go first.

    Args:
        left: Reports that the account may still ask for this hour.
        wanted: How many are new or have moved.
    """
    return max(0, left - RESERVE - wanted)


def turn(asked: list[Asked], event_id: str) -> Turn:
    """Return when an event may be refreshed, from the account's standard reports of the last hour.

    Args:
        asked: Event and age in seconds of each request.
        event_id: The event that is followed.
    """
    left = limits.STANDARD.per_hour - len(asked)
    if left <= RESERVE:
        why = f"Not refreshed for now: the last {RESERVE:,} reports of this hour are for what people ask for."
        return Turn(LEAST_SECONDS, LEAST_SECONDS, why)
    gap = limits.HOUR.total_seconds() / ((left - RESERVE) * SHARE)
    lately = Counter(entry.event_id for entry in asked if entry.age < _LATELY * max(LEAST_SECONDS, gap))
    followed = {event for event, times in lately.items() if times > 1} | {event_id}
    every = max(LEAST_SECONDS, gap * len(followed))
    newest = min((entry.age for entry in asked), default=float("inf"))
    own = min((entry.age for entry in asked if entry.event_id == event_id), default=float("inf"))
    return Turn(max(0.0, gap - newest, every - own), every)


class Following:
    """Refreshes followed events; ``tag`` gives an account's tag, ``resume`` works its queue off."""

    def __init__(self, ledger: Ledger, jobs: Jobs, tag: Callable[[str], str], resume: Callable[..., None]) -> None:
        self._ledger = ledger
        self._jobs = jobs
        self._tag = tag
        self._resume = resume

    def turn(self, account: str, event_id: str) -> Turn:
        """Return when the event may be refreshed."""
        return turn(self._ledger.asked(self._tag(account)), event_id)

    def refresh(
        self,
        account: str,
        session: ApiSession,
        event_id: str,
        credentials: Credentials | None = None,
        *,
        renewed: Callable[[ApiSession], None] | None = None,
    ) -> bool:
        """Refresh the event in the background if it is its turn and nothing is waited for; say whether.

        Args:
            account: Whose event it is.
            session: The platform session to ask with.
            event_id: The event.
            credentials: Sign in again with these when the platform ends the session; None asks the person instead.
            renewed: Is told the new session then.
        """
        tag = self._tag(account)
        if self.turn(account, event_id).wait > 0:
            return False
        # Decided once more where nobody else can queue it meanwhile.
        if not self._jobs.add_if_idle(
            tag, event_id, lambda conn: turn(self._ledger.asked(tag, conn), event_id).wait <= 0
        ):
            return False
        self._resume(account, session, credentials, renewed=renewed)
        return True
