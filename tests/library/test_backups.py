"""Backups of real libraries on both engines, restored on both."""

from __future__ import annotations

import os
import random
import re
import resource
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Engine, MetaData, Table, create_engine, event, select

from tests.library import earlier, stage
from tests.library.backed import ACCOUNT, counts, filled, with_key
from webcast import __version__
from webcast.errors import WrongKey
from webcast.library import Library
from webcast.library.backups import Checked, Manifest, NotWritten, backup, check, restore
from webcast.library.backups import carried as carrying
from webcast.library.backups.archive import writing
from webcast.library.guard import keys_of
from webcast.library.keys import KEY_FILE, KeyRing, encode, key_id, new_master_key, parse
from webcast.library.store import NoLibrary, NoRoom
from webcast.library.tables import audit, meta, snapshots, wishes
from webcast.settings import Settings

pytestmark = pytest.mark.usefixtures("without_tables")

CANARIES = (
    b"lovelace",
    b"Lovelace",
    b"ada.",
    b"analytical.example",
    b"Hopper",
    b"navy.example",
    b"Why, 1?",
    b"api@exa",
)


def seen(library: Library) -> dict[str, Any]:
    """What somebody sees of the library."""
    audience = library.audience(ACCOUNT, ["1", "2"])
    return {
        "events": library.events(ACCOUNT).rows(),
        "people": audience.members.rows(),
        "watched": audience.members["watch_ms"].to_list(),
        "report": {name: frame.rows() for name, frame in library.report(ACCOUNT, ["1", "2"]).tables().items()},
        "columns": library.columns.of(ACCOUNT),
    }


# There and back


def test_a_library_is_restored_elsewhere_with_all_that_it_held(
    settings: Settings, elsewhere: Settings, opened: Callable[..., Library], file: Path
) -> None:
    """Over both engines, each way."""
    library = opened()
    filled(library)
    before, there = seen(library), counts(library)
    made = backup(settings, file, user="ann")
    assert {name: contents.rows for name, contents in made.tables.items()} == {
        "meta": 6,
        "listings": 1,
        "snapshots": 3,
        "chunks": 6,
        "facts": 3,
        "wishes": 1,
        "ledger": 1,
        "revocations": 0,
        "audit": 1,
        "kept": 1,
    }
    assert restore(with_key(elsewhere, settings), file, user="ann") == made
    # One library has one digest, on whatever engine.
    again = backup(elsewhere, file, replace=True, user="ann")
    assert {name for name, contents in again.tables.items() if contents != made.tables[name]} == {"audit", "meta"}
    library = opened(elsewhere)
    assert seen(library) == before
    assert before["watched"] == [660_000, 660_000, 660_000]
    first = library.snapshots(ACCOUNT, "1")[1]
    assert stage.raw(library, ACCOUNT, "1", first.id) == b"<xml>Ada Lovelace</xml>" * 50_000
    assert [(entry.user, entry.action, dict(entry.counts)) for entry in library.audit_entries()] == [
        ("ann", "backup", {"snapshots": 3, "rows": 24}),
        ("ann", "restore", {"rows": 23}),
        ("ada.lovelace@analytical.example", "export", {"registrants": 3}),
    ]
    assert (library.audit_holds().checked, library.audit_holds().fault) == (3, None)
    # What was of that moment alone stayed behind: sessions, failed sign-ins, the queue, half a report.
    here, moment = counts(library), ("sessions", "tries", "queue", "snapshots", "wishes")
    assert [there[name] for name in moment] == [1, 3, 1, 4, 2]
    assert [here[name] for name in moment] == [0, 0, 0, 3, 1]
    with library._guard.store.read() as conn:
        assert conn.scalars(select(wishes.c.wish)).all() == ["json"]
        assert set(conn.scalars(select(snapshots.c.state))) == {"held"}
    # And it goes on: a number that is taken would be refused.
    library.audit(ACCOUNT, "grace", "export", {"registrants": 7})
    library.hold(ACCOUNT, "2", b"<xml/>", stage.report("2"))
    with library._guard.store.read() as conn:
        assert conn.scalars(select(audit.c.id).order_by(audit.c.id)).all()[-1] == len(library.audit_entries())
    assert library.report(ACCOUNT, ["2"]).registrants.height == 3


def test_what_is_left_out() -> None:
    of_the_moment = {"leases", "sessions", "sign_ons", "tries", "used_once", "queue", "passing"}
    assert {table.name for table in carrying.LEFT_OUT} == of_the_moment


def test_a_backup_is_of_one_moment_and_nobody_waits_for_it(
    settings: Settings, opened: Callable[..., Library], file: Path
) -> None:
    """Another report comes in, whole, after the first table was read and before the next."""
    library = opened()
    library.remember_events(ACCOUNT, stage.listing("1", "2"))
    library.hold(ACCOUNT, "1", b"<xml/>", stage.report("1"))
    held: list[str] = []

    def meanwhile(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT listings") and "ORDER BY" in statement and not held:
            held.append("begun")
            held.append(library.hold(ACCOUNT, "2", b"<xml/>", stage.report("2")).event_id)

    event.listen(Engine, "before_cursor_execute", meanwhile)
    try:
        made = backup(settings, file)
    finally:
        event.remove(Engine, "before_cursor_execute", meanwhile)
    assert held == ["begun", "2"]
    assert (made.tables["snapshots"].rows, made.tables["chunks"].rows) == (1, 2)
    assert counts(library)["snapshots"] == 2


def of_format_1(at: Settings, file: Path) -> str:
    """Write a backup as it was before there was a chain of the audit log, and return its master key."""
    key = earlier.make(at, 1)
    ring, engine = KeyRing(parse(key, "")), create_engine(at.database_url)
    columns = (Column(c.name, c.type, primary_key=c.primary_key) for c in audit.c if c.name not in ("number", "link"))
    before = Table("audit", MetaData(), *columns)
    file.touch()
    with engine.connect() as conn, writing(file) as writer:
        for table in (before if carried is audit else carried for carried in carrying.carried()):
            writer.take(table, carrying.batches(conn, table))
        keys = keys_of({row.name: row.value for row in conn.execute(select(meta))}, ring)
        writer.finish(Manifest(1, "0.2.0", "2026-03-18 12:00:00Z", ring.current, writer.contents), keys)
    engine.dispose()
    return key


def test_one_of_an_earlier_format_is_brought_to_the_present_one(
    elsewhere: Settings, file: Path, tmp_path: Path
) -> None:
    key = of_format_1(stage.settings(tmp_path / "data"), file)
    at = replace(elsewhere, master_key=key, audit_days=0)
    assert restore(at, file, user="ann").schema == 1
    library = Library.open(at)
    assert library.report("acct", ["1", "2"]).registrants.height == 6
    assert [(entry.number, entry.user, entry.action) for entry in library.audit_entries()][:3] == [
        (9, "ann", "restore"),
        (8, "the program", "begin chain"),
        (7, "grace", "rekey"),
    ]
    assert (library.audit_holds().checked, library.audit_holds().fault) == (9, None)
    library.close()
    assert backup(at, file, replace=True).schema == 3


# Of SQLite alone: what follows is about the file


def test_nothing_of_a_person_is_in_the_file(at: Settings, file: Path) -> None:
    backup(at, file)
    whole = file.read_bytes()
    key = (at.data_dir / KEY_FILE).read_text().strip()
    assert len(whole) > 100_000
    assert [canary for canary in (*CANARIES, key.encode(), parse(key, "")[0].secret) if canary in whole] == []
    assert key_id(parse(key, "")[0]).encode() in whole


def test_it_says_of_what_and_when_it_is(at: Settings, file: Path) -> None:
    made = backup(at, file)
    assert (made.schema, made.product) == (3, __version__)
    assert made.key == key_id(parse((at.data_dir / KEY_FILE).read_text(), "")[0])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ", made.at)
    assert made.tables["kept"].columns == ("account", "kind", "id", "key_id", "changed_at", "data")
    assert re.fullmatch("[0-9a-f]{64}", made.tables["kept"].digest)
    assert check(at, file) == Checked(made, opens=True)


def test_only_its_owner_can_read_it_and_nothing_else_is_left(at: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    before = os.umask(0)
    try:
        backup(at, folder / "one")
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder / "one").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["one"]


def test_only_an_earlier_backup_is_replaced_and_only_when_asked(at: Settings, file: Path, tmp_path: Path) -> None:
    backup(at, file)
    first = file.read_bytes()
    with pytest.raises(NotWritten, match=r"is there already, .* Choose another name, or add --replace"):
        backup(at, file)
    assert file.read_bytes() == first
    backup(at, file, replace=True)
    assert file.read_bytes() != first
    library = at.data_dir / "library.sqlite3"
    (tmp_path / "empty").touch()
    for path in (library, tmp_path / "empty", tmp_path):
        with pytest.raises(NotWritten, match="should be an earlier backup, but is none, so it is not replaced"):
            backup(at, path, replace=True)
    Library.open(at).close()


def test_where_there_is_no_library_none_is_made(empty: Settings, file: Path) -> None:
    with pytest.raises(NoLibrary, match="There should be a library where the settings say, but there is none"):
        backup(empty, file)
    assert list(empty.data_dir.iterdir()) == []
    assert not file.exists()


def test_without_the_library_s_key_no_backup_is_made(at: Settings, file: Path) -> None:
    other = replace(at, master_key=encode(new_master_key()))
    with pytest.raises(WrongKey, match="The library is encrypted with master key"):
        backup(other, file)
    assert [path.name for path in file.parent.iterdir()] == ["data"]


def test_a_folder_that_is_none_is_said(at: Settings, tmp_path: Path) -> None:
    with pytest.raises(NotWritten, match=r"should be in a folder, but .*missing is none. Make the folder"):
        backup(at, tmp_path / "missing" / "file")


@contextmanager
def full_at(size: int) -> Iterator[None]:
    """A disk on which no file gets larger."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def large(at: Settings) -> int:
    """Add more than SQLite keeps in memory, and return how much."""
    library = Library.open(at)
    library.hold(ACCOUNT, "1", random.Random(1).randbytes(24_000_000), stage.report("1"))  # noqa: S311 no secret
    library._guard.store.shrink()
    library.close()
    return (at.data_dir / "library.sqlite3").stat().st_size


def test_a_full_disk_is_said_and_leaves_nothing(at: Settings, empty: Settings, file: Path) -> None:
    size = large(at)
    assert size > 24_000_000
    with full_at(10_000_000), pytest.raises(NotWritten, match="its disk is full or cannot be written"):
        backup(at, file)
    assert sorted(path.name for path in file.parent.iterdir()) == ["data", "elsewhere"]
    backup(at, file)
    with_key(empty, at)
    with full_at(10_000_000), pytest.raises(NoRoom):
        restore(empty, file)
    with closing(sqlite3.connect(empty.data_dir / "library.sqlite3")) as conn:
        tables = [name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        assert len(tables) == 17
        assert [name for name in tables if conn.execute(f"SELECT count(*) FROM {name}").fetchone() != (0,)] == []  # noqa: S608 names of ours
    # What failed can be done again.
    assert restore(empty, file).tables["snapshots"].rows == 4
