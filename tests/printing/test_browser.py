"""Which browser prints: the one that is named, else the first that is on the path or where its system keeps it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from webcast.printing import browser
from webcast.settings import load

CHROME_OF_MACOS = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


@pytest.mark.parametrize(
    ("installed", "named", "expected"),
    [
        ((), None, None),
        (("google-chrome", CHROME_OF_MACOS), None, "google-chrome"),
        ((CHROME_OF_MACOS,), None, CHROME_OF_MACOS),
        (("chromium", "my-browser"), "my-browser", "my-browser"),
        (("chromium",), "my-browser", None),
    ],
)
def test_the_browser_that_prints(
    installed: tuple[str, ...], named: str | None, expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: name if name in installed else None)
    settings = load({"WEBCAST_BROWSER": named} if named else {}, Path("no-such-file"))
    found = browser.find(settings)
    assert (found.path if found else None) == expected
