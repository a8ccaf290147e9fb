"""Visits: when an account's people were here last, and which events its list had then. No name, no person.

What is told of the last visit stays the same while a visit goes on, so that a reload does not make it new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from webcast.library.clock import Clock
from webcast.library.kept import Kept

KIND: Final = "visits"
_NAME: Final = "last"

APART: Final = timedelta(hours=1)
"""After so long without a sign of anybody another visit begins."""

MOST: Final = 3_000
"""Events that are noted; of a longer list it is not told which are new."""


@dataclass(frozen=True)
class Visit:
    """The visit before this one.

    Attributes:
        at: When it ended.
        events: The events of the account's list then; None where there were too many to note.
    """

    at: datetime
    events: frozenset[str] | None


class Visits:
    """The visits of all accounts.

    Args:
        kept: Where they are.
        tag: Makes an account's tag of its key.
        clock: The clock.
    """

    def __init__(self, kept: Kept, tag: Callable[[str], str], clock: Clock) -> None:
        self._kept = kept
        self._tag = tag
        self._clock = clock

    def arrive(self, account: str, events: Iterable[str]) -> Visit | None:
        """Note that somebody of an account is here, and return the visit before; None where this is the first.

        Args:
            account: Whose.
            events: The events of its list.

        Raises:
            Damaged: What was noted was changed from outside.
        """
        now = self._clock().wall_ms
        listed = sorted(events)
        with self._kept.changing(self._tag(account), KIND) as shelf:
            found = shelf.document(_NAME)
            noted: dict[str, Any] = dict(found.data) if found is not None else {}
            if noted and now - noted["seen"] > APART / timedelta(milliseconds=1):
                noted = {"before": noted["seen"], "before_events": noted["events"]}
            noted |= {"seen": now, "events": listed if len(listed) <= MOST else None}
            shelf.put(_NAME, noted, most=1)
        if "before" not in noted:
            return None
        known = noted["before_events"]
        at = datetime.fromtimestamp(noted["before"] / 1000, UTC)
        return Visit(at, None if known is None else frozenset(known))
