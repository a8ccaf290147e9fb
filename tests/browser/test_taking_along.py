"""What is taken along, in a real browser under the real policy: the summary, a workbook, pictures of charts."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
from playwright.sync_api import Download, expect

from tests.browser.visit import Visit
from webcast.analysis import definitions
from webcast.ui.kit import download_words, share_words
from webcast.ui.kit import words as kit_words
from webcast.ui.overview import words as overview_words
from webcast.ui.picking import words as picking_words

GUIDE = Path(__file__).parent.parent / "data" / "guide.xml"


def test_summary_workbook_and_pictures(visit: Visit) -> None:
    visit.open_file(GUIDE)
    visit.page.get_by_role("button", name=picking_words.analyse(1)).click()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text(overview_words.OVERVIEW)
    visit.wait()

    summary = visit.download(
        visit.menu(download_words.OTHER_FILES).get_by_role("link", name=download_words.SUMMARY_PAGE)
    )
    assert "<h1><bdi>API Report Sample</bdi></h1>" in summary.path().read_text("utf-8")
    printed = visit.download(visit.page.get_by_role("link", name=download_words.SUMMARY_PDF, exact=True))
    assert printed.suggested_filename == "api-report-sample-summary.pdf"
    assert printed.path().read_bytes().startswith(b"%PDF")
    line = visit.page.locator(".wi-menu").filter(has_text=download_words.MASTER_EVENTS)
    book = visit.download(line.get_by_role("link", name="Excel"))
    assert book.suggested_filename == "api-report-sample-master-event-analytics-Europe-Berlin.xlsx"
    assert openpyxl.load_workbook(BytesIO(book.path().read_bytes())).sheetnames[1] == "About"
    visit.page.keyboard.press("Escape")

    picture = saved(visit)
    assert picture.suggested_filename == "attendance.png"
    assert picture.path().read_bytes().startswith(b"\x89PNG")
    shared(visit)
    tabled(visit)
    visit.page.locator(".st-key-wi-help button").first.click()
    visit.click(visit.page.get_by_test_id("stPopoverBody").get_by_text("SVG", exact=True))
    visit.page.keyboard.press("Escape")
    visit.wait()
    drawing = saved(visit)
    assert drawing.suggested_filename == "attendance.svg"
    assert drawing.path().read_bytes().startswith(b"<svg")


def shared(visit: Visit) -> None:
    """Copy link and picture where the browser lets us, then where it keeps the clipboard to itself."""
    page = visit.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=visit.url)
    page.locator(".st-key-wi-share button").first.click()
    menu = page.locator(".wi-share")
    expect(menu).to_contain_text(share_words.SHARE_ACCESS)
    expect(menu).to_contain_text(share_words.LINK_WITHOUT_FILES)
    field, said = menu.get_by_label(share_words.SHARE_LINK), menu.get_by_role("status")
    expect(field).to_have_value(page.url)
    page.evaluate("history.replaceState({}, '', location.href + '&mail=ada@acme.example&by=company')")
    menu.get_by_role("button", name=share_words.COPY_LINK).click()
    expect(said).to_have_text(share_words.LINK_COPIED)
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.url.replace("&mail=ada@acme.example", "").replace("+", "%20") == field.input_value()
    menu.get_by_role("button", name=share_words.COPY_PICTURE).click()
    expect(said).to_have_text(share_words.PICTURE_COPIED)
    assert page.evaluate("navigator.clipboard.read().then(([one]) => one.types)") == ["image/png"]

    page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', {value: undefined}); document.execCommand = () => false"
    )
    menu.get_by_role("button", name=share_words.COPY_LINK).click()
    expect(said).to_have_text(share_words.LINK_SELECTED)
    assert page.evaluate("String(getSelection()) || document.activeElement.value") == copied
    with page.expect_download() as waiting:
        menu.get_by_role("button", name=share_words.COPY_PICTURE).click()
    expect(said).to_have_text(share_words.PICTURE_SAVED)
    assert waiting.value.suggested_filename == "overview.png"
    assert waiting.value.path().read_bytes().startswith(b"\x89PNG")
    page.keyboard.press("Escape")


def saved(visit: Visit) -> Download:
    """Save the first chart by the menu of its block, which closes then."""
    visit.settle()
    visit.block_menus().first.click()
    found = visit.download(visit.page.get_by_role("button", name=kit_words.AS_PICTURE))
    expect(visit.page.get_by_test_id("stPopoverBody")).to_have_count(0)
    return found


def tabled(visit: Visit) -> None:
    """Have the first block show its numbers as a table by keys alone, and its chart again."""
    page, charts = visit.page, visit.page.get_by_test_id("stPlotlyChart")
    drawn = charts.count()
    visit.block_menus().first.press("Enter")
    page.locator(".wi-explain summary").press("Enter")
    expect(page.locator(".wi-explain")).to_contain_text(definitions.text("no_shows"))
    page.get_by_role("button", name=kit_words.AS_TABLE).press("Enter")
    visit.wait()
    expect(page.get_by_role("table", name=overview_words.ATTENDANCE)).to_be_visible()
    expect(charts).to_have_count(drawn - 1)
    visit.block_menus().first.press("Enter")
    visit.click(page.get_by_role("button", name=kit_words.AS_CHART))
    expect(charts).to_have_count(drawn)
