"""Pages of somebody who is limited: an event that leaves what they may see is gone with the next run."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import small
from tests.pages.conftest import ACCOUNT, OpenPage, texts
from webcast.library.views import NamedView
from webcast.reach import Reach
from webcast.roles import Role
from webcast.ui.frame import session_keys, state
from webcast.view.record import View
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor

ANN = "ann@corp.example"
OUTSIDE = small.TITLES[small.PLAYBOOK]


def listing(**cost_centers: str) -> pl.DataFrame:
    """Return the event list, with events in these cost centers and the others in ``Finance``."""
    named = {name.removeprefix("e"): whose for name, whose in cost_centers.items()}
    whose = pl.col("event_id").replace_strict(named, default="Finance", return_dtype=pl.String)
    return small.listing().with_columns(cost_center=whose)


@pytest.fixture
def ann(app: AppState, visitor: Visitor) -> Visitor:
    app.library.remember_events(ACCOUNT, listing(e101="Sales"))
    reach = Reach.to(cost_centers=["Sales"])
    person = app.library.people.add("Ann", ANN, ACCOUNT, Role.PEOPLE, "operator", reach=reach)
    return replace(visitor, person=person.id, role=Role.PEOPLE)


def everything(page: AppTest) -> str:
    buttons = "\n".join(f"{button.label} {button.help}" for button in page.button)
    checks = "\n".join(box.label for box in page.checkbox)
    return "\n".join((texts(page), buttons, checks, *(c.value for c in page.caption), *(e.value for e in page.text)))


def test_an_event_that_leaves_the_cost_center_is_gone_with_the_next_run(
    app: AppState, ann: Visitor, open_page: OpenPage
) -> None:
    page = open_page("overview", who=ann, events="101", time_zone="UTC")
    assert "Product launch" in everything(page)
    app.library.remember_events(ACCOUNT, listing())
    page.run()
    assert not page.exception
    assert "Product launch" not in everything(page)
    assert "Event 101 should be in your event list, but is not." in everything(page)


def test_a_view_that_is_open_is_forgotten_with_it(app: AppState, ann: Visitor, open_page: OpenPage) -> None:
    view = View(page="overview", events=("101",), zone="UTC")
    saved = app.library.views.save(ACCOUNT, NamedView("Launch, whole", view), "somebody")
    page = open_page("overview", who=ann, view=saved.id)
    assert "Launch, whole" in everything(page)
    app.library.remember_events(ACCOUNT, listing())
    page.run()
    assert "Launch, whole" not in everything(page)


def test_what_a_tab_remembers_goes_with_the_limit(app: AppState, ann: Visitor, open_page: OpenPage) -> None:
    page = open_page("events", who=ann, events="101", time_zone="UTC")
    page.session_state[state.PICTURE] = "svg"
    page.run()
    assert page.session_state[state.PICTURE] == "svg"
    app.library.people.limit(ANN, ACCOUNT, Reach.to(events=["102"]), "operator")
    page.run()
    assert page.session_state[state.PICTURE] == "png"
    assert page.session_state[session_keys.LIMITS][0] == Reach.to(events=["102"]).mark


def test_who_is_not_limited_sees_all(app: AppState, ann: Visitor, open_page: OpenPage) -> None:
    app.library.people.limit(ANN, ACCOUNT, None, "operator")
    assert OUTSIDE.replace("*", "\\*") in everything(open_page("events", who=ann, time_zone="UTC"))


def test_who_is_not_among_the_people_sees_nothing(app: AppState, ann: Visitor, open_page: OpenPage) -> None:
    page = open_page("events", who=replace(ann, person="somebody else"), time_zone="UTC")
    assert "Product launch" not in everything(page)
