"""Format 1: the tables of 0.1.0, for tests to begin with; a library of its own is never made by it."""

from __future__ import annotations

from alembic.operations import Operations
from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, ForeignKey, Integer, LargeBinary, String

from webcast.library.keys import Keys
from webcast.library.store import Store

revision = "1"
down_revision = None


def upgrade(op: Operations, store: Store, keys: Keys) -> None:  # noqa: ARG001  # all steps are called alike
    """Make the tables."""
    _of_reports(op)
    _of_work(op)
    op.create_table(
        "meta",
        Column("name", String(64), primary_key=True),
        Column("value", LargeBinary, nullable=False),
    )
    op.create_table(
        "revocations",
        Column("sid", String(32), primary_key=True),
        Column("until", BigInteger, nullable=False),
    )
    op.create_table(
        "audit",
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("at", BigInteger, nullable=False),
        Column("account", String(32), nullable=False),
        Column("key_id", String(16), nullable=False),
        Column("data", LargeBinary, nullable=False),
    )


def _of_reports(op: Operations) -> None:
    op.create_table(
        "listings",
        Column("account", String(32), primary_key=True),
        Column("listed_at", BigInteger, nullable=False),
        Column("key_id", String(16), nullable=False),
        Column("data", LargeBinary, nullable=False),
    )
    op.create_table(
        "snapshots",
        Column("id", String(32), primary_key=True),
        Column("account", String(32), nullable=False),
        Column("event_id", String(64), nullable=False),
        Column("seq", Integer, nullable=False),
        Column("state", String(16), nullable=False),
        Column("expired", Boolean, nullable=False),
        Column("format", String(8), nullable=False),
        Column("zone", String(64), nullable=False),
        Column("worker", String(64)),
        Column("asked_at", BigInteger, nullable=False),
        Column("fetched_at", BigInteger),
        Column("latest_registration", BigInteger),
        Column("latest_session", BigInteger),
        Column("registrants", BigInteger),
        Column("raw_bytes", BigInteger),
        Column("decoder", String(32)),
        Column("problem", String(500)),
        Column("revision", Integer, nullable=False),
        CheckConstraint("state IN ('receiving', 'received', 'held')", name="snapshot_state"),
    )
    op.create_index("snapshots_by_event", "snapshots", ["account", "event_id", "seq"])
    op.create_index("snapshots_by_state", "snapshots", ["state"])
    op.create_table(
        "chunks",
        Column("snapshot", String(32), ForeignKey("snapshots.id", ondelete="CASCADE"), primary_key=True),
        Column("kind", String(8), primary_key=True),
        Column("n", Integer, primary_key=True),
        Column("last", Boolean, nullable=False),
        Column("key_id", String(16), nullable=False),
        Column("data", LargeBinary, nullable=False),
    )
    op.create_index("chunks_by_key", "chunks", ["key_id"])


def _of_work(op: Operations) -> None:
    op.create_table(
        "queue",
        Column("account", String(32), primary_key=True),
        Column("event_id", String(64), primary_key=True),
        Column("position", Integer, nullable=False),
        Column("state", String(16), nullable=False),
        Column("worker", String(64)),
        Column("force", Boolean, nullable=False),
        Column("fetched", Boolean, nullable=False),
        Column("message", String(1000)),
    )
    op.create_table(
        "leases",
        Column("account", String(32), primary_key=True),
        Column("name", String(80), primary_key=True),
        Column("holder", String(64), nullable=False),
        Column("beat", BigInteger, nullable=False),
        Column("wall", BigInteger, nullable=False),
        Column("steady", BigInteger, nullable=False),
        Column("boot", String(64), nullable=False),
    )
    op.create_table(
        "ledger",
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("account", String(32), nullable=False),
        Column("expired", Boolean, nullable=False),
        Column("event_id", String(64), nullable=False),
        Column("wall", BigInteger, nullable=False),
        Column("steady", BigInteger, nullable=False),
        Column("boot", String(64), nullable=False),
        Column("outcome", String(16), nullable=False),
    )
    op.create_index("ledger_by_account", "ledger", ["account", "expired", "id"])
