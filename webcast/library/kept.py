"""Small documents that an account keeps beside its reports, sealed: saved views, and the columns of its tables.

Each is a row of its own, so that two processes that keep something at the same time lose nothing of each other's.
What is read and then changed is changed in one transaction, one at a time for an account.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, true
from sqlalchemy.sql import ColumnElement

from webcast.errors import ChangeRequest, Damaged
from webcast.language import later
from webcast.library.audit import Audit
from webcast.library.clock import Clock
from webcast.library.guard import Guard
from webcast.library.privacy import names
from webcast.library.tables import kept

MOST_BYTES: Final = 256 * 1024
"""Of one document: a filter on every company of an account fits in many times over."""

_SOME: Final = {"yield_per": 50}
"""Those of all accounts come so many at a time."""

_log = logging.getLogger(__name__)


class TooMuch(ChangeRequest):
    """More should be kept than an account may keep."""


@dataclass(frozen=True)
class Document:
    """What is kept under a name of the program's.

    Attributes:
        id: The name.
        changed_at: When it was kept.
        data: What JSON can hold.
    """

    id: str
    changed_at: datetime
    data: Mapping[str, Any] = field(repr=False)


def place(account: str, kind: str, name: str, changed_at: int) -> tuple[str, ...]:
    """Return what a document's bytes are bound to: kind and account first, as :meth:`Keys.seal` takes them."""
    return (f"kept {kind}", account, name, str(changed_at))


@dataclass(frozen=True, repr=False)
class Shelf:
    """An account's documents of one kind, in one transaction; :class:`Kept` gives it."""

    _conn: Connection
    _guard: Guard
    _clock: Clock
    _audit: Audit
    _account: str
    _kind: str
    _where: str = ""

    def documents(self) -> list[Document]:
        """Return those that can be read, the latest kept first; a damaged one costs itself alone."""
        mine = select(kept).where(_of(self._account, self._kind)).order_by(kept.c.changed_at.desc(), kept.c.id)
        found = []
        for row in self._conn.execute(mine).all():
            try:
                found.append(_document(self._guard, row))
            except Damaged:
                _log.warning("A saved document of kind '%s' was damaged; it is left out.", self._kind)
        return found

    def names(self) -> list[str]:
        """Return the names of all, those that cannot be read among them."""
        mine = select(kept.c.id).where(_of(self._account, self._kind)).order_by(kept.c.id)
        return [str(name) for name in self._conn.execute(mine).scalars()]

    def whole(self) -> list[Document]:
        """Return all of them.

        Raises:
            Damaged: One was changed, or belongs elsewhere.
        """
        mine = select(kept).where(_of(self._account, self._kind)).order_by(kept.c.id)
        return [_document(self._guard, row) for row in self._conn.execute(mine).all()]

    def document(self, name: str) -> Document | None:
        """Return one of them.

        Raises:
            Damaged: It was changed, or belongs elsewhere.
        """
        row = self._conn.execute(select(kept).where(_of(self._account, self._kind, name))).one_or_none()
        return None if row is None else _document(self._guard, row)

    def put(self, name: str, data: Mapping[str, Any], *, most: int) -> Document:
        """Keep a document, in place of one of the same name.

        Args:
            name: Its name.
            data: What JSON can hold.
            most: So many an account may keep.

        Raises:
            TooMuch: There are so many already, or it is too large.
        """
        plain = json.dumps(data).encode()
        self._conn.execute(delete(kept).where(_of(self._account, self._kind, name)))
        others = len(self._conn.execute(select(kept.c.id).where(_of(self._account, self._kind))).all())
        if others >= most:
            raise TooMuch(
                later("An account can keep {most} of these, and it has {others}.", most=most, others=others),
                remedy=later("Delete one first."),
            )
        if len(plain) > MOST_BYTES:
            raise TooMuch(
                later(
                    "What is saved should be {most_bytes} KB at most, but is {plain}.",
                    most_bytes=MOST_BYTES // 1024,
                    plain=len(plain) // 1024,
                ),
                remedy=later("Take some values out of the filters."),
            )
        changed_at = self._clock().wall_ms
        keys = self._guard.keys
        row = {
            "account": self._account,
            "kind": self._kind,
            "id": name,
            "key_id": keys.current,
            "changed_at": changed_at,
            "data": keys.seal(plain, *place(self._account, self._kind, name, changed_at)),
        }
        self._conn.execute(insert(kept).values(row))
        return Document(name, _instant(changed_at), data)

    def drop(self, name: str) -> bool:
        """Delete a document, and tell whether it was there."""
        return bool(self._conn.execute(delete(kept).where(_of(self._account, self._kind, name))).rowcount)

    def beside(self, kind: str) -> Shelf:
        """Return the same account's documents of another kind, in the same transaction."""
        return replace(self, _kind=kind)

    def clear(self, places: Sequence[str]) -> None:
        """Delete all documents of some places, in the same transaction."""
        self._conn.execute(delete(kept).where(kept.c.account.in_(places)))

    def record(self, user: str, action: str, counts: Mapping[str, int], whom: str = "") -> None:
        """Write into the audit log what the transaction does, and to whom of those who may sign in."""
        self._audit.record_in(self._conn, self._account, user, action, counts, where=self._where, whom=whom)


class Kept:
    """The documents in the store; ``account`` is the tag."""

    def __init__(self, guard: Guard, clock: Clock, audit: Audit) -> None:
        self._guard = guard
        self._clock = clock
        self._audit = audit

    @contextmanager
    def reading(self, account: str, kind: str) -> Iterator[Shelf]:
        """Give an account's documents of a kind, to look at."""
        with self._guard.store.read() as conn:
            yield Shelf(conn, self._guard, self._clock, self._audit, account, kind)

    @contextmanager
    def changing(self, account: str, kind: str, where: str = "") -> Iterator[Shelf]:
        """Give them to change; nobody else changes them until it is done, and what fails changes nothing.

        Args:
            account: Whose they are.
            kind: What they are.
            where: From which network address, for what is recorded of it.
        """
        with self._guard.write(lock=f"kept {account}") as conn:
            yield Shelf(conn, self._guard, self._clock, self._audit, account, kind, where)

    def naming(self, key: str, accounts: frozenset[str] | None = None) -> list[dict[str, Any]]:
        """Return the documents that :meth:`forget` would delete; of a damaged one its kind alone."""
        with self._guard.store.read(in_parts=True) as conn:
            rows = conn.execute(select(kept).where(_within(accounts)), execution_options=_SOME)
            return [_written(self._guard, row) for row in rows if _names(self._guard, row, key)]

    def forget(self, key: str, accounts: frozenset[str] | None = None) -> int:
        """Delete the documents that name a person, and return how many there were.

        A damaged one goes too: it cannot be known whom it names.

        Args:
            key: See :func:`webcast.library.privacy.key_of`.
            accounts: Tags of the accounts whose documents these are; None: of all.
        """
        with self._guard.write() as conn:
            found = conn.execute(select(kept).where(_within(accounts)), execution_options=_SOME)
            gone = [_of(row.account, row.kind, row.id) for row in found if _names(self._guard, row, key)]
            for one in gone:
                conn.execute(delete(kept).where(one))
        return len(gone)


def _of(account: str, kind: str, name: str | None = None) -> ColumnElement[bool]:
    found = (kept.c.account == account) & (kept.c.kind == kind)
    return found if name is None else found & (kept.c.id == name)


def _within(accounts: frozenset[str] | None) -> ColumnElement[bool]:
    return true() if accounts is None else kept.c.account.in_(accounts)


def _written(guard: Guard, row: Any) -> dict[str, Any]:
    try:
        return {"kind": row.kind, "content": dict(_document(guard, row).data)}
    except Damaged:
        return {"kind": row.kind}


def _document(guard: Guard, row: Any) -> Document:
    where = place(row.account, row.kind, row.id, row.changed_at)
    data = json.loads(guard.keys.open(row.key_id, row.data, *where))
    return Document(row.id, _instant(row.changed_at), data)


def _names(guard: Guard, row: Any, key: str) -> bool:
    try:
        return names(dict(_document(guard, row).data), key)
    except Damaged:
        return True


def _instant(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
