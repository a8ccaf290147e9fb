"""A database that orders text as a language does: a library's backup is the same as of one that orders bytes."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.library import postgres, stage
from tests.library.backed import ACCOUNT, filled, with_key
from webcast.library import Library
from webcast.library.backups import backup, restore
from webcast.library.backups.carried import batches
from webcast.library.jobs import wish
from webcast.library.tables import WITH_JSON, kept, wishes
from webcast.settings import Settings

IN_BYTES = ["-1", "10", "9", "B", "_", "a", "z", "Ä", "ä", "é"]
AS_IN_GERMAN = ["_", "-1", "10", "9", "a", "ä", "Ä", "B", "é", "z"]


def chosen(settings: Settings) -> None:
    """Fill a library whose keys are texts that languages order otherwise than their bytes."""
    with closing(Library.open(settings)) as library:
        filled(library)
        tag = library._tag(ACCOUNT)
        with library._guard.write() as conn:
            wish(conn, tag, IN_BYTES, WITH_JSON)
        for name in reversed(IN_BYTES):
            library.columns.choose(ACCOUNT, name, ["Email"])


@pytest.mark.postgres
def test_order_and_digests_are_the_same(tmp_path: Path, postgres_folder: str) -> None:
    here, file = stage.settings(tmp_path / "here"), tmp_path / "of today.backup"
    chosen(here)
    made = backup(here, file, user="ann")
    (tmp_path / "there").mkdir()
    with postgres.collated(postgres_folder, "de-DE") as url:
        there = with_key(stage.settings(tmp_path / "there", url), here)
        restore(there, file, user="ann")
        again = backup(there, file, replace=True, user="ann")
        with closing(Library.open(there)) as library, library._guard.store.read(still=True) as conn:
            # As the database itself orders them, and as they are taken along.
            mine = select(kept.c.id).where(kept.c.kind == "columns", kept.c.id.in_(IN_BYTES)).order_by(kept.c.id)
            assert conn.scalars(mine).all() == AS_IN_GERMAN
            rows = [row for some in batches(conn, wishes) for row in some]
            assert [row.event_id for row in rows if row.event_id in IN_BYTES] == IN_BYTES
    assert {name for name, contents in again.tables.items() if contents != made.tables[name]} == {"audit", "meta"}
    assert (made.tables["wishes"].rows, made.tables["kept"].rows) == (11, 11)
