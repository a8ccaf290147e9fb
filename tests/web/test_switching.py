"""A person of two accounts goes on in the other one: its events, its role, and nothing of the first."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.web.conftest import Clock
from tests.web.serving import Browser
from webcast.api.redaction import Secret
from webcast.errors import UnknownEvent
from webcast.library import account_key
from webcast.library.people import Person
from webcast.reach import Reach
from webcast.roles import Role
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME, PARTNER_PASSWORD, PARTNER_USERNAME
from webcast.web.app_state import AppState
from webcast.web.audiences import load_audience
from webcast.web.switching import choices
from webcast.web.visitor import Visitor

ANN = "ann@corp.example"
PHRASE = "seven quiet lighthouses"


@pytest.fixture
def first(state: AppState) -> str:
    return _held(state, DEMO_USERNAME, DEMO_PASSWORD)


@pytest.fixture
def second(state: AppState) -> str:
    return _held(state, PARTNER_USERNAME, PARTNER_PASSWORD)


def _held(state: AppState, username: str, password: str) -> str:
    key = account_key(username, state.settings.platform_url)
    state.library.held.put(key, username, Secret(password), "operator")
    return key


@pytest.fixture
def ann(state: AppState, url: str, first: str, second: str) -> Browser:
    """Somebody in two accounts, in the first of them."""
    people = state.library.people
    people.add("Ann", ANN, first, Role.FIGURES, "operator")
    people.put_role(ANN, second, Role.FILES, "operator")
    people.accept(people.invite(ANN, "operator"), PHRASE)
    browser = Browser(url)
    assert browser.post("/enter", {"username": ANN, "password": PHRASE}).headers["location"] == "/"
    return browser


def who(state: AppState, browser: Browser) -> Visitor:
    found = state.cookies.read(browser.cookie or "")
    assert found is not None
    return found


def switched(browser: Browser, account: str) -> str:
    answer = browser.post("/switch", {"account": account, "next": "/overview?events=1708504"})
    assert answer.status == 303
    return str(answer.headers["location"])


def test_the_session_goes_on_in_the_other_account_and_the_first_one_ends(
    state: AppState, ann: Browser, first: str, second: str
) -> None:
    before, older = who(state, ann), ann.cookie or ""
    assert (before.account, before.role) == (first, Role.FIGURES)
    assert switched(ann, second) == "/"
    after = who(state, ann)
    assert (after.account, after.role, after.username, after.person) == (second, Role.FILES, ANN, before.person)
    assert after.owner != before.owner
    assert after.sid != before.sid
    assert state.cookies.read(older, of_open_page=True) is None
    assert len(state.library.sessions.of(after.holder, state.now())) == 1
    for account in (first, second):
        newest = state.library.audit_entries(account)[0]
        assert (newest.user, newest.action, newest.where) == (ANN, "switch account", "127.0.0.1")


def test_each_account_has_its_own_credentials_and_event_list(
    state: AppState, ann: Browser, first: str, second: str
) -> None:
    lists = []
    for account in (first, second):
        if who(state, ann).account != account:
            switched(ann, account)
        visitor = state.current(who(state, ann))
        assert visitor.api is not None
        state.library.sync.refresh_events(account, visitor.api)
        lists.append(set(state.theirs(visitor).events()["event_id"]))
        credentials = state.credentials(visitor)
        assert credentials is not None
        names = {first: DEMO_USERNAME, second: PARTNER_USERNAME}
        assert credentials.username.reveal() == names[account]
    assert lists[1] < lists[0]
    others = min(lists[0] - lists[1])
    with pytest.raises(UnknownEvent):
        load_audience(state, who(state, ann), [others])
    assert ann.get(f"/export.csv?events={others}").status == 404


def test_who_signs_in_again_comes_into_the_account_that_they_used_last(
    state: AppState, url: str, ann: Browser, first: str, second: str
) -> None:
    def enters() -> str:
        browser = Browser(url)
        browser.post("/enter", {"username": ANN, "password": PHRASE})
        return who(state, browser).account

    person = who(state, ann).person
    assert enters() == first
    switched(ann, second)
    assert enters() == second
    state.library.people.put_role(ANN, second, None, "operator")
    assert enters() == first
    state.library.people.put_role(ANN, second, Role.FILES, "operator")
    state.library.sign_ins.note(person, second)
    state.library.held.remove(second, "operator")
    assert enters() == first


def test_a_limit_is_of_one_account(state: AppState, url: str, ann: Browser, first: str, second: str) -> None:
    state.library.people.limit(ANN, second, Reach.to(cost_centers=["Nobody's"]), "operator")
    browser = Browser(url)
    browser.post("/enter", {"username": ANN, "password": PHRASE})
    assert state.theirs(who(state, browser)).reach is None
    switched(browser, second)
    assert state.theirs(who(state, browser)).reach == Reach.to(cost_centers=["Nobody's"])


def test_to_switch_makes_no_session_longer(state: AppState, ann: Browser, second: str, clock: Clock) -> None:
    ends = who(state, ann).expires_at
    clock.at += timedelta(hours=2)
    switched(ann, second)
    assert who(state, ann).expires_at == ends


@pytest.mark.parametrize("what", ["a stranger's", "not held", "not theirs"])
def test_an_account_that_is_not_theirs_is_refused_and_recorded(
    state: AppState, ann: Browser, first: str, second: str, what: str
) -> None:
    wanted = second if what == "not held" else account_key("newcomer", None)
    if what == "not held":
        state.library.held.remove(second, "operator")
    if what == "not theirs":
        wanted = _held(state, "newcomer@harbourline.example", "newcomer-demo")
    assert switched(ann, wanted) == "/?error=switch"
    assert who(state, ann).account == first
    assert state.library.audit_entries(first)[0].action == "refused: switch account"


def test_where_the_platform_does_not_take_the_other_one_the_first_goes_on(
    state: AppState, ann: Browser, first: str, second: str
) -> None:
    state.library.held.put(second, PARTNER_USERNAME, Secret("out of date"), "operator")
    assert switched(ann, second) == "/?error=account-refused"
    assert who(state, ann).account == first


def test_who_signed_in_with_the_platforms_account_or_not_at_all_has_no_other(
    state: AppState, url: str, browser: Browser, second: str
) -> None:
    assert choices(state, who(state, browser)) == ()
    assert switched(browser, second) == "/?error=switch"
    assert switched(Browser(url), second) == "/?error=switch"
    assert Browser(url).get("/switch").headers["location"] == "/"
    foreign = browser.post("/switch", {"account": second}, {"Origin": "https://evil.example"})
    assert foreign.status == 403


def test_the_choices_are_the_accounts_that_are_held(state: AppState, ann: Browser, first: str, second: str) -> None:
    visitor = who(state, ann)
    assert [(one.key, one.name, one.role) for one in choices(state, visitor)] == [
        (first, DEMO_USERNAME, Role.FIGURES), (second, PARTNER_USERNAME, Role.FILES),
    ]  # fmt: skip
    state.library.held.remove(first, "operator")
    assert [one.key for one in choices(state, visitor)] == [second]
    state.library.people.disable(ANN, "operator")
    assert choices(state, visitor) == ()


def test_what_is_unchanged_is_not_opened_again_and_what_was_changed_is_seen_at_once(
    state: AppState, ann: Browser, first: str, second: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, opened, of = who(state, ann), [], state.library.people.of

    def seen(person: str) -> Person | None:
        opened.append(person)
        return of(person)

    monkeypatch.setattr(state.library.people, "of", seen)
    found = choices(state, visitor)
    assert choices(state, visitor) is found
    assert len(opened) == 1
    state.library.people.put_role(ANN, second, Role.PEOPLE, "operator")
    assert [one.role for one in choices(state, visitor)] == [Role.FIGURES, Role.PEOPLE]
    state.library.held.put(second, PARTNER_USERNAME, Secret("another"), "operator")
    choices(state, visitor)
    assert len(opened) == 3
    state.library.people.disable(ANN, "operator")
    assert choices(state, visitor) == ()
