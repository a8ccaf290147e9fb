"""What is tried again, and when: one event's trouble holds no other up, and a platform's is not answered by haste."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from webcast.api.codes import ReturnCode, TooManyForEvent, TooManyThisHour
from webcast.api.failures import SlowDown, TookTooLong
from webcast.errors import TryAgainLater, WebcastError
from webcast.language import following, later
from webcast.library.ledger import HeldBack

_LAST_WAITS: Final = 6
"""How often the longest wait for a limit is repeated."""


@dataclass(frozen=True)
class Pace:
    """How long to wait for what, in seconds.

    Attributes:
        turn: Before looking again whether another process's report is done.
        limit: After codes 61 and 62, each time longer.
        trouble: After other failures that may pass; then the event has failed.
        patience: As long as this an event's ``Retry-After`` is obeyed, in all; then the event has failed.
        room: Before a report that cannot be asked for again is written once more, when the disk is full.
        listing: For so long an event list is taken for new.
    """

    turn: float = 0.25
    limit: tuple[float, ...] = (15.0, 30.0, 60.0, 120.0, 300.0, 600.0)
    trouble: tuple[float, ...] = (2.0, 10.0, 30.0)
    patience: float = 900.0
    room: tuple[float, ...] = (1.0, 4.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0)
    listing: float = 60.0


class AskedToWait(TryAgainLater):
    """The platform asks to wait for longer than we do."""

    def __init__(self, exc: TryAgainLater, patience: float) -> None:
        asked = (exc.retry_after or 0.0) / 60
        super().__init__(
            following(
                exc.message,
                later(
                    "It asks to be left alone for {asked} min; more than {most} min in all are not waited for.",
                    asked=round(asked),
                    most=round(patience / 60),
                ),
            ),
            remedy=later("Fetch it again later."),
            retry_after=exc.retry_after,
        )


@dataclass
class _Event:
    """What came of an event so far."""

    limited: Iterator[float]
    troubled: Iterator[float]
    obeyed: float = 0.0
    due: float = 0.0


@dataclass
class Waiting:
    """The events of one fetch that are put aside until they are tried again.

    Attributes:
        pace: How long to wait.
        clock: A steady clock.
        why: Why the last one waits, in a sentence.
    """

    pace: Pace
    clock: Callable[[], float] = time.monotonic
    why: str = ""
    _events: dict[str, _Event] = field(default_factory=dict)
    _quiet_until: float = 0.0
    _last: str = ""

    def failed(self, event_id: str, exc: TryAgainLater) -> WebcastError | None:
        """Put an event aside; or return why it has failed, when it was tried often enough or asks for too much."""
        if isinstance(exc, HeldBack | TookTooLong):
            return self._given_up(event_id, exc)
        event = self._events.setdefault(event_id, _Event(self._limits(), iter(self.pace.trouble)))
        limited = isinstance(exc, TooManyForEvent | TooManyThisHour)
        seconds = next(event.limited if limited else event.troubled, None)
        asked = exc.retry_after or 0.0
        if seconds is None:
            return self._given_up(event_id, exc)
        if event.obeyed + asked > self.pace.patience:
            return self._given_up(event_id, AskedToWait(exc, self.pace.patience))
        event.obeyed += asked
        event.due = self.clock() + max(seconds, asked)
        # When the next event fails too, it is not the event's trouble but the platform's.
        if isinstance(exc, TooManyThisHour | SlowDown) or self._last not in ("", event_id):
            self._quiet_until = max(self._quiet_until, event.due)
        self._last = event_id
        self.why = exc.meaning if limited and isinstance(exc, ReturnCode) else exc.message
        return None

    def ended(self, event_id: str, *, well: bool) -> None:
        """Forget an event that came or failed for good; one that came shows that the platform is well."""
        self._events.pop(event_id, None)
        if well:
            self._last, self._quiet_until = "", 0.0

    def not_yet(self) -> list[str]:
        """Return the events whose time has not come."""
        now = self.clock()
        return [event_id for event_id, event in self._events.items() if event.due > now]

    def quiet(self) -> bool:
        """Tell whether nothing at all may be asked now."""
        return self._quiet_until > self.clock()

    def seconds(self) -> float | None:
        """Return how long until something may be asked again; None when no event is put aside."""
        if not self._events:
            return None
        first = min(event.due for event in self._events.values())
        return max(0.0, max(first, self._quiet_until) - self.clock())

    def _given_up(self, event_id: str, exc: WebcastError) -> WebcastError:
        self._events.pop(event_id, None)
        return exc

    def _limits(self) -> Iterator[float]:
        return iter((*self.pace.limit, *self.pace.limit[-1:] * _LAST_WAITS))
