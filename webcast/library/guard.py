"""Opens a store with its keys, and sees to it that all processes seal with the same one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from webcast.errors import Damaged, LibraryError
from webcast.language import later
from webcast.library import migrations, tables
from webcast.library.chain import Chain
from webcast.library.ciphers import open_with, seal_with
from webcast.library.keys import KeyRing, Keys, read_ring, wrong_key
from webcast.library.store import Store
from webcast.library.tables import meta
from webcast.settings import Settings

_ROOT: Final = "root:"
_CURRENT: Final = "current"
_SALT: Final = "salt"
KEYS_LOCK: Final = "webcast keys"
"""Name of the lock under which a library gets its keys, made anew or out of a backup."""


class Guard:
    """A store and its keys; a library of an earlier format is brought to the present one.

    Attributes:
        store: The store.
        keys: Its keys.
        chain: What the entries of its audit log hang on.

    Raises:
        WrongKey: The store was made with a master key that we don't have.
        LibraryError: The store is of a newer version, or damaged.
    """

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        with store.write(lock=KEYS_LOCK) as conn:
            found = meta_of(conn, oldest=tables.OLDEST)
            ring = read_ring(settings, new=not found)
            is_new = not found
            found = found or _first(conn, ring)
            salt = self._salt = found[_SALT]
            root = _root(found, ring, salt)
            if found[_CURRENT].decode("ascii") != ring.current:
                _adopt(conn, found, ring, salt, root)
            self.keys = Keys(ring, salt, root, lambda: read_ring(settings))
            self.chain = Chain(self.keys, store)
            if is_new:
                self.chain.begin(conn)
            else:
                migrations.migrate(conn, store, self.keys, int(found["format"]))

    @contextmanager
    def write(self, lock: str | None = None) -> Iterator[Connection]:
        """Give a connection that writes, having seen that what we seal is sealed with the key in force.

        Raises:
            LibraryError: A backup was restored meanwhile: nobody could open what we would seal.
        """
        with self.store.write(lock) as conn:
            # The rows stay as they are until we are done: a rotation waits for us, or we for it.
            query = select(meta).where(meta.c.name.in_((_CURRENT, _SALT))).with_for_update(read=True)
            found = {row.name: row.value for row in conn.execute(query)}
            if found.get(_SALT) != self._salt:
                raise LibraryError(
                    later("The library should be the one that was opened, but another was restored in its place."),
                    remedy=later("Whoever runs the dashboard should stop it and start it anew."),
                )
            self.keys.must_seal_with(found.get(_CURRENT, b"").decode("ascii"))
            yield conn

    def check(self) -> None:
        """See to it that the store answers, and that what it holds sealed opens with our keys.

        Raises:
            LibraryError: It does not.
        """
        with self.store.read() as conn:
            found = meta_of(conn)
        current = found.get(_CURRENT, b"").decode("ascii")
        sealed = found.get(_ROOT + current)
        if sealed is None:
            raise Damaged(
                later("The library should hold its secret, but does not."), remedy=later("Restore it from a backup.")
            )
        self.keys.must_open_root(current, sealed)

    def forget_other_keys(self) -> None:
        """Forget the library's secret as sealed with keys that are no longer in force: they open nothing more."""
        with self.write() as conn:
            others = meta.c.name.like(f"{_ROOT}%") & (meta.c.name != _ROOT + self.keys.current)
            conn.execute(delete(meta).where(others))


def meta_of(conn: Connection, oldest: int = tables.FORMAT) -> dict[str, bytes]:
    """Return a library's meta table; empty for one that is made just now.

    Args:
        conn: Reads the library.
        oldest: The earliest format that is taken.

    Raises:
        LibraryError: It is of another format.
        Damaged: It names no keys.
    """
    found: dict[str, bytes] = {row.name: row.value for row in conn.execute(select(meta))}
    return understood(found, oldest) if found else found


def understood(found: dict[str, bytes], oldest: int = tables.FORMAT) -> dict[str, bytes]:
    """Return what a meta table holds, having seen that it is of our format and names its keys.

    Raises:
        LibraryError: It is of another format.
        Damaged: It names no keys.
    """
    version = int(found.get("format", b"0"))
    if not oldest <= version <= tables.FORMAT:
        raise LibraryError(
            later(
                "The library should be of format {format}, but is of format {version}.",
                format=tables.FORMAT,
                version=version,
            ),
            remedy=later("Open it with the version of this program that made it, or with a newer one."),
        )
    if not {_SALT, _CURRENT} <= found.keys():
        raise Damaged(
            later("The library should name its keys, but does not."), remedy=later("Restore it from a backup.")
        )
    return found


def current_of(found: dict[str, bytes]) -> str:
    """Return the id of the key in force, of what a meta table holds."""
    return found[_CURRENT].decode("ascii", "replace")


def keys_of(found: dict[str, bytes], ring: KeyRing) -> Keys:
    """Return the keys of the library whose meta table holds ``found``.

    Raises:
        WrongKey: They are not in the ring.
        Damaged: What they are made of does not open.
    """
    return Keys(ring, found[_SALT], _root(found, ring, found[_SALT]), lambda: ring)


def _first(conn: Connection, ring: KeyRing) -> dict[str, bytes]:
    """Fill a new library's meta table."""
    salt, root = os.urandom(16), os.urandom(32)
    found = {
        "format": str(tables.FORMAT).encode(),
        _SALT: salt,
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
