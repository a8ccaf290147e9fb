"""Alembic's part: the revisions in their order, each run on a transaction that is under way."""

from __future__ import annotations

from pathlib import Path

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from webcast.library import tables
from webcast.library.keys import Keys
from webcast.library.store import Store


def scripts() -> ScriptDirectory:
    """Return the revisions; the name of each is the number of its format."""
    return ScriptDirectory(str(Path(__file__).parent))


def upgrade(conn: Connection, store: Store, keys: Keys, version: int, last: int = tables.FORMAT) -> None:
    """Run the steps from one format to another.

    The transaction is the caller's. SQLite takes changes of tables back with it as PostgreSQL does, since it is the
    store that begins it and not the driver (:mod:`webcast.library.store`).

    Args:
        conn: A transaction that writes.
        store: Where the library is.
        keys: Its keys.
        version: The format that its tables have; 0 is none yet.
        last: The format that they get.
    """
    op = Operations(MigrationContext.configure(conn))
    steps = list(scripts().iterate_revisions(str(last), str(version) if version else "base"))
    for step in reversed(steps):
        # Handed over, and not Alembic's global ``op``: libraries may be opened by several threads.
        step.module.upgrade(op, store, keys)
