"""A department at work, each in a browser of their own: who sees and takes what, is let out, and is told of."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.conftest import HOME
from tests.browser.dashboard import Dashboard, run_dashboard
from tests.browser.visit import Visit
from tests.openid.provider import CLIENT, SECRET, Provider, ann, run_provider
from webcast.sandbox.running import Sandbox
from webcast.ui.administration import audit_words, people_words
from webcast.ui.frame import account_words
from webcast.ui.picking import words as picking_words

SIGN_IN = account_words.sign_in_with("Contoso")
WITHIN = "Investor Relations"
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.example")


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with run_provider() as running:
        running.signs_in = ""  # its page asks
        running.users = {
            "s-1": ann(),
            "s-2": ann(email="bob@corp.example", name="Bob Example", groups=["Sales"]),
            "s-3": ann(email="cid@corp.example", name="Cid Example", groups=["Admins"]),
        }
        yield running


@pytest.fixture(scope="module")
def department(provider: Provider, sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A dashboard where people sign in by the provider alone."""
    more = {
        "WEBCAST_OPENID": "contoso",
        "WEBCAST_OPENID_CONTOSO_ISSUER": provider.url,
        "WEBCAST_OPENID_CONTOSO_CLIENT_ID": CLIENT,
        "WEBCAST_OPENID_CONTOSO_CLIENT_SECRET": SECRET,
        "WEBCAST_OPENID_CONTOSO_DOMAINS": "corp.example",
        "WEBCAST_OPENID_CONTOSO_ROLES": "Marketing = figures; Sales = files; Admins = admin",
        "WEBCAST_PLATFORM_SIGN_IN": "off",
        "WEBCAST_FILES_ONLY_SESSIONS": "0",
    }
    with run_dashboard(sandbox, tmp_path_factory.mktemp("department"), None, **more) as running:
        assert running.command("accounts", "add").returncode == 0
        provider.client.redirects = [f"{running.url}/openid/contoso/callback"]
        provider.client.leads_back = [f"{running.url}/"]
        yield running


@pytest.fixture
def contexts(chrome: Browser) -> Iterator[list[BrowserContext]]:
    opened = [chrome.new_context(**HOME) for _ in range(3)]
    yield opened
    for context in opened:
        context.close()


@pytest.fixture
def events(sandbox: Sandbox) -> tuple[str, str]:
    """The last event that is over of the cost center that somebody is limited to, and the last of another."""
    now = sandbox.world.on_air.timestamp() * 1000
    over = [event.facts for event in sandbox.world if event.facts.live_end and event.facts.live_end < now]
    inside = [facts.id for facts in over if facts.cost_center == WITHIN]
    outside = [facts.id for facts in over if facts.cost_center != WITHIN]
    return inside[-1], outside[-1]


def sign_on(visit: Visit, name: str) -> None:
    """Sign in by the provider, whose page asks who it is where it does not know yet."""
    visit.page.get_by_role("button", name=SIGN_IN, exact=True).click()
    person = visit.page.get_by_role("button", name=name, exact=True)
    events = visit.page.get_by_role("heading", level=1, name=picking_words.EVENTS)
    expect(person.or_(events)).to_be_visible()
    if person.is_visible():
        person.click()
    expect(events).to_be_visible()
    visit.wait()


def limit(admin: Visit, name: str, cost_center: str) -> None:
    """Limit somebody to a cost center, on the page *People*."""
    admin.go("People")
    admin.click(admin.page.get_by_role("button", name=name))
    drawer = admin.page.get_by_role("dialog")
    field = drawer.get_by_label(people_words.PARTS["cost_centers"])
    field.click()
    admin.click(admin.page.get_by_role("option", name=cost_center, exact=True))
    admin.page.keyboard.press("Escape")
    admin.click(drawer.get_by_role("button", name=people_words.LIMIT, exact=True))
    expect(drawer).to_contain_text(people_words.LIMITED_NOW)


def told(admin: Visit) -> list[tuple[str, str]]:
    """Return who did what by the file of the page *Audit*, the oldest first; of commands nothing."""
    admin.page.keyboard.press("Escape")
    admin.go("Audit")
    file = admin.download(admin.page.get_by_role("link", name=audit_words.FILE))
    rows = list(csv.DictReader(io.StringIO(file.path().read_text("utf-8-sig"))))
    return [(row["User"], row["Action"]) for row in reversed(rows) if not row["User"].endswith("(command line)")]


def test_who_comes_by_the_provider_sees_and_takes_what_their_role_says_until_they_are_disabled(
    contexts: list[BrowserContext], department: Dashboard, events: tuple[str, str]
) -> None:
    ann, bob, cid = (Visit(context.new_page(), department.url) for context in contexts)
    inside, outside = events
    both = f"events={inside},{outside}&time_zone=UTC"
    cid.open("/events")
    sign_on(cid, "Cid Example")
    cid.open_loaded(f"/registrants?{both}")
    assert len(set(ADDRESS.findall(cid.page.content()))) > 1

    ann.open("/events")
    sign_on(ann, "Ann Example")
    ann.open(f"/registrants?{both}")
    assert set(ADDRESS.findall(ann.page.content())) == {"ann@corp.example"}
    assert {dict(parse_qsl(urlsplit(file).query))["table"] for file in ann.offered()} == {"groups"}
    assert ann.page.request.get(f"{department.url}/export.csv?{both}").status == 403

    bob.open("/events")
    sign_on(bob, "Bob Example")
    bob.open(f"/registrants?{both}")
    assert len(set(ADDRESS.findall(bob.page.content()))) > 1
    limit(cid, "Bob Example", WITHIN)
    # He goes on where he was, of which one event does not exist for him any more.
    bob.page.get_by_role("button", name=SIGN_IN, exact=True).click()
    expect(bob.page.get_by_text(f"Event {outside} should be in your event list, but is not.")).to_be_visible()
    bob.wait()
    bob.open(f"/registrants?events={inside}&time_zone=UTC")
    file = bob.download(bob.page.locator("a.wi-button[download]").first)
    rows = list(csv.DictReader(io.StringIO(file.path().read_text("utf-8-sig"))))
    assert {row["Event Id"] for row in rows} == {inside}
    assert {row["Cost Center"] for row in rows} == {WITHIN}
    assert len({row["Email"] for row in rows}) > 500

    cid.click(cid.page.get_by_role("dialog").get_by_role("button", name=people_words.DISABLE, exact=True))
    bob.page.get_by_role("button", name=SIGN_IN, exact=True).click()
    expect(bob.page.get_by_role("alert")).to_contain_text("You may not sign in here any more.")
    bob.wait()
    assert told(cid) == [
        ("provider contoso", "add person"),
        ("cid@corp.example", "sign in: contoso"),
        ("provider contoso", "add person"),
        ("ann@corp.example", "sign in: contoso"),
        ("ann@corp.example", "refused: export csv: registrants"),
        ("provider contoso", "add person"),
        ("bob@corp.example", "sign in: contoso"),
        ("cid@corp.example", "limit person"),
        ("bob@corp.example", "sign in: contoso"),
        ("bob@corp.example", "export csv"),
        ("cid@corp.example", "disable person"),
        ("not signed in", "sign-in refused: contoso"),
    ]
    for visit in (ann, bob, cid):
        visit.check()
