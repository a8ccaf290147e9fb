"""Libraries of earlier formats: all of them get the tables of today, by one process, whole or not at all."""

from __future__ import annotations

import signal
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect, select, text

from tests.library import earlier
from tests.library.child import CONTEXT, die_while_migrating, open_once, open_unmoved
from webcast.library import Library, tables
from webcast.library.backups import restore
from webcast.library.backups.archive import writing
from webcast.library.backups.carried import batches, carried
from webcast.library.backups.manifest import Manifest
from webcast.library.guard import keys_of
from webcast.library.keys import KeyRing, Keys, new_master_key, parse
from webcast.library.migrations import forward
from webcast.library.store import Store
from webcast.library.tables import meta
from webcast.settings import Settings

pytestmark = pytest.mark.usefixtures("without_tables")

ACCOUNT = "acct"
RING = KeyRing([new_master_key()])
OF_0_2_0 = ("facts", "wishes", "sessions", "kept", "tries")
OF_OPENID = ("sign_ons", "used_once")
OPENED = [
    pytest.param(1, OF_0_2_0, id="0.1.0"),
    pytest.param(1, (), id="0.2.0"),
    pytest.param(2, OF_OPENID, id="first of format 2"),
    pytest.param(2, (), id="format 2"),
]


def shape(conn: Connection) -> dict[str, Any]:
    """Return all that the engine knows of the tables."""
    seen = inspect(conn)
    return {
        name: {
            "columns": [(c["name"], str(c["type"]), c["nullable"], c["default"]) for c in seen.get_columns(name)],
            "key": seen.get_pk_constraint(name)["constrained_columns"],
            "indexes": sorted((str(i["name"]), i["column_names"]) for i in seen.get_indexes(name)),
            "checks": [(c["name"], c["sqltext"]) for c in seen.get_check_constraints(name)],
            "references": [
                (k["constrained_columns"], k["referred_table"], k["options"]) for k in seen.get_foreign_keys(name)
            ],
        }
        for name in seen.get_table_names()
    }


def differences(conn: Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(conn), tables.metadata))


def test_each_format_has_a_step_and_the_last_is_the_present_one() -> None:
    walked = [(step.revision, step.down_revision) for step in forward.scripts().walk_revisions()]
    assert walked == [("3", "2"), ("2", "1"), ("1", None)]
    assert (tables.OLDEST, str(tables.FORMAT)) == (1, forward.scripts().get_current_head())


def test_the_steps_make_the_tables_of_today(settings: Settings) -> None:
    store = Store(settings.database_url)  # it makes them by what tables.py says
    with store.write() as conn:
        expected = shape(conn)
        tables.metadata.drop_all(conn)
        forward.upgrade(conn, store, Keys(RING, bytes(16), bytes(32), lambda: RING), 0)
        assert differences(conn) == []
        assert shape(conn) == expected
    store.close()


@pytest.mark.parametrize(("version", "without"), OPENED)
def test_a_library_of_an_earlier_format_opens_with_the_tables_of_today(
    version: int, without: Collection[str], settings: Settings, opened: Callable[..., Library]
) -> None:
    at = replace(settings, master_key=earlier.make(settings, version, without), audit_days=0)
    library = opened(at)
    with library._guard.store.read() as conn:
        assert differences(conn) == []
        assert conn.scalar(select(meta.c.value).where(meta.c.name == "format")) == b"3"
        assert not inspect(conn).has_table("alembic_version")
    assert library.events(ACCOUNT)["event_id"].to_list() == ["1", "2"]
    assert library.report(ACCOUNT, ["1", "2"]).registrants.height == 6
    library.columns.choose(ACCOUNT, "registrants", ["Email"])
    assert library.columns.of(ACCOUNT)["registrants"] == ("Email",)
    assert library.audit_holds().fault is None
    assert len(library.audit_entries()) == {1: 8, 2: 7}[version]


def test_one_of_format_2_is_as_it_was(settings: Settings, opened: Callable[..., Library]) -> None:
    at = replace(settings, master_key=earlier.make(settings, 2), audit_days=0)
    library = opened(at)
    assert library.report(ACCOUNT, ["1", "2"]).registrants.height == 6
    assert [view.name for view in library.views.all(ACCOUNT)] == ["Everybody"]
    ann = library.people.known("ann@corp.example", "seven quiet lighthouses")
    assert ann is not None
    assert ann.name == "Ann Example"
    assert [(entry.number, entry.user, entry.action) for entry in library.audit_entries()] == [
        (7, "ann", "save view"),
        (6, "ann@corp.example", "set passphrase"),
        (5, "operator", "invite person"),
        (4, "operator", "add person"),
        *((n, "ada", "export csv") for n in (3, 2, 1)),
    ]
    assert library.audit_holds().checked == 7


def test_a_process_that_dies_half_way_leaves_the_library_as_it_was(
    settings: Settings, opened: Callable[..., Library]
) -> None:
    at = replace(settings, master_key=earlier.make(settings, 1), audit_days=0)
    engine = create_engine(settings.database_url)

    def now() -> tuple[dict[str, Any], Any]:
        with engine.connect() as conn:
            return shape(conn), conn.execute(text("SELECT * FROM meta ORDER BY name")).all()

    before = now()
    process = CONTEXT.Process(target=die_while_migrating, args=(at,))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert now() == before
    assert "number" not in {name for name, *_ in before[0]["audit"]["columns"]}
    engine.dispose()
    assert opened(at).audit_holds().checked == 8


def test_of_several_processes_one_does_it(settings: Settings, opened: Callable[..., Library]) -> None:
    at = replace(settings, master_key=earlier.make(settings, 1), audit_days=0)
    others = [CONTEXT.Process(target=open_once, args=(at,)) for _ in range(3)]
    for process in others:
        process.start()
    for process in others:
        process.join(60)
    assert [process.exitcode for process in others] == [0, 0, 0]
    library = opened(at)
    assert [entry.action for entry in library.audit_entries()].count("begin chain") == 1
    assert (library.audit_holds().checked, library.audit_holds().fault) == (8, None)


def test_one_of_the_present_format_pays_for_no_step(settings: Settings, opened: Callable[..., Library]) -> None:
    opened().close()
    process = CONTEXT.Process(target=open_unmoved, args=(settings,))
    process.start()
    process.join(60)
    assert process.exitcode == 0


def test_a_backup_of_format_2_is_restored_into_tables_of_today(
    settings: Settings, elsewhere: Settings, opened: Callable[..., Library], tmp_path: Any
) -> None:
    key = earlier.make(settings, 2, OF_OPENID)
    engine, file = create_engine(settings.database_url), tmp_path / "of format 2.backup"
    file.touch()
    with engine.connect() as conn, writing(file) as writer:
        for table in carried():
            writer.take(table, batches(conn, table))
        ring = KeyRing(parse(key, ""))
        keys = keys_of({row.name: row.value for row in conn.execute(select(meta))}, ring)
        writer.finish(Manifest(2, "0.3.0.dev0", "2026-11-29 12:00:00Z", ring.current, writer.contents), keys)
    engine.dispose()
    at = replace(elsewhere, master_key=key, audit_days=0)
    assert restore(at, file, user="ann").schema == 2
    library = opened(at)
    assert library.report(ACCOUNT, ["1", "2"]).registrants.height == 6
    assert (library.audit_holds().checked, library.audit_holds().fault) == (8, None)
    with library._guard.store.read() as conn:
        assert differences(conn) == []
        assert conn.scalar(select(meta.c.value).where(meta.c.name == "format")) == b"3"
