"""Reports that are opened some after others, twice: made again once at the most, and none another in between."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.library import stage
from tests.library.test_library import ACCOUNT, guide_xml
from webcast.decode import decode
from webcast.library import Library
from webcast.reports.few import few_of
from webcast.reports.schema import INSTANT
from webcast.reports.unopened import ChangedMeanwhile, Unopened
from webcast.settings import Settings


def unopened(library: Library, *event_ids: str) -> Unopened:
    found = library.unopened(ACCOUNT, event_ids)
    assert found is not None
    return found


def test_tables_of_another_version_are_made_again_once(library: Library, settings: Settings) -> None:
    library.remember_events(ACCOUNT, stage.listing("123456"))
    held = library.hold(ACCOUNT, "123456", guide_xml(), decode(guide_xml()))
    stage.made_by_another_version(settings)
    reports = unopened(library, "123456")
    assert [reports.open(["123456"]).registrants.height for _ in range(3)] == [6, 6, 6]
    assert library.snapshots(ACCOUNT, "123456")[0].revision == held.revision + 1


def test_reports_are_cut_to_few_registrants_as_they_are_opened(library: Library) -> None:
    events = ("1", "2", "3")
    library.remember_events(ACCOUNT, stage.listing(*events))
    for event in events:
        library.hold(ACCOUNT, event, None, stage.report(event))
    reports, places = unopened(library, *events), {"1": [2, 0], "3": [1]}
    found, expected = reports.few(places), few_of(library.report(ACCOUNT, ["1", "3"]), places)
    assert found.registrants["email"].to_list()[:2] == [stage.PEOPLE[2][2], stage.PEOPLE[0][2]]
    for name, frame in expected.tables().items():
        assert_frame_equal(found.tables()[name], frame)
    with pytest.raises(ChangedMeanwhile):
        reports.few({"2": [3]})  # it has three
    library.forget_person(stage.PEOPLE[0][2], user="dpo")
    with pytest.raises(ChangedMeanwhile):
        reports.few({"1": [1]})


def test_some_columns_are_read_of_registrants_and_no_others(library: Library) -> None:
    library.remember_events(ACCOUNT, stage.listing("1", "2"))
    for event in ("1", "2"):
        library.hold(ACCOUNT, event, None, stage.report(event, stage.PEOPLE[: 4 - int(event)]))
    reports = unopened(library, "1", "2")
    names = ["last_name", "event_id", "registered_at"]
    whole = library.report(ACCOUNT, ["2", "1"]).registrants
    assert whole["event_id"].to_list() == ["2", "2", "1", "1", "1"]
    assert_frame_equal(reports.columns(["2", "1"], names), whole.select("event_id", "last_name", "registered_at"))
    assert_frame_equal(
        replace(reports, read_columns=None).columns(["2", "1"], names), reports.columns(["2", "1"], names)
    )
    assert_frame_equal(reports.columns(["1"], ["event_id"]), whole.tail(3).select("event_id"))
    library.forget_person(stage.PEOPLE[0][2], user="dpo")
    with pytest.raises(ChangedMeanwhile):
        reports.columns(["1"], names)


def test_columns_of_an_event_without_registrants_are_empty(library: Library) -> None:
    library.remember_events(ACCOUNT, stage.listing("1"))
    library.hold(ACCOUNT, "1", None, stage.report("1", []))
    found = unopened(library, "1").columns(["1"], ["email", "registered_at"])
    assert found.rows() == []
    assert found.schema == {"event_id": pl.String, "email": pl.String, "registered_at": INSTANT}


def test_columns_of_tables_of_another_version_are_those_that_are_made_again(
    library: Library, settings: Settings
) -> None:
    library.remember_events(ACCOUNT, stage.listing("123456"))
    library.hold(ACCOUNT, "123456", guide_xml(), decode(guide_xml()))
    stage.made_by_another_version(settings)
    assert unopened(library, "123456").columns(["123456"], ["registrant"]).height == 6


def test_a_report_that_became_another_one_is_not_opened_again(library: Library) -> None:
    library.remember_events(ACCOUNT, stage.listing("1", "2"))
    for event in ("1", "2"):
        library.hold(ACCOUNT, event, None, stage.report(event))
    reports = unopened(library, "1", "2")
    assert reports.open(["1"]).registrants.height == 3
    email = stage.PEOPLE[0][2]
    library.forget_person(email, user="dpo")
    with pytest.raises(ChangedMeanwhile):
        reports.open(["1"])
    assert reports.open(["2"]).registrants["email"].to_list() == [person[2] for person in stage.PEOPLE[1:]]


def test_a_report_that_is_gone_meanwhile_is_not_damaged(library: Library, caplog: pytest.LogCaptureFixture) -> None:
    library.remember_events(ACCOUNT, stage.listing("1"))
    library.hold(ACCOUNT, "1", None, stage.report("1"))
    reports = unopened(library, "1")
    library.forget_event("1", user="dpo")
    with pytest.raises(ChangedMeanwhile):
        reports.open(["1"])
    assert caplog.messages == []


def test_a_newer_report_leaves_the_one_that_is_being_read(library: Library) -> None:
    library.remember_events(ACCOUNT, stage.listing("1"))
    library.hold(ACCOUNT, "1", None, stage.report("1"))
    reports = unopened(library, "1")
    assert reports.open(["1"]).registrants.height == 3
    library.hold(ACCOUNT, "1", None, stage.report("1", stage.PEOPLE[:1]))
    assert reports.open(["1"]).registrants.height == 3
