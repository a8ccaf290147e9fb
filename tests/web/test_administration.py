"""The door to what administrators do: it refuses by itself, whatever a page shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.web.serving import Browser
from webcast.api.redaction import Secret
from webcast.errors import ChangeRequest
from webcast.library.people import LastAdministrator, holder
from webcast.library.sessions import Began
from webcast.roles import Role
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME
from webcast.web.administration import NotHeld, NotYours, Office, Yourself
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor

ANN, BOB, CID, DAN = (f"{name}@corp.example" for name in ("ann", "bob", "cid", "dan"))


@pytest.fixture
def account(state: AppState, browser: Browser) -> Visitor:
    """Who is signed in with the account, which is held; Ann administers it, Bob is in it, Cid in another too."""
    found = state.cookies.read(browser.cookie or "")
    assert found is not None
    state.library.held.put(found.account, DEMO_USERNAME, Secret(DEMO_PASSWORD), "operator")
    people = state.library.people
    people.add("Ann", ANN, found.account, Role.ADMIN, "operator")
    people.add("Bob", BOB, found.account, Role.FIGURES, "operator")
    people.add("Cid", CID, found.account, Role.FIGURES, "operator")
    people.put_role(CID, "another", Role.FIGURES, "operator")
    people.add("Dan", DAN, "another", Role.FIGURES, "operator")
    return found


def of(state: AppState, email: str) -> str:
    return state.library.people.find(email).id


@pytest.fixture
def office(state: AppState, account: Visitor) -> Office:
    """Ann's."""
    return Office(state, replace(account, person=of(state, ANN), username=ANN), "192.0.2.1")


CHANGES: dict[str, Callable[[Office, str], object]] = {
    "invite": lambda office, who: office.invite(who),
    "disable": lambda office, who: office.disable(who),
    "enable": lambda office, who: office.disable(who, disabled=False),
    "end sessions": lambda office, who: office.end_sessions(who),
    "role": lambda office, who: office.put_role(who, Role.PEOPLE),
}


def unchanged(state: AppState, change: Callable[[], object], error: type[ChangeRequest]) -> None:
    before = (state.library.people.all(), len(state.library.audit_entries()))
    with pytest.raises(error):
        change()
    assert (state.library.people.all(), len(state.library.audit_entries())) == before


@pytest.mark.parametrize("change", ["invite", "disable", "enable", "end sessions"])
def test_who_is_in_another_account_too_is_not_the_administrators_alone(
    state: AppState, office: Office, change: str
) -> None:
    unchanged(state, lambda: CHANGES[change](office, of(state, CID)), NotYours)
    CHANGES[change](office, of(state, BOB))
    state.library.people.put_role(ANN, "another", Role.ADMIN, "operator")
    CHANGES[change](office, of(state, CID))


@pytest.mark.parametrize("change", CHANGES)
def test_who_is_in_another_account_is_nobody_here(state: AppState, office: Office, change: str) -> None:
    unchanged(state, lambda: CHANGES[change](office, of(state, DAN)), NotYours)
    unchanged(state, lambda: CHANGES[change](office, "nobody"), NotYours)


@pytest.mark.parametrize("change", ["disable", "role"])
def test_nobody_takes_their_own_place_away(state: AppState, office: Office, change: str) -> None:
    state.library.people.put_role(BOB, office.visitor.account, Role.ADMIN, "operator")
    unchanged(state, lambda: CHANGES[change](office, of(state, ANN)), Yourself)


@pytest.mark.parametrize("change", ["disable", "role"])
def test_the_accounts_own_sign_in_leaves_an_administrator(state: AppState, account: Visitor, change: str) -> None:
    unchanged(state, lambda: CHANGES[change](Office(state, account, ""), of(state, ANN)), LastAdministrator)


def test_to_an_account_that_is_not_held_nobody_is_let_in(state: AppState, office: Office) -> None:
    state.library.held.remove(office.visitor.account, "operator")
    unchanged(state, lambda: office.add("Eve", "eve@corp.example", Role.FIGURES), NotHeld)
    unchanged(state, lambda: office.invite(of(state, BOB)), NotHeld)


def test_the_session_that_asks_goes_on(state: AppState, office: Office) -> None:
    now, ann = state.now(), of(state, ANN)
    for sid in (office.visitor.sid, "other"):
        state.library.sessions.begin(sid, "t", Began(now, state.session_ends(), holder(ann)))
    assert office.end_sessions(ann) == 1
    assert office.end_sessions(ann) == 0
    assert state.library.sessions.in_force(office.visitor.sid, None, now)
    assert not state.library.sessions.in_force("other", None, now)
    counted = [dict(one.counts) for one in state.library.audit_entries() if one.action == "end sessions"]
    assert counted == [{"sessions": 1, "people": 1}]


def test_a_session_of_somebody_else_is_not_ended_under_a_persons_name(state: AppState, office: Office) -> None:
    now = state.now()
    state.library.sessions.begin("dans", "t", Began(now, state.session_ends(), holder(of(state, DAN))))
    assert office.end_sessions(of(state, BOB), state.library.sessions.tag("dans")) == 0
    assert state.library.sessions.in_force("dans", None, now)
