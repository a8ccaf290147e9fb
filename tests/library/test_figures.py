"""Kept figures: many events open from what is kept of each, and always say what their reports say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from sqlalchemy import insert, select, update

from tests.library import stage
from tests.library.office import Opener
from webcast.analysis import (
    askers,
    attendance,
    people,
    persons,
    portfolio,
    qa,
    rollups,
    summary,
    surveys,
    terms,
    timeline,
)
from webcast.analysis.audience import Audience
from webcast.analysis.numbering import lasting_numbers
from webcast.analysis.score import Weights
from webcast.cohorts import presets
from webcast.library import Library, figures, partials, recovery
from webcast.library import merged as merged_figures
from webcast.library.rekey import rekey
from webcast.library.snapshot import Snapshot
from webcast.library.snapshots import Snapshots
from webcast.library.stacking import Part
from webcast.library.tables import chunks
from webcast.settings import Settings

ACCOUNT = "account"
EVENTS = ("11", "12", "13")
CROWD = [(f"First {n}", f"Last {n}", f"person{n}@crowd.example") for n in range(30)]


@pytest.fixture(autouse=True)
def small_ones_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "LEAST", 1)
    monkeypatch.setattr(figures, "FROM", 1)


@pytest.fixture
def filled(library: Library) -> Library:
    """Thirty people at each of three events, twenty of them at the one before as well; figures of all are kept."""
    library.remember_events(ACCOUNT, stage.listing(*EVENTS))
    for place, event in enumerate(EVENTS):
        someone = CROWD[10 * place :] + CROWD[: 10 * place]
        library.hold(ACCOUNT, event, None, stage.report(event, someone[: 30 - place]))
    library.make_figures()
    return library


def kept(library: Library, kind: str = "f") -> int:
    with library._guard.store.read() as conn:
        rows = select(chunks.c.snapshot, chunks.c.kind, chunks.c.n).where(chunks.c.kind.startswith(kind))
        found = list(conn.execute(rows))
    if kind != "f":
        return len(found)
    each = {row.snapshot for row in found}
    assert len(found) == len(each) * len(partials.FAMILIES)  # all of a report, or none
    return len(each)


@pytest.fixture
def opened_of(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Grows by the events whose reports are opened."""
    found: list[list[str]] = []
    open_ = Snapshots.open

    def opening(held: Snapshots, wanted: list[Snapshot], places: Any = None) -> Any:
        found.append([snapshot.event_id for snapshot in wanted])
        return open_(held, wanted, places)

    monkeypatch.setattr(Snapshots, "open", opening)
    return found


def said(audience: Audience) -> list[Any]:
    """Return what pages of figures are made of."""
    return [
        surveys.questions(audience),
        [qa.summary(audience), qa.askers_and_several(audience), persons.people(audience)],
        attendance.by_group(audience, "company"),
        terms.of_questions(audience),
        audience.count,
        audience.events,
        audience.warnings,
        audience.without_attendance,
        summary.overall(audience),
        summary.key_figures(audience),
        portfolio.event_analytics(audience),
        attendance.by_event(audience),
        timeline.levels(audience),
        people.repeat(audience),
        people.times_attended(audience),
        rollups.companies(audience),
        rollups.campaigns(audience),
    ]


def assert_as_reports_say(library: Library, found: Audience, *events: str) -> None:
    for one, other in zip(said(found), said(Audience.of(library.report(ACCOUNT, events))), strict=True):
        if isinstance(one, pl.DataFrame):
            assert_frame_equal(one, other)
        else:
            assert repr(one) == repr(other)  # times in the same zone as well, by whatever name


def test_figures_come_of_what_is_kept_and_no_report_is_opened(filled: Library, opened_of: list[list[str]]) -> None:
    found = filled.audience(ACCOUNT, ("13", "11", "12"))
    overall = summary.overall(found)
    assert (overall.total_registrants, overall.people, overall.attendees, overall.peak_viewers) == (87, 30, 87, 30)
    assert people.times_attended(found).rows() == [(2, 3), (3, 27)]
    assert portfolio.event_analytics(found)["event_id"].to_list() == ["13", "11", "12"]
    assert said(found)
    assert opened_of == []
    assert not found.opened
    assert_as_reports_say(filled, found, "13", "11", "12")


def test_parts_that_are_merged_a_few_after_others_say_the_same(
    filled: Library, opened_of: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partials, "AT_ONCE", 8)  # of persons a share after another, too
    found = filled.audience(ACCOUNT, EVENTS)
    companies = rollups.companies(found).select("company", "registrants", "persons", "attendees").rows()
    assert companies == [("crowd.example", 87, 30, 87)]
    assert opened_of == []
    assert_as_reports_say(filled, found, *EVENTS)


def test_people_come_when_they_are_asked_for(filled: Library, opened_of: list[list[str]]) -> None:
    found = filled.audience(ACCOUNT, EVENTS)
    assert found.where(pl.col("email_key") == "person0@crowd.example").count == 3
    assert found.containing("FIRST 29").count == 3
    assert opened_of == [list(EVENTS)]


def test_an_event_that_changed_is_the_only_one_that_is_opened(filled: Library, opened_of: list[list[str]]) -> None:
    before = summary.overall(filled.audience(ACCOUNT, EVENTS)).total_registrants
    filled.hold(ACCOUNT, "12", None, stage.report("12", CROWD[:5]))
    opened_of.clear()
    found = filled.audience(ACCOUNT, EVENTS)
    assert (before, summary.overall(found).total_registrants) == (87, 63)
    assert opened_of == [["12"]]
    assert_as_reports_say(filled, found, *EVENTS)
    assert kept(filled) == 4  # that of the older report goes with it
    opened_of.clear()
    filled._cache.clear()
    assert filled.audience(ACCOUNT, EVENTS).count == 63
    assert opened_of == []  # the one that was opened is kept since


def test_without_most_of_them_the_reports_are_opened(filled: Library, opened_of: list[list[str]]) -> None:
    for event in ("11", "12"):
        filled.hold(ACCOUNT, event, None, stage.report(event, CROWD))
    assert filled.audience(ACCOUNT, EVENTS).opened
    assert opened_of == [list(EVENTS)]


@pytest.mark.parametrize("lacking", [EVENTS, ("11", "12"), ("12",)])
def test_of_very_many_registrants_reports_are_opened_some_after_others(
    filled: Library,
    opened_of: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    lacking: tuple[str, ...],
) -> None:
    """After an update, say, when pages come before all figures were made anew: no memory holds all reports."""
    for event in lacking:
        filled.hold(ACCOUNT, event, None, filled.report(ACCOUNT, [event]))
    opened_of.clear()
    monkeypatch.setattr(figures, "WHOLE_UP_TO", 25)
    monkeypatch.setattr(figures, "AT_ONCE", 25)
    found = filled.audience(ACCOUNT, EVENTS)
    assert summary.overall(found).total_registrants == 87
    assert opened_of == [[event] for event in lacking]
    rollups.companies(found)
    surveys.questions(found)
    askers.leading(found)
    presets.counts(found, Weights(), opted_out=False)
    assert {len(events) for events in opened_of} == {1}
    assert not found.opened
    assert_as_reports_say(filled, found, *EVENTS)


def test_half_is_not_most(filled: Library) -> None:
    filled.hold(ACCOUNT, "12", None, stage.report("12", CROWD))
    assert not filled.audience(ACCOUNT, ("11", "12")).opened  # 30 of 60 registrants
    filled.hold(ACCOUNT, "12", None, stage.report("12", [*CROWD, ("A", "B", "c@d.example")]))
    assert filled.audience(ACCOUNT, ("11", "12")).opened  # 31 of 61


@pytest.mark.parametrize(("least", "whole"), [(87, False), (88, True)])
def test_few_registrants_are_opened(
    filled: Library, monkeypatch: pytest.MonkeyPatch, least: int, *, whole: bool
) -> None:
    monkeypatch.setattr(figures, "FROM", least)
    assert filled.audience(ACCOUNT, EVENTS).opened == whole


@pytest.mark.parametrize(("least", "made"), [(28, 3), (29, 2), (30, 1), (31, 0)])
def test_small_events_have_none(library: Library, monkeypatch: pytest.MonkeyPatch, least: int, made: int) -> None:
    monkeypatch.setattr(figures, "LEAST", least)
    library.remember_events(ACCOUNT, stage.listing(*EVENTS))
    for number, event in enumerate(EVENTS):
        library.hold(ACCOUNT, event, None, stage.report(event, CROWD[: 30 - number]))
    assert len(library._figures.lacking()) == made
    library.make_figures()
    assert kept(library) == made


def test_a_forgotten_person_is_in_no_figures(filled: Library) -> None:
    assert summary.overall(filled.audience(ACCOUNT, EVENTS)).people == 30
    filled.forget_person("person0@crowd.example", user="dpo")
    assert kept(filled) == 0  # their number was in each
    assert summary.overall(filled.audience(ACCOUNT, EVENTS)).people == 29
    filled.make_figures()
    filled._cache.clear()
    found = filled.audience(ACCOUNT, EVENTS)
    assert not found.opened
    assert (summary.overall(found).people, summary.overall(found).total_registrants) == (29, 84)


def test_figures_go_with_their_event(filled: Library) -> None:
    filled.forget_event("12", user="dpo")
    assert kept(filled) == 2


def test_figures_are_of_the_report_that_they_were_made_of(filled: Library) -> None:
    snapshot = filled.newest(ACCOUNT, "12")
    assert snapshot is not None
    filled._snapshots.hold(snapshot, stage.report("12", CROWD[:5]))  # it is another one meanwhile
    filled._figures._keep(snapshot, [b"of before"])
    assert kept(filled) == 2


def test_two_versions_of_the_program_keep_their_own_beside_each_other(
    filled: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As while one machine after the other is updated, or where an update is taken back."""
    with monkeypatch.context() as newer:
        newer.setattr(figures, "version", lambda: "0123456789")
        assert figures.kind() == "f0123456"
        assert filled.audience(ACCOUNT, EVENTS).opened
        assert {snapshot.event_id for snapshot in filled._figures.lacking()} == set(EVENTS)
        filled.make_figures()
        assert kept(filled, "f0123456") == 3 * len(partials.FAMILIES)
        filled._cache.clear()
        assert not filled.audience(ACCOUNT, EVENTS).opened
    filled._cache.clear()
    assert not filled.audience(ACCOUNT, EVENTS).opened
    assert filled._figures.lacking() == []


@pytest.mark.parametrize(("seconds", "kinds"), [(0.0, {"f0123456"}), (3600.0, {"f0123456", figures.kind()})])
def test_figures_of_the_version_before_go_an_hour_after_a_start(
    filled: Library, opened: Callable[..., Library], monkeypatch: pytest.MonkeyPatch, seconds: float, kinds: set[str]
) -> None:
    assert recovery.OTHERS_STAY_S == 3600
    filled.close()
    monkeypatch.setattr(figures, "version", lambda: "0123456789")
    monkeypatch.setattr(recovery, "OTHERS_STAY_S", seconds)
    again = opened()
    stage.until(lambda: kept(again, "f0123456") == 3 * len(partials.FAMILIES))
    if not seconds:
        assert again._recovery._thread is not None
        again._recovery._thread.join(60)
    with again._guard.store.read() as conn:
        assert set(conn.scalars(select(chunks.c.kind).where(chunks.c.kind.startswith("f")))) == kinds


def test_figures_that_were_changed_are_none(filled: Library, opened_of: list[list[str]]) -> None:
    snapshot = filled.newest(ACCOUNT, "13")
    assert snapshot is not None
    with filled._guard.write() as conn:
        conn.execute(
            update(chunks)
            .where((chunks.c.snapshot == snapshot.id) & (chunks.c.kind == figures.kind()))
            .values(data=b"changed")
        )
    found = filled.audience(ACCOUNT, EVENTS)
    assert opened_of == [["13"]]
    assert_as_reports_say(filled, found, *EVENTS)


def test_sealed_bytes_that_are_no_figures_are_none(filled: Library, opened_of: list[list[str]]) -> None:
    snapshot = filled.newest(ACCOUNT, "13")
    assert snapshot is not None
    filled._figures._keep(snapshot, [b"something else"])
    assert filled.audience(ACCOUNT, EVENTS).count == 87
    assert opened_of == [["13"]]


def test_they_are_made_in_the_background_when_the_library_opens(
    filled: Library, settings: Settings, opened: Callable[..., Library]
) -> None:
    with filled._guard.write() as conn:
        conn.execute(chunks.delete().where(chunks.c.kind.startswith("f")))
    filled.close()
    again = opened(settings)
    thread = again._recovery._thread
    assert thread is not None
    thread.join(60)
    assert kept(again) == 3
    assert not again.audience(ACCOUNT, EVENTS).opened


def test_what_another_process_has_made_is_not_made_again(
    filled: Library, monkeypatch: pytest.MonkeyPatch, opened_of: list[list[str]]
) -> None:
    snapshots = [snapshot for event in EVENTS if (snapshot := filled.newest(ACCOUNT, event))]
    with filled._guard.write() as conn:
        conn.execute(chunks.delete().where(chunks.c.snapshot == snapshots[1].id, chunks.c.kind.startswith("f")))
    monkeypatch.setattr(filled._figures, "lacking", lambda: snapshots)  # as it was when this process looked
    assert filled.make_figures() == 3
    assert opened_of == [["12"]]


def test_what_was_fetched_has_its_figures(office: Opener) -> None:
    at = office("11", "12", people=20)
    at.fetch("11", "12")
    assert kept(at.library) == 2
    found = at.library.audience(at.account, ("11", "12"))
    assert (found.opened, found.count) == (False, 40)


def test_a_new_key_seals_them_too(filled: Library, settings: Settings, opened: Callable[..., Library]) -> None:
    filled.close()
    rekey(settings)
    assert not opened(settings).audience(ACCOUNT, EVENTS).opened


@pytest.mark.parametrize("at_once", [1, 5, 29, 43, 44])
def test_persons_may_be_merged_some_after_others(
    filled: Library, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(partials, "AT_ONCE", at_once)  # 87 shares of 87 registrants, 17, 3, 2, all together
    found = filled.audience(ACCOUNT, EVENTS)
    assert not found.opened
    assert_as_reports_say(filled, found, *EVENTS)


def test_events_alone_and_without_anybody(filled: Library) -> None:
    filled.hold(ACCOUNT, "12", None, stage.report("12", []))
    for events in (("13",), ("11", "12", "13"), ("11", "12")):
        found = filled.audience(ACCOUNT, events)
        assert not found.opened
        assert_as_reports_say(filled, found, *events)


def test_nothing_of_people_is_kept_but_numbers(filled: Library) -> None:
    audience = Audience.of(filled.report(ACCOUNT, ("11",)), lasting=True)
    of_all, of_groups, *others, of_registrants = (read_out(data) for data in partials.packed_of_all(audience))
    for secret in ("person0", "First", "Last"):
        assert secret not in of_all + of_groups + "".join(others) + of_registrants
    assert "crowd.example" not in of_all + "".join(others)
    assert "crowd.example" in of_groups  # a company, whoever is from it
    assert "crowd.example" in of_registrants  # a domain, whose ever it is


def read_out(data: bytes) -> str:
    """Return everything that can be read in kept figures."""
    part = Part.read(data)
    return f"{part.tables} {part.kinds!r} {bytes(part.rest)!r}"


@pytest.fixture
def merged(filled: Library, monkeypatch: pytest.MonkeyPatch) -> Library:
    """The library, which has merged the figures of its three events once and keeps what came of it."""
    monkeypatch.setattr(merged_figures, "LEAST_EVENTS", 3)
    filled.audience(ACCOUNT, EVENTS)
    filled._cache.clear()
    return filled


@pytest.fixture
def parts_read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by the number of events whose kept figures are read."""
    found: list[int] = []
    read = figures.Figures._kept

    def reading(kept: figures.Figures, wanted: list[Snapshot]) -> Any:
        found.append(len(wanted))
        return read(kept, wanted)

    monkeypatch.setattr(figures.Figures, "_kept", reading)
    return found


def test_many_events_are_merged_once(
    merged: Library,
    parts_read: list[int],
    opened_of: list[list[str]],
    settings: Settings,
    opened: Callable[..., Library],
) -> None:
    merged.close()
    again = opened(settings)
    found = again.audience(ACCOUNT, EVENTS)
    assert said(found)[8].people == 30
    assert parts_read == []
    assert opened_of == [list(EVENTS)]  # by the curve of viewers, which is a row an arrival, and by nothing else
    assert_as_reports_say(again, found, *EVENTS)


def test_what_is_merged_is_of_these_events_in_this_order(merged: Library, parts_read: list[int]) -> None:
    for place, events in enumerate((("12", "11", "13"), ("11", "12")), 1):
        assert_as_reports_say(merged, merged.audience(ACCOUNT, events), *events)
        assert len(parts_read) == place
    merged._cache.clear()
    merged.audience(ACCOUNT, EVENTS)
    merged.audience(ACCOUNT, ("12", "11", "13"))
    assert len(parts_read) == 2


@pytest.mark.parametrize("how", ["another report", "forgotten person", "forgotten event", "another version"])
def test_what_is_merged_goes_with_any_of_its_reports(
    merged: Library, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    said(merged.audience(ACCOUNT, EVENTS))
    assert kept(merged, "m") == len(partials.FAMILIES)
    if how == "another report":
        merged.hold(ACCOUNT, "12", None, stage.report("12", CROWD[:5]))
    elif how == "forgotten person":
        merged.forget_person("person0@crowd.example", user="dpo")
    elif how == "forgotten event":
        merged.forget_event("13", user="dpo")
    else:
        monkeypatch.setattr(figures, "version", lambda: "0123456789")
        merged._figures.drop_outdated()
    assert kept(merged, "m") == 0


def test_what_is_merged_of_another_account_stays(merged: Library) -> None:
    merged.remember_events("other", stage.listing("11"))
    merged.hold("other", "11", None, stage.report("11"))
    assert kept(merged, "m") == 1


def test_merged_figures_that_were_changed_are_none(merged: Library, parts_read: list[int]) -> None:
    with merged._guard.write() as conn:
        conn.execute(update(chunks).where(chunks.c.kind.startswith("m")).values(data=b"changed"))
    assert_as_reports_say(merged, merged.audience(ACCOUNT, EVENTS), *EVENTS)
    assert parts_read == [3]
    assert kept(merged, "m") == len(partials.FAMILIES)


def test_what_is_merged_is_bounded(merged: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merged_figures, "MOST", 2)
    for events in (("12", "11", "13"), ("13", "12", "11"), ("13", "11", "12")):
        merged.audience(ACCOUNT, events)
    assert kept(merged, "m") == 2  # the third took the place of both before it


def test_a_report_that_changed_while_others_were_merged_is_in_nothing(
    filled: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = [snapshot for event in EVENTS if (snapshot := filled.newest(ACCOUNT, event))]
    parts = filled._figures.of(wanted)
    assert parts is not None
    filled._snapshots.hold(wanted[1], stage.report("12", CROWD[:5]))
    monkeypatch.setattr(merged_figures, "LEAST_EVENTS", 3)
    filled._figures._merged.keep(wanted, parts)
    assert kept(filled, "m") == 0


def test_a_chunk_of_figures_is_bound_to_its_snapshot(filled: Library, opened_of: list[list[str]]) -> None:
    one, other = filled.newest(ACCOUNT, "11"), filled.newest(ACCOUNT, "12")
    assert one is not None
    assert other is not None
    of_figures = chunks.c.kind == figures.kind()
    with filled._guard.write() as conn:
        rows = conn.execute(select(chunks).where(of_figures & (chunks.c.snapshot == one.id))).all()
        conn.execute(chunks.delete().where(of_figures & (chunks.c.snapshot == other.id)))
        conn.execute(insert(chunks), [row._asdict() | {"snapshot": other.id} for row in rows])
    assert_as_reports_say(filled, filled.audience(ACCOUNT, EVENTS), *EVENTS)
    assert opened_of[0] == ["12"]


def test_kept_figures_tell_in_which_events_a_person_may_be(filled: Library) -> None:
    reports = filled.unopened(ACCOUNT, EVENTS)
    assert reports is not None
    ninth, nobody = lasting_numbers(
        pl.Series(["person9@crowd.example", "nobody@crowd.example"]), pl.Series(["", ""]), pl.Series([0, 0])
    )
    assert reports.with_person(ninth) == ["11", "13"]  # all but the last are at the second
    assert reports.with_person(nobody) == []
    with filled._guard.write() as conn:
        conn.execute(update(chunks).where(chunks.c.kind == figures.kind()).values(data=b"changed"))
    assert reports.with_person(nobody) == list(EVENTS)  # nothing is known of them
