"""Signing in by a provider as a person does: there and back, into the role that it says, and out on both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.by_provider import run_department
from tests.browser.conftest import HOME
from tests.browser.dashboard import Dashboard
from tests.browser.visit import Visit
from tests.openid.provider import Provider, ann, run_provider
from webcast.sandbox.running import Sandbox
from webcast.ui.frame import account_words
from webcast.ui.picking import words as picking_words

SIGN_IN = account_words.sign_in_with("Contoso")


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with run_provider() as running:
        running.signs_in = ""  # its page asks
        running.users = {
            "s-1": ann(),
            "s-2": ann(email="bob@corp.example", name="Bob Example", groups=["Admins"]),
        }
        yield running


@pytest.fixture(scope="module")
def department(provider: Provider, sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A dashboard where people sign in by the provider alone."""
    folder = tmp_path_factory.mktemp("department")
    with run_department(sandbox, provider, folder, "Marketing = figures; Admins = admin") as running:
        yield running


@pytest.fixture
def somebody(chrome: Browser, department: Dashboard) -> Iterator[Callable[[], Visit]]:
    """Open browsers that share nothing; each must have gone without a problem."""
    opened: list[BrowserContext] = []
    visits: list[Visit] = []

    def open_() -> Visit:
        opened.append(chrome.new_context(**HOME))
        visits.append(Visit(opened[-1].new_page(), department.url))
        return visits[-1]

    yield open_
    for visit in visits:
        visit.check()
    for context in opened:
        context.close()


def sign_on(visit: Visit, name: str) -> None:
    """Sign in by the provider, whose page asks who it is."""
    button = visit.page.get_by_role("button", name=SIGN_IN, exact=True)
    button.click()
    visit.page.get_by_role("button", name=name, exact=True).click()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text(picking_words.EVENTS)
    visit.wait()


def asked_to_sign_in(page: Page) -> None:
    expect(page.get_by_role("button", name=SIGN_IN, exact=True)).to_be_visible()
    expect(page.get_by_label(account_words.PASSWORD)).to_have_count(0)


def test_a_person_comes_by_the_provider_into_their_role_and_goes(
    somebody: Callable[[], Visit], department: Dashboard, provider: Provider
) -> None:
    visit = somebody()
    visit.open("/events?time_zone=Asia%2FTokyo")
    asked_to_sign_in(visit.page)
    sign_on(visit, "Ann Example")
    assert visit.query["time_zone"] == "Asia/Tokyo"
    visit.page.locator(".st-key-wi-account button").first.click()
    expect(visit.page.get_by_text("Figures only")).to_be_visible()
    visit.page.get_by_role("button", name=account_words.SIGN_OUT, exact=True).click()
    visit.page.wait_for_url(f"{department.url}/**")
    asked_to_sign_in(visit.page)
    visit.wait()
    assert "/sign-out" in provider.asked
    # Out there too: its page asks again.
    visit.page.get_by_role("button", name=SIGN_IN, exact=True).click()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Who are you?")
    said = department.command("people", "list").stdout
    assert "ann@corp.example" in said
    assert "figures" in said


def test_who_signs_out_at_the_provider_is_out_here_in_every_tab(
    somebody: Callable[[], Visit], department: Dashboard, provider: Provider
) -> None:
    visit = somebody()
    visit.open("/events")
    asked_to_sign_in(visit.page)
    sign_on(visit, "Bob Example")
    other = Visit(visit.page.context.new_page(), department.url)
    other.open("/events")
    expect(other.page.get_by_role("heading", level=1)).to_have_text(picking_words.EVENTS)
    session = next(reversed(provider.sessions))
    answer = visit.page.request.post(
        f"{department.url}/openid/contoso/signed-out",
        form={"logout_token": provider.logout_token(sub="s-2", sid=session)},
    )
    assert answer.status == 200
    for tab in (visit, other):
        asked_to_sign_in(tab.page)
    other.check()
