"""People over HTTP: invited, signed in with the account that is held for them, limited to their role, disabled."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.web.serving import Browser
from webcast.api.redaction import Secret
from webcast.library import account_key
from webcast.library.people import holder
from webcast.roles import Role
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor

ANN = "ann@corp.example"
PHRASE = "seven quiet lighthouses"


@pytest.fixture
def key(state: AppState) -> str:
    """The key of the account that is held, with one person in it."""
    key = account_key(DEMO_USERNAME, state.settings.platform_url)
    state.library.held.put(key, DEMO_USERNAME, Secret(DEMO_PASSWORD), "operator")
    state.library.people.add("Ann", ANN, key, Role.FIGURES, "operator")
    return key


@pytest.fixture
def invitation(state: AppState, key: str) -> str:
    return state.library.people.invite(ANN, "operator")


def accepted(
    browser: Browser, invitation: str, passphrase: str = PHRASE, again: str | None = None
) -> tuple[int, str]:
    form = {"invitation": invitation, "password": passphrase, "again": passphrase if again is None else again}
    answer = browser.post("/welcome", form)
    return answer.status, answer.text


def entered(state: AppState, browser: Browser, passphrase: str = PHRASE) -> tuple[str, Visitor | None]:
    answer = browser.post("/enter", {"username": ANN, "password": passphrase})
    assert answer.status == 303
    return answer.headers["location"], state.cookies.read(browser.cookie or "")


def inside(state: AppState, browser: Browser) -> Visitor:
    """Return as whom Ann is signed in, by the form."""
    location, visitor = entered(state, browser)
    assert location == "/"
    assert visitor is not None  # for the type checker; the next line says who it is
    assert visitor.username == ANN
    return visitor


@pytest.fixture
def ann(state: AppState, url: str, invitation: str) -> Browser:
    browser = Browser(url)
    assert accepted(browser, invitation)[0] == 303
    return browser


def test_the_page_behind_a_link_asks_for_a_passphrase_and_takes_it_once(url: str, invitation: str) -> None:
    browser = Browser(url)
    page = browser.get(f"/welcome?invitation={invitation}")
    assert page.status == 200
    assert "Choose your passphrase" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert len(re.findall('type="password"', page.text)) == 2
    assert ANN not in page.text
    assert accepted(browser, invitation) == (303, "")
    assert browser.get(f"/welcome?invitation={invitation}").status == 410
    assert accepted(browser, invitation)[0] == 410


@pytest.mark.parametrize("secret", ["", "x", "<script>"])
def test_what_is_no_invitation_says_so(url: str, key: str, secret: str) -> None:
    answer = Browser(url).get(f"/welcome?invitation={secret}")
    assert answer.status == 410
    assert "This invitation works no more" in answer.text
    assert "<script>" not in answer.text


@pytest.mark.parametrize(
    ("passphrase", "again", "said"),
    [
        ("short", "short", "A passphrase should have 12 characters at least."),
        (PHRASE, f"{PHRASE}!", "The passphrase should be the same both times."),
        ("1234567887654321", "1234567887654321", "none of the most common ones"),
    ],
)
def test_a_passphrase_that_is_refused_says_why_and_costs_no_invitation(
    url: str, invitation: str, passphrase: str, again: str, said: str
) -> None:
    browser = Browser(url)
    status, text = accepted(browser, invitation, passphrase, again)
    assert status == 400
    assert said in text
    assert passphrase not in text
    assert accepted(browser, invitation)[0] == 303


def test_a_form_from_elsewhere_is_refused(url: str, invitation: str) -> None:
    for path in ("/welcome", "/enter"):
        assert Browser(url).post(path, {"invitation": invitation}, {"Origin": "https://evil.example"}).status == 403


def test_a_person_gets_the_accounts_events_in_their_role_without_its_password(
    state: AppState, ann: Browser, key: str
) -> None:
    visitor = inside(state, ann)
    assert (visitor.account, visitor.username, visitor.role) == (key, ANN, Role.FIGURES)
    assert visitor.api is not None
    assert ann.get("/export.csv?events=1").status == 403
    assert DEMO_PASSWORD not in repr(visitor)
    assert list(state.library.sign_ins.last()) == [visitor.person]
    assert (state.library.audit_entries(key)[0].user, state.library.audit_entries(key)[0].action) == (
        ANN, "refused: export csv: registrants",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"username": ANN, "password": "another passphrase"}, "not-known"),
        ({"username": "bob@corp.example", "password": PHRASE}, "not-known"),
        ({"username": ANN, "password": ""}, "missing"),
        ({"username": "", "password": PHRASE}, "missing"),
    ],
)
def test_who_is_not_known_is_not_told_why(url: str, ann: Browser, form: dict[str, str], code: str) -> None:
    browser = Browser(url)
    answer = browser.post("/enter", form)
    assert answer.headers["location"] == f"/?error={code}"
    assert browser.cookie is None


def test_guessing_a_passphrase_gets_slow(state: AppState, url: str, ann: Browser) -> None:
    browser = Browser(url)
    found = [entered(state, browser, f"a wrong passphrase {n}")[0] for n in range(6)]
    assert found[:5] == ["/?error=not-known"] * 5
    assert found[5].startswith("/?error=wait-")


def test_to_disable_somebody_ends_their_sessions_in_every_browser(state: AppState, url: str, ann: Browser) -> None:
    browsers = [ann, Browser(url)]
    cookies = []
    for browser in browsers:
        entered(state, browser)
        cookies.append(browser.cookie or "")
    assert all(state.cookies.read(cookie, of_open_page=True) for cookie in cookies)
    assert state.library.people.disable(ANN, "operator") == 2
    assert not any(state.cookies.read(cookie, of_open_page=True) for cookie in cookies)
    assert entered(state, Browser(url))[0] == "/?error=not-known"


def test_the_sessions_of_the_accounts_own_sign_in_go_on(
    state: AppState, url: str, ann: Browser, browser: Browser
) -> None:
    inside(state, ann)
    state.library.people.disable(ANN, "operator")
    going_on = [one.username for one in [state.cookies.read(browser.cookie or "")] if one]
    assert going_on == [DEMO_USERNAME]


def test_a_person_sees_their_own_sessions_alone(state: AppState, ann: Browser, browser: Browser) -> None:
    visitor = inside(state, ann)
    assert visitor.holder == holder(visitor.person)
    assert len(state.library.sessions.of(visitor.holder, state.now())) == 1
    assert len(state.library.sessions.of(visitor.account, state.now())) == 1


def test_two_people_of_one_account_share_no_page(state: AppState, ann: Browser, browser: Browser) -> None:
    visitor = inside(state, ann)
    owners = [(one.account, one.owner) for one in [state.cookies.read(browser.cookie or "")] if one]
    assert owners == [(visitor.account, visitor.account)]
    assert visitor.owner == f"{visitor.account} {visitor.person} figures"


def test_without_an_account_that_is_held_nobody_gets_in(state: AppState, ann: Browser, key: str) -> None:
    state.library.held.remove(key, "operator")
    assert entered(state, ann)[0] == "/?error=no-account"


def test_an_account_whose_password_is_out_of_date_is_the_operators_affair(
    state: AppState, ann: Browser, key: str
) -> None:
    state.library.held.put(key, DEMO_USERNAME, Secret("out of date"), "operator")
    assert entered(state, ann)[0] == "/?error=account-refused"


def test_the_platforms_sign_in_can_be_turned_off(state: AppState, url: str, ann: Browser) -> None:
    state.settings = replace(state.settings, platform_sign_in=False)
    answer = Browser(url).post("/login", {"username": DEMO_USERNAME, "password": DEMO_PASSWORD})
    assert answer.headers["location"] == "/?error=platform-off"
    assert entered(state, ann)[0] == "/"


def test_a_fetch_of_a_person_signs_in_with_the_password_of_the_moment_until_they_leave(
    state: AppState, ann: Browser, key: str
) -> None:
    visitor = inside(state, ann)
    credentials = state.credentials(visitor)
    assert credentials is not None
    assert (credentials.username.reveal(), credentials.password.reveal()) == (DEMO_USERNAME, DEMO_PASSWORD)
    state.library.held.put(key, DEMO_USERNAME, Secret("another"), "operator")
    credentials.change(Secret("typed"))
    assert credentials.password.reveal() == "another"
    state.sign_out(visitor)
    assert (credentials.username.reveal(), credentials.password.reveal()) == ("", "")


def test_where_two_passwords_are_kept_people_get_in_with_the_one_in_force(
    state: AppState, ann: Browser, key: str
) -> None:
    state.library.held.keep_both(key, Secret("never arrived"), "operator")
    inside(state, ann)
    state.library.held.put(key, DEMO_USERNAME, Secret("the older one"), "operator")
    state.library.held.keep_both(key, Secret(DEMO_PASSWORD), "operator")
    inside(state, ann)
    (held,) = state.library.held.all()
    assert (held.password.reveal(), held.new) == (DEMO_PASSWORD, None)
