"""Putting right what a dead process left: what had come is not lost, what is half-written not taken for whole."""

from __future__ import annotations

import logging
from contextlib import suppress
from threading import Event, Lock, Thread
from typing import Final

from sqlalchemy import update

from webcast.errors import BadData, Damaged, LibraryError, TryAgainLater, UnknownEvent
from webcast.library.figures import Figures
from webcast.library.guard import Guard
from webcast.library.intake import Intake
from webcast.library.known_facts import Facts
from webcast.library.leases import Leases
from webcast.library.snapshot import Snapshot
from webcast.library.snapshots import Snapshots
from webcast.library.tables import HELD, RECEIVED, RECEIVING, snapshots

_LOOKS_A_LEASE: Final = 4
OTHERS_STAY_S: Final = 3600.0
"""So long figures of another version stay: processes of it may still answer beside this one, or come back."""

_log = logging.getLogger(__name__)


class Recovery:
    """Finishes or drops the reports whose process died between asking and holding; what it did is in the log."""

    def __init__(
        self, guard: Guard, leases: Leases, held: Snapshots, intake: Intake, *, facts: Facts, figures: Figures
    ) -> None:
        self._guard = guard
        self._leases = leases
        self._snapshots = held
        self._intake = intake
        self._facts = facts
        self._figures = figures
        self._stop = Event()
        self._lock = Lock()
        self._thread: Thread | None = None

    def begin(self) -> None:
        """Put right what can be now; go on in the background while somebody may still be alive."""
        done = self.run() and not self._facts.lacking() and not self._figures.lacking()
        if done and not self._figures.outdated():
            return
        self._thread = Thread(target=self._go_on, name="library recovery", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Begin to stop looking."""
        self._stop.set()

    def close(self) -> None:
        """Stop looking."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def run(self) -> bool:
        """Put right what dead processes left; say whether nothing unfinished is left at all."""
        with self._lock:
            open_ = snapshots.c.state != HELD
            unfinished = self._snapshots.find(open_ & snapshots.c.problem.is_(None))
            left = [snapshot for snapshot in unfinished if not self._at_work(snapshot)]
            for snapshot in left:
                self._settle(snapshot)
            return len(left) == len(unfinished)

    def _go_on(self) -> None:
        with suppress(LibraryError):  # what lacks then is made at the next start
            self._add_facts()
            self._add_figures()
        while not self._all_is_finished() and not self._stop.wait(self._leases.seconds / _LOOKS_A_LEASE):
            pass
        with suppress(LibraryError):  # they go an hour after the next start
            if self._figures.outdated() and not self._stop.wait(OTHERS_STAY_S):
                self._figures.drop_outdated()

    def _all_is_finished(self) -> bool:
        try:
            return self.run()
        except LibraryError:
            return False  # busy, or full: it is looked at again

    def _add_facts(self) -> None:
        """Make the facts of reports that an older version of the program has held."""
        for found in self._facts.lacking():
            if self._stop.is_set():
                return
            for snapshot in self._snapshots.find(snapshots.c.id == found):
                with suppress(Damaged):  # put right, or dropped, when somebody opens it
                    self._facts.put(snapshot, self._snapshots.open([snapshot]))

    def _add_figures(self) -> None:
        """Make the figures of reports that another version of the program has held, or that came another way."""
        self._figures.make_all(self._stop.is_set)

    def _at_work(self, snapshot: Snapshot) -> bool:
        if snapshot.worker is None:
            return False
        if snapshot.worker == self._leases.worker:
            return True
        with self._guard.store.read() as conn:
            return self._leases.alive(conn, snapshot.worker)

    def _settle(self, snapshot: Snapshot) -> None:
        if not self._take_over(snapshot):
            return
        if snapshot.state == RECEIVING:
            self._snapshots.drop([snapshot.id])
            self._say(snapshot, "was coming in when the program stopped; the part that had come was dropped.")
        elif snapshot.state == RECEIVED:
            self._finish(snapshot)

    def _finish(self, snapshot: Snapshot) -> None:
        try:
            self._intake.decode_and_hold(snapshot)
        except UnknownEvent:
            return  # forgotten meanwhile
        except TryAgainLater:
            self._leave(snapshot)
        except BadData as exc:
            self._say(snapshot, f"had come in when the program stopped, but cannot be decoded: {exc.message}")
        else:
            self._say(snapshot, "had come in when the program stopped; it was decoded now and is held.")

    def _take_over(self, snapshot: Snapshot) -> bool:
        """Make it ours; of several processes that look, one succeeds."""
        same = (snapshots.c.id == snapshot.id) & snapshots.c.worker.is_not_distinct_from(snapshot.worker)
        with self._guard.write() as conn:
            return bool(conn.execute(update(snapshots).where(same).values(worker=self._leases.worker)).rowcount)

    def _leave(self, snapshot: Snapshot) -> None:
        """Let it wait for the next look."""
        with self._guard.write() as conn:
            conn.execute(update(snapshots).where(snapshots.c.id == snapshot.id).values(worker=None))

    def _say(self, snapshot: Snapshot, what: str) -> None:
        _log.warning("The report of event %s %s", snapshot.event_id, what)
