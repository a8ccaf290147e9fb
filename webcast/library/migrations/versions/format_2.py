"""Format 2: the audit log is a chain, and the tables are there that 0.1.0 did not have and 0.2.0 did.

0.2.0 made those when it opened a library of 0.1.0, and called it format 1 as before: so they may be there.
"""

from __future__ import annotations

import json
from typing import Any, Final

from alembic.operations import Operations
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    bindparam,
    column,
    insert,
    inspect,
    select,
    table,
    update,
)

from webcast.errors import Damaged, WrongKey
from webcast.library.chain import ANCHOR, HEAD, Chain, Mark
from webcast.library.clock import system_clock
from webcast.library.keys import Keys
from webcast.library.store import Store
from webcast.library.unbroken import KIND

revision = "2"
down_revision = "1"

_AT_A_TIME: Final = 1000

_AUDIT: Final = table(
    "audit",
    column("id", Integer),
    column("at", BigInteger),
    column("account", String),
    column("key_id", String),
    column("data", LargeBinary),
    column("number", BigInteger),
    column("link", LargeBinary),
)
"""As this format has it, whatever later ones add."""


def upgrade(op: Operations, store: Store, keys: Keys) -> None:
    """Give each entry of the audit log a number and a link, in the order in which they were written.

    What was done to them before can't be told. That, and how many they are, is what the next entry says.
    """
    conn = op.get_bind()
    _missing_tables(op)
    if "number" not in {found["name"] for found in inspect(conn).get_columns("audit")}:
        op.add_column("audit", Column("number", BigInteger))
        op.add_column("audit", Column("link", LargeBinary))
    op.create_index("audit_by_number", "audit", ["number"], if_not_exists=True)
    chain = Chain(keys, store)
    chain.put(conn, ANCHOR, Mark(0, chain.beginning))
    last = _chain_rows(conn, keys, chain)
    chain.put(conn, HEAD, last)
    if last.number:
        _say_so(conn, keys, chain, last.number)


def _missing_tables(op: Operations) -> None:
    op.create_table(
        "facts",
        Column("snapshot", String(32), ForeignKey("snapshots.id", ondelete="CASCADE"), primary_key=True),
        Column("key_id", String(16), nullable=False),
        Column("data", LargeBinary, nullable=False),
        if_not_exists=True,
    )
    op.create_index("facts_by_key", "facts", ["key_id"], if_not_exists=True)
    op.create_table(
        "wishes",
        Column("account", String(32), primary_key=True),
        Column("event_id", String(64), primary_key=True),
        Column("wish", String(8), primary_key=True),
        if_not_exists=True,
    )
    op.create_table(
        "sessions",
        Column("sid", String(32), primary_key=True),
        Column("account", String(32), nullable=False),
        Column("network", String(32)),
        Column("token", String(32), nullable=False),
        Column("began", BigInteger, nullable=False),
        Column("seen", BigInteger, nullable=False),
        Column("until", BigInteger, nullable=False),
        Column("data", LargeBinary, nullable=False),
        if_not_exists=True,
    )
    op.create_index("sessions_by_account", "sessions", ["account"], if_not_exists=True)
    op.create_table(
        "kept",
        Column("account", String(32), primary_key=True),
        Column("kind", String(16), primary_key=True),
        Column("id", String(64), primary_key=True),
        Column("key_id", String(16), nullable=False),
        Column("changed_at", BigInteger, nullable=False),
        Column("data", LargeBinary, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "tries",
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("who", String(32), nullable=False),
        Column("wall", BigInteger, nullable=False),
        Column("steady", BigInteger, nullable=False),
        Column("boot", String(64), nullable=False),
        if_not_exists=True,
    )
    op.create_index("tries_by_who", "tries", ["who"], if_not_exists=True)


def _chain_rows(conn: Connection, keys: Keys, chain: Chain) -> Mark:
    last, place = Mark(0, chain.beginning), 0
    this = update(_AUDIT).where(_AUDIT.c.id == bindparam("this"))
    this = this.values(number=bindparam("new_number"), link=bindparam("new_link"))
    while rows := conn.execute(
        select(_AUDIT).where(_AUDIT.c.id > place).order_by(_AUDIT.c.id).limit(_AT_A_TIME)
    ).all():
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
    conn.execute(insert(_AUDIT).values(row | chain.append(conn, at, "", said)))
