"""Screenshots of every page: light and dark, 1440, 1024, 768 and 390 px wide, and 1440 px at 200 %.

The sandbox and the dashboard start on free ports, the demo account signs in, three events are loaded, and each page
is taken as a whole, however long it is; its height is printed beside the name of its picture.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser import chromium  # noqa: E402 - the product is not installed, only found
from tests.browser.dashboard import run_dashboard  # noqa: E402 - see above
from tests.browser.visit import Visit  # noqa: E402 - see above
from webcast.sandbox.running import Sandbox, run_sandbox  # noqa: E402 - see above
from webcast.ui.frame import navigation  # noqa: E402 - see above

Theme = Literal["light", "dark"]
SIGN_IN: Final = "sign_in"
PAGES: Final = (SIGN_IN, *(entry.name for entry in navigation.present()))
THEMES: Final[tuple[Theme, ...]] = ("light", "dark")


@dataclass(frozen=True)
class Size:
    """A window, in pixels of the page."""

    width: int
    height: int


SIZES: Final = {
    "1440": Size(1440, 900),
    "1024": Size(1024, 768),
    "768": Size(768, 1024),
    "390": Size(390, 844),
    "200": Size(720, 450),  # what a window of 1440 by 900 holds at 200 %
}


def main(folder: Path, pages: list[str], sizes: list[str], themes: list[Theme]) -> None:
    """Take the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        sandbox = stack.enter_context(run_sandbox())
        data = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(run_dashboard(sandbox, data)).url
        chrome = stack.enter_context(sync_playwright()).chromium
        browser = chrome.launch(executable_path=chromium.executable(), args=list(chromium.ARGUMENTS))
        stack.callback(browser.close)
        for theme in themes:
            with visitor(browser, url, theme) as visit:
                take(visit, some_events(sandbox), folder, theme, pages=pages, sizes=sizes)


@contextmanager
def visitor(browser: Browser, url: str, theme: Theme) -> Iterator[Visit]:
    """Return a tab of somebody who is not signed in and whose system has a theme."""
    with browser.new_context(
        color_scheme=theme, timezone_id="Europe/Berlin", locale="en-GB", reduced_motion="reduce"
    ) as context:
        yield Visit(context.new_page(), url)


def some_events(sandbox: Sandbox) -> str:
    """Return the last two events that are over and the last that was SimLive too, as addresses have them."""
    now = sandbox.world.on_air.timestamp() * 1000
    over = [event.facts for event in sandbox.world if event.facts.live_end and event.facts.live_end < now]
    again = [facts for facts in over if facts.simlive_end and facts.simlive_end < now]
    return ",".join(dict.fromkeys(facts.id for facts in (*over[-2:], *again[-1:])))


def take(visit: Visit, events: str, folder: Path, theme: Theme, *, pages: list[str], sizes: list[str]) -> None:
    """Take each page in each size; reports are fetched by the first visitor."""
    visit.open("/")
    if SIGN_IN in pages:
        shoot(visit, folder, f"{SIGN_IN}-{theme}", sizes)
    visit.sign_in_demo()
    visit.open_loaded(f"/overview?events={events}")
    for name in (name for name in pages if name != SIGN_IN):
        visit.open(f"/{name}?events={events}")
        shoot(visit, folder, f"{name}-{theme}", sizes)
    visit.check()


def shoot(visit: Visit, folder: Path, name: str, sizes: list[str]) -> None:
    """Take the page that is open in each size, once nothing of it moves or is still to come."""
    for size in sizes:
        path = folder / f"{name}-{size}.png"
        visit.resize(SIZES[size].width, SIZES[size].height)
        height = visit.unroll()
        visit.page.screenshot(path=path, animations="disabled")
        print(f"{path} {height} px", flush=True)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "shots", help="where they go (shots)")
    parser.add_argument("pages", nargs="*", choices=(*PAGES, []), help="of these pages alone", metavar="page")
    parser.add_argument("--size", action="append", choices=SIZES, help="in this size alone; may come again")
    parser.add_argument("--theme", action="append", choices=THEMES, help="in this theme alone")
    return parser.parse_args()


if __name__ == "__main__":
    given = arguments()
    main(given.folder, given.pages or list(PAGES), given.size or list(SIZES), given.theme or list(THEMES))
