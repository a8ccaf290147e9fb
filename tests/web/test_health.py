"""Whether we are up is answered in time, whatever the library does meanwhile."""

from __future__ import annotations

import threading
import time

import pytest

from tests.web.conftest import MEDIA
from tests.web.serving import Browser, wait_until
from webcast.errors import LibraryError
from webcast.web import health
from webcast.web.app_state import AppState

STUCK = 60
"""More requests than there are threads to serve them."""


def test_a_library_that_hangs_with_everybody_in_it_is_said_within_two_seconds(
    browser: Browser, state: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, asked = threading.Event(), []

    def hangs(sid: str, *_: object) -> bool:
        asked.append(sid)
        go_on.wait(60)
        return False

    monkeypatch.setattr(state.library.sessions, "in_force", hangs)
    waiting = [threading.Thread(target=browser.get, args=(MEDIA,)) for _ in range(STUCK)]
    try:
        for one in waiting:
            one.start()
        wait_until(lambda: len(asked) >= 40, "all threads to be taken")
        for _ in range(2):
            started = time.monotonic()
            answer = browser.get("/healthz")
            assert (answer.status, answer.text) == (503, "The library does not answer.")
            assert time.monotonic() - started < 20  # of the sixty that it hangs
        assert health.ANSWER_SECONDS == 1.5
        # Who asks again and again piles nothing up.
        assert asked.count("healthz") == 1
    finally:
        go_on.set()
        for one in waiting:
            one.join(30)
    assert browser.get("/healthz").text == "ok"


def test_a_library_that_fails_is_said(anonymous: Browser, state: AppState, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> bool:
        raise LibraryError("It should work, but does not.")

    monkeypatch.setattr(state.library.sessions, "in_force", fails)
    assert anonymous.get("/healthz").status == 503
    monkeypatch.undo()
    assert anonymous.get("/healthz").status == 200
