"""Libraries that backups are made of, and what is in them."""

from __future__ import annotations

import shutil

from sqlalchemy import insert, select

from tests.library import stage
from webcast.library import Library, account_key
from webcast.library.jobs import wish
from webcast.library.keys import KEY_FILE
from webcast.library.sessions import Began
from webcast.library.tables import SPEND, WITH_JSON, ledger, metadata, queue
from webcast.settings import Settings

ACCOUNT = account_key("api@example.com", None)


def with_key(at: Settings, source: Settings) -> Settings:
    shutil.copy(source.data_dir / KEY_FILE, at.data_dir / KEY_FILE)
    return at


def filled(library: Library) -> None:
    """Put something into every table."""
    library.remember_events(ACCOUNT, stage.listing("1", "2", moved=["2"]))
    library.hold(ACCOUNT, "1", b"<xml>Ada Lovelace</xml>" * 50_000, stage.report("1"))
    library.hold(ACCOUNT, "1", b"<xml/>", stage.report("1", stage.PEOPLE[:2], sessions=2))
    library.hold(ACCOUNT, "2", None, stage.report("2", stage.PEOPLE[:1]))
    library.columns.choose(ACCOUNT, "registrants", ["Email", "First Name"])
    library.audit(ACCOUNT, "ada.lovelace@analytical.example", "export", {"registrants": 3})
    library.sessions.begin("sid", "token", Began(stage.NOON, stage.NOON, ACCOUNT, "192.0.2.7", "Firefox", 1))
    library.attempts.begin("ada.lovelace@analytical.example", "192.0.2.7")
    tag = library._tag(ACCOUNT)
    with library._guard.write() as conn:
        wish(conn, tag, ["1"], WITH_JSON)
        wish(conn, tag, ["2"], SPEND)
        row = {"account": tag, "event_id": "2", "position": 1, "state": "queued", "force": True, "fetched": False}
        conn.execute(insert(queue).values(row))
        asked = {"account": tag, "expired": True, "event_id": "2", "wall": 5, "steady": 6, "boot": "b"}
        conn.execute(insert(ledger).values(asked | {"outcome": "done"}))
    library._snapshots.begin(
        tag, "2", stamps=library._stamps(tag, "2"), expired=False, format="xml", zone="UTC", worker="somebody"
    )


def counts(library: Library) -> dict[str, int]:
    with library._guard.store.read() as conn:
        return {table.name: len(conn.execute(select(table)).all()) for table in metadata.sorted_tables}
