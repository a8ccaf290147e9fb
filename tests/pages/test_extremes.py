"""The farthest values that a report may hold, on every page, in the time zones farthest from UTC."""

from __future__ import annotations

import pytest

from tests.exports.test_extremes import ZONES, sent
from tests.pages import small
from tests.pages.conftest import ACCOUNT, OpenPage, texts
from webcast.decode import decode
from webcast.web.app_state import AppState

EAST, WEST = ZONES


@pytest.mark.parametrize(
    ("page", "zone"),
    [
        ("overview", EAST),
        ("overview", WEST),
        ("registrants", EAST),
        ("funnel", WEST),
        ("timeline", EAST),
        ("timeline", WEST),
        ("surveys", EAST),
        ("questions", WEST),
        ("companies", EAST),
        ("campaigns", WEST),
        ("portfolio", EAST),
        ("events", WEST),
    ],
)
def test_every_page_is_drawn(app: AppState, open_page: OpenPage, page: str, zone: str) -> None:
    app.library.hold(ACCOUNT, small.LAUNCH, None, decode(sent(small.LAUNCH)))
    shown = open_page(page, events=small.LAUNCH, tz=zone)
    assert [error.message for error in shown.exception] == []
    assert ("1 event picked" if page == "events" else "4 of 4 registrants") in texts(shown)
