"""Saved views: saving what is seen, opening it from a list and by a link, and who may not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import ACCOUNT, OpenPage, address, figures, looking, texts
from webcast.analysis.score import Weights
from webcast.analysis.stages import Rules
from webcast.errors import PlatformUnreachable
from webcast.library.views import NamedView
from webcast.ui.frame import address_bar, state, view_words, views
from webcast.ui.frame import words as frame_words
from webcast.ui.funnel import words as funnel_words
from webcast.ui.overview import words as overview_words
from webcast.view.address import OURS
from webcast.view.choices import Choices
from webcast.view.filters import Filters
from webcast.view.record import View
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor

VIEW = View(
    page="funnel",
    events=("101",),
    filters=Filters(text="ada@acme.example", countries=("Germany",)),
    zone="Asia/Tokyo",
    columns={"registrants": ("email",), "companies": ("company", "attendees")},
    choices=Choices(rules=Rules(stayed_minutes=25)),
)
NAMED = NamedView("Who stayed", VIEW, {"101": "Product launch"})


def in_list(page: AppTest) -> AppTest:
    """Open the list of views, as a click on its button does."""
    page.session_state[views.POPOVER] = True
    return page.run()


def save(page: AppTest, name: str) -> AppTest:
    in_list(page)
    box = next(box for box in page.sidebar.text_input if box.label == view_words.NAME)
    box.set_value(name)
    return page.button(key=f"{box.key}-button").click().run()


def listed(page: AppTest) -> list[str]:
    return [b.label for b in page.sidebar.button if str(b.key).startswith("wi-view-open-")]


@pytest.fixture
def other() -> Visitor:
    """Somebody who signed in with another account."""
    return Visitor(
        sid="sid-2",
        account="another account",
        username="sales@example.com",
        api=None,
        files_only=False,
        expires_at=datetime(2999, 1, 1, tzinfo=UTC),
    )


@pytest.fixture
def files_only(other: Visitor) -> Visitor:
    """Somebody without an account."""
    return replace(other, account="files-sid-2", username="", files_only=True)


# Saving


def test_what_is_seen_is_saved_under_a_proposed_name(open_page: OpenPage, app: AppState) -> None:
    page = open_page("funnel", events="101,102", time_zone="UTC", stayed_minutes="25", live="on")
    page.text_input(key=f"wi-filter-text-{page.session_state[state.VERSION]}").set_value("ada@acme.example").run()
    in_list(page)
    box = next(box for box in page.sidebar.text_input if box.label == view_words.NAME)
    assert box.value == "Funnel: Product launch and 1 more, came live; a search"
    page.button(key=f"{box.key}-button").click().run()
    assert not page.exception
    (saved,) = app.library.views.all(ACCOUNT)
    assert saved.view == View(
        page="funnel",
        events=("101", "102"),
        filters=Filters(live=True, text="ada@acme.example"),
        zone="UTC",
        choices=Choices(rules=Rules(stayed_minutes=25)),
    )
    assert saved.name == "Funnel: Product launch and 1 more, came live; a search"
    assert saved.named.titles == {"101": "Product launch", "102": "Webinar *playbook*"}
    assert saved.saved_by == "marketing@example.com"
    assert listed(page) == [r"Funnel: Product launch and 1 more, came live; a search".replace(":", r"\:")]
    assert "Funnel · 2 events · Registrants: came live; name, e-mail, company or title contains" in texts(page)
    entry = app.library.audit_entries(ACCOUNT)[0]
    assert (entry.user, entry.action, entry.counts, entry.where) == (
        "marketing@example.com",
        "save view",
        {"views": 1, "events": 2, "filters": 2},
        "127.0.0.1",
    )


def test_why_a_view_is_not_saved_is_said(open_page: OpenPage, app: AppState) -> None:
    app.library.views.save(ACCOUNT, NAMED, "ann")
    page = save(open_page("overview", events="101", time_zone="UTC"), "who STAYED")
    assert "The account has a view of this name already." in texts(page)
    page = save(page, " ")
    assert "A view should have a name, but has none." in texts(page)
    page = save(page, "Everybody")
    assert "should have" not in texts(page)
    assert listed(page) == ["Everybody", "Who stayed"]


def test_every_option_of_a_page_is_saved_whoever_draws_it(open_page: OpenPage, app: AppState) -> None:
    page = open_page(
        "registrants", events="101", time_zone="UTC", weights="80,20,20", campaign_id="not an option of ours"
    )
    save(page, "Weights")
    assert app.library.views.all(ACCOUNT)[0].view.choices == Choices(Weights(0.8, 0.2, 0.2), by="company")


def test_without_events_there_is_nothing_to_save(open_page: OpenPage) -> None:
    page = in_list(open_page("overview", time_zone="UTC"))
    assert view_words.NOTHING_TO_SAVE in [caption.value for caption in page.sidebar.caption]
    assert not [box for box in page.sidebar.text_input if box.label == view_words.NAME]


# Opening


def test_a_link_opens_a_view_whole_and_the_ordinary_address_takes_over(open_page: OpenPage, app: AppState) -> None:
    saved = app.library.views.save(ACCOUNT, NAMED, "ann")
    page = open_page("funnel", view=saved.id)
    assert not page.exception
    assert looking(page).filters == VIEW.filters
    assert "1 of 5 registrants" in texts(page)
    assert page.number_input(key="wi-option-stayed").value == 25
    assert looking(page).columns == VIEW.columns
    assert {name: address(page, name) for name in page.query_params} == {
        "events": "101",
        "time_zone": "Asia/Tokyo",
        "country": "Germany",
        "columns": "email",
        "stayed_minutes": "25",
    }
    assert "Who stayed" in texts(page)
    page.number_input(key="wi-option-stayed").set_value(30).run()
    assert address(page, "stayed_minutes") == "30"


def test_a_view_is_opened_from_the_list_on_its_own_page(open_page: OpenPage, app: AppState) -> None:
    saved = app.library.views.save(ACCOUNT, NAMED, "ann")
    page = in_list(open_page("overview", events="102", time_zone="UTC", company="Acme"))
    page.button(key=f"wi-view-open-{saved.id}").click().run()
    assert not page.exception
    assert page.title[0].value == funnel_words.FUNNEL
    assert looking(page).filters == VIEW.filters
    assert page.number_input(key="wi-option-stayed").value == 25
    assert page.session_state[views.POPOVER] is False
    assert {name: address(page, name) for name in page.query_params} == {
        "events": "101",
        "time_zone": "Asia/Tokyo",
        "country": "Germany",
        "columns": "email",
        "stayed_minutes": "25",
    }
    page.run()
    assert looking(page).filters == VIEW.filters


def test_options_that_a_view_does_not_hold_are_at_their_default(open_page: OpenPage, app: AppState) -> None:
    saved = app.library.views.save(ACCOUNT, replace(NAMED, view=replace(VIEW, choices=Choices())), "ann")
    page = in_list(open_page("funnel", events="101", time_zone="UTC", stayed_share="0.4"))
    assert page.selectbox(key="wi-option-stayed-in").value == "share"
    page.button(key=f"wi-view-open-{saved.id}").click().run()
    assert page.number_input(key="wi-option-stayed").value == 10
    assert page.selectbox(key="wi-option-stayed-in").value == "minutes"
    assert address(page, "stayed_minutes") is None


def test_going_back_to_a_link_opens_the_view_again_and_adds_nothing_to_the_history(
    open_page: OpenPage, app: AppState
) -> None:
    # One of its options is of other events, and is at its default here.
    saved = app.library.views.save(
        ACCOUNT, replace(NAMED, view=replace(VIEW, choices=replace(VIEW.choices, by="question: Gone?"))), "ann"
    )
    page = open_page("funnel", view=saved.id)
    page.button(key="wi-clear").click().run()
    assert figures(page)["Attended"] == "60\u00a0%"
    page.query_params.clear()
    page.query_params["view"] = saved.id
    page.run()
    assert not page.exception
    assert {name: address(page, name) for name in page.query_params} == {"view": saved.id}
    assert looking(page).filters == VIEW.filters
    assert page.number_input(key="wi-option-stayed").value == 25
    page.run()
    assert {name: address(page, name) for name in page.query_params} == {"view": saved.id}
    # What is changed there leaves the view's address for one that says everything.
    page.number_input(key="wi-option-stayed").set_value(30).run()
    assert (address(page, "view"), address(page, "stayed_minutes"), address(page, "country")) == (
        None,
        "30",
        "Germany",
    )


def test_a_filter_changed_at_a_view_s_address_leaves_it_with_the_options(open_page: OpenPage, app: AppState) -> None:
    saved = app.library.views.save(ACCOUNT, NAMED, "ann")
    page = open_page("funnel", view=saved.id)
    page.query_params.clear()
    page.query_params["view"] = saved.id
    page.run()
    page.button(key="wi-clear").click().run()
    assert {name: address(page, name) for name in page.query_params} == {
        "events": "101",
        "time_zone": "Asia/Tokyo",
        "columns": "email",
        "stayed_minutes": "25",
    }


def test_a_link_of_ours_at_a_view_s_address_keeps_what_no_address_holds(open_page: OpenPage, app: AppState) -> None:
    saved = app.library.views.save(ACCOUNT, NAMED, "ann")
    page = open_page("funnel", view=saved.id)
    page.query_params.clear()
    page.query_params["view"] = saved.id
    page.run()
    page.query_params.clear()
    for name, text in page.session_state[state.IN_FORCE].items():
        page.query_params[name] = text
    page.switch_page("../../../pages/overview.py").run()
    assert page.title[0].value == overview_words.OVERVIEW
    assert looking(page).filters == VIEW.filters


@pytest.mark.parametrize("known", [True, False])
def test_another_account_is_told_the_same_whether_the_view_exists(
    open_page: OpenPage, app: AppState, other: Visitor, known: bool
) -> None:
    saved = app.library.views.save(ACCOUNT, NAMED, "ann")
    page = open_page("overview", who=other, view=saved.id if known else "0" * 16)
    assert not page.exception
    said = texts(page)
    assert view_words.ANOTHER_ACCOUNT_TITLE in said
    assert view_words.ANOTHER_ACCOUNT in said
    assert "Who stayed" not in said
    assert looking(page).events == ()
    assert address(page, "view") is None
    page.button(key="wi-view-said-close").click().run()
    assert view_words.ANOTHER_ACCOUNT_TITLE not in texts(page)


def test_without_an_account_there_are_no_views(open_page: OpenPage, app: AppState, files_only: Visitor) -> None:
    saved = app.library.views.save(ACCOUNT, NAMED, "ann")
    page = open_page("events", who=files_only)
    assert view_words.VIEWS not in texts(page)
    assert not page.sidebar.get("popover")
    page = open_page("funnel", who=files_only, view=saved.id)
    assert view_words.VIEWS_NEED_AN_ACCOUNT in texts(page)


def test_events_that_are_gone_are_named_and_the_rest_opens(open_page: OpenPage, app: AppState) -> None:
    view = NamedView("Who stayed", replace(VIEW, filters=Filters(), events=("7", "101", "8")), {"7": "Old times"})
    saved = app.library.views.save(ACCOUNT, view, "ann")
    page = open_page("overview", view=saved.id)
    said = texts(page)
    assert view_words.EVENTS_GONE_TITLE in said
    assert "Old times (7); Event 8" in said
    assert view_words.EVENTS_GONE in said
    assert figures(page)["Registrants"] == "5"
    assert address(page, "events") == "101"


def test_a_view_without_any_event_left_says_so(open_page: OpenPage, app: AppState) -> None:
    saved = app.library.views.save(ACCOUNT, NamedView("Who stayed", replace(VIEW, events=("8",))), "ann")
    page = open_page("overview", view=saved.id)
    assert "Event 8" in texts(page)
    assert view_words.ALL_GONE in texts(page)
    assert not page.exception


def test_an_event_list_that_cannot_be_had_says_nothing_of_events_that_are_gone(
    open_page: OpenPage, app: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "webcast.ui.frame.event_list.error", lambda: PlatformUnreachable("The platform does not answer.")
    )
    saved = app.library.views.save(ACCOUNT, replace(NAMED, view=replace(VIEW, events=("101", "8"))), "ann")
    page = open_page("overview", view=saved.id)
    assert view_words.EVENTS_GONE_TITLE not in texts(page)
    assert looking(page).events == ("101", "8")


def test_a_view_of_a_page_that_there_is_no_more_opens_the_overview(open_page: OpenPage, app: AppState) -> None:
    saved = app.library.views.save(ACCOUNT, replace(NAMED, view=replace(VIEW, page="gone")), "ann")
    page = in_list(open_page("events"))
    page.button(key=f"wi-view-open-{saved.id}").click().run()
    assert page.title[0].value == overview_words.OVERVIEW


def test_the_events_page_offers_the_latest_views(open_page: OpenPage, app: AppState) -> None:
    page = open_page("events")
    assert not [b for b in page.main.button if str(b.key).startswith("wi-view-start")]
    for n in range(7):
        app.library.views.save(ACCOUNT, replace(NAMED, name=f"View {n}"), "ann")
    page.run()
    started = [b for b in page.main.button if str(b.key).startswith("wi-view-start")]
    assert len(started) == 5
    assert "and 2 more in the sidebar" in texts(page)
    started[0].click().run()
    assert page.title[0].value == funnel_words.FUNNEL


# Changing


def test_a_view_is_renamed_replaced_deleted_and_brought_back(open_page: OpenPage, app: AppState) -> None:
    saved = app.library.views.save(ACCOUNT, NAMED, "ann")
    page = in_list(open_page("overview", events="102", time_zone="UTC"))
    page.button(key=f"wi-view-change-{saved.id}").click().run()
    assert page.sidebar.code[0].value.endswith(f"/funnel?view={saved.id}")
    page.text_input(key=f"wi-view-new-name-{saved.id}").set_value("Stayers")
    page.button(key=f"wi-view-new-name-{saved.id}-button").click().run()
    assert listed(page) == ["Stayers"]
    page.button(key=f"wi-view-change-{saved.id}").click().run()
    page.button(key=f"wi-view-replace-{saved.id}").click().run()
    kept = app.library.views.get(ACCOUNT, saved.id)
    now = kept.view
    assert (kept.name, now.page, now.events, now.filters) == ("Stayers", "overview", ("102",), Filters())
    assert "“Stayers” now holds what you see." in texts(page)
    page.button(key="wi-view-undo-button").click().run()
    assert app.library.views.get(ACCOUNT, saved.id).named == replace(NAMED, name="Stayers")
    page.button(key=f"wi-view-change-{saved.id}").click().run()
    page.button(key=f"wi-view-delete-{saved.id}").click().run()
    assert app.library.views.all(ACCOUNT) == []
    assert "“Stayers” is deleted." in texts(page)
    page.button(key="wi-view-undo-button").click().run()
    assert app.library.views.get(ACCOUNT, saved.id).named == replace(NAMED, name="Stayers")
    assert not page.exception


def test_a_name_that_is_taken_is_said_where_it_was_typed(open_page: OpenPage, app: AppState) -> None:
    saved = app.library.views.save(ACCOUNT, NAMED, "ann")
    app.library.views.save(ACCOUNT, replace(NAMED, name="Taken"), "ann")
    page = in_list(open_page("overview", events="101", time_zone="UTC"))
    page.button(key=f"wi-view-change-{saved.id}").click().run()
    page.text_input(key=f"wi-view-new-name-{saved.id}").set_value("taken")
    page.button(key=f"wi-view-new-name-{saved.id}-button").click().run()
    assert texts(page).count("The account has a view of this name already.") == 1


def test_nothing_is_changed_for_who_signed_out_in_another_tab(
    open_page: OpenPage, app: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = app.library.views.save(ACCOUNT, NAMED, "ann")
    page = in_list(open_page("overview", events="101", time_zone="UTC"))
    page.button(key=f"wi-view-change-{saved.id}").click().run()
    monkeypatch.setattr("webcast.ui.frame.signed_in.visitor_from", lambda _: None)
    page.button(key=f"wi-view-delete-{saved.id}").click().run()
    assert page.title[0].value == frame_words.PRODUCT
    assert app.library.views.get(ACCOUNT, saved.id) == saved


def test_many_views_are_searched_by_name(open_page: OpenPage, app: AppState) -> None:
    for n in range(25):
        app.library.views.save(ACCOUNT, replace(NAMED, name=f"View {n}"), "ann")
    page = in_list(open_page("overview", events="101", time_zone="UTC"))
    assert len(listed(page)) == 20
    assert "5 more views: search for a part of the name." in [caption.value for caption in page.sidebar.caption]
    page.text_input(key="wi-view-find").set_value("VIEW 1").run()
    assert sorted(listed(page)) == sorted(["View 1", *(f"View {n}" for n in range(10, 20))])
    page.text_input(key="wi-view-find").set_value("nothing like it").run()
    assert listed(page) == []
    assert view_words.NONE_FOUND in [caption.value for caption in page.sidebar.caption]


def test_markup_in_a_name_stays_text(open_page: OpenPage, app: AppState) -> None:
    saved = app.library.views.save(ACCOUNT, replace(NAMED, name="<b>*bold*</b>"), "ann")
    page = in_list(open_page("overview", events="101", time_zone="UTC"))
    assert listed(page) == [r"\<b\>\*bold\*\</b\>"]
    page.button(key=f"wi-view-open-{saved.id}").click().run()
    bodies = "".join(element.proto.body for element in page.get("html"))
    assert "<bdi>&lt;b&gt;*bold*&lt;/b&gt;</bdi>" in bodies


def test_the_view_parameter_is_no_option_and_no_filter() -> None:
    assert address_bar.URL_VIEW not in OURS
