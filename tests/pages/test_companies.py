"""Companies: which came, how they rank by score with weights of one's own, and the people of each."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import OpenPage, figures, links, tables, texts
from webcast.ui.frame import session_keys


def test_the_answer_counts_companies_and_names_the_leading(open_page: OpenPage) -> None:
    page = open_page("companies", events="101", time_zone="UTC")
    assert not page.exception
    assert page.title[0].value == "Which companies came?"
    assert "2 of 2 companies came; most attendees are from Acme (2) and Globex (1)." in texts(page)


def test_figures_carry_base_and_definition(open_page: OpenPage) -> None:
    page = open_page("companies", events="101", time_zone="UTC")
    assert figures(page) == {
        "Companies": "2",
        "Companies that came": "2",
        "From the top five": "100\u00a0%",
        "No company known": "20\u00a0%",
    }
    assert "Median company: 75\u00a0%" in texts(page)
    assert all(metric.help for metric in page.metric)


def test_the_table_holds_every_company_and_those_unknown(open_page: OpenPage) -> None:
    page = open_page("companies", events="101", time_zone="UTC")
    shown = tables(page.main)[0]
    assert shown["company"].to_list() == ["acme.example", "globex.example", "No company known"]
    assert shown["attendees"].to_list() == [2, 1, 0]
    assert "2 companies; the last row is everybody whose company is not known" in [c.value for c in page.caption]
    assert shown["kind"].to_list() == ["E-mail domain", "E-mail domain", "Nothing"]


def test_weights_in_the_address_change_the_scores(open_page: OpenPage) -> None:
    # Ada watched all 60 minutes and asked one of two questions, Bo watched 30 and answered the only survey question.
    usual = tables(open_page("companies", events="101", time_zone="UTC"))[0]
    assert usual["mean_score"].to_list() == [6.0, 1.5, 0.0]
    watch = tables(open_page("companies", events="101", time_zone="UTC", w_questions="0", w_survey="0"))[0]
    assert watch["mean_score"].to_list() == [7.5, 2.5, 0.0]


def open_weights(page: AppTest) -> None:
    page.session_state[session_keys.WEIGHTS] = True
    page.run()


def test_weights_go_back_to_the_usual_ones(open_page: OpenPage) -> None:
    page = open_page("companies", events="101", time_zone="UTC", w_survey="50")
    assert not page.number_input
    open_weights(page)
    assert [number.value for number in page.number_input if number.label == "Surveys"] == [50]
    page.button(key="wi-weights-reset").click().run()
    open_weights(page)
    assert [number.value for number in page.number_input if number.label == "Surveys"] == [20]
    assert "w_survey" not in page.query_params


def test_a_click_opens_the_people_with_their_file(open_page: OpenPage) -> None:
    page = open_page("companies", events="101", time_zone="UTC")
    page.session_state[session_keys.CLICKED] = ("wi-companies", ["company", "acme.example", "domain"])
    page.run()
    assert "2 registrants" in texts(page)
    assert any("set=company%3Adomain%3Aacme.example" in link for link in links(page))


def test_a_row_opens_those_without_a_company(open_page: OpenPage) -> None:
    page = open_page("companies", events="101", time_zone="UTC")
    page.session_state[session_keys.PICKED] = ("wi-company-rows-3", 2)
    page.run()
    assert "1 registrant" in texts(page)
    assert any("set=company%3Aunknown" in link for link in links(page))
