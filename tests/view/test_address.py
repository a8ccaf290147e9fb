"""A view in an address and out of it again: each value by itself, and never more people than asked for in a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.reports import PROFILE
from tests.view.making import any_filters, any_view
from webcast.analysis.score import Weights
from webcast.analysis.stages import Rules
from webcast.cohorts.cohort import Group, Stage
from webcast.errors import FilterError
from webcast.view import address
from webcast.view.answer_choice import Choice
from webcast.view.choices import Choices
from webcast.view.filters import Filters
from webcast.view.record import View


def written(view: View) -> dict[str, str]:
    return dict(address.write(view))


def read(query: dict[str, str]) -> address.Read:
    return address.read(query.items())


# Written


def test_filters_are_readable() -> None:
    filters = Filters(
        start=date(2024, 3, 1),
        viewed_in_range=False,
        campaigns=("a|b", "c"),
        referrers=("https://a.example/?x=1&y", "No referrer"),
        min_minutes=10,
        live=True,
        survey_answers=(Choice("Exit: 1=2; or?", ("Yes", "No")),),
    )
    assert written(View(filters=filters)) == {
        "start": "2024-03-01",
        "viewed_in_range": "off",
        "live": "on",
        "min_minutes": "10",
        "campaign": r"a\|b|c",
        "referrer": r"https://a.example/?x\=1&y|No referrer",
        "survey_answer": r"Exit: 1\=2\; or?=Yes|No",
    }


NO_COMPARISON = (
    "The parameter 'compare' should be one of before, period, median, picked, everybody, goal, or 'view-' and an id, "
    "but is not."
)

EVERYTHING = Choices(
    weights=Weights(1, 0, 0.5),
    rules=Rules(stayed_share=0.335, live=True, include_simlive=True),
    of_previous=True,
    by="question: Your role?",
    first=Group("company", "Acme: & Sons"),
    second=Stage("attended", "dropped"),
    mode="On-Demand",
    window=(1_700_000_000_000, 1_700_000_060_000),
    question="Exit: Why?",
    before="Pretest",
    after="Posttest",
    shared="Sure?",
    stretch_mode="Live",
    rate="live_conversion_rate",
    compare="median",
)


def test_every_choice_is_written() -> None:
    assert written(View(choices=EVERYTHING)) == {
        "weights": "100,0,50",
        "stayed_share": "0.335",
        "live_funnel": "on",
        "with_simlive": "on",
        "of_previous": "on",
        "by": "question: Your role?",
        "first": "group:company:Acme%3A %26 Sons",
        "second": "stage:attended:dropped",
        "session_type": "On-Demand",
        "stretch_type": "Live",
        "window": "1700000000000/1700000060000",
        "question": "Exit: Why?",
        "before": "Pretest",
        "after": "Posttest",
        "shared": "Sure?",
        "rate": "live_conversion_rate",
        "compare": "median",
    }
    assert written(View(choices=Choices(rules=Rules(stayed_minutes=12.5)))) == {"stayed_minutes": "12.5"}


def test_costs_are_in_no_address() -> None:
    assert written(View(choices=replace(EVERYTHING, costs={"Mail": 3.0}))) == written(View(choices=EVERYTHING))


def test_what_else_is_looked_at_is_written() -> None:
    view = View(
        page="funnel", events=("101", "file-1"), merged=True, zone="UTC", event="101", display={"show": "open"},
        cohorts=(Group("company", None),), columns={"registrants": ("email",), "people": ("x",)},
        cut=frozenset({"registrants"}), table="funnel", headers=("Stage", "Share"), language="de",
    )  # fmt: skip
    assert address.write(view) == [
        ("events", "101,file-1"), ("time_zone", "UTC"), ("merge", "on"), ("table", "funnel"), ("event", "101"),
        ("language", "de"), ("show", "open"), ("columns", "email"), ("cut", "on"), ("set", "group:company"),
        ("column", "Stage"), ("column", "Share"),
    ]  # fmt: skip


def test_what_is_as_usual_is_not_written() -> None:
    assert address.write(View()) == []


def test_a_page_names_what_people_named_by_keys() -> None:
    shown = dict(address.write(View(choices=EVERYTHING), keyed=True))
    assert shown["question"] == "~b2bbf2f0cf" or shown["question"].startswith("~")
    for name in ("by", "question", "before", "after", "shared"):
        assert len(shown[name]) == 11
        assert shown[name].startswith("~")
    assert shown["first"].startswith("group:company:~")
    assert "Acme" not in urlencode(shown)


# Read again


@PROFILE
@given(any_view())
def test_an_address_brings_back_everything_but_what_is_private(view: View) -> None:
    query = urlencode(address.write(view))
    found = address.read(parse_qsl(query, keep_blank_values=True))
    assert found.problems == ()
    assert found.unknown == ()
    assert found.view == replace(view, page="", filters=view.filters.shareable())


@PROFILE
@given(any_filters(), st.sampled_from(("@", "＠", "﹫", "%40", "%2540")), st.sampled_from(("campaigns", "companies")))
def test_no_address_of_anybody_is_written(filters: Filters, sign: str, field: str) -> None:
    somebody = f"joe{sign}x.com"
    values: dict[str, Any] = {name: getattr(filters, name) for name in filters.__dataclass_fields__}
    values[field] = (*values[field], somebody)
    values["registration_answers"] = (Choice("Role?", (somebody,)),)
    values["survey_answers"] = (Choice(somebody, ("Yes",)),)
    filters = Filters(**values)
    assert "joe" not in urlencode(address.write(View(filters=filters)))
    assert "campaigns with an e-mail address" in filters.private() or field != "campaigns"
    assert "registration answers with an e-mail address" in filters.private()
    assert "joe" not in " ".join(filters.private())


def test_what_is_left_out_is_said() -> None:
    filters = Filters(text="ann@x.com", companies=("a@b", "Acme"))
    assert written(View(filters=filters)) == {"company": "Acme"}
    assert filters.private() == ("the text searched for", "companies with an e-mail address")


@pytest.mark.parametrize(
    ("view", "private"),
    [
        (View(events=("file-1",), filters=Filters(companies=("Acme",))), False),
        (View(filters=Filters(text="acme")), True),
        (View(choices=Choices(costs={"Mail": 1.0})), True),
        (View(choices=Choices(question="Exit: write to a@b.example")), True),
        (View(choices=Choices(question="Exit: write to a%2540b.example")), True),
        (View(cohorts=(Group("company", "a＠b"),)), True),
    ],
)
def test_what_no_address_may_hold_is_known(view: View, private: bool) -> None:
    assert address.is_private(view) is private


def test_reversed_ranges_are_turned_round() -> None:
    found = read({"start": "2024-03-02", "end": "2024-03-01", "min_minutes": "9", "max_minutes": "1"})
    expected = Filters(start=date(2024, 3, 1), end=date(2024, 3, 2), min_minutes=1, max_minutes=9)
    assert (found.view.filters, found.problems) == (expected, ())


def test_event_ids_come_once_and_in_order() -> None:
    assert read({"events": "3, 1,,3,2 "}).view.events == ("3", "1", "2")


@pytest.mark.parametrize("text", ["2026-03-01T14:00Z/2026-03-01T16:00+01:00", "1772373600000/1772377200000"])
def test_a_stretch_of_time_can_be_written_by_people(text: str) -> None:
    assert read({"window": text}).view.choices.window == (1_772_373_600_000, 1_772_377_200_000)


# Left out, each alone


REFUSED = [
    ("start", "1.3.2024", "The parameter 'start' should be a date such as 2024-01-31, but is not."),
    ("end", "9999-01-01", "The parameter 'end' should be a date such as 2024-01-31, but is not."),
    ("live", "yes", "The parameter 'live' should be 'on' or 'off', but is not."),
    ("viewed_in_range", "On", "The parameter 'viewed_in_range' should be 'on' or 'off', but is not."),
    ("min_minutes", "-3", "The parameter 'min_minutes' should be a number of zero or more, but is not."),
    ("max_minutes", "inf", "The parameter 'max_minutes' should be a number of zero or more, but is not."),
    ("stayed_minutes", "nan", "The parameter 'stayed_minutes' should be a number of zero or more, but is not."),
    ("stayed_share", "1.01", "The parameter 'stayed_share' should be a share from 0 to 1 such as 0.5, but is not."),
    (
        "registration_answer",
        "Role?",
        "The parameter 'registration_answer' should read 'question=answer|answer', but does not.",
    ),
    (
        "survey_answer",
        "Exit=",
        "The parameter 'survey_answer' should name a question and an answer, but does not.",
    ),
    ("include_domain", "a b", "A domain filter holds something that is no domain; expected e.g. 'example.com'."),
    ("compare", "best", NO_COMPARISON),
    ("weights", "1,2", "The parameter 'weights' should be three weights such as '60,20,20', but is not."),
    ("weights", "1,2,-3", "The weight of 'survey' should be zero or more, but is -0.03."),
    ("with_simlive", "1", "The parameter 'with_simlive' should be 'on' or 'off', but is not."),
    ("session_type", "Dead", "A session type should be one of Live, On-Demand, SimLive, Other, but is 'Dead'."),
    ("stretch_type", "Dead", "A session type should be one of Live, On-Demand, SimLive, Other, but is 'Dead'."),
    ("window", "5/5", "The parameter 'window' should end after it begins, but does not."),
    ("window", "soon", "two instants with their offset, but does not."),
    ("window", "2026-03-01T14:00/2026-03-01T15:00", "two instants with their offset, but does not."),
    ("window", f"0/{'9' * 4000}", "two instants with their offset, but does not."),
    ("first", "nose:long", "'nose' cannot be read."),
    ("set", "nose:long", "'nose' cannot be read."),
    ("by", "colour", "The parameter 'by' cannot be read: 'colour' is nothing to break down by;"),
    ("rate", "speed", "The parameter 'rate' should be one of live_conversion_rate, "),
    ("time_zone", "localtime", "The parameter 'time_zone' should be an IANA name such as 'Europe/Berlin'"),
    ("language", "xx", "The parameter 'language' should be one of en, de, but is not."),
    ("merge", "yes", "The parameter 'merge' should be 'on' or 'off', but is not."),
]


@pytest.mark.parametrize(("name", "text", "why"), REFUSED)
def test_what_cannot_be_read_loses_itself_alone(name: str, text: str, why: str) -> None:
    others = {"company": "Acme", "stayed_minutes": "30", "time_zone": "UTC", "events": "1", "live": "on"}
    others.pop(name, None)
    others.pop("stayed_minutes" if name == "stayed_share" else "", None)
    found = read({**others, name: text})
    assert [problem.name for problem in found.problems] == [name]
    assert why in found.problems[0].why
    assert written(found.view) == others


@pytest.mark.parametrize(("name", "text", "why"), REFUSED)
def test_a_file_with_it_is_refused(name: str, text: str, why: str) -> None:
    with pytest.raises(FilterError) as caught:
        address.strict(read({"company": "Acme", name: text}))
    assert why in str(caught.value)


def test_a_file_with_an_unknown_parameter_is_refused() -> None:
    assert read({"compny": "Acme"}).view == View()
    with pytest.raises(FilterError) as caught:
        address.strict(read({"compny": "Acme"}))
    assert "Nothing is known of 'compny'." in str(caught.value)


@pytest.mark.parametrize(
    ("query", "kept", "left_out"),
    [
        ({"exclude_domain": "b.com", "include_domain": "a.com"}, {"include_domain": "a.com"}, "exclude_domain"),
        ({"stayed_minutes": "5", "stayed_share": "0.5"}, {"stayed_share": "0.5"}, "stayed_minutes"),
    ],
)
def test_of_two_that_contradict_each_other_one_loses_itself(
    query: dict[str, str], kept: dict[str, str], left_out: str
) -> None:
    found = read(query)
    assert written(found.view) == kept
    assert [problem.name for problem in found.problems] == [left_out]


def test_a_parameter_that_contradicts_itself_keeps_its_first_value() -> None:
    found = address.read([("live", "on"), ("live", "off"), ("set", "group:company"), ("set", "attended:live")])
    assert found.view.filters == Filters(live=True)
    assert len(found.view.cohorts) == 2
    assert found.problems == (
        address.Problem("live", "The parameter 'live' should be given once, but is given with several values."),
    )
    assert address.read([("live", "on"), ("live", "on")]).problems == ()


def test_a_reader_of_options_is_told_of_options() -> None:
    found = address.read([("min_minutes", "x")], label=lambda name: f"--{name.replace('_', '-')}")
    assert found.problems[0].why == "The parameter '--min-minutes' should be a number of zero or more, but is not."


@PROFILE
@given(st.lists(st.tuples(st.sampled_from(sorted(address.OURS)), st.text(max_size=20)), max_size=6))
def test_any_address_can_be_read(pairs: list[tuple[str, str]]) -> None:
    found = address.read(pairs)
    assert address.read(address.write(found.view)).view == replace(found.view, filters=found.view.filters.shareable())
