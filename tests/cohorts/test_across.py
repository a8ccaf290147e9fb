"""Sets of people across events: companies as the roll-up counts them, and who came how often."""

from __future__ import annotations

import pytest

from tests.exports import small
from webcast.analysis import people, rollups
from webcast.cohorts.across import ByCampaign, Came, Company
from webcast.cohorts.cohort import Cohort, parse
from webcast.errors import FilterError

SETS: list[tuple[Cohort, str, str]] = [
    (Company("example.com", "domain"), "company:domain:example.com", "Company by e-mail domain: “example.com”"),
    (Company("A: b", "named"), "company:named:A%3A b", "Company as named, without a company's e-mail: “A: b”"),
    (Company(None, "unknown"), "company:unknown", "No company known"),
    (Came(1), "came:1", "Came to 1 event"),
    (Came(2, or_more=True), "came:2+", "Came to 2 events or more"),
    (ByCampaign(), "campaigns", "Registered by a campaign"),
]


@pytest.mark.parametrize(("people_set", "text", "words"), SETS)
def test_a_set_is_its_text_and_its_words(people_set: Cohort, text: str, words: str) -> None:
    assert people_set.to_text() == text
    assert parse(text) == people_set
    assert people_set.describe() == words


@pytest.mark.parametrize(
    "text",
    ["company:planet:Mars", "company:domain", "company:unknown:x", "came:0", "came:often", "campaigns:x"],
)
def test_a_text_that_is_none_says_so(text: str) -> None:
    with pytest.raises(FilterError):
        parse(text)


def test_the_people_of_a_company_are_those_that_the_roll_up_counts() -> None:
    audience = small.audience()
    for row in rollups.companies(audience).iter_rows(named=True):
        assert Company(row["company"], row["kind"]).apply(audience).count == row["registrants"]


def test_who_came_how_often_adds_up() -> None:
    audience = small.audience()
    counted = people.times_attended(audience)
    assert counted.to_dicts() == [{"times": 1, "persons": 1}]
    assert Came(1).apply(audience).people == 1
    assert Came(2, or_more=True).apply(audience).count == 0
    assert Came(1, or_more=True).apply(audience).members["first_name"].to_list() == ["Ann", "Ann"]
