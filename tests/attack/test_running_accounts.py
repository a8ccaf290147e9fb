"""Two accounts side by side, one of which sees one event more: neither gets anything of the other's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from tests import tab as tabs
from tests.attack.conftest import BOTH, FIRST_ALONE, MARK, Both
from tests.browser.dashboard import Dashboard
from tests.web.pages import open_page
from tests.web.serving import Browser
from webcast.library import Library, account_key
from webcast.library.views import NamedView
from webcast.sandbox.accounts import DEMO_USERNAME, PARTNER_USERNAME
from webcast.settings import load
from webcast.ui.frame import filter_words, navigation, view_words
from webcast.ui.picking import words as picking_words
from webcast.view.filters import Filters
from webcast.view.record import View

GUIDE = Path(__file__).resolve().parents[1] / "data" / "guide.xml"
GUIDE_TITLE = "API Report Sample"
REFERENCE = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{2}\b")


def text(browser: Browser, page: str, query: str) -> str:
    """Return what a page says, after what it has to fetch."""
    with tabs.opened(browser.url, browser.cookies) as tab:
        return tab.open(page, query).text


def test_nothing_is_shown_of_what_another_account_fetched(both: Both) -> None:
    """Both see the event; the first has its report, the second one does not get it from them."""
    with (
        tabs.opened(both.first.url, both.first.cookies) as theirs,
        tabs.opened(both.second.url, both.second.cookies) as mine,
    ):
        for entry in navigation.present():
            if entry.filtered:
                shown = mine.open(entry.name, f"events={BOTH}").text
                assert 'class="wi-matching"' in theirs.open(entry.name, f"events={BOTH}").text
                assert 'class="wi-matching"' not in shown
                assert 'class="wi-answer"' not in shown
    for kind in ("csv", "xlsx", "parquet"):
        answer = both.second.get(f"/export.{kind}?events={BOTH}")
        assert answer.status != 200
        assert MARK not in answer.body.decode("latin-1")


def plain(said: str) -> str:
    """Return a text without its reference, which is another each time."""
    return REFERENCE.sub("REFERENCE", said)


def test_an_event_of_another_account_is_as_if_it_never_was(both: Both) -> None:
    for kind in ("/export.csv", "/export.xlsx", "/export.parquet", "/summary.html", "/summary.pdf"):
        theirs, none = (both.second.get(f"{kind}?events={event}") for event in (FIRST_ALONE, "9999"))
        assert (theirs.status, plain(theirs.text).replace(FIRST_ALONE, "9999")) == (404, plain(none.text))
        together = both.second.get(f"{kind}?events={BOTH},{FIRST_ALONE}")
        assert together.status != 200
        assert MARK not in together.text
    for page in ("overview", "registrants", "events"):
        theirs_said, none_said = (text(both.second, page, f"events={event}") for event in (FIRST_ALONE, "9999"))
        assert plain(theirs_said).replace(FIRST_ALONE, "9999") == plain(none_said)
    assert both.first.get(f"/export.csv?events={BOTH},{FIRST_ALONE}").status == 200


def searched(browser: Browser) -> str:
    """Search for somebody on a page, and return the link to the file, whose search is kept on the server."""
    with tabs.opened(browser.url, browser.cookies) as tab:
        shown = tab.open("registrants", f"events={BOTH}")
        search = next(e for e in shown.of("text_input") if e.proto.label == filter_words.SEARCH)
        said = tab.set(search, string_value="a").text
    key = said.partition("private=")[2][:32]
    assert len(key) == 32
    return f"/export.csv?events={BOTH}&private={key}"


def test_a_key_of_one_session_opens_nothing_in_another(both: Both) -> None:
    link = searched(both.first)
    assert both.first.get(link).status == 200
    again = Browser(both.first.url)
    again.post("/login", {"demo": "1"})  # the same account, in another browser
    files_only = Browser(both.first.url)
    files_only.post("/files-only")
    for other in (both.second, again, files_only):
        theirs, none = other.get(link), other.get(f"/export.csv?events={BOTH}&private={'0' * 32}")
        assert (theirs.status, plain(theirs.text)) == (none.status, plain(none.text))
        assert theirs.status == 400


@pytest.fixture
def guide(both: Both) -> Browser:
    """The first account in a browser of its own, which opened a file as ``file-1``."""
    browser = Browser(both.first.url)
    browser.post("/login", {"demo": "1"})
    with tabs.opened(browser.url, browser.cookies) as tab:
        shown = tab.open("events")
        tab.upload(next(shown.of("file_uploader")), {"guide.xml": GUIDE.read_bytes()}, browser.put)
        shown = tab.click(next(e for e in shown.of("button") if e.proto.label == picking_words.OPEN_FILES))
        assert picking_words.opened(1) in shown.text
    return browser


def test_a_file_of_one_session_is_no_file_in_another(both: Both, guide: Browser) -> None:
    assert guide.get("/export.csv?events=file-1").text.count(GUIDE_TITLE) > 1
    again = Browser(both.first.url)
    again.post("/login", {"demo": "1"})
    for other in (both.second, again):
        for kind in ("/export.csv", "/summary.html"):
            answer = other.get(f"{kind}?events=file-1")
            assert (answer.status, GUIDE_TITLE in answer.text) == (404, False)
        for page in ("events", "overview", "registrants"):
            assert GUIDE_TITLE not in text(other, page, "events=file-1")


@pytest.fixture
def view_of_first(dashboard: Dashboard, both: Both, monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of a view that the first account saved, with a search in it."""
    for name, value in dashboard.environ.items():
        if name.startswith("WEBCAST_"):
            monkeypatch.setenv(name, value)
    settings = load(dict(dashboard.environ))
    library = Library.open(settings)
    try:
        account = account_key(DEMO_USERNAME, settings.platform_url)
        view = View(page="registrants", events=(BOTH,), filters=Filters(text="somebody@example.com"), zone="UTC")
        return library.views.save(account, NamedView("Their own words", view, {}), DEMO_USERNAME).id
    finally:
        library.close()


def test_a_view_of_another_account_is_as_if_it_never_was(both: Both, view_of_first: str) -> None:
    with open_page(both.first) as page:
        assert "somebody@example.com" in page.text("registrants", f"view={view_of_first}")
    theirs, none = (text(both.second, "registrants", f"view={view}") for view in (view_of_first, "0" * 16))
    assert theirs == none
    assert view_words.ANOTHER_ACCOUNT_TITLE in theirs
    with open_page(both.second) as page:
        everything = page.text("registrants", f"view={view_of_first}")
    assert "somebody" not in everything
    assert "Their own words" not in everything


def test_a_part_of_another_s_page_runs_for_nobody_else(both: Both) -> None:
    """Whoever knows what parts and widgets of another's page are called asks for them, as a drawer's click does."""
    with tabs.opened(both.first.url, both.first.cookies) as theirs:
        shown = theirs.open("registrants", f"events={BOTH}")
        preset = next(e for e in shown.of("button") if "wi-preset-" in e.proto.id and not e.proto.disabled)
        shown = theirs.click(preset)
        parts = [e for e in shown.elements.values() if e.fragment and getattr(e.proto, "id", "")]
        assert parts
        session = shown.start.initialize.session_id
    for known_as in ("", session):
        with open_page(both.second, known_as) as page:
            page.run("registrants", f"events={BOTH}")
            assert page.session != session
            for part in parts[:2]:
                message = BackMsg()
                run = message.rerun_script
                run.query_string, run.page_name, run.fragment_id = f"events={BOTH}", "registrants", part.fragment
                run.page_script_hash = shown.start.page_script_hash
                run.widget_states.widgets.add(id=part.proto.id, trigger_value=True)
                page.connection.send(message.SerializeToString())
                # A part that is not there may go without an answer; what comes, comes before the next page.
                answers = [page.run("registrants", f"events={BOTH}") for _ in range(2)]
                assert MARK not in str(answers)


def test_signing_out_and_in_changes_nothing_for_the_other(both: Both) -> None:
    going = Browser(both.first.url)
    going.post("/login", {"demo": "1"})
    going.post("/logout")
    going.post("/login", {"username": PARTNER_USERNAME, "password": "wrong"})
    assert going.get(f"/export.csv?events={BOTH}").status == 401
    assert both.first.get(f"/export.csv?events={BOTH}").status == 200
