"""What people do with their passkeys: see, add, name and remove them, and get new ones by a link."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import partial
from html import unescape

import pytest
from starlette.applications import Starlette

from tests.web.authenticator import Device, to
from tests.web.conftest import STATIC, Clock
from tests.web.passkeys.conftest import ANN, BOB, NOBODY, PHRASE, said, who
from tests.web.serving import Answer, serve
from webcast.api.redaction import Secret
from webcast.library import account_key
from webcast.library.passkey import NewPasskey
from webcast.roles import Role
from webcast.sandbox.accounts import DEMO_USERNAME, PARTNER_PASSWORD, PARTNER_USERNAME
from webcast.sandbox.running import Sandbox
from webcast.settings import Settings
from webcast.web import asgi
from webcast.web.app_state import AppState


def page(ann: Device) -> str:
    answer = ann.get("/passkeys?next=/funnel")
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
    return answer.text


def ids(state: AppState, email: str = ANN) -> list[str]:
    return [one.id for one in state.library.people.find(email).passkeys]


def added(ann: Device, **fields: str) -> Answer:
    made = ann.authenticator.create(ann.asked("add"), ann.url)
    return ann.post("/passkeys/add", {"credential": made, **fields})


def test_one_sees_adds_names_and_removes_ones_own(state: AppState, ann: Device, here: str) -> None:
    text = page(ann)
    assert "You sign in with 1 passkey." in text
    assert 'href="/funnel"' in text
    assert "<strong><bdi>Another browser</bdi></strong>" in text
    asked = ann.asked("add")
    assert [one["id"] for one in asked["excludeCredentials"]] == [to(ann.authenticator.held[0].id)]
    answer = added(ann, label="  Key <b>of</b>  mine ", next="/funnel")
    assert (answer.status, answer.headers["location"]) == (303, "/passkeys?done=added&next=%2Ffunnel")
    assert "<bdi>Key &lt;b&gt;of&lt;/b&gt; mine</bdi>" in page(ann)
    assert said(state) == [(ANN, "add passkey")]
    first, second = ids(state)
    other = Device(here, authenticator=ann.authenticator)
    assert other.enter() == "/"
    assert ann.post("/passkeys/name", {"id": second, "label": "Blue key"}).status == 303
    assert said(state) == [(ANN, "name passkey")]
    answer = ann.post("/passkeys/remove", {"id": first})
    assert answer.headers["location"] == "/passkeys?done=removed&next=%2F"
    assert [(one.label, one.id) for one in state.library.people.find(ANN).passkeys] == [("Blue key", second)]
    assert (who(state, ann), who(state, other)) == (ANN, "")
    assert said(state) == [(ANN, "remove passkey")]


def test_the_page_tells_the_browser_which_are_left(ann: Device, state: AppState) -> None:
    added(ann)
    person, held = state.library.people.find(ANN), ann.authenticator.held
    found = re.search(r'<ul data-passkeys="([^"]*)">', page(ann))
    assert found
    assert json.loads(unescape(found[1])) == {
        "rpId": "localhost",
        "userId": to(state.library.passkeys.handle(person.id)),
        "allAcceptedCredentialIds": [to(one.id) for one in held],
    }


def test_the_log_has_a_line_of_each_and_nobody_in_any(
    state: AppState, ann: Device, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    added(ann, label="Blue key")
    ann.post("/passkeys/name", {"id": ids(state)[1], "label": "Green key"})
    ann.post("/passkeys/remove", {"id": ids(state)[0]})
    ann.entered(ann.authenticator.get(ann.asked("enter"), "https://evil.example"))
    lines = [record for record in caplog.records if getattr(record, "kind", "") == "passkey"]
    assert [(line.getMessage(), line.__dict__["details"]) for line in lines] == [
        ("A person added a passkey.", {"outcome": "added"}),
        ("A person gave a passkey another name.", {"outcome": "named"}),
        ("A person removed a passkey.", {"outcome": "removed"}),
        ("Did not believe a passkey: origin.", {"outcome": "refused", "detail": "origin"}),
    ]
    said = "\n".join(record.getMessage() for record in caplog.records)
    for secret in (ANN, "Blue", "Green", "evil", to(ann.authenticator.held[0].id)):
        assert secret not in said


def test_behind_tls_and_under_a_path_cookies_and_forms_are_its_own(secure_settings: Settings, clock: Clock) -> None:
    opened = AppState.open(replace(secure_settings, address="http://localhost/insights"), now=clock)
    app = Starlette(routes=asgi.routes(opened, "/insights"), middleware=asgi.middleware(opened, STATIC, "/insights"))
    try:
        key = account_key(DEMO_USERNAME, opened.settings.platform_url)
        opened.library.people.add("Ann", ANN, key, Role.PEOPLE, "operator")
        secret = opened.library.people.invite(ANN, "operator")
        with serve(app) as address:
            opened.settings = replace(
                opened.settings, address=f"{address.replace('127.0.0.1', 'localhost')}/insights"
            )
            device = Device(opened.settings.address.removesuffix("/insights"), base="/insights")
            text = device.get(f"/insights/welcome?invitation={secret}").text
            assert 'action="/insights/passkeys/welcome"' in text
            assert 'data-passkey="/insights/passkeys/options"' in text
            assert 'src="/insights/webcast-passkeys.' in text
            answer = device.post("/insights/passkeys/options", {"for": "enter"})
            cookie = answer.cookies["__Secure-webcast_passkey"]
            assert (cookie["path"], cookie["samesite"], cookie["httponly"], cookie["secure"]) == (
                "/insights", "strict", True, True,
            )  # fmt: skip
            assert device.entered("", "/insights/") == "/insights/?error=passkey-odd"
    finally:
        opened.close()


def test_the_last_way_in_stays(state: AppState, ann: Device) -> None:
    (only,) = ids(state)
    answer = ann.post("/passkeys/remove", {"id": only})
    assert answer.status == 400
    assert "This is the last thing that you can sign in with" in answer.text
    assert ids(state) == [only]
    assert "not there any more" in ann.post("/passkeys/remove", {"id": "0" * 16}).text


@pytest.mark.parametrize(
    ("label", "why"),
    [
        (" ", "should have 1 to 60 characters"),
        ("x" * 61, "should have 1 to 60 characters"),
        ("of ann@corp.example", "no e-mail address"),
        ("of ann%2540corp.example", "no e-mail address"),
    ],
)
def test_what_is_no_name_of_a_passkey_is_refused(state: AppState, ann: Device, label: str, why: str) -> None:
    (only,) = ids(state)
    answer = ann.post("/passkeys/name", {"id": only, "label": label})
    assert (answer.status, why in answer.text) == (400, True)
    assert ann.post("/passkeys/name", {"id": only, "label": "x" * 60}).status == 303


def test_one_has_ten_at_most(state: AppState, ann: Device) -> None:
    assert [added(ann).status for _ in range(9)] == [303] * 9
    answer = added(ann)
    assert answer.status == 400
    assert "You have 10 passkeys, which is as many as there may be." in answer.text
    assert len(ids(state)) == 10


def test_who_signed_in_a_while_ago_confirms_that_it_is_them(state: AppState, ann: Device, clock: Clock) -> None:
    made = ann.authenticator.create(ann.asked("add"), ann.url)
    clock.advance(minutes=10)
    assert "Confirm with a passkey" in page(ann)
    assert 'action="/passkeys/add"' not in page(ann)
    assert ann.post("/passkeys/options", {"for": "add"}).status == 409
    for press in ("add", "name", "remove"):
        answer = ann.post(f"/passkeys/{press}", {"credential": made, "id": ids(state)[0], "label": "Mine"})
        assert (answer.status, "Confirm first that it is you." in answer.text) == (400, True)
    ann.authenticator.held.pop()  # what was never taken
    asked = ann.asked("confirm")
    assert [one["id"] for one in asked["allowCredentials"]] == [to(ann.authenticator.held[0].id)]
    signed = ann.authenticator.get(asked, ann.url, with_handle=False)
    assert ann.post("/passkeys/confirm", {"credential": signed}).headers["location"] == "/passkeys?next=%2F"
    assert added(ann).status == 303
    assert ann.post("/passkeys/confirm", {"credential": signed}).status == 400


def test_another_persons_passkey_confirms_nothing(
    ann: Device, here: str, invite: partial[str], clock: Clock, state: AppState
) -> None:
    bob = Device(here)
    bob.accept(invite(BOB))
    clock.advance(minutes=10)
    asked = ann.asked("confirm") | {"allowCredentials": []}
    answer = ann.post("/passkeys/confirm", {"credential": bob.authenticator.get(asked, here)})
    assert answer.status == 400
    assert said(state) == [(NOBODY, "sign-in refused: passkey, another person")]
    assert ann.post("/passkeys/options", {"for": "add"}).status == 409


@pytest.fixture
def with_phrase(state: AppState, here: str, invite: partial[str]) -> Device:
    """Ann's browser, signed in with the passphrase that she chose."""
    state.library.people.accept(invite(ANN), PHRASE)
    device = Device(here)
    assert device.post("/enter", {"username": ANN, "password": PHRASE}).headers["location"] == "/"
    return device


def test_a_passphrase_confirms_too_and_stays_beside_a_passkey(
    state: AppState, with_phrase: Device, clock: Clock
) -> None:
    clock.advance(minutes=10)
    assert "Confirm with the passphrase" in page(with_phrase)
    assert "Confirm with a passkey" not in page(with_phrase)
    assert with_phrase.post("/passkeys/confirm", {"password": PHRASE}).status == 303
    assert added(with_phrase).status == 303
    assert "You sign in with 1 passkey or your passphrase." in page(with_phrase)
    assert with_phrase.post("/passkeys/remove", {"id": ids(state)[0]}).status == 303
    assert ids(state) == []


def test_guessing_a_passphrase_gets_slow_here_too(with_phrase: Device) -> None:
    wrong = [with_phrase.post("/passkeys/confirm", {"password": "not this one at all"}) for _ in range(6)]
    assert [one.status for one in wrong] == [400] * 6
    assert ["may be wrong" in one.text for one in wrong] == [True] * 5 + [False]
    assert "Too many tries failed" in wrong[5].text


def test_the_switch_to_another_account_shows_nobody_again(
    state: AppState, ann: Device, key: str, clock: Clock
) -> None:
    other = account_key(PARTNER_USERNAME, state.settings.platform_url)
    state.library.held.put(other, PARTNER_USERNAME, Secret(PARTNER_PASSWORD), "operator")
    state.library.people.put_role(ANN, other, Role.PEOPLE, "operator")
    assert ann.enter() == "/"
    clock.advance(minutes=10)
    assert ann.post("/switch", {"account": other}).status == 303
    assert who(state, ann) == ANN
    assert "Confirm with a passkey" in page(ann)


@pytest.mark.parametrize("form", [None, {"demo": "1"}])
def test_who_is_no_person_has_no_passkeys(here: str, key: str, form: dict[str, str] | None) -> None:
    device = Device(here)
    if form:
        device.post("/login", form)
    for answer in (device.get("/passkeys"), device.post("/passkeys/add", {})):
        assert (answer.status, answer.headers["location"]) == (303, "/")
    assert device.post("/passkeys/options", {"for": "add"}).status == 409


# Recovery


@pytest.mark.parametrize("by", ["passkey", "passphrase"])
def test_a_new_link_ends_what_was_there_once_it_is_used(
    state: AppState, ann: Device, here: str, invite: partial[str], by: str
) -> None:
    secret = invite(ANN)
    assert ann.enter() == "/"  # as before, while the link waits
    new = Device(here)
    assert "what you signed in with before works no more" in new.get(f"/welcome?invitation={secret}").text
    if by == "passkey":
        assert new.accept(secret).status == 303
        assert new.enter() == "/"
    else:
        form = {"invitation": secret, "password": PHRASE, "again": PHRASE}
        assert new.post("/welcome", form).status == 303
        assert new.post("/enter", {"username": ANN, "password": PHRASE}).headers["location"] == "/"
    assert who(state, ann) == ""
    assert ann.enter() == "/?error=passkey-unknown"
    person = state.library.people.find(ANN)
    assert (len(person.passkeys), person.passphrase) == ((1, False) if by == "passkey" else (0, True))


def test_a_passkey_of_somebody_else_is_none_to_be_invited_with(
    state: AppState, ann: Device, here: str, invite: partial[str]
) -> None:
    secret, bob = invite(BOB), Device(here, authenticator=ann.authenticator)
    made = bob.authenticator.create(bob.asked("welcome", invitation=secret), here)
    state.library.passkeys.add(
        state.library.people.find(ANN).id,
        NewPasskey(bob.authenticator.held[-1].id, b"key", 0, (), "Hers", "localhost"),
    )
    answer = bob.post("/passkeys/welcome", {"invitation": secret, "credential": made})
    assert (answer.status, "known here already" in answer.text) == (400, True)


def test_when_the_platform_is_away_the_passkey_is_kept(
    state: AppState, here: str, invite: partial[str], platform: Sandbox
) -> None:
    state.library.held.put(account_key(DEMO_USERNAME, platform.url), DEMO_USERNAME, Secret("old"), "operator")
    device = Device(here)
    assert device.accept(invite(ANN)).headers["location"] == "/?error=account-refused"
    assert len(ids(state)) == 1
