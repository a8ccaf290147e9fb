"""Which Chromium the browser tests drive, and how it is started."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

NAMES: Final = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""The shell first: without the windows of a whole browser, a run takes about half as long."""

ARGUMENTS: Final = (
    "--no-sandbox",  # containers give no namespaces; the pages are our own
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--disable-extensions",
    "--no-first-run",
    "--no-default-browser-check",
    "--process-per-site",  # tabs of one person share what is compiled
    "--force-color-profile=srgb",
    "--disable-blink-features=ScriptStreaming",  # reads all scripts again at each load, though they are compiled
    "--js-flags=--single-threaded",  # helping threads win nothing on busy cores: a fifth of the pages' processor time
)


def printing() -> str | None:
    """Return what prints (``WEBCAST_BROWSER``): the browser of :func:`executable`, else Playwright's own on disk."""
    found = executable()
    if found is not None:
        return found
    folder = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or str(Path.home() / ".cache" / "ms-playwright")
    programs = ("headless_shell", "chrome-headless-shell", "chrome")
    held = (path for name in programs for path in sorted(Path(folder).glob(f"chromium*/*/{name}"), reverse=True))
    return next((str(path) for path in held if os.access(path, os.X_OK)), None)


def executable() -> str | None:
    """Return the browser to drive: ``WEBCAST_CHROMIUM``, else an installed one, else None for Playwright's own."""
    named = os.environ.get("WEBCAST_CHROMIUM")
    if named:
        return named
    return next((found for name in NAMES if (found := shutil.which(name))), None)
