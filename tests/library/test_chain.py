"""The chain of the audit log: what is done to it is seen, on both engines, and it has one end whoever writes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import create_engine, select

from tests.library import earlier, stage
from tests.library.child import CONTEXT
from webcast.library import Library, audit_told
from webcast.library.audit import MOST_EVENTS, UNREADABLE, Wanted
from webcast.library.chain import HEAD
from webcast.library.rekey import rekey
from webcast.library.tables import audit, meta
from webcast.library.unbroken import Fault, Verdict, Wrong, judge
from webcast.settings import Settings

ACCOUNT = "acct"
DAY = 86_400
DROP_HEAD = "DELETE FROM meta WHERE name = 'audit head'"
DROP_ANCHOR = "DELETE FROM meta WHERE name = 'audit anchor'"
ANCHOR_AS_HEAD = (
    "UPDATE meta SET value = (SELECT value FROM meta WHERE name = 'audit anchor') WHERE name = 'audit head'"
)
CLOSE_THE_GAP = "UPDATE audit SET number = number - 1 WHERE number > 3"
COPIED = (
    "INSERT INTO audit (at, account, key_id, data, number, link) "
    "SELECT at, account, key_id, data, {}, link FROM audit"
)


def wrote(library: Library, count: int) -> Library:
    for n in range(1, count + 1):
        library.audit(ACCOUNT, "ada", "export csv", {"registrants": n}, where="192.0.2.7", events=("1", "2"))
    return library


def change(library: Library, *statements: str) -> None:
    with library._guard.store.write() as conn:
        for statement in statements:
            conn.exec_driver_sql(statement)


def tried(library: Library, *statements: str, newest: int | None = None) -> Verdict:
    """Do something to the log, look at it, and leave it as it was."""
    guard = library._guard
    with guard.store.engine.connect() as conn:
        for statement in statements:
            conn.exec_driver_sql(statement)
        found = judge(conn, guard.chain, guard.keys, newest)
        conn.rollback()
    return found


def test_whatever_is_done_to_the_log_is_seen(library: Library) -> None:
    wrote(library, 6)
    assert library.audit_holds() == Verdict(6, 1, 6, library.audit_holds().fingerprint)
    found = {
        "a time": ["UPDATE audit SET at = at + 1 WHERE number = 3"],
        "whose": ["UPDATE audit SET account = '' WHERE number = 3"],
        "what it says": ["UPDATE audit SET data = link WHERE number = 3"],
        "another's bytes": ["UPDATE audit SET data = (SELECT data FROM audit WHERE number = 5) WHERE number = 3"],
        "the key": ["UPDATE audit SET key_id = 'other' WHERE number = 3"],
        "the link": ["UPDATE audit SET link = data WHERE number = 3"],
        "no link": ["UPDATE audit SET link = NULL WHERE number = 3"],
        "order": ["UPDATE audit SET number = 7 - number WHERE number IN (3, 4)"],
        "one taken out": ["DELETE FROM audit WHERE number = 3"],
        "and the gap closed": ["DELETE FROM audit WHERE number = 3", CLOSE_THE_GAP],
        "the first": ["DELETE FROM audit WHERE number <= 2"],
        "one twice": [f"{COPIED.format(3)} WHERE number = 3"],
        "one more": [f"{COPIED.format(7)} WHERE number = 6"],
        "one before the first": [f"{COPIED.format(0)} WHERE number = 1"],
        "one without number": [f"{COPIED.format('NULL')} WHERE number = 6"],
        "the end": ["DELETE FROM audit WHERE number > 3"],
        "all": ["DELETE FROM audit"],
        "the head": [DROP_HEAD],
        "the end with the head": ["DELETE FROM audit WHERE number > 3", DROP_HEAD],
        "another's head": [ANCHOR_AS_HEAD],
        "the anchor": [DROP_ANCHOR],
        "all with both": ["DELETE FROM audit", DROP_HEAD, DROP_ANCHOR],
    }  # fmt: skip
    verdicts = {name: tried(library, *statements) for name, statements in found.items()}
    assert {name: (verdict.checked, verdict.fault) for name, verdict in verdicts.items()} == {
        "a time": (2, Fault(Wrong.CHANGED, 3)),
        "whose": (2, Fault(Wrong.CHANGED, 3)),
        "what it says": (2, Fault(Wrong.CHANGED, 3)),
        "another's bytes": (2, Fault(Wrong.CHANGED, 3)),
        "the key": (2, Fault(Wrong.CHANGED, 3)),
        "the link": (2, Fault(Wrong.CHANGED, 3)),
        "no link": (2, Fault(Wrong.CHANGED, 3)),
        "order": (2, Fault(Wrong.CHANGED, 3)),
        "one taken out": (2, Fault(Wrong.MISSING, 3)),
        "and the gap closed": (2, Fault(Wrong.CHANGED, 3)),
        "the first": (0, Fault(Wrong.MISSING, 1)),
        "one twice": (3, Fault(Wrong.ADDED, 3)),
        "one more": (6, Fault(Wrong.ADDED, 7)),
        "one before the first": (6, Fault(Wrong.ADDED, 0)),
        "one without number": (6, Fault(Wrong.ADDED, 0)),
        "the end": (3, Fault(Wrong.CUT, 4, 6)),
        "all": (0, Fault(Wrong.CUT, 1, 6)),
        "the head": (6, Fault(Wrong.HEAD, 7)),
        "the end with the head": (3, Fault(Wrong.HEAD, 4)),
        "another's head": (6, Fault(Wrong.HEAD, 7)),
        "the anchor": (0, Fault(Wrong.ANCHOR, 0)),
        "all with both": (0, Fault(Wrong.ANCHOR, 0)),
    }
    assert library.audit_holds().fault is None


def test_of_the_newest_alone_the_others_are_counted(library: Library) -> None:
    wrote(library, 6)
    early, late = "UPDATE audit SET at = at + 1 WHERE number = 2", "UPDATE audit SET at = at + 1 WHERE number = 5"
    assert (tried(library, newest=3).checked, tried(library, newest=3).fault) == (3, None)
    assert tried(library, late, newest=3).fault == Fault(Wrong.CHANGED, 5)
    assert tried(library, early, newest=3).fault is None
    assert tried(library, early, newest=5).fault == Fault(Wrong.CHANGED, 2)
    assert tried(library, "DELETE FROM audit WHERE number = 2", newest=3).fault == Fault(Wrong.MISSING, 0)
    assert tried(library, "DELETE FROM audit WHERE number = 3", newest=3).fault == Fault(Wrong.MISSING, 3)
    assert tried(library, f"{COPIED.format(2)} WHERE number = 2", newest=3).fault == Fault(Wrong.ADDED, 0)
    assert tried(library, newest=600).checked == 6


def test_an_older_head_does_not_fit_newer_entries(library: Library) -> None:
    wrote(library, 3)
    with library._guard.store.read() as conn:
        older = conn.scalar(select(meta.c.value).where(meta.c.name == HEAD))
    wrote(library, 2)
    with library._guard.store.write() as conn:
        conn.execute(meta.update().where(meta.c.name == HEAD).values(value=older))
    assert library.audit_holds().fault == Fault(Wrong.ADDED, 4)


def test_an_entry_of_an_older_copy_does_not_pass_for_the_newest(library: Library) -> None:
    """Each of two goes on from the same entry, and is the program's own."""
    wrote(library, 2)
    with library._guard.store.read() as conn:
        before = conn.scalar(select(meta.c.value).where(meta.c.name == HEAD))
    wrote(library, 1)
    with library._guard.store.write() as conn:
        older = dict(conn.execute(select(audit).where(audit.c.number == 3)).one()._mapping)
        conn.execute(audit.delete().where(audit.c.number == 3))
        conn.execute(meta.update().where(meta.c.name == HEAD).values(value=before))
    library.audit(ACCOUNT, "ada", "forget event", {})
    assert library.audit_holds().fault is None
    with library._guard.store.write() as conn:
        conn.execute(audit.update().where(audit.c.number == 3).values(at=older["at"], account=older["account"]))
        conn.execute(audit.update().where(audit.c.number == 3).values(data=older["data"], link=older["link"]))
    assert library.audit_holds().fault == Fault(Wrong.CHANGED, 3)


def test_without_head_the_log_goes_on_and_says_so_for_good(library: Library) -> None:
    wrote(library, 4)
    change(library, "DELETE FROM audit WHERE number > 2", DROP_HEAD)
    wrote(library, 3)
    assert [entry.number for entry in library.audit_entries()] == [5, 4, 3, 2, 1]
    found = library.audit_holds()
    assert (found.checked, found.newest, found.fault) == (5, 5, Fault(Wrong.HEAD, 3))


def test_who_has_the_database_alone_cannot_make_links(settings: Settings, opened: Callable[..., Library]) -> None:
    library, other = wrote(opened(), 1), opened(stage.settings(settings.data_dir / "other"))
    row = (library._guard.chain.beginning, 1, 5, "", b"said")
    assert library._guard.chain.link(*row) != other._guard.chain.link(*row)
    assert library._guard.chain.beginning != other._guard.chain.beginning
    # Nor does one list of fields read as another.
    assert library._guard.chain.link(b"a", 1, 2, "3b", b"") != library._guard.chain.link(b"a", 1, 23, "b", b"")


def test_one_changed_entry_hides_no_other(library: Library) -> None:
    wrote(library, 3)
    change(library, "UPDATE audit SET data = link WHERE number = 2", f"{COPIED.format('NULL')} WHERE number = 1")
    found = [(entry.number, entry.action) for entry in library.audit_entries()]
    assert found == [(0, "export csv"), (3, "export csv"), (2, UNREADABLE), (1, "export csv")]


def test_a_rotation_of_the_key_leaves_the_chain(settings: Settings, opened: Callable[..., Library]) -> None:
    before = wrote(opened(), 3).audit_holds().fingerprint
    rekey(settings)
    library = opened()
    assert (library.audit_holds().checked, library.audit_holds().fault) == (4, None)
    assert tried(library, "DELETE FROM audit WHERE number = 4").fault == Fault(Wrong.CUT, 4, 4)
    assert library.audit_holds().fingerprint != before


# Who writes at the same time


def write_many(settings: Settings, who: str, count: int) -> None:
    """Write entries from several threads; runs in a process of its own too."""
    library = Library.open(settings, pace=stage.QUICK)
    threads = [threading.Thread(target=wrote, args=(library, count), name=f"{who} {n}") for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    library.close()


def test_threads_and_processes_write_one_chain(settings: Settings, opened: Callable[..., Library]) -> None:
    library = wrote(opened(), 1)
    others = [CONTEXT.Process(target=write_many, args=(settings, who, 10)) for who in ("one", "two")]
    for process in others:
        process.start()
    write_many(settings, "here", 10)
    for process in others:
        process.join(60)
        assert process.exitcode == 0
    found = library.audit_holds()
    assert (found.checked, found.newest, found.fault) == (181, 181, None)


def test_writers_without_a_head_still_wait_for_each_other(settings: Settings, opened: Callable[..., Library]) -> None:
    library = wrote(opened(), 2)
    change(library, DROP_HEAD)
    write_many(settings, "here", 5)
    found = library.audit_holds()
    assert (found.checked, found.newest, found.fault) == (32, 32, Fault(Wrong.HEAD, 3))


def test_what_is_not_done_is_not_in_the_log(library: Library) -> None:
    wrote(library, 1)

    def fails() -> None:
        with library._guard.write() as conn:
            library._audit.record_in(conn, "", "ada", "export csv", {})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    wrote(library, 1)
    assert (library.audit_holds().checked, library.audit_holds().fault) == (2, None)


# Retention


def test_it_takes_away_what_is_older_than_its_days_and_the_rest_holds(opened: Callable[..., Library]) -> None:
    clock = stage.FakeClock()
    library = wrote(opened(clock=clock), 2)
    clock.advance(1)
    wrote(library, 1)
    clock.advance(10 * DAY - 1)
    wrote(library, 1)
    assert library._audit.prune(10) == 0  # the first are ten days old to the second
    clock.advance(0.5)
    wrote(library, 1)
    assert library._audit.prune(10) == 2
    entries = library.audit_entries()
    assert [(entry.number, entry.action) for entry in entries] == [
        (6, "retention of the audit log"), (5, "export csv"), (4, "export csv"), (3, "export csv"),
    ]  # fmt: skip
    assert (entries[0].user, entries[0].counts) == ("the program", {"entries": 2})
    found = library.audit_holds()
    assert (found.checked, found.first, found.newest, found.fault) == (4, 3, 6, None)
    assert library._audit.prune(10) == 0
    assert tried(library, DROP_ANCHOR).fault == Fault(Wrong.ANCHOR, 0)
    assert tried(library, "DELETE FROM audit WHERE number = 3").fault == Fault(Wrong.MISSING, 3)


def test_it_is_done_when_the_library_is_opened_unless_it_is_off(
    settings: Settings, opened: Callable[..., Library]
) -> None:
    clock = stage.FakeClock()
    library = wrote(opened(clock=clock), 2)
    clock.advance(400 * DAY + 1)
    wrote(library, 1).close()
    kept = opened(replace(settings, audit_days=0), clock=clock)
    assert [entry.number for entry in kept.audit_entries()] == [3, 2, 1]
    pruned = opened(settings, clock=clock)
    assert [entry.number for entry in pruned.audit_entries()] == [4, 3]
    assert pruned.audit_holds().fault is None


def test_a_clock_that_jumped_takes_nothing_away(opened: Callable[..., Library]) -> None:
    clock = stage.FakeClock()
    library = wrote(opened(clock=clock), 2)
    clock.jump(4000 * DAY)
    assert library._audit.prune(10) == 0
    clock.jump(-8000 * DAY)
    wrote(library, 1)  # of a day long before the others
    assert library._audit.prune(10) == 0


def test_what_did_not_hold_is_said_when_it_goes(opened: Callable[..., Library]) -> None:
    clock = stage.FakeClock()
    library = wrote(opened(clock=clock), 4)
    clock.advance(11 * DAY)
    wrote(library, 1)
    change(library, "UPDATE audit SET account = '' WHERE number = 2", "DELETE FROM audit WHERE number = 3")
    assert library._audit.prune(10) == 4
    assert library.audit_entries()[0].counts == {"entries": 4, "not_as_written": 2}
    assert (library.audit_holds().checked, library.audit_holds().fault) == (2, None)


def test_a_lost_head_is_forgotten_with_the_entries_that_it_was_lost_at(opened: Callable[..., Library]) -> None:
    clock = stage.FakeClock()
    library = wrote(opened(clock=clock), 2)
    change(library, DROP_HEAD)
    wrote(library, 1)
    clock.advance(11 * DAY)
    wrote(library, 1)
    assert library.audit_holds().fault == Fault(Wrong.HEAD, 3)
    assert library._audit.prune(10) == 3
    assert library.audit_entries()[0].counts == {"entries": 3, "not_as_written": 1}
    assert library.audit_holds().fault is None


# Which entries


def test_entries_are_asked_for_by_time_action_and_who(opened: Callable[..., Library]) -> None:
    clock = stage.FakeClock()
    library = opened(clock=clock)
    for who, action in (("Ada", "export csv"), ("ada", "sign in"), ("grace", "export csv: questions")):
        library.audit(ACCOUNT, who, action, {})
        clock.advance(60)
    library.audit("other", "ada", "exported", {})

    def numbers(account: str | None = None, limit: int | None = None, **asked: object) -> list[int]:
        entries = library.audit_entries(account, limit=limit, wanted=Wanted(**asked))  # type: ignore[arg-type]
        return [entry.number for entry in entries]

    assert numbers() == [4, 3, 2, 1]
    assert numbers(limit=2) == [4, 3]
    assert numbers(ACCOUNT) == [3, 2, 1]
    assert numbers(action="Export") == [3, 1]
    assert numbers(action="export csv") == [3, 1]
    assert numbers(action="expo") == []
    assert numbers(who="ADA") == [4, 2, 1]
    assert numbers(who="ad") == []
    minute = stage.NOON.replace(minute=1)
    assert numbers(since=minute) == [4, 3, 2]
    assert numbers(until=minute) == [1]
    assert numbers(since=minute, action="export", limit=1) == [3]


def test_an_entry_names_its_events_up_to_a_thousand(library: Library) -> None:
    library.audit(ACCOUNT, "ada", "export csv", {"events": 1001}, events=(str(n) for n in range(1001)))
    (entry,) = library.audit_entries()
    assert MOST_EVENTS == 1000
    assert (len(entry.events), entry.events[-1], entry.counts) == (1000, "999", {"events": 1001})


# Libraries of the last version


@pytest.mark.usefixtures("without_tables")
def test_the_last_version_s_library_opens_as_it_was_with_its_log_chained(
    settings: Settings, opened: Callable[..., Library]
) -> None:
    key = earlier.make(settings, 1)
    library = opened(replace(settings, master_key=key, audit_days=0))
    assert library.events(ACCOUNT)["event_id"].to_list() == ["1", "2"]
    assert library.report(ACCOUNT, ["1", "2"]).registrants.height == 6
    assert [view.name for view in library.views.all(ACCOUNT)] == ["Mine"]
    entries = library.audit_entries()
    assert [(entry.number, entry.user, entry.action) for entry in entries] == [
        (8, "the program", "begin chain"),
        (7, "grace", "rekey"),
        *((n, "ada", "export csv") for n in (6, 5, 4, 3, 2)),
        (1, "ada", "save view"),
    ]
    assert (entries[0].counts, entries[2].counts) == ({"entries": 7}, {"registrants": 5, "events": 1})
    assert (library.audit_holds().checked, library.audit_holds().fault) == (8, None)
    assert tried(library, "UPDATE audit SET at = at + 1 WHERE number = 2").fault == Fault(Wrong.CHANGED, 2)
    library.close()
    again = wrote(opened(replace(settings, master_key=key, audit_days=0)), 1)
    assert (again.audit_holds().checked, again.audit_holds().fault) == (9, None)


@pytest.mark.usefixtures("without_tables")
def test_an_entry_that_was_changed_before_keeps_no_library_closed(
    settings: Settings, opened: Callable[..., Library]
) -> None:
    key = earlier.make(settings, 1)
    engine = create_engine(settings.database_url)
    with engine.begin() as conn:
        conn.execute(audit.update().where(audit.c.id == 3).values(data=b"changed"))
    engine.dispose()
    library = opened(replace(settings, master_key=key, audit_days=0))
    assert library.audit_holds().fault == Fault(Wrong.CHANGED, 3)


# At the start of a dashboard


def test_a_start_writes_one_line_of_how_it_stands(library: Library, caplog: pytest.LogCaptureFixture) -> None:
    wrote(library, 2)
    with caplog.at_level(logging.INFO, "webcast.library.audit_told"):
        audit_told.tell(library)
        change(library, "UPDATE audit SET at = at + 1 WHERE number = 2")
        audit_told.tell(library)
    lines = [(one.levelname, one.getMessage(), one.kind) for one in caplog.records]  # type: ignore[attr-defined]
    assert lines == [
        ("INFO", "The audit log is as it was written, up to entry 2.", "audit"),
        (
            "ERROR",
            "The audit log is not as it was written: changed, entry 2. 'audit --verify' looks at all of it.",
            "audit",
        ),
    ]


def test_a_start_looks_at_the_newest_five_thousand_alone() -> None:
    assert audit_told.NEWEST == 5000
