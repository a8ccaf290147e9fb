"""PostgreSQL schemas with a library's tables, which are emptied after a test for the next one, not made anew.

One that a test has left other than the store made it is dropped, and so is one that cannot be emptied.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import Final, LiteralString

from psycopg import Connection
from psycopg.errors import DeadlockDetected
from psycopg.sql import SQL, Identifier

from tests.library import postgres
from webcast.library.store import Store

_READY: Final[dict[str, list[tuple[str, str]]]] = {}
"""Schemas that wait for a test of this process, and what each is when nothing is in it; by the server's folder."""

_TRIES: Final = 10
"""A library that is still reading as its test ends may hold one table and wait for another, as we do."""

_WRITTEN: Final = """
SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
AND (pg_relation_size(oid) > 0 OR pg_relation_size(reltoastrelid) > 0)
"""

_LOOK: Final = """
WITH here AS (SELECT current_schema()::regnamespace::oid AS is),
     ours AS (SELECT pg_class.* FROM pg_class, here WHERE relnamespace = here.is)
SELECT md5(string_agg(one, ' ' ORDER BY one)) FROM (
    SELECT concat_ws(' ', 'is', oid, nspowner, nspacl) AS one FROM pg_namespace, here WHERE oid = here.is
    UNION ALL SELECT concat_ws(' ', 'has', oid, relname, relkind, relowner, relacl, reloptions, relrowsecurity)
        FROM ours
    UNION ALL SELECT concat_ws(' ', 'holds', oid, pg_relation_size(oid), pg_relation_size(reltoastrelid))
        FROM ours WHERE relkind = 'r'
    UNION ALL SELECT concat_ws(' ', 'counted', oid, pg_sequence_last_value(oid)) FROM ours WHERE relkind = 'S'
    UNION ALL SELECT concat_ws(' ', 'column', attrelid, attnum, pg_attribute.xmin)
        FROM pg_attribute JOIN ours ON attrelid = ours.oid
    UNION ALL SELECT concat_ws(' ', 'index', indexrelid, pg_index.xmin)
        FROM pg_index JOIN ours ON indexrelid = ours.oid
    UNION ALL SELECT concat_ws(' ', 'rule', oid, pg_constraint.xmin)
        FROM pg_constraint, here WHERE connamespace = here.is
    UNION ALL SELECT concat_ws(' ', 'trigger', pg_trigger.oid, pg_trigger.xmin)
        FROM pg_trigger JOIN ours ON tgrelid = ours.oid
    UNION ALL SELECT concat_ws(' ', 'type', oid) FROM pg_type, here WHERE typnamespace = here.is
    UNION ALL SELECT concat_ws(' ', 'function', oid) FROM pg_proc, here WHERE pronamespace = here.is
    UNION ALL SELECT concat_ws(' ', 'sampled', starelid, staattnum) FROM pg_statistic JOIN ours ON starelid = ours.oid
) AS every
"""
"""Sums up what is in a schema; changes of what was there show by the transaction (``xmin``) that made a row."""


@contextmanager
def schema(folder: str) -> Iterator[str]:
    """Give the URL of a schema that nobody had under this name, with a library's tables and nothing in them.

    Args:
        folder: Of the server's socket.
    """
    ready = _READY.setdefault(folder, [])
    name, made = ready.pop() if ready else _made(folder)
    try:
        yield postgres.address(folder, name)
    finally:
        if (after := _given_back(folder, name, made)) is not None:
            ready.append((after, made))


def _given_back(folder: str, name: str, made: str) -> str | None:
    for _ in range(_TRIES - 1):
        with suppress(DeadlockDetected):
            return _emptied(folder, name, made)
    return _emptied(folder, name, made)


def _made(folder: str) -> tuple[str, str]:
    name = postgres.new_schema(folder)
    with closing(Store(postgres.address(folder, name))):
        pass
    with postgres.connected(folder, name) as conn:
        return name, _look(conn)


def _emptied(folder: str, name: str, made: str) -> str | None:
    """Empty a schema and return its next name; None where it was dropped.

    Whoever still writes is waited for, and finds nothing under the name that it knows, as if it were dropped.
    """
    after, here = f"test_{uuid.uuid4().hex}", Identifier(name)
    with postgres.connected(folder, name) as conn:
        query = "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'"
        _each(conn, "LOCK TABLE {}", [table for (table,) in conn.execute(query)])
        _each(conn, "TRUNCATE {} RESTART IDENTITY CASCADE", [table for (table,) in conn.execute(_WRITTEN)])
        if _look(conn) != made:
            conn.execute(SQL("DROP SCHEMA {} CASCADE").format(here))
            return None
        conn.execute(SQL("ALTER SCHEMA {} RENAME TO {}").format(here, Identifier(after)))
    return after


def _each(conn: Connection, statement: LiteralString, names: list[str]) -> None:
    if names:
        conn.execute(SQL(statement).format(SQL(", ").join(map(Identifier, names))))


def _look(conn: Connection) -> str:
    (summed,) = conn.execute(_LOOK).fetchone() or ("",)
    return str(summed)
