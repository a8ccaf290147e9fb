"""How the library stands at a moment, in numbers: for whoever runs the dashboard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select

from webcast.library.guard import Guard
from webcast.library.ledger import Ledger
from webcast.library.sessions import Sessions
from webcast.library.tables import QUEUED, RUNNING, ledger, queue

TAG: Final = 8
"""Digits of an account's tag that stand for it, here as in the process log."""


@dataclass(frozen=True)
class Standing:
    """Counts.

    Attributes:
        sessions: In force.
        waiting: Reports that are waited for.
        running: Reports that are being fetched.
        left: Account → how many reports it may still ask for this hour; accounts that asked for none are not there.
        left_expired: The same of reports of expired presentations.
    """

    sessions: int
    waiting: int
    running: int
    left: Mapping[str, int]
    left_expired: Mapping[str, int]


def standing(guard: Guard, sessions: Sessions, book: Ledger, now: datetime) -> Standing:
    """Count.

    Raises:
        LibraryError: The library does not answer.
    """
    with guard.store.read() as conn:
        by_state: Any = conn.execute(select(queue.c.state, func.count().label("reports")).group_by(queue.c.state))
        states = {str(row.state): int(row.reports) for row in by_state}
        asked: Any = conn.execute(select(ledger.c.account, ledger.c.expired).distinct()).all()
    left: dict[bool, dict[str, int]] = {False: {}, True: {}}
    for account, expired in asked:
        left[expired][account[:TAG]] = book.left(account, expired=expired)
    return Standing(
        sessions=sessions.count(now),
        waiting=states.get(QUEUED, 0),
        running=states.get(RUNNING, 0),
        left=left[False],
        left_expired=left[True],
    )
