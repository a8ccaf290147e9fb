"""What somebody of a role gets: to whom figures are enough, nothing that pages send names anybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import small
from tests.pages.conftest import ACCOUNT, OpenPage, figures, links, texts
from webcast.library.views import NamedView
from webcast.places import PAGES
from webcast.reports import Report
from webcast.reports.schema import TABLES
from webcast.roles import Role
from webcast.ui.frame import session_keys
from webcast.view.filters import Filters
from webcast.view.record import View
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor

CANARY = "c4n4ry"
ALL = sorted(path.stem for path in PAGES.glob("*.py") if path.stem != "sign_in")
FIELDS = (
    "first_name",
    "last_name",
    "title",
    "company",
    "address1",
    "address2",
    "city",
    "state",
    "postal_code",
    "phone",
)


def report(event_id: str) -> Report:
    """Return the small report whose people bear canaries wherever it can be told who they are."""
    found = small.report(event_id)
    lone = pl.format("{}-{}-{}", pl.lit(CANARY), pl.lit(event_id), "registrant")
    email = (
        pl.when(pl.col("registrant") < 5)
        .then(pl.format("{}@{}.com", lone, lone))
        .otherwise(pl.format("{}@gmail.com", lone))
    )
    shown = {name: pl.concat_str(lone, pl.lit(name)) for name in FIELDS}
    named = found.registrants.with_columns(**shown, email=email, email_key=email, country=lone)
    asked = [{"event_id": event_id, "question_id": "r1", "registrant": n, "answer": f"{CANARY} {n}"} for n in (1, 2)]
    return replace(
        found,
        event=found.event.with_columns(creator=pl.lit(f"{CANARY} creator")),
        registrants=named.select(list(TABLES["registrants"])),
        registration_answers=small.table("registration_answers", asked),
    )


@pytest.fixture
def canaries(app: AppState) -> AppState:
    for event_id in (small.LAUNCH, small.PLAYBOOK):
        app.library.hold(ACCOUNT, event_id, None, report(event_id))
    view = View(page="overview", events=(small.LAUNCH,), filters=Filters(text=f"{CANARY} sought"), zone="UTC")
    app.library.views.save(ACCOUNT, NamedView(f"{CANARY} view", view), "somebody")
    return app


@pytest.fixture
def guest(visitor: Visitor) -> Visitor:
    return replace(visitor, role=Role.FIGURES)


def sent(page: AppTest) -> Iterator[bytes]:
    """Yield all that a page sent to the browser."""
    for element in (*page.main, *page.sidebar):
        yield from _protos(element)
    for kind in ("html", "bidi_component", "plotly_chart", "metric", "dialog", "selectbox", "multiselect", "button"):
        for element in page.get(kind):
            yield from _protos(element)


def _protos(element: Any) -> Iterator[bytes]:
    proto: Any = getattr(element, "proto", None)
    if proto is not None and hasattr(proto, "SerializeToString"):
        yield proto.SerializeToString()
    for child in getattr(element, "children", {}).values():
        yield from _protos(child)


def leaks(page: AppTest) -> list[bytes]:
    sign = CANARY.encode()
    return [found[max(0, found.find(sign) - 60) :][:160] for found in sent(page) if sign in found]


@pytest.mark.parametrize("name", ALL)
def test_no_page_names_anybody_to_whom_figures_are_enough(
    name: str, canaries: AppState, guest: Visitor, open_page: OpenPage
) -> None:
    page = open_page(name, who=guest, events="101,102", time_zone="UTC")
    assert not page.exception
    assert leaks(page) == []


@pytest.mark.parametrize("name", ["registrants", "questions", "portfolio"])
def test_the_same_pages_name_people_to_who_may_see_them(
    name: str, canaries: AppState, visitor: Visitor, open_page: OpenPage
) -> None:
    """Else the test above would say nothing."""
    page = open_page(name, who=replace(visitor, role=Role.PEOPLE), events="101,102", time_zone="UTC")
    assert not page.exception
    assert leaks(page)


@pytest.mark.parametrize("name", ["overview", "funnel", "registrants", "companies", "portfolio", "questions"])
def test_the_figures_are_the_same_in_every_role(
    name: str, canaries: AppState, visitor: Visitor, guest: Visitor, open_page: OpenPage
) -> None:
    mine = figures(open_page(name, who=guest, events="101,102", time_zone="UTC"))
    assert mine
    assert mine == figures(open_page(name, who=visitor, events="101,102", time_zone="UTC"))


CLICKS = {
    "companies": ("wi-companies", ["company", f"{CANARY}-101-1.com", "domain"]),
    "registrants": ("wi-groups", ["group", "Groups of fewer than 5 people"]),
}


@pytest.mark.parametrize("name", CLICKS)
def test_a_drawer_says_how_many_and_not_who(
    name: str, canaries: AppState, guest: Visitor, open_page: OpenPage
) -> None:
    page = open_page(name, who=guest, events="101", time_zone="UTC")
    page.session_state[session_keys.CLICKED] = CLICKS[name]
    page.run()
    assert not page.exception
    assert "Who they are is not shown to you: you see figures only." in [c.value for c in page.caption]
    assert "see people" not in [entry.action for entry in canaries.library.audit_entries()]
    assert not any("/export.csv" in link and "table=" not in link for link in links(page))


def test_a_person_cannot_be_opened_by_whatever_the_tab_says(
    canaries: AppState, guest: Visitor, open_page: OpenPage
) -> None:
    page = open_page("registrants", who=guest, events="101", time_zone="UTC")
    page.session_state[session_keys.PERSON] = 0
    page.session_state[session_keys.CLICKED] = ("wi-groups", ["group", "Groups of fewer than 5 people"])
    page.run()
    assert leaks(page) == []


def test_saved_views_are_not_shown_and_not_opened(canaries: AppState, guest: Visitor, open_page: OpenPage) -> None:
    (saved,) = canaries.library.views.all(ACCOUNT)
    page = open_page("overview", who=guest, view=saved.id)
    assert leaks(page) == []
    assert CANARY not in str(page.query_params)


def _tables_offered(page: AppTest) -> set[str]:
    return {link.partition("table=")[2].partition("&")[0] for link in links(page) if "/export." in link}


@pytest.mark.parametrize(
    ("role", "offered"), [(Role.FIGURES, False), (Role.PEOPLE, False), (Role.FILES, True), (Role.ADMIN, True)]
)
def test_files_of_people_are_offered_to_whom_they_are_given(
    role: Role, offered: bool, canaries: AppState, visitor: Visitor, open_page: OpenPage
) -> None:
    page = open_page("registrants", who=replace(visitor, role=role), events="101", time_zone="UTC")
    assert ("" in _tables_offered(page), "people" in _tables_offered(page)) == (offered, offered)
    assert "groups" in _tables_offered(page)


def test_only_who_may_everything_changes_the_password_of_the_account(
    app: AppState, visitor: Visitor, open_page: OpenPage
) -> None:
    for role, may in ((Role.FILES, False), (Role.ADMIN, True)):
        page = open_page("overview", who=replace(visitor, role=role), events="101", time_zone="UTC")
        assert any(field.label == "Current password" for field in page.text_input) is may
    page = open_page("overview", who=replace(visitor, role=Role.FILES), events="101", time_zone="UTC")
    assert "People, and files of them" in texts(page)


def test_the_list_of_roles_is_in_the_order_of_what_they_may() -> None:
    may = {role: [other.value for other in Role if role.may(other)] for role in Role}
    assert may == {
        Role.FIGURES: ["figures"],
        Role.PEOPLE: ["figures", "people"],
        Role.FILES: ["figures", "people", "files"],
        Role.ADMIN: ["figures", "people", "files", "admin"],
    }
