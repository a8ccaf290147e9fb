"""What a masked report still holds, by hand; and every figure of random ones is the figure of the report itself."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest

from tests.analysis.reports import Rolled, audience_of, report_of, tables
from tests.cases import cases
from webcast.analysis import attendance, dimensions, masking, rollups, summary
from webcast.analysis.audience import Audience
from webcast.analysis.score import Weights
from webcast.errors import WebcastError
from webcast.exports import listings
from webcast.presentation import measures
from webcast.presentation.named import companies_shown
from webcast.view.answer_choice import Choice
from webcast.view.filters import Filters
from webcast.view.ours import Ours

KEY = b"k" * 32

BY_GROUPS = frozenset({"companies", "groups", "funnel-groups", "cross-tab", "segments"})
"""Tables whose rows are groups of a field: small ones are one row there."""


def people() -> list[dict[str, Any]]:
    """Six of Acme, five of whom answer alike, one of a company of her own, two of free mail, one without address."""
    acme: list[dict[str, Any]] = [
        {"email": f"person{n}@mail.acme.com", "company": "Acme" if n else " ACME ", "country": "Chile"}
        for n in range(6)
    ]
    others: list[dict[str, Any]] = [
        {"email": "lone@tinyfirm.com", "company": "Tiny Firm", "country": "Malta"},
        {"email": "free1@gmail.com", "company": "Freelance One", "country": "Chile"},
        {"email": "free2@gmail.com", "company": "Acme", "country": "Chile"},
        {"email": None, "company": "Nobody Knows", "country": None},
    ]
    return [
        {
            "event_id": "1", "registrant": n, "registered_at": datetime(2025, 3, 1, tzinfo=UTC),
            "first_name": f"First{n}", "last_name": f"Last{n}", "title": f"Job{n}", "address1": f"Street{n}",
            "address2": f"Floor{n}", "city": f"City{n}", "state": f"State{n}", "postal_code": f"Post{n}",
            "phone": f"Phone{n}", "mobile": f"Mobile{n}", "fax": f"Fax{n}",
            "campaign": "spring" if n < 9 else "for-someone@somewhere.com", "referrer": f"https://site.com/{n}",
            "email_key": person["email"], **person,
        }
        for n, person in enumerate([*acme, *others])
    ]  # fmt: skip


def found() -> dict[str, list[dict[str, Any]]]:
    answers = [
        {
            "event_id": "1",
            "registrant": n,
            "question_id": "r1",
            "answer": "Buyer" if n < 5 else f"Buyer|Own words {n}",
        }
        for n in range(7)
    ]
    return {
        "event": [
            {"event_id": "1", "title": "Launch", "creator": "Carla Creator", "format": "json", "has_sessions": True}
        ],
        "registrants": people(),
        "registration_questions": [{"event_id": "1", "question_id": "r1", "text": "Your role?", "position": 1}],
        "registration_answers": answers,
    }


@pytest.fixture
def whole() -> Audience:
    return audience_of(found())


@pytest.fixture
def masked(whole: Audience) -> Audience:
    return Audience.of(*masking.masked(whole.report, KEY))


def test_nothing_of_who_somebody_is_is_in_it(masked: Audience) -> None:
    held = json.dumps({name: frame.to_dicts() for name, frame in masked.report.tables().items()}, default=str)
    for word in (
        "First", "Last", "Job", "Street", "Floor", "City", "State", "Post", "Phone", "Mobile", "Fax", "person0",
        "lone", "tinyfirm", "Tiny Firm", "free1", "Freelance", "Nobody Knows", "Malta", "Own words", "Carla",
        "someone", "site.com",
    ):  # fmt: skip
        assert word not in held, word
    members = masked.members
    assert members.select(masking._GONE).null_count().row(0) == (10,) * 12


def test_what_five_share_stays_and_what_four_share_does_not(masked: Audience) -> None:
    assert masked.members["country"].to_list()[:2] == ["Chile", "Chile"]
    assert masked.values("domain").to_list()[-2:] == ["acme.com", "gmail.com"]
    assert masked.registration_choices("Your role?")["answer"].to_list().count("Buyer") == 7
    four = found()
    four["registrants"] = four["registrants"][2:]
    few = Audience.of(*masking.masked(report_of(four), KEY))
    assert "acme.com" not in few.values("domain").to_list()
    assert "Acme" not in few.values("company").to_list()


def test_a_company_of_free_mail_is_not_in_it_even_where_others_of_it_are(masked: Audience) -> None:
    companies = masked.members["company"].to_list()
    assert companies[:2] == [" ACME ", "Acme"]
    assert companies[8].startswith(masking.SIGN)


def test_how_many_there_are_stays_right(whole: Audience, masked: Audience) -> None:
    assert (masked.people, masked.count) == (10, 10)
    for column in ("domain", "company", "country", "referrer", "campaign"):
        assert masked.values(column).len() >= whole.values(column).len(), column
    assert measures.companies(rollups.companies(masked)) == measures.companies(rollups.companies(whole))


def test_small_groups_are_one_where_they_are_shown(masked: Audience) -> None:
    groups = dimensions.values(masked, "country")
    assert groups.rows() == [("Chile", 8), ("Groups of fewer than 5 people", 1), (None, 1)]
    shown = companies_shown(masked, Weights()).select("label", "kind", "persons").rows()
    assert shown == [("Acme", "domain", 6), ("Groups of fewer than 5 people", "small", 4)]
    assert rollups.company_members(masked, "Groups of fewer than 5 people", "small").count == 4


def test_a_filter_that_leaves_few_of_a_group_folds_it(masked: Audience) -> None:
    few = masked.where(pl.col("registrant") < 4)
    assert dimensions.values(few, "domain").rows() == [("Groups of fewer than 5 people", 4)]
    assert dimensions.values(masked.where(pl.col("registrant") < 5), "domain").rows() == [("acme.com", 5)]
    assert attendance.by_group(few, "company")["group"].to_list() == ["Groups of fewer than 5 people"]


def test_nobody_can_be_asked_for_by_what_is_not_shown(masked: Audience) -> None:
    for filters in (
        Filters(text="First0"), Filters(text="lone"), Filters(companies=("Tiny Firm",)),
        Filters(countries=("Malta",)),
        Filters(include_domains=("tinyfirm.com",)), Filters(referrers=("https://site.com/1",)),
        Filters(registration_answers=(Choice("Your role?", ("Own words 6",)),)),
    ):  # fmt: skip
        assert filters.apply(masked).count == 0, filters


def test_our_company_is_left_out_of_both_alike(whole: Audience, masked: Audience) -> None:
    ours = Ours(domains=("tinyfirm.com", "mail.acme.com"), addresses=("free1@gmail.com",))
    filters = Filters(without_ours=True).knowing(lambda: ours)
    assert filters.apply(masked).count == filters.apply(whole).count == 2
    assert filters.notes(masked) == filters.notes(whole) == ("8 of ours left out.",)


def test_another_key_says_something_else_of_everybody(whole: Audience, masked: Audience) -> None:
    other = Audience.of(*masking.masked(whole.report, b"q" * 32))
    mine, theirs = masked.members["email_key"].drop_nulls(), other.members["email_key"].drop_nulls()
    assert not set(mine) & set(theirs)
    assert set(mine) == set(Audience.of(*masking.masked(whole.report, KEY)).members["email_key"].drop_nulls())


def _said(audience: Audience, table: str) -> object:
    try:
        made = listings.table(table, audience, "Europe/Berlin")
    except WebcastError as exc:
        return str(exc)
    return [part.to_dicts() for part in made.slices()]


@pytest.mark.parametrize("seed", range(cases(5, 12)))
def test_every_figure_of_a_random_report_is_that_of_the_report(seed: int) -> None:
    report = report_of(tables(Rolled(random.Random(seed)), most_registrants=12))  # noqa: S311 - reports, no secrets
    whole, hidden = Audience.of(report), Audience.of(*masking.masked(report, KEY))
    assert summary.overall(hidden) == summary.overall(whole)
    for name in listings.NAMES:
        if name not in listings.OF_PEOPLE | BY_GROUPS:
            assert _said(hidden, name) == _said(whole, name), name
    for measured in (measures.COMPANIES, measures.CAMPAIGNS):
        assert measured.together(hidden) == measured.together(whole)
