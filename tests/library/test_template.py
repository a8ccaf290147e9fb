"""Libraries of tests begin with tables that were made before: as the store makes them, and with nothing in them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, insert, inspect

from tests.library import emptied, postgres, stage
from tests.library.backed import filled
from webcast.library import Library, tables
from webcast.library.store import Store


def _said(path: Path) -> list[object]:
    """Return all that an SQLite file says of itself, and which tables hold something."""
    with closing(sqlite3.connect(path)) as conn:
        made = conn.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name").fetchall()
        assert [row[1] for row in made if row[1] == "snapshots"] == ["snapshots"]
        pragmas = ("page_size", "journal_mode", "user_version", "schema_version", "encoding", "page_count")
        said = [conn.execute(f"PRAGMA {name}").fetchone() for name in pragmas]
    with closing(Store(f"sqlite:///{path}")) as store, store.read() as conn:
        held = [table.name for table in tables.metadata.sorted_tables if conn.execute(table.select()).first()]
    return [made, said, held]


def _new(path: Path) -> Path:
    with closing(Store(f"sqlite:///{path}")):
        pass
    return path


def test_an_sqlite_file_that_is_copied_is_the_one_that_the_store_makes(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    path = tmp_path / "copied" / "a.sqlite3"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tables.metadata, "create_all", _refused)
        _new(path)
    assert [file.name for file in path.parent.iterdir()] == ["a.sqlite3"]
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    request.getfixturevalue("without_tables")
    assert _said(path) == _said(_new(tmp_path / "made.sqlite3"))


def test_what_is_there_already_is_left_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "library.sqlite3"
    path.touch()
    monkeypatch.setattr(tables.metadata, "create_all", _refused)
    with pytest.raises(AssertionError):
        _new(path)


def _refused(*_given: object, **_options: object) -> None:
    raise AssertionError


@pytest.mark.postgres
class TestPostgresql:
    """Each with schemas of its own server's folder: none of those of other tests."""

    @pytest.fixture(autouse=True)
    def none_ready(self, postgres_folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(emptied._READY, postgres_folder, [])

    def test_the_next_one_finds_nothing_of_the_last(self, postgres_folder: str, tmp_path: Path) -> None:
        with emptied.schema(postgres_folder) as url:
            number = _number(postgres_folder, url)
            with closing(Library.open(stage.settings(tmp_path / "first", url))) as library:
                filled(library)
        with emptied.schema(postgres_folder) as again:
            assert _number(postgres_folder, again) == number
            assert again != url
            with closing(Store(again)) as store, store.write() as conn:
                assert inspect(conn).get_table_names() != []
                assert [
                    table.name for table in tables.metadata.sorted_tables if conn.execute(table.select()).first()
                ] == []
                assert _sizes(conn) == {0}
                assert conn.execute(
                    insert(tables.tries).values(who="ann", wall=0, steady=0, boot="")
                ).inserted_primary_key == (1,)

    def test_who_stayed_finds_nothing_under_the_old_name(self, postgres_folder: str) -> None:
        with emptied.schema(postgres_folder) as url:
            left = postgres.connected(postgres_folder, _name(url))
            left.execute("SELECT * FROM meta")
            left.commit()
        with emptied.schema(postgres_folder), closing(left), pytest.raises(psycopg.errors.UndefinedTable):
            left.execute("SELECT * FROM meta")

    @pytest.mark.parametrize(
        "statement",
        [
            "DROP TABLE kept",
            "ALTER TABLE kept ADD COLUMN more integer",
            "ALTER TABLE kept DROP COLUMN data",
            "CREATE TABLE more ()",
            "CREATE INDEX more ON kept (kind)",
            "DROP INDEX audit_by_number",
            "ALTER TABLE facts DROP CONSTRAINT facts_snapshot_fkey",
            "CREATE TYPE more AS ENUM ()",
            "CREATE FUNCTION more() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
            "GRANT SELECT ON kept TO PUBLIC",
            "INSERT INTO meta VALUES ('of a test', 'told'); ANALYZE meta",
            "SELECT nextval('audit_id_seq')",
        ],
    )
    def test_one_that_is_not_as_the_store_made_it_is_dropped(self, postgres_folder: str, statement: str) -> None:
        with emptied.schema(postgres_folder) as url:
            number = _number(postgres_folder, url)
            with postgres.connected(postgres_folder, _name(url)) as conn:
                conn.execute(statement.encode())
        with postgres.connected(postgres_folder) as conn:
            assert conn.execute("SELECT 1 FROM pg_namespace WHERE oid = %s", (number,)).fetchone() is None


def _name(url: str) -> str:
    return url.rpartition("%3D")[2]


def _number(folder: str, url: str) -> int:
    """Return the number of the schema of an address, whatever its name."""
    with postgres.connected(folder) as conn:
        ((number,),) = conn.execute("SELECT oid FROM pg_namespace WHERE nspname = %s", (_name(url),)).fetchall()
    return int(number)


def _sizes(conn: Connection) -> set[int]:
    query = "SELECT pg_relation_size(oid) FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
    return set(conn.exec_driver_sql(f"{query} AND relkind = 'r'").scalars())
