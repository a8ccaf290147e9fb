"""A view as options of the command line, which ask for the same."""

from __future__ import annotations

from datetime import date

from webcast.analysis.stages import Rules
from webcast.cohorts.cohort import Group
from webcast.view import command
from webcast.view.answer_choice import Choice
from webcast.view.choices import Choices
from webcast.view.filters import Filters
from webcast.view.record import View


def test_options_are_named_as_parameters() -> None:
    view = View(
        events=("101", "102"),
        merged=True,
        zone="Europe/Berlin",
        event="101",
        filters=Filters(
            start=date(2024, 3, 1),
            viewed_in_range=False,
            live=True,
            include_domains=("a.com", "b.com"),
            companies=("A|b", "ann@x.com"),
            survey_answers=(Choice("Exit: 1=1?", ("Yes", "No")),),
            text="ann@x.com",
        ),
        cohorts=(Group("company", "Acme"),),
        choices=Choices(rules=Rules(stayed_share=0.335, live=True), by="question: Role?", question="Exit: Why?"),
        display={"show": "open"},
        columns={"registrants": ("email",)},
    )
    assert command.write(view) == [
        "101", "102", "--time-zone=Europe/Berlin", "--merge", "--event=101",
        "--start=2024-03-01", "--viewed-in-range=off", "--live",
        "--stayed-share=0.335", "--live-funnel", "--by=question: Role?", "--question=Exit: Why?",
        "--include-domain=a.com", "--include-domain=b.com", "--company=A|b", "--company=ann@x.com",
        "--survey-answer=Exit: 1=1?=Yes", "--survey-answer=Exit: 1=1?=No", "--text=ann@x.com",
        "--set=group:company:Acme",
    ]  # fmt: skip
