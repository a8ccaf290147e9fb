"""Leases: who may do what only one may do at a time, over all processes.

A holder shows that it lives by beats. A lease whose holder has not beaten for :data:`LEASE_SECONDS` is free. That
time is never measured on a clock that can be set: on the machine of the holder the steady clock tells it; elsewhere,
and after a start of the machine, whoever waits watches the beats on a steady clock of their own.
"""

from __future__ import annotations

from contextlib import suppress
from threading import Event, Lock, Thread
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.sql import ColumnElement

from webcast.errors import LibraryError, TryAgainLater
from webcast.language import later
from webcast.library.clock import Clock
from webcast.library.store import Store
from webcast.library.tables import leases

LEASE_SECONDS: Final = 20.0
_BEATS_A_LEASE: Final = 5

Name = tuple[str, str]
"""An account's tag and what is leased."""


class LeaseLost(TryAgainLater):
    """This process was stopped, or cut off from the store, for so long that others took its turn."""


class Leases:
    """The leases of one process.

    Args:
        store: Where they are kept.
        clock: The clock.
        worker: Names this process among all.
        seconds: Time without a beat after which a lease is free.
    """

    def __init__(self, store: Store, clock: Clock, worker: str, *, seconds: float = LEASE_SECONDS) -> None:
        self._store = store
        self._clock = clock
        self.worker = worker
        self.seconds = seconds
        self._mine: dict[Name, float] = {}
        self._seen: dict[Name, tuple[str, int, float]] = {}
        self._lock = Lock()
        self._stop = Event()
        self._pulse: Thread | None = None

    def take(self, conn: Connection, account: str, name: str) -> bool:
        """Take a lease in a transaction that holds a lock on it; say whether it is ours now."""
        if not self.free(conn, account, name):
            return False
        self._put(conn, account, name)
        return True

    def free(self, conn: Connection, account: str, name: str) -> bool:
        """Tell whether a lease can be taken: nobody has it, or its holder is dead."""
        row = conn.execute(select(leases).where(_is(account, name))).one_or_none()
        return row is None or self.dead(row)

    def dead(self, row: Any) -> bool:
        """Tell whether the holder of a lease has stopped beating."""
        now = self._clock()
        if row.boot == now.boot:
            return now.since(row.wall, row.steady, row.boot) >= self.seconds
        key = (row.account, row.name)
        with self._lock:
            holder, beat, since = self._seen.get(key, ("", -1, 0.0))
            if (holder, beat) != (row.holder, row.beat):
                self._seen[key] = (row.holder, row.beat, now.steady)
                return False
        return now.steady - since >= self.seconds

    def alive(self, conn: Connection, worker: str) -> bool:
        """Tell whether a process lives."""
        row = conn.execute(select(leases).where(_is("", _process(worker)))).one_or_none()
        return row is not None and not self.dead(row)

    def show_alive(self) -> None:
        """Let other processes see that this one lives, from now on."""
        with self._lock:
            known = ("", _process(self.worker)) in self._mine
        if not known:
            with self._store.write() as conn:
                self._put(conn, "", _process(self.worker))
            self.keep("", _process(self.worker))

    def keep(self, account: str, name: str) -> None:
        """Beat for a lease that was taken, once the transaction is done."""
        with self._lock:
            self._mine[account, name] = self._clock().steady
            if self._pulse is None and not self._stop.is_set():
                self._pulse = Thread(target=self._beat_on, name="library pulse", daemon=True)
                self._pulse.start()

    def give_back(self, conn: Connection, account: str, name: str) -> None:
        """Free a lease of ours; one that others took meanwhile stays theirs."""
        with self._lock:
            self._mine.pop((account, name), None)
        conn.execute(delete(leases).where(_is(account, name) & (leases.c.holder == self.worker)))

    def check(self, account: str, name: str) -> None:
        """See to it that a lease is still ours.

        Raises:
            LeaseLost: It has not been beaten for so long that it may be somebody else's.
        """
        with self._lock:
            last = self._mine.get((account, name))
        if last is None or self._clock().steady - last >= self.seconds:
            raise LeaseLost(
                later(
                    "The account's turn to ask for a report should still be ours, but this process was held up "
                    "too long."
                ),
                remedy=later("It is tried again by itself."),
                retry_after=self.seconds,
            )

    def close(self) -> None:
        """Stop beating and free all leases of ours."""
        self._stop.set()
        if self._pulse is not None:
            self._pulse.join()
        with self._lock:
            mine, self._mine = list(self._mine), {}
        if mine:
            # What cannot be freed frees itself by time.
            with suppress(LibraryError), self._store.write() as conn:
                conn.execute(delete(leases).where(leases.c.holder == self.worker))

    def _put(self, conn: Connection, account: str, name: str) -> None:
        now = self._clock()
        conn.execute(delete(leases).where(_is(account, name)))
        row = {"account": account, "name": name, "holder": self.worker, "beat": 0}
        conn.execute(insert(leases).values(row | _at(now)))

    def _beat_on(self) -> None:
        while not self._stop.wait(self.seconds / _BEATS_A_LEASE):
            with suppress(LibraryError):
                self.beat()

    def beat(self) -> None:
        """Beat once for all leases of ours; those that others took are ours no more."""
        with self._lock:
            mine = list(self._mine)
        now = self._clock()
        for account, name in mine:
            ours = _is(account, name) & (leases.c.holder == self.worker)
            with self._store.write() as conn:
                beaten = conn.execute(update(leases).where(ours).values(beat=leases.c.beat + 1, **_at(now))).rowcount
            with self._lock:
                if not beaten:
                    self._mine.pop((account, name), None)
                elif (account, name) in self._mine:
                    self._mine[account, name] = now.steady


def _at(now: Any) -> dict[str, Any]:
    return {"wall": now.wall_ms, "steady": now.steady_ms, "boot": now.boot}


def _is(account: str, name: str) -> ColumnElement[bool]:
    return (leases.c.account == account) & (leases.c.name == name)


def _process(worker: str) -> str:
    return f"process {worker}"
