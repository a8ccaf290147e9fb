"""How a fetch is, told by the process that fetches to those that answer; and that there is something to fetch."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from webcast.language import carried, taken
from webcast.library.passing import NOBODY, Left, Passing, Terms
from webcast.library.runner import Runner

WANTED: Final = "wanted"
PROGRESS: Final = "progress"
_WANTED_FOR: Final = timedelta(days=2)
_TOLD_FOR: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class Coming:
    """How much of a report has come."""

    came: int
    whole: bool


@dataclass(frozen=True)
class Told:
    """A runner of another process, as it was told of last; the attributes are those of :class:`Runner`."""

    current: str
    began: float
    waiting_for: str
    gave_up: str
    pace_so_far: float | None
    fetching: Coming
    alive: bool

    def is_alive(self) -> bool:
        """Tell whether it was at work."""
        return self.alive


@dataclass(frozen=True)
class Telling:
    """What is told between them; ``account`` is the tag.

    Attributes:
        passing: Where it is left.
    """

    passing: Passing

    def want(self, account: str) -> None:
        """Say that there is something to fetch for an account."""
        self.passing.put(NOBODY, WANTED, account, b"", Terms(self.passing.now() + _WANTED_FOR))

    def wanted(self) -> list[Left]:
        """Return for which accounts there is something to fetch, and when that was said last."""
        return self.passing.left(NOBODY, WANTED)

    def tell(self, account: str, runner: Runner) -> None:
        """Say how a fetch is."""
        said: Mapping[str, Any] = {
            "current": runner.current,
            "seconds": time.monotonic() - runner.began,
            "waiting_for": carried(runner.waiting_for),
            "gave_up": carried(runner.gave_up),
            "pace": runner.pace_so_far,
            "came": runner.fetching.came,
            "whole": runner.fetching.whole,
            "alive": runner.is_alive(),
        }
        terms = Terms(self.passing.now() + _TOLD_FOR)
        self.passing.put(NOBODY, PROGRESS, account, json.dumps(said).encode(), terms)

    def told(self, account: str) -> Told | None:
        """Return how a fetch was when it was told of last; None where there was none lately."""
        found = self.passing.get(NOBODY, PROGRESS, account)
        if found is None:
            return None
        said = json.loads(found)
        return Told(
            current=said["current"],
            began=time.monotonic() - said["seconds"],
            waiting_for=taken(said["waiting_for"]) if said["waiting_for"] else "",
            gave_up=taken(said["gave_up"]) if said["gave_up"] else "",
            pace_so_far=said["pace"],
            fetching=Coming(said["came"], said["whole"]),
            alive=said["alive"],
        )
