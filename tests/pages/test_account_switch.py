"""What who is in several accounts has: a switch between them, and the accounts beside each other on Home."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import small
from tests.pages.conftest import ACCOUNT, OpenPage, table, tables, texts
from webcast.api.redaction import Secret
from webcast.errors import Damaged
from webcast.reach import Reach
from webcast.roles import Role
from webcast.ui.frame import account_words
from webcast.ui.home import words as home_words
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor

ANN = "ann@corp.example"


@pytest.fixture
def ann(app: AppState, visitor: Visitor) -> Visitor:
    for key, name in ((ACCOUNT, "first-api"), ("other", "second <api>")):
        app.library.held.put(key, name, Secret("password"), "operator")
    person = app.library.people.add("Ann", ANN, ACCOUNT, Role.PEOPLE, "operator")
    return replace(visitor, person=person.id, role=Role.PEOPLE, username=ANN)


def forms(page: AppTest) -> list[str]:
    return [found.proto.body for found in page.get("html") if "/switch" in found.proto.body]


def test_who_is_in_two_accounts_has_a_switch_between_them(app: AppState, ann: Visitor, open_page: OpenPage) -> None:
    app.library.people.put_role(ANN, "other", Role.FIGURES, "operator")
    page = open_page("overview", who=ann, events="101", time_zone="UTC")
    (form,) = forms(page)
    assert 'name="account" value="other"' in form
    assert "second &lt;api&gt;: Figures only</button>" in form
    assert f"first-api · {account_words.IN_VIEW}" in texts(page) or account_words.IN_VIEW in texts(page)
    assert "alert" not in form


def test_who_is_in_one_account_has_none(app: AppState, ann: Visitor, visitor: Visitor, open_page: OpenPage) -> None:
    assert forms(open_page("events", who=ann)) == []
    assert forms(open_page("events", who=visitor)) == []
    app.library.people.put_role(ANN, "not held", Role.FIGURES, "operator")
    assert forms(open_page("events", who=ann)) == []


def test_what_went_wrong_is_said_in_the_account_that_goes_on(
    app: AppState, ann: Visitor, open_page: OpenPage
) -> None:
    app.library.people.put_role(ANN, "other", Role.FIGURES, "operator")
    said = "You are not in this account any more, or the dashboard does not hold it."
    assert said in texts(open_page("home", who=ann, error="switch"))
    assert said not in texts(open_page("home", who=ann))
    assert "alert" not in "".join(forms(open_page("home", who=ann, error="<script>")))


NOW = datetime(2025, 4, 20, tzinfo=UTC)


@pytest.fixture
def both(app: AppState, ann: Visitor, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """Somebody in two accounts with events; of the other one they may see one event of two."""
    monkeypatch.setattr(app, "now", lambda: NOW)
    titles = pl.concat_str(pl.lit("Other "), "title")
    app.library.remember_events("other", small.listing().with_columns(title=titles))
    for event_id, people in ((small.LAUNCH, 2), (small.PLAYBOOK, 5)):
        app.library.hold("other", event_id, None, small.report(event_id, people=people))
    app.library.people.put_role(ANN, "other", Role.FIGURES, "operator")
    app.library.people.limit(ANN, "other", Reach.to(events=[small.LAUNCH]), "operator")
    return ann


def test_the_accounts_stand_beside_each_other_each_by_itself(both: Visitor, open_page: OpenPage) -> None:
    page = open_page("home", who=both, time_zone="UTC")
    assert home_words.YOUR_ACCOUNTS in [header.value for header in page.header]
    assert tables(page) == []
    page.toggle(key="wi-home-accounts").set_value(True).run()
    assert not page.exception
    names = ("account", "events", "over", "latest", "total_registrants")
    rows = [{name: row[name] for name in names} for row in
            table(page, "wi-accounts")]  # fmt: skip
    assert rows == [
        dict(zip(names, ("first-api", 3, 2, small.TITLES[small.PLAYBOOK], 5), strict=True)),
        dict(zip(names, ("second <api>", 1, 1, "Other Product launch", 2), strict=True)),
    ]
    shares = [row["live_conversion_rate"] for row in table(page, "wi-accounts")]
    assert shares == [pytest.approx(40), pytest.approx(100)]
    assert f"Other {small.TITLES[small.PLAYBOOK]}" not in str(page)


def test_an_account_that_cannot_be_read_is_said_beside_the_others(
    app: AppState, both: Visitor, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = app.library.events

    def damaged(account: str) -> pl.DataFrame:
        if account == "other":
            raise Damaged("What is kept of it was changed.")
        return events(account)

    monkeypatch.setattr(app.library, "events", damaged)
    page = open_page("home", who=both, time_zone="UTC")
    page.toggle(key="wi-home-accounts").set_value(True).run()
    assert [row["account"] for row in table(page, "wi-accounts")] == ["first-api"]
    assert "second <api>: What is kept of it was changed." in texts(page)


def test_who_is_in_one_account_is_offered_no_comparison(ann: Visitor, open_page: OpenPage) -> None:
    page = open_page("home", who=ann, time_zone="UTC")
    assert home_words.YOUR_ACCOUNTS not in [header.value for header in page.header]


def test_nobody_sees_an_account_that_they_are_not_in(app: AppState, ann: Visitor, visitor: Visitor) -> None:
    app.library.remember_events("other", small.listing())
    assert app.theirs_in(ann, "other").events().is_empty()
    assert app.theirs_in(visitor, "other").events().is_empty()
    assert app.theirs_in(visitor, ACCOUNT).events().height == 3
