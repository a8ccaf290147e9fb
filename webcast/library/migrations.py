"""Brings a library of an earlier format to the present one, forward alone and all at once or not at all.

It happens when the library is opened, within the transaction that looks at its format: of several processes one does
it and the others wait. A library of a newer format is left as it is (:mod:`webcast.library.guard`).

A backup of an earlier format is restored into tables of today (:mod:`webcast.library.backups`). So a step leaves be
what it would add and finds there already, empty; and a column that is new may be null.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, inspect, select, update

from webcast.errors import Damaged, WrongKey
from webcast.library import tables
from webcast.library.chain import ANCHOR, HEAD, Chain, Mark
from webcast.library.clock import system_clock
from webcast.library.keys import Keys
from webcast.library.store import Store
from webcast.library.tables import audit, meta
from webcast.library.unbroken import KIND

_AT_A_TIME: Final = 1000


def migrate(conn: Connection, store: Store, keys: Keys, version: int) -> None:
    """Make a library's tables those of the present format.

    Args:
        conn: A transaction that writes; nobody else works on the library's keys meanwhile.
        store: Where the library is.
        keys: Its keys.
        version: Its format.
    """
    for step in range(version, tables.FORMAT):
        STEPS[step](conn, store, keys)
    value = str(tables.FORMAT).encode()
    conn.execute(update(meta).where(meta.c.name == "format").values(value=value))


def _chain_the_audit_log(conn: Connection, store: Store, keys: Keys) -> None:
    """From 1 to 2: give each entry of the audit log a number and a link, in the order in which they were written.

    What was done to them before can't be told. That, and how many they are, is what the next entry says.
    """
    if audit.c.number.name not in {column["name"] for column in inspect(conn).get_columns(audit.name)}:
        conn.exec_driver_sql("ALTER TABLE audit ADD COLUMN number BIGINT")
        if store.sqlite:
            conn.exec_driver_sql("ALTER TABLE audit ADD COLUMN link BLOB")
        else:
            conn.exec_driver_sql("ALTER TABLE audit ADD COLUMN link BYTEA")
    for index in audit.indexes:
        index.create(conn, checkfirst=True)
    chain = Chain(keys, store)
    chain.put(conn, ANCHOR, Mark(0, chain.beginning))
    last = _chain_rows(conn, keys, chain)
    chain.put(conn, HEAD, last)
    if last.number:
        _say_so(conn, keys, chain, last.number)


def _chain_rows(conn: Connection, keys: Keys, chain: Chain) -> Mark:
    last, place = Mark(0, chain.beginning), 0
    this = update(audit).where(audit.c.id == bindparam("this"))
    this = this.values(number=bindparam("new_number"), link=bindparam("new_link"))
    while rows := conn.execute(select(audit).where(audit.c.id > place).order_by(audit.c.id).limit(_AT_A_TIME)).all():
        changes = []
        for row in rows:
            said = _said(keys, row)
            number = last.number + 1
            last = Mark(number, chain.link(last.link, number, row.at, row.account, said))
            changes.append({"this": row.id, "new_number": number, "new_link": last.link})
        conn.execute(this, changes)
        place = rows[-1].id
    return last


def _said(keys: Keys, row: Any) -> bytes:
    try:
        return keys.open(row.key_id, row.data, KIND, row.account, str(row.at))
    except (Damaged, WrongKey):
        return b""  # changed before: it keeps no library closed, and does not hold from now on


def _say_so(conn: Connection, keys: Keys, chain: Chain, count: int) -> None:
    at = system_clock().wall_ms
    said = json.dumps({"user": "the program", "action": "begin chain", "counts": {"entries": count}}).encode()
    row = {"at": at, "account": "", "key_id": keys.current, "data": keys.seal(said, KIND, "", str(at))}
    conn.execute(insert(audit).values(row | chain.append(conn, at, "", said)))


STEPS: Final[Mapping[int, Callable[[Connection, Store, Keys], None]]] = {1: _chain_the_audit_log}
"""What leads from a format to the next."""
