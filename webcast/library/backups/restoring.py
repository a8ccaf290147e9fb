"""Restoring a backup into an empty library, and seeing whether one could be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Table, delete, func, insert, literal, select, text

from webcast.errors import ChangeRequest, Damaged, WrongKey
from webcast.language import later
from webcast.library import tables
from webcast.library.audit import EVERYBODY, Audit
from webcast.library.backups import manifest
from webcast.library.backups.archive import Archive, reading
from webcast.library.backups.carried import LEFT_OUT, carried
from webcast.library.backups.manifest import Manifest
from webcast.library.clock import system_clock
from webcast.library.guard import KEYS_LOCK, Guard, current_of, keys_of, meta_of
from webcast.library.keys import KeyRing, Keys, NoKey, read_ring
from webcast.library.store import Store
from webcast.settings import Settings

_NUMBERED: Final = text("SELECT setval(pg_get_serial_sequence(:table, :column), :top)")


@dataclass(frozen=True)
class Checked:
    """What was found of a backup that is whole.

    Attributes:
        manifest: What it says of itself.
        opens: Whether the key given opens it; None: there is no key to try.
    """

    manifest: Manifest
    opens: bool | None


class NotEmpty(ChangeRequest):
    """The library that should be restored into holds something."""


def check(settings: Settings, path: Path) -> Checked:
    """Read a backup whole, and try the key on it where there is one; no library is touched.

    Args:
        settings: Where the key is.
        path: The file.

    Raises:
        LibraryError: It is no backup, or is of a newer version of the program.
        Damaged: It is not as it was made.
        WrongKey: The key given is another one.
    """
    with reading(path) as file:
        try:
            _must_open(file, settings)
        except _NoKeyHere:
            file.must_be_whole()
            return Checked(file.manifest, None)
        return Checked(file.manifest, opens=True)


def restore(settings: Settings, path: Path, *, user: str = "command line") -> Manifest:
    """Put what a backup holds into the library of the settings, which has to be empty; all of it, or nothing.

    The backup is read whole before the library is touched, and seen to be whole once more while it is written. A few
    rows are in memory at a time. One of an earlier format is then brought to the present one, as a library is.

    Args:
        settings: Where the library and the key are.
        path: The file.
        user: Who asks, for the audit log.

    Raises:
        LibraryError: It is no backup, or is of a newer version of the program.
        Damaged: It is not as it was made.
        WrongKey: It is sealed with another master key than the one given.
        NotEmpty: The library holds something.
    """
    with reading(path) as file:
        _must_open(file, settings)
        store = Store(settings.database_url, connections=settings.database_connections)
        try:
            with store.write(lock=KEYS_LOCK) as conn:
                meta_of(conn)  # one of another format is left as it is
                _must_be_empty(conn)
                _put_all(conn, file, store)
            Audit(Guard(store, settings), system_clock).record(
                EVERYBODY, user, "restore", {"rows": file.manifest.rows}
            )
            store.shrink()
        finally:
            store.close()
        return file.manifest


class _NoKeyHere(WrongKey):
    """There is no key to try."""


def _must_open(file: Archive, settings: Settings) -> None:
    """See to it that the key given is the backup's, and that the backup is whole."""
    found = file.meta()
    ring = _ring(current_of(found), settings)
    file.must_be_marked(_keys(found, ring))
    # After a rotation that was under way some rows need the key before too.
    for name in sorted(file.must_be_whole()):
        if name not in ring:
            raise _other_key(name, ring)


def _ring(key: str, settings: Settings) -> KeyRing:
    try:
        return read_ring(settings)
    except NoKey:
        raise _NoKeyHere(
            later("The backup is sealed with master key {name}, but no key is given.", name=key),
            remedy=_put_it_there(),
        ) from None


def _keys(found: dict[str, bytes], ring: KeyRing) -> Keys:
    try:
        return keys_of(found, ring)
    except WrongKey:
        raise _other_key(current_of(found), ring) from None
    except Damaged:
        raise manifest.damaged() from None


def _other_key(name: str, ring: KeyRing) -> WrongKey:
    return WrongKey(
        later(
            "The backup is sealed with master key {name}, but the key given is {ids}.",
            name=name,
            ids=", ".join(ring.ids),
        ),
        remedy=_put_it_there(),
    )


def _put_it_there() -> str:
    return later(
        "Put the key file that was kept for it into the data folder as master.key, or give its key in "
        "WEBCAST_MASTER_KEY; then try again."
    )


def _must_be_empty(conn: Connection) -> None:
    for table in carried():
        if table is not tables.meta and conn.execute(select(literal(1)).select_from(table).limit(1)).first():
            raise NotEmpty(
                later("A backup is restored into an empty library, but this one holds something."),
                remedy=later(
                    "Name another place in WEBCAST_DATA_DIR or WEBCAST_DATABASE_URL, or move the library away first."
                ),
            )


def _put_all(conn: Connection, file: Archive, store: Store) -> None:
    # A library that was opened once and never used has keys of its own, and perhaps sessions, that open nothing here.
    for table in (*LEFT_OUT, tables.meta):
        conn.execute(delete(table))
    for table in carried():
        for rows in file.rows(table):
            conn.execute(insert(table), rows)
        contents = file.manifest.tables.get(table.name)
        if conn.scalar(select(func.count()).select_from(table)) != (contents.rows if contents else 0):
            raise manifest.damaged()
        if not store.sqlite:
            _number_on(conn, table)


def _number_on(conn: Connection, table: Table) -> None:
    """Let the next row of a table that PostgreSQL numbers have the number after the last."""
    column = table.autoincrement_column
    if column is not None and (top := conn.scalar(select(func.max(column)))) is not None:
        conn.execute(_NUMBERED, {"table": table.name, "column": column.name, "top": top})
