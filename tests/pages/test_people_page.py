"""The page about people who may sign in: what it shows, what is done there, and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import ACCOUNT, OpenPage, dialog_titles, table, texts
from webcast.api.redaction import Secret
from webcast.library.passkey import NewPasskey
from webcast.library.people import Person, holder
from webcast.library.sessions import Began
from webcast.library.sign_ins import Standing, standing_of
from webcast.reach import Reach
from webcast.roles import Role
from webcast.ui.frame import session_keys, signed_in
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor

PHRASE = "seven quiet lighthouses"
ANN, BOB, CID = "ann@corp.example", "bob@corp.example", "cid@corp.example"
ELSEWHERE = "192.0.2.77"


@pytest.fixture
def office(app: AppState) -> AppState:
    """Ann is an administrator, Bob sees figures, Cid is in another account too and was only invited."""
    app.library.held.put(ACCOUNT, "marketing@example.com", Secret("secret"), "operator")
    people = app.library.people
    people.add("Ann", ANN, ACCOUNT, Role.ADMIN, "operator")
    people.add("Bob", BOB, ACCOUNT, Role.FIGURES, "operator")
    people.add("Cid", CID, ACCOUNT, Role.PEOPLE, "operator")
    people.put_role(CID, "another", Role.ADMIN, "operator")
    people.add("Dan", "dan@corp.example", "another", Role.ADMIN, "operator")
    for email in (ANN, BOB):
        people.accept(people.invite(email, "operator"), PHRASE)
    people.invite(CID, "operator")
    return app


def one(app: AppState, email: str) -> Person:
    (found,) = (person for person in app.library.people.all() if person.email == email)
    return found


@pytest.fixture
def ann(office: AppState, visitor: Visitor) -> Visitor:
    return replace(visitor, person=one(office, ANN).id, username=ANN)


def begin(app: AppState, email: str, *sids: str) -> None:
    now = app.now()
    for sid in sids:
        began = Began(now, now + timedelta(hours=1), holder(one(app, email).id), ELSEWHERE, "Firefox on Windows")
        app.library.sessions.begin(sid, "t", began)


def in_force(app: AppState, sid: str) -> bool:
    return app.library.sessions.in_force(sid, None, app.now())


def opened(open_page: OpenPage, who: Visitor, name: str) -> AppTest:
    """Return the page with the drawer of somebody open."""
    page = open_page("people", who=who, time_zone="UTC")
    place = [row["name"] for row in table(page, "wi-people-known")].index(name)
    page.session_state[session_keys.PICKED] = ("wi-people-known", place)
    return page.run()


def done(app: AppState, count: int) -> list[tuple[str, str, str]]:
    return [(entry.user, entry.action, entry.where) for entry in app.library.audit_entries(limit=count)]


def test_where_nobody_was_added_that_is_said(held: AppState, open_page: OpenPage) -> None:
    page = open_page("people", time_zone="UTC")
    assert "Nobody was added to this account yet." in texts(page)
    held.library.people.add("Ann", ANN, ACCOUNT, Role.FIGURES, "operator")
    page = open_page("people", time_zone="UTC")
    assert "1 person in this account: no administrator. 0 are signed in now." in texts(page)


def test_the_list_has_who_is_in_the_account_and_nobody_else(
    office: AppState, ann: Visitor, open_page: OpenPage
) -> None:
    begin(office, BOB, "b1", "b2")
    office.library.sign_ins.note(one(office, BOB).id, ann.account)
    page = open_page("people", who=ann, time_zone="UTC")
    assert not page.exception
    rows = table(page, "wi-people-known")
    assert [(row["name"], row["email"], row["role"], row["standing"], row["sessions"]) for row in rows] == [
        ("Ann", ANN, "Administrator", "Active", 0),
        ("Bob", BOB, "Figures only", "Active", 2),
        ("Cid", CID, "Figures and people", "Invited", 0),
    ]
    assert [bool(row["came"]) for row in rows] == [False, True, False]
    assert "3 people in this account: 1 administrator and 1 invited. 1 is signed in now." in texts(page)
    assert ELSEWHERE not in texts(page)


def test_somebody_added_gets_a_link_that_is_shown_once(office: AppState, ann: Visitor, open_page: OpenPage) -> None:
    page = open_page("people", who=ann, time_zone="UTC")
    page.button(key="wi-people-add").click().run()
    assert dialog_titles(page) == ["Add somebody"]
    page.text_input(key="wi-add-name-0").input("Eve")
    page.text_input(key="wi-add-email-0").input("eve@corp.example")
    page.radio(key="wi-add-role-0").set_value(Role.PEOPLE)
    page.button(key="wi-add-send-0").click().run()
    assert not page.exception
    (link,) = [code.value for code in page.code]
    secret = link.partition("/welcome?invitation=")[2]
    found = office.library.people.invited(secret)
    assert found is not None
    assert (found.name, found.email, dict(found.accounts)) == ("Eve", "eve@corp.example", {ACCOUNT: Role.PEOPLE})
    assert done(office, 2) == [(ANN, "invite person", "127.0.0.1"), (ANN, "add person", "127.0.0.1")]
    assert any("works once, and for 72 hours" in caption.value for caption in page.caption)
    page.run()
    assert not page.code


def test_what_is_no_address_is_said_and_adds_nobody(office: AppState, ann: Visitor, open_page: OpenPage) -> None:
    page = open_page("people", who=ann, time_zone="UTC")
    page.button(key="wi-people-add").click().run()
    page.text_input(key="wi-add-name-0").input("Eve")
    page.text_input(key="wi-add-email-0").input("eve")
    page.button(key="wi-add-send-0").click().run()
    assert "An e-mail address should be like 'ann@example.com', but this one is not." in texts(page)
    assert not page.code
    assert [person.name for person in office.library.people.all()] == ["Ann", "Bob", "Cid", "Dan"]


def test_a_role_is_changed_after_it_was_said_what_happens(
    office: AppState, ann: Visitor, open_page: OpenPage
) -> None:
    begin(office, BOB, "b1")
    page = opened(open_page, ann, "Bob")
    assert dialog_titles(page) == ["Bob"]
    said = [caption.value for caption in page.caption]
    assert "Ends 1 session at once; after signing in again the new role holds." in said
    assert page.button(key="wi-person-role").disabled
    bob = one(office, BOB).id
    page.radio(key=f"wi-role-{bob}-figures").set_value(Role.FILES).run()
    page.button(key="wi-person-role").click().run()
    assert dict(one(office, BOB).accounts) == {ACCOUNT: Role.FILES}
    assert not in_force(office, "b1")
    assert "The role is changed; 1 session ended." in texts(page)
    assert done(office, 1) == [(ANN, "change role", "127.0.0.1")]


def test_to_disable_somebody_says_before_what_happens_and_can_be_taken_back(
    office: AppState, ann: Visitor, open_page: OpenPage
) -> None:
    begin(office, BOB, "b1", "b2")
    page = opened(open_page, ann, "Bob")
    will = (
        "Ends 2 sessions at once, in every browser, and lets them in no more until they are enabled. "
        "Nothing of theirs is lost."
    )
    assert will in [caption.value for caption in page.caption]
    page.button(key="wi-person-disable").click().run()
    assert one(office, BOB).disabled
    assert (in_force(office, "b1"), in_force(office, "b2")) == (False, False)
    assert "Disabled; 2 sessions ended." in texts(page)
    assert page.button(key="wi-person-disable").label == "Enable"
    page.button(key="wi-person-disable").click().run()
    assert not one(office, BOB).disabled
    assert [action for _, action, _ in done(office, 2)] == ["enable person", "disable person"]


def test_what_somebody_is_limited_to_is_said(office: AppState, ann: Visitor, open_page: OpenPage) -> None:
    assert "Sees events of" not in texts(opened(open_page, ann, "Bob"))
    office.library.people.limit(BOB, ACCOUNT, Reach.to(cost_centers=["Marketing"], events=["101"]), "operator")
    page = opened(open_page, ann, "Bob")
    assert "Sees events of 101 and Marketing alone." in texts(page)
    page.radio(key=f"wi-role-{one(office, BOB).id}-figures").set_value(Role.ADMIN).run()
    page.button(key="wi-person-role").click().run()
    assert "Who may do everything sees all events" in texts(page)
    assert dict(one(office, BOB).accounts) == {ACCOUNT: Role.FIGURES}


def test_what_somebody_signs_in_with_is_said(office: AppState, ann: Visitor, open_page: OpenPage) -> None:
    assert "signs in with passphrase" in texts(opened(open_page, ann, "Bob"))
    for credential in (b"one", b"two"):
        new = NewPasskey(credential, b"key", 0, (), "Laptop", "localhost")
        office.library.passkeys.add(one(office, BOB).id, new)
    assert "signs in with 2 passkeys and passphrase" in texts(opened(open_page, ann, "Bob"))
    assert "signs in with" not in texts(opened(open_page, ann, "Cid"))


def test_a_new_link_is_made_and_shown_once(office: AppState, ann: Visitor, open_page: OpenPage) -> None:
    page = opened(open_page, ann, "Bob")
    page.button(key="wi-person-invite").click().run()
    (link,) = [code.value for code in page.code]
    found = office.library.people.invited(link.partition("invitation=")[2])
    assert found is not None
    assert found.email == BOB
    page.run()
    assert not page.code


def test_one_session_of_somebody_is_ended_or_all(office: AppState, ann: Visitor, open_page: OpenPage) -> None:
    begin(office, BOB, "b1", "b2", "b3")
    page = opened(open_page, ann, "Bob")
    assert texts(page).count("Firefox on Windows") == 3
    assert ELSEWHERE not in texts(page)
    page.button(key=f"wi-end-{office.library.sessions.tag('b2')}").click().run()
    assert [in_force(office, sid) for sid in ("b1", "b2", "b3")] == [True, False, True]
    assert done(office, 1) == [(ANN, "end session", "127.0.0.1")]
    page.button(key=f"wi-end-all-{one(office, BOB).id}").click().run()
    assert [in_force(office, sid) for sid in ("b1", "b2", "b3")] == [False, False, False]
    assert done(office, 1) == [(ANN, "end sessions", "127.0.0.1")]
    (entry,) = office.library.audit_entries(limit=1)
    assert (dict(entry.counts), entry.whom) == ({"sessions": 2, "people": 1}, BOB)


def test_sessions_of_the_accounts_own_sign_in_can_be_ended(
    office: AppState, ann: Visitor, open_page: OpenPage
) -> None:
    now = office.now()
    office.library.sessions.begin("own", "t", Began(now, now + timedelta(hours=1), ACCOUNT, ELSEWHERE, "Safari"))
    page = open_page("people", who=ann, time_zone="UTC")
    page.button(key=f"wi-end-{office.library.sessions.tag('own')}").click().run()
    assert not in_force(office, "own")
    assert dict(office.library.audit_entries(limit=1)[0].counts) == {"sessions": 1}


def test_nobody_takes_their_own_role_away_or_ends_the_session_that_asks(
    office: AppState, ann: Visitor, open_page: OpenPage
) -> None:
    begin(office, ANN, "sid", "a2")
    page = opened(open_page, ann, "Ann")
    keys = [button.key for button in page.button]
    assert "wi-person-role" not in keys
    assert "wi-person-disable" not in keys
    assert f"wi-end-{office.library.sessions.tag('sid')}" not in keys
    page.button(key=f"wi-end-all-{one(office, ANN).id}").click().run()
    assert (in_force(office, "sid"), in_force(office, "a2")) == (True, False)


def test_of_who_is_in_another_account_too_the_role_alone_is_theirs_to_change(
    office: AppState, ann: Visitor, open_page: OpenPage
) -> None:
    page = opened(open_page, ann, "Cid")
    keys = {button.key for button in page.button}
    assert "wi-person-role" in keys
    assert not {"wi-person-disable", "wi-person-invite"} & keys
    cid = one(office, CID).id
    page.radio(key=f"wi-role-{cid}-people").set_value(Role.FIGURES).run()
    page.button(key="wi-person-role").click().run()
    assert dict(one(office, CID).accounts) == {ACCOUNT: Role.FIGURES, "another": Role.ADMIN}


def test_the_last_administrator_stays(office: AppState, visitor: Visitor, open_page: OpenPage) -> None:
    """Whoever signed in with the account's own password is no person, and could take the role from the only one."""
    page = opened(open_page, visitor, "Ann")
    page.button(key="wi-person-disable").click().run()
    assert "Nobody else who may sign in is an administrator of this account, so this one has to stay." in texts(page)
    assert standing_of(one(office, ANN), datetime.now(UTC)) is Standing.ACTIVE


def test_a_press_of_who_is_no_administrator_any_more_changes_nothing_and_is_recorded(
    office: AppState, visitor: Visitor, open_page: OpenPage
) -> None:
    page = opened(open_page, visitor, "Bob")
    office.library.held.remove(ACCOUNT, "operator")
    page.button(key="wi-person-disable").click().run()
    assert not page.exception
    assert not one(office, BOB).disabled
    assert [action for _, action, _ in done(office, 2)] == ["refused: page people", "refused: disable person"]


@pytest.mark.parametrize("who", [Role.FILES, None])
def test_a_press_in_a_tab_that_is_another_ones_or_nobodys_now_changes_nothing(
    who: Role | None, office: AppState, ann: Visitor, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(open_page, ann, "Bob")
    monkeypatch.setattr(signed_in, "visitor_from", lambda _: replace(ann, role=who) if who else None)
    page.button(key="wi-person-disable").click().run()
    assert not page.exception
    assert not one(office, BOB).disabled
    assert BOB not in texts(page)


def test_where_the_account_is_not_held_nobody_is_let_in(office: AppState, ann: Visitor, open_page: OpenPage) -> None:
    office.library.held.remove(ACCOUNT, "operator")
    page = opened(open_page, ann, "Bob")
    keys = {button.key for button in page.button}
    assert not {"wi-people-add", "wi-person-invite"} & keys
    assert "wi-person-disable" in keys
    assert "The dashboard does not hold this account's password" in texts(page)


def test_somebody_is_limited_to_parts_of_the_event_list_and_no_more(
    office: AppState, ann: Visitor, open_page: OpenPage
) -> None:
    begin(office, BOB, "b1")
    page = opened(open_page, ann, "Bob")
    centers = next(box for box in page.multiselect if box.label == "Of these cost centers")
    name = centers.options[0]
    centers.select(name).run()
    page.button(key="wi-person-limit").click().run()
    assert not page.exception
    assert one(office, BOB).limits == {ACCOUNT: Reach.to(cost_centers=[name])}
    assert not in_force(office, "b1")
    assert done(office, 1) == [(ANN, "limit person", "127.0.0.1")]
    assert "Limited; 1 session ended." in texts(page)
    assert f"Sees events of {name} alone." in texts(page)
    assert page.button(key="wi-person-limit").disabled

    next(box for box in page.multiselect if box.label == "Of these cost centers").unselect(name).run()
    assert page.button(key="wi-person-limit").label == "Take the limit away"
    page.button(key="wi-person-limit").click().run()
    assert one(office, BOB).limits == {}
    assert "Not limited any more; 0 sessions ended." in texts(page)


def test_an_administrator_cannot_be_limited(office: AppState, ann: Visitor, open_page: OpenPage) -> None:
    office.library.people.put_role(BOB, ACCOUNT, Role.ADMIN, "operator")
    page = opened(open_page, ann, "Bob")
    assert "Events they see" not in [header.value for header in page.header]
