"""What is around every page: navigation, header, filter bar, and the address that mirrors them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import ACCOUNT, OpenPage, figures, links, looking, texts
from tests.pages.small import RUN_AT
from webcast import formats
from webcast.ui.frame import header, navigation, state
from webcast.ui.frame import words as frame_words
from webcast.view.address import read
from webcast.view.filters import Choice, Filters
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


def open_groups(page: AppTest) -> AppTest:
    """Open every group of filters, as clicks on their headings do."""
    for label in (frame_words.GROUP_DATES, frame_words.GROUP_DID, frame_words.GROUP_WHO, frame_words.GROUP_ANSWERS):
        page.session_state[f"wi-group-{label}"] = True
    return page.run()


@pytest.mark.parametrize("entry", navigation.present(), ids=lambda entry: entry.name)
def test_every_page_draws_two_events_without_a_failure(open_page: OpenPage, entry: navigation.Entry) -> None:
    page = open_page(entry.name, events="101,102", time_zone="UTC")
    assert not page.exception
    assert len(page.title) == 1


def test_links_carry_what_is_in_force(open_page: OpenPage) -> None:
    page = open_page("overview", events="101", time_zone="UTC", live="on")
    queries = [link.proto.query_string for link in page.sidebar.get("page_link")]
    assert len(queries) == len(navigation.present())
    assert set(queries) == {"events=101&time_zone=UTC&live=on"}


def test_the_bar_says_how_many_match(open_page: OpenPage) -> None:
    page = open_page("overview", events="101", time_zone="UTC", company="Acme")
    assert "2 of 5 registrants" in texts(page)


def test_the_events_page_has_no_filter_bar(open_page: OpenPage) -> None:
    page = open_page("events", events="101")
    assert not page.sidebar.text_input


def test_a_chip_removes_its_filter_and_no_other(open_page: OpenPage) -> None:
    page = open_page("overview", events="101", time_zone="UTC", company="Acme", live="on")
    assert [page.button(key=f"wi-chip-{n}").label for n in range(2)] == ["Viewed live", "Company Acme"]
    page.button(key="wi-chip-0").click().run()
    assert in_force(page) == Filters(companies=("Acme",))
    assert address(page) == {"events": "101", "time_zone": "UTC", "company": "Acme"}


def test_clear_all_leaves_everybody(open_page: OpenPage) -> None:
    page = open_page("overview", events="101", time_zone="UTC", company="Acme", live="on")
    page.button(key="wi-clear").click().run()
    assert not in_force(page)
    assert figures(page)["Registrants"] == "5"


def test_each_filter_has_a_widget_that_writes_the_address(open_page: OpenPage) -> None:
    page = open_groups(open_page("overview", events="101", time_zone="UTC"))
    page.multiselect(key=key(page, "companies")).set_value(["Acme"]).run()
    page.multiselect(key=key(page, "countries")).set_value(["Germany"]).run()
    page.multiselect(key=key(page, "include_domains")).set_value(["acme.example"]).run()
    page.pills(key=key(page, "flags")).set_value(["live", "asked_question"]).run()
    page.number_input(key=key(page, "min_minutes")).set_value(10).run()
    page.date_input(key=key(page, "dates")).set_value((date(2025, 1, 1), date(2025, 12, 31))).run()
    page.toggle(key=key(page, "viewed_in_range")).set_value(False).run()
    page.selectbox(key=key(page, "registration_answers-question")).select("Your role?").run()
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


def test_options_come_from_everybody_with_their_counts(open_page: OpenPage) -> None:
    page = open_groups(open_page("overview", events="101", time_zone="UTC", company="Acme"))
    assert page.multiselect(key=key(page, "companies")).options == ["Acme (2)", "Globex (2)"]
    assert page.multiselect(key=key(page, "include_domains")).options == ["acme.example (2)", "globex.example (2)"]
    assert page.multiselect(key=key(page, "referrers")).disabled  # a report in XML tells none
    assert any(shown.value.startswith("Referrer not loaded for this event") for shown in page.caption)


def test_domains_are_included_or_excluded_not_both(open_page: OpenPage) -> None:
    page = open_groups(open_page("overview", events="101", time_zone="UTC", at="acme.example"))
    assert page.multiselect(key=key(page, "exclude_domains")).disabled
    assert not page.multiselect(key=key(page, "include_domains")).disabled


def test_half_a_range_of_dates_is_open_at_its_end(open_page: OpenPage) -> None:
    page = open_groups(open_page("overview", events="101", time_zone="UTC"))
    page.date_input(key=key(page, "dates")).set_value((date(2025, 3, 2),)).run()
    assert in_force(page) == Filters(start=date(2025, 3, 2))


def test_an_e_mail_address_is_never_in_the_address_nor_in_a_link(open_page: OpenPage) -> None:
    page = open_page("registrants", events="101", time_zone="UTC")
    page.text_input(key=key(page, "text")).set_value("ada@acme.example").run()
    assert figures(page)["Registrants"] == "1"
    assert address(page) == {"events": "101", "time_zone": "UTC"}
    assert not [link for link in links(page) if "ada" in link or "%40" in link]
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
        (Offered(failed=True), frame_words.ZONES_BUILT_IN),
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
    assert ("listed them" in captions, frame_words.ZONES_BUILT_IN in captions) == (bool(offered.at), offered.failed)


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
    """A part of the page notices it first, and what the tab remembers is gone when the page looks again."""
    page = open_page("timeline", events="101", time_zone="UTC")
    asked = iter([visitor])
    monkeypatch.setattr("webcast.ui.frame.signed_in.visitor_from", lambda _: next(asked, None))
    page.run()
    assert not page.exception
    assert page.title[0].value == frame_words.PRODUCT
    assert not page.metric


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
        assert [header.value for header in page.header] == [frame_words.OTHER_ACCOUNT_TITLE]
        assert "somebody.else@example.com" in page.text[0].value
        assert any('href="/" target="_self">' in element.proto.body for element in page.get("html"))
        assert not page.dataframe
        assert SEARCHED not in str(page)


def test_a_tab_that_comes_back_to_its_account_goes_on(
    open_page: OpenPage, visitor: Visitor, other: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page("overview", events="101", time_zone="UTC")
    become(monkeypatch, other)
    page.run()
    become(monkeypatch, visitor)
    page.run()
    assert frame_words.OTHER_ACCOUNT_TITLE not in [header.value for header in page.header]
    assert page.title


def test_after_a_sign_out_a_tab_remembers_nothing_and_keeps_its_address(
    open_page: OpenPage, other: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page("registrants", events="101", time_zone="UTC")
    page.session_state["filters"] = Filters(text=SEARCHED)
    page.run()
    become(monkeypatch, None)
    page.run()
    assert remembered(page) == {"owner": ACCOUNT}
    assert query(page) == {"events": "101", "time_zone": "UTC"}
    become(monkeypatch, other)
    page.run()
    assert page.header[0].value == frame_words.OTHER_ACCOUNT_TITLE


def test_a_session_that_streamlit_made_anew_for_an_old_tab_is_known_by_its_handshake(
    open_page: OpenPage, app: AppState, other: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.tabs.belongs("old session", ACCOUNT)
    handshake = {"sec-websocket-protocol": "streamlit, token, old session"}
    monkeypatch.setattr("webcast.ui.frame.signed_in.had", lambda _: had(handshake))
    page = open_page("overview", who=other, events="101")
    assert remembered(page) == {"owner": ACCOUNT}
    assert page.header[0].value == frame_words.OTHER_ACCOUNT_TITLE
    # The session in which that was said stays the old account's too, should it be lost and found again.
    assert app.tabs.account("test session id") == ACCOUNT
