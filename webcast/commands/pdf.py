"""A page as PDF, printed by a Chromium or Chrome that is installed; the page holds figures and no person."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from webcast.errors import ChangeRequest, TryAgainLater

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_SECONDS: Final = 60


class NoBrowser(ChangeRequest):
    """No browser that prints is installed."""


class NotPrinted(TryAgainLater):
    """The browser did not print."""


def printed(page: bytes) -> bytes:
    """Return an HTML page as PDF.

    Raises:
        NoBrowser: There is no Chromium.
        NotPrinted: It did not print.
    """
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        raise NoBrowser(
            "A PDF is printed by Chromium or Chrome, and neither is installed.",
            remedy="Install one, or write HTML (--to summary.html) and print that.",
        )
    with tempfile.TemporaryDirectory(prefix="webcast-") as folder:  # mode 0700, gone at the end
        return _print(browser, page, Path(folder))


def _print(browser: str, page: bytes, folder: Path) -> bytes:
    source, target = folder / "summary.html", folder / "summary.pdf"
    source.write_bytes(page)
    options = [
        "--headless",
        "--disable-gpu",
        "--no-pdf-header-footer",
        f"--user-data-dir={folder / 'profile'}",
        f"--print-to-pdf={target}",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--no-sandbox")  # Chromium refuses to start as root with it; the page is our own
    try:
        subprocess.run(  # noqa: S603 - a browser from PATH, no shell, arguments of our own
            [browser, *options, source.as_uri()], check=True, capture_output=True, timeout=_SECONDS
        )
        return target.read_bytes()
    except (OSError, subprocess.SubprocessError) as exc:
        raise NotPrinted(
            f"The browser did not print the page ({type(exc).__name__}).",
            remedy="Write HTML (--to summary.html) and print that.",
        ) from None
