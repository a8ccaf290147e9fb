"""Taking a backup: all tables in one state, while the dashboard runs and people work."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from webcast import __version__
from webcast.language import later
from webcast.library import tables
from webcast.library.audit import EVERYBODY, Audit
from webcast.library.backups.archive import NotWritten, recognised, writing
from webcast.library.backups.carried import batches, carried
from webcast.library.backups.manifest import Manifest
from webcast.library.clock import system_clock
from webcast.library.guard import Guard, current_of, meta_of
from webcast.library.keys import settle
from webcast.library.store import Store
from webcast.settings import Settings


def backup(settings: Settings, path: Path, *, replace: bool = False, user: str = "command line") -> Manifest:
    """Write a backup of the library to a file that its owner alone can read; whole, or not at all.

    Nobody waits for it: it reads one state of the library, and what comes meanwhile is in the next backup. A few rows
    are in memory at a time.

    Args:
        settings: Where the library and its keys are.
        path: The file.
        replace: Put it in the place of an earlier backup.
        user: Who asks, for the audit log.

    Raises:
        NotWritten: The file cannot be written, or is there already.
        NoLibrary: There is no library.
        WrongKey: The library is encrypted with a master key that we don't have.
    """
    _must_be_free(path, replace=replace)
    store = Store(settings.database_url, connections=settings.database_connections, make=False)
    try:
        guard = Guard(store, settings)
        part = _part(path)
        try:
            made = _copy(guard, part)
            # Before it has its name: a copy of everything that no log tells of is none.
            counts = {"snapshots": made.tables[tables.snapshots.name].rows, "rows": made.rows}
            Audit(guard, system_clock).record(EVERYBODY, user, "backup", counts)
            _name(part, path, replace=replace)
        finally:
            part.unlink(missing_ok=True)
    finally:
        store.close()
    return made


def _copy(guard: Guard, part: Path) -> Manifest:
    with guard.store.read(still=True, all_of_it=True) as conn, writing(part) as file:
        at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%SZ")
        key = current_of(meta_of(conn))
        for table in carried():
            file.take(table, batches(conn, table))
        made = Manifest(tables.FORMAT, __version__, at, key, file.contents)
        file.finish(made, guard.keys)
    return made


def _must_be_free(path: Path, *, replace: bool) -> None:
    """See to it that the file can be written and takes nothing's place but an earlier backup's."""
    try:
        if not path.parent.is_dir():
            raise NotWritten(
                later("{path} should be in a folder, but {folder} is none.", path=path, folder=path.parent),
                remedy=later("Make the folder, or choose another one."),
            )
        if os.path.lexists(path) and not replace:
            raise _there_already(path)
        if os.path.lexists(path) and not (path.is_file() and recognised(path)):
            raise NotWritten(
                later("{path} should be an earlier backup, but is none, so it is not replaced.", path=path),
                remedy=later("Choose another name."),
            )
    except OSError as exc:
        raise _refused(path, exc) from None


def _there_already(path: Path) -> NotWritten:
    return NotWritten(
        later("{path} is there already, and an earlier backup is not overwritten by itself.", path=path),
        remedy=later("Choose another name, or add --replace."),
    )


def _refused(path: Path, exc: OSError) -> NotWritten:
    said = exc.strerror or type(exc).__name__
    return NotWritten(
        later("{path} cannot be written: {said}.", path=path, said=said), remedy=later("Choose another place.")
    )


def _part(path: Path) -> Path:
    """Make the file under another name, beside its place and readable by its owner alone."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as exc:
        raise _refused(path, exc) from None
    os.close(handle)
    return Path(name)


def _name(part: Path, path: Path, *, replace: bool) -> None:
    """Give the file its name, and see that onto the disk."""
    try:
        if replace:
            part.replace(path)
        else:
            _link(part, path)
        settle(path.parent)
    except FileExistsError:
        raise _there_already(path) from None
    except OSError as exc:
        raise _refused(path, exc) from None


def _link(part: Path, path: Path) -> None:
    """Name it where nothing is; a file that came meanwhile stays as it is."""
    linked = False
    with suppress(OSError):  # a file system without hard links, or a file that came meanwhile
        os.link(part, path)
        linked = True
    if not linked:
        if os.path.lexists(path):
            raise FileExistsError
        part.rename(path)
