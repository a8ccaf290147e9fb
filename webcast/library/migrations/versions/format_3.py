"""Format 3: sign-in by an OpenID provider has its tables, and what one process leaves for the others.

The first libraries of format 2 made those of the sign-in when they were opened: so they may be there.
"""

from __future__ import annotations

from alembic.operations import Operations
from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, String

from webcast.library.keys import Keys
from webcast.library.store import Store

revision = "3"
down_revision = "2"


def upgrade(op: Operations, store: Store, keys: Keys) -> None:  # noqa: ARG001  # all steps are called alike
    """Make the tables."""
    op.create_table(
        "sign_ons",
        Column("sid", String(32), primary_key=True),
        Column("provider", String(32), nullable=False),
        Column("theirs", String(32)),
        if_not_exists=True,
    )
    op.create_index("sign_ons_by_theirs", "sign_ons", ["theirs"], if_not_exists=True)
    op.create_table(
        "used_once",
        Column("what", String(32), primary_key=True),
        Column("until", BigInteger, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "passing",
        Column("owner", String(32), primary_key=True),
        Column("kind", String(16), primary_key=True),
        Column("id", String(80), primary_key=True),
        Column("n", Integer, primary_key=True),
        Column("last", Boolean, nullable=False),
        Column("tab", String(64)),
        Column("guest", Boolean, nullable=False),
        Column("size", BigInteger, nullable=False),
        Column("at", BigInteger, nullable=False),
        Column("until", BigInteger, nullable=False),
        Column("key_id", String(16), nullable=False),
        Column("data", LargeBinary, nullable=False),
        if_not_exists=True,
    )
    op.create_index("passing_by_until", "passing", ["until"], if_not_exists=True)
    op.create_index("passing_by_key", "passing", ["key_id"], if_not_exists=True)
