"""A saved view goes round: saved with a search, opened from the list and by a link, and refused to strangers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, expect

from tests.browser.visit import Theme, Visit
from webcast.sandbox.running import Sandbox
from webcast.ui.frame import filter_words, view_words
from webcast.ui.funnel import words as funnel_words
from webcast.ui.kit import words as kit_words

SEARCH = "an"
THEMES: Final[tuple[Theme, ...]] = ("dark", "light")
NAME = "Stayers we search for"
STRANGER = ("newcomer@harbourline.example", "newcomer-demo")
Tab = Callable[[BrowserContext], Visit]
Person = Callable[[], BrowserContext]


def an_event(sandbox: Sandbox) -> str:
    """Return the id of the last event that is over."""
    now = sandbox.world.on_air.timestamp() * 1000
    return [event.facts for event in sandbox.world if event.facts.live_end and event.facts.live_end < now][-1].id


def on_funnel(visit: Visit, event: str) -> None:
    visit.open_loaded(f"/funnel?events={event}&stayed_minutes=25")


def search(visit: Visit, text: str) -> None:
    matching = visit.page.locator(".wi-matching")
    before = matching.inner_text()
    box = visit.page.get_by_role("textbox", name=filter_words.SEARCH)
    box.fill(text)
    box.press("Enter")
    expect(matching).not_to_have_text(before)
    visit.wait()


def open_list(visit: Visit) -> Locator:
    visit.click(visit.page.locator(".st-key-wi-views button").first)
    found = visit.page.locator(".st-key-wi-views-list")
    expect(found).to_be_visible()
    return found


def save(visit: Visit, name: str) -> None:
    listed = open_list(visit)
    listed.get_by_role("textbox", name=view_words.NAME).fill(name)
    listed.get_by_role("button", name=view_words.SAVE).click()
    expect(listed.get_by_role("button", name=name)).to_be_visible()
    visit.wait()


def seen(visit: Visit) -> tuple[str, str, str | None]:
    """Return what a view brings back: how many match, the search, how long is a stay."""
    visit.wait()
    stay = visit.page.get_by_role("spinbutton", name="Stayed at least").input_value()
    search_for = visit.page.get_by_role("textbox", name=filter_words.SEARCH).input_value()
    return visit.page.locator(".wi-matching").inner_text(), search_for, stay


def flaws(visit: Visit, within: str) -> list[str]:
    """Return what axe finds wrong in a part of the page."""
    visit.settle()
    found: dict[str, Any] = Axe().run(visit.page, context=within).response
    return [f"{flaw['id']}: {node['html']}" for flaw in found["violations"] for node in flaw["nodes"]]


def test_a_view_goes_round(known: Visit, sandbox: Sandbox, person: Person, visits: Tab) -> None:
    visit = known
    on_funnel(visit, an_event(sandbox))
    search(visit, SEARCH)
    before = seen(visit)
    assert before[1:] == (SEARCH, "25")
    save(visit, NAME)
    listed = visit.page.locator(".st-key-wi-views-list")
    visit.click(listed.get_by_role("button", name=view_words.CHANGE))
    link = listed.locator("code").inner_text()
    assert link.startswith(f"{visit.url}/funnel?view=")
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=visit.url)
    listed.locator("code").hover()
    listed.get_by_role("button", name="Copy to clipboard").click()
    assert visit.page.evaluate("navigator.clipboard.readText()") == link
    assert SEARCH not in visit.query.values()

    # The next day: sign in, and start from the list.
    visit.page.keyboard.press("Escape")
    visit.sign_out()
    visit.enter()
    visit.open("/events")
    visit.page.locator(".st-key-wi-views-start").get_by_role("button", name=NAME).click()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text(funnel_words.FUNNEL)
    assert seen(visit) == before
    assert visit.query["stayed_minutes"] == "25"
    assert "view" not in visit.query
    visit.leave()

    # A colleague, who signs in on the way.
    colleague = visits(person())
    colleague.open(link.removeprefix(visit.url))
    colleague.sign_in_demo()
    assert seen(colleague) == before
    assert (colleague.path, colleague.query["stayed_minutes"]) == ("/funnel", "25")
    assert "view" not in colleague.query
    assert SEARCH not in colleague.query.values()
    colleague.leave()

    # Somebody else.
    stranger = visits(person())
    stranger.enter(*STRANGER)
    stranger.open(link.removeprefix(visit.url))
    expect(stranger.page.get_by_text(view_words.ANOTHER_ACCOUNT_TITLE)).to_be_visible()
    assert NAME not in stranger.text()
    stranger.open("/funnel?view=0000000000000000")
    expect(stranger.page.get_by_text(view_words.ANOTHER_ACCOUNT_TITLE)).to_be_visible()


def test_the_back_button_leads_past_a_link(known: Visit, sandbox: Sandbox) -> None:
    visit = known
    on_funnel(visit, an_event(sandbox))
    save(visit, "To go back from")
    listed = visit.page.locator(".st-key-wi-views-list")
    visit.click(listed.get_by_role("button", name=view_words.CHANGE).first)
    link = listed.locator("code").inner_text().removeprefix(visit.url)
    visit.open("/events?time_zone=Asia%2FTokyo")
    visit.open(link)
    assert "view" not in visit.query
    visit.page.go_back()
    visit.wait()
    assert set(visit.query) == {"view"}
    assert seen(visit)[2] == "25"
    visit.page.go_back()
    visit.wait()
    assert (visit.path, visit.query["time_zone"]) == ("/events", "Asia/Tokyo")


def test_a_deleted_view_comes_back(known: Visit, sandbox: Sandbox) -> None:
    visit = known
    on_funnel(visit, an_event(sandbox))
    save(visit, "To delete")
    listed = visit.page.locator(".st-key-wi-views-list")
    visit.click(listed.get_by_role("button", name=view_words.CHANGE).first)
    visit.click(listed.get_by_role("button", name=view_words.DELETE, exact=True))
    expect(listed.get_by_role("status")).to_have_text(view_words.deleted("To delete"))
    expect(listed.get_by_role("button", name="To delete")).to_have_count(0)
    visit.click(listed.get_by_role("button", name=view_words.UNDO, exact=True))
    expect(listed.get_by_role("button", name="To delete")).to_be_visible()


def test_the_list_can_be_used_by_everybody(known: Visit, sandbox: Sandbox) -> None:
    visit = known
    visit.page.emulate_media(color_scheme="dark")
    on_funnel(visit, an_event(sandbox))
    save(visit, "For everybody")
    listed = visit.page.locator(".st-key-wi-views-list")
    visit.click(listed.get_by_role("button", name=view_words.CHANGE).first)
    listed.get_by_role("textbox", name=view_words.NAME).last.fill(" ")
    visit.click(listed.get_by_role("button", name=view_words.RENAME, exact=True))
    for theme in THEMES:
        visit.in_theme(theme)
        expect(listed.get_by_role("alert")).to_be_visible()
        assert flaws(visit, ".st-key-wi-views-list") == []
        assert flaws(visit, ".st-key-wi-views") == []
    visit.open("/events")
    for theme in reversed(THEMES):
        visit.in_theme(theme)
        assert flaws(visit, ".st-key-wi-views-start") == []


def columns(visit: Visit, event: str) -> Locator:
    """Open who left before the stay was over, and there the choice of columns."""
    on_funnel(visit, event)
    visit.page.get_by_role("button", name="left before 25 min").click()
    drawer = visit.page.get_by_role("dialog")
    expect(drawer.locator(".wi-grid-table")).to_be_visible()
    visit.wait()
    visit.click(drawer.get_by_role("button", name=kit_words.CHOOSE_COLUMNS, exact=True))
    chooser = visit.page.locator('[class*="st-key-wi-columns-people-"]')
    expect(chooser).to_be_visible()
    return chooser


def test_columns_of_the_drawer_are_there_in_another_browser(
    known: Visit, sandbox: Sandbox, person: Person, visits: Tab
) -> None:
    event = an_event(sandbox)
    chooser = columns(known, event)
    expect(chooser).to_contain_text("Survey answers")
    chooser.get_by_role("combobox").press("Backspace")  # takes the last one away
    expect(chooser).not_to_contain_text("Survey answers")
    known.wait()
    known.leave()

    other = visits(person())
    other.enter()
    expect(columns(other, event)).not_to_contain_text("Survey answers")
    other.wait()
