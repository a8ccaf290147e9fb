"""The one process that fetches and refreshes where several answer: whichever has the lease.

Those that answer queue what is wanted and say so (:mod:`webcast.library.told`); this one looks, fetches with what the
session left for it (:mod:`webcast.library.entrusted`), and tells how it is. When it dies another takes the lease,
finds what waits, and goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from webcast.library.leases import LeaseLost
from webcast.library.looking import Looking
from webcast.library.parts import Parts
from webcast.library.runner import Runner
from webcast.library.schedule import Schedule
from webcast.library.sync import Syncer
from webcast.library.told import Telling

LEASE: Final = "background"
_ALL: Final = ""
LOOK_SECONDS: Final = 0.5
_LOG: Final = logging.getLogger(__name__)

GoOn = Callable[[str], None]
"""Goes on with what waits for an account, by its tag, as one of its sessions; nothing where none can."""


class Background:
    """Fetches and refreshes for all processes.

    Args:
        parts: The parts of the library.
        telling: What the processes tell each other.
        sync: Fetches.
        schedule: Refreshes.
    """

    def __init__(self, parts: Parts, telling: Telling, sync: Syncer, schedule: Schedule) -> None:
        self._parts = parts
        self._telling = telling
        self._sync = sync
        self._schedule = schedule
        self._looking = Looking("library background")
        self._seen: dict[str, int] = {}
        self._over: dict[str, Runner] = {}
        self.elected = False

    def begin(self, go_on: GoOn, every: float = LOOK_SECONDS) -> None:
        """Stand for it from now on, in a thread.

        Args:
            go_on: See :data:`GoOn`.
            every: Seconds between two looks.
        """
        self._looking.begin(lambda: self.look(go_on), every)

    def stop(self) -> None:
        """Begin to stop."""
        self._looking.stop()

    def close(self) -> None:
        """Stop; the lease is given back with the library's others."""
        self._looking.close()

    def look(self, go_on: GoOn) -> None:
        """Begin what is wanted and not begun, and tell how it is; nothing where another process does.

        Raises:
            LibraryError: The library does not answer.
        """
        if not self._is_ours():
            return
        waiting = self._parts.jobs.waiting()
        for left in self._telling.wanted():
            if left.id in waiting and self._seen.get(left.id) != left.at:
                self._seen[left.id] = left.at
                go_on(left.id)
        for tag, runner in self._sync.running().items():
            if self._over.get(tag) is runner:
                continue
            alive = runner.is_alive()
            self._telling.tell(tag, runner)
            if not alive:
                self._over[tag] = runner

    def _is_ours(self) -> bool:
        """Tell whether this process is the one, having stood for it where there was none."""
        leases = self._parts.leases
        if self.elected:
            try:
                leases.check(_ALL, LEASE)
            except LeaseLost:
                self.elected = False
                self._seen.clear()
        if not self.elected:
            with self._parts.guard.write(lock=LEASE) as conn:
                self.elected = leases.take(conn, _ALL, LEASE)
            if self.elected:
                leases.keep(_ALL, LEASE)
                self._schedule.begin()
                _LOG.info("This process fetches and refreshes from now on.")
        return self.elected
