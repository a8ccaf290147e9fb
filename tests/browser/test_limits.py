"""Somebody limited to one cost center, and in a second account, at a browser: what she sees and goes on with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import HOME
from tests.browser.dashboard import Dashboard, run_dashboard
from tests.browser.visit import Visit
from webcast.sandbox.accounts import PARTNER_PASSWORD, PARTNER_USERNAME
from webcast.sandbox.running import Sandbox
from webcast.ui.frame import account_words

ANN, HERS = "ann@corp.example", "seven quiet lighthouses"
WITHIN = "Investor Relations"


@pytest.fixture(scope="module")
def department(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A dashboard that holds two accounts; Ann is in both, and in the first limited to a cost center."""
    with run_dashboard(sandbox, tmp_path_factory.mktemp("department")) as running:
        assert running.command("accounts", "add").returncode == 0
        partner = {"WEBCAST_USERNAME": PARTNER_USERNAME, "WEBCAST_PASSWORD": PARTNER_PASSWORD}
        assert running.command("accounts", "add", **partner).returncode == 0
        yield running


def accept(visit: Visit, link: str, passphrase: str) -> None:
    visit.page.goto(link)
    visit.page.get_by_label("Passphrase", exact=True).fill(passphrase)
    visit.page.get_by_label("Passphrase, again").fill(passphrase)
    with visit.page.expect_navigation():
        visit.page.get_by_role("button", name="Save passphrase").click()
    visit.wait()


def sign_in(visit: Visit, email: str, passphrase: str) -> None:
    visit.page.get_by_label(account_words.EMAIL).fill(email)
    visit.page.get_by_label(account_words.PASSPHRASE).fill(passphrase)
    with visit.page.expect_navigation():
        visit.page.get_by_role("button", name=account_words.SIGN_IN, exact=True).click()
    visit.wait()


def titles(sandbox: Sandbox, *, within: bool) -> set[str]:
    events = [event.facts for event in sandbox.world]
    return {facts.title for facts in events if (facts.cost_center == WITHIN) is within}


def test_she_sees_her_cost_center_alone_and_goes_on_in_her_other_account(
    department: Dashboard, sandbox: Sandbox, chrome: Browser
) -> None:
    first = ("--account", sandbox.username)
    added = department.command(
        "people", "add", "Ann", ANN, "--role", "people", "--cost-center", WITHIN, *first, "--at", department.url
    )
    assert added.returncode == 0, added.stderr
    department.command("people", "role", ANN, "--role", "figures", "--account", PARTNER_USERNAME)
    with chrome.new_context(**HOME) as hers:
        ann, other = (Visit(hers.new_page(), department.url) for _ in range(2))
        accept(ann, added.stdout.strip(), HERS)
        sign_in(ann, ANN, HERS)
        ann.open("/events?time_zone=UTC")
        shown = ann.page.locator("body").inner_text()
        assert all(title in shown for title in titles(sandbox, within=True))
        assert not [title for title in titles(sandbox, within=False) if title in shown]

        outside = next(event.facts.id for event in sandbox.world if event.facts.cost_center != WITHIN)
        other.open(f"/overview?events={outside}&time_zone=UTC")
        expect(other.page.get_by_text(f"Event {outside} should be in your event list, but is not.")).to_be_visible()

        ann.page.get_by_role("button", name=sandbox.username).click()
        label = account_words.go_on_in(PARTNER_USERNAME, "Figures only")
        with ann.page.expect_navigation():
            ann.page.get_by_role("button", name=label).click()
        ann.wait()
        assert "events=" not in ann.page.url
        expect(ann.page.get_by_role("button", name=PARTNER_USERNAME)).to_be_visible()
        # The tab that nobody touched is told, and loads itself anew in the other account.
        expect(other.page.get_by_role("button", name=PARTNER_USERNAME)).to_be_visible()

        department.command("people", "limit", ANN, "--event", "1", "--account", PARTNER_USERNAME)
        expect(ann.page.get_by_label(account_words.EMAIL)).to_be_visible()
        expect(other.page.get_by_label(account_words.EMAIL)).to_be_visible()
        sign_in(ann, ANN, HERS)
        # Into the account that she used last.
        expect(ann.page.get_by_role("button", name=PARTNER_USERNAME)).to_be_visible()
    log = department.command("audit", "--json").stdout
    for action in ("switch account", "limit person", "sign in"):
        assert action in log
