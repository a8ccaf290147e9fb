"""Registrants: who came, the list with its columns, and one person in full."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import polars as pl
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Multiselect

from tests.pages import small
from tests.pages.conftest import ACCOUNT, OpenPage, figures, links, tables, texts
from webcast.exports.csv import Mode
from webcast.ui.frame import session_keys, state
from webcast.ui.kit import person_words
from webcast.ui.kit import words as kit_words
from webcast.web.app_state import AppState


def chooser(page: AppTest) -> Multiselect[str]:
    """Return the choice of the list's columns."""
    (found,) = [each for each in page.main.multiselect if each.label == kit_words.COLUMNS]
    return found


def lists(page: AppTest) -> list[str]:
    """Return where the files of registrants are, without those of other tables."""
    return [link for link in links(page) if "table=" not in link]


def test_the_answer_names_the_companies(open_page: OpenPage) -> None:
    page = open_page("registrants", events="101", time_zone="UTC")
    assert not page.exception
    assert page.title[0].value == "Who came?"
    assert "3 of 5 registrants came; most of them from Acme (2) and Globex (1)." in texts(page)


def test_figures_carry_base_and_definition(open_page: OpenPage) -> None:
    page = open_page("registrants", events="101", time_zone="UTC", country="Germany")
    assert figures(page) == {"Registrants": "3", "Attendees": "2", "No-shows": "1", "Askers": "1"}
    assert "All registrants: 5" in texts(page)
    assert "67\u00a0% of 3 registrants" in texts(page)
    assert all(metric.help for metric in page.metric)


def test_the_list_holds_everybody_in_the_order_of_the_report(open_page: OpenPage) -> None:
    page = open_page("registrants", events="101", time_zone="Europe/Berlin")
    shown = tables(page.main)[0]
    assert shown["first_name"].to_list() == ["Ada", "Bo", "Cy", "Di", "<b>Ed</b>"]
    assert shown["watch_ms"].to_list() == [60, 30, 30, 0, 0]
    assert shown["registered_at"][0] == "2025-03-03T15:00:00"


def test_the_list_sorts_over_all_pages(open_page: OpenPage) -> None:
    page = open_page("registrants", events="101", time_zone="UTC")
    page.selectbox(key="wi-list-order").select("first_name").run()
    assert tables(page.main)[0]["first_name"].to_list() == ["<b>Ed</b>", "Ada", "Bo", "Cy", "Di"]
    page.toggle(key="wi-list-descending").set_value(True).run()
    assert tables(page.main)[0]["first_name"].to_list() == ["Di", "Cy", "Bo", "Ada", "<b>Ed</b>"]


def test_chosen_columns_are_in_the_list_and_in_the_address(open_page: OpenPage) -> None:
    page = open_page("registrants", events="101", time_zone="UTC")
    chooser(page).set_value(["email", "registration: Your role?"]).run()
    shown = tables(page.main)[0]
    assert list(shown.columns) == ["email", "registration: Your role?"]
    assert shown["registration: Your role?"].fill_null("").to_list() == ["Buyer", "", "", "", ""]
    assert page.session_state[state.MIRRORED]["columns"] == "email|registration: Your role?"


def test_an_address_brings_its_columns(open_page: OpenPage) -> None:
    page = open_page("registrants", events="101", time_zone="UTC", columns="company|survey: Feedback: Useful?")
    shown = tables(page.main)[0]
    assert shown["survey: Feedback: Useful?"].fill_null("").to_list() == ["", "Yes", "", "", ""]


def test_downloads_say_their_rows_and_take_the_filters(open_page: OpenPage) -> None:
    page = open_page("registrants", events="101", time_zone="UTC", country="Germany")
    assert "Download 3 registrants" in texts(page)
    assert lists(page)[:5] == [
        "/export.csv?events=101&time_zone=UTC&country=Germany&mode=spreadsheet",  # the button; then its menu
        "/export.csv?events=101&time_zone=UTC&country=Germany&mode=spreadsheet",
        "/export.csv?events=101&time_zone=UTC&country=Germany&mode=exact",
        "/export.xlsx?events=101&time_zone=UTC&country=Germany",
        "/export.parquet?events=101&time_zone=UTC&country=Germany",
    ]


def test_the_button_has_the_format_that_was_taken_last(open_page: OpenPage, app: AppState) -> None:
    app.last_formats.took("sid", "xlsx", Mode.SPREADSHEET)
    page = open_page("registrants", events="101", time_zone="UTC")
    assert "Download 5 registrants (Excel)" in texts(page)
    assert lists(page)[0] == "/export.xlsx?events=101&time_zone=UTC"


def test_a_file_can_hold_the_chosen_columns_alone(open_page: OpenPage) -> None:
    page = open_page(
        "registrants", events="101", time_zone="UTC", columns="company|watch_ms|registration: Your role?"
    )
    page.toggle(key="wi-only-columns-registrants").set_value(True).run()
    assert "5 registrants, 2 columns" in texts(page)
    assert "/export.csv?events=101&time_zone=UTC&column=Company&column=Your+role%3F&mode=spreadsheet" in lists(page)


def test_the_groups_of_the_chart_are_a_file_too(open_page: OpenPage) -> None:
    page = open_page("registrants", events="101", time_zone="UTC", country="Germany")
    for kind in ("csv", "xlsx", "parquet"):
        mode = "&mode=spreadsheet" if kind == "csv" else ""
        assert f"/export.{kind}?events=101&time_zone=UTC&table=groups&country=Germany&by=company{mode}" in links(page)


def opened(page: AppTest, place: int) -> AppTest:
    """Pick a row of the list, which opens the panel."""
    (list_,) = (element.proto.id for element in page.get("bidi_component") if "-wi-list-" in element.proto.id)
    page.session_state[session_keys.PICKED] = (list_[list_.index("wi-list-") :], place)
    page.run()
    assert not page.exception
    return page


def test_a_picked_row_opens_the_person_in_full(open_page: OpenPage) -> None:
    page = opened(open_page("registrants", events="101,102", time_zone="UTC"), 0)
    assert [element.proto.dialog.title for element in page.get("dialog")] == [person_words.ONE_PERSON]
    assert "Ada Example" in [header.value for header in page.header]
    said = texts(page)
    assert "Came to 2 of 2 events, 1 h each, asked twice." in said
    assert "/export.csv?events=101%2C102&time_zone=UTC&set=person%3A101%3A1&mode=spreadsheet" in links(page)


def test_a_person_is_shown_whole_whatever_the_filters(open_page: OpenPage) -> None:
    page = opened(open_page("registrants", events="101,102", time_zone="UTC", country="Germany", asked="on"), 0)
    assert "Came to 2 of 2 events, 1 h each, asked twice." in texts(page)
    assert [link for link in links(page) if "person" in link and ".csv" in link and "table=" not in link] == [
        "/export.csv?events=101%2C102&time_zone=UTC&set=person%3A101%3A1&mode=spreadsheet",
        "/export.csv?events=101%2C102&time_zone=UTC&set=person%3A101%3A1&mode=exact",
    ]


def line(page: AppTest) -> list[str]:
    """Return what the line of time says, a day or touch point each, without what isolates foreign text."""
    (found,) = [each.proto.body for each in page.get("html") if 'class="wi-line"' in each.proto.body]
    items = re.findall(r"<li[^>]*>(.*?)</li>", found)
    return [
        " ".join(part for part in re.split(r"[ \n]+", unescape(re.sub(r"<[^>]+>", " ", item))) if part)
        for item in items
    ]


def test_touch_points_stand_in_the_zone_of_the_page_by_day(open_page: OpenPage) -> None:
    page = opened(open_page("registrants", events="101,102", time_zone="Asia/Tokyo"), 1)
    assert line(page) == [
        "Mar 2, 2025",
        "11:00\u202fPM Registered Product launch",
        "Mar 4, 2025",
        "11:05\u202fPM Came live",
        "11:25\u202fPM Left after 20 min",
        "Answered 1 question of “Feedback”",
        "Mar 5, 2025",
        "11:00\u202fPM Watched again, 10 min",
        "Apr 1, 2025",
        "11:00\u202fPM Registered Webinar *playbook*",
        "Apr 3, 2025",
        "11:05\u202fPM Came live",
        "11:25\u202fPM Left after 20 min",
        "Answered 1 question of “Feedback”",
        "Apr 4, 2025",
        "11:00\u202fPM Watched again, 10 min",
    ]


def test_a_question_has_no_time_and_an_absence_that_of_the_start(open_page: OpenPage) -> None:
    page = open_page("registrants", events="101", time_zone="UTC")
    assert line(opened(page, 0))[-1] == "Asked “When does it ship?” Answer: In May."
    assert line(opened(page, 3))[-2:] == ["Mar 4, 2025", "2:00\u202fPM Did not attend"]


def test_a_score_is_three_bars_each_with_what_it_adds(open_page: OpenPage) -> None:
    page = opened(open_page("registrants", events="101", time_zone="UTC"), 1)
    (drawn,) = [each.proto.body for each in page.get("html") if 'class="wi-parts"' in each.proto.body]
    assert re.findall(r'<meter min="0" max="1" value="([\d.]+)" aria-label="([^"]+)">', unescape(drawn)) == [
        ("0.500", "Watch time: 50\u00a0% of the live event's length watched, 3.0 points (weight 60)"),
        ("0.000", "Questions: 0\u00a0% of 2 questions asked, 0.0 points (weight 20)"),
        ("1.000", "Surveys: 100\u00a0% of the survey questions answered, 2.0 points (weight 20)"),
    ]


def test_the_panel_leads_through_the_list_in_its_order(open_page: OpenPage) -> None:
    page = open_page("registrants", events="101", time_zone="UTC")
    page.selectbox(key="wi-list-order").select("first_name").run()
    opened(page, 0)  # the first by name
    assert "1 of 5" in texts(page)
    assert page.button(key="wi-person-before").disabled
    page.button(key="wi-person-after").click().run()
    assert page.session_state[session_keys.PERSON] == 0


def test_who_opted_out_is_said_and_only_where_a_report_tells(open_page: OpenPage, app: AppState) -> None:
    page = opened(open_page("registrants", events="101", time_zone="UTC"), 0)
    assert person_words.OPTED_OUT not in texts(page)
    report = small.report("101")
    told = report.registrants.with_columns(opted_out=pl.col("registrant") == 1)
    app.library.hold(ACCOUNT, "101", None, replace(report, registrants=told))
    page = opened(open_page("registrants", events="101", time_zone="UTC"), 0)
    assert person_words.OPTED_OUT in texts(page)
    assert person_words.OPTED_OUT not in texts(opened(page, 1))


def test_markup_in_a_name_stays_text(open_page: OpenPage) -> None:
    page = opened(open_page("registrants", events="101", time_zone="UTC"), 4)
    assert r"\<b\>Ed\</b\> Example" in [header.value for header in page.header]


def test_presets_say_how_many_and_open_their_people(open_page: OpenPage) -> None:
    page = open_page("registrants", events="101", time_zone="UTC")
    buttons = {button.label: button for button in page.main.button if str(button.key).startswith("wi-preset-")}
    assert list(buttons) == [
        "Attendees (3)",
        "No-shows (2)",
        "On-demand only (1)",
        "Hot leads (1)",
        "Askers (1)",
    ]
    said = [element.proto.body for element in page.main.get("html") if "wi-base" in element.proto.body]
    assert said[-2] == (
        '<p class="wi-base"><bdi>The attendees with the highest engagement scores: one in ten of those who have one, '
        "equal scores included.</bdi></p>"
    )
    page.button(key="wi-preset-no-shows").click().run()
    assert [element.proto.dialog.title for element in page.get("dialog")] == ["No\\-shows"]
    assert "/export.xlsx?events=101&time_zone=UTC&set=preset%3Ano-shows" in links(page)


def test_weights_in_the_address_decide_who_is_hot_and_travel_with_the_scores(open_page: OpenPage) -> None:
    page = open_page("registrants", events="101", time_zone="UTC", w_watch="100", w_questions="0", w_survey="0")
    assert "/export.xlsx?events=101&time_zone=UTC&table=scores&weights=100%2C0%2C0" in links(page)
    page.button(key="wi-preset-hot-leads").click().run()
    wanted = "/export.xlsx?events=101&time_zone=UTC&set=preset%3Ahot-leads%3Awatch%3D100%3Aquestions%3D0%3Asurvey%3D0"
    assert wanted in links(page)
