"""The condition of a library, on both engines."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import insert

from tests.library import stage
from webcast.language import carried, later
from webcast.library import Library, backups
from webcast.library.condition import Failed
from webcast.library.tables import DONE, FAILED, queue
from webcast.settings import Settings

ACCOUNT, OTHER = "one", "other"


def test_it_says_how_large_the_library_is_and_what_of_the_accounts_it_holds(library: Library, url: str) -> None:
    for account, event in ((ACCOUNT, "1"), (ACCOUNT, "2"), (OTHER, "3")):
        library.remember_events(account, stage.listing(event))
        library.hold(account, event, None, stage.report(event))
    library.hold(ACCOUNT, "1", None, stage.report("1"))
    found = library.condition([ACCOUNT])
    assert (found.reports, found.events, found.format) == (3, 2, 3)
    assert found.engine.startswith("SQLite 3." if url.startswith("sqlite") else "PostgreSQL ")
    assert found.size is not None
    assert found.size > 16_384
    assert (found.backup, found.failed) == (None, [])
    both = library.condition([ACCOUNT, OTHER])
    assert (both.reports, both.events) == (4, 3)


def test_the_newest_backup_is_known_once_there_was_one(library: Library, settings: Settings, tmp_path: Path) -> None:
    backups.backup(settings, tmp_path / "of.backup", user="operator")
    made = library.audit_entries(limit=1)[0]
    assert made.action == "backup"
    assert library.condition([]).backup == made.at


def test_reports_that_did_not_come_are_named_with_the_reason_of_the_accounts_alone(library: Library) -> None:
    why = carried(later("The platform has no event {event}.", event="7"), most=1000)
    rows = [
        (ACCOUNT, "7", FAILED, why), (ACCOUNT, "8", DONE, None),
        (ACCOUNT, "9", FAILED, None), (OTHER, "6", FAILED, why),
    ]  # fmt: skip
    with library._guard.write() as conn:
        for position, (account, event, state, message) in enumerate(rows):
            row = {"account": library._tag(account), "event_id": event, "position": position, "state": state}
            conn.execute(insert(queue).values(row | {"force": False, "fetched": False, "message": message}))
    assert library.condition([ACCOUNT]).failed == [Failed("7", "The platform has no event 7."), Failed("9", "")]
