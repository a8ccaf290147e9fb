"""Large rows are never in memory several at a time, and come from PostgreSQL as bytes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select

from tests.library import postgres, stage
from webcast.library import Library, account_key, passing, sealed
from webcast.library.passing import Passing, Terms
from webcast.library.rekey import rekey
from webcast.library.store import Store
from webcast.library.tables import chunks, meta

ACCOUNT = account_key("ada", None)
LATER = Terms(datetime(2100, 1, 1, tzinfo=UTC))


@contextmanager
def reading(store: Store, table: str) -> Iterator[list[int | None]]:
    """Give how many rows of a table's bytes each query had come at a time; None: all of them."""
    found: list[int | None] = []

    def note(_conn: Any, _cursor: Any, statement: str, _parameters: Any, context: Any, _many: bool) -> None:
        if statement.startswith("SELECT") and f"{table}.data" in statement:
            found.append(context.execution_options.get("yield_per"))

    event.listen(store.engine, "before_cursor_execute", note)
    yield found
    event.remove(store.engine, "before_cursor_execute", note)


@pytest.mark.parametrize(("many", "at_a_time"), [(2, 1), (3, 8)])
def test_reports_of_many_registrants_are_read_piece_by_piece(
    library: Library, monkeypatch: pytest.MonkeyPatch, many: int, at_a_time: int
) -> None:
    monkeypatch.setattr(sealed, "MANY", many)
    monkeypatch.setattr(sealed, "TABLES_PIECE", 1000)
    library.remember_events(ACCOUNT, stage.listing("1", "2"))
    for one in ("1", "2"):
        library.hold(ACCOUNT, one, None, stage.report(one))
    with reading(library._guard.store, "chunks") as found:
        assert library.report(ACCOUNT, ["1", "2"]).registrants.height == 6
    assert found == [at_a_time]


def test_an_opened_file_is_read_piece_by_piece_and_what_is_small_at_once(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passing, "PIECE", 10)
    left = Passing(library._guard)
    left.put("a", "file", "1", b"0123456789" * 3 + b"end", LATER)
    left.put("a", "link", "1", b"small", LATER)
    with reading(library._guard.store, "passing") as found:
        assert left.get("a", "link", "1") == b"small"
        assert left.get("a", "file", "2") is None
        assert found == [None, None]
        assert left.get("a", "file", "1") == b"0123456789" * 3 + b"end"
        assert found[2:] == [None, 1]


def test_what_goes_with_another_session_goes_piece_by_piece(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passing, "PIECE", 10)
    left = Passing(library._guard)
    left.put("a", "file", "1", b"0123456789" * 3, LATER)
    with reading(library._guard.store, "passing") as found:
        left.move("a", "b", "file", guest=False)
    assert len(found) == 3
    assert left.get("b", "file", "1") == b"0123456789" * 3


@pytest.mark.postgres
def test_a_new_key_seals_piece_by_piece(
    tmp_path: Path, postgres_folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed, "TABLES_PIECE", 1000)
    with postgres.database(postgres_folder) as url:
        settings = stage.settings(tmp_path, url)
        with closing(Library.open(settings)) as library:
            library.remember_events(ACCOUNT, stage.listing("1"))
            library.hold(ACCOUNT, "1", b"<xml/>", stage.report("1"))
            with library._guard.store.read() as conn:
                pieces = conn.scalar(select(func.count()).select_from(chunks))
        rows: list[int] = []

        def note(_conn: Any, cursor: Any, statement: str, *_: Any) -> None:
            if statement.startswith("SELECT") and "chunks.data" in statement:
                rows.append(cursor.rowcount)

        with pytest.MonkeyPatch.context() as patched:
            made = Store._make_engine

            def listened(self: Store, at: str) -> Any:
                engine = made(self, at)
                event.listen(engine, "after_cursor_execute", note)
                return engine

            patched.setattr(Store, "_make_engine", listened)
            assert rekey(settings)["chunks"] == pieces
        assert pieces
        assert rows == [1] * pieces
        with closing(Library.open(settings)) as library:
            assert library.report(ACCOUNT, ["1"]).registrants.height == 3


@pytest.mark.postgres
def test_bytes_come_from_postgresql_as_they_are_and_all_else_as_usual(postgres_folder: str) -> None:
    formats: list[int] = []
    with postgres.database(postgres_folder) as url, closing(Store(url)) as store:
        event.listen(
            store.engine, "after_cursor_execute", lambda _conn, cursor, *_: formats.append(int(cursor.format))
        )
        with store.read(in_parts=True) as conn:
            conn.execute(select(meta)).all()
            conn.execute(select(chunks), execution_options={"yield_per": 1}).all()
            conn.execute(select(meta.c.name)).all()
            conn.execute(select(func.count()).select_from(chunks)).all()
    assert formats == [1, 1, 0, 0]
