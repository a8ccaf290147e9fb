"""The choice of columns: one component for every table, remembered for the account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Multiselect

from tests.pages import small
from tests.pages.conftest import ACCOUNT, OpenPage, address, links, look, tables
from webcast.errors import LibraryError
from webcast.exports.listings import EVENTS, LISTINGS
from webcast.ui.kit import column_chooser, people_columns
from webcast.ui.kit import words as kit_words
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor


def chooser(page: AppTest, table: str) -> Multiselect[str]:
    (found,) = [each for each in page.multiselect if str(each.key).startswith(f"wi-columns-{table}-")]
    return found


def headers(page: AppTest, place: int = -1) -> list[str]:
    return tables(page.main)[place].columns


def pick(page: AppTest, table: str, names: Sequence[str]) -> AppTest:
    chooser(page, table).set_value(list(names)).run()
    assert not page.exception
    return page


def file_of(page: AppTest, table: str) -> str:
    return next(link for link in links(page) if link.startswith("/export.csv") and f"table={table}" in link)


class Case(NamedTuple):
    """A table, some of its columns, and what the address of its file says of them."""

    page: str
    table: str
    columns: tuple[str, ...]
    headers: str


CASES = (
    Case("companies", column_chooser.COMPANIES, ("attendees", "company"), "column=Attendees&column=Company"),
    Case(
        "campaigns",
        column_chooser.CAMPAIGNS,
        ("label", "mean_score"),
        "column=Campaign+ID&column=Mean+Engagement+Score",
    ),
    Case("portfolio", column_chooser.EVENTS, ("title", "at"), "column=Event+Title&column=Live+Start"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.page)
def test_each_table_shows_the_chosen_columns_and_remembers_them(
    open_page: OpenPage, app: AppState, case: Case
) -> None:
    table, names = case.table, case.columns
    with_campaigns(app)
    page = open_page(case.page, events="101,102", time_zone="UTC")
    usual = shown_in(page, table)
    pick(page, table, names)
    assert shown_in(page, table) == list(names)
    assert "column=" not in file_of(page, table)
    page.toggle(key=f"wi-only-columns-{table}").set_value(True).run()
    assert case.headers in file_of(page, table)
    assert address(page, "columns") is None
    # In the next session, in another browser.
    again = open_page(case.page, events="101,102", time_zone="UTC")
    assert shown_in(again, table) == list(names)
    assert "column=" not in file_of(again, table)
    again.button(key=f"wi-usual-{table}").click().run()
    assert shown_in(again, table) == usual
    assert app.library.columns.of(ACCOUNT) == {}
    assert shown_in(open_page(case.page, events="101,102", time_zone="UTC"), table) == usual


def shown_in(page: AppTest, table: str) -> list[str]:
    """Return the columns of the table, which is the last one of its page that has all of them."""
    place = {column_chooser.COMPANIES: -1, column_chooser.CAMPAIGNS: 0, column_chooser.EVENTS: -1}[table]
    return headers(page, place)


def with_campaigns(app: AppState) -> None:
    for event_id in (small.LAUNCH, small.PLAYBOOK):
        report = small.report(event_id)
        known = report.registrants.with_columns(campaign=report.registrants["first_name"])
        app.library.hold(ACCOUNT, event_id, None, replace(report, registrants=known))


def test_every_column_of_the_master_analytics_has_a_header_in_the_file(open_page: OpenPage) -> None:
    page = open_page("portfolio", events="101,102", time_zone="UTC")
    page.toggle(key=f"wi-only-columns-{column_chooser.EVENTS}").set_value(True).run()
    assert not page.exception
    assert set(headers(page)) - {"at"} <= set(LISTINGS[EVENTS].headers)


def test_many_usual_columns_are_said_and_not_listed(open_page: OpenPage) -> None:
    page = open_page("portfolio", events="101,102", time_zone="UTC")
    found = chooser(page, column_chooser.EVENTS)
    assert found.value == []
    assert found.proto.placeholder == f"All {len(headers(page))} columns; pick some to see these alone"
    assert chooser(open_page("registrants", events="101", time_zone="UTC"), column_chooser.REGISTRANTS).value == list(
        people_columns.PEOPLE
    )


def test_the_list_of_people_in_the_drawer_has_columns_of_its_own(open_page: OpenPage, app: AppState) -> None:
    page = open_page("registrants", events="101", time_zone="UTC")
    page.button(key="wi-preset-no-shows").click().run()
    pick(page, column_chooser.PEOPLE, ["email", "registration: Your role?"])
    assert app.library.columns.of(ACCOUNT) == {"people": ("email", "registration: Your role?")}
    again = open_page("registrants", events="101", time_zone="UTC")
    again.button(key="wi-preset-no-shows").click().run()
    assert ["email", "registration: Your role?"] in [each.columns for each in tables(again)]
    again.toggle(key=f"wi-only-columns-{column_chooser.PEOPLE}").set_value(True).run()
    assert headers(again, 0) == list(people_columns.PEOPLE)


def test_the_drawer_s_file_can_hold_the_chosen_columns_alone(open_page: OpenPage, app: AppState) -> None:
    app.library.columns.choose(ACCOUNT, column_chooser.PEOPLE, ["email", "score"])
    page = open_page("registrants", events="101", time_zone="UTC")
    look(page, cut=frozenset({column_chooser.PEOPLE}))
    page.button(key="wi-preset-no-shows").click().run()
    wanted = "/export.csv?events=101&time_zone=UTC&set=preset%3Ano-shows&column=Email&mode=spreadsheet"
    assert wanted in links(page)


def test_remembered_columns_of_the_list_are_in_the_address(open_page: OpenPage, app: AppState) -> None:
    app.library.columns.choose(ACCOUNT, column_chooser.REGISTRANTS, ["email", "company"])
    page = open_page("registrants", events="101", time_zone="UTC")
    assert headers(page) == ["email", "company"]
    assert address(page, "columns") == "email|company"


def test_an_address_that_names_columns_wins_and_is_not_remembered(open_page: OpenPage, app: AppState) -> None:
    app.library.columns.choose(ACCOUNT, column_chooser.REGISTRANTS, ["email", "company"])
    page = open_page("registrants", events="101", time_zone="UTC", columns="first_name")
    assert headers(page) == ["first_name"]
    assert app.library.columns.of(ACCOUNT) == {"registrants": ("email", "company")}
    # An address that names none is no wish for the usual ones.
    del page.query_params["columns"]
    page.query_params["company"] = "Acme"
    page.run()
    assert headers(page) == ["email", "company"]


def test_columns_that_no_longer_exist_are_left_out_and_kept_for_their_events(
    open_page: OpenPage, app: AppState
) -> None:
    app.library.columns.choose(ACCOUNT, column_chooser.REGISTRANTS, ["survey: Old: Gone?", "email"])
    page = open_page("registrants", events="101", time_zone="UTC")
    assert headers(page) == ["email"]
    assert chooser(page, column_chooser.REGISTRANTS).value == ["email"]
    pick(page, column_chooser.REGISTRANTS, ["email", "company"])
    assert app.library.columns.of(ACCOUNT)["registrants"] == ("email", "company", "survey: Old: Gone?")
    app.library.columns.choose(ACCOUNT, column_chooser.REGISTRANTS, ["survey: Old: Gone?"])
    assert headers(open_page("registrants", events="101", time_zone="UTC")) == list(people_columns.PEOPLE)


def test_choosing_the_usual_columns_remembers_nothing(open_page: OpenPage, app: AppState) -> None:
    page = open_page("registrants", events="101", time_zone="UTC")
    pick(page, column_chooser.REGISTRANTS, ["email"])
    pick(page, column_chooser.REGISTRANTS, people_columns.PEOPLE)
    assert app.library.columns.of(ACCOUNT) == {}
    assert address(page, "columns") is None


def test_without_an_account_the_session_remembers(open_page: OpenPage, app: AppState, visitor: Visitor) -> None:
    guest = replace(visitor, account="files-sid", username="", files_only=True)
    file = app.uploads.add(guest.sid, small.report("900"), "people.xml")
    page = open_page("companies", who=guest, events=file, time_zone="UTC")
    pick(page, column_chooser.COMPANIES, ["company"])
    assert headers(page) == ["company"]
    assert kit_words.REMEMBERED_HERE in [caption.value for caption in page.main.caption]
    assert app.library.columns.of(guest.account) == {}


def test_a_library_that_fails_costs_the_memory_alone(
    open_page: OpenPage, app: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise LibraryError("The library's database failed.")

    monkeypatch.setattr(app.library.columns, "of", fails)
    monkeypatch.setattr(app.library.columns, "choose", fails)
    page = open_page("companies", events="101,102", time_zone="UTC")
    pick(page, column_chooser.COMPANIES, ["company"])
    assert headers(page) == ["company"]
    (toast,) = page.toast
    assert toast.value.startswith(f"{kit_words.NOT_REMEMBERED} Reference ")


def test_one_button_draws_every_choice(open_page: OpenPage) -> None:
    page = open_page("companies", events="101,102", time_zone="UTC")
    assert [
        each.proto.popover.label for each in page.main.get("popover") if each.proto.popover.label == "Columns"
    ] == [kit_words.CHOOSE_COLUMNS]
