"""Browser tests: Chromium, the dashboard in a process of its own, the sandbox platform; one of each per worker."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect

from tests.browser import chromium
from tests.browser.dashboard import Dashboard, run_dashboard
from tests.browser.visit import Visit
from webcast.sandbox.running import Sandbox, run_sandbox

HOME: Final[dict[str, Any]] = {
    "viewport": {"width": 1440, "height": 900},
    "locale": "en-GB",
    "timezone_id": "Europe/Berlin",
    "reduced_motion": "reduce",
}
Visitor = Callable[..., Visit]
expect.set_options(timeout=20_000)  # a busy machine takes more than the usual five seconds


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is in this folder, so that ``-m 'not browser'`` leaves it out."""
    here = Path(__file__).parent
    ours = {path for path in {item.path for item in items} if here in path.parents}  # once a file, not once a test
    for item in items:
        if item.path in ours:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with run_sandbox() as running:
        yield running


@pytest.fixture(scope="session")
def dashboard(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    with run_dashboard(sandbox, tmp_path_factory.mktemp("dashboard")) as running:
        yield running


@pytest.fixture(scope="session")
def chrome(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=chromium.executable(), args=list(chromium.ARGUMENTS))
    yield browser
    browser.close()


@dataclass
class Homes:
    """Browsers of people that share nothing, kept from test to test with nothing of theirs in it.

    What stays is what a browser has cached: in a new one each page costs its processor twice as much, most of it
    for reading Streamlit's scripts again.
    """

    chrome: Browser
    url: str
    kept: list[BrowserContext] = field(default_factory=list)

    def home(self) -> BrowserContext:
        """Return one of them that nobody has a tab in, as good as new."""
        context = next((one for one in self.kept if len(one.pages) == 1), None)
        if context is None:
            context = self.chrome.new_context(**HOME)
            self.kept.append(context)
            # As long as a tab is there, so is the process that holds the scripts.
            context.new_page().goto(f"{self.url}/healthz")
        anchor, *_ = context.pages
        context.clear_cookies()
        context.clear_permissions()
        storage = {"origin": self.url, "storageTypes": "local_storage,session_storage,indexeddb,cache_storage"}
        session = context.new_cdp_session(anchor)
        session.send("Storage.clearDataForOrigin", storage)
        session.detach()
        return context

    @staticmethod
    def leave(context: BrowserContext) -> None:
        """Close all tabs of one but that which keeps the process."""
        for page in context.pages[1:]:
            page.close()


@pytest.fixture(scope="session")
def homes(chrome: Browser, dashboard: Dashboard) -> Homes:
    return Homes(chrome, dashboard.url)


@pytest.fixture
def person(homes: Homes) -> Iterator[Callable[[], BrowserContext]]:
    """Make browsers that share nothing, each for a tab that is opened before the next browser is made.

    That of somebody who left (:meth:`Visit.leave`) is the next one's, as good as new.
    """
    lent: list[BrowserContext] = []

    def one() -> BrowserContext:
        lent.append(homes.home())
        return lent[-1]

    yield one
    for context in lent:
        homes.leave(context)


FAILED: pytest.StashKey[bool] = pytest.StashKey()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember whether a test failed, for the pictures that its tabs leave behind."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture
def visits(
    dashboard: Dashboard, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Callable[[BrowserContext], Visit]]:
    """Open tabs; when the test is over, each must have gone without a problem."""
    opened: list[Visit] = []

    def tab(context: BrowserContext) -> Visit:
        opened.append(Visit(context.new_page(), dashboard.url))
        return opened[-1]

    yield tab
    if request.node.stash.get(FAILED, False):
        for number, visit in enumerate(opened, 1):
            if visit.page.is_closed():
                continue
            picture = tmp_path / f"tab-{number}.png"
            visit.page.screenshot(path=picture)
            request.node.add_report_section("teardown", f"tab {number}", f"{visit.page.url}\n{picture}")
    for visit in opened:
        visit.check()


@pytest.fixture
def visit(person: Callable[[], BrowserContext], visits: Callable[[BrowserContext], Visit]) -> Visit:
    """A tab of somebody who has not signed in."""
    return visits(person())


@pytest.fixture
def known(visit: Visit) -> Visit:
    """A tab with nothing in it yet, of somebody who signed in: without two pages that no test of it looks at."""
    visit.enter()
    return visit
