"""The platform's documented limits (guide, "API Limits") as data, and what keeps them.

The limits hold for an account, over every tab, user and process. Who keeps them for all of these is the library's
ledger; the client only asks a :class:`Limiter` before each report call.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol

from webcast.language import say

HOUR: Final = timedelta(hours=1)
"""The window of the hourly limits."""


@dataclass(frozen=True)
class ReportLimits:
    """What one account may ask for of one kind of report; one request at a time of each (guide, "API Limits").

    Attributes:
        per_hour: Requests within an hour.
        per_presentation: Time between two reports of one presentation; None where there is no such limit.
    """

    per_hour: int
    per_presentation: timedelta | None


STANDARD: Final = ReportLimits(per_hour=1000, per_presentation=None)
EXPIRED: Final = ReportLimits(per_hour=50, per_presentation=timedelta(hours=48))


def spends(presentations: int, left: int) -> str:
    """Say what reports of expired presentations cost, for who is asked before they are spent.

    Args:
        presentations: How many are asked for.
        left: How many the account may still ask for this hour.
    """
    what = (
        say("1 expired presentation")
        if presentations == 1
        else say("{presentations} expired presentations", presentations=f"{presentations:,}")
    )
    return say(
        "{what}: one report per 48 hours; {left} of {per_hour} left this hour.",
        what=what,
        left=left,
        per_hour=EXPIRED.per_hour,
    )


class Limiter(Protocol):
    """Lets report calls through, one at a time and not more than the platform allows."""

    def report(self, *, expired: bool, event_id: str) -> AbstractContextManager[object]:
        """Return a context that is entered when the call may be made and left when its answer has been read.

        Raises:
            TryAgainLater: On entering, when the call may not be made now; ``retry_after`` says when.
        """
        ...


class Unlimited:
    """Lets every call through at once: for a process that is alone with its account and asks for little."""

    def report(self, *, expired: bool, event_id: str) -> AbstractContextManager[object]:  # noqa: ARG002 the protocol's
        """Return a context that does nothing."""
        return nullcontext()
