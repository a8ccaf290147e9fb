"""Files of registrants whose reports are opened a few after others: to the byte those of all reports together."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.analysis.reports import TWINS, ZERO, rolled
from tests.cohorts.test_every_cohort import ANY
from tests.exports import small
from webcast.analysis import dimensions
from webcast.analysis.audience import Audience
from webcast.analysis.opted_out import OptedOut
from webcast.cohorts import across, cohort, each_event, in_time, voices
from webcast.cohorts.cohort import Answer, Askers, Attended, Cohort, Group, Others, Viewing
from webcast.cohorts.presets import Preset
from webcast.exports import event_by_event, listings
from webcast.exports.csv import Mode
from webcast.exports.event_by_event import EventByEvent, suits
from webcast.exports.kinds import KINDS
from webcast.exports.people import AtHand, People
from webcast.exports.registrants import registrants
from webcast.exports.table import cut_anew
from webcast.reports import Report
from webcast.reports.unopened import ChangedMeanwhile, Unopened
from webcast.view.answer_choice import Choice
from webcast.view.choices import Choices
from webcast.view.filters import Filters
from webcast.view.ours import Ours
from webcast.view.record import View

NOW = datetime(2024, 6, 1, tzinfo=UTC)
OURS = Ours(("x.co.uk",), ("ann@x.com",))
LATER = round(ZERO.timestamp() * 1000) + 3_600_000
FILTERS = (
    Filters(),
    Filters(not_opted_out=True),
    Filters(start=date(2024, 3, 31), viewed_in_range=False),
    Filters(end=date(2024, 3, 31)),
    Filters(campaigns=("mail",), countries=("CHAD",)),
    Filters(companies=("acme", "Umbrella")),
    Filters(referrers=("https://a.example/x", "No referrer")),
    Filters(exclude_domains=("x.co.uk",), live=True),
    Filters(include_domains=("x.com",), asked_question=True),
    Filters(no_shows=True),
    Filters(answered_survey=True, max_minutes=30),
    Filters(registration_answers=(Choice("Role?", ("Chef",)),)),
    Filters(survey_answers=(Choice("Exit: How was it?", ("Yes", "No")),)),
    Filters(without_ours=True, ours=OURS),
    Filters(text="ann"),
)
SETS: tuple[Cohort, ...] = (
    Attended("any"),
    Others(Attended("live")),
    Askers(answered=True),
    Answer("Exit", "How was it?", "Yes"),
    Viewing(LATER, LATER + 7_200_000),
    Group("campaign", "Mail"),
    Group("domain", "x.com"),
    Group("referrer", None),
    Group(
        dimensions.ATTENDANCE, dimensions.groups(Audience.of(small.two_events()), dimensions.ATTENDANCE)["group"][0]
    ),
    across.ByCampaign(),
    in_time.RegisteredAhead(0),
    in_time.Started("Live", date(2024, 3, 30), date(2024, 3, 31), "Europe/Berlin"),
    in_time.Staying(0),
    in_time.Waited(0, None),
    in_time.Watched(1),
    in_time.Watching("all", LATER, LATER + 7_200_000),
    voices.AskedTerm("budget"),
    voices.Checked("Check", "all"),
    voices.Checked("Check", "never"),
    voices.Term("s4", "Anything else?", "budget"),
    Preset("no-shows"),
    Preset("attendees", opted_out=True),
    Others(Preset("askers")),
)
WANTED = (
    None,
    None,
    ("Email", "Question 2", "Role?"),
    ("Unsubscribed", "Live Duration"),
    ("Survey: Exit: How was it?",),
)


def unopened(report: Report) -> Unopened:
    counted = dict(report.registrants.group_by("event_id").len().iter_rows())
    sizes = {event: counted.get(event, 0) for event in report.event["event_id"]}
    return Unopened(sizes, report.of_events)


def at_hand(view: View, report: Report) -> AtHand:
    everyone = Audience.of(report)
    sets = view.sets(everyone)
    return AtHand(view, everyone, view.people(view.filters.apply(everyone, view.zone), sets), sets)


def written(people: People, headers: Sequence[str] | None, mode: Mode) -> list[object]:
    """Return everything that goes into files, or why there is none."""
    try:
        table = people.table(people.view.table, headers, "de")
    except Exception as exc:  # noqa: BLE001 - compared
        return [type(exc), str(exc)]
    about = people.about(NOW)
    files = {kind: b"".join(KINDS[kind].write(table, about, mode)) for kind in ("csv", "parquet")}
    sheets = load_workbook(BytesIO(b"".join(KINDS["xlsx"].write(table, about, Mode.EXACT))))
    cells = [list(sheet.values) for sheet in sheets]
    return [table.headers, table.height, table.total, people.count, about, files, cells]


@TWINS
@given(dice=st.randoms(use_true_random=False), set_=st.sampled_from(SETS))
def test_files_are_those_of_all_reports_together(dice: random.Random, set_: Cohort) -> None:
    report = rolled(dice)
    ids = report.event["event_id"].to_list()
    if not ids:
        return
    sets = (set_,) if dice.random() < 0.7 else ()
    view = View(
        events=tuple(ids),
        filters=dice.choice(FILTERS),
        zone="America/New_York",
        event=dice.choice([*ids, "all", "", ""]),
        cohorts=sets,
    )
    assert all(map(each_event.told, view.cohorts))
    if dice.random() < 0.4:
        view = replace(
            view, table=dice.choice(sorted(listings.BY_EVENT)), choices=Choices(mode=dice.choice(["", "Live"]))
        )
    wanted = dice.choice(WANTED)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(event_by_event, "AT_ONCE", dice.choice([1, 4, 9]))
        mode = dice.choice(list(Mode))
        found = written(EventByEvent(view, unopened(report)), wanted, mode)
        assert found == written(at_hand(view, report), wanted, mode)


@given(people=ANY)
def test_a_set_is_told_of_each_event_only_where_that_is_tried(people: Cohort) -> None:
    if isinstance(people, Group):
        known = {one.dimension for one in SETS if isinstance(one, Group)}
        expected = people.dimension in known and not (people.value or "").startswith("~")
    elif isinstance(people, Preset):
        expected = people.name != "hot-leads"
    else:
        expected = type(people) in {type(one) for one in SETS}
    assert each_event.told(people) == expected
    assert each_event.told(Others(people)) == expected


def test_one_record_says_for_all_events_that_a_person_opted_out() -> None:
    report = small.two_events()  # Ann registered for both
    said = report.registrants["event_id"] == "12"
    rows = report.registrants.with_columns(opted_out=pl.when(said).then(pl.lit(value=True)))
    report = replace(report, registrants=rows)
    view = View(events=("11", "12"), zone="UTC", filters=Filters(not_opted_out=True))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(event_by_event, "AT_ONCE", 1)
        some = EventByEvent(view, unopened(report)).table("registrants", ["Email"], "").frame()
        every = EventByEvent(replace(view, filters=Filters()), unopened(report))
        told = every.table("registrants", ["Unsubscribed"], "").frame()
    assert some.rows() == [("bob@example.org",)]
    assert told.rows() == [("Yes",), (None,), ("Yes",)]


def test_who_opted_out_is_read_of_four_columns_alone() -> None:
    report, read = small.two_events(), list[tuple[list[str], list[str]]]()
    rows = report.registrants.with_columns(opted_out=pl.Series([None, True, False]))
    report = replace(report, registrants=rows)

    def columns(ids: Sequence[str], names: Sequence[str]) -> pl.DataFrame:
        read.append((list(ids), list(names)))
        return unopened(report).columns(ids, names)

    def never(_ids: Sequence[str]) -> Report:
        raise AssertionError("the reports should not be opened")

    found = OptedOut.over(replace(unopened(report), open=never, read_columns=columns))
    assert read == [(["11", "12"], ["event_id", "registrant", "email_key", "opted_out"])]
    assert (found.out.len(), found.known.len()) == (1, 2)
    told = found.told(report).registrants
    # Ann, who is at both, said so at the second alone.
    assert told["opted_out"].to_list() == [False, True, False]


def test_no_more_than_a_batch_is_open_and_each_is_opened_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_by_event, "AT_ONCE", 2)
    report, opened = small.two_events(), []

    def open_(ids: Sequence[str]) -> Report:
        opened.append(list(ids))
        return report.of_events(ids)

    people = EventByEvent(View(events=("11", "12"), zone="UTC"), Unopened({"11": 2, "12": 1}, open_))
    assert opened == [["11"], ["12"]]
    table = people.table("registrants", None, "")
    people.about(NOW)
    assert opened == [["11"], ["12"]]
    assert table.frame().equals(registrants(Audience.of(report), "UTC").frame())
    assert opened == [["11"], ["12"], ["11"], ["12"]]


def test_a_report_that_became_another_one_cuts_the_file_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_by_event, "AT_ONCE", 1)
    reports = [small.two_events()]

    def open_(ids: Sequence[str]) -> Report:
        return reports[-1].of_events(ids)

    held = Unopened({"11": 2, "12": 1}, open_)
    people = EventByEvent(View(events=("11", "12"), zone="UTC"), held)
    forgotten = reports[0].registrants.filter(pl.col("event_id") != "12")
    reports.append(replace(reports[0], registrants=forgotten))
    slices = people.table("registrants", ["Email"], "").slices(2)
    assert next(slices)["Email"].to_list() == ["ann@example.com", "bob@example.org"]
    with pytest.raises(ChangedMeanwhile):
        next(slices)


@pytest.mark.parametrize(
    ("view", "why"),
    [
        (View(table="people"), "another table"),
        (View(merged=True), "broadcasts of a programme"),
        (View(event="13"), "an event that is none of these"),
        (View(cohorts=(across.Came(2),)), "who came twice"),
        (View(cohorts=(Group("company", "Acme"),)), "a name by its most frequent spelling"),
        (View(cohorts=(Group("domain", "~1"),)), "the largest of all"),
        (View(cohorts=(Others(cohort.Stage("attended")),)), "stages as far as events tell"),
        (View(cohorts=(Preset("hot-leads"),)), "the highest of all scores"),
    ],
)
def test_what_needs_all_events_is_for_the_way_of_all(view: View, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_by_event, "AT_ONCE", 2)
    reports = unopened(small.two_events())
    assert suits(View(), reports)
    assert not suits(view, reports), why


def test_tables_of_each_event_by_itself_are_known() -> None:
    assert {"registrants", "sessions", "questions", "open-questions", "time-to-attendance"} == listings.BY_EVENT


def test_few_are_for_the_way_of_all() -> None:
    assert not suits(View(), Unopened({"1": 20_000, "2": 30_000}, lambda _: Report()))
    assert suits(View(), Unopened({"1": 20_000, "2": 30_001}, lambda _: Report()))


def test_events_are_opened_together_up_to_so_many_registrants() -> None:
    sizes = {"a": 3, "b": 1, "c": 2, "d": 9, "e": 0, "f": 4}
    assert Unopened(sizes, lambda _: Report()).batches(4) == [["a", "b"], ["c"], ["d"], ["e", "f"]]
    assert Unopened({}, lambda _: Report()).batches(4) == []


def test_rows_are_cut_anew_however_they_came() -> None:
    frames = [pl.DataFrame({"n": list(range(start, end))}) for start, end in ((0, 1), (1, 1), (1, 8), (8, 9))]
    assert [one["n"].to_list() for one in cut_anew(frames, 3)] == [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
    assert [one["n"].to_list() for one in cut_anew(frames, 4)] == [[0, 1, 2, 3], [4, 5, 6, 7], [8]]
    assert [one.height for one in cut_anew(frames[1:2], 4)] == [0]
