"""Which Chromium prints, and how it is started: without network, and with its own sandbox where that works."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from webcast.errors import ChangeRequest, TryAgainLater
from webcast.language import later
from webcast.settings import Settings

BROWSERS: Final = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
)

PLACES: Final = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
"""Where macOS and Windows keep them, which put no program on the path."""

NOWHERE: Final = "127.0.0.1:9"
"""The proxy that browsers are told to use: a port at which nobody listens, so that no network can be reached."""


class NoBrowser(ChangeRequest):
    """No browser that prints is installed."""


class NotPrinted(TryAgainLater):
    """The browser did not print."""


@dataclass(frozen=True)
class Browser:
    """A browser that prints.

    Attributes:
        path: Its program.
        sandbox: Whether it locks its own processes in, beside the locks that are on them anyway.
    """

    path: str
    sandbox: bool = True


def find(settings: Settings) -> Browser | None:
    """Return the browser that the settings name, else the first that is installed; None where there is none."""
    names = (*BROWSERS, *PLACES) if settings.browser is None else (settings.browser,)
    path = next((found for name in names if (found := shutil.which(name))), None)
    # Chromium refuses to start as root with its sandbox on; what it shows is our own.
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return None if path is None else Browser(path, sandbox=settings.browser_sandbox and not root)


def needed(settings: Settings, what: str, instead: str) -> Browser:
    """Return the browser.

    Args:
        settings: May name it.
        what: What it is needed for: ``A PDF``.
        instead: What can be done without: ``write HTML``.

    Raises:
        NoBrowser: There is none.
    """
    found = find(settings)
    if found is not None:
        return found
    if settings.browser is not None:
        raise NoBrowser(
            later(
                "{what} is printed by Chromium or Chrome, but {browser} (WEBCAST_BROWSER) is no program.",
                what=what,
                browser=settings.browser,
            ),
            remedy=later("Correct the setting, or {instead}.", instead=instead),
        )
    raise NoBrowser(
        later("{what} is printed by Chromium or Chrome, and neither is installed.", what=what),
        remedy=later("Install one, or {instead}.", instead=instead),
    )


@contextmanager
def own_folder() -> Iterator[Path]:
    """Yield a folder for what a browser writes: nobody else can read it, and it is gone afterwards."""
    # A browser that was stopped may still be tidying up its profile.
    with tempfile.TemporaryDirectory(prefix="webcast-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)  # mode 0700
