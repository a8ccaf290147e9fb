"""Large bytes in the store: compressed, sealed and cut into chunks that are committed one by one.

Every chunk is bound to its account, event, kind, snapshot and number, and the last one says that it is the last: no
chunk can be swapped, left out or added unseen.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, insert, select

from webcast.errors import Damaged
from webcast.language import later
from webcast.library.guard import Guard
from webcast.library.keys import Keys, Lent
from webcast.library.store import Store
from webcast.library.tables import RAW, TABLES, chunks

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

RAW_PIECE: Final = 1024 * 1024
"""Bytes of a raw response in one chunk, before compression."""

TABLES_PIECE: Final = 16 * 1024 * 1024
"""Bytes of tables in one chunk; most events are smaller."""


MANY: Final = 20_000
"""Of so many registrants what is sealed of a report can have several MB, and tables come in pieces of 16 MiB."""


def at_a_time(registrants: Iterable[int | None], usually: int) -> int:
    """Return of how many reports what is sealed is read together: one by one where one of them is large."""
    return 1 if any((count or 0) > MANY for count in registrants) else usually


@dataclass(frozen=True)
class Place:
    """Where sealed bytes belong."""

    account: str
    event_id: str
    snapshot: str


def seal_chunk(keys: Keys | Lent, place: Place, kind: str, n: int, data: bytes, *, last: bool) -> dict[str, Any]:
    """Return the row of a chunk."""
    aad = (place.event_id, place.snapshot, str(n), "last" if last else "more")
    return {
        "snapshot": place.snapshot,
        "kind": kind,
        "n": n,
        "last": last,
        "key_id": keys.current,
        "data": keys.seal(data, kind, place.account, *aad),
    }


def open_chunk(keys: Keys | Lent, place: Place, kind: str, row: Any) -> bytes:
    """Return the bytes of a chunk's row.

    Raises:
        WrongKey: It was sealed with a key that we don't have.
        Damaged: It was changed, or belongs elsewhere.
    """
    aad = (place.event_id, place.snapshot, str(row.n), "last" if row.last else "more")
    return keys.open(row.key_id, row.data, kind, place.account, *aad)


def complete(kind: str, rows: Iterable[Any]) -> Iterator[Any]:
    """Pass rows on that are in order, seeing to it that none is missing.

    Raises:
        Damaged: One is missing.
    """
    ended = False
    for expected, row in enumerate(rows):
        if row.n != expected or ended:
            raise _missing(kind)
        ended = bool(row.last)
        yield row
    if not ended:
        raise _missing(kind)


def _missing(kind: str) -> Damaged:
    return Damaged(
        later("Stored bytes of kind '{kind}' should be whole, but a part is missing.", kind=kind),
        remedy=later("Fetch it again."),
    )


def write_tables(conn: Connection, keys: Keys, place: Place, data: bytes) -> None:
    """Write packed tables."""
    pieces = [data[start : start + TABLES_PIECE] for start in range(0, len(data), TABLES_PIECE)]
    for n, piece in enumerate(pieces):
        conn.execute(insert(chunks), seal_chunk(keys, place, TABLES, n, piece, last=n == len(pieces) - 1))


class RawWriter:
    """Takes a raw response as it arrives; each full piece is on disk before the next is begun.

    A piece is written when the one after it begins, so that the last one can be marked.
    """

    def __init__(self, guard: Guard, place: Place, kind: str = RAW) -> None:
        self._guard = guard
        self._place = place
        self._kind = kind
        self._pending = bytearray()
        self._n = 0
        self.size = 0

    def write(self, data: bytes) -> None:
        """Take the next bytes."""
        # Taken at once: whatever happens to the disk, nothing that came is missing later.
        self._pending += data
        self.size += len(data)
        while len(self._pending) > RAW_PIECE:
            with self._guard.write() as conn:
                self._write_piece(conn, bytes(self._pending[:RAW_PIECE]), last=False)
            # Only now is it there: what failed is written again, with the same number.
            del self._pending[:RAW_PIECE]
            self._n += 1

    def finish(self, conn: Connection) -> None:
        """Write what is left, in the caller's transaction; when that fails, it can be tried again."""
        self._write_piece(conn, bytes(self._pending), last=True)

    def _write_piece(self, conn: Connection, piece: bytes, *, last: bool) -> None:
        # Level 1: reports repeat themselves so much that more effort gains little, and a person waits.
        row = seal_chunk(self._guard.keys, self._place, self._kind, self._n, zlib.compress(piece, 1), last=last)
        conn.execute(insert(chunks), row)


class RawReader(io.RawIOBase):
    """A stored raw response as a binary stream, opened chunk by chunk."""

    def __init__(self, store: Store, keys: Keys, place: Place, kind: str = RAW) -> None:
        super().__init__()
        self._kind = kind
        self._store = store
        self._keys = keys
        self._place = place
        self._n = 0
        self._ended = False
        self._piece = memoryview(b"")

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill the buffer with the next bytes."""
        while not self._piece and not self._ended:
            self._piece = memoryview(self._next())
        view = memoryview(buffer).cast("B")
        count = min(len(view), len(self._piece))
        view[:count] = self._piece[:count]
        self._piece = self._piece[count:]
        return count

    def _next(self) -> bytes:
        wanted = (chunks.c.snapshot == self._place.snapshot) & (chunks.c.kind == self._kind) & (chunks.c.n == self._n)
        with self._store.read() as conn:
            row = conn.execute(select(chunks).where(wanted)).one_or_none()
        if row is None:
            raise _missing(self._kind)
        self._n += 1
        self._ended = bool(row.last)
        return unsqueeze(open_chunk(self._keys, self._place, self._kind, row))


def unsqueeze(data: bytes) -> bytes:
    """Return the bytes of a raw piece.

    Raises:
        Damaged: They are not compressed bytes.
    """
    try:
        return zlib.decompress(data)
    except zlib.error:
        raise Damaged(
            later("A stored raw response should be compressed, but is not."), remedy=later("Fetch it again.")
        ) from None
