"""What Surveys, Companies and Campaigns compare, of two events with literal people: together and event by event."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from tests.pages import small
from webcast.analysis import rollups
from webcast.analysis.audience import Audience
from webcast.analysis.by_event import Measured
from webcast.analysis.score import Weights
from webcast.charts.theme import LIGHT
from webcast.exports.listings import table
from webcast.presentation import across, asked_question, measures, named, voices
from webcast.presentation.asked_question import Question
from webcast.presentation.prepared import Plain
from webcast.reports.report import stack
from webcast.view.choices import Choices
from webcast.view.comparison import Beside

CAMPAIGNS: dict[str, list[str | None]] = {"101": ["mail", "mail", "ads", None, None], "102": ["mail", "ads"]}
ACME, GLOBEX = ("acme.example", "domain"), ("globex.example", "domain")


@pytest.fixture(scope="module")
def both() -> Audience:
    """Two events: five people, three of whom came, and two, who both came. Bo answers both surveys."""
    found = []
    for event, campaigns in CAMPAIGNS.items():
        made = small.report(event, people=len(campaigns))
        names = pl.Series("campaign", campaigns, dtype=pl.String)
        found.append(replace(made, registrants=made.registrants.with_columns(names)))
    return Audience.of(stack(found))


def per_event(measured: Measured, audience: Audience) -> list[dict[str, object]]:
    return measured.by_event(audience).to_dicts()


def test_companies(both: Audience) -> None:
    # Acme and Globex, and Di, of whom nobody knows the company. Of four attendances Acme has four, Globex one.
    assert measures.COMPANIES.together(both) == {
        "companies": 2, "came_companies": 2, "top_five": 1.0, "unknown_company": 1 / 7,
    }  # fmt: skip
    assert per_event(measures.COMPANIES, both) == [
        {"event_id": "101", "companies": 2, "came_companies": 2, "top_five": 1.0, "unknown_company": 0.2},
        {"event_id": "102", "companies": 1, "came_companies": 1, "top_five": 1.0, "unknown_company": 0.0},
    ]


def test_who_came_from_a_company_and_from_one_that_nobody_came_from(both: Audience) -> None:
    measured = measures.ranked("attendees", [GLOBEX, ACME, ("nobody.example", "domain")], Weights())
    names = [measures.company(*one, "attendees") for one in (GLOBEX, ACME, ("nobody.example", "domain"))]
    assert [measured.together(both)[name] for name in names] == [1, 4, 0]
    assert [[row[name] for name in names] for row in per_event(measured, both)] == [[1, 2, 0], [0, 2, 0]]
    scored = measures.ranked("mean_score", [("nobody.example", "domain")], Weights())
    assert list(scored.together(both).values()) == [None]


def test_campaigns(both: Audience) -> None:
    # By mail three, who all came; by ads Cy and Bo, who came; of five attendances all by a campaign.
    assert measures.CAMPAIGNS.together(both) == {"campaigns": 2, "brought": 1.0, "best_rate": 1.0}
    assert per_event(measures.CAMPAIGNS, both) == [
        {"event_id": "101", "campaigns": 2, "brought": 1.0, "best_rate": 1.0},
        {"event_id": "102", "campaigns": 2, "brought": 1.0, "best_rate": 1.0},
    ]


def campaigns(told: int) -> pl.DataFrame:
    rows = [("mail", told, 5, told, 5 / told), (None, 50, 10, 50, 0.2), ("none told", 30, None, 0, None)]
    columns = ["campaign", "registrants", "attendees", "told", "attendance_rate"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def test_of_fewer_than_twenty_a_campaign_has_no_rate_to_mark(monkeypatch: pytest.MonkeyPatch, both: Audience) -> None:
    monkeypatch.setattr(rollups, "campaigns", lambda _: campaigns(20))
    assert measures.CAMPAIGN_RATES.together(both) == {"campaign:mail": 0.25, "no campaign": 0.2}
    monkeypatch.setattr(rollups, "campaigns", lambda _: campaigns(19))
    assert measures.CAMPAIGN_RATES.together(both) == {"no campaign": 0.2}
    # Five and two registrants are few, event by event.
    assert per_event(measures.CAMPAIGN_RATES, both) == [{"event_id": "101"}, {"event_id": "102"}]


def test_a_campaign_is_marked_where_so_many_came_as_elsewhere_by_its_rate() -> None:
    frame = named.campaigns(campaigns(20))
    beside = Beside("the event before", {"campaign:mail": 0.5, "no campaign": 0.1})
    figure = across.campaigns(frame, Plain("UTC"), beside).figure()
    assert list(figure.data[-1].x) == [10.0, 10.0, None, 5.0, 5.0, None]
    assert figure.data[-1].line.color == LIGHT.comparison
    assert figure.layout.annotations[-1].text.replace("<br>", " ") == (
        "Registrants: attended, and registered only (faint); upright mark: attended, the event before"
    )
    assert len(across.campaigns(frame, Plain("UTC")).figure().data) == len(figure.data) - 1


def test_a_company_is_marked_where_it_was_and_the_axis_reaches_as_far(both: Audience) -> None:
    frame = named.companies(rollups.companies(both))
    beside = Beside(
        "“Acme”", {measures.company(*ACME, "registrants"): 9, measures.company(*ACME, "watch_ms"): 7_200_000}
    )
    figure = across.companies(across.by_rank(frame, "registrants"), Plain("UTC"), "registrants", beside).figure()
    assert list(figure.data[-1].x) == [9, 9, None]
    assert list(figure.layout.xaxis.range) == [0, 9]
    assert "upright mark: registered, “Acme”" in figure.layout.annotations[-1].text.replace("<br>", " ")
    watched = across.companies(across.by_rank(frame, "watch_ms"), Plain("UTC"), "watch_ms", beside).figure()
    assert list(watched.data[-1].x) == [2, 2, None]
    assert watched.layout.annotations[-1].text == "Hours watched; upright mark: “Acme”"


@pytest.fixture(scope="module")
def useful(both: Audience) -> Question:
    found = asked_question.find(both, "Feedback: Useful?")
    assert found is not None
    return found


def test_a_question_that_bo_answered_twice(both: Audience, useful: Question) -> None:
    assert measures.survey(useful).together(both) == {"asked": 1, "respondents": 2, "response_rate": 0.4, "top": 1.0}
    assert per_event(measures.survey(useful), both) == [
        {"event_id": "101", "asked": 1, "respondents": 1, "response_rate": 1 / 3, "top": 1.0},
        {"event_id": "102", "asked": 1, "respondents": 1, "response_rate": 0.5, "top": 1.0},
    ]
    assert measures.answers(useful).together(both) == {"answer:Yes": 1.0}
    assert per_event(measures.answers(useful), both) == [
        {"event_id": "101", "answer:Yes": 1.0},
        {"event_id": "102", "answer:Yes": 1.0},
    ]


def test_a_question_that_was_not_asked_or_that_nobody_answered(both: Audience, useful: Question) -> None:
    row = {**useful.row, "survey": "Other", "label": "Other: Useful?"}
    assert measures.survey(replace(useful, row=row)).together(both) == {}
    assert measures.answers(replace(useful, row=row)).together(both) == {}
    nobody = both.where(pl.lit(value=False))
    assert measures.survey(useful).together(nobody) == {"asked": 1, "respondents": 0, "response_rate": None}


def test_answers_are_marked_by_their_share_and_numbers_outlined(both: Audience, useful: Question) -> None:
    beside = Beside("the event before", {"answer:Yes": 0.25, "answer:7": 0.5})
    figure = voices.answers(useful, Plain("UTC"), beside).figure()
    assert list(figure.data[-1].x) == [0.5, 0.5, None]
    assert figure.layout.annotations[-1].text == "Respondents, of 2; upright mark: the event before"
    responses = both.report.survey_responses.with_columns(answer=pl.Series(["7", "8"]))
    scale = Audience.of(replace(both.report, survey_responses=responses))
    asked = asked_question.find(scale, "Feedback: Useful?")
    assert asked is not None
    outlined = voices.answers(asked, Plain("UTC"), beside).figure()
    assert list(outlined.data[-1].y) == [1.0 if n == 7 else None for n in range(11)]
    assert outlined.data[-1].marker.line.color == LIGHT.comparison
    assert outlined.layout.xaxis.title.text == "Answer; outlined: the event before"
    assert measures.survey(asked).together(scale) == {
        "asked": 1,
        "respondents": 2,
        "response_rate": 0.4,
        "mean": 7.5,
        "nps": 0.0,
    }
    assert [(row["mean"], row["nps"]) for row in per_event(measures.survey(asked), scale)] == [(7.0, 0.0), (8.0, 0.0)]


def test_the_file_of_key_figures_has_those_of_all_pages(both: Audience) -> None:
    beside = Beside("the event before", {"companies": 1, "top": 0.5, "questions": 2})
    found = table("key-figures", both, "UTC", choices=Choices(beside=beside)).frame()
    rows = dict(zip(found["Figure"], found.select("Unit", "Value", "Its Value", "Difference").rows(), strict=True))
    assert rows["Companies"] == ("count", 2.0, 1.0, 1.0)
    assert rows["Questions"] == ("count", 2.0, 2.0, 0.0)
    assert rows["Best attendance"] == ("share", 1.0, None, None)
    assert rows["Top answer: Feedback: Useful?"] == ("share", 1.0, 0.5, 0.5)
    assert len(rows) == 18
