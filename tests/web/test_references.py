"""References: what is said to who was refused stands in the log as well, and nothing of a person does in either."""

from __future__ import annotations

import json
import logging
import re

import pytest

from tests.web.serving import Browser
from webcast import happenings
from webcast.happenings import Asked
from webcast.library import account_key
from webcast.references import ALPHABET, Reference
from webcast.web import journal, references
from webcast.web.app_state import AppState

SHAPE = re.compile(r"Reference ([23456789ABCDEFGHJKMNPQRSTVWXYZ]{4}-[23456789ABCDEFGHJKMNPQRSTVWXYZ]{2})\.")


def said(text: str) -> str:
    """Return the reference at the end of an answer."""
    found = re.search(rf"{SHAPE.pattern}$", text)
    assert found, text
    return found[1]


def logged(caplog: pytest.LogCaptureFixture) -> dict[str, str]:
    """Return the messages of the log by their references."""
    return {record.reference: record.getMessage() for record in caplog.records if hasattr(record, "reference")}


def test_a_reference_is_six_signs_that_nobody_mistakes() -> None:
    assert not set("0O1ILU") & set(ALPHABET)
    found = {Reference.new().text for _ in range(200)}
    assert len(found) > 190
    assert all(SHAPE.fullmatch(f"Reference {text}.") for text in found)


@pytest.mark.parametrize("text", ["", "7F3K-Q", "7F3K-Q22", "7f3k-q2", "<b>K-Q2", "7F3K-Q2\n", None, 7])
def test_what_a_browser_brings_is_read_only_where_it_is_a_reference(text: object) -> None:
    assert Reference.read(text) is None
    assert Reference.read("7F3K-Q2") == Reference("7F3K-Q2")


def test_who_is_told_and_the_log_have_the_same(caplog: pytest.LogCaptureFixture) -> None:
    reference = references.told("PlatformUnreachable, page overview")
    assert logged(caplog) == {reference.text: "Told somebody of a failure: PlatformUnreachable, page overview."}


def test_all_that_one_request_leads_to_has_one_reference(caplog: pytest.LogCaptureFixture) -> None:
    asked = Asked()
    with happenings.under(asked):
        first, second = references.told("this"), references.told("that")
        record = logging.LogRecord("webcast", logging.WARNING, "", 0, "Said.", None, None)
        line, said = journal.Lines().format(record), json.loads(journal.Objects().format(record))
    assert first == second == asked.reference
    assert line.endswith(f" Said. reference={asked.reference}")
    assert said["reference"] == asked.reference.text
    assert [record.__dict__["reference"] for record in caplog.records] == [asked.reference.text] * 2
    assert references.told("another thing") != asked.reference


REFUSED = {
    "/export.csv?events=file-1&country=Chad&private=gone": (400, "Refused a file: its address cannot be answered."),
    "/export.csv?events=4711": (404, "Refused a file: it is of an event that the account does not see."),
    "/summary.html?events=4711": (404, "Refused a file: it is of an event that the account does not see."),
}


@pytest.mark.parametrize("address", REFUSED)
def test_a_file_that_is_refused_says_the_reference_that_the_log_has(
    browser: Browser, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    answer = browser.get(address)
    status, why = REFUSED[address]
    assert answer.status == status
    assert logged(caplog)[said(answer.text)] == why
    assert "Chad" not in caplog.text


@pytest.mark.parametrize("address", ["/export.csv?events=file-1", "/summary.pdf?events=file-1"])
def test_whose_cookie_is_gone_is_told_so_with_a_reference(
    anonymous: Browser, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    answer = anonymous.get(address)
    assert (answer.status, answer.text.partition(" Reference")[0]) == (401, "Sign in to see this.")
    assert logged(caplog)[said(answer.text)].startswith("Refused with 401 what is behind the gate: /")


def test_a_refused_sign_in_brings_its_reference_and_nothing_that_was_typed(
    anonymous: Browser, state: AppState, caplog: pytest.LogCaptureFixture
) -> None:
    answer = anonymous.post("/login", {"username": "nobody@example.com", "password": "canary-wrong"})
    cookie = answer.cookies["webcast_reference"]
    tag = state.library.fingerprint(account_key("nobody@example.com", state.settings.platform_url))
    assert logged(caplog)[cookie.value] == f"Refused a sign-in: account {tag}."
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "strict", "300")
    assert "nobody@example.com" not in caplog.text
    assert "canary-wrong" not in caplog.text
