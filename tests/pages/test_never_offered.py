"""What a browser sends that no choice box offers changes nothing: the words of a page in another language, say."""

from __future__ import annotations

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates

from tests.pages.conftest import OpenPage, looking, table

PAGES = [
    "overview", "registrants", "funnel", "timeline", "surveys", "questions", "companies", "campaigns", "portfolio",
]  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_a_value_that_no_box_offers_is_no_choice(open_page: OpenPage, name: str) -> None:
    picked = {"country": "Germany", "by": "company", "first": "attended:od"}
    page = open_page(name, events="101,102", time_zone="UTC", **picked)
    before = looking(page)
    boxes = [box.proto.id for box in page.selectbox]
    assert boxes
    sent = [WidgetState(id=box, string_value="Nichts davon") for box in boxes]
    page._run(WidgetStates(widgets=sent))
    assert not page.exception
    assert looking(page) == before


@pytest.mark.usefixtures("held")
def test_nor_is_it_one_on_a_page_for_administrators(open_page: OpenPage) -> None:
    page = open_page("audit", time_zone="UTC")
    before = table(page, "wi-audit-entries")
    boxes = [box.proto.id for box in page.selectbox]
    assert len(boxes) == 4
    sent = [WidgetState(id=box, string_value="Nichts davon") for box in boxes]
    page._run(WidgetStates(widgets=sent))
    assert not page.exception
    assert table(page, "wi-audit-entries") == before
