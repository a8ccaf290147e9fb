"""Screenshots of every page into shots/: light and dark, wide and narrow, on a sandbox with made-up events.

``shots.py [folder [page …]]`` starts the sandbox and the dashboard on free ports, signs in as the demo account, loads
three events and takes the pictures.
"""

from __future__ import annotations

import itertools
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser import chromium  # noqa: E402 - see below
from webcast.sandbox.running import Sandbox, run_sandbox  # noqa: E402 - the product is not installed, only found
from webcast.ui.frame import navigation  # noqa: E402 - see above
from webcast.ui.frame import words as frame_words  # noqa: E402 - see above
from webcast.ui.picking import words as picking_words  # noqa: E402 - see above

Theme = Literal["light", "dark"]

SIZES: Final = {"wide": (1440, 1400), "narrow": (400, 1400)}
THEMES: Final[tuple[Theme, ...]] = ("light", "dark")
ZONE = "Europe/Berlin"
START_SECONDS = 60.0
REST_SECONDS = 60.0


def main(folder: Path, only: list[str]) -> None:
    """Take the pictures, of some pages only where these are named."""
    folder.mkdir(parents=True, exist_ok=True)
    with run_sandbox() as sandbox, dashboard(sandbox) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.executable())
        take(browser, url, folder, some_events(sandbox), only)
        browser.close()


@contextmanager
def dashboard(sandbox: Sandbox) -> Iterator[str]:
    """Run the dashboard on a free port, pointed at the sandbox, with a library that is gone afterwards."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as data:
        environ = {
            **os.environ,
            "WEBCAST_DATA_DIR": data,
            "WEBCAST_PLATFORM_URL": sandbox.url,
            "WEBCAST_DEMO_USERNAME": sandbox.username,
            "WEBCAST_DEMO_PASSWORD": sandbox.password,
        }
        command = (sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port))
        with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL) as process:
            try:
                wait_for(f"{url}/healthz", process)
                yield url
            finally:
                process.terminate()


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until the dashboard answers."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(url, timeout=1):  # noqa: S310 - an address of our own, on loopback
                return
        except (URLError, OSError):
            time.sleep(0.2)
    sys.exit("The dashboard did not start; its messages are above.")


def profile(browser: Browser, theme: Theme, size: str, state: StorageState | None = None) -> BrowserContext:
    """Return a browser profile, signed in where a state is given."""
    width, height = SIZES[size]
    return browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=theme,
        timezone_id=ZONE,
        locale="en-GB",
        storage_state=state,
    )


def some_events(sandbox: Sandbox) -> list[str]:
    """Return the last two events that are over, and the last that was shown again as SimLive."""
    now = sandbox.world.on_air.timestamp() * 1000
    over = [event.facts for event in sandbox.world if event.facts.live_end and event.facts.live_end < now]
    again = [facts for facts in over if facts.simlive_end and facts.simlive_end < now]
    return list(dict.fromkeys(facts.id for facts in (*over[-2:], *again[-1:])))


def sign_in(browser: Browser, url: str, events: list[str]) -> StorageState:
    """Sign in as the demo account, load the events, and return what the browser remembers."""
    with profile(browser, "light", "wide") as user:
        page = user.new_page()
        page.goto(f"{url}/events")
        page.get_by_role("button", name=frame_words.DEMO).click()
        page.get_by_role("heading", name=picking_words.EVENTS).wait_for()
        page.locator(".wi-answer").wait_for()
        page.goto(f"{url}/overview?events={','.join(events)}")
        page.get_by_role("button", name=frame_words.load(len(events))).click()
        page.locator(".wi-answer").wait_for(timeout=120_000)
        return user.storage_state()


def take(browser: Browser, url: str, folder: Path, events: list[str], only: list[str]) -> None:
    """Take a picture of each page in each theme and size."""
    signed_in = sign_in(browser, url, events)
    for theme, size in itertools.product(THEMES, SIZES):
        with profile(browser, theme, size) as anybody:
            page = anybody.new_page()
            page.goto(url)
            page.get_by_role("button", name=frame_words.SIGN_IN).wait_for()
            shoot(page, folder / f"sign_in-{theme}-{size}.png")
        with profile(browser, theme, size, signed_in) as user:
            for entry in (entry for entry in navigation.present() if not only or entry.name in only):
                page = user.new_page()
                page.goto(f"{url}/{entry.name}?events={','.join(events)}")
                page.locator("h1").wait_for()
                shoot(page, folder / f"{entry.name}-{theme}-{size}.png")
                page.close()


def shoot(page: Page, path: Path) -> None:
    """Take a picture once the page has come to rest: no placeholder left, fonts there, two looks alike."""
    page.locator("[data-testid='stApp'][data-test-script-state='notRunning']").wait_for()
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=REST_SECONDS * 1000)
    page.evaluate("document.fonts.ready.then(() => null)")
    end = time.monotonic() + REST_SECONDS
    seen, now = b"", page.screenshot(animations="disabled")
    while seen != now and time.monotonic() < end:
        page.wait_for_timeout(500)
        seen, now = now, page.screenshot(animations="disabled")
    path.write_bytes(now)
    print(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "shots", sys.argv[2:])
