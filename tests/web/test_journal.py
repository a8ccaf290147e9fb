"""Each line of the process log says when, where, who and what, for people or for machines."""

from __future__ import annotations

import io
import json
import logging
import os
import re
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from tests.browser.dashboard import run_dashboard
from tests.web.conftest import MEDIA
from tests.web.serving import Browser
from webcast.library import account_key
from webcast.sandbox.accounts import DEMO_USERNAME
from webcast.sandbox.running import Sandbox
from webcast.web import journal
from webcast.web.app_state import AppState


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What a handler to standard error writes."""
    output = io.StringIO()
    monkeypatch.setattr(journal, "sys", SimpleNamespace(stderr=output, stdout=output))
    handler = logging.StreamHandler(output)
    logging.getLogger("webcast").addHandler(handler)
    monkeypatch.setattr(logging, "lastResort", logging.StreamHandler(output))
    yield output
    logging.getLogger("webcast").removeHandler(handler)
    logging.captureWarnings(capture=False)


def test_a_line_says_when_where_who_and_what(written: io.StringIO, browser: Browser, state: AppState) -> None:
    journal.begin("lines")
    Browser(browser.url).get(MEDIA)
    browser.get(MEDIA)
    nobody, somebody = written.getvalue().splitlines()[-2:]
    where = state.library.fingerprint("127.0.0.1")
    who = state.library.fingerprint(account_key(DEMO_USERNAME, state.settings.platform_url))
    head = rf"\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{{3}}Z WARNING webcast\.web\.gate\[{os.getpid()}\]"
    what = "what is behind the gate: /media/"
    assert re.fullmatch(f"{head} Refused with 401 {what} from={where}", nobody)
    assert re.fullmatch(f"{head} Refused with 404 {what} from={where} who={who}", somebody)
    assert "127.0.0.1" not in written.getvalue()


def test_machines_get_the_same_as_json(written: io.StringIO, browser: Browser, state: AppState) -> None:
    journal.begin("json")
    browser.get(MEDIA)
    said = json.loads(written.getvalue().splitlines()[-1])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", said.pop("time"))
    assert said == {
        "level": "WARNING",
        "logger": "webcast.web.gate",
        "process": os.getpid(),
        "message": "Refused with 404 what is behind the gate: /media/",
        "from": state.library.fingerprint("127.0.0.1"),
        "who": state.library.fingerprint(account_key(DEMO_USERNAME, state.settings.platform_url)),
    }


def test_nothing_from_outside_begins_a_line(written: io.StringIO) -> None:
    for how in ("lines", "json"):
        journal.begin(how)
        logging.getLogger("webcast.x").warning("a\nb\x1b[2J\u2028c\x85d")
    lines, objects = written.getvalue().split("\n")[:-1]
    assert lines.endswith(" a b [2J c d")
    assert json.loads(objects)["message"] == "a\nb\x1b[2J\u2028c\x85d"


def test_what_failed_is_below_its_line_or_in_its_object(written: io.StringIO) -> None:
    for how in ("lines", "json"):
        journal.begin(how)
        try:
            raise ValueError("why")
        except ValueError:
            logging.getLogger("webcast.x").exception("It failed.")
    lines = written.getvalue().splitlines()
    assert lines[0].endswith(" It failed.")
    assert lines[-2] == "ValueError: why"
    assert json.loads(lines[-1])["trace"].splitlines()[-1] == "ValueError: why"


def test_every_line_of_a_running_dashboard_is_an_object(
    running_platform: Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Once it is up; before that Streamlit says where it is."""
    folder = tmp_path_factory.mktemp("dashboard")
    with run_dashboard(running_platform, folder, WEBCAST_LOG="json") as running:
        browser = Browser(running.url)
        browser.post("/login", {"demo": "1"})
        browser.get(MEDIA)
        browser.get("/funnel", {"Transfer-Encoding": "x"})
        lines = [line for line in running.log.read_text("utf-8").splitlines() if "{" in line]
    said = [json.loads(line) for line in lines]
    assert {one["logger"] for one in said} >= {"webcast.web.gate", "uvicorn.error"}
