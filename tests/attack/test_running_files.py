"""Hostile files opened on the page, over HTTP and WebSocket: read or refused, and `/healthz` answers throughout."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import pytest

from tests import tab as tabs
from tests.browser.dashboard import Dashboard
from tests.decode import growing, hostile
from tests.web.serving import Browser
from webcast.ui.kit import words as kit_words
from webcast.ui.picking import words as picking_words

CORPUS = Path(__file__).resolve().parents[1] / "data" / "corpus"
ANSWERED_SECONDS = 10.0
"""A machine that runs other tests beside may be slow; one that is held up would not answer at all."""

GROWN = 20_000
"""Bytes of each report that is damaged over and over; how its time grows, and what a megabyte takes, others test."""


@contextmanager
def healthy(url: str) -> Iterator[list[float]]:
    """Ask again and again meanwhile whether the dashboard lives; it has to say so each time.

    Yields how long each answer took, in seconds.
    """
    browser, stop, took, wrong = Browser(url), threading.Event(), list[float](), list[str]()

    def ask() -> None:
        while not stop.wait(0.05):
            begun = time.monotonic()
            try:
                answer = browser.get("/healthz")
                if (answer.status, answer.text) != (200, "ok"):
                    wrong.append(f"{answer.status} {answer.text}")
            except OSError as exc:
                wrong.append(repr(exc))
            took.append(time.monotonic() - begun)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield took
    finally:
        stop.set()
        asking.join(60)
    assert wrong == []
    assert took
    assert max(took) < ANSWERED_SECONDS


def opening(browser: Browser, files: dict[str, bytes]) -> str:
    """Open files on the page as a person does, and return what it says of them."""
    with tabs.opened(browser.url, browser.cookies) as tab:
        shown = tab.open("events")
        tab.upload(next(shown.of("file_uploader")), files, browser.put)
        shown = tab.click(next(e for e in shown.of("button") if e.proto.label == picking_words.OPEN_FILES))
        assert not list(shown.of("exception"))
        return unescape(shown.text).replace("\\.", ".")  # Markdown's, in headings of files that are in doubt


@pytest.fixture
def nobody(dashboard: Dashboard) -> Browser:
    """Somebody without account: anybody may open files."""
    browser = Browser(dashboard.url)
    browser.post("/files-only")
    return browser


def test_each_is_read_or_refused_while_healthz_answers(nobody: Browser) -> None:
    files = hostile.every() | {path.name: path.read_bytes() for path in sorted(CORPUS.glob("*/*"))}
    with healthy(nobody.url):
        said = opening(nobody, files)
    for name, (registrants, _) in hostile.FOUND.items():
        assert f"<bdi>{name}</bdi>" in said
        line = next(line for line in said.splitlines() if f"<bdi>{name}</bdi>" in line and "wi-context" in line)
        assert kit_words.registrants(registrants) in line.replace("\N{NO-BREAK SPACE}", " ")
    for name, words in hostile.REFUSED.items():
        line = next(line for line in said.splitlines() if f"<bdi>{name}</bdi>" in line and "wi-alert" in line)
        assert words in line
    assert picking_words.opened(len(hostile.FOUND)) in said or "opened" in said.lower()


def test_what_is_damaged_over_and_over_holds_nobody_up(nobody: Browser) -> None:
    names = growing.NAMES[:: 1 if GROWN < 50_000 else 4]
    files = {f"{place}.xml": growing.grown(name, GROWN) for place, name in enumerate(names)}
    with healthy(nobody.url):
        said = opening(nobody, files)
    for name in files:
        assert name in said
