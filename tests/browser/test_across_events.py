"""Across events: two broadcasts merged, a company's people with their scores, one of them in full, what they cost."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

from playwright.sync_api import FilePayload, expect

from tests.browser.visit import Visit
from webcast.sandbox.running import Sandbox
from webcast.ui.across import words as across_words
from webcast.ui.kit import person_words, score_words


def broadcasts(sandbox: Sandbox) -> list[str]:
    """Return the ids of the first programme of the world that was broadcast twice."""
    now = sandbox.world.on_air.timestamp() * 1000
    over = [event.facts for event in sandbox.world if event.facts.live_end and event.facts.live_end < now]
    titles = Counter(facts.title for facts in over)
    twice = next(facts.title for facts in over if titles[facts.title] > 1)
    return [facts.id for facts in over if facts.title == twice]


def test_broadcasts_merge_and_people_are_reached(known: Visit, sandbox: Sandbox) -> None:
    visit, events = known, broadcasts(sandbox)
    visit.open_loaded(f"/portfolio?events={','.join(events)}")
    matching = visit.page.locator(".wi-matching")
    apart = matching.inner_text()

    visit.page.locator(".st-key-wi-merge label").first.click()
    expect(matching).not_to_have_text(apart)
    visit.wait()
    assert visit.query["merge"] == "on"
    merged = matching.inner_text()
    visit.reload()
    expect(matching).to_have_text(merged)

    visit.go("Companies")
    expect(matching).to_have_text(merged)
    visit.page.locator(".st-key-wi-companies .nsewdrag").click(position={"x": 40, "y": 27})  # the first bar
    drawer = visit.page.get_by_role("dialog")
    expect(drawer.locator("h2, h1").first).to_contain_text("Company")
    drawer.locator(".wi-grid-open").first.click()
    expect(drawer.get_by_role("heading", name=score_words.SCORE, exact=True)).to_be_visible()
    visit.wait()
    visit.click(drawer.get_by_role("button", name=person_words.BACK_TO_LIST))
    expect(drawer.locator(".wi-grid-table")).to_be_visible()


def test_costs_of_a_file_stay_in_the_session(known: Visit, sandbox: Sandbox) -> None:
    visit, events = known, broadcasts(sandbox)
    visit.open_loaded(f"/campaigns?events={','.join(events)}")
    files = visit.page.locator('input[type="file"]')
    costs = FilePayload(name="costs.csv", mimeType="text/csv", buffer=b"campaign,cost\nEmail Invitation,500\n")
    files.set_input_files(costs)
    expect(visit.page.get_by_text(across_words.costs_opened(1, 0))).to_be_visible()
    visit.wait()
    assert "500" not in urlsplit(visit.page.url).query  # whatever the port is
    visit.go("Companies")
    visit.go("Campaigns")
    expect(visit.page.get_by_role("button", name=across_words.CLEAR_COSTS)).to_be_visible()
