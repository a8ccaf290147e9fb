"""Lists of events that are not open are those of all reports together, made of a few events at a time."""

from __future__ import annotations

import random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tests.analysis.reports import PARTED, Rolled, report_of, rolled, tables
from tests.analysis.test_pairs import never, parts_of
from tests.exports.test_event_by_event import FILTERS, unopened
from webcast.analysis import asked_list, askers, pieces, qa, survey_counts
from webcast.analysis.asked_list import Wanted
from webcast.analysis.audience import Audience
from webcast.analysis.score import scores
from webcast.library import narrowing
from webcast.reports import Report, schema
from webcast.reports.few import few
from webcast.reports.unopened import ChangedMeanwhile, Unopened
from webcast.ui.kit import people_columns

OF_LISTS = {pair.name: pair.partial for pair in (qa.BY_EVENT, qa.SUMS.pair, askers.COUNTED.pair, survey_counts.ASKED)}
ZONE = "America/New_York"
WANTED = (
    Wanted(), Wanted(answered=True), Wanted(answered=False), Wanted(term="budget"), Wanted(text="B"),
    Wanted(text="ann"), Wanted(answered=False, text="ÅSA"), Wanted(text="[x]"),
)  # fmt: skip


def both(dice: random.Random) -> tuple[Audience, Audience] | None:
    """Return people of events that are not open, and the same of all reports together; those of filters at times."""
    report = rolled(dice)
    ids = report.event["event_id"].to_list()
    if not ids:
        return None
    parts = parts_of(report, [[event] for event in ids], OF_LISTS)
    everyone = Audience.of_parts(parts, never, unopened(report))
    if dice.random() < 0.7:
        return everyone, Audience.of(report)
    return filtered(dice, everyone, report)


def filtered(dice: random.Random, everyone: Audience, report: Report) -> tuple[Audience, Audience]:
    """Return who passes filters, of events that are not open and of all reports together."""
    filters = dice.choice(FILTERS)
    found = narrowing.narrowed(
        everyone, unopened(report), lambda some: filters.apply(some, ZONE), asks_who_opted_out=filters.not_opted_out
    )
    return found, filters.apply(Audience.of(report), ZONE)


@PARTED
@given(dice=st.randoms(use_true_random=False))
def test_questions_are_listed_as_of_all_reports(dice: random.Random) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pieces, "AT_ONCE", dice.choice([1, 4, 9]))
        if (made := both(dice)) is not None:
            found, whole = made
            wanted, most = dice.choice(WANTED), dice.choice([1, 3, 100])
            every = wanted.among(qa.questions(whole)).drop("person")
            count, rows = asked_list.listed(found, wanted, most)
            assert count == every.height
            assert_frame_equal(rows.drop("person"), every.head(most))
            assert not found.opened


def test_who_asked_most_is_told_where_it_was_not_kept() -> None:
    report = report_of(tables(Rolled(random.Random(34)), most_events=5))  # noqa: S311 - no secrets
    events = report.event["event_id"].to_list()
    parts = parts_of(report, [[event] for event in events], {qa.BY_EVENT.name: qa.BY_EVENT.partial})
    found = Audience.of_parts(parts, lambda: report, unopened(report))
    expected = askers.by_asker(Audience.of(report)).drop("person")
    assert expected.height == 5
    assert_frame_equal(askers.leading(found), expected)
    assert found.opened


@PARTED
@given(dice=st.randoms(use_true_random=False))
def test_of_few_is_told_what_all_reports_say_of_them(dice: random.Random) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pieces, "CUT_AT_ONCE", dice.choice([1, 4, 100]))
        if (made := both(dice)) is None or not made[1].total:
            return
        found, whole = made[0], made[1].everyone
        rows = (
            pl.Series("row", dice.choices(range(whole.total), k=3), dtype=pl.UInt32)
            .unique()
            .shuffle(dice.randrange(9))
        )
        people, own = pieces.few(found, rows)
        assert_frame_equal(people.of_rows(own, *TOLD), whole.of_rows(rows, *TOLD))
        assert_frame_equal(scored(people, own), scored(whole, rows))
        for label in whole.survey_questions["label"].unique():
            chosen = people.survey_choices(label), whole.survey_choices(label)
            assert answers(own, chosen[0]) == answers(rows, chosen[1])
        for text in whole.registration_questions["text"].drop_nulls().unique():
            given = people.registration_choices(text), whole.registration_choices(text)
            assert answers(own, given[0]) == answers(rows, given[1])
        assert_frame_equal(pieces.of_rows(found, rows, "email", "company"), whole.of_rows(rows, "email", "company"))
        assert not found.opened


TOLD = tuple(name for name in people_columns.OF_MEMBERS if name not in people_columns.OF_PERSONS)
"""What lists show of a registrant that depends on a report alone."""


def scored(some: Audience, rows: pl.Series) -> pl.DataFrame:
    return rows.to_frame().join(scores(some), on="row", maintain_order="left").drop("row")


def answers(rows: pl.Series, chosen: pl.DataFrame) -> list[list[str]]:
    return [chosen.filter(pl.col("row") == row)["answer"].to_list() for row in rows]


def test_who_tells_what_was_offered_comes_with_the_few() -> None:
    registrants = schema.empty("registrants").select("registrant", "email")
    tables = {
        "registrants": pl.concat(
            [registrants, pl.DataFrame({"registrant": [1, 2, 3, 4, 5], "email": list("abcde")})]
        ),
        "qa": pl.DataFrame({"registrant": [9, 2, 3, 5], "question": ["?", " ", "Why?", "How?"]}),
        "survey_questions": pl.DataFrame({"survey_id": ["s"], "question_id": ["listed"]}),
        "survey_responses": pl.DataFrame(
            {"registrant": [2, 4, 5, 1], "survey_id": ["s", "s", "s", None], "question_id": ["listed", "x", "x", ""]}
        ),
        "sessions": pl.DataFrame({"registrant": [5, 2, 1, 5]}),
    }
    found = few(tables, [1])
    assert found["registrants"]["email"].to_list() == ["b", "a", "c", "d"]  # the first who asked, or answered x
    assert found["qa"].rows() == [(2, " "), (3, "Why?")]
    assert found["survey_responses"].rows() == [(2, "s", "listed"), (4, "s", "x"), (1, None, "")]
    assert found["sessions"].rows() == [(2,), (1,)]
    assert few(tables, [4, 2])["registrants"]["email"].to_list() == ["e", "c", "a", "d"]
    with pytest.raises(IndexError):
        few(tables, [5])
    with pytest.raises(ChangedMeanwhile):
        Unopened({"a": 3}, lambda _: Report(event=schema.empty("event"))).few({"a": [0]})


@PARTED
@given(dice=st.randoms(use_true_random=False))
def test_who_asked_most_is_as_of_all_reports(dice: random.Random) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pieces, "AT_ONCE", dice.choice([1, 4, 9]))
        patched.setattr(askers, "MOST", dice.choice([1, 2, 5, 100]))
        if (made := both(dice)) is not None:
            found, whole = made
            expected = askers.by_asker(whole).drop("person")
            assert_frame_equal(askers.leading(found, askers.MOST), expected.head(askers.MOST))
            assert_frame_equal(askers.leading(found, 1), expected.head(1))
            assert not found.opened
