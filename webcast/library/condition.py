"""In which condition the library is: format and size, what it holds, the newest backup, what did not come."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, func, select, text

from webcast.language import taken
from webcast.library.audit import EVERYBODY, Audit, Wanted
from webcast.library.guard import Guard
from webcast.library.tables import FAILED, FORMAT, HELD, queue, snapshots

MOST: Final = 50
"""Reports that did not come which are named."""


@dataclass(frozen=True)
class Failed:
    """A report that did not come.

    Attributes:
        event_id: Of which event.
        message: Why; nothing where that was not kept.
    """

    event_id: str
    message: str


@dataclass(frozen=True)
class Condition:
    """The condition of a library.

    Attributes:
        engine: ``SQLite 3.45.1``, ``PostgreSQL 16.2``.
        format: Of its tables.
        size: Bytes of the whole database; None where that is not known.
        events: Events of which a report is held, in the accounts that are asked for.
        reports: Reports held of these.
        backup: When the newest backup was made by our command; None: none is known of.
        failed: Reports that did not come, of the accounts that are asked for.
    """

    engine: str
    format: int
    size: int | None
    events: int
    reports: int
    backup: datetime | None
    failed: Sequence[Failed]


def condition(guard: Guard, audit: Audit, accounts: Sequence[str]) -> Condition:
    """Return it.

    Args:
        guard: The store.
        audit: Tells of backups.
        accounts: Tags of the accounts whose reports are counted.

    Raises:
        LibraryError: The library does not answer.
    """
    backups = audit.entries(Wanted(account=EVERYBODY, action="backup"), limit=1)
    with guard.store.read() as conn:
        mine = snapshots.c.account.in_(accounts) & (snapshots.c.state == HELD)
        counted: Any = conn.execute(
            select(func.count(), func.count(func.distinct(snapshots.c.event_id))).where(mine)
        ).one()
        not_come = select(queue).where(queue.c.account.in_(accounts) & (queue.c.state == FAILED))
        failed = [
            Failed(row.event_id, taken(row.message) if row.message else "")
            for row in conn.execute(not_come.order_by(queue.c.position).limit(MOST)).all()
        ]
        path = guard.store.path
        engine = _engine(conn, sqlite=path is not None)
        size = _on_disk(path) if path is not None else _of_postgresql(conn)
    return Condition(
        engine=engine,
        format=FORMAT,
        size=size,
        events=int(counted[1]),
        reports=int(counted[0]),
        backup=backups[0].at if backups else None,
        failed=failed,
    )


def _engine(conn: Connection, *, sqlite: bool) -> str:
    if sqlite:
        return f"SQLite {conn.scalar(text('SELECT sqlite_version()'))}"
    return f"PostgreSQL {str(conn.scalar(text('SHOW server_version'))).split()[0]}"


def _on_disk(path: Path) -> int | None:
    """Return the size of an SQLite database with its log."""
    size = None
    for file in (path, path.with_name(f"{path.name}-wal")):
        with suppress(OSError):  # a log that is not there, or not any more
            size = (size or 0) + file.stat().st_size
    return size


def _of_postgresql(conn: Connection) -> int | None:
    found = conn.scalar(text("SELECT pg_database_size(current_database())"))
    return None if found is None else int(found)
