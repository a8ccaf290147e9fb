"""The tables of the store.

What tells of people is sealed before it comes here: see the columns of type bytes. In the clear are event ids, times,
counts, sizes and states. ``account`` is a tag that means nothing without the keys: see
:meth:`webcast.library.keys.Keys.tag`. Times are milliseconds since 1970.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)

FORMAT: Final = 3
"""Version of these tables; :mod:`webcast.library.migrations` brings older ones here."""

OLDEST: Final = 1
"""The earliest version that it brings here: that of 0.1.0."""

metadata: Final = MetaData()

meta: Final = Table(
    "meta",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)
"""The library's format, salt, sealing key and its root secret, sealed once with each master key in use; and the marks
of the audit log's chain."""

listings: Final = Table(
    "listings",
    metadata,
    Column("account", String(32), primary_key=True),
    Column("listed_at", BigInteger, nullable=False),
    Column("key_id", String(16), nullable=False),
    Column("data", LargeBinary, nullable=False),
)
"""The newest event list of each account."""

RECEIVING: Final = "receiving"
RECEIVED: Final = "received"
HELD: Final = "held"
STATES: Final = (RECEIVING, RECEIVED, HELD)
"""A snapshot comes in, is here as received, and is held once its tables are beside it."""

snapshots: Final = Table(
    "snapshots",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("account", String(32), nullable=False),
    Column("event_id", String(64), nullable=False),
    Column("seq", Integer, nullable=False),  # order of asking: the wall clock may jump, this does not
    Column("state", String(16), nullable=False),
    Column("expired", Boolean, nullable=False),
    Column("format", String(8), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("worker", String(64)),  # who receives it
    Column("asked_at", BigInteger, nullable=False),
    Column("fetched_at", BigInteger),
    Column("latest_registration", BigInteger),  # as the event list said before the report was asked for
    Column("latest_session", BigInteger),
    Column("registrants", BigInteger),
    Column("raw_bytes", BigInteger),  # as received; null when there is no raw response
    Column("decoder", String(32)),  # which tables the stored ones are
    Column("problem", String(500)),  # why it could not be decoded
    Column("revision", Integer, nullable=False),  # grows when its tables are made again
    CheckConstraint(f"state IN {STATES!r}", name="snapshot_state"),
    Index("snapshots_by_event", "account", "event_id", "seq"),
    Index("snapshots_by_state", "state"),
)

RAW: Final = "raw"
RAW_JSON: Final = "raw json"
"""The response in JSON, beside the one in XML, of a report that was asked for in both."""
TABLES: Final = "tables"
FIGURES: Final = "f"
"""What kinds begin with that are kept figures, each of another version: :mod:`webcast.library.figures`."""
MERGED: Final = "m"
"""Likewise of what figures of many events were merged to: :mod:`webcast.library.merged`."""

chunks: Final = Table(
    "chunks",
    metadata,
    Column("snapshot", String(32), ForeignKey("snapshots.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(8), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("last", Boolean, nullable=False),
    Column("key_id", String(16), nullable=False),
    Column("data", LargeBinary, nullable=False),
    Index("chunks_by_key", "key_id"),
)
"""Sealed pieces of a snapshot's raw response, of its tables and of its figures."""

facts: Final = Table(
    "facts",
    metadata,
    Column("snapshot", String(32), ForeignKey("snapshots.id", ondelete="CASCADE"), primary_key=True),
    Column("key_id", String(16), nullable=False),
    Column("data", LargeBinary, nullable=False),
    Index("facts_by_key", "key_id"),
)
"""What a held report says of its event: its times, to be had without opening the report."""

QUEUED: Final = "queued"
RUNNING: Final = "running"
DONE: Final = "done"
FAILED: Final = "failed"
CANCELLED: Final = "cancelled"

queue: Final = Table(
    "queue",
    metadata,
    Column("account", String(32), primary_key=True),
    Column("event_id", String(64), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("worker", String(64)),
    Column("force", Boolean, nullable=False),  # wanted even if it is current
    Column("fetched", Boolean, nullable=False),  # false: it was current
    Column("message", String(1000)),  # why it failed; never holds a person's data
)
"""The events that an account waits for, and how the last ones ended."""

SPEND: Final = "spend"
WITH_JSON: Final = "json"

wishes: Final = Table(
    "wishes",
    metadata,
    Column("account", String(32), primary_key=True),
    Column("event_id", String(64), primary_key=True),
    Column("wish", String(8), primary_key=True),
)
"""What somebody said of an event: that the report of an expired presentation may be spent, until that is done; or
that its report is wanted in JSON too, from then on."""

leases: Final = Table(
    "leases",
    metadata,
    Column("account", String(32), primary_key=True),
    Column("name", String(80), primary_key=True),
    Column("holder", String(64), nullable=False),
    Column("beat", BigInteger, nullable=False),
    Column("wall", BigInteger, nullable=False),
    Column("steady", BigInteger, nullable=False),
    Column("boot", String(64), nullable=False),
)
"""Who may ask for a report now, and who is at work; a holder shows by its beats that it lives."""

ledger: Final = Table(
    "ledger",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("account", String(32), nullable=False),
    Column("expired", Boolean, nullable=False),
    Column("event_id", String(64), nullable=False),
    Column("wall", BigInteger, nullable=False),
    Column("steady", BigInteger, nullable=False),
    Column("boot", String(64), nullable=False),
    Column("outcome", String(16), nullable=False),
    Index("ledger_by_account", "account", "expired", "id"),
)
"""Every report request, written before it is made."""

revocations: Final = Table(
    "revocations",
    metadata,
    Column("sid", String(32), primary_key=True),  # a tag, not the id itself
    Column("until", BigInteger, nullable=False),
)
"""Sessions that were signed out, as earlier versions kept them; here so that these still open the library."""

sessions: Final = Table(
    "sessions",
    metadata,
    Column("sid", String(32), primary_key=True),  # a tag, not the id itself
    Column("account", String(32), nullable=False),
    Column("network", String(32)),  # a tag of where it began; null with an account
    Column("token", String(32), nullable=False),  # a tag of the cookie in force
    Column("began", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),  # when somebody last did something in it
    Column("until", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Index("sessions_by_account", "account"),
)
"""The sessions in force; where and with which browser they began is sealed."""

audit: Final = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False),
    Column("account", String(32), nullable=False),
    Column("key_id", String(16), nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("number", BigInteger),  # its place in the chain; null is an entry that the program did not write
    Column("link", LargeBinary),
    Index("audit_by_number", "number"),
)
"""Who did what to people's data, and to how much of it: see :mod:`webcast.library.chain`."""

kept: Final = Table(
    "kept",
    metadata,
    Column("account", String(32), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("key_id", String(16), nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
)
"""Small documents that an account keeps: its saved views, the columns of its tables. What they say is sealed."""

tries: Final = Table(
    "tries",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("who", String(32), nullable=False),  # a tag of a device, a name, a network address
    Column("wall", BigInteger, nullable=False),
    Column("steady", BigInteger, nullable=False),
    Column("boot", String(64), nullable=False),
    Index("tries_by_who", "who"),
)
"""Sign-ins that failed or are under way, a row for each count that they are in."""

sign_ons: Final = Table(
    "sign_ons",
    metadata,
    Column("sid", String(32), primary_key=True),  # of the session, a tag as there
    Column("provider", String(32), nullable=False),
    Column("theirs", String(32)),  # a tag of what the provider calls its session; null where it says nothing
    Index("sign_ons_by_theirs", "theirs"),
)
"""By which provider a session began, and in which session of the provider: when that ends, ours does."""

used_once: Final = Table(
    "used_once",
    metadata,
    Column("what", String(32), primary_key=True),  # a tag
    Column("until", BigInteger, nullable=False),
)
"""What worked once and must not again, as long as it would: the state of a sign-in, a message that ends sessions; and
what was over at a provider, for sign-ins that were on their way then."""

passing: Final = Table(
    "passing",
    metadata,
    Column("owner", String(32), primary_key=True),  # a session's tag, as in sessions; empty: of no session
    Column("kind", String(16), primary_key=True),
    Column("id", String(80), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("last", Boolean, nullable=False),
    Column("tab", String(64)),  # which page it goes with; null where it outlives that
    Column("guest", Boolean, nullable=False),  # of a session without account
    Column("size", BigInteger, nullable=False),  # bytes that it counts for among opened files
    Column("at", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("key_id", String(16), nullable=False),
    Column("data", LargeBinary, nullable=False),
    Index("passing_by_until", "until"),
    Index("passing_by_key", "key_id"),
)
"""What one process leaves for the others: opened files, what links stand for. Sealed pieces, and each has an end."""
