"""An administrator lets somebody in and out again, each in a browser of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import HOME
from tests.browser.dashboard import Dashboard, run_dashboard
from tests.browser.visit import Visit
from webcast.sandbox.running import Sandbox
from webcast.ui.administration import people_words as words
from webcast.ui.frame import account_words
from webcast.ui.frame import words as frame_words
from webcast.ui.picking import words as picking_words

ANN, BOB = "ann@corp.example", "bob@corp.example"
HERS, HIS = "seven quiet lighthouses", "eleven loud waterfalls"


@pytest.fixture(scope="module")
def department(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A dashboard of its own: where there are people, everybody's sign-in page is another."""
    with run_dashboard(sandbox, tmp_path_factory.mktemp("department")) as running:
        yield running


@pytest.fixture
def link(department: Dashboard) -> str:
    """The invitation of the first administrator, by the command."""
    assert department.command("accounts", "add").returncode == 0
    done = department.command("people", "add", "Ann", ANN, "--admin", "--at", department.url)
    assert done.returncode == 0
    return done.stdout.strip()


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


def test_somebody_is_invited_signs_in_and_is_disabled(department: Dashboard, link: str, chrome: Browser) -> None:
    with chrome.new_context(**HOME) as hers, chrome.new_context(**HOME) as his:
        ann, bob = Visit(hers.new_page(), department.url), Visit(his.new_page(), department.url)
        accept(ann, link, HERS)
        sign_in(ann, ANN, HERS)
        ann.go("People")
        ann.click(ann.page.get_by_role("button", name=words.ADD))
        drawer = ann.page.get_by_role("dialog")
        drawer.get_by_label(words.NAME).fill("Bob")
        drawer.get_by_label(words.ADDRESS).fill(BOB)
        ann.click(drawer.get_by_role("button", name=words.ADD_AND_INVITE))
        invitation = drawer.get_by_test_id("stCode").inner_text().strip()
        assert re.fullmatch(re.escape(f"{department.url}/welcome?invitation=") + r"[\w-]{43}", invitation)

        accept(bob, invitation, HIS)
        sign_in(bob, BOB, HIS)
        expect(bob.page.get_by_role("heading", level=1)).to_have_text(picking_words.EVENTS)
        expect(bob.page.get_by_test_id("stSidebar").get_by_role("link", name="People")).to_have_count(0)
        bob.open("/people")
        expect(bob.page.get_by_role("heading", level=1)).to_have_text(frame_words.NOT_FOR_YOU_TITLE)
        bob.open("/events")

        ann.page.keyboard.press("Escape")
        ann.wait()
        ann.click(ann.page.get_by_role("button", name="Bob"))
        drawer = ann.page.get_by_role("dialog")
        expect(drawer).to_contain_text("Ends 1 session at once, in every browser")
        ann.click(drawer.get_by_role("button", name=words.DISABLE, exact=True))
        expect(drawer).to_contain_text("Disabled; 1 session ended.")
        # Nobody touches it: it is told, and loads itself anew.
        expect(bob.page.get_by_label(account_words.PASSPHRASE)).to_be_visible()
        sign_in(bob, BOB, HIS)
        expect(bob.page.get_by_role("alert")).to_be_visible()
        ann.check()
        bob.check()
