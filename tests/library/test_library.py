from __future__ import annotations

import io
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from sqlalchemy import create_engine, select, update

from tests.library import stage
from webcast.errors import BadData, Damaged, UnknownEvent
from webcast.library import Library, account_key, packing
from webcast.library.sessions import Began
from webcast.library.tables import chunks, snapshots
from webcast.reports import Report
from webcast.settings import Settings

ACCOUNT = account_key("api@example.com", None)
OTHER = account_key("other@example.com", None)


def same(found: Report, expected: Report) -> None:
    for name, frame in expected.tables().items():
        assert_frame_equal(getattr(found, name), frame)


def test_an_account_is_told_from_others_by_name_and_platform() -> None:
    keys = {
        account_key("a", None),
        account_key(" a ", None),
        account_key("b", None),
        account_key("a", "http://localhost"),
    }
    assert len(keys) == 3
    assert "a@b" not in account_key("a@b", None)


def test_what_is_held_is_what_comes_back(library: Library) -> None:
    library.remember_events(ACCOUNT, stage.listing("1", "2"))
    library.hold(ACCOUNT, "1", b"<xml/>", stage.report("1"))
    same(library.report(ACCOUNT, ["1"]), stage.report("1"))


def test_a_second_process_reads_what_the_first_one_held(opened: Callable[..., Library]) -> None:
    first, second = opened(), opened()
    first.remember_events(ACCOUNT, stage.listing("1"))
    first.hold(ACCOUNT, "1", b"<xml/>", stage.report("1"))
    same(second.report(ACCOUNT, ["1"]), stage.report("1"))


def test_several_events_come_stacked_in_the_order_asked_for(library: Library) -> None:
    library.remember_events(ACCOUNT, stage.listing("1", "2"))
    for event in ("1", "2"):
        library.hold(ACCOUNT, event, None, stage.report(event))
    found = library.report(ACCOUNT, ["2", "1", "2"])
    assert found.event["event_id"].to_list() == ["2", "1"]
    assert found.registrants["event_id"].to_list() == ["2", "2", "2", "1", "1", "1"]


def test_a_report_without_registrants_is_held(library: Library) -> None:
    library.remember_events(ACCOUNT, stage.listing("1"))
    library.hold(ACCOUNT, "1", None, stage.report("1", []))
    assert library.report(ACCOUNT, ["1"]).registrants.height == 0
    assert library.events(ACCOUNT)["registrants"].to_list() == [0]


@pytest.mark.parametrize("as_what", ["bytes", "path", "stream"])
def test_the_raw_response_is_kept_as_received(library: Library, as_what: str, tmp_path: Path) -> None:
    raw = b"\x00\xff<xml>" + bytes(range(256)) * 10_000
    (tmp_path / "raw").write_bytes(raw)
    ways: dict[str, bytes | Path | BinaryIO] = {"bytes": raw, "path": tmp_path / "raw", "stream": io.BytesIO(raw)}
    given = ways[as_what]
    library.remember_events(ACCOUNT, stage.listing("1"))
    held = library.hold(ACCOUNT, "1", given, stage.report("1"))
    assert held.raw_bytes == len(raw) == 2_560_007
    assert stage.raw(library, ACCOUNT, "1", held.id) == raw


@pytest.mark.parametrize("size", [0, 1, 1024 * 1024, 1024 * 1024 + 1])
def test_a_raw_response_of_any_size_comes_back(library: Library, size: int) -> None:
    library.remember_events(ACCOUNT, stage.listing("1"))
    held = library.hold(ACCOUNT, "1", bytes(size), stage.report("1"))
    assert stage.raw(library, ACCOUNT, "1", held.id) == bytes(size)


# What a person may see


def test_an_event_outside_the_event_list_is_not_shown_though_it_is_held(library: Library) -> None:
    library.remember_events(ACCOUNT, stage.listing("1", "2"))
    library.hold(ACCOUNT, "1", None, stage.report("1"))
    library.remember_events(ACCOUNT, stage.listing("2"))
    with pytest.raises(UnknownEvent, match="Event 1 should be in your event list, but is not"):
        library.report(ACCOUNT, ["1"])
    with pytest.raises(UnknownEvent):
        library.audience(ACCOUNT, ["1"])
    with pytest.raises(UnknownEvent):
        library.snapshots(ACCOUNT, "1")


def test_an_account_sees_nothing_of_another(library: Library) -> None:
    for account in (ACCOUNT, OTHER):
        library.remember_events(account, stage.listing("1"))
    held = library.hold(ACCOUNT, "1", b"<xml/>", stage.report("1"))
    assert library.events(OTHER)["freshness"].to_list() == ["missing"]
    with pytest.raises(UnknownEvent, match="none was fetched yet"):
        library.report(OTHER, ["1"])
    with pytest.raises(UnknownEvent):
        library.snapshot_report(OTHER, "1", held.id)


def test_an_account_without_an_event_list_has_no_events(library: Library) -> None:
    assert library.events(ACCOUNT).height == 0
    with pytest.raises(UnknownEvent):
        library.report(ACCOUNT, ["1"])


# Freshness


def test_freshness_compares_with_the_list_before_the_fetch(library: Library) -> None:
    library.remember_events(ACCOUNT, stage.listing("1", "2", "3"))
    for event in ("1", "2"):
        library.hold(ACCOUNT, event, None, stage.report(event))
    library.remember_events(ACCOUNT, stage.listing("1", "2", "3", moved=["2"]))
    events = library.events(ACCOUNT)
    assert events["freshness"].to_list() == ["current", "changed", "missing"]
    assert events["registrants"].to_list() == [3, 3, None]
    assert events["fetched_at"].is_null().to_list() == [False, False, True]
    assert events["listed_at"].null_count() == 0


def test_an_event_that_never_saw_anybody_is_current_once_it_was_fetched(library: Library) -> None:
    nobody = stage.listing("1").with_columns(
        pl.lit(None).cast(pl.Datetime("ms", "UTC")).alias("latest_registration"),
        pl.lit(None).cast(pl.Datetime("ms", "UTC")).alias("latest_session"),
    )
    library.remember_events(ACCOUNT, nobody)
    library.hold(ACCOUNT, "1", None, stage.report("1", []))
    assert library.events(ACCOUNT)["freshness"].to_list() == ["current"]
    library.remember_events(ACCOUNT, stage.listing("1"))
    assert library.events(ACCOUNT)["freshness"].to_list() == ["changed"]


# Snapshots


def test_the_newest_snapshot_is_current_and_earlier_ones_can_be_opened(library: Library) -> None:
    library.remember_events(ACCOUNT, stage.listing("1"))
    for count in (1, 2, 3):
        library.hold(ACCOUNT, "1", None, stage.report("1", stage.PEOPLE[:count]))
    assert library.report(ACCOUNT, ["1"]).registrants.height == 3
    history = library.snapshots(ACCOUNT, "1")
    assert [snapshot.registrants for snapshot in history] == [3, 2, 1]
    assert library.snapshot_report(ACCOUNT, "1", history[2].id).registrants.height == 1
    with pytest.raises(UnknownEvent):
        library.snapshot_report(ACCOUNT, "1", "0" * 32)


def test_the_newest_is_the_one_asked_for_last_though_the_clock_was_set_back(opened: Callable[..., Library]) -> None:
    clock = stage.FakeClock()
    library = opened(clock=clock)
    library.remember_events(ACCOUNT, stage.listing("1"))
    library.hold(ACCOUNT, "1", None, stage.report("1", stage.PEOPLE[:1]))
    clock.jump(-86_400)
    library.hold(ACCOUNT, "1", None, stage.report("1", stage.PEOPLE[:2]))
    assert library.report(ACCOUNT, ["1"]).registrants.height == 2


def test_more_snapshots_than_the_setting_says_are_pruned(settings: Settings, opened: Callable[..., Library]) -> None:
    library = opened(replace(settings, keep_snapshots=2))
    library.remember_events(ACCOUNT, stage.listing("1", "2"))
    library.hold(ACCOUNT, "2", None, stage.report("2"))
    for count in (1, 2, 3):
        library.hold(ACCOUNT, "1", None, stage.report("1", stage.PEOPLE[:count]))
    assert [snapshot.registrants for snapshot in library.snapshots(ACCOUNT, "1")] == [3, 2]
    assert len(library.snapshots(ACCOUNT, "2")) == 1


def test_old_snapshots_are_pruned_but_never_the_newest(settings: Settings, opened: Callable[..., Library]) -> None:
    clock = stage.FakeClock()
    library = opened(clock=clock)
    library.remember_events(ACCOUNT, stage.listing("1", "2"))
    library.hold(ACCOUNT, "1", None, stage.report("1", stage.PEOPLE[:1]))
    library.hold(ACCOUNT, "2", None, stage.report("2"))
    clock.advance(40 * 86_400)
    library.hold(ACCOUNT, "1", None, stage.report("1", stage.PEOPLE[:2]))
    again = opened(replace(settings, retention_days=30), clock=clock)
    assert [snapshot.registrants for snapshot in again.snapshots(ACCOUNT, "1")] == [2]
    assert [snapshot.registrants for snapshot in again.snapshots(ACCOUNT, "2")] == [3]


def test_a_clock_that_jumped_ahead_prunes_nothing(settings: Settings, opened: Callable[..., Library]) -> None:
    clock = stage.FakeClock()
    library = opened(clock=clock)
    library.remember_events(ACCOUNT, stage.listing("1"))
    for count in (1, 2):
        library.hold(ACCOUNT, "1", None, stage.report("1", stage.PEOPLE[:count]))
    clock.jump(20 * 365 * 86_400)
    again = opened(replace(settings, retention_days=30), clock=clock)
    assert len(again.snapshots(ACCOUNT, "1")) == 2


# What does not fit


def test_a_report_of_another_event_is_refused_and_nothing_is_kept(library: Library) -> None:
    library.remember_events(ACCOUNT, stage.listing("1", "2"))
    with pytest.raises(BadData, match="should be of event 1, but is of 2"):
        library.hold(ACCOUNT, "1", b"<xml/>", stage.report("2"))
    assert library.events(ACCOUNT)["freshness"].to_list() == ["missing", "missing"]
    assert library.snapshots(ACCOUNT, "1") == []


def test_processes_that_keep_the_same_things_at_once_do_not_trip_over_each_other(
    opened: Callable[..., Library],
) -> None:
    libraries = [opened(), opened(), opened()]
    together = threading.Barrier(3)

    def keep(library: Library) -> None:
        for n in range(12):
            together.wait(30)
            library.remember_events(ACCOUNT, stage.listing("1", str(n)))
            library.sessions.begin(f"session {n}", "token", Began(stage.NOON, stage.NOON))

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(keep, library) for library in libraries]:
            done.result(60)
    assert libraries[0].events(ACCOUNT)["event_id"].to_list() == ["1", "11"]


def test_an_event_list_with_other_columns_is_refused(library: Library) -> None:
    with pytest.raises(BadData, match="An event list should have the columns"):
        library.remember_events(ACCOUNT, pl.DataFrame({"event_id": ["1"]}))


# Bytes that were touched


def rows_of(settings: Settings, kind: str) -> list[str]:
    engine = create_engine(settings.database_url)
    with engine.connect() as conn:
        found = list(conn.scalars(select(chunks.c.snapshot).where(chunks.c.kind == kind)))
    engine.dispose()
    return found


def tamper(settings: Settings, snapshot: str, kind: str, data: bytes | None = None, **changes: Any) -> None:
    engine = create_engine(settings.database_url)
    with engine.begin() as conn:
        values = changes | ({} if data is None else {"data": data})
        this = (chunks.c.snapshot == snapshot) & (chunks.c.kind == kind)
        conn.execute(update(chunks).where(this).values(**values))
    engine.dispose()


def guide_xml() -> bytes:
    return (Path(__file__).parent.parent / "data" / "guide.xml").read_bytes()


def test_swapped_reports_are_not_taken_for_each_other(library: Library, settings: Settings) -> None:
    library.remember_events(ACCOUNT, stage.listing("1", "2"))
    one = library.hold(ACCOUNT, "1", None, stage.report("1"))
    two = library.hold(ACCOUNT, "2", None, stage.report("2"))
    engine = create_engine(settings.database_url)
    with engine.begin() as conn:
        data = conn.scalar(select(chunks.c.data).where(chunks.c.snapshot == two.id))
        conn.execute(update(chunks).where(chunks.c.snapshot == one.id).values(data=data))
    engine.dispose()
    with pytest.raises(Damaged, match="event 1 should pass its integrity check"):
        library.report(ACCOUNT, ["1"])
    assert library.report(ACCOUNT, ["2"]).event.height == 1


@pytest.mark.parametrize("change", [{"data": b"garbage"}, {"last": False}, {"n": 1}], ids=["garbage", "cut", "moved"])
def test_damaged_tables_are_made_again_from_the_raw_response(
    library: Library, settings: Settings, change: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    library.remember_events(ACCOUNT, stage.listing("123456"))
    raw = guide_xml()
    from webcast.decode import decode  # noqa: PLC0415 only here

    held = library.hold(ACCOUNT, "123456", raw, decode(raw))
    tamper(settings, held.id, "tables", **change)
    assert library.report(ACCOUNT, ["123456"]).registrants.height == 6
    message = "The tables of event 123456 were damaged or of another version; they were made again"
    assert [told.startswith(message) for told in caplog.messages] == [True]
    assert library.report(ACCOUNT, ["123456"]).registrants.height == 6
    assert len(caplog.messages) == 1


def test_a_report_damaged_for_good_is_dropped_and_no_longer_counts_as_held(
    library: Library, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    library.remember_events(ACCOUNT, stage.listing("1", "2"))
    library.hold(ACCOUNT, "1", None, stage.report("1", stage.PEOPLE[:1]))
    held = library.hold(ACCOUNT, "1", b"<not a report", stage.report("1"))
    library.hold(ACCOUNT, "2", None, stage.report("2"))
    tamper(settings, held.id, "tables", data=b"x" * 100)
    with pytest.raises(Damaged, match="event 1"):
        library.report(ACCOUNT, ["1", "2"])
    # Whoever runs the dashboard reads it in the log.
    assert caplog.messages == [
        "A report was not read: DecodeError.",
        "A report of event 1 was damaged and could not be made again; it was dropped.",
    ]
    # The snapshot before it is current again.
    assert library.report(ACCOUNT, ["1", "2"]).registrants.height == 4


def test_tables_of_another_version_are_made_again(library: Library, settings: Settings) -> None:
    from webcast.decode import decode  # noqa: PLC0415 only here

    library.remember_events(ACCOUNT, stage.listing("123456"))
    held = library.hold(ACCOUNT, "123456", guide_xml(), decode(guide_xml()))
    stage.made_by_another_version(settings)
    assert library.report(ACCOUNT, ["123456"]).registrants.height == 6
    assert library.snapshots(ACCOUNT, "123456")[0].revision == held.revision + 1


def test_tables_whose_columns_mean_something_else_now_stay_where_the_response_is_gone(
    library: Library, settings: Settings
) -> None:
    library.remember_events(ACCOUNT, stage.listing("1"))
    library.hold(ACCOUNT, "1", None, stage.report("1"))
    for decoder, kept in ((f"{packing.COLUMNS}.1", 1), (packing.COLUMNS, 1), ("before", None)):
        engine = create_engine(settings.database_url)
        with engine.begin() as conn:
            conn.execute(update(snapshots).values(decoder=decoder))
        engine.dispose()
        if kept:
            assert library.report(ACCOUNT, ["1"]).event.height == 1
        else:
            with pytest.raises(Damaged):
                library.report(ACCOUNT, ["1"])


def test_all_raw_responses_can_be_decoded_again(library: Library) -> None:
    from webcast.decode import decode  # noqa: PLC0415 only here

    library.remember_events(ACCOUNT, stage.listing("123456", "1"))
    library.hold(ACCOUNT, "123456", guide_xml(), decode(guide_xml()))
    library.hold(ACCOUNT, "1", b"<not a report", stage.report("1"))
    assert library.decode_again() == (1, 1)
    assert library.report(ACCOUNT, ["1"]).registrants.height == 3


# Audiences


def test_an_audience_is_computed_once_and_anew_when_a_newer_report_came(library: Library) -> None:
    library.remember_events(ACCOUNT, stage.listing("1"))
    library.hold(ACCOUNT, "1", None, stage.report("1", stage.PEOPLE[:2]))
    first = library.audience(ACCOUNT, ["1"])
    assert first.total == 2
    assert library.audience(ACCOUNT, ("1",)) is first
    library.hold(ACCOUNT, "1", None, stage.report("1"))
    assert library.audience(ACCOUNT, ["1"]).total == 3


def test_accounts_do_not_share_audiences(library: Library) -> None:
    for account in (ACCOUNT, OTHER):
        library.remember_events(account, stage.listing("1"))
    library.hold(ACCOUNT, "1", None, stage.report("1", stage.PEOPLE[:2]))
    library.hold(OTHER, "1", None, stage.report("1"))
    assert library.audience(ACCOUNT, ["1"]).total == 2
    assert library.audience(OTHER, ["1"]).total == 3


def test_fetched_at_is_the_moment_of_the_last_byte(opened: Callable[..., Library]) -> None:
    clock = stage.FakeClock()
    library = opened(clock=clock)
    library.remember_events(ACCOUNT, stage.listing("1"))
    clock.advance(60)
    held = library.hold(ACCOUNT, "1", b"<xml/>", stage.report("1"))
    assert held.fetched_at == stage.NOON + timedelta(minutes=1)
    assert library.events(ACCOUNT)["listed_at"].to_list() == [stage.NOON]


def test_the_library_says_that_it_is_well(library: Library) -> None:
    library.check()
