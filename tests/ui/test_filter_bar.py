"""Chips and ranges: what the bar makes of filters, and of what its widgets give."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from webcast.ui.frame.filter_bar import normal_range
from webcast.ui.frame.filter_chips import chips
from webcast.view.answer_choice import Choice
from webcast.view.filters import Filters

EVERYTHING = Filters(
    start=date(2025, 1, 1),
    end=date(2025, 3, 31),
    viewed_in_range=False,
    campaigns=("mail",),
    referrers=("https://a.example/", "No referrer"),
    exclude_domains=("acme.example",),
    asked_question=True,
    answered_survey=True,
    answered_check=True,
    not_opted_out=True,
    no_shows=True,
    live=True,
    on_demand=True,
    simlive=True,
    min_minutes=5,
    companies=("Acme", "Globex"),
    countries=("Germany",),
    registration_answers=(Choice("Role?", ("Buyer",)), Choice("Size?", ("1–10",))),
    survey_answers=(Choice("Feedback: Useful?", ("Yes",)),),
    text="ada",
)


def test_every_filter_has_a_chip_that_says_it() -> None:
    assert [chip.label for chip in chips(EVERYTHING)] == [
        "Registered from Jan 1, 2025 to Mar 31, 2025",
        "Campaign mail",
        "Referrer https://a.example/ or (none)",
        "E-mail not at acme.example",
        "Asked a question",
        "Answered a survey",
        "Answered an attendance check",
        "Did not attend",
        "Came live",
        "Watched on demand",
        "Watched SimLive",
        "Did not opt out",
        "Watched at least 5 min",
        "Company Acme or Globex",
        "Country Germany",
        "Name, e-mail, company or title contains “ada”",
        "“Role?” is “Buyer”",
        "“Size?” is “1–10”",
        "“Feedback: Useful?” is “Yes”",
    ]


def test_taking_every_chip_away_leaves_nothing() -> None:
    filters = EVERYTHING
    while found := chips(filters):
        filters = found[0].without
    assert filters == Filters()


def test_a_chip_takes_away_its_filter_alone() -> None:
    chip = next(chip for chip in chips(EVERYTHING) if chip.label == "“Role?” is “Buyer”")
    without = chip.without
    assert (chip.field, chip.question) == ("registration_answers", "Role?")
    assert chip.alone == Filters(registration_answers=(Choice("Role?", ("Buyer",)),))
    assert without.registration_answers == (Choice("Size?", ("1–10",)),)
    assert len(chips(without)) == len(chips(EVERYTHING)) - 1


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((), (None, None)),
        (None, (None, None)),
        ((date(2025, 1, 2),), (date(2025, 1, 2), None)),
        ((date(2025, 1, 2), date(2025, 1, 9)), (date(2025, 1, 2), date(2025, 1, 9))),
        ((date(2025, 1, 9), date(2025, 1, 2)), (date(2025, 1, 2), date(2025, 1, 9))),
        (date(2025, 1, 2), (date(2025, 1, 2), None)),
    ],
)
def test_ranges_are_put_in_order(given: Any, expected: tuple[date | None, date | None]) -> None:
    assert normal_range(given) == expected
