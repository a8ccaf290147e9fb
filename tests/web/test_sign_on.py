"""Sign-on by a real provider over HTTP: who gets in, who does not and is told why, what is out when it says so."""

from __future__ import annotations

import hmac
import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from starlette.responses import JSONResponse, Response

from tests.openid.provider import CLIENT, SECRET, Provider, ann, run_provider
from tests.web.conftest import stand_in
from tests.web.serving import Browser, serve
from tests.web.sign_on import Jar, at, back, begin, config, onward, query, signed_on, with_provider
from webcast.api.redaction import Secret
from webcast.library import account_key, arrivals
from webcast.library.people import Person, holder
from webcast.roles import Role
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME, PARTNER_PASSWORD, PARTNER_USERNAME
from webcast.settings import Settings
from webcast.web import app_state as state_module
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor

ANN = "ann@corp.example"


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with run_provider() as provider:
        yield provider


@pytest.fixture
def provider(running: Provider) -> Provider:
    """The provider, as it is when nothing is wrong."""
    fresh = Provider()
    running.__dict__.update({name: value for name, value in fresh.__dict__.items() if name not in ("url", "_server")})
    return running


@pytest.fixture
def state(settings: Settings, provider: Provider) -> Iterator[AppState]:
    """The dashboard's state by the real clock, with a provider and an account that is held."""
    yield from opened(with_provider(settings, provider))


def opened(settings: Settings, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Iterator[AppState]:
    state = AppState.open(settings, now=now)
    state_module.use(state)
    state.library.held.put(key_of(state), DEMO_USERNAME, Secret(DEMO_PASSWORD), "operator")
    yield state
    state_module.use(None)
    state.close()


def key_of(state: AppState) -> str:
    return account_key(DEMO_USERNAME, state.settings.platform_url)


@pytest.fixture
def url(state: AppState, provider: Provider) -> Iterator[str]:
    with serve(stand_in(state)) as address:
        provider.client.redirects = [f"{address}/openid/contoso/callback"]
        provider.client.leads_back = [f"{address}/"]
        yield address


@pytest.fixture
def browser(url: str) -> Jar:
    return Jar(url)


def visitor(state: AppState, browser: Browser) -> Visitor:
    found = state.cookies.read(browser.cookie or "")
    assert found is not None
    return found


def people(state: AppState) -> list[Person]:
    return state.library.people.all()


def actions(state: AppState) -> list[tuple[str, str]]:
    return [(entry.user, entry.action) for entry in state.library.audit_entries()]


def without(*names: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return what leaves claims out."""
    return lambda claims: {key: value for key, value in claims.items() if key not in names}


# In


def test_a_person_signs_in_and_is_added_in_their_role(state: AppState, browser: Jar, provider: Provider) -> None:
    assert signed_on(browser, "/funnel?events=1") == "/funnel?events=1"
    found = visitor(state, browser)
    assert (found.username, found.role, found.account) == (ANN, Role.PEOPLE, key_of(state))
    assert found.api is not None
    (person,) = people(state)
    assert (person.name, person.email, person.providers) == ("Ann Example", ANN, ("contoso",))
    assert actions(state)[:2] == [(ANN, "sign in: contoso"), ("provider contoso", "add person")]
    assert not [name for name in browser.jar if name.startswith("webcast_sign_on_")]
    assert provider.asked == ["/.well-known/openid-configuration", "/authorize", "/token", "/keys"]


def test_what_is_asked_is_a_code_with_a_proof_key_state_and_nonce(url: str, browser: Jar, provider: Provider) -> None:
    asked = query(begin(browser))
    assert asked["response_type"] == "code"
    assert (asked["client_id"], asked["redirect_uri"]) == (CLIENT, f"{url}/openid/contoso/callback")
    assert (asked["scope"], asked["code_challenge_method"]) == ("openid email profile", "S256")
    assert len(asked["code_challenge"]) == len(asked["state"]) == len(asked["nonce"]) == 43
    again = query(begin(browser))
    assert all(asked[name] != again[name] for name in ("state", "nonce", "code_challenge"))


def test_no_token_reaches_a_browser_or_stays(state: AppState, browser: Jar, provider: Provider) -> None:
    tokens: list[str] = []

    def noting(claims: dict[str, Any]) -> str:
        tokens.append(provider.sign(claims))
        return tokens[-1]

    provider.token = noting
    answer = back(browser, at(begin(browser)).headers["location"])
    tokens += provider._tokens
    assert len(tokens) == 2
    found = visitor(state, browser)
    live = state.live.get(found.sid)
    told = f"{answer.headers}{answer.text}{found!r}{found.api and found.api.to_json()}{live!r}"
    assert [token for token in tokens if token in told] == []


def test_the_page_that_leads_on_says_where_and_escapes(browser: Jar) -> None:
    answer = browser.post("/openid/contoso", {"next": "/"})
    assert "On to Contoso &amp; Co" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    cookie = next(morsel for name, morsel in answer.cookies.items() if name.startswith("webcast_sign_on_"))
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"], cookie["path"]) == (True, "lax", "600", "/")


def test_a_sign_in_begins_on_a_page_of_ours_alone(url: str, provider: Provider) -> None:
    assert Jar(url).post("/openid/contoso", {}, {"Origin": "https://evil.example"}).status == 403
    answer = Jar(url).get("/openid/contoso")
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert provider.asked == []


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/" + "x" * 2000])
def test_signing_in_leads_to_pages_of_ours_alone(browser: Jar, target: str) -> None:
    assert signed_on(browser, target) == "/"


def test_who_was_here_as_somebody_else_is_here_as_who_signed_in(state: AppState, browser: Jar) -> None:
    browser.post("/login", {"demo": "1"})
    before = browser.cookie or ""
    assert signed_on(browser) == "/"
    assert state.cookies.read(before, of_open_page=True) is None
    assert visitor(state, browser).username == ANN


@pytest.mark.parametrize(
    ("methods", "secret"),
    [(("client_secret_basic",), SECRET), (("client_secret_post",), SECRET), (("none",), "")],
)
def test_the_client_shows_itself_as_the_provider_wants_it(
    settings: Settings, provider: Provider, methods: tuple[str, ...], secret: str
) -> None:
    provider.client.methods = methods
    for state in opened(with_provider(settings, provider, client_secret=secret)):
        with serve(stand_in(state)) as url:
            provider.client.redirects = [f"{url}/openid/contoso/callback"]
            assert signed_on(Jar(url)) == "/"


def test_a_client_that_cannot_show_itself_gets_nobody_in(browser: Jar, provider: Provider) -> None:
    provider.client.secret = "another"
    assert signed_on(browser) == "/?error=sign-on-odd"


# What a provider says


def test_the_role_follows_the_provider_and_less_ends_what_is_open(
    state: AppState, url: str, browser: Jar, provider: Provider
) -> None:
    provider.users["s-1"] = ann(groups=["Marketing", "Admins", 7])
    signed_on(browser)
    assert visitor(state, browser).role is Role.ADMIN
    provider.users["s-1"] = ann(groups="Marketing")
    other = Jar(url)
    signed_on(other)
    assert visitor(state, other).role is Role.PEOPLE
    assert state.cookies.read(browser.cookie or "", of_open_page=True) is None


def test_who_has_no_role_any_more_is_out_everywhere(
    state: AppState, url: str, browser: Jar, provider: Provider
) -> None:
    signed_on(browser)
    provider.users["s-1"] = ann(groups=["Sales"])
    assert signed_on(Jar(url)) == "/?error=sign-on-role"
    assert state.cookies.read(browser.cookie or "", of_open_page=True) is None


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (ann(groups=["Sales"]), "sign-on-role"),
        (ann(groups={"Marketing": 1}), "sign-on-role"),
        (ann(email_verified=False), "sign-on-email"),
        ({"email": ANN, "groups": ["Marketing"]}, "sign-on-email"),
        ({"groups": ["Marketing"]}, "sign-on-email"),
        (ann(email="ann@corp.example.evil.example"), "sign-on-domain"),
        (ann(email="ann@evil.example"), "sign-on-domain"),
        (ann(email="corp.example"), "sign-on-email"),
        (ann(email=["ann@corp.example"]), "sign-on-email"),
    ],
)
def test_whom_we_do_not_let_in_is_told_why_and_leaves_nothing(
    state: AppState, browser: Jar, provider: Provider, said: dict[str, Any], code: str
) -> None:
    provider.users["s-1"] = said
    assert signed_on(browser) == f"/?error={code}"
    assert browser.cookie is None
    assert people(state) == []
    assert actions(state)[0] == ("not signed in", "sign-in refused: contoso")


def test_what_a_token_leaves_out_is_asked_for_and_is_of_the_same_person(
    state: AppState, browser: Jar, provider: Provider
) -> None:
    provider.signed = without("groups", "email")
    provider.userinfo = ann(groups=["Admins"])
    signed_on(browser)
    assert visitor(state, browser).role is Role.ADMIN
    provider.userinfo = {**ann(), "sub": "s-2"}
    assert signed_on(browser) == "/?error=sign-on-odd"


def test_an_address_that_is_verified_elsewhere_vouches_for_no_other(browser: Jar, provider: Provider) -> None:
    provider.signed = lambda claims: {
        name: claims[name] for name in claims if name not in ("groups", "email_verified")
    }
    provider.userinfo = ann(email="ann@other.example")
    assert signed_on(browser) == "/?error=sign-on-email"
    provider.userinfo = ann()
    assert signed_on(browser) == "/"


@pytest.mark.parametrize(
    ("more", "said", "location"),
    [
        ({"email_trusted": True}, {"email": ANN, "groups": ["Marketing"]}, "/"),
        ({"email_trusted": True}, ann(email_verified=False), "/?error=sign-on-email"),
        ({"domains": ("*",)}, ann(email="ann@any.example"), "/"),
        ({"roles": {}, "default_role": Role.FIGURES}, ann(), "/"),
        ({"role_claim": "realm.roles"}, ann(realm={"roles": ["Marketing"]}, groups=[]), "/"),
        ({"role_claim": "https://x.example/g"}, ann(groups=[], **{"https://x.example/g": ["Marketing"]}), "/"),
        ({"new_people": False}, ann(), "/?error=sign-on-unknown"),
        ({"accounts": {"*": DEMO_USERNAME}}, ann(), "/"),
        ({"accounts": {"Sales": DEMO_USERNAME}}, ann(), "/?error=sign-on-role"),
        ({"accounts": {"*": "not held"}}, ann(), "/?error=no-account"),
    ],
)
def test_settings_say_who_may_come(
    settings: Settings, provider: Provider, more: dict[str, Any], said: dict[str, Any], location: str
) -> None:
    provider.users["s-1"] = said
    for state in opened(with_provider(settings, provider, **more)):
        with serve(stand_in(state)) as url:
            provider.client.redirects = [f"{url}/openid/contoso/callback"]
            assert signed_on(Jar(url)) == location


def test_where_several_accounts_are_held_one_has_to_be_meant(state: AppState, browser: Jar) -> None:
    state.library.held.put("other", "other", Secret("x"), "operator")
    assert signed_on(browser) == "/?error=sign-on-role"


def test_who_was_invited_is_not_taken_over_by_address(
    state: AppState, settings: Settings, browser: Jar, provider: Provider
) -> None:
    state.library.people.add("Ann", ANN, key_of(state), Role.FIGURES, "operator")
    assert signed_on(browser) == "/?error=sign-on-known"
    state.providers.of("contoso").config = config(provider, join=True)  # type: ignore[union-attr]
    assert signed_on(browser) == "/"
    (person,) = people(state)
    assert (person.providers, dict(person.accounts)) == (("contoso",), {key_of(state): Role.PEOPLE})


def test_whom_a_provider_alone_lets_in_has_no_passkeys_and_who_has_more_confirms(
    state: AppState, browser: Jar, provider: Provider
) -> None:
    assert signed_on(browser) == "/"
    alone = browser.get("/passkeys").text
    assert "which decides whether you may: without passkeys" in alone
    assert "/passkeys/" not in alone
    state.library.people.accept(state.library.people.invite(ANN, "operator"), "seven quiet lighthouses")
    assert signed_on(browser) == "/"
    # The provider may have let them in without asking anything.
    assert "Confirm with the passphrase" in browser.get("/passkeys").text
    assert browser.post("/passkeys/confirm", {"password": "seven quiet lighthouses"}).status == 303
    assert "Confirm with the passphrase" not in browser.get("/passkeys").text


def test_somebody_disabled_stays_out(state: AppState, browser: Jar) -> None:
    signed_on(browser)
    state.library.people.disable(ANN, "operator")
    assert signed_on(browser) == "/?error=sign-on-disabled"
    assert browser.cookie is None or state.cookies.read(browser.cookie) is None


def test_as_many_people_as_there_can_be_are_enough(browser: Jar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "MOST", 0)
    assert signed_on(browser) == "/?error=sign-on-full"


# Tokens that do not hold


NOW = int(time.time())


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"iss": "https://evil.example"}, "iss"),
        ({"aud": "another"}, "aud"),
        ({"aud": [CLIENT, "another"]}, "azp"),
        ({"aud": [CLIENT, "another"], "azp": CLIENT}, "aud"),
        ({"azp": "another"}, "azp"),
        ({"exp": NOW - 120}, "exp"),
        ({"exp": "soon"}, "exp"),
        ({"iat": NOW + 3600}, "iat"),
        ({"iat": NOW - 1000}, "iat"),
        ({"nbf": NOW + 3600}, "nbf"),
        ({"nonce": "another"}, "nonce"),
        ({"at_hash": "another"}, "at_hash"),
        ({"sub": ""}, "sub"),
        ({"sub": "x" * 256}, "sub"),
        ({"sub": 7}, "sub"),
    ],
)
def test_a_token_that_does_not_hold_lets_nobody_in(
    browser: Jar, provider: Provider, changed: dict[str, Any], why: str, caplog: pytest.LogCaptureFixture
) -> None:
    provider.signed = lambda claims: {**claims, **changed}
    assert signed_on(browser) == "/?error=sign-on-odd"
    assert f"Provider contoso did not answer as it has to: {why}." in caplog.messages
    assert browser.cookie is None


@pytest.mark.parametrize("missing", ["iss", "aud", "exp", "iat", "sub", "nonce"])
def test_a_token_that_leaves_out_what_has_to_be_said_lets_nobody_in(
    browser: Jar, provider: Provider, missing: str
) -> None:
    provider.signed = without(missing)
    assert signed_on(browser) == "/?error=sign-on-odd"


def by_hand(header: dict[str, Any], claims: dict[str, Any], secret: bytes) -> str:
    """Return a token as an attacker makes it, whose library refuses nothing."""
    parts = [urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (header, claims)]
    signature = hmac.digest(secret, ".".join(parts).encode(), "sha256") if secret else b""
    return ".".join([*parts, urlsafe_b64encode(signature).decode().rstrip("=")])


def with_its_key(claims: dict[str, Any]) -> str:
    key = RSAKey.generate_key(2048, {"kid": "its own"})
    return jwt.encode({"alg": "RS256", "kid": "its own", "jwk": key.as_dict(private=False)}, claims, key, ["RS256"])


Forge = Callable[[Provider, dict[str, Any]], str]
FORGED: list[tuple[str, Forge, str]] = [
    ("alg none", lambda _, c: by_hand({"alg": "none"}, c, b""), "algorithm"),
    ("alg None", lambda p, c: by_hand({"alg": "None", "kid": p.key.kid}, c, b""), "algorithm"),
    ("no alg", lambda p, c: by_hand({"kid": p.key.kid}, c, b""), "signature"),
    ("the client's secret", lambda _, c: by_hand({"alg": "HS256"}, c, SECRET.encode()), "algorithm"),
    (
        "the public key as a secret",
        lambda p, c: by_hand({"alg": "HS256"}, c, p.key.as_pem(private=False)),
        "algorithm",
    ),
    ("another kind of key", lambda p, c: p.sign(c, ECKey.generate_key("P-256"), "ES256"), "key"),
    ("a key that is not published", lambda p, c: p.sign(c, kid="another"), "key"),
    ("another key under its name", lambda p, c: p.sign(c, RSAKey.generate_key(2048)), "signature"),
    ("a key that it brings along", lambda _, c: with_its_key(c), "key"),
    ("another signature", lambda p, c: p.sign(c)[:-6] + "AAAAAA", "signature"),
    ("what has to be understood", lambda _, c: by_hand({"alg": "RS256", "crit": ["x"]}, c, b"x"), "signature"),
    ("no token", lambda _, __: "a.b.c", "signature"),
    ("nothing", lambda _, __: "", "signature"),
    ("too much", lambda _, c: by_hand({"alg": "RS256"}, {**c, "pad": "x" * 150_000}, b"x"), "signature"),
]


@pytest.mark.parametrize(("forge", "why"), [one[1:] for one in FORGED], ids=[one[0] for one in FORGED])
def test_a_token_that_the_provider_did_not_sign_lets_nobody_in(
    browser: Jar, provider: Provider, forge: Forge, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    provider.token = lambda claims: forge(provider, claims)
    assert signed_on(browser) == "/?error=sign-on-odd"
    assert f"Provider contoso did not answer as it has to: {why}." in caplog.messages


def test_a_provider_may_change_its_keys(browser: Jar, provider: Provider, state: AppState) -> None:
    assert signed_on(browser) == "/"
    provider.rotate("second")
    keys = state.providers.of("contoso")._keys  # type: ignore[union-attr]
    assert signed_on(browser) == "/?error=sign-on-odd"  # asked five seconds ago at the earliest
    keys._clock = lambda: time.monotonic() + 6
    assert signed_on(browser) == "/"
    provider.rotate("first")
    provider.published = []
    keys._clock = lambda: time.monotonic() + 12
    assert signed_on(browser) == "/?error=sign-on-odd"


# Answers that are not of this sign-in


def test_a_state_of_another_browser_lets_nobody_in(url: str, browser: Jar) -> None:
    location = at(begin(browser)).headers["location"]
    thief = Jar(url)
    begin(thief)
    assert back(thief, location).headers["location"] == "/?error=sign-on-state"
    assert thief.cookie is None
    assert back(browser, location).headers["location"] == "/"


def test_a_sign_in_is_used_once_whatever_the_browser_still_has(url: str, browser: Jar, provider: Provider) -> None:
    location = at(begin(browser)).headers["location"]
    again = Jar(url, jar=dict(browser.jar))
    assert back(browser, location).headers["location"] == "/"
    assert back(again, location).headers["location"] == "/?error=sign-on-state"
    assert provider.asked.count("/token") == 1


def test_a_code_is_used_once(browser: Jar) -> None:
    first, second = begin(browser), begin(browser)
    code = query(at(first).headers["location"])["code"]
    location = at(second).headers["location"]
    assert back(browser, at(first).headers["location"]).headers["location"] == "/"
    stolen = f"{location.partition('?')[0]}?code={code}&state={query(second)['state']}"
    assert back(browser, stolen).headers["location"] == "/?error=sign-on-odd"  # of another sign-in's proof key


@pytest.mark.parametrize("parameters", ["", "code=x", "state=x&code=x", "state=x", "state={s}&state={s}&code={c}"])
def test_an_answer_without_a_sign_in_lets_nobody_in(browser: Jar, parameters: str) -> None:
    found = query(at(begin(browser)).headers["location"])
    said = parameters.format(s=found["state"], c=found["code"])
    assert browser.get(f"/openid/contoso/callback?{said}").headers["location"] == "/?error=sign-on-state"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ("access_denied", "sign-on-denied"),
        ("login_required", "sign-on-denied"),
        ("temporarily_unavailable", "sign-on-away"),
        ("invalid_scope", "sign-on-odd"),
        ("<script>", "sign-on-odd"),
    ],
)
def test_what_a_provider_refuses_is_said_in_our_words(browser: Jar, error: str, code: str) -> None:
    state = query(begin(browser))["state"]
    answer = browser.get(f"/openid/contoso/callback?state={state}&error={error}&error_description=canary")
    assert answer.headers["location"] == f"/?error={code}"


@pytest.mark.parametrize(("says", "code"), [("https://evil.example", "/?error=sign-on-odd"), (None, "/")])
def test_an_answer_of_another_provider_lets_nobody_in(browser: Jar, says: str | None, code: str) -> None:
    location = at(begin(browser)).headers["location"]
    assert back(browser, location + (f"&iss={says}" if says else "")).headers["location"] == code


def test_a_provider_that_says_who_it_is_has_to(browser: Jar, provider: Provider) -> None:
    provider.metadata = {"authorization_response_iss_parameter_supported": True}
    location = at(begin(browser)).headers["location"]
    assert back(browser, location).headers["location"] == "/?error=sign-on-odd"
    location = at(begin(browser)).headers["location"]
    assert back(browser, f"{location}&iss={provider.url}").headers["location"] == "/"


def test_two_providers_are_not_mixed_up(settings: Settings, provider: Provider) -> None:
    both = replace(settings, openid=(config(provider), config(provider, name="other")))
    for state in opened(both):
        with serve(stand_in(state)) as url:
            provider.client.redirects = [f"{url}/openid/{name}/callback" for name in ("contoso", "other")]
            browser = Jar(url)
            location = at(begin(browser, "other")).headers["location"]
            mixed = location.replace("/openid/other/", "/openid/contoso/")
            assert back(browser, mixed).headers["location"] == "/?error=sign-on-state"


@pytest.mark.parametrize(("seconds", "location"), [(600, "/"), (601, "/?error=sign-on-state")])
def test_a_sign_in_takes_ten_minutes_at_most(
    settings: Settings, provider: Provider, seconds: int, location: str
) -> None:
    ahead = [0]

    def now() -> int:
        return NOW + ahead[0]

    provider.signed = lambda claims: {**claims, "iat": now(), "exp": now() + 60}
    for state in opened(with_provider(settings, provider), lambda: datetime.fromtimestamp(now(), UTC)):
        with serve(stand_in(state)) as url:
            provider.client.redirects = [f"{url}/openid/contoso/callback"]
            browser = Jar(url)
            came = at(begin(browser)).headers["location"]
            ahead[0] = seconds
            assert back(browser, came).headers["location"] == location


def test_five_tabs_on_their_way_are_one_too_many(browser: Jar) -> None:
    locations = [at(begin(browser)).headers["location"] for _ in range(5)]
    assert len([name for name in browser.jar if name.startswith("webcast_sign_on_")]) == 4
    assert back(browser, locations[4]).headers["location"] == "/"


# A provider that is in trouble


WAITED_FOR: Final = threading.Event()


def slow() -> Response:
    """Answer once nobody waits any more."""
    WAITED_FOR.wait(30)
    return JSONResponse({})


@pytest.mark.parametrize(
    "trouble",
    [
        ("/token", lambda: JSONResponse({}, 503), "sign-on-away"),
        ("/token", lambda: JSONResponse({"error": "invalid_grant"}, 400), "sign-on-odd"),
        ("/token", lambda: Response("<html>"), "sign-on-odd"),
        ("/token", lambda: Response("[" * 100_000), "sign-on-odd"),
        ("/token", lambda: JSONResponse(["x"]), "sign-on-odd"),
        ("/token", lambda: JSONResponse({"id_token": 7}), "sign-on-odd"),
        ("/token", lambda: JSONResponse({"x": "x" * 300_000}), "sign-on-odd"),
        ("/token", lambda: Response(b"\x1f\x8b", headers={"Content-Encoding": "gzip"}), "sign-on-odd"),
        ("/token", lambda: Response(None, 307, {"Location": "https://evil.example/"}), "sign-on-odd"),
        ("/token", slow, "sign-on-away"),
        ("/keys", lambda: JSONResponse({}, 500), "sign-on-away"),
        ("/keys", lambda: JSONResponse({}), "sign-on-odd"),
        ("/keys", lambda: JSONResponse({"keys": [{}] * 101}), "sign-on-odd"),
        ("/keys", lambda: JSONResponse({"keys": ["x", {"kty": "RSA", "n": "AQAB"}]}), "sign-on-odd"),
    ],
)
def test_trouble_at_the_provider_is_said_and_costs_nothing(
    state: AppState, browser: Jar, provider: Provider, trouble: tuple[str, Callable[[], Response], str]
) -> None:
    path, fails, code = trouble
    if fails is slow:
        state.providers.of("contoso")._wire._seconds = 1.0  # type: ignore[union-attr]
    provider.fails[path] = fails
    WAITED_FOR.clear()
    begun = time.monotonic()
    assert signed_on(browser) == f"/?error={code}"
    assert time.monotonic() - begun < 10
    WAITED_FOR.set()
    provider.fails.clear()
    assert signed_on(browser) == "/"


@pytest.mark.parametrize(
    "says",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://evil.example/token"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"code_challenge_methods_supported": ["plain"]},
    ],
)
def test_a_provider_that_describes_itself_wrongly_is_not_gone_to(
    browser: Jar, provider: Provider, says: dict[str, Any]
) -> None:
    provider.metadata = says
    answer = browser.post("/openid/contoso", {"next": "/funnel"})
    assert answer.headers["location"] == "/funnel?error=sign-on-odd"


def test_a_provider_that_is_down_is_not_asked_by_everybody(browser: Jar, provider: Provider) -> None:
    provider.fails["/.well-known/openid-configuration"] = lambda: JSONResponse({}, 500)
    for _ in range(3):
        answer = browser.post("/openid/contoso", {})
        assert answer.headers["location"] == "/?error=sign-on-away"
    assert provider.asked == ["/.well-known/openid-configuration"]


def test_nobody_listens(settings: Settings, provider: Provider) -> None:
    gone = replace(settings, openid=(config(provider, issuer="http://127.0.0.1:9"),))
    for state in opened(gone):
        with serve(stand_in(state)) as url:
            assert Jar(url).post("/openid/contoso", {}).headers["location"] == "/?error=sign-on-away"


def test_failing_again_and_again_gets_slow(browser: Jar, provider: Provider) -> None:
    found = [browser.get(f"/openid/contoso/callback?state=x{n}").headers["location"] for n in range(7)]
    assert found[:5] == ["/?error=sign-on-state"] * 5
    assert found[6].startswith("/?error=wait-")
    assert signed_on(browser) == "/"  # who does begin here is not held up by that


# Out


def test_signing_out_goes_on_to_the_provider_and_names_nobody(
    state: AppState, url: str, browser: Jar, provider: Provider
) -> None:
    signed_on(browser)
    before = browser.cookie or ""
    leads = onward(browser.post("/logout", {}))
    assert leads.startswith(f"{provider.url}/sign-out?")
    assert query(leads) == {"client_id": CLIENT, "post_logout_redirect_uri": f"{url}/"}
    assert state.cookies.read(before, of_open_page=True) is None
    assert at(leads).headers["location"] == f"{url}/"


def test_signing_out_here_alone_is_one_setting_away(state: AppState, browser: Jar, provider: Provider) -> None:
    signed_on(browser)
    state.providers.of("contoso").config = config(provider, sign_out=False)  # type: ignore[union-attr]
    assert browser.post("/logout", {}).headers["location"] == "/"


def test_who_signed_in_otherwise_signs_out_here_alone(browser: Jar) -> None:
    browser.post("/login", {"demo": "1"})
    assert browser.post("/logout", {}).headers["location"] == "/"


def told(browser: Browser, token: str) -> int:
    answer = browser.post("/openid/contoso/signed-out", {"logout_token": token}, {})
    assert answer.headers["cache-control"] == "no-store"
    return answer.status


def sid_of(provider: Provider) -> str:
    return next(reversed(provider.sessions))


def test_a_message_ends_the_session_that_it_names(
    state: AppState, url: str, browser: Jar, provider: Provider
) -> None:
    signed_on(browser)
    other = Jar(url)
    sid = sid_of(provider)
    signed_on(other)
    assert sid != sid_of(provider)
    assert told(Jar(url), provider.logout_token(sub="s-1", sid=sid)) == 200
    assert state.cookies.read(browser.cookie or "", of_open_page=True) is None
    assert visitor(state, other).username == ANN
    assert ("provider contoso", "end sessions: contoso") in actions(state)


def test_a_message_without_a_session_ends_all_of_the_person(
    state: AppState, url: str, browser: Jar, provider: Provider
) -> None:
    other = Jar(url)
    signed_on(browser)
    signed_on(other)
    assert told(Jar(url), provider.logout_token(sub="s-1")) == 200
    assert [state.cookies.read(one.cookie or "", of_open_page=True) for one in (browser, other)] == [None, None]
    assert actions(state)[0] == (ANN, "end sessions: contoso")


@pytest.mark.parametrize("names", ["session", "person"])
def test_a_message_that_comes_while_the_sign_in_is_on_its_way_is_not_missed(
    state: AppState, url: str, browser: Jar, provider: Provider, names: str
) -> None:
    """The provider has said who comes; its message is here before their session is."""

    def signed_out_meanwhile(claims: dict[str, Any]) -> str:
        named: dict[str, Any] = {"sid": sid_of(provider)} if names == "session" else {}
        assert told(Jar(url), provider.logout_token(sub="s-1", **named)) == 200
        return provider.sign(claims)

    provider.token = signed_out_meanwhile
    assert signed_on(browser) == "/?error=sign-on-over"
    assert state.cookies.read(browser.cookie or "") is None
    (person,) = people(state)
    assert state.library.sessions.of(holder(person.id), state.now()) == []
    assert [action for _, action in actions(state)[:2]] == ["sign-in refused: contoso", "sign in: contoso"]
    provider.token = None
    provider.sessions.clear()
    assert signed_on(browser) == "/"
    assert visitor(state, browser).username == ANN


def test_a_message_ends_what_goes_on_in_another_account(settings: Settings, provider: Provider) -> None:
    both = {"*": DEMO_USERNAME, "Marketing": PARTNER_USERNAME}
    for state in opened(with_provider(settings, provider, accounts=both)):
        partner = account_key(PARTNER_USERNAME, state.settings.platform_url)
        state.library.held.put(partner, PARTNER_USERNAME, Secret(PARTNER_PASSWORD), "operator")
        with serve(stand_in(state)) as url:
            provider.client.redirects = [f"{url}/openid/contoso/callback"]
            browser = Jar(url)
            signed_on(browser)
            other = next(key for key in (partner, key_of(state)) if key != visitor(state, browser).account)
            assert browser.post("/switch", {"account": other}).headers["location"] == "/"
            assert visitor(state, browser).account == other
            assert told(Jar(url), provider.logout_token(sub="s-1", sid=sid_of(provider))) == 200
            assert state.cookies.read(browser.cookie or "", of_open_page=True) is None


def test_a_message_is_taken_once(state: AppState, url: str, browser: Jar, provider: Provider) -> None:
    signed_on(browser)
    token = provider.logout_token(sub="s-1")
    assert told(Jar(url), token) == 200
    signed_on(browser)
    assert told(Jar(url), token) == 400
    assert visitor(state, browser).username == ANN


@pytest.mark.parametrize(
    ("more", "leave_out"),
    [
        ({"sub": "s-1", "nonce": "x"}, ()),
        ({"sub": "s-1", "aud": "another"}, ()),
        ({"sub": "s-1", "iss": "https://evil.example"}, ()),
        ({"sub": "s-1", "exp": NOW - 120}, ()),
        ({"sub": "s-1", "iat": NOW - 1000}, ()),
        ({"sub": "s-1", "events": {}}, ()),
        ({"sub": "s-1", "events": {"x": {}}}, ()),
        ({"sub": "s-1"}, ("events",)),
        ({"sub": "s-1"}, ("jti",)),
        ({"sub": "s-1"}, ("exp",)),
        ({"sub": "s-1"}, ("iat",)),
        ({"sid": 7}, ()),
        ({"sub": "s-1", "typ": "at+jwt"}, ()),
        ({}, ()),
    ],
)
def test_a_message_that_does_not_hold_ends_nothing(
    state: AppState, browser: Jar, provider: Provider, more: dict[str, Any], leave_out: tuple[str, ...]
) -> None:
    signed_on(browser)
    assert told(Jar(browser.url), provider.logout_token(leave_out=leave_out, **more)) == 400
    assert visitor(state, browser).username == ANN


def test_what_the_provider_did_not_sign_ends_nothing(
    state: AppState, url: str, browser: Jar, provider: Provider
) -> None:
    signed_on(browser)
    token = provider.logout_token(sub="s-1")
    assert told(Jar(url), token[:-6] + "AAAAAA") == 400
    assert told(Jar(url), "") == 400
    id_token = provider.sign({"iss": provider.url, "aud": CLIENT, "sub": "s-1", "iat": NOW, "exp": NOW + 600})
    assert told(Jar(url), id_token) == 400
    assert visitor(state, browser).username == ANN


def test_a_frame_ends_the_session_that_it_names(state: AppState, url: str, browser: Jar, provider: Provider) -> None:
    signed_on(browser)
    sid = sid_of(provider)
    path = "/openid/contoso/signed-out"
    assert Jar(url).get(f"{path}?iss=https://evil.example&sid={sid}").status == 400
    assert Jar(url).get(f"{path}?iss={provider.url}").status == 400
    assert Jar(url).get(f"{path}?iss={provider.url}&sid=another").status == 200
    assert visitor(state, browser).username == ANN
    assert Jar(url).get(f"{path}?iss={provider.url}&sid={sid}").status == 200
    assert state.cookies.read(browser.cookie or "", of_open_page=True) is None


# Where the dashboard stands


def test_under_a_path_and_a_name_of_its_own(settings: Settings, provider: Provider) -> None:
    named = replace(with_provider(settings, provider), address="https://webcasts.corp.example/insights")
    for state in opened(named):
        with serve(stand_in(state)) as url:
            asked = query(begin(Jar(url)))
            assert asked["redirect_uri"] == "https://webcasts.corp.example/insights/openid/contoso/callback"


def test_behind_tls_the_way_back_is_over_tls(settings: Settings, provider: Provider) -> None:
    for state in opened(replace(with_provider(settings, provider), secure_cookies=True)):
        with serve(stand_in(state)) as url:
            answer = Jar(url).post("/openid/contoso", {})
            assert query(onward(answer))["redirect_uri"] == f"https{url[4:]}/openid/contoso/callback"
            cookie = next(name for name in answer.cookies if "webcast_sign_on_" in name)
            assert cookie.startswith("__Host-webcast_sign_on_")
            assert answer.cookies[cookie]["secure"] is True


def test_nothing_of_anybody_is_in_the_log(browser: Jar, provider: Provider, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    signed_on(browser)
    browser.post("/logout", {})
    provider.users["s-1"] = ann(email="ann@evil.example")
    signed_on(browser)
    ours = [record for record in caplog.records if record.name.startswith("webcast")]
    said = " ".join(f"{record.getMessage()} {record.__dict__}" for record in ours)
    assert "A person signed in by a provider." in said
    for canary in (ANN, "Ann Example", "evil.example", SECRET, "s-1", "Marketing"):
        assert canary not in said
