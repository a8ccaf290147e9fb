"""Questions that are answered after the event, by and by: a report changes, and none of its stamps moves.

Everything is drawn of the event's id and of the question, so that the same world answers the same questions alike.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from webcast.sandbox import texts
from webcast.sandbox.curves import MINUTE
from webcast.sandbox.events import Asked, Viewer

FIRST: Final = 3 * MINUTE
"""The soonest that an answer comes …"""

SPREAD: Final = 960
"""… and how many times as long the last one takes: two days."""

_STAY_OPEN: Final = 0.25


def comes(event_id: str) -> bool:
    """Tell whether an event is one of those whose open questions are answered late: every other one."""
    return _drawn(event_id) < 0.5


@dataclass(frozen=True)
class LateAnswers:
    """The late answers of an event.

    Attributes:
        event_id: Which event.
        since: From when on they come.
    """

    event_id: str
    since: int

    def answered(self, viewer: Viewer, now: int) -> Viewer:
        """Return the viewer with the answers that came by ``now``."""
        return replace(viewer, asked=tuple(self._as_of(asked, now) for asked in viewer.asked))

    def count(self, viewers: Iterable[Viewer], now: int) -> int:
        """Return how many answers came by ``now``."""
        moments = (self._due(asked) for viewer in viewers for asked in viewer.asked)
        return sum(at is not None and at <= now for at in moments)

    def _due(self, asked: Asked) -> int | None:
        """Return when a question is answered late; None for one that has an answer, or stays without."""
        if asked.answer is not None or _drawn(self.event_id, asked, "whether") < _STAY_OPEN:
            return None
        return self.since + int(FIRST * math.pow(SPREAD, _drawn(self.event_id, asked, "when")))

    def _as_of(self, asked: Asked, now: int) -> Asked:
        at = self._due(asked)
        if at is None or at > now:
            return asked
        place = int(_drawn(self.event_id, asked, "what") * len(texts.REPLIES))
        return replace(asked, answer=texts.REPLIES[place])


def _drawn(event_id: str, asked: Asked | None = None, of: str = "") -> float:
    """Return a number from 0 to below 1."""
    text = f"{event_id}:{of}:{asked.at}:{asked.question}" if asked else event_id
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big") / 2**48
