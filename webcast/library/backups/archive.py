"""The file of a backup: one SQLite database, made in one go and never changed.

Its tables are the library's, without keys and indexes, and one more with the manifest. Rows lie in the order in which
they came, so that they are read without sorting.
"""

from __future__ import annotations

import hmac
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, Text, create_engine, insert, select, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from webcast.errors import ChangeRequest, LibraryError
from webcast.language import later
from webcast.library import tables
from webcast.library.backups import manifest
from webcast.library.backups.carried import Digest, at_a_time, carried
from webcast.library.backups.manifest import Contents, Manifest
from webcast.library.guard import understood
from webcast.library.keys import Keys

_SQLITE: Final = b"SQLite format 3\x00"
_OURS: Final = b"WCBK"
"""SQLite's application id, by which a backup is told from any other database, a library say."""

_PLACE: Final = 68
"""Where SQLite writes it: https://www.sqlite.org/fileformat.html, section 1.3."""

_BY_INSERTION: Final = text("rowid")

about: Final = Table("backup", MetaData(), Column("name", String(16)), Column("value", Text))
"""The manifest, and what shows that it was not changed."""


def recognised(path: Path) -> bool:
    """Tell whether a file begins as a backup does."""
    with path.open("rb") as file:
        head = file.read(_PLACE + len(_OURS))
    return head.startswith(_SQLITE) and head[_PLACE:] == _OURS


class NotWritten(ChangeRequest):
    """A backup cannot be written where it should be."""


class Writer:
    """Writes a backup into an empty file: see :func:`writing`."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self.contents: dict[str, Contents] = {}

    def take(self, table: Table, found: Iterator[Sequence[Any]]) -> None:
        """Write a table, whose rows come a few at a time."""
        names, digest = tuple(table.columns.keys()), Digest()
        copy = _copy(table, names)
        with _writes():
            copy.create(self._conn)
        for rows in found:
            digest.add(rows)
            with _writes():
                self._conn.execute(insert(copy), [dict(zip(names, row, strict=True)) for row in rows])
        self.contents[table.name] = Contents(digest.rows, digest.hex, names)

    def finish(self, said: Manifest, keys: Keys) -> None:
        """Write what the backup says of itself."""
        whole = said.text()
        with _writes():
            about.create(self._conn)
            rows = [{"name": "manifest", "value": whole}, {"name": "mark", "value": manifest.mark(keys, whole)}]
            self._conn.execute(insert(about), rows)
            self._conn.commit()


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """Give what writes into a file that is there and empty; in the end it is on the disk."""
    # Nobody reads it before it is whole, and one that is not is deleted: so it needs no journal beside it.
    pragmas = ("page_size = 16384", "journal_mode = OFF", "synchronous = OFF", "temp_store = MEMORY")
    engine = create_engine(
        "sqlite://", creator=lambda: sqlite3.connect(path, isolation_level=None), poolclass=NullPool
    )
    with _writes(), engine.connect() as conn:
        raw = conn.connection.cursor()
        for pragma in (*pragmas, "cache_size = -16384", f"application_id = {int.from_bytes(_OURS, 'big')}"):
            raw.execute(f"PRAGMA {pragma}")
        raw.close()
        conn.exec_driver_sql("BEGIN")
        yield Writer(conn)
    with path.open("rb") as file:
        os.fsync(file.fileno())


@contextmanager
def _writes() -> Iterator[None]:
    try:
        yield
    except DBAPIError:
        raise NotWritten(
            later("The backup should be written whole, but its disk is full or cannot be written."),
            remedy=later("Free some space, or choose another place. Nothing was left there."),
        ) from None


class Archive:
    """A backup that is read: see :func:`reading`.

    Attributes:
        manifest: What it says of itself, to be believed once :meth:`must_be_whole` has passed.
    """

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        with _reads():
            found = {row.name: row.value for row in conn.execute(select(about))}
        self._text, self._mark = str(found.get("manifest", "")), str(found.get("mark", ""))
        self.manifest = manifest.read(self._text)
        self._must_be_known()

    def _must_be_known(self) -> None:
        """See to it that this program has a place for all that is in it."""
        ours = {table.name: set(table.columns.keys()) for table in carried()}
        said = self.manifest
        unknown = [name for name, held in said.tables.items() if not set(held.columns) <= ours.get(name, set())]
        if said.schema > tables.FORMAT or unknown:
            raise manifest.newer(said.product)

    def meta(self) -> dict[str, bytes]:
        """Return the library's meta table.

        Raises:
            LibraryError: It is of a format that no step leads on from.
            Damaged: It is not as it was.
        """
        found = {row["name"]: row["value"] for rows in self.rows(tables.meta) for row in rows}
        return understood(found, oldest=tables.OLDEST)

    def must_be_marked(self, keys: Keys) -> None:
        """See to it that what the backup says of itself was said by who has the key.

        Raises:
            Damaged: It was not.
        """
        if not hmac.compare_digest(manifest.mark(keys, self._text).encode(), self._mark.encode()):
            raise manifest.damaged()

    def must_be_whole(self) -> set[str]:
        """Read all of it, and return the ids of the keys that its rows are sealed with.

        Raises:
            Damaged: A row is another one than it was, or lacks.
        """
        sealed: set[str] = set()
        for table in carried():
            for rows in self.rows(table):
                sealed.update(row["key_id"] for row in rows if "key_id" in row)
        return sealed

    def rows(self, table: Table) -> Iterator[list[dict[str, Any]]]:
        """Yield the rows of a table, a few at a time; none where the backup's library had no such table.

        Raises:
            Damaged: They are not those that were written; said when the last one has been passed on.
        """
        contents = self.manifest.tables.get(table.name)
        if contents is None:
            return
        copy, digest = _copy(table, contents.columns), Digest()
        query = select(copy).order_by(_BY_INSERTION)
        with _reads():
            found = self._conn.execute(query, execution_options={"yield_per": at_a_time(table)}).partitions()
        while True:
            with _reads():
                rows = next(found, None)
            if rows is None:
                break
            digest.add(rows)
            yield [dict(zip(contents.columns, row, strict=True)) for row in rows]
        if (digest.rows, digest.hex) != (contents.rows, contents.digest):
            raise manifest.damaged()


def _copy(table: Table, names: Sequence[str]) -> Table:
    """Return a table of the file: the columns alone."""
    return Table(table.name, MetaData(), *(Column(name, table.c[name].type) for name in names))


@contextmanager
def reading(path: Path) -> Iterator[Archive]:
    """Give the backup that a file is; nothing is written to it or beside it.

    Raises:
        LibraryError: It is none, or is of a newer version of the program; Damaged: it is cut short, say.
    """
    try:
        ours = recognised(path)
    except OSError as exc:
        raise LibraryError(
            later("{path} should be a backup, but cannot be read ({said}).", path=path, said=exc.strerror)
        ) from None
    if not ours:
        raise LibraryError(
            later("{path} should be a backup, but is none.", path=path),
            remedy=later("A backup is a file that 'webcast-insights backup' has made."),
        )
    # Immutable: SQLite then neither locks it nor looks for a journal beside it.
    name = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    engine = create_engine(
        "sqlite://", creator=lambda: sqlite3.connect(name, uri=True, isolation_level=None), poolclass=NullPool
    )
    with _connected(engine) as conn:
        yield Archive(conn)


@contextmanager
def _connected(engine: Engine) -> Iterator[Connection]:
    with _reads():
        conn = engine.connect()
    with closing(conn):
        with _reads():
            conn.exec_driver_sql("PRAGMA trusted_schema = OFF").close()
        yield conn


@contextmanager
def _reads() -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, ValueError, OverflowError):
        raise manifest.damaged() from None
