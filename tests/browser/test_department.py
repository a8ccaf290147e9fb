"""A department at work, each in a browser of their own: who sees and takes what, is let out, and is told of."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser import authenticator
from tests.browser.by_provider import run_department
from tests.browser.conftest import HOME
from tests.browser.dashboard import Dashboard, run_dashboard
from tests.browser.visit import Visit
from tests.openid.provider import ann, run_provider
from webcast.roles import Role
from webcast.sandbox.running import Sandbox
from webcast.ui.administration import audit_words, people_words
from webcast.ui.frame import account_words
from webcast.ui.frame import words as frame_words
from webcast.web.passkeys.said import PASSKEY_ERRORS

SIGN_IN = account_words.sign_in_with("Contoso")
WITHIN = "Investor Relations"
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.example")
PEOPLE = {"Ann": Role.FIGURES, "Bob": Role.FILES, "Cid": Role.ADMIN}


def address(name: str) -> str:
    return f"{name.lower()}@corp.example"


class Way(Protocol):
    """How people come in."""

    department: Dashboard
    url: str

    def come(self, visit: Visit, name: str, admin: Visit | None) -> None:
        """Sign in for the first time; somebody is let in by an administrator where the way needs one."""

    def again(self, visit: Visit) -> None:
        """Sign in after a session ended."""

    def refused(self, visit: Visit) -> None:
        """Try to sign in, and be told that one may not."""

    def told(self) -> Sequence[tuple[str, str]]:
        """Return who did what, as the audit log should have it."""


@dataclass
class ByProvider:
    """By the accounts of the organisation, whose groups say who has which role."""

    department: Dashboard
    url: str

    def come(self, visit: Visit, name: str, admin: Visit | None) -> None:
        del admin  # nobody has to be let in
        visit.open("/events")
        self._button(visit)
        visit.page.get_by_role("button", name=f"{name} Example", exact=True).click()
        expect(visit.page.get_by_role("button", name=address(name))).to_be_visible()
        visit.wait()

    def again(self, visit: Visit) -> None:
        self._button(visit)  # the provider knows who it is

    def refused(self, visit: Visit) -> None:
        self._button(visit)
        expect(visit.page.get_by_role("alert")).to_contain_text("You may not sign in here any more.")

    def told(self) -> Sequence[tuple[str, str]]:
        added = ("provider contoso", "add person")
        return [
            added, (address("Cid"), "sign in: contoso"),
            added, (address("Ann"), "sign in: contoso"), (address("Ann"), "refused: export csv: registrants"),
            (address("Ann"), "refused: page people"),
            added, (address("Bob"), "sign in: contoso"),
            (address("Cid"), "limit person"),
            (address("Bob"), "sign in: contoso"), (address("Bob"), "export csv"),
            (address("Cid"), "disable person"),
            ("not signed in", "sign-in refused: contoso"),
        ]  # fmt: skip

    def _button(self, visit: Visit) -> None:
        visit.page.get_by_role("button", name=SIGN_IN, exact=True).click()


@dataclass
class ByPasskey:
    """By invitations, behind which they make passkeys; the first administrator's comes from the command."""

    department: Dashboard
    url: str

    def come(self, visit: Visit, name: str, admin: Visit | None) -> None:
        authenticator.plug_in(visit.page)
        authenticator.accept(visit, self._first() if admin is None else self._invite(admin, name))
        expect(visit.page.get_by_role("button", name=address(name))).to_be_visible()

    def again(self, visit: Visit) -> None:
        authenticator.sign_in(visit)

    def refused(self, visit: Visit) -> None:
        authenticator.sign_in(visit)
        expect(visit.page.get_by_role("alert").first).to_contain_text(PASSKEY_ERRORS["passkey-disabled"])

    def told(self) -> Sequence[tuple[str, str]]:
        added = [(address("Cid"), "add person"), (address("Cid"), "invite person")]
        return [
            (address("Cid"), "set passkey"), (address("Cid"), "sign in: passkey"),
            *added, (address("Ann"), "set passkey"), (address("Ann"), "sign in: passkey"),
            (address("Ann"), "refused: export csv: registrants"), (address("Ann"), "refused: page people"),
            *added, (address("Bob"), "set passkey"), (address("Bob"), "sign in: passkey"),
            (address("Cid"), "limit person"),
            (address("Bob"), "sign in: passkey"), (address("Bob"), "export csv"),
            (address("Cid"), "disable person"),
            (address("Bob"), "sign-in refused: passkey, disabled"),
        ]  # fmt: skip

    def _first(self) -> str:
        done = self.department.command("people", "add", "Cid", address("Cid"), "--admin", "--at", self.url)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def _invite(self, admin: Visit, name: str) -> str:
        admin.go("People")
        admin.click(admin.page.get_by_role("button", name=people_words.ADD))
        drawer = admin.page.get_by_role("dialog")
        drawer.get_by_label(people_words.NAME).fill(name)
        drawer.get_by_label(people_words.ADDRESS).fill(address(name))
        drawer.get_by_text(people_words.ROLES[PEOPLE[name]], exact=True).click()
        admin.click(drawer.get_by_role("button", name=people_words.ADD_AND_INVITE))
        invitation = drawer.get_by_test_id("stCode").inner_text().strip()
        assert re.fullmatch(re.escape(f"{self.url}/welcome?invitation=") + r"[\w-]{43}", invitation)
        admin.click(drawer.get_by_role("button", name="Close"))
        return invitation


@contextmanager
def by_provider(sandbox: Sandbox, folder: Path) -> Iterator[Way]:
    """Run a dashboard where people sign in by a provider alone."""
    with run_provider() as provider:
        provider.signs_in = ""  # its page asks
        groups = {"Ann": "Marketing", "Bob": "Sales", "Cid": "Admins"}
        provider.users = {
            f"s-{name}": ann(email=address(name), name=f"{name} Example", groups=[group])
            for name, group in groups.items()
        }
        roles = "Marketing = figures; Sales = files; Admins = admin"
        with run_department(sandbox, provider, folder, roles) as running:
            yield ByProvider(running, running.url)


@contextmanager
def by_passkey(sandbox: Sandbox, folder: Path) -> Iterator[Way]:
    """Run a dashboard where people are invited."""
    with run_dashboard(sandbox, folder) as running:
        assert running.command("accounts", "add").returncode == 0
        yield ByPasskey(running, authenticator.at_name(running.url))


@pytest.fixture(params=[by_provider, by_passkey])
def way(request: pytest.FixtureRequest, sandbox: Sandbox, tmp_path: Path) -> Iterator[Way]:
    with request.param(sandbox, tmp_path) as found:
        yield found


@pytest.fixture
def people(way: Way, chrome: Browser) -> Iterator[dict[str, Visit]]:
    """Each in a browser of their own, which must have gone without a problem."""
    with ExitStack() as stack:
        contexts = {name: stack.enter_context(chrome.new_context(**HOME)) for name in PEOPLE}
        visits = {name: Visit(context.new_page(), way.url) for name, context in contexts.items()}
        yield visits
        for visit in visits.values():
            visit.check()


@pytest.fixture
def events(sandbox: Sandbox) -> tuple[str, str]:
    """The last event that is over of the cost center that somebody is limited to, and the last of another."""
    now = sandbox.world.on_air.timestamp() * 1000
    over = [event.facts for event in sandbox.world if event.facts.live_end and event.facts.live_end < now]
    inside = [facts.id for facts in over if facts.cost_center == WITHIN]
    outside = [facts.id for facts in over if facts.cost_center != WITHIN]
    return inside[-1], outside[-1]


def addresses(visit: Visit) -> set[str]:
    """Return the e-mail addresses that a page holds, without one's own."""
    return set(ADDRESS.findall(visit.page.content())) - {address(name) for name in PEOPLE}


def limit(admin: Visit, name: str, cost_center: str) -> None:
    """Limit somebody to a cost center, on the page *People*."""
    admin.go("People")
    admin.click(admin.page.get_by_role("button", name=name))
    drawer = admin.page.get_by_role("dialog")
    drawer.get_by_label(people_words.PARTS["cost_centers"]).click()
    admin.click(admin.page.get_by_role("option", name=cost_center, exact=True))
    admin.page.keyboard.press("Escape")
    admin.click(drawer.get_by_role("button", name=people_words.LIMIT, exact=True))
    expect(drawer).to_contain_text(people_words.LIMITED_NOW)


def opened_again(admin: Visit, name: str) -> Locator:
    """Close somebody's drawer on the page *People*, and open it as things stand now."""
    drawer = admin.page.get_by_role("dialog")
    admin.click(drawer.get_by_role("button", name="Close"))
    admin.click(admin.page.get_by_role("button", name=name))
    return drawer


def told(admin: Visit) -> list[tuple[str, str]]:
    """Return who did what by the file of the page *Audit*, the oldest first; of commands nothing."""
    admin.click(admin.page.get_by_role("dialog").get_by_role("button", name="Close"))
    admin.go("Audit")
    file = admin.download(admin.page.get_by_role("link", name=audit_words.FILE))
    rows = list(csv.DictReader(io.StringIO(file.path().read_text("utf-8-sig"))))
    return [(row["User"], row["Action"]) for row in reversed(rows) if not row["User"].endswith("(command line)")]


def test_each_sees_and_takes_what_their_role_says_until_they_are_disabled_and_the_log_tells(
    way: Way, people: dict[str, Visit], events: tuple[str, str]
) -> None:
    ann, bob, cid = (people[name] for name in ("Ann", "Bob", "Cid"))
    inside, outside = events
    both = f"events={inside},{outside}&time_zone=UTC"
    way.come(cid, "Cid", None)
    cid.open_loaded(f"/registrants?{both}")
    assert len(addresses(cid)) > 1

    way.come(ann, "Ann", cid)
    ann.open(f"/registrants?{both}")
    assert addresses(ann) == set()
    assert {dict(parse_qsl(urlsplit(file).query))["table"] for file in ann.offered()} == {"groups"}
    assert ann.page.request.get(f"{way.url}/export.csv?{both}").status == 403
    expect(ann.page.get_by_test_id("stSidebar").get_by_role("link", name="People")).to_have_count(0)
    ann.open("/people")
    expect(ann.page.get_by_role("heading", level=1)).to_have_text(frame_words.NOT_FOR_YOU_TITLE)

    way.come(bob, "Bob", cid)
    bob.open(f"/registrants?{both}")
    assert len(addresses(bob)) > 1
    limit(cid, "Bob", WITHIN)
    # He goes on where he was, of which one event does not exist for him any more.
    way.again(bob)
    expect(bob.page.get_by_text(f"Event {outside} should be in your event list, but is not.")).to_be_visible()
    bob.wait()
    bob.open(f"/registrants?events={inside}&time_zone=UTC")
    file = bob.download(bob.page.locator("a.wi-button[download]").first)
    rows = list(csv.DictReader(io.StringIO(file.path().read_text("utf-8-sig"))))
    assert {(row["Event Id"], row["Cost Center"]) for row in rows} == {(inside, WITHIN)}
    assert len({row["Email"] for row in rows}) > 500

    drawer = opened_again(cid, "Bob")
    expect(drawer).to_contain_text("Ends 1 session at once, in every browser")
    cid.click(drawer.get_by_role("button", name=people_words.DISABLE, exact=True))
    expect(drawer).to_contain_text("Disabled; 1 session ended.")
    # Nobody touches his page: it is told, and loads itself anew.
    way.refused(bob)
    bob.wait()
    assert told(cid) == way.told()
