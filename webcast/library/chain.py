"""The chain of the audit log: whatever is changed, taken out, put in or moved in it later can be told.

Each entry has a number, counted up by one, and a link: a keyed hash (HMAC-SHA-256, FIPS 198-1) over the link before
it and all that the entry says. Two marks, hashed with the same key, stand apart: the head names the newest entry, so
that entries cut off at the end are missed; the anchor the last one that retention took away, so that what follows
still hangs on something. The key is derived from the library's own secret and made for nothing else; who has the
database alone has it not. It outlives a rotation of the master key, and so do the links: they are over what entries
say, not over the bytes that it is sealed in.

An older copy of the table and of its marks, put back together, holds in itself. Whoever wants to tell that as well
keeps the number of the newest entry elsewhere: each start of the dashboard writes it into the process log.
"""

from __future__ import annotations

import hmac
import struct
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from webcast.library.keys import Keys
from webcast.library.store import Store
from webcast.library.tables import audit, meta

HEAD: Final = "audit head"
ANCHOR: Final = "audit anchor"
LINK_BYTES: Final = 32
_MARK: Final = struct.Struct(f">QQ{LINK_BYTES}s{LINK_BYTES}s")


@dataclass(frozen=True)
class Mark:
    """A place in the chain.

    Attributes:
        number: Of the entry.
        link: Its link.
        torn: The first entry that was written when the head was not there, or not ours; 0 when there is none.
    """

    number: int
    link: bytes = field(repr=False)
    torn: int = 0


class Chain:
    """Makes links, and keeps the marks.

    Args:
        keys: The library's.
        store: Where one writer waits for another.
    """

    def __init__(self, keys: Keys, store: Store) -> None:
        self._key = keys.derive("audit chain")
        self._store = store
        self.beginning = self._hash(b"beginning")

    def link(self, before: bytes, number: int, at: int, account: str, said: bytes) -> bytes:
        """Return the link of an entry.

        Args:
            before: The link before it.
            number: Its number.
            at: When it was written.
            account: The account's tag.
            said: What it says, not sealed.
        """
        return self._hash(b"entry", before, b"%d" % number, b"%d" % at, account.encode(), said)

    def same(self, link: bytes | None, other: bytes) -> bool:
        """Tell whether two links are the same."""
        return link is not None and hmac.compare_digest(link, other)

    def begin(self, conn: Connection) -> None:
        """Put the marks of a chain without entries into a library that has none."""
        for name in (HEAD, ANCHOR):
            conn.execute(insert(meta).values(name=name, value=self._written(name, Mark(0, self.beginning))))

    def mark(self, conn: Connection, name: str) -> Mark | None:
        """Return a mark; None when it is not there, or was not written by us."""
        return self._read(name, conn.scalar(select(meta.c.value).where(meta.c.name == name)))

    def put(self, conn: Connection, name: str, mark: Mark) -> None:
        """Write a mark; whoever writes has :meth:`head` of the same transaction."""
        value = self._written(name, mark)
        if not conn.execute(update(meta).where(meta.c.name == name).values(value=value)).rowcount:
            conn.execute(insert(meta).values(name=name, value=value))

    def head(self, conn: Connection) -> Mark:
        """Return the head, for who is about to write: nobody else writes until the transaction is over.

        A head that is gone or not ours stops nobody. The chain goes on after the newest entry that is there, and the
        new head says for good where that was.
        """
        query = select(meta.c.value).where(meta.c.name == HEAD).with_for_update()
        value = conn.scalar(query)
        if value is None:
            # Then there is no row to wait for, and of two writers both might take the same number.
            self._store.wait_for(conn, HEAD)
            value = conn.scalar(query)
        return self._read(HEAD, value) or self._torn(conn)

    def append(self, conn: Connection, at: int, account: str, said: bytes) -> dict[str, int | bytes]:
        """Move the head on by an entry, and return the entry's number and link, by column."""
        head = self.head(conn)
        number = head.number + 1
        link = self.link(head.link, number, at, account, said)
        self.put(conn, HEAD, Mark(number, link, head.torn))
        return {"number": number, "link": link}

    def take_away(self, conn: Connection, head: Mark, last: Mark) -> None:
        """Delete the entries up to one, and have the rest hang on that."""
        conn.execute(delete(audit).where(audit.c.number <= last.number))
        self.put(conn, ANCHOR, last)
        if 0 < head.torn <= last.number:
            self.put(conn, HEAD, Mark(head.number, head.link))

    def _torn(self, conn: Connection) -> Mark:
        newest = select(audit.c.number, audit.c.link).where(audit.c.number.is_not(None))
        last = conn.execute(newest.order_by(audit.c.number.desc()).limit(1)).one_or_none()
        if last is None:
            anchor = self.mark(conn, ANCHOR) or Mark(0, self.beginning)
            return Mark(anchor.number, anchor.link, anchor.number + 1)
        # Whatever stands there now: a link of ours, unless somebody put another in its place.
        return Mark(last.number, (last.link or b"")[:LINK_BYTES].ljust(LINK_BYTES, b"\0"), last.number + 1)

    def _written(self, name: str, mark: Mark) -> bytes:
        return _MARK.pack(mark.number, mark.torn, mark.link, self._mark_hash(name, mark))

    def _read(self, name: str, value: bytes | None) -> Mark | None:
        if value is None or len(value) != _MARK.size:
            return None
        number, torn, link, found = _MARK.unpack(value)
        mark = Mark(number, link, torn)
        return mark if hmac.compare_digest(found, self._mark_hash(name, mark)) else None

    def _mark_hash(self, name: str, mark: Mark) -> bytes:
        return self._hash(b"mark", name.encode(), b"%d" % mark.number, b"%d" % mark.torn, mark.link)

    def _hash(self, *parts: bytes) -> bytes:
        # Each part after its length, so that no two lists of parts are one text.
        return hmac.digest(self._key, b"".join(len(part).to_bytes(8) + part for part in parts), "sha256")
