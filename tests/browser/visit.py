"""A person at a browser: opens pages, waits until they are done, and notices everything that goes wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import ConsoleMessage, Download, Locator, Page, Request, Response, expect

from webcast.ui.frame import account_words
from webcast.ui.kit import download_words
from webcast.ui.picking import words as picking_words

Theme = Literal["light", "dark"]
IDLE_MS: Final = 300
"""For so long nothing has changed when a page is done."""

IDLE: Final = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  return !!app
    && app.dataset.testScriptState === 'notRunning'
    && app.dataset.testConnectionState === 'CONNECTED'
    && !('wiBusy' in document.documentElement.dataset)
    && !document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]')
    && performance.now() - window.lastChange > IDLE_MS;
}""".replace("IDLE_MS", str(IDLE_MS))
"""True when Streamlit is connected, runs no script, shows nothing that is about to be replaced, and nothing changed
for a moment: widgets hold a click back for up to 200 ms before they send it."""

SETTLED: Final = """() => {
  const charts = [...document.querySelectorAll('[data-testid="stPlotlyChart"]')];
  const drawn = charts.every(chart => chart.querySelector('.main-svg'));
  const moving = document.getAnimations().some(
    a => a.playState === 'running' && a.effect?.getTiming().iterations !== Infinity);
  return drawn && !moving && document.fonts.status === 'loaded';
}"""
"""True when every chart is drawn, fonts are there and nothing moves: for screenshots."""

_WATCH: Final = """
window.lastChange = performance.now();
const changed = () => { window.lastChange = performance.now(); };
new MutationObserver(changed).observe(
  document, {subtree: true, childList: true, attributes: true, characterData: true});
for (const kind of ['pointerup', 'keyup', 'change']) window.addEventListener(kind, changed, true);
window.cspViolations = [];
document.addEventListener('securitypolicyviolation', e => window.cspViolations.push(
  `${e.violatedDirective} blocked ${e.blockedURI || 'inline'} at ${e.sourceFile || location.href}:${e.lineNumber}`));
"""
WAIT_MS: Final = 45_000
LOADING_MS: Final = 90_000
POLL_MS: Final = 50
"""How often a tab is asked whether it is done; Playwright asks at every frame, and draws them for it."""

_PROBES: Final = re.compile(r"/[^/]+/_stcore/(health|host-config)$")
"""At a deep link Streamlit looks for its server below the page's own address first; it is not there."""


@dataclass
class Visit:
    """One tab.

    Attributes:
        page: Playwright's.
        url: The dashboard's address.
        problems: What went wrong: console errors, uncaught exceptions, answers of 400 and above, violations of the
            content security policy. The test fails if any is left.
    """

    page: Page
    url: str
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(WAIT_MS)
        self.page.add_init_script(_WATCH)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.problems.append(f"exception: {error}"))
        self.page.on("response", self._response)
        self.page.on("requestfailed", self._failed)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not _PROBES.search(message.location.get("url", "")):
            self.problems.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and not _PROBES.search(response.url):
            self.problems.append(f"status {response.status}: {response.request.method} {_path(response.url)}")

    def _failed(self, request: Request) -> None:
        # Leaving a page aborts what it still loads, and a download is no page: neither is a fault.
        if request.failure and "ERR_ABORTED" not in request.failure:
            self.problems.append(f"failed: {_path(request.url)} ({request.failure})")

    def check(self) -> None:
        """Fail if anything went wrong so far."""
        if not self.page.is_closed():
            self.problems += self.page.evaluate("() => window.cspViolations || []")
        assert self.problems == []

    def leave(self) -> None:
        """Close the tab, which must have gone without a problem."""
        self.check()
        self.page.close()

    @contextmanager
    def expecting(self, *patterns: str) -> Iterator[None]:
        """Take problems that match out of the list: for what a test provokes; each has to come."""
        yield
        for pattern in patterns:
            assert any(re.search(pattern, problem) for problem in self.problems), (pattern, self.problems)
        self.problems[:] = [
            problem for problem in self.problems if not any(re.search(pattern, problem) for pattern in patterns)
        ]

    # Moving about

    def open(self, path: str = "/") -> None:
        """Open an address of the dashboard and wait until its page is done."""
        self.page.goto(self.url + path)
        self.wait()

    def open_loaded(self, path: str) -> None:
        """Open an address of events, have reports fetched that are not held, and wait until the page is done."""
        self.open(path)
        offer = self.page.locator(".st-key-wi-load").get_by_role("button")
        matching = self.page.locator(".wi-matching")
        expect(offer.or_(matching)).to_be_visible(timeout=LOADING_MS)
        if offer.is_visible():
            offer.click()
        expect(matching).to_be_visible(timeout=LOADING_MS)
        self.wait()

    def wait(self) -> None:
        """Wait until Streamlit has nothing more to do."""
        self.page.wait_for_function(IDLE, polling=POLL_MS)

    def settle(self) -> None:
        """Wait until the page is done and stands still."""
        self.wait()
        self.page.wait_for_function(SETTLED, polling=POLL_MS)

    def resize(self, width: int, height: int) -> None:
        """Make the window as large as that, and wait until the page stands still."""
        self.page.set_viewport_size({"width": width, "height": height})
        # Streamlit looks at windows ten times a second: until then nothing has changed.
        self.page.evaluate("() => { window.lastChange = performance.now(); }")
        self.settle()

    def unroll(self) -> int:
        """Make the window as high as its page is, so that nothing has to be scrolled to; return the page's height.

        What scrolls is a part of the page, so that Playwright's pictures of whole pages end where the window does.
        """
        width, seen = self.page.evaluate("() => [window.innerWidth, window.innerHeight]")
        content = self.page.get_by_test_id("stMain")
        height: int = content.evaluate("main => Math.ceil(main.scrollHeight)")
        if height != seen:
            self.resize(width, height)
        return height

    def in_theme(self, theme: Theme) -> None:
        """Have the reader prefer a theme, and wait until the page stands still in it."""
        self.page.emulate_media(color_scheme=theme)
        expect(self.page.get_by_test_id("stApp")).to_have_css("color-scheme", theme)
        self.settle()

    def reload(self) -> None:
        """Reload the page."""
        self.page.reload()
        self.wait()

    def click(self, target: Locator) -> None:
        """Click, and wait until the page has answered."""
        target.click()
        self.wait()

    def go(self, label: str) -> None:
        """Follow a link of the navigation."""
        self.click(self.page.get_by_test_id("stSidebar").get_by_role("link", name=label, exact=True))

    @property
    def path(self) -> str:
        """The path of the address."""
        return urlsplit(self.page.url).path

    @property
    def query(self) -> dict[str, str]:
        """The query of the address."""
        return dict(parse_qsl(urlsplit(self.page.url).query))

    # Signing in and out

    def sign_in(self, username: str, password: str) -> None:
        """Fill the form and send it."""
        self.page.get_by_label(account_words.USERNAME).fill(username)
        self.page.get_by_label(account_words.PASSWORD).fill(password)
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=account_words.SIGN_IN, exact=True).click()
        self.wait()

    def sign_in_demo(self) -> None:
        """Take the demo account, in one click."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=account_words.DEMO, exact=True).click()
        self.wait()

    def enter(self, username: str = "", password: str = "") -> None:
        """Take an account as the form does, without the pages before and after; the demo account if none is said."""
        account = {"username": username, "password": password} if username else {"demo": "1"}
        self._post("/login", **account, next="/")

    def go_out(self) -> None:
        """Sign out as the account's menu does, without the pages before and after."""
        self._post("/logout")

    def _post(self, path: str, **form: str) -> None:
        ours = {"Origin": self.url, "Sec-Fetch-Site": "same-origin"}
        sent: dict[str, str | float | bool] = {**form}
        answer = self.page.request.post(f"{self.url}{path}", form=sent, headers=ours, max_redirects=0)
        assert answer.status == 303

    def open_file(self, path: Path) -> None:
        """Go on without an account, and open a report's file."""
        self.open("/")
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=account_words.FILES_ONLY_ENTER).click()
        self.wait()
        self.page.locator('input[type="file"]').set_input_files(path)
        expect(self.page.get_by_role("button", name=f"Remove {path.name}")).to_be_visible()
        self.page.get_by_role("button", name=picking_words.OPEN_FILES).click()
        expect(self.page.get_by_text(picking_words.opened(1), exact=True)).to_be_visible()

    def sign_out(self) -> None:
        """Sign out by the account's menu."""
        self.page.locator(".st-key-wi-account button").first.click()
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=account_words.SIGN_OUT, exact=True).click()
        self.wait()

    # What is there

    def download(self, link: Locator) -> Download:
        """Click a link to a file and return what came."""
        with self.page.expect_download() as waiting:
            link.click()
        return waiting.value

    def menu(self, label: str, number: int = 0) -> Locator:
        """Open a menu of files and return what is in it."""
        self.page.get_by_test_id("stMain").get_by_role("button", name=label, exact=True).nth(number).click()
        body = self.page.get_by_test_id("stPopoverBody")
        expect(body.locator(".wi-menu").first).to_be_visible()
        return body

    def block_menus(self) -> Locator:
        """Return the buttons that open the menus of blocks."""
        return self.page.locator('[class*="st-key-wi-menu-"] button')

    def offered(self) -> list[str]:
        """Return the addresses of all files that the page offers: of its buttons, and of each of its menus."""
        found = [link.get_attribute("href") or "" for link in self.page.locator("a.wi-button[download]").all()]
        first = re.compile(f"^({download_words.OTHER_FORMATS}|{download_words.OTHER_FILES})$")
        main = self.page.get_by_test_id("stMain")
        for menu in (*main.get_by_role("button", name=first).all(), *self.block_menus().all()):
            menu.click()
            body = self.page.get_by_test_id("stPopoverBody")
            expect(body).to_be_visible()
            found += body.locator("a[download]").evaluate_all("links => links.map(link => link.getAttribute('href'))")
            self.page.keyboard.press("Escape")
            expect(body).to_have_count(0)
        return found

    def text(self) -> str:
        """Return what the page says."""
        return self.page.get_by_test_id("stApp").inner_text()

    def shot(self, path: Path, *, full_page: bool = True) -> Path:
        """Save a picture of the page once it stands still."""
        self.settle()
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path, full_page=full_page)
        return path


def _path(url: str) -> str:
    """Return an address without its query, which is nobody's business in a log."""
    return urlsplit(url).path
