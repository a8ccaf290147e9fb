"""Each line of the process log says when, where, who and what, for people or for machines."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import threading
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from websockets.exceptions import InvalidStatus

from tests.browser.dashboard import run_dashboard
from tests.web.conftest import MEDIA, STATIC
from tests.web.pages import open_page
from tests.web.serving import Browser, serve
from webcast.library import account_key
from webcast.library.store import LibraryBusy
from webcast.references import Reference
from webcast.sandbox.accounts import DEMO_USERNAME
from webcast.sandbox.running import Sandbox
from webcast.web import asgi, journal
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
    what = "what is behind the gate: /media/ kind=refused why=gate status"
    reference = "reference=[2-9A-Z]{4}-[2-9A-Z]{2}"
    assert re.fullmatch(f"{head} Refused with 401 {what}=401 {reference} from={where}", nobody)
    assert re.fullmatch(f"{head} Refused with 404 {what}=404 {reference} from={where} who={who}", somebody)
    assert "127.0.0.1" not in written.getvalue()


def test_machines_get_the_same_as_json(written: io.StringIO, browser: Browser, state: AppState) -> None:
    journal.begin("json")
    browser.get(MEDIA)
    said = json.loads(written.getvalue().splitlines()[-1])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", said.pop("time"))
    assert Reference.read(said.pop("reference"))
    assert said == {
        "level": "WARNING",
        "logger": "webcast.web.gate",
        "process": os.getpid(),
        "message": "Refused with 404 what is behind the gate: /media/",
        "kind": "refused",
        "why": "gate",
        "status": 404,
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
    assert lines[-2] == "ValueError"
    assert json.loads(lines[-1])["trace"].splitlines()[-1] == "ValueError"


class StrangeError(Exception):
    """One that holds what somebody wrote."""


def test_a_trace_says_where_and_never_what_the_exceptions_say() -> None:
    try:
        try:
            raise StrangeError("canary@example.com")
        except StrangeError as exc:
            raise ExceptionGroup(
                "canary", [KeyError("canary"), UnicodeDecodeError("utf-8", b"canary", 0, 1, "canary")]
            ) from exc
    except ExceptionGroup as exc:
        lines = list(journal.trace(exc))
    kinds = [line for line in lines if not line.startswith((" ", "Traceback"))]
    assert kinds == [
        f"{__name__}.StrangeError", "… which led to:", "ExceptionGroup", "KeyError", "UnicodeDecodeError",
    ]  # fmt: skip
    assert any("test_journal.py" in line for line in lines)


def test_what_ends_a_thread_is_a_line(written: io.StringIO) -> None:
    def failing() -> None:
        raise StrangeError("canary")

    before = threading.excepthook
    try:
        journal.begin("json")
        thread = threading.Thread(target=failing)
        thread.start()
        thread.join()
    finally:
        threading.excepthook = before
    said = json.loads(written.getvalue().splitlines()[-1])
    assert (said["level"], said["message"]) == ("ERROR", "A thread ended that should not.")
    assert said["trace"].splitlines()[-1] == f"{__name__}.StrangeError"


def test_a_request_that_fails_is_answered_with_the_reference_of_its_one_line(
    written: io.StringIO, state: AppState
) -> None:
    def failing(_: object) -> PlainTextResponse:
        raise StrangeError("canary@example.com")

    def unwell(_: object) -> PlainTextResponse:
        return PlainTextResponse("not now", 503)

    routes = [*asgi.routes(state), Route("/fails", failing), Route("/unwell", unwell)]
    journal.begin("json")
    with serve(Starlette(routes=routes, middleware=asgi.middleware(state, STATIC))) as url:
        answer = Browser(url).get("/fails?name=canary")
        assert Browser(url).get("/unwell?name=canary").status == 503
    failed, ill = (json.loads(line) for line in written.getvalue().splitlines() if '"failure"' in line)
    assert (answer.status, answer.text) == (
        500, f"Something went wrong that should not. Reference {failed['reference']}.",
    )  # fmt: skip
    assert (failed["level"], failed["status"], failed["error"]) == ("ERROR", 500, "StrangeError")
    assert failed["trace"].splitlines()[-1] == f"{__name__}.StrangeError"
    assert (ill["level"], ill["status"], ill["message"]) == ("ERROR", 503, "A request failed.")
    assert "?" not in written.getvalue()


def test_a_library_that_does_not_answer_is_said_and_no_fault_of_the_program(
    written: io.StringIO, state: AppState
) -> None:
    def away(_: object) -> PlainTextResponse:
        raise LibraryBusy("The library's database should answer, but does not.", remedy="Check that it runs.")

    journal.begin("json")
    routes = [*asgi.routes(state), Route("/away", away)]
    with serve(Starlette(routes=routes, middleware=asgi.middleware(state, STATIC))) as url:
        answer = Browser(url).get("/away")
    (line,) = (json.loads(line) for line in written.getvalue().splitlines() if '"failure"' in line)
    assert (answer.status, answer.text) == (
        503,
        f"The library's database should answer, but does not. Check that it runs. Reference {line['reference']}.",
    )
    assert (line["level"], line["status"], line["error"]) == ("ERROR", 503, "LibraryBusy")
    assert "trace" not in line


def test_a_page_is_not_opened_while_the_library_does_not_answer(
    written: io.StringIO, state: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise LibraryBusy("The library's database should answer, but does not.")

    monkeypatch.setattr(type(state.cookies), "read_from", away)
    journal.begin("json")
    app = Starlette(routes=asgi.routes(state), middleware=asgi.middleware(state, STATIC))
    with serve(app) as url, pytest.raises(InvalidStatus, match="403"), open_page(Browser(url)):
        pass
    said = [json.loads(line) for line in written.getvalue().splitlines()]
    assert [line["message"] for line in said if line.get("kind") == "failure"] == [
        "Refused a socket: the library does not answer."
    ]
    assert not [line for line in said if "trace" in line]


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
