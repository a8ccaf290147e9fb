"""Charts that are ready to be drawn: how much of them is drawn at first, and what is said of the rest."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl
import pytest

from tests.exports import small
from webcast.analysis.stages import Rules
from webcast.cohorts.cohort import Attended, Group, Others
from webcast.cohorts.presets import Preset
from webcast.presentation import funnel, named
from webcast.presentation.prepared import Plain, Prepared, folded

Bar = tuple[str, str]
COMPANY: Bar = ("company", "companies")


def bars(total: int, at_first: int, bar: Bar | None = COMPANY, note: str = "") -> Prepared:
    return Prepared(pl.DataFrame(), lambda most: go.Figure(go.Bar(x=[1] * most)), total, at_first, bar, note)


def drawn(figure: go.Figure) -> int:
    return len(figure.data[0].x or ())


def test_bars_beyond_those_at_first_are_drawn_when_they_are_asked_for() -> None:
    companies = bars(10, 8)
    assert companies.folds
    assert (drawn(companies.figure()), companies.left_out()) == (8, 2)
    assert (drawn(companies.figure(10)), companies.left_out(10)) == (10, 0)


def test_as_many_bars_as_at_first_fold_nothing() -> None:
    companies = bars(8, 8)
    assert not companies.folds
    assert companies.drawn().note == ""


@pytest.mark.parametrize(("count", "shown"), [(7, 7), (8, 8), (9, 9), (10, 8)])
def test_one_too_many_is_drawn_and_not_folded(count: int, shown: int) -> None:
    assert folded(count, 8) == shown


@pytest.mark.parametrize(
    ("total", "bar", "note", "said"),
    [
        (9, COMPANY, "", "Not drawn: 1 more company"),
        (10, COMPANY, "3 of 9", "3 of 9 · Not drawn: 2 more companies"),
        (10, None, "3 of 9", "3 of 9"),  # the others are added up as a bar of their own
    ],
)
def test_a_picture_says_what_it_leaves_out(total: int, bar: Bar | None, note: str, said: str) -> None:
    assert bars(total, 8, bar, note).drawn().note == said


def test_a_funnel_draws_what_its_table_holds() -> None:
    prepared = funnel.stages(small.audience(), Rules(), Plain("UTC"))
    assert prepared.frame["registrants"].to_list() == [3, 1, 1, 1, 0]
    assert list(prepared.figure().data[0].x) == [3, 1, 1, 1, 0]


@pytest.mark.parametrize(
    ("people", "label"),
    [
        (Group("company", "Acme"), "Acme"),
        (Group("company", None), "No company"),
        (Preset("hot-leads"), "Hot leads"),
        (Attended("live"), "Came live"),
        (Others(Attended("live")), "Everybody else"),
    ],
)
def test_a_segment_is_named_alike_on_page_and_picture(people: Group, label: str) -> None:
    assert named.segment(people) == label
