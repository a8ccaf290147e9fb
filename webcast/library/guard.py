"""Opens a store with its keys, and sees to it that all processes seal with the same one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from webcast.errors import Damaged, LibraryError
from webcast.library import tables
from webcast.library.ciphers import open_with, seal_with
from webcast.library.keys import KeyRing, Keys, read_ring, wrong_key
from webcast.library.store import Store
from webcast.library.tables import meta
from webcast.settings import Settings

_ROOT: Final = "root:"
_CURRENT: Final = "current"


class Guard:
    """A store and its keys.

    Raises:
        WrongKey: The store was made with a master key that we don't have.
        LibraryError: The store is of a newer version, or damaged.
    """

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        with store.write(lock="webcast keys") as conn:
            found = _meta(conn)
            ring = read_ring(settings, new=not found)
            found = found or _first(conn, ring)
            # Only now: a library of a newer format is left as it is.
            tables.metadata.create_all(conn, tables=list(tables.ADDED))
            salt = found["salt"]
            root = _root(found, ring, salt)
            if found[_CURRENT].decode("ascii") != ring.current:
                _adopt(conn, found, ring, salt, root)
        self.keys = Keys(ring, salt, root, lambda: read_ring(settings))

    @contextmanager
    def write(self, lock: str | None = None) -> Iterator[Connection]:
        """Give a connection that writes, having seen that what we seal is sealed with the key in force."""
        with self.store.write(lock) as conn:
            # The row stays as it is until we are done: a rotation waits for us, or we for it.
            current = conn.scalar(select(meta.c.value).where(meta.c.name == _CURRENT).with_for_update(read=True))
            self.keys.must_seal_with((current or b"").decode("ascii"))
            yield conn

    def forget_other_keys(self) -> None:
        """Forget the library's secret as sealed with keys that are no longer in force: they open nothing more."""
        with self.write() as conn:
            others = meta.c.name.like(f"{_ROOT}%") & (meta.c.name != _ROOT + self.keys.current)
            conn.execute(delete(meta).where(others))


def _meta(conn: Connection) -> dict[str, bytes]:
    found: dict[str, bytes] = {row.name: row.value for row in conn.execute(select(meta))}
    if not found:
        return found
    version = int(found.get("format", b"0"))
    if version != tables.FORMAT:
        raise LibraryError(
            f"The library should be of format {tables.FORMAT}, but is of format {version}.",
            remedy="Open it with the version of this program that made it, or with a newer one.",
        )
    if not {"salt", _CURRENT} <= found.keys():
        raise Damaged("The library should name its keys, but does not.", remedy="Restore it from a backup.")
    return found


def _first(conn: Connection, ring: KeyRing) -> dict[str, bytes]:
    """Fill a new library's meta table."""
    salt, root = os.urandom(16), os.urandom(32)
    found = {
        "format": str(tables.FORMAT).encode(),
        "salt": salt,
        _CURRENT: ring.current.encode("ascii"),
        _ROOT + ring.current: _sealed_root(ring, salt, root),
    }
    conn.execute(insert(meta), [{"name": name, "value": value} for name, value in found.items()])
    return found


def _sealed_root(ring: KeyRing, salt: bytes, root: bytes) -> bytes:
    return seal_with(ring.derive(ring.current, salt, "root"), root, "root", ring.current)


def _root(found: dict[str, bytes], ring: KeyRing, salt: bytes) -> bytes:
    if found[_CURRENT].decode("ascii") not in ring:
        # Even if it is sealed with an older key of ours too: what came since would be closed to us.
        raise wrong_key(found[_CURRENT].decode("ascii"), ring)
    for name in ring.ids:
        if _ROOT + name in found:
            return open_with(ring.derive(name, salt, "root"), found[_ROOT + name], "root", name)
    raise wrong_key(found[_CURRENT].decode("ascii"), ring)


def _adopt(conn: Connection, found: dict[str, bytes], ring: KeyRing, salt: bytes, root: bytes) -> None:
    """Put the first key of the ring in force: it was set before one that the library knows."""
    if _ROOT + ring.current not in found:
        value = _sealed_root(ring, salt, root)
        conn.execute(insert(meta).values(name=_ROOT + ring.current, value=value))
    conn.execute(update(meta).where(meta.c.name == _CURRENT).values(value=ring.current.encode("ascii")))
