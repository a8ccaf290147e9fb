"""Format 3: sign-in by an OpenID provider has its tables.

The first libraries of format 2 made them when they were opened: so they may be there.
"""

from __future__ import annotations

from alembic.operations import Operations
from sqlalchemy import BigInteger, Column, String

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
