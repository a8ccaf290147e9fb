"""What is around every page: navigation, header, filter bar, and the address that mirrors them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import ACCOUNT, OpenPage, figures, links, looking, texts
from tests.pages.small import RUN_AT
from webcast import formats
from webcast.ui.frame import (
    account_words,
    current_run,
    filter_words,
    header,
    help_words,
    navigation,
    session_keys,
    state,
)
from webcast.ui.frame import words as frame_words
from webcast.ui.kit import share_words
from webcast.ui.overview import words as overview_words
from webcast.view.address import read
from webcast.view.answer_choice import Choice
from webcast.view.filters import Filters
from webcast.view.ours import Ours
from webcast.web.app_state import AppState
from webcast.web.tabs import had
from webcast.web.visitor import Visitor
from webcast.web.zone_lists import NOTHING, Offered


def in_force(page: AppTest) -> Filters:
    filters: Filters = looking(page).filters
    return filters


def address(page: AppTest) -> dict[str, str]:
    mirrored: dict[str, str] = page.session_state[state.MIRRORED]
    return mirrored


def key(page: AppTest, name: str) -> str:
    return f"wi-filter-{name}-{page.session_state[state.VERSION]}"


OFFERED = [entry for entry in navigation.present() if not entry.administration]
"""What stands in the navigation of who is no administrator."""


def build(page: AppTest, field: str | None = None) -> AppTest:
    """Open the builder at a field, as clicks on its button and on the field do."""
    page.session_state[session_keys.BUILDER] = True
    page.session_state[session_keys.FIELD] = field
    return page.run()


@pytest.mark.parametrize("entry", navigation.present(), ids=lambda entry: entry.name)
def test_every_page_draws_two_events_without_a_failure(open_page: OpenPage, entry: navigation.Entry) -> None:
    page = open_page(entry.name, events="101,102", time_zone="UTC")
    assert not page.exception
    assert len(page.title) == 1


def test_frame_and_title_stand_before_anything_is_loaded(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise TimeoutError

    monkeypatch.setattr(current_run, "load", never)
    page = open_page("overview", events="101", time_zone="UTC")
    assert len(page.exception) == 1  # nothing was loaded
    assert [title.value for title in page.title] == [overview_words.OVERVIEW]
    assert len(page.sidebar.get("page_link")) == len(OFFERED)


def test_links_carry_what_is_in_force(open_page: OpenPage) -> None:
    page = open_page("overview", events="101", time_zone="UTC", live="on")
    queries = [link.proto.query_string for link in page.sidebar.get("page_link")]
    assert len(queries) == len(OFFERED)
    assert set(queries) == {"events=101&time_zone=UTC&live=on"}


def test_the_bar_says_how_many_match(open_page: OpenPage) -> None:
    page = open_page("overview", events="101", time_zone="UTC", company="Acme")
    assert "2 of 5 registrants" in texts(page)


def test_the_events_page_has_no_filter_bar(open_page: OpenPage) -> None:
    page = open_page("events", events="101")
    assert "wi-builder" not in page.session_state
    assert filter_words.SEARCH not in [field.label for field in page.text_input]


def test_a_chip_removes_its_filter_and_no_other(open_page: OpenPage) -> None:
    page = open_page("overview", events="101", time_zone="UTC", company="Acme", live="on")
    assert [page.button(key=f"wi-chip-{n}").label for n in range(2)] == ["Came live", "Company Acme"]
    page.button(key="wi-unchip-0").click().run()
    assert in_force(page) == Filters(companies=("Acme",))
    assert address(page) == {"events": "101", "time_zone": "UTC", "company": "Acme"}


def test_clear_all_leaves_everybody(open_page: OpenPage) -> None:
    page = open_page("overview", events="101", time_zone="UTC", company="Acme", live="on")
    page.button(key="wi-clear").click().run()
    assert not in_force(page)
    assert figures(page)["Registrants"] == "5"


def test_each_filter_has_a_widget_that_writes_the_address(open_page: OpenPage) -> None:
    page = build(open_page("overview", events="101", time_zone="UTC"), "companies")
    page.multiselect(key=key(page, "companies")).set_value(["Acme"]).run()
    build(page, "countries").multiselect(key=key(page, "countries")).set_value(["Germany"]).run()
    build(page, "include_domains").multiselect(key=key(page, "include_domains")).set_value(["acme.example"]).run()
    page.pills(key=key(page, "flags")).set_value(["live", "asked_question"]).run()
    build(page, "minutes").number_input(key=key(page, "min_minutes")).set_value(10).run()
    build(page, "dates").date_input(key=key(page, "dates")).set_value((date(2025, 1, 1), date(2025, 12, 31))).run()
    page.toggle(key=key(page, "viewed_in_range")).set_value(False).run()
    build(page, "registration_answers").selectbox(key=key(page, "registration_answers-question")).select(
        "Your role?"
    ).run()
    page.multiselect(key=f"{key(page, 'registration_answers')}-Your role?").set_value(["Buyer"]).run()
    assert not page.exception
    assert in_force(page) == Filters(
        start=date(2025, 1, 1),
        end=date(2025, 12, 31),
        viewed_in_range=False,
        include_domains=("acme.example",),
        asked_question=True,
        live=True,
        min_minutes=10,
        companies=("Acme",),
        countries=("Germany",),
        registration_answers=(Choice("Your role?", ("Buyer",)),),
    )
    assert read(address(page).items()).view.filters == in_force(page)
    assert figures(page)["Registrants"] == "1"


def test_values_come_with_how_many_the_other_filters_leave(open_page: OpenPage) -> None:
    page = build(open_page("overview", events="101", time_zone="UTC", company="Acme"), "companies")
    assert page.multiselect(key=key(page, "companies")).options == ["Acme (2)", "Globex (2)"]
    build(page, "include_domains")
    assert page.multiselect(key=key(page, "include_domains")).options == [
        "acme.example (2)",
        "globex.example (0 of 2)",
    ]
    build(page, "referrers")
    assert page.multiselect(key=key(page, "referrers")).disabled  # a report in XML tells none
    assert any(shown.value.startswith("Referrer not loaded for this event") for shown in page.caption)


def test_a_value_that_nobody_has_is_told_from_one_of_people_who_are_left_out(open_page: OpenPage) -> None:
    query = {"company": "globex|Atlantis", "include_domain": "acme.example"}
    page = open_page("overview", events="101", time_zone="UTC", **query)
    said = texts(page)
    assert "Company globex or Atlantis: 2 registrants, but nobody whom the other filters leave." in said
    assert "E-mail at acme.example: 2 registrants, but nobody whom the other filters leave." in said
    build(page, "companies")
    assert page.multiselect(key=key(page, "companies")).options == [
        "Acme (2)", "Globex (0 of 2)", "globex (0 of 2)", "Atlantis (not found)",
    ]  # fmt: skip
    captions = [shown.value.replace("\\", "") for shown in page.caption]
    assert "Atlantis: not found among the registrants of these events." in captions
    assert "globex: 2 registrants, but nobody whom the other filters leave." in captions
    page.button(key="wi-drop-1").click().run()
    assert in_force(page) == Filters(include_domains=("acme.example",))


def test_a_chip_opens_the_builder_at_its_field(open_page: OpenPage) -> None:
    page = open_page(
        "overview", events="101", time_zone="UTC", country="Germany", registration_answer="Your role?=Buyer"
    )
    assert not page.multiselect
    page.button(key="wi-chip-0").click().run()
    assert page.multiselect(key=key(page, "countries")).value == ["Germany"]
    page.button(key="wi-chip-1").click().run()
    assert page.multiselect(key=f"{key(page, 'registration_answers')}-Your role?").value == ["Buyer"]


def test_changes_of_filters_are_taken_back_and_made_again(open_page: OpenPage) -> None:
    page = open_page("overview", events="101", time_zone="UTC", company="Acme")
    assert "wi-undo" not in [button.key for button in page.button]
    page.button(key="wi-clear").click().run()
    page.text_input(key=key(page, "text")).set_value("ada@acme.example").run()
    page.button(key="wi-undo").click().run()
    assert in_force(page) == Filters()
    page.button(key="wi-undo").click().run()
    assert in_force(page) == Filters(companies=("Acme",))
    assert address(page)["company"] == "Acme"
    assert page.button(key="wi-undo").disabled
    page.button(key="wi-redo").click().run()
    page.button(key="wi-redo").click().run()
    assert in_force(page) == Filters(text="ada@acme.example")
    left_out = share_words.link_without(("the text searched for",))
    assert left_out in texts(page)  # by the menu that shares
    (menu,) = [element.proto.body for element in page.get("html") if "wi-share" in element.proto.body[:40]]
    assert "ada@" not in menu
    assert "acme.example" not in menu
    page.button(key="wi-undo").click().run()
    assert left_out not in texts(page)
    build(page).pills(key=key(page, "flags")).set_value(["live"]).run()
    assert page.button(key="wi-redo").disabled  # another way was taken


def test_the_browsers_back_button_is_a_step_of_the_same_history(open_page: OpenPage) -> None:
    page = open_page("overview", events="101", time_zone="UTC")
    page.text_input(key=key(page, "text")).set_value("ada").run()
    build(page).pills(key=key(page, "flags")).set_value(["live"]).run()
    del page.query_params["live"]
    page.run()
    assert in_force(page) == Filters(text="ada")  # what no address holds stays with what it stood beside
    page.button(key="wi-redo").click().run()
    assert in_force(page) == Filters(text="ada", live=True)


OUR_PEOPLE = "Globex.example\nada@acme.example"


def test_our_company_is_set_once_and_left_out_by_one_switch(open_page: OpenPage, app: AppState) -> None:
    page = open_page("registrants", events="101", time_zone="UTC")
    page.toggle(key=f"wi-ours-{page.session_state[state.VERSION]}").set_value(True).run()  # opens what sets it
    assert in_force(page) == Filters()
    page.text_area(key=f"wi-ours-text-{page.session_state[state.VERSION]}").set_value(OUR_PEOPLE)
    page.button(key="wi-ours-save").click().run()
    assert not page.exception
    assert in_force(page) == Filters(without_ours=True)
    assert figures(page)["Registrants"] == "2"
    assert "3 of ours left out." in texts(page)
    assert address(page) == {"events": "101", "time_zone": "UTC", "without_ours": "on"}
    assert not [link for link in links(page) if "globex" in link or "acme" in link]
    assert app.library.ours.of(ACCOUNT) == Ours(("globex.example",), ("ada@acme.example",))
    page.toggle(key=f"wi-ours-{page.session_state[state.VERSION]}").set_value(False).run()
    assert figures(page)["Registrants"] == "5"
    page.toggle(key=f"wi-ours-{page.session_state[state.VERSION]}").set_value(True).run()
    assert figures(page)["Registrants"] == "2"


def test_nobody_of_ours_set_is_said_and_the_rest_shown(open_page: OpenPage) -> None:
    page = open_page("overview", events="101", time_zone="UTC", company="Acme", without_ours="on")
    assert filter_words.OURS_NOT_SET in texts(page)
    assert in_force(page) == Filters(companies=("Acme",))
    assert address(page) == {"events": "101", "time_zone": "UTC", "company": "Acme"}


def test_what_is_neither_domain_nor_address_is_said_and_not_kept(open_page: OpenPage, app: AppState) -> None:
    page = build(open_page("overview", events="101", time_zone="UTC"), "without_ours")
    page.text_area(key=f"wi-ours-text-{page.session_state[state.VERSION]}").set_value("acme.example\nlocalhost")
    page.button(key="wi-ours-save").click().run()
    assert "one is neither" in texts(page)
    assert "localhost" not in texts(page)
    assert app.library.ours.of(ACCOUNT) == Ours()


def test_who_works_with_files_only_has_no_such_switch(open_page: OpenPage, visitor: Visitor) -> None:
    page = open_page("overview", who=replace(visitor, files_only=True), events="101", time_zone="UTC")
    assert not [toggle for toggle in page.toggle if toggle.label == filter_words.WITHOUT_OURS]


def test_domains_are_included_or_excluded_not_both(open_page: OpenPage) -> None:
    page = build(open_page("overview", events="101", time_zone="UTC", at="acme.example"), "exclude_domains")
    assert page.multiselect(key=key(page, "exclude_domains")).disabled
    build(page, "include_domains")
    assert not page.multiselect(key=key(page, "include_domains")).disabled


def test_half_a_range_of_dates_is_open_at_its_end(open_page: OpenPage) -> None:
    page = build(open_page("overview", events="101", time_zone="UTC"), "dates")
    page.date_input(key=key(page, "dates")).set_value((date(2025, 3, 2),)).run()
    assert in_force(page) == Filters(start=date(2025, 3, 2))


def test_an_e_mail_address_is_never_in_the_address_nor_in_a_link(open_page: OpenPage) -> None:
    page = open_page("registrants", events="101", time_zone="UTC")
    page.text_input(key=key(page, "text")).set_value("ada@acme.example").run()
    assert figures(page)["Registrants"] == "1"
    assert address(page) == {"events": "101", "time_zone": "UTC"}
    assert not [link for link in links(page) if "ada@" in link or "acme" in link or "%40" in link]
    assert "private=" in links(page)[0]


def test_the_zone_is_in_the_address_and_on_the_page(open_page: OpenPage) -> None:
    page = open_page("overview", events="101", time_zone="America/New_York")
    assert "New York (GMT-05:00)" in texts(page)
    page.selectbox(key="wi-zone-America/New_York").select("Asia/Tokyo").run()
    assert address(page)["time_zone"] == "Asia/Tokyo"
    assert "Tokyo (GMT+09:00)" in texts(page)


@pytest.mark.parametrize(
    ("offered", "said"),
    [
        (Offered(("Asia/Tokyo", "Etc/GMT+5"), RUN_AT), "as it listed them"),
        (Offered(failed=True), help_words.ZONES_BUILT_IN),
        (NOTHING, ""),
    ],
    ids=["answered", "failed", "not yet"],
)
def test_the_menu_offers_the_platform_s_zones_where_it_lists_them(
    open_page: OpenPage, app: AppState, monkeypatch: pytest.MonkeyPatch, offered: Offered, said: str
) -> None:
    monkeypatch.setattr(app.zone_lists, "offered", lambda _: offered)
    page = open_page("events", time_zone="America/New_York")
    assert not page.exception
    built_in = header.zones_to_choose("America/New_York")
    names = ["America/New_York", "UTC", "Asia/Tokyo", "Etc/GMT+5"] if offered.names else built_in
    now = datetime.now(UTC)
    assert page.selectbox(key="wi-zone-America/New_York").options == [formats.zone_in_words(n, now) for n in names]
    captions = "\n".join(caption.value for caption in page.caption)
    assert said in captions
    assert ("listed them" in captions, help_words.ZONES_BUILT_IN in captions) == (bool(offered.at), offered.failed)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "localtime", "Factory", "posix/UTC"])
def test_a_zone_that_not_all_know_is_ignored(open_page: OpenPage, zone: str) -> None:
    page = open_page("overview", events="101", time_zone=zone)
    assert not page.exception
    assert address(page)["time_zone"] == "UTC"


def test_the_header_names_account_and_requests_left(open_page: OpenPage) -> None:
    page = open_page("overview", events="101")
    assert "1,000 requests left this hour" in texts(page)
    assert "marketing@example.com" in texts(page)
    assert any('action="/logout" method="post"' in element.proto.body for element in page.get("html"))


def test_a_sign_out_elsewhere_ends_this_tab_at_its_next_step(
    open_page: OpenPage, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page("overview", events="101", time_zone="UTC")
    monkeypatch.setattr("webcast.ui.frame.signed_in.visitor_from", lambda _: None)
    page.run()
    assert page.title[0].value == frame_words.PRODUCT
    assert not page.metric


def test_a_sign_out_in_the_middle_of_a_run_leads_to_the_sign_in_page(
    open_page: OpenPage, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A part of the page notices it first, and has the page look again."""
    page = open_page("timeline", events="101", time_zone="UTC")
    asked = iter([visitor])
    monkeypatch.setattr("webcast.ui.frame.signed_in.visitor_from", lambda _: next(asked, None))
    page.run()
    assert not page.exception
    assert page.title[0].value == frame_words.PRODUCT
    assert not page.metric


@pytest.mark.parametrize("name", ["registrants", "timeline"])
def test_a_sign_out_at_any_moment_of_a_run_is_no_error(
    open_page: OpenPage, visitor: Visitor, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    page = open_page(name, events="101", time_zone="UTC")
    page.session_state[session_keys.BUILDER] = True
    for moments in range(1, 9):
        asked = iter([visitor] * moments)
        monkeypatch.setattr("webcast.ui.frame.signed_in.visitor_from", lambda _: next(asked, None))  # noqa: B023 it is asked at once
        page.run()
        assert not page.exception, moments
        become(monkeypatch, visitor)
        page.run()
        assert page.metric, moments


@pytest.mark.parametrize("comes_back", [False, True])
def test_a_press_on_a_page_that_was_emptied_does_nothing(
    open_page: OpenPage, visitor: Visitor, monkeypatch: pytest.MonkeyPatch, comes_back: bool
) -> None:
    """The browser still shows the page for a moment, and what is chosen there comes after the end of the session."""
    page = open_page("overview", events="101", time_zone="UTC")
    zones = page.selectbox(key="wi-zone-UTC").proto.id
    become(monkeypatch, None)
    page.run()
    if comes_back:
        become(monkeypatch, visitor)
    page._run(WidgetStates(widgets=[WidgetState(id=zones, string_value="Europe/Berlin")]))
    assert not page.exception
    assert [title.value for title in page.title] == ["How did it go?" if comes_back else frame_words.PRODUCT]


# A tab that reconnects under another account

SEARCHED = "ada.lovelace@analytical.example"


@pytest.fixture
def other(visitor: Visitor) -> Visitor:
    return replace(visitor, sid="other sid", account="other account", username="somebody.else@example.com")


def become(monkeypatch: pytest.MonkeyPatch, who: Visitor | None) -> None:
    monkeypatch.setattr("webcast.ui.frame.signed_in.visitor_from", lambda _: who)


def remembered(page: AppTest) -> dict[str, object]:
    return dict(page.session_state.items())


def query(page: AppTest) -> dict[str, str]:
    return {name: value if isinstance(value, str) else ",".join(value) for name, value in page.query_params.items()}


def test_a_tab_under_another_account_remembers_nothing(
    open_page: OpenPage, other: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page("registrants", events="101", time_zone="UTC")
    page.session_state["filters"] = Filters(text=SEARCHED)
    page.run()
    become(monkeypatch, other)
    for _ in range(2):  # it stays so, however often it runs
        page.run()
        assert remembered(page) == {"owner": ACCOUNT}
        assert query(page) == {}
        assert [header.value for header in page.header] == [account_words.OTHER_ACCOUNT_TITLE]
        assert "somebody.else@example.com" in page.text[0].value
        assert any('href="/" target="_self">' in element.proto.body for element in page.get("html"))
        assert not page.dataframe
        assert not page.get("bidi_component")
        assert SEARCHED not in str(page)


def test_a_tab_that_comes_back_to_its_account_goes_on(
    open_page: OpenPage, visitor: Visitor, other: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page("overview", events="101", time_zone="UTC")
    become(monkeypatch, other)
    page.run()
    become(monkeypatch, visitor)
    page.run()
    assert account_words.OTHER_ACCOUNT_TITLE not in [header.value for header in page.header]
    assert page.title


def test_after_a_sign_out_a_tab_remembers_nothing_and_keeps_its_address(
    open_page: OpenPage, other: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page("registrants", events="101", time_zone="UTC")
    page.session_state["filters"] = Filters(text=SEARCHED)
    page.run()
    become(monkeypatch, None)
    page.run()
    assert remembered(page).keys() == {"owner", "references"}  # to whom it belonged, and what the notice says
    assert query(page) == {"events": "101", "time_zone": "UTC"}
    become(monkeypatch, other)
    page.run()
    assert page.header[0].value == account_words.OTHER_ACCOUNT_TITLE


def test_a_session_that_streamlit_made_anew_for_an_old_tab_is_known_by_its_handshake(
    open_page: OpenPage, app: AppState, other: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.tabs.belongs("old session", ACCOUNT)
    handshake = {"sec-websocket-protocol": "streamlit, token, old session"}
    monkeypatch.setattr("webcast.ui.frame.signed_in.had", lambda _: had(handshake))
    page = open_page("overview", who=other, events="101")
    assert remembered(page) == {"owner": ACCOUNT}
    assert page.header[0].value == account_words.OTHER_ACCOUNT_TITLE
    # The session in which that was said stays the old account's too, should it be lost and found again.
    assert app.tabs.account("test session id") == ACCOUNT
