from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, insert, select, text, update

from tests.library import stage
from webcast.errors import Damaged, DecodeError, LibraryError, SettingsError, UnknownEvent
from webcast.library import Library, account_key
from webcast.library.store import LibraryBusy, Store
from webcast.library.tables import meta
from webcast.settings import Settings

pytestmark = pytest.mark.usefixtures("without_tables")

ACCOUNT = account_key("api@example.com", None)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with closing(Store(url, busy_seconds=0.2)) as made:
        yield made


def _write_and_fail(store: Store) -> None:
    with store.write() as conn:
        conn.execute(insert(meta).values(name="a", value=b"1"))
        raise DecodeError("x")


def _gets_a_turn(store: Store) -> bool:
    try:
        with store.write(lock="turn"):
            return True
    except LibraryBusy:
        return False


def test_a_change_is_made_as_a_whole_or_not_at_all(store: Store) -> None:
    with pytest.raises(DecodeError):
        _write_and_fail(store)
    with store.read() as conn:
        assert conn.scalars(select(meta.c.name)).all() == []


def test_a_named_turn_is_one_at_a_time_over_processes(url: str, store: Store) -> None:
    with closing(Store(url, busy_seconds=0.2)) as other, store.write(lock="turn"):
        assert not _gets_a_turn(other)
    assert _gets_a_turn(store)


def test_errors_never_quote_statements_or_values(store: Store) -> None:
    with pytest.raises(LibraryError) as caught, store.write() as conn:
        conn.execute(text("INSERT INTO nowhere VALUES (:secret)"), {"secret": "ada@analytical.example"})
    assert "ada" not in str(caught.value)
    assert "INSERT" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_the_files_are_private(tmp_path: Path) -> None:
    with closing(Store(f"sqlite:///{tmp_path / 'new' / 'library.sqlite3'}")) as store:
        with store.write() as conn:
            conn.execute(insert(meta).values(name="a", value=b"1"))
        files = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "new").iterdir()}
    assert files == dict.fromkeys(("library.sqlite3", "library.sqlite3-wal", "library.sqlite3-shm"), 0o600)


def test_sqlite_is_set_up_to_lose_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_waiting_for_the_disk: str
) -> None:
    monkeypatch.setattr("webcast.library.store.SYNCHRONOUS", no_waiting_for_the_disk)
    with closing(Store(f"sqlite:///{tmp_path / 'library.sqlite3'}")) as store, store.read() as conn:
        found = {
            name: conn.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        }
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 30_000,
    }


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://host/db", "sqlite://", "sqlite:///:memory:", "oracle://x"])
def test_a_url_of_another_kind_is_refused_without_being_shown(url: str) -> None:
    with pytest.raises(SettingsError, match="SQLite"):
        Store(url)


def test_a_server_that_does_not_answer_is_said_to(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="does not") as caught:
        Store(f"postgresql+psycopg://webcast:hunter2@/x?host={tmp_path}")
    assert "hunter2" not in str(caught.value)


# A locked database, garbage, another version


@contextmanager
def locked(settings: Settings) -> Iterator[None]:
    engine = create_engine(settings.database_url)
    with engine.connect() as conn:
        if engine.dialect.name == "sqlite":
            conn.connection.driver_connection.isolation_level = None  # type: ignore[union-attr]  # it is sqlite3's
            conn.exec_driver_sql("BEGIN EXCLUSIVE")
        else:
            conn.exec_driver_sql("LOCK TABLE snapshots IN EXCLUSIVE MODE")
        yield
        conn.rollback()
    engine.dispose()


def test_a_locked_database_is_waited_for_then_said_and_works_afterwards(
    settings: Settings, opened: Callable[..., Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webcast.library.store.BUSY_SECONDS", 0.2)
    usual = Store.__init__.__kwdefaults__ or {}
    quicker = usual | {"busy_seconds": 0.2, "statement_seconds": 5.0}
    monkeypatch.setattr(Store.__init__, "__kwdefaults__", quicker)
    library = opened()
    library.remember_events(ACCOUNT, stage.listing("1"))
    library.hold(ACCOUNT, "1", None, stage.report("1", stage.PEOPLE[:1]))
    with locked(settings), pytest.raises(LibraryBusy, match="another process keeps it locked"):
        library.hold(ACCOUNT, "1", b"<xml/>", stage.report("1"))
    assert library.report(ACCOUNT, ["1"]).registrants.height == 1
    library.hold(ACCOUNT, "1", b"<xml/>", stage.report("1"))
    assert library.report(ACCOUNT, ["1"]).registrants.height == 3


@pytest.mark.parametrize("content", [b"garbage" * 1000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_garbage_in_place_of_the_database_is_a_clear_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "library.sqlite3").write_bytes(content)
    with pytest.raises(Damaged, match="database file should be one, but it is damaged"):
        Library.open(stage.settings(tmp_path))


def test_garbage_in_the_log_costs_nothing_that_was_committed(tmp_path: Path) -> None:
    at = stage.settings(tmp_path)
    with closing(Library.open(at)) as library:
        library.remember_events(ACCOUNT, stage.listing("1"))
        library.hold(ACCOUNT, "1", b"<xml/>", stage.report("1"))
    (tmp_path / "library.sqlite3-wal").write_bytes(b"\x37\x7f\x06\x82" + b"half a log" * 1000)
    with closing(Library.open(at)) as library:
        assert library.report(ACCOUNT, ["1"]).registrants.height == 3


def test_a_torn_page_is_an_error_and_never_garbage(tmp_path: Path) -> None:
    at = stage.settings(tmp_path)
    with closing(Library.open(at)) as library:
        library.remember_events(ACCOUNT, stage.listing("1"))
        library.hold(ACCOUNT, "1", None, stage.report("1", [("Ada", "L", f"a{n}@b.example") for n in range(5000)]))
    path = tmp_path / "library.sqlite3"
    data = bytearray(path.read_bytes())
    data[-20_000:-4_000] = bytes(16_000)
    path.write_bytes(data)
    # Where a library that opens makes figures that lack, it may meet the page first and drop the report.
    with closing(Library.open(at)) as library, pytest.raises((Damaged, UnknownEvent)):
        library.report(ACCOUNT, ["1"])


def test_a_library_of_a_newer_version_is_left_alone(settings: Settings, opened: Callable[..., Library]) -> None:
    opened().close()
    engine = create_engine(settings.database_url)
    with engine.begin() as conn:
        conn.execute(update(meta).where(meta.c.name == "format").values(value=b"99"))
    engine.dispose()
    with pytest.raises(LibraryError, match="should be of format 3, but is of format 99"):
        Library.open(settings)


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(LibraryError, match="should be a file that can be written"):
        Store(f"sqlite:///{tmp_path / 'file' / 'library.sqlite3'}")


def test_the_library_stays_readable_by_plain_sqlite(tmp_path: Path) -> None:
    Library.open(stage.settings(tmp_path)).close()
    with closing(sqlite3.connect(tmp_path / "library.sqlite3")) as conn:
        assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
