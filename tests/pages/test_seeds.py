"""A widget is ordered to show what is in force only where it shows something else.

An order that is on its way while somebody clicks takes the click back in the browser; a page that is drawn again and
again by itself (an event on air) would lose most clicks so.
"""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import OpenPage

PAGES = [
    "events", "overview", "registrants", "funnel", "timeline", "surveys", "questions", "companies", "campaigns",
    "portfolio",
]  # fmt: skip
KINDS = ["selectbox", "toggle", "checkbox", "button_group", "number_input", "text_input", "multiselect"]


def ordered(page: Any) -> dict[str, bool]:
    """Key or label of every widget → whether the browser was told what it has to show."""
    return {
        getattr(one.proto, "label", "") or one.proto.id: bool(getattr(one.proto, "set_value", False))
        for kind in KINDS
        for one in page.get(kind)
    }


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_is_drawn_again_orders_no_widget(open_page: OpenPage, name: str) -> None:
    page = open_page(name, events="101,102", time_zone="UTC")
    assert ordered(page)
    page.run()
    page.run()
    assert [label for label, told in ordered(page).items() if told] == []


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("name", ["people", "audit", "privacy", "operations"])
def test_a_page_for_administrators_orders_none_either(open_page: OpenPage, name: str) -> None:
    test_a_page_that_is_drawn_again_orders_no_widget(open_page, name)


def _box() -> None:
    import streamlit as st  # noqa: PLC0415 a page of its own

    from webcast.ui.frame import seeds  # noqa: PLC0415 a page of its own

    record = st.session_state.setdefault("record", "b")
    words: dict[str, str] = st.session_state.setdefault("words", {"a": "A", "b": "B"})
    key = seeds.put("box", record, tuple(words.items()))
    st.selectbox("Box", list(words), key=key, format_func=words.__getitem__)


def test_what_the_record_says_is_ordered_once_and_again_where_the_record_or_the_offer_changes() -> None:
    page = AppTest.from_function(_box).run()
    changes: list[dict[str, object]] = [{}, {}, {"record": "a"}, {}, {"words": {"a": "Ah", "b": "B"}}, {}]
    told = []
    for change in changes:
        for name, value in change.items():
            page.session_state[name] = value
        page.run()
        told.append((page.selectbox[0].value, page.selectbox[0].proto.set_value))
    assert told == [("b", False), ("b", False), ("a", True), ("a", False), ("a", True), ("a", False)]


def test_a_choice_that_the_record_refused_is_ordered_back() -> None:
    page = AppTest.from_function(_box).run()
    page.selectbox[0].select("a").run()
    assert (page.selectbox[0].value, page.selectbox[0].proto.set_value) == ("b", True)


def test_a_widget_that_the_browser_does_not_show_yet_is_ordered_until_it_does() -> None:
    page = AppTest.from_function(_box).run()
    for _ in range(2):
        page._run(WidgetStates())
        assert page.selectbox[0].proto.set_value
    page.run()
    assert not page.selectbox[0].proto.set_value
