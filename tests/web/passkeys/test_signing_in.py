"""Passkeys over HTTP, with an authenticator of our own: who gets in by which answer, who does not, and why."""

from __future__ import annotations

from contextlib import closing
from functools import partial

import pytest

from tests.web.authenticator import EDDSA, ES256, PRESENT, RS256, VERIFIED, Authenticator, Device, new_key
from tests.web.conftest import Clock, stand_in
from tests.web.passkeys.conftest import ANN, BOB, NOBODY, PHRASE, said, who
from tests.web.serving import serve
from webcast.settings import Settings
from webcast.web.app_state import AppState


def test_the_page_behind_a_link_offers_a_passkey_first(here: str, url: str, invite: partial[str]) -> None:
    secret = invite(ANN)
    page = Device(here).get(f"/welcome?invitation={secret}").text
    assert page.index("Use a passkey") < page.index("Save passphrase")
    assert 'action="/passkeys/welcome"' in page
    assert "webcast-passkeys." in page
    assert "<script>" not in page
    assert ANN not in page
    # Browsers have no passkeys at a number, nor over plain HTTP by any other name.
    other = Device(url).get(f"/welcome?invitation={secret}").text
    assert "Use a passkey" not in other
    assert "Choose your passphrase" in other


def test_what_is_asked_for_is_found_without_a_name_verified_and_not_attested(
    state: AppState, here: str, invite: partial[str]
) -> None:
    device = Device(here)
    asked = device.asked("welcome", invitation=invite(ANN))
    assert asked["rp"] == {"name": "Webcast Insights", "id": "localhost"}
    assert (asked["user"]["name"], asked["user"]["displayName"]) == (ANN, "Ann")
    assert asked["attestation"] == "none"
    assert asked["authenticatorSelection"] == {
        "residentKey": "required", "requireResidentKey": True, "userVerification": "required",
    }  # fmt: skip
    assert [one["alg"] for one in asked["pubKeyCredParams"]] == [EDDSA, ES256, RS256]
    (person, _) = state.library.people.all()
    assert ANN not in asked["user"]["id"]
    assert person.id.encode() not in state.library.passkeys.handle(person.id)
    signing = device.asked("enter")
    assert (signing["rpId"], signing["userVerification"], signing["allowCredentials"]) == (
        "localhost",
        "required",
        [],
    )
    assert signing["challenge"] != device.asked("enter")["challenge"]


@pytest.mark.parametrize("algorithm", [ES256, RS256, EDDSA])
@pytest.mark.parametrize("attested", ["none", "packed"])
def test_who_was_invited_makes_a_passkey_and_signs_in_with_it(
    state: AppState, here: str, invite: partial[str], algorithm: int, attested: str
) -> None:
    secret, device = invite(ANN), Device(here, authenticator=Authenticator(algorithm))
    made = device.authenticator.create(device.asked("welcome", invitation=secret), here, attested=attested)
    answer = device.post("/passkeys/welcome", {"invitation": secret, "credential": made})
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert who(state, device) == ANN
    assert said(state, 2) == [(ANN, "sign in: passkey"), (ANN, "set passkey")]
    assert device.get(f"/welcome?invitation={secret}").status == 410
    device.post("/logout")
    assert who(state, device) == ""
    assert device.enter("/funnel?events=1") == "/funnel?events=1"
    assert who(state, device) == ANN
    (person, _) = state.library.people.all()
    (passkey,) = person.passkeys
    assert (passkey.count, passkey.site, passkey.transports, person.passphrase) == (
        1,
        "localhost",
        ("internal",),
        False,
    )
    assert passkey.used is not None


def test_without_a_count_one_signs_in_again_and_again(state: AppState, here: str, invite: partial[str]) -> None:
    device = Device(here, authenticator=Authenticator(counts=False))
    device.accept(invite(ANN))
    assert [device.enter(), device.enter()] == ["/", "/"]


def refused(state: AppState, device: Device, signed: str) -> tuple[str, tuple[str, str]]:
    """Hand an answer on that lets nobody in; return the code, and what the audit log says."""
    device.jar.pop("webcast_session", None)
    location = device.entered(signed)
    assert who(state, device) == ""
    return location.removeprefix("/?error="), said(state)[0]


def test_of_another_page_it_lets_nobody_in(state: AppState, ann: Device) -> None:
    signed = ann.authenticator.get(ann.asked("enter"), "https://evil.example")
    assert refused(state, ann, signed) == ("passkey-odd", (NOBODY, "sign-in refused: passkey, origin"))


def test_bound_to_another_name_it_lets_nobody_in(state: AppState, ann: Device) -> None:
    signed = ann.authenticator.get(ann.asked("enter"), ann.url, site="evil.example")
    assert refused(state, ann, signed) == ("passkey-odd", (NOBODY, "sign-in refused: passkey, site"))


@pytest.mark.parametrize("flags", [PRESENT, 0])
def test_where_nobody_was_verified_it_lets_nobody_in(state: AppState, ann: Device, flags: int) -> None:
    ann.authenticator.flags = flags
    signed = ann.authenticator.get(ann.asked("enter"), ann.url)
    assert refused(state, ann, signed) == ("passkey-unverified", (NOBODY, "sign-in refused: passkey, not verified"))


def test_a_challenge_is_used_once(state: AppState, ann: Device) -> None:
    signed = ann.authenticator.get(ann.asked("enter"), ann.url)
    assert ann.entered(signed) == "/"
    assert refused(state, ann, signed) == ("passkey-state", (NOBODY, "sign-in refused: passkey, challenge used"))


@pytest.mark.parametrize(("seconds", "works"), [(299, True), (300, False)])
def test_a_challenge_works_for_five_minutes(
    state: AppState, ann: Device, clock: Clock, seconds: int, works: bool
) -> None:
    signed = ann.authenticator.get(ann.asked("enter"), ann.url)
    clock.advance(seconds=seconds)
    if works:
        assert ann.entered(signed) == "/"
    else:
        assert refused(state, ann, signed) == ("passkey-state", (NOBODY, "sign-in refused: passkey, challenge"))


def test_every_process_knows_a_challenge_and_that_it_was_used(
    state: AppState, ann: Device, settings: Settings, clock: Clock
) -> None:
    signed = ann.authenticator.get(ann.asked("enter"), ann.url)
    with closing(AppState.open(settings, now=clock)) as second, serve(stand_in(second)) as address:
        other = Device(address, jar=dict(ann.jar))
        # As behind a balancer: another process is asked under the same name.
        asked = {"Origin": ann.url, "Sec-Fetch-Site": "same-origin", "Host": ann.url.removeprefix("http://")}
        answer = other.post("/passkeys/enter", {"credential": signed}, asked)
        assert (answer.status, answer.headers["location"]) == (303, "/")
    assert refused(state, ann, signed)[0] == "passkey-state"


def test_a_challenge_of_another_browser_lets_nobody_in(state: AppState, ann: Device, here: str) -> None:
    other = Device(here)
    signed = ann.authenticator.get(ann.asked("enter"), here)
    other.asked("enter")  # it has a cookie of its own
    assert refused(state, other, signed) == ("passkey-state", (NOBODY, "sign-in refused: passkey, challenge"))
    assert refused(state, Device(here), signed)[0] == "passkey-state"


def test_a_challenge_is_for_one_purpose(state: AppState, ann: Device) -> None:
    asked = ann.asked("confirm")
    signed = ann.authenticator.get(asked, ann.url)
    assert refused(state, ann, signed) == ("passkey-state", (NOBODY, "sign-in refused: passkey, challenge"))


def test_a_challenge_that_nobody_made_lets_nobody_in(state: AppState, ann: Device) -> None:
    asked = ann.asked("enter")
    signed = ann.authenticator.get(asked | {"challenge": asked["challenge"][:-4] + "AAAA"}, ann.url)
    assert refused(state, ann, signed)[0] == "passkey-state"
    assert refused(state, ann, ann.authenticator.get(asked | {"challenge": "AAAA"}, ann.url))[0] == "passkey-state"


def test_a_passkey_that_is_nobodys_lets_nobody_in(
    state: AppState, ann: Device, here: str, invite: partial[str]
) -> None:
    bob = Device(here)
    bob.accept(invite(BOB))
    state.library.people.accept(invite(BOB), PHRASE)
    signed = bob.authenticator.get(bob.asked("enter"), here)
    assert refused(state, bob, signed) == ("passkey-unknown", (NOBODY, "sign-in refused: passkey, unknown"))


def test_another_key_or_another_person_lets_nobody_in(
    state: AppState, ann: Device, here: str, invite: partial[str]
) -> None:
    bob = Device(here)
    bob.accept(invite(BOB))
    (mine,), (his,) = ann.authenticator.held, bob.authenticator.held
    mine.handle, kept = his.handle, mine.handle
    signed = ann.authenticator.get(ann.asked("enter"), here)
    assert refused(state, ann, signed) == ("passkey-odd", (NOBODY, "sign-in refused: passkey, another person"))
    mine.handle = kept
    signed = ann.authenticator.get(ann.asked("enter"), here, with_handle=False)
    assert refused(state, ann, signed)[0] == "passkey-odd"
    mine.key = his.key
    signed = ann.authenticator.get(ann.asked("enter"), here)
    assert refused(state, ann, signed) == ("passkey-odd", (NOBODY, "sign-in refused: passkey, signature"))


@pytest.mark.parametrize("back", [1, 2])
def test_a_count_that_goes_back_is_told(state: AppState, ann: Device, back: int) -> None:
    assert [ann.enter(), ann.enter()] == ["/", "/"]
    ann.authenticator.held[0].count -= back
    signed = ann.authenticator.get(ann.asked("enter"), ann.url)
    assert refused(state, ann, signed) == ("passkey-count", (ANN, "sign-in refused: passkey, count went back"))


def test_who_is_disabled_is_refused(state: AppState, ann: Device) -> None:
    state.library.people.disable(ANN, "operator")
    assert who(state, ann) == ""
    signed = ann.authenticator.get(ann.asked("enter"), ann.url)
    assert refused(state, ann, signed) == ("passkey-disabled", (ANN, "sign-in refused: passkey, disabled"))
    state.library.people.disable(ANN, "operator", disabled=False)
    assert ann.enter() == "/"


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "null", "[" * 5_000, '{"id": 1}', "x" * 8_193, '{"id":"","rawId":"","type":"public-key"}'],
)
def test_what_is_no_answer_lets_nobody_in(state: AppState, ann: Device, invite: partial[str], text: str) -> None:
    assert refused(state, ann, text) == ("passkey-odd", (NOBODY, "sign-in refused: passkey, form"))
    secret = invite(ANN)
    answer = ann.post("/passkeys/welcome", {"invitation": secret, "credential": text})
    assert answer.status == 400
    assert "The passkey did not answer as expected" in answer.text
    assert said(state) == [(NOBODY, "passkey refused: form")]
    assert ann.accept(secret).status == 303


@pytest.mark.parametrize(("characters", "leads"), [(8_192, "/"), (8_193, "/?error=passkey-odd")])
def test_an_answer_has_a_limit(ann: Device, characters: int, leads: str) -> None:
    signed = ann.authenticator.get(ann.asked("enter"), ann.url)
    assert ann.entered(signed + " " * (characters - len(signed))) == leads


def test_a_body_has_a_limit(ann: Device) -> None:
    for path in ("options", "enter", "welcome", "add"):
        assert ann.post(f"/passkeys/{path}", {"credential": "x" * 16_384}).status == 413


@pytest.mark.parametrize("path", ["options", "enter", "welcome", "confirm", "add", "name", "remove"])
def test_a_form_from_elsewhere_is_refused_and_a_stray_get_led_home(ann: Device, path: str) -> None:
    assert ann.post(f"/passkeys/{path}", {}, {"Origin": "https://evil.example"}).status == 403
    answer = ann.get(f"/passkeys/{path}")
    assert (answer.status, answer.headers["location"]) == (303, "/")


def test_failures_get_slow(state: AppState, ann: Device) -> None:
    ann.authenticator.held[0].key = new_key()
    found = [ann.entered(ann.authenticator.get(ann.asked("enter"), ann.url)) for _ in range(6)]
    assert found[:5] == ["/?error=passkey-odd"] * 5
    assert found[5].startswith("/?error=wait-")


# By the link of an invitation


def lies(device: Device, secret: str, how: str) -> str:
    """Return an answer to what the link asks for that is not to be believed."""
    asked, make = device.asked("welcome", invitation=secret), device.authenticator.create
    match how:
        case "origin":
            return make(asked, "https://evil.example")
        case "site":
            return make(asked, device.url, site="evil.example")
        case "not verified":
            device.authenticator.flags = PRESENT
            return make(asked, device.url)
        case "challenge":
            return make(asked | {"challenge": device.asked("enter")["challenge"]}, device.url)
        case _:
            return make(asked, device.url, attested="fido-u2f")


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("origin", ("origin", "did not answer as expected")),
        ("site", ("site", "did not answer as expected")),
        ("not verified", ("not verified", "has to check that it is you")),
        ("challenge", ("challenge", "took longer than five minutes")),
        ("attested by a maker", ("form", "did not answer as expected")),
    ],
)
def test_a_passkey_that_is_not_believed_costs_no_invitation(
    state: AppState, here: str, invite: partial[str], how: str, told: tuple[str, str]
) -> None:
    why, shown = told
    secret, device = invite(ANN), Device(here)
    answer = device.post("/passkeys/welcome", {"invitation": secret, "credential": lies(device, secret, how)})
    assert (answer.status, shown in answer.text) == (400, True)
    assert said(state) == [(NOBODY, f"passkey refused: {why}")]
    assert who(state, device) == ""
    assert state.library.people.find(ANN).passkeys == ()
    device.authenticator.flags |= VERIFIED
    assert device.accept(secret).status == 303


def test_what_was_made_for_one_link_is_not_for_another(
    state: AppState, here: str, invite: partial[str], clock: Clock
) -> None:
    device, hers, his = Device(here), invite(ANN), invite(BOB)
    made = device.authenticator.create(device.asked("welcome", invitation=hers), here)
    assert device.post("/passkeys/welcome", {"invitation": his, "credential": made}).status == 400
    assert Device(here).post("/passkeys/welcome", {"invitation": hers, "credential": made}).status == 400
    clock.advance(minutes=5)
    assert device.post("/passkeys/welcome", {"invitation": hers, "credential": made}).status == 400
    assert {action for _, action in said(state, 3)} == {"passkey refused: challenge"}
    assert device.post("/passkeys/options", {"for": "welcome", "invitation": "none"}).status == 409
