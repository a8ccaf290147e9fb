"""Work with files only, and what happens when the platform ends a session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from tests.browser.visit import Visit
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME
from webcast.sandbox.running import Sandbox
from webcast.ui.frame import account_words
from webcast.ui.frame import words as frame_words
from webcast.ui.kit import download_words
from webcast.ui.overview import words as overview_words
from webcast.ui.picking import words as picking_words

GUIDE = Path(__file__).parent.parent / "data" / "guide.xml"


def test_files_need_no_account_and_are_seen_by_nobody_else(
    visit: Visit, person: Callable[[], BrowserContext], visits: Callable[[BrowserContext], Visit]
) -> None:
    visit.open_file(GUIDE)
    visit.page.get_by_role("button", name=picking_words.analyse(1)).click()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text(overview_words.OVERVIEW)
    expect(visit.page.locator(".wi-matching")).to_have_text(frame_words.matching(6, 6))
    visit.wait()
    address = visit.page.url

    visit.reload()
    expect(visit.page.locator(".wi-matching")).to_have_text(frame_words.matching(6, 6))
    file = visit.download(
        visit.page.get_by_role("link", name=download_words.download("6 registrants", download_words.SPREADSHEET_CSV))
    )
    assert file.path().read_bytes().count(b"API Report Sample") == 6

    stranger = visits(person())
    stranger.page.goto(address)
    stranger.wait()
    stranger.sign_in_demo()
    assert "API Report Sample" not in stranger.text()


def test_a_session_that_the_platform_ended_goes_on_after_signing_in_again(visit: Visit, sandbox: Sandbox) -> None:
    visit.open("/events?time_zone=Asia%2FTokyo")
    visit.sign_in(DEMO_USERNAME, DEMO_PASSWORD)
    sandbox.accounts.end_sessions(DEMO_USERNAME)
    visit.page.get_by_role("button", name=picking_words.REFRESH_LIST).click()
    expect(visit.page.get_by_text(account_words.ASK_AGAIN_TITLE)).to_be_visible()
    visit.wait()
    visit.sign_in(DEMO_USERNAME, DEMO_PASSWORD)
    expect(visit.page.get_by_text(account_words.ASK_AGAIN_TITLE)).not_to_be_visible()
    assert visit.path == "/events"
    assert visit.query["time_zone"] == "Asia/Tokyo"
    visit.click(visit.page.get_by_role("button", name=picking_words.REFRESH_LIST))
    expect(visit.page.get_by_text(account_words.ASK_AGAIN_TITLE)).not_to_be_visible()
