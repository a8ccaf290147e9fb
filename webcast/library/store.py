"""The store: one SQL database, SQLite or PostgreSQL, and its transactions.

Everything the library keeps is in the database, large bytes in chunks. Files beside it would need an order of
writing, a sweep of what no row names, and a file system that several application hosts share; rows need none of it:
what was committed is there, what was not is not, on both engines alike, and a backup of the database is a backup of
all.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, func, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from webcast.errors import Damaged, LibraryError, SettingsError, TryAgainLater
from webcast.language import later
from webcast.library import postgresql, tables
from webcast.library.postgresql import IDLE_SECONDS, STATEMENT_SECONDS
from webcast.library.reading import Reading

BUSY_SECONDS: Final = 30.0
CONNECTIONS: Final = 10
"""How many a process may have; those of all have to be fewer than the server takes, which usually are 100."""

SYNCHRONOUS: Final = "FULL"
"""SQLite sees every commit onto the disk: a report that is received stays so when the power fails."""

_SILENT: Final = frozenset({"OperationalError", "ConnectionTimeout"})
"""Names of what the drivers raise when a database does not answer, or not in time."""

_TOO_MANY: Final = ("too many clients", "too many connections", "remaining connection slots")
"""What PostgreSQL says where it takes no further connection: at all, of a role, of other than superusers."""

_PG_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' ' || :name, 0))")
_WRITES: Final = "webcast_writes"


class LibraryBusy(LibraryError, TryAgainLater):
    """Another process keeps the database locked."""


class NoRoom(LibraryError):
    """The disk, or the quota, is full."""


class NoLibrary(LibraryError):
    """There is no library where one should be."""

    def __init__(self) -> None:
        super().__init__(
            later("There should be a library where the settings say, but there is none."),
            remedy=later("Check WEBCAST_DATA_DIR and WEBCAST_DATABASE_URL."),
        )


class Store:
    """A database of the library's tables.

    Args:
        url: SQLAlchemy URL of an SQLite file or a PostgreSQL database.
        busy_seconds: How long to wait for another process's transaction.
        statement_seconds: How long to wait for one statement, on PostgreSQL.
        connections: How many connections there may be at a time.
        make: Make the tables where there are none.

    Raises:
        SettingsError: The URL names no database that we can use.
        NoLibrary: There is none, and it should not be made.
        LibraryError: The database cannot be opened; the subclass and message say why.
    """

    def __init__(
        self,
        url: str,
        *,
        busy_seconds: float = BUSY_SECONDS,
        statement_seconds: float = STATEMENT_SECONDS,
        connections: int = CONNECTIONS,
        make: bool = True,
    ) -> None:
        self._make = make
        self._busy_seconds = busy_seconds
        self._limits = {
            "lock_timeout": busy_seconds,
            "statement_timeout": statement_seconds,
            "idle_in_transaction_session_timeout": IDLE_SECONDS,
        }
        self._connections = connections
        self.engine = self._make_engine(url)
        self.sqlite = self.engine.dialect.name == "sqlite"
        # Where each statement sees what is committed then, as on PostgreSQL, a transaction around those that read
        # adds two ways there and back, and nothing else.
        self._one_by_one = self.engine if self.sqlite else self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self.reading = Reading()
        # SQLite's waiting is by polling, which starves; threads of one process queue up here instead.
        self._turn = Lock()
        try:
            self._prepare()
        except BaseException:
            self.engine.dispose()
            raise

    def __repr__(self) -> str:
        return f"Store({self.engine.dialect.name})"

    @property
    def path(self) -> Path | None:
        """The database file; None on PostgreSQL."""
        return Path(self.engine.url.database or "") if self.sqlite else None

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    @contextmanager
    def read(self, *, still: bool = False, in_parts: bool = False, all_of_it: bool = False) -> Iterator[Connection]:
        """Give a connection that sees what is committed.

        Args:
            still: All of its statements see one state of the database, while others write on; on SQLite they
                always do.
            in_parts: Rows of a statement can come some at a time (``yield_per``).
            all_of_it: It takes as long as there is to read, and to do with what was read.
        """
        engine = self.engine if still or in_parts or all_of_it else self._one_by_one
        with translated(), engine.connect() as conn, conn.begin():
            if still and not self.sqlite:
                conn.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            if all_of_it and not self.sqlite:
                conn.exec_driver_sql("SET LOCAL statement_timeout = 0")
                conn.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
            yield conn

    @contextmanager
    def write(self, lock: str | None = None) -> Iterator[Connection]:
        """Give a connection whose changes are made together at the end, or not at all.

        Args:
            lock: Only one transaction with this name runs at a time, over all processes. SQLite has one writer
                anyway.
        """
        with ExitStack() as stack:
            stack.callback(self.reading.wrote)  # after all else: once it is committed
            stack.enter_context(translated())
            if self.sqlite:
                stack.enter_context(self._turn)
            conn = stack.enter_context(self.engine.connect())
            conn.execution_options(**{_WRITES: True})
            stack.enter_context(conn.begin())
            if lock is not None:
                self.wait_for(conn, lock)
            yield conn

    def wait_for(self, conn: Connection, lock: str) -> None:
        """Have a transaction that writes wait for others of the same lock, as those that begin with it do."""
        if not self.sqlite:
            conn.execute(_PG_LOCK, {"name": lock})

    def shrink(self) -> None:
        """Leave nothing of what was deleted in the files of the database."""
        if not self.sqlite:
            with translated(), self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
                conn.exec_driver_sql("SET statement_timeout = 0")  # it takes as long as there is to sweep
                try:
                    for table in (tables.chunks, tables.snapshots, tables.kept, tables.audit):
                        conn.exec_driver_sql(f"VACUUM {table.name}")
                finally:
                    conn.exec_driver_sql("RESET statement_timeout")
            return
        with translated(), self._turn, self.engine.connect() as conn:
            # Deleted pages are overwritten already (secure_delete); older copies of them are in the log.
            conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").close()

    def _make_engine(self, url: str) -> Engine:
        try:
            parsed = make_url(url)
            if parsed.get_backend_name() == "sqlite":
                return self._sqlite(Path(parsed.database or ""), url)
            if parsed.get_backend_name() == "postgresql":
                return postgresql.engine(parsed, self._limits, self._connections)
        except (ArgumentError, NoSuchModuleError):
            pass
        raise SettingsError(
            later(
                "WEBCAST_DATABASE_URL should be an SQLAlchemy URL of SQLite or PostgreSQL, but cannot be read as one."
            ),
            remedy=later(
                "For example postgresql+psycopg://user@host/webcast; the default is SQLite in the data folder."
            ),
        )

    def _sqlite(self, path: Path, url: str) -> Engine:
        if path == Path() or str(path) == ":memory:":
            raise SettingsError(later("The library's SQLite database should be a file, but its URL names none."))
        if not self._make and not path.is_file():
            raise NoLibrary
        _make_private(path)
        engine = create_engine(
            url,
            hide_parameters=True,
            connect_args={"timeout": self._busy_seconds},
            pool_size=self._connections,
            max_overflow=0,
        )
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    def _prepare(self) -> None:
        with self.write(lock="webcast schema") as conn:
            there = inspect(conn).has_table(tables.meta.name)
            if not self._make and not (there and conn.scalar(select(func.count()).select_from(tables.meta))):
                raise NoLibrary
            if not there:
                tables.metadata.create_all(conn, checkfirst=False)


def _make_private(path: Path) -> None:
    """Make the database file before SQLite does, so that nobody else can read it; its log takes the same mode."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as exc:
        raise LibraryError(
            later(
                "The library at {path} should be a file that can be written, but is not ({said}).",
                path=path,
                said=exc.strerror,
            ),
            remedy=later("Check WEBCAST_DATA_DIR and its permissions."),
        ) from None


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # The driver would begin transactions by its own rules; we do it (below).
    connection.isolation_level = None
    for pragma in (
        "page_size = 16384",
        "journal_mode = WAL",
        f"synchronous = {SYNCHRONOUS}",
        "foreign_keys = ON",
        "secure_delete = ON",
        "cache_size = -16384",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(conn: Connection) -> None:
    # A transaction that will write says so at once: it then waits its turn instead of failing half-way.
    conn.exec_driver_sql("BEGIN IMMEDIATE" if conn.get_execution_options().get(_WRITES) else "BEGIN")


@contextmanager
def translated() -> Iterator[None]:
    """Turn the database's errors into ours.

    Raises:
        LibraryError: With what happened and what to do; never with a statement or its values.
    """
    try:
        yield
    except DBAPIError as exc:
        raise _translate(exc) from None
    except PoolTimeout:
        # All connections wait for the database, or for whoever keeps it locked.
        raise _silent() from None
    except SQLAlchemyError as exc:
        raise LibraryError(later("The library's database failed ({said}).", said=type(exc).__name__)) from None


def _translate(exc: DBAPIError) -> LibraryError:
    words = str(exc.orig).lower()
    kind = type(exc.orig).__name__
    if any(sign in words for sign in ("is locked", "lock timeout", "is busy")) or kind == "LockNotAvailable":
        return LibraryBusy(
            later("The library's database should be free within half a minute, but another process keeps it locked."),
            remedy=later("Try again; if it stays, see which other program has it open."),
            retry_after=5.0,
        )
    if any(sign in words for sign in ("is full", "disk i/o error", "no space")) or kind == "DiskFull":
        return NoRoom(
            later("The library should have room for a report, but its disk is full or cannot be written."),
            remedy=later("Free some space, or let a retention setting prune old snapshots. Nothing held was lost."),
        )
    if any(sign in words for sign in ("malformed", "not a database", "corrupt")):
        return Damaged(
            later("The library's database file should be one, but it is damaged."),
            remedy=later("Put it back from a backup; or move it away, and the events can be fetched again."),
        )
    if any(sign in words for sign in ("readonly", "read-only", "unable to open")):
        return LibraryError(
            later("The library's database should be a file that can be written, but it cannot be."),
            remedy=later("Check WEBCAST_DATA_DIR and its permissions."),
        )
    return _of_a_server(exc, words, kind)


def _of_a_server(exc: DBAPIError, words: str, kind: str) -> LibraryError:
    if any(sign in words for sign in _TOO_MANY):
        return LibraryBusy(
            later("The library's database should take a further connection, but has as many as it may."),
            remedy=later("Raise its max_connections, or lower WEBCAST_DATABASE_CONNECTIONS."),
            retry_after=5.0,
        )
    if kind == "QueryCanceled":
        return LibraryBusy(
            later("The library's database should be done with each question in time, but one was cut off."),
            remedy=later("Try again; if it stays, see what else the database does."),
        )
    if exc.connection_invalidated or kind in _SILENT:
        return _silent()
    return LibraryError(later("The library's database failed ({kind}).", kind=kind))


def _silent() -> LibraryBusy:
    return LibraryBusy(
        later("The library's database should answer, but does not."), remedy=later("Check that it runs.")
    )
