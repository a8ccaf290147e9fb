"""Each failure says what it means for who sees it, what is kept, and a reference that the log has too."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import OpenPage, texts
from tests.pages.test_events import upload
from webcast import happenings
from webcast.errors import PlatformUnreachable, SignInAgain, UnknownEvent
from webcast.library.store import LibraryBusy
from webcast.ui.frame import account_words, loaded, notices, signed_in, state
from webcast.ui.frame import words as frame_words
from webcast.web.app_state import AppState

SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def told(page: AppTest, caplog: pytest.LogCaptureFixture) -> str:
    """Return what the log says of the reference that the page says; it is one, and stays the same at a rerun."""
    (said,) = set(re.findall(rf"Reference ([{SIGNS}]{{4}}-[{SIGNS}]{{2}})\.", texts(page)))
    page.run()
    assert f"Reference {said}." in texts(page)
    (line,) = [
        r.getMessage() for r in caplog.records if getattr(r, "reference", "") == said and r.__dict__["kind"] == "told"
    ]
    return line


def failing(monkeypatch: pytest.MonkeyPatch, exc: Exception) -> None:
    """Let every page fail to get its people."""

    def load_audience(*_: object, **__: object) -> None:
        raise exc

    monkeypatch.setattr(loaded, "load_audience", load_audience)


def test_a_platform_that_is_down_leaves_what_is_loaded(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failing(monkeypatch, PlatformUnreachable("The platform does not answer.", remedy="Try again in a minute."))
    page = open_page("overview", events="101", time_zone="UTC")
    assert [said.value for said in page.text][-3:] == [
        "The platform does not answer.", "Try again in a minute.", frame_words.STILL_WORKS,
    ]  # fmt: skip
    assert told(page, caplog) == "Told somebody of a failure: PlatformUnreachable, page overview."


def test_a_library_that_is_away_is_said_wherever_it_is_asked(
    open_page: OpenPage, held: AppState, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*_: object) -> None:
        raise LibraryBusy("The library's database should answer, but does not.", remedy="Check that it runs.")

    with monkeypatch.context() as patched:
        patched.setattr(type(held.library), "limits", away)  # in the frame, before there is a page
        page = open_page("overview", events="101", time_zone="UTC")
        assert [said.value for said in page.text] == [
            "The library's database should answer, but does not.", "Check that it runs.",
        ]  # fmt: skip
        assert not page.exception
        assert told(page, caplog) == "Told somebody of a failure: LibraryBusy, page overview."
    page.run()
    assert frame_words.ERROR_TITLE not in texts(page)


def test_a_part_says_that_the_library_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise LibraryBusy("The library's database should answer, but does not.")

    told_of: list[object] = []
    monkeypatch.setattr(signed_in, "visitor", away)
    monkeypatch.setattr(notices, "error", told_of.append)
    signed_in.guarded(lambda: pytest.fail("it was drawn"))()
    assert [type(exc) for exc in told_of] == [LibraryBusy]


def test_a_session_that_ended_loses_nothing(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failing(monkeypatch, SignInAgain("The session ended."))
    page = open_page("overview", events="101", time_zone="UTC", country="Germany")
    assert account_words.ASK_AGAIN in [said.value for said in page.text]
    assert "Nothing is lost" in account_words.ASK_AGAIN
    form = next(e.proto.body for e in page.get("html") if 'action="/login"' in e.proto.body)
    assert 'name="next" value="/overview?events=101&amp;time_zone=UTC&amp;country=Germany"' in form.replace(
        '"/?', '"/overview?'
    )
    assert told(page, caplog) == "Told somebody of a failure: platform session ended, page overview."


def test_what_should_not_have_been_raised_has_a_reference_too(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, ValueError("canary"))
    told_of: list[str] = []

    def noted(kind: str, details: Mapping[str, happenings.Detail]) -> None:
        if kind == "failure":
            told_of.append(str(details["error"]))

    happenings.listen(noted)
    try:
        page = open_page("overview", events="101", time_zone="UTC")
    finally:
        happenings.unlisten(noted)
    assert len(page.exception) == 1
    assert frame_words.UNEXPECTED in [said.value for said in page.text]
    assert re.search(rf"Reference [{SIGNS}]{{4}}-[{SIGNS}]{{2}}\.", texts(page))
    assert told_of == ["ValueError"]


def test_an_unknown_event_leads_to_those_that_are_known(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failing(monkeypatch, UnknownEvent("Event 4711 is none of this account."))
    page = open_page("overview", events="101", time_zone="UTC")
    assert "Event 4711 is none of this account." in [said.value for said in page.text]
    assert frame_words.TO_EVENTS in [link.proto.label for link in page.main.get("page_link")]
    assert told(page, caplog) == "Told somebody of a failure: UnknownEvent, page overview."
    assert "4711" not in caplog.text


def test_a_wrong_file_says_so_with_its_name_which_the_log_has_not(
    open_page: OpenPage, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    wrong = tmp_path / "canary.csv"
    wrong.write_bytes(b"This is no report.")
    page = upload(open_page("events", time_zone="UTC"), wrong)
    assert "canary.csv · " in texts(page)
    assert told(page, caplog).endswith(", page events.")
    assert "canary" not in caplog.text


def test_nobody_matches_names_the_filter_that_does_it(open_page: OpenPage, caplog: pytest.LogCaptureFixture) -> None:
    page = open_page("overview", events="101", time_zone="UTC", country="France", company="globex", live="on")
    said = " ".join(said.value for said in page.text)
    assert "It is “Company globex”: without it there are people again." in said
    drops = [button.label.replace("\\", "") for button in page.button if str(button.key).startswith("wi-drop-")]
    assert drops == ["Without “Company globex”: 1 registrant"]
    assert told(page, caplog) == "Told somebody of a failure: nobody passes the filters, page overview."
    assert "globex" not in caplog.text


def test_where_no_single_filter_does_it_the_page_says_so(open_page: OpenPage) -> None:
    page = open_page("overview", events="101", time_zone="UTC", company="Nowhere", country="Nowhere")
    assert "leaves nobody, even without any one of these." in " ".join(said.value for said in page.text)
    assert not [button for button in page.button if str(button.key).startswith("wi-drop-")]


def test_a_wrong_password_keeps_the_name_and_says_the_reference_of_the_answer(
    open_page: OpenPage, app: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookies = {app.typed_names.name: app.typed_names.seal("ada@example.com"), "webcast_reference": "7F3K-Q2"}
    monkeypatch.setattr(type(st.context), "cookies", cookies)
    page = open_page("", who=None, error="refused")
    assert 'value="ada@example.com"' in texts_of_forms(page)
    assert "Reference 7F3K-Q2." in texts(page)
    monkeypatch.setattr(type(st.context), "cookies", cookies | {"webcast_reference": "<b>7F3K-Q2"})
    assert "Reference" not in texts(open_page("", who=None, error="refused"))


def texts_of_forms(page: AppTest) -> str:
    return "".join(e.proto.body for e in page.get("html") if "<form" in e.proto.body)


def test_whose_cookie_is_gone_goes_on_where_the_tab_was(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    page = open_page("", events="101", time_zone="UTC")
    monkeypatch.setattr("webcast.ui.frame.signed_in.visitor_from", lambda _: None)
    page.run()
    assert account_words.SIGNED_OUT in texts(page)
    assert state.LOOKING not in page.session_state
    said = re.findall(r"Reference (\S+)\.", texts(page))
    logged = {getattr(r, "reference", ""): r.getMessage() for r in caplog.records}
    assert logged[said[0]] == "Told somebody of a failure: nobody is signed in any more, page sign-in."


def test_a_deep_link_says_that_signing_in_leads_on_and_the_start_page_says_nothing(open_page: OpenPage) -> None:
    assert account_words.SIGN_IN_FIRST in texts(open_page("", who=None, events="101"))
    assert account_words.SIGN_IN_FIRST not in texts(open_page("", who=None))
