"""Campaigns: who they brought, what each attendee cost, and costs typed in or opened."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import small
from tests.pages.conftest import ACCOUNT, OpenPage, address, figures, links, look, looking, tables, texts
from webcast.ui.across import campaigns
from webcast.ui.across import words as across_words
from webcast.ui.frame import session_keys
from webcast.view.choices import Choices
from webcast.web.app_state import AppState


@pytest.fixture
def page(app: AppState, open_page: OpenPage) -> AppTest:
    """Ada, Bo and Di came by the newsletter, Cy by a partner, Ed by none."""
    whole = small.report("101")
    tracks = pl.Series(["Newsletter", "Newsletter", "Partner", "Newsletter", None])
    report = replace(whole, registrants=whole.registrants.with_columns(campaign=tracks))
    app.library.hold(ACCOUNT, "101", None, report)
    return open_page("campaigns", events="101", time_zone="UTC")


def test_the_answer_names_who_brought_most(page: AppTest) -> None:
    assert not page.exception
    assert page.title[0].value == "Which campaigns brought people who came?"
    assert "2 of 2 campaigns brought people who came; the largest, “Newsletter”, 2 attendees." in texts(page)


def test_figures_carry_base_and_definition(page: AppTest) -> None:
    assert figures(page) == {
        "Campaigns": "2",
        "Brought by campaigns": "100\u00a0%",
        "Best attendance": "100\u00a0%",
        "Cost per attendee": "–",
    }
    assert "“Partner”, of 1" in texts(page)
    assert all(metric.help for metric in page.metric)


def test_costs_give_the_cost_of_an_attendee(page: AppTest) -> None:
    look(page, choices=Choices(costs={"Newsletter": 300.0, "Partner": 50.0}))
    page.run()
    assert "“Partner” cost least for each attendee: 50.00." in texts(page)
    assert figures(page)["Cost per attendee"] == "116.67"
    shown = tables(page.main)[0]
    assert shown["cost_per_attendee"].to_list()[:2] == [150.0, 50.0]
    assert shown["cost_per_registrant"].to_list()[:2] == [100.0, 50.0]
    assert not any("300" in link for link in links(page))
    page.button(key="wi-clear-costs").click().run()
    assert figures(page)["Cost per attendee"] == "–"


def test_costs_come_from_a_file(page: AppTest) -> None:
    page.file_uploader[0].upload("costs.csv", b"campaign;cost\nNewsletter;1.200,50\nElsewhere;10\n", "text/csv").run()
    assert looking(page).choices.costs == {"Newsletter": 1200.5, "Elsewhere": 10.0}
    assert page.main.text[-1].value == "Costs of 2 campaigns read; 1 of them not in these events."


def test_a_file_that_is_none_says_what_it_should_be(page: AppTest) -> None:
    page.file_uploader[0].upload("costs.csv", b"a,b\n1,2\n", "text/csv").run()
    assert page.main.text[-1].value.startswith("The first line of a file of costs should name the columns")
    assert looking(page).choices.costs == {}


def test_a_click_opens_the_people_with_their_file(page: AppTest) -> None:
    page.session_state[session_keys.CLICKED] = ("wi-campaigns-attendees", ["campaign", "Newsletter"])
    page.run()
    assert "3 registrants" in texts(page)
    assert any("set=group%3Acampaign%3ANewsletter" in link for link in links(page))
    assert any("set=campaigns&" in link for link in links(page))


def test_without_campaigns_the_page_says_what_one_is(open_page: OpenPage) -> None:
    page = open_page("campaigns", events="101", time_zone="UTC")
    assert [header.value for header in page.header] == [across_words.NO_CAMPAIGNS_TITLE]


def test_the_choice_of_bars_is_in_the_address(page: AppTest) -> None:
    look(page, choices=Choices(costs={"Newsletter": 300.0}))
    page.run()
    page.segmented_control(key="wi-option-show").set_value("cost").run()
    assert not page.exception
    assert address(page, "show") == "cost"


def test_a_typed_cell_sets_a_cost_and_an_emptied_one_takes_it_away() -> None:
    costs = {"Mail": 5.0, "Elsewhere": 7.0}
    assert campaigns.typed(costs, ["Fair", "Mail"], {0: {"cost": 12}}) == {
        "Mail": 5.0,
        "Elsewhere": 7.0,
        "Fair": 12.0,
    }
    assert campaigns.typed(costs, ["Fair", "Mail"], {1: {"cost": None}}) == {"Elsewhere": 7.0}
    assert costs == {"Mail": 5.0, "Elsewhere": 7.0}
