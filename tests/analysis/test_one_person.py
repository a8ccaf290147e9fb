"""One person of events that are not open is told of as of all reports together, and no other event is opened."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tests.analysis.reports import TWINS
from tests.analysis.test_pairs import never, parts_of, two_events
from tests.analysis.test_pieces import both
from tests.exports.test_event_by_event import unopened
from webcast.analysis import one_person, people, people_list
from webcast.analysis.audience import Audience
from webcast.analysis.list_order import Order
from webcast.analysis.listed import AtHand, Paged
from webcast.analysis.numbering import lasting_numbers
from webcast.analysis.people import Profile
from webcast.analysis.score import scores
from webcast.analysis.touch_points import judged, touch_points
from webcast.reports import Report
from webcast.reports.unopened import ChangedMeanwhile, Unopened


def without_numbers(frame: pl.DataFrame) -> pl.DataFrame:
    """Leave out the numbers that an audience gives."""
    return frame.drop("row", "person", strict=False)


def assert_same(found: Profile, expected: Profile) -> None:
    for table in ("registrations", "sessions", "questions", "registration_answers", "survey_answers"):
        assert_frame_equal(without_numbers(getattr(found, table)), without_numbers(getattr(expected, table)))
    numbers = ("row", "person")
    assert [(name, value) for name, value in found.figures.items() if name not in numbers] == [
        (name, value) for name, value in expected.figures.items() if name not in numbers
    ]


@settings(TWINS, max_examples=25)
@given(dice=st.randoms(use_true_random=False))
def test_one_person_is_told_of_as_of_all_reports(dice: random.Random) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(one_person, "COLUMNS_AT_ONCE", dice.choice([1, 4, 9]))
        if (made := both(dice)) is None or not made[1].total:
            return
        everyone, whole = made[0].everyone, made[1].everyone
        for row in dice.sample(range(whole.total), min(2, whole.total)):
            some, own = one_person.found(everyone, row)
            found, expected = people.profile(some, own), people.profile(whole, row)
            assert_same(found, expected)
            assert judged(found) == judged(expected)
            assert touch_points(some, found) == touch_points(whole, expected)
            scored = [scores(one.only(rows["row"])).drop("row") for one, rows in (
                (some, found.registrations), (whole, expected.registrations)
            )]  # fmt: skip
            assert_frame_equal(*scored)
        assert not everyone.opened


def watched(report: Report, may_have: Callable[[int], Sequence[str]] | None = None) -> tuple[Audience, list[object]]:
    """Return everybody of a report's events, and what will have been read of them."""
    read: list[object] = []

    def columns(ids: Sequence[str], names: Sequence[str]) -> pl.DataFrame:
        read.append((*ids, *names))
        return unopened(report).columns(ids, names)

    def few(places: Mapping[str, Sequence[int]]) -> Report:
        read.append(places)
        return unopened(report).few(places)

    sizes = unopened(report).registrants
    reports = Unopened(sizes, lambda _: never(), open_few=few, read_columns=columns, may_have=may_have)
    parts = parts_of(report, [["a"], ["b"]], {})
    return Audience.of_parts(parts, lambda: report, reports), read


def test_the_events_alone_are_read_in_which_a_person_may_be() -> None:
    (ann,) = lasting_numbers(pl.Series(["ann@x.com"]), pl.Series([""]), pl.Series([0]))
    asked: list[int] = []

    def may_have(number: int) -> list[str]:
        asked.append(number)
        return ["b", "a"] if number == ann else ["a"]

    everyone, read = watched(two_events(), may_have)
    some, own = one_person.found(everyone, 2)  # Ann, at the second
    assert asked == [ann]
    assert read == [{"b": [0]}, ("a", "b", "email_key"), {"a": [0], "b": [0]}]
    assert people.profile(some, own).registrations["event_id"].to_list() == ["a", "b"]
    read.clear()
    some, own = one_person.found(everyone, 1)  # Bob
    assert read == [{"a": [1]}, ("a", "email_key"), {"a": [1]}]
    assert people.profile(some, own).registrations["email"].to_list() == ["bob@x.com"]
    assert not everyone.opened


def test_somebody_without_an_address_is_nobody_else() -> None:
    everyone, read = watched(two_events())
    some, own = one_person.found(everyone, 3)
    assert people.profile(some, own).registrations.select("event_id", "registrant").rows() == [("b", 2)]
    assert read == [{"b": [1]}, {"b": [1]}]
    assert not everyone.opened


def test_of_reports_that_changed_meanwhile_all_are_opened() -> None:
    def columns(_ids: Sequence[str], _names: Sequence[str]) -> pl.DataFrame:
        raise ChangedMeanwhile

    report = two_events()
    reports = replace(unopened(report), read_columns=columns)
    everyone = Audience.of_parts(parts_of(report, [["a"], ["b"]], {}), lambda: report, reports)
    assert one_person.found(everyone, 2) == (everyone, 2)
    fewer = Unopened({"a": 1, "b": 2}, report.of_events)  # another number than the report has
    everyone = Audience.of_parts(parts_of(report, [["a"], ["b"]], {}), lambda: report, fewer)
    assert one_person.found(everyone, 0) == (everyone, 0)


def test_a_list_at_hand_has_each_once() -> None:
    listed = AtHand(pl.Series("row", [7, 3, 7, 5], dtype=pl.UInt32))
    assert (len(listed), listed.place(7), listed.place(5), listed.place(4), listed.at(2)) == (3, 0, 2, None, 5)


def test_pages_are_looked_for_when_somebody_comes_to_them() -> None:
    report = two_events()
    everyone = Audience.of_parts(parts_of(report, [["a"], ["b"]], {}), never, unopened(report))
    order = Order("email", falling=True)  # Bob, Ann twice, somebody
    first, _ = people_list.page(everyone, order, 0, 2, lambda _, rows: rows.to_frame())
    listed = Paged(everyone, order, first, 0, 2, apart=True)
    assert (len(listed), listed.place(1), listed.place(0), listed.place(2)) == (4, 0, 1, None)
    assert [listed.at(place) for place in range(4)] == [1, 0, 2, 3]
    assert listed.place(3) == 3
    assert Paged(everyone, order, pl.Series([2, 3]), 2, 2, apart=True).place(3) == 3
