"""The audit log: who did what to people's data, when, and to how much of it. Never about whom."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection, insert, select

from webcast.library.clock import Clock
from webcast.library.guard import Guard
from webcast.library.tables import audit

KIND: Final = "audit"

EVERYBODY: Final = ""
"""Stands for the account of what was done to the whole library."""


@dataclass(frozen=True)
class Entry:
    """One entry.

    Attributes:
        at: When.
        account: The account's tag; empty for the whole library.
        user: Who: a user name, or "command line".
        action: What: "export", "forget person", "forget event", "retention", "rekey" ….
        counts: To how much: counts by name.
        where: From which network address; empty where it came from none.
    """

    at: datetime
    account: str
    user: str
    action: str
    counts: Mapping[str, int]
    where: str = ""


class Audit:
    """The log in the store; user names are sealed, being names."""

    def __init__(self, guard: Guard, clock: Clock) -> None:
        self._guard = guard
        self._clock = clock

    def record(self, account: str, user: str, action: str, counts: Mapping[str, int], *, where: str = "") -> None:
        """Write an entry; ``account`` is the tag."""
        with self._guard.write() as conn:
            self.record_in(conn, account, user, action, counts, where=where)

    def record_in(
        self, conn: Connection, account: str, user: str, action: str, counts: Mapping[str, int], *, where: str = ""
    ) -> None:
        """Write an entry in the transaction that does what it tells of: neither is there without the other."""
        at = self._clock().wall_ms
        said = {"user": user, "action": action, "counts": dict(counts)} | ({"where": where} if where else {})
        data = json.dumps(said).encode()
        sealed = self._guard.keys.seal(data, KIND, account, str(at))
        row = {"at": at, "account": account, "key_id": self._guard.keys.current, "data": sealed}
        conn.execute(insert(audit).values(row))

    def entries(self, account: str | None = None, *, limit: int = 1000) -> list[Entry]:
        """Return the newest entries, the newest first: of an account, or of all.

        Raises:
            Damaged: An entry was changed.
        """
        query = select(audit).order_by(audit.c.id.desc()).limit(limit)
        if account is not None:
            query = query.where(audit.c.account == account)
        with self._guard.store.read() as conn:
            rows = conn.execute(query).all()
        entries = []
        for row in rows:
            said = json.loads(self._guard.keys.open(row.key_id, row.data, KIND, row.account, str(row.at)))
            at = datetime.fromtimestamp(row.at / 1000, UTC)
            entries.append(
                Entry(at, row.account, said["user"], said["action"], said["counts"], said.get("where", ""))
            )
        return entries
