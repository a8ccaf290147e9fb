"""Brings a library of an earlier format to the present one, forward alone and all at once or not at all.

It happens when the library is opened, within the transaction that looks at its format: of several processes one does
it and the others wait. A library of a newer format is left as it is (:mod:`webcast.library.guard`).

The steps are Alembic's revisions, one a format (``versions/``), and one thing says which a library is of: the number
in its ``meta`` table. Earlier versions of the program refuse by it, and backups carry it, so Alembic keeps no table
of versions of its own beside it, which could say another thing.
"""

from __future__ import annotations

from sqlalchemy import Connection, update

from webcast.library import tables
from webcast.library.keys import Keys
from webcast.library.store import Store
from webcast.library.tables import meta


def migrate(conn: Connection, store: Store, keys: Keys, version: int) -> None:
    """Make a library's tables those of the present format.

    Args:
        conn: A transaction that writes; nobody else works on the library's keys meanwhile.
        store: Where the library is.
        keys: Its keys.
        version: Its format.
    """
    if version == tables.FORMAT:
        return
    # Alembic takes a fifth of a second to import, which is for libraries alone that need it.
    from webcast.library.migrations.forward import upgrade  # noqa: PLC0415

    upgrade(conn, store, keys, version)
    value = str(tables.FORMAT).encode()
    conn.execute(update(meta).where(meta.c.name == "format").values(value=value))
