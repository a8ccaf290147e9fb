"""What an account waits for: the queue in the store, which outlives the process that filled it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, delete, func, insert, or_, select, update
from sqlalchemy.sql import ColumnElement

from webcast.language import carried, taken
from webcast.library.guard import Guard
from webcast.library.leases import Leases
from webcast.library.tables import CANCELLED, DONE, FAILED, QUEUED, RUNNING, SPEND, WITH_JSON, queue, wishes

_LONGEST: Final = 1000
"""Characters that the store has for why an event's report did not come."""


@dataclass(frozen=True)
class Job:
    """An event that is waited for."""

    event_id: str
    state: str
    worker: str | None
    force: bool
    fetched: bool
    message: str | None


class Jobs:
    """The queue; ``account`` is the tag."""

    def __init__(self, guard: Guard, leases: Leases) -> None:
        self._guard = guard
        self._leases = leases

    def add(self, account: str, event_ids: Sequence[str], *, force: bool = False, spend: Sequence[str] = ()) -> None:
        """Queue events behind those that wait already; how an earlier batch ended is forgotten when none does.

        Args:
            account: Whose.
            event_ids: The events.
            force: They are wanted even if they are current.
            spend: Of these that have expired somebody said that their reports may be spent.
        """
        with self._guard.write(lock=f"queue {account}") as conn:
            if spend:
                wish(conn, account, spend, SPEND)
            if not conn.scalar(select(func.count()).select_from(queue).where(_waits(account))):
                conn.execute(delete(queue).where(queue.c.account == account))
            busy = set(conn.scalars(select(queue.c.event_id).where(_waits(account))))
            fresh = [event_id for event_id in dict.fromkeys(event_ids) if event_id not in busy]
            newest = select(func.max(queue.c.position)).where(queue.c.account == account)
            start = (conn.scalar(newest) or 0) + 1
            for position, event_id in enumerate(fresh, start):
                conn.execute(delete(queue).where(_is(account, event_id)))
                row = {"account": account, "event_id": event_id, "position": position}
                conn.execute(insert(queue).values(row | {"state": QUEUED, "force": force, "fetched": False}))

    def add_if_idle(self, account: str, event_id: str, due: Callable[[Connection], bool]) -> bool:
        """Queue an event, wanted even if it is current, unless anything is waited for or it is not due; say whether.

        What is due is asked where no other process can queue anything meanwhile.
        """
        with self._guard.write(lock=f"queue {account}") as conn:
            if conn.scalar(select(func.count()).select_from(queue).where(_waits(account))) or not due(conn):
                return False
            # How other events ended stays to be read.
            conn.execute(delete(queue).where(_is(account, event_id)))
            newest = conn.scalar(select(func.max(queue.c.position)).where(queue.c.account == account)) or 0
            row = {"account": account, "event_id": event_id, "position": newest + 1, "state": QUEUED}
            conn.execute(insert(queue).values(row | {"force": True, "fetched": False}))
            return True

    def settle(self, account: str, current: Sequence[str]) -> None:
        """Be done with the queued events that are current, unless they are wanted all the same."""
        with self._guard.write(lock=f"queue {account}") as conn:
            queued = (queue.c.account == account) & (queue.c.state == QUEUED) & ~queue.c.force
            found = set(conn.scalars(select(queue.c.event_id).where(queued))).intersection(current)
            conn.execute(update(queue).where(queued & queue.c.event_id.in_(found)).values(state=DONE))

    def claim(self, account: str, *, aside: Collection[str] = ()) -> Job | None:
        """Take the next event, or one whose worker died; None when nothing is left to do.

        Args:
            account: Whose.
            aside: Events of ours that are tried again later; no other process takes them meanwhile.
        """
        with self._guard.write(lock=f"queue {account}") as conn:
            for row in conn.execute(select(queue).where(_waits(account)).order_by(queue.c.position)).all():
                if row.state == RUNNING and row.worker != self._leases.worker and self._lives(conn, row.worker):
                    continue
                if row.event_id in aside:
                    continue
                changes = {"state": RUNNING, "worker": self._leases.worker}
                conn.execute(update(queue).where(_is(account, row.event_id)).values(changes))
                return _job(row)
        return None

    def ended(self, account: str, event_id: str, message: str | None = None, *, fetched: bool = False) -> None:
        """Note that an event's report came or need not come, or why it did not."""
        state = DONE if message is None else FAILED
        changes = {
            "state": state,
            "worker": None,
            "message": message and carried(message, most=_LONGEST),
            "fetched": fetched,
        }
        with self._guard.write() as conn:
            conn.execute(update(queue).where(_is(account, event_id) & _mine(self._leases.worker)).values(changes))
            # What was said was said of this once.
            conn.execute(delete(wishes).where(_wish(account, SPEND) & (wishes.c.event_id == event_id)))

    def put_back(self, account: str) -> None:
        """Let all that this process had taken wait again."""
        mine = (queue.c.account == account) & _mine(self._leases.worker)
        self._change(mine, {"state": QUEUED, "worker": None})

    def cancel(self, account: str, within: Collection[str] | None = None) -> None:
        """Wait no longer for anything, or for nothing of some events."""
        with self._guard.write(lock=f"queue {account}") as conn:
            waiting = conn.scalars(select(queue.c.event_id).where(_waits(account))).all()
            gone = [event_id for event_id in waiting if within is None or event_id in within]
            for event_id in gone:
                conn.execute(update(queue).where(_is(account, event_id)).values(state=CANCELLED, worker=None))
                conn.execute(delete(wishes).where(_wish(account, SPEND) & (wishes.c.event_id == event_id)))

    def may_spend(self, account: str, event_id: str) -> bool:
        """Tell whether somebody said that the report of an expired presentation may be spent."""
        with self._guard.store.read() as conn:
            said = select(wishes.c.wish).where(_wish(account, SPEND) & (wishes.c.event_id == event_id))
            return conn.scalar(said) is not None

    def cancelled(self, account: str, event_id: str) -> bool:
        """Tell whether an event that this process took is wanted no more."""
        mine = _is(account, event_id) & _mine(self._leases.worker)
        with self._guard.store.read() as conn:
            return conn.scalar(select(queue.c.event_id).where(mine)) is None

    def all(self, account: str) -> list[Job]:
        """Return the account's events, waited for and ended, in their order."""
        return list(self._guard.store.reading.of(("jobs", account), lambda: self._all(account)))

    def _all(self, account: str) -> list[Job]:
        query = select(queue).where(queue.c.account == account).order_by(queue.c.position)
        with self._guard.store.read() as conn:
            return [_job(row) for row in conn.execute(query)]

    def pending(self, account: str) -> int:
        """Return how many events are waited for."""
        with self._guard.store.read() as conn:
            return conn.scalar(select(func.count()).select_from(queue).where(_waits(account))) or 0

    def waiting(self) -> set[str]:
        """Return the accounts for which anything is waited for."""
        with self._guard.store.read() as conn:
            return set(conn.scalars(select(queue.c.account).where(_is_waiting()).distinct()))

    def at_work(self, jobs: Sequence[Job]) -> bool:
        """Tell whether a living process has taken one of the jobs."""
        workers = {job.worker for job in jobs if job.state == RUNNING and job.worker}
        with self._guard.store.read() as conn:
            return any(self._lives(conn, worker) for worker in workers)

    def want_json(self, account: str, event_ids: Sequence[str]) -> None:
        """Write down that the reports of events are wanted in JSON too, from now on."""
        with self._guard.write(lock=f"queue {account}") as conn:
            wish(conn, account, event_ids, WITH_JSON)

    def wants_json(self, account: str) -> set[str]:
        """Return the events whose reports are wanted in JSON too."""
        with self._guard.store.read() as conn:
            return set(conn.scalars(select(wishes.c.event_id).where(_wish(account, WITH_JSON))))

    def _lives(self, conn: Connection, worker: str | None) -> bool:
        return worker is not None and self._leases.alive(conn, worker)

    def _change(self, where: ColumnElement[bool], changes: dict[str, Any]) -> None:
        with self._guard.write() as conn:
            conn.execute(update(queue).where(where).values(changes))


def wish(conn: Connection, account: str, event_ids: Sequence[str], what: str) -> None:
    """Write down what somebody said of events."""
    named = list(dict.fromkeys(event_ids))
    conn.execute(delete(wishes).where(_wish(account, what) & wishes.c.event_id.in_(named)))
    for event_id in named:
        conn.execute(insert(wishes).values(account=account, event_id=event_id, wish=what))


def _wish(account: str, what: str) -> ColumnElement[bool]:
    return (wishes.c.account == account) & (wishes.c.wish == what)


def _job(row: Any) -> Job:
    return Job(
        row.event_id, row.state, row.worker, bool(row.force), bool(row.fetched), row.message and taken(row.message)
    )


def _is(account: str, event_id: str) -> ColumnElement[bool]:
    return (queue.c.account == account) & (queue.c.event_id == event_id)


def _waits(account: str) -> ColumnElement[bool]:
    return (queue.c.account == account) & _is_waiting()


def _is_waiting() -> ColumnElement[bool]:
    return or_(queue.c.state == QUEUED, queue.c.state == RUNNING)


def _mine(worker: str) -> ColumnElement[bool]:
    return (queue.c.state == RUNNING) & (queue.c.worker == worker)
