"""Registrants of events that are not open: counts, groups and pages of the list are those of all reports together."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tests.analysis.reports import PARTED, rolled
from tests.analysis.test_pairs import never, parts_of, two_events
from tests.analysis.test_pieces import filtered
from tests.exports.test_event_by_event import unopened
from webcast.analysis import attendance, list_order, people_list, pieces, summary, survey_counts
from webcast.analysis.audience import Audience
from webcast.analysis.codes import CODED
from webcast.analysis.list_order import AS_REPORTED, KEYED, SCORE, Order
from webcast.analysis.parts import Parts
from webcast.analysis.score import Weights, scores
from webcast.cohorts import presets
from webcast.cohorts.presets import Preset
from webcast.library import narrowing
from webcast.library.partials import FAMILIES, NARROW
from webcast.reports import Report
from webcast.reports.unopened import Unopened

OF_REGISTRANTS = FAMILIES[5]
BY = (AS_REPORTED, *KEYED, "first_name", "company", "domain", "event_title", "campaign")
WEIGHTS = Weights(0.31, 0.07, 0.11)


def kept_of(report: Report, groups: list[list[str]]) -> Parts:
    """Return what is kept of groups of a report's events, merged."""
    partials = {summary.KEY_FIGURES.name: summary.KEY_FIGURES.partial, **OF_REGISTRANTS.kept}
    parts = parts_of(report, groups, partials)
    return replace(parts, answers=OF_REGISTRANTS.merged(parts.stacked).answers)


def grouped(dice: random.Random, ids: list[str]) -> list[list[str]]:
    """Return events in groups, uneven ones."""
    where = [dice.randint(0, 3) for _ in ids]
    groups = [[event for event, place in zip(ids, where, strict=True) if place == group] for group in range(4)]
    return [group for group in groups if group]


def both(dice: random.Random) -> tuple[Audience, Audience] | None:
    """Return people of events that are not open, and the same of all reports together; those of filters at times."""
    report = rolled(dice)
    ids = report.event["event_id"].to_list()
    if not ids:
        return None
    nobody = pl.lit(dice.choice([None, False]), pl.Boolean).alias("opted_out")
    if dice.random() < 0.6:  # nobody opted out: who did is known of all together
        report = replace(report, registrants=report.registrants.with_columns(nobody))
    everyone = Audience.of_parts(kept_of(report, grouped(dice, ids)), lambda: report, unopened(report))
    if dice.random() < 0.6:
        return everyone, Audience.of(report)
    return filtered(dice, everyone, report)


def shown(some: Audience, rows: pl.Series) -> pl.DataFrame:
    """Return what a list shows that depends on a report alone."""
    columns = ("event_id", "registrant", "first_name", "domain", "registered_at", "watch_ms", "questions")
    found = some.pick("row", *columns).join(scores(some.everyone)["row", "score"], on="row")
    return rows.to_frame().join(found, on="row", how="left", maintain_order="left").drop("row")


def limits(patched: pytest.MonkeyPatch, dice: random.Random) -> None:
    patched.setattr(pieces, "AT_ONCE", dice.choice([1, 4, 9]))
    patched.setattr(people_list, "COLUMNS_AT_ONCE", dice.choice([1, 4, 9]))
    patched.setattr(narrowing, "AT_ONCE", dice.choice([1, 4, 9]))
    patched.setattr(list_order, "FIRST", dice.choice([1, 2, 5, 300]))
    patched.setattr(people_list, "AT_LEAST", dice.choice([1, 3, 10_000]))


@PARTED
@given(dice=st.randoms(use_true_random=False))
def test_pages_of_the_list_are_those_of_all_reports(dice: random.Random) -> None:
    with pytest.MonkeyPatch.context() as patched:
        limits(patched, dice)
        if (made := both(dice)) is None:
            return
        found, whole = made
        assert found.count == whole.count
        for by in dice.sample(BY, 3):
            order = Order(by, dice.random() < 0.5, dice.choice([Weights(), WEIGHTS]))
            rows, most = order.rows(whole), dice.choice([1, 3, 7])
            for start in {0, dice.randrange(found.count + 1), max(found.count - 1, 0)}:
                expected = rows.slice(start, most)
                there, page = people_list.page(found, order, start, most, shown)
                assert there.to_list() == expected.to_list(), order
                assert_frame_equal(page, shown(whole, expected))
        assert not found.opened


@PARTED
@given(dice=st.randoms(use_true_random=False))
def test_groups_and_presets_are_those_of_all_reports(dice: random.Random) -> None:
    with pytest.MonkeyPatch.context() as patched:
        limits(patched, dice)
        if (made := both(dice)) is None:
            return
        found, whole = made
        for by in CODED:
            assert_frame_equal(attendance.by_group(found, by), attendance.by_group(whole, by))
        assert survey_counts.question_labels(found.everyone) == survey_counts.question_labels(whole.everyone)
        knows = presets.knows_who_opted_out(whole)
        assert presets.knows_who_opted_out(found) == knows
        assert not found.opened
        for opted_out in (False, True):
            counts = presets.counts(found, Weights(), opted_out=opted_out)
            assert counts == {
                one: some.count for one, some in Preset.each(whole, Weights(), opted_out=opted_out).items()
            }
        assert presets.opted_out(found) == presets.opted_out(whole)
        assert found.opened == bool(whole.everyone.by_row("opted_out").any())


@PARTED
@given(dice=st.randoms(use_true_random=False))
def test_what_is_kept_is_the_same_merged_some_after_others(dice: random.Random) -> None:
    with pytest.MonkeyPatch.context() as patched:
        limits(patched, dice)
        report = rolled(dice)
        ids = report.event["event_id"].to_list()
        if not ids:
            return
        expected = kept_of(report, [ids]).answers
        stacked = parts_of(report, grouped(dice, ids), dict(OF_REGISTRANTS.kept)).stacked
        narrowed = {
            name: replace(some, rows=NARROW[name](replace(some, parts=2)) if name in NARROW else some.rows, parts=2)
            for name, some in stacked.items()
        }
        for found in (OF_REGISTRANTS.merged(stacked).answers, OF_REGISTRANTS.merged(narrowed).answers):
            for name, rows in expected.items():
                assert_frame_equal(found[name], rows)


def opening(report: Report) -> tuple[Audience, list[str]]:
    """Return the people of a report's events, each of which is kept alone, and what will have been opened."""
    opened: list[str] = []

    def open_(ids: Sequence[str]) -> Report:
        opened.extend(ids)
        return report.of_events(ids)

    ids = report.event["event_id"].to_list()
    reports = Unopened(unopened(report).registrants, open_)
    return Audience.of_parts(kept_of(report, [[event] for event in ids]), never, reports), opened


def listed(audience: Audience, order: Order, start: int = 0, most: int = 2) -> list[tuple[str, str | None]]:
    rows, page = people_list.page(audience, order, start, most, of)
    assert rows.len() == page.height
    return page.rows()


def of(some: Audience, rows: pl.Series) -> pl.DataFrame:
    found = some.pick("row", "event_id", "email")
    return rows.to_frame().join(found, on="row", how="left", maintain_order="left").drop("row")


def test_the_events_alone_are_opened_that_are_on_the_page() -> None:
    found, opened = opening(two_events())
    assert listed(found, Order()) == [("a", "ann@x.com"), ("a", "bob@x.com")]
    assert opened == ["a"]
    assert listed(found, Order(), 2) == [("b", "ann@x.com"), ("b", None)]
    assert opened == ["a", "b"]
    # Ann watched an hour of each, Bob ten minutes, and so did the other: as reported among equals.
    assert listed(found, Order("watch_ms", falling=True), 0, 1) == [("a", "ann@x.com")]
    assert opened == ["a", "b", "a"]
    assert listed(found, Order("watch_ms"), 0, 1) == [("a", "bob@x.com")]
    assert listed(found, Order("watch_ms"), 1, 1) == [("b", None)]
    assert opened == ["a", "b", "a", "a", "b"]
    assert not found.opened


def test_equals_stand_as_reported_whichever_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_order, "FIRST", 1)
    everybody = [("a", "ann@x.com"), ("a", "bob@x.com"), ("b", "ann@x.com"), ("b", None)]
    for by in ("attended", "questions", "live_attended"):
        for falling in (False, True):
            found, opened = opening(two_events())
            assert listed(found, Order(by, falling), 0, 4) == everybody
            assert opened == ["a", "b"]  # all of them attended, and nobody asked
    # Nobody is known to have registered at any time: they come last, all of them.
    assert listed(opening(two_events())[0], Order("registered_at", falling=True), 1, 2) == everybody[1:3]


def test_a_list_by_what_is_not_kept_goes_through_all_events_once() -> None:
    found, opened = opening(two_events())
    first = Order("email")
    assert listed(found, first) == [("a", "ann@x.com"), ("b", "ann@x.com")]
    assert opened == ["a", "b", "a", "b"]
    assert listed(found, first, 2) == [("a", "bob@x.com"), ("b", None)]
    assert opened == ["a", "b", "a", "b", "a", "b"]  # who they are is known; what is shown of them is read
    otherwise = Order(SCORE, falling=True, weights=WEIGHTS)
    assert listed(found, otherwise, 0, 1) == [("a", "ann@x.com")]
    assert not found.opened


def test_by_what_a_report_holds_as_it_is_that_column_alone_is_read() -> None:
    report, read = two_events(), list[tuple[list[str], list[str]]]()

    def columns(ids: Sequence[str], names: Sequence[str]) -> pl.DataFrame:
        read.append((list(ids), list(names)))
        return unopened(report).columns(ids, names)

    reports = replace(unopened(report), open_few=lambda _: never(), read_columns=columns)
    found = Audience.of_parts(kept_of(report, [["a", "b"]]), never, reports)
    assert people_list._first(found, Order("email", falling=True), 3).to_list() == [1, 0, 2]
    assert read == [(["a", "b"], ["email"])]
    assert people_list._first(found, Order("event_id", falling=True), 3).to_list() == [2, 3, 0]


@pytest.mark.parametrize(
    ("falling", "some", "more", "expected"),
    [
        (False, ["a", "c"], ["c", "b", "b", None], [0, 3]),  # behind its equals; the first of equals among more
        (False, ["a", "b"], ["b", "a"], [0, 3]),
        (False, ["a", None], [None, "z"], [0, 3]),
        (False, [None, None], [None, None], [0, 1]),
        (False, ["a"], ["b", "a"], [0, 3]),  # fewer than wanted: all may be among the first
        (True, ["c", "b"], ["b", "c", "d"], [4, 0]),
        (True, ["c", None], [None, "a"], [0, 3]),
        (False, [], ["b", "a"], [3, 2]),
    ],
)
def test_the_first_of_some_and_of_more_are_those_of_all(
    falling: bool, some: list[str | None], more: list[str | None], expected: list[int]
) -> None:
    order = Order("email", falling)
    kept = pl.DataFrame({"row": range(len(some)), "email": some}, {"row": pl.UInt32, "email": pl.String})
    others = pl.DataFrame({"row": range(2, 2 + len(more)), "email": more}, kept.schema)
    assert order.first(kept, others, 2)["row"].to_list() == expected


def test_the_first_as_reported_are_those_who_were_there() -> None:
    some, more = (pl.DataFrame({"row": rows}, {"row": pl.UInt32}) for rows in ([0, 1], [2, 3]))
    assert Order().first(some, more, 2)["row"].to_list() == [0, 1]
    assert Order().first(some, more, 3)["row"].to_list() == [0, 1, 2]
