"""Passkeys over HTTP, with an authenticator of our own: who gets in by which answer, who does not, and why."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial

import pytest

from tests.web.authenticator import EDDSA, ES256, PRESENT, RS256, Authenticator, Device, new_key, to
from tests.web.conftest import Clock
from tests.web.serving import Answer
from webcast.api.redaction import Secret
from webcast.library import account_key
from webcast.library.passkey import NewPasskey
from webcast.roles import Role
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME, PARTNER_PASSWORD, PARTNER_USERNAME
from webcast.sandbox.running import Sandbox
from webcast.settings import Settings
from webcast.web.app_state import AppState
from webcast.web.passkeys.places import Site, site

ANN, BOB = "ann@corp.example", "bob@corp.example"
PHRASE = "seven quiet lighthouses"


@pytest.fixture
def here(url: str) -> str:
    """The dashboard by the name at which browsers have passkeys."""
    return url.replace("127.0.0.1", "localhost")


@pytest.fixture
def key(state: AppState) -> str:
    """The key of the account that is held, with two people in it."""
    key = account_key(DEMO_USERNAME, state.settings.platform_url)
    state.library.held.put(key, DEMO_USERNAME, Secret(DEMO_PASSWORD), "operator")
    state.library.people.add("Ann", ANN, key, Role.PEOPLE, "operator")
    state.library.people.add("Bob", BOB, key, Role.FIGURES, "operator")
    return key


@pytest.fixture
def invite(state: AppState, key: str) -> partial[str]:
    return partial(state.library.people.invite, user="operator")


@pytest.fixture
def ann(here: str, invite: partial[str]) -> Device:
    """Ann's browser, signed in by the passkey that she made."""
    device = Device(here)
    answer = device.accept(invite(ANN))
    assert (answer.status, answer.headers["location"]) == (303, "/")
    return device


def who(state: AppState, device: Device) -> str:
    """Return who is signed in."""
    visitor = state.cookies.read(device.cookie or "")
    return "" if visitor is None else visitor.username


def said(state: AppState, most: int = 1) -> list[tuple[str, str]]:
    """Return who did what, the latest first."""
    return [(entry.user, entry.action) for entry in state.library.audit_entries(limit=most)]


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


NOBODY = "not signed in"


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


# One's own


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


# Where


@pytest.fixture
def outside(settings: Settings) -> Settings:
    return replace(settings, address="https://webcasts.example.com/insights")


@pytest.mark.parametrize(
    ("host", "tls", "found"),
    [
        ("webcasts.example.com", True, Site("webcasts.example.com", "https://webcasts.example.com")),
        ("WEBCASTS.example.com:443", False, Site("webcasts.example.com", "https://webcasts.example.com")),
        ("webcasts.example.com:8501", True, None),
        ("127.0.0.1:8501", False, None),
        ("evil.example", True, None),
        ("", True, None),
    ],
)
def test_with_an_address_passkeys_are_its_own(outside: Settings, host: str, tls: bool, found: Site | None) -> None:
    assert site(outside, [host], tls=tls) == found


@pytest.mark.parametrize(
    ("host", "tls", "found"),
    [
        ("localhost:8501", False, Site("localhost", "http://localhost:8501")),
        ("localhost", False, Site("localhost", "http://localhost")),
        ("localhost:80", False, Site("localhost", "http://localhost")),
        ("webcasts", True, Site("webcasts", "https://webcasts")),
        ("webcasts:8443", True, Site("webcasts", "https://webcasts:8443")),
        ("webcasts.example.com", False, None),
        ("127.0.0.1:8501", False, None),
        ("192.0.2.1", True, None),
        ("127.1", True, None),
        ("[::1]:8501", True, None),
        ("a_b.example", True, None),
        ("-a.example", True, None),
        ("webcasts.example.com.", True, None),
        ("a b", True, None),
    ],
)
def test_without_one_they_are_of_the_name_that_was_asked(
    settings: Settings, host: str, tls: bool, found: Site | None
) -> None:
    assert site(settings, [host], tls=tls) == found
    assert site(settings, [host, host], tls=tls) is None
    assert site(settings, [], tls=tls) is None


def test_secure_cookies_say_that_we_are_reached_over_tls(settings: Settings) -> None:
    secure = replace(settings, secure_cookies=True)
    assert site(secure, ["webcasts.example.com"], tls=False) == Site(
        "webcasts.example.com", "https://webcasts.example.com"
    )


def test_at_another_address_there_are_none(state: AppState, ann: Device, url: str) -> None:
    other = Device(url)
    answer = other.post("/passkeys/options", {"for": "enter"})
    assert (answer.status, json.loads(answer.text)["error"][:29]) == (409, "Passkeys work at the dashboar")
    signed = ann.authenticator.get(ann.asked("enter"), ann.url)
    other.jar = dict(ann.jar)
    assert other.entered(signed) == "/?error=passkey-nowhere"
