"""What happened in this process lately that an administrator wants to know: a listener of the happenings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Final

from webcast.happenings import Detail

_ANSWERED: Final = ("ok", "left off")
_PLATFORM: Final = "fetch"


@dataclass(frozen=True)
class Call:
    """A call of the platform.

    Attributes:
        at: When it was over.
        call: Which, by its name in the guide.
        outcome: What came of it.
    """

    at: datetime
    call: str
    outcome: str


class Lately:
    """Remembers the latest of a few things, and counts others; all of it since the process began.

    Args:
        now: The clock.

    Attributes:
        since: When it began to listen.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = Lock()
        self._answered: Call | None = None
        self._failed: Call | None = None
        self._counts: dict[str, int] = {}
        self.since = now()

    def __call__(self, kind: str, details: Mapping[str, Detail]) -> None:
        """Note something that happened."""
        with self._lock:
            if kind == _PLATFORM:
                self._note(Call(self._now(), str(details["call"]), str(details["outcome"])))
            elif kind == "failure" or (kind == "decode" and details["outcome"] != "ok"):
                self._counts[kind] = self._counts.get(kind, 0) + 1

    def _note(self, call: Call) -> None:
        if call.outcome in _ANSWERED:
            self._answered = call
        else:
            self._failed = call
            self._counts[_PLATFORM] = self._counts.get(_PLATFORM, 0) + 1

    @property
    def answered(self) -> Call | None:
        """The latest call that was answered well; None: none was, so it is not known."""
        with self._lock:
            return self._answered

    @property
    def failed(self) -> Call | None:
        """The latest call that was not."""
        with self._lock:
            return self._failed

    def count(self, kind: str) -> int:
        """Return how often something failed: ``fetch``, ``decode`` or ``failure``."""
        with self._lock:
            return self._counts.get(kind, 0)
