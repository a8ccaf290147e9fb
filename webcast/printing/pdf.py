"""A page as PDF; the page holds figures and no person."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Final

from webcast.language import later
from webcast.printing.browser import NOWHERE, Browser, NotPrinted, own_folder

SECONDS: Final = 60.0
"""How long it may take."""


def printed(page: bytes, browser: Browser, *, seconds: float = SECONDS) -> bytes:
    """Return an HTML page as PDF.

    Args:
        page: The page; it needs nothing beside itself.
        browser: Prints it.
        seconds: How long that may take.

    Raises:
        NotPrinted: It did not print, or not in time.
    """
    with own_folder() as folder:
        return _print(browser, page, folder, seconds)


def _print(browser: Browser, page: bytes, folder: Path, seconds: float) -> bytes:
    source, target = folder / "summary.html", folder / "summary.pdf"
    source.write_bytes(page)
    options = [
        "--headless",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-extensions",
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run",
        "--no-pdf-header-footer",
        f"--proxy-server={NOWHERE}",
        f"--user-data-dir={folder / 'profile'}",
        f"--print-to-pdf={target}",
        *([] if browser.sandbox else ["--no-sandbox"]),
    ]
    try:
        subprocess.run(  # noqa: S603 - an installed browser, no shell, arguments of our own
            [browser.path, *options, source.as_uri()],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            env=_environment(folder),
        )
        return target.read_bytes()
    except (OSError, subprocess.SubprocessError) as exc:
        raise NotPrinted(
            later("The browser did not print the page ({said}).", said=type(exc).__name__),
            remedy=later("Take the summary as HTML (summary.html) and print that."),
        ) from None


def _environment(folder: Path) -> dict[str, str]:
    """Return the environment without our settings, passwords among them, and with our folder for temporary files."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WEBCAST_")}
    return kept | {"TMPDIR": str(folder)}
