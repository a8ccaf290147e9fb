"""Through the analyses as a reader goes: options, charts, and the people behind them."""

from __future__ import annotations

import re
from typing import Final

import polars as pl
from playwright.sync_api import Locator, expect

from tests.browser.visit import Visit
from webcast.charts.theme import DARK, LIGHT
from webcast.sandbox.running import Sandbox
from webcast.ui.funnel import words as funnel_words
from webcast.ui.kit import person_words, score_words
from webcast.ui.kit import words as kit_words
from webcast.ui.timeline import words as timeline_words
from webcast.ui.voices import question_words


def some_events(sandbox: Sandbox) -> list[str]:
    """Return the last event that is over, the last with SimLive, and the last with a test before and after."""
    now = sandbox.world.on_air.timestamp() * 1000
    over = [event.facts for event in sandbox.world if event.facts.live_end and event.facts.live_end < now]
    again = [facts for facts in over if facts.simlive_end and facts.simlive_end < now]
    tested = [facts for facts in over if {"Pretest", "Posttest"} <= {survey.name for survey in facts.surveys}]
    return list(dict.fromkeys(facts.id for facts in (over[-1], again[-1], tested[-1])))


def address(page: str, sandbox: Sandbox) -> str:
    return f"/{page}?events={','.join(some_events(sandbox))}&time_zone=Europe%2FBerlin"


def choose(visit: Visit, option: str, text: str) -> None:
    """Choose in one of a page's choices of many."""
    field = visit.page.locator(f".st-key-wi-option-{option} input")
    field.scroll_into_view_if_needed()
    visit.settle()  # its list closes when the page moves
    field.fill(text)
    field.press("ArrowDown")
    visit.click(visit.page.get_by_role("option").filter(has_text=text).first)


def rgb(colour: str) -> str:
    """Return a ``#RRGGBB`` colour as browsers say it."""
    return "rgb({}, {}, {})".format(*(int(colour[n : n + 2], 16) for n in (1, 3, 5)))


def press(visit: Visit, option: str, text: str) -> None:
    """Choose in one of a page's choices of a few."""
    visit.click(visit.page.locator(f".st-key-wi-option-{option}").get_by_text(text, exact=True))


def drawn(visit: Visit, key: str) -> Locator:
    """Return a chart, once it is drawn and says what it shows to who cannot see it."""
    chart = visit.page.locator(f'[class*="st-key-{key}"]' if key.endswith("-") else f".st-key-{key}")
    expect(chart.locator(".main-svg").first).to_be_visible()
    return chart


def people_of(visit: Visit) -> int:
    """Return how many are listed in the drawer that opened, and close it; its file holds as many."""
    drawer = visit.page.get_by_role("dialog")
    link = drawer.get_by_role("link", name=re.compile(r"^Download [\d,]+ registrants?$"))
    count = int(re.sub(r"\D", "", link.inner_text()))
    file = visit.download(link).path().read_bytes().decode("utf-8-sig")
    assert pl.read_csv(file.encode(), infer_schema=False).height == count
    visit.page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    visit.wait()
    return count


def click_bar(visit: Visit, key: str, number: int = 0) -> int:
    """Click a bar; return how many people are behind it."""
    visit.settle()
    bar = drawn(visit, key).locator(".barlayer .point path").nth(number)
    bar.evaluate("bar => bar.scrollIntoView({block: 'center'})")  # at the edge it would be below the header
    box = bar.bounding_box()
    assert box is not None
    visit.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(visit.page.get_by_role("dialog")).to_be_visible()
    visit.wait()
    return people_of(visit)


def walk_through_people(visit: Visit) -> None:
    """Turn to the second page of a list, open its last person, walk by keys, and go back to where that person is."""
    visit.click(visit.page.locator(".st-key-wi-preset-no-shows button").first)
    drawer = visit.page.get_by_role("dialog")
    pages = drawer.get_by_test_id("stPagination")
    visit.click(pages.get_by_role("button", name="Page 2", exact=True))
    opens = drawer.locator(".wi-grid-open")
    visit.page.keyboard.press("Control+f")  # all rows are drawn, which else are as one comes near
    expect(opens).to_have_count(100)
    *_, before, last = opens.all_inner_texts()
    visit.click(opens.last)
    name = drawer.locator(".st-key-wi-person-name h2")
    shown = name.inner_text()
    assert last in shown
    for key, place in (("ArrowLeft", 199), ("ArrowRight", 200), ("ArrowRight", 201)):
        visit.page.keyboard.press(key)
        expect(drawer.get_by_role("status").first).to_have_text(re.compile(rf"^{place} of"))
        expect(name).to_contain_text({199: before, 200: last}.get(place, ""))
        visit.wait()
    visit.click(drawer.get_by_role("button", name=person_words.BACK_TO_LIST))
    expect(pages.locator('[aria-current="page"]')).to_have_text("3")
    visit.page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)


ORDER: Final = """() => {
  const [root, app] = [document.documentElement, document.querySelector('.stApp')];
  const bar = () => getComputedStyle(document.body, '::before').animationName !== 'none';
  const note = what => { if (window.order.at(-1) !== what) window.order.push(what); };
  window.order = [];
  new MutationObserver(() => {
    note([
      'wiBusy' in root.dataset && bar() ? 'sign' : 'calm',
      app.dataset.testScriptState,
      document.querySelectorAll('.st-key-wi-figures').length ? 'figures' : 'none',
    ].join(' '));
  }).observe(document, {subtree: true, childList: true, attributes: true});
}"""
"""Notes, whenever anything changes: is there a sign of work, does a run go on, are figures there."""


def signs_from_the_press_on(visit: Visit) -> None:
    """See the sign while a choice is held down, and that it goes where the choice is let go elsewhere."""
    root = visit.page.locator("html")
    visit.page.get_by_role("radio", name=funnel_words.FUNNEL_LIVE).hover()
    expect(root).not_to_have_attribute("data-wi-busy", "")
    visit.page.mouse.down()
    expect(root).to_have_attribute("data-wi-busy", "")
    visit.page.mouse.move(0, 0)
    visit.page.mouse.up()
    expect(root).not_to_have_attribute("data-wi-busy", "")


def test_the_funnel_compares_and_says_how_long_people_waited(known: Visit, sandbox: Sandbox) -> None:
    visit = known
    visit.open_loaded(address("funnel", sandbox))
    signs_from_the_press_on(visit)
    visit.page.evaluate(ORDER)
    press(visit, "live_funnel", funnel_words.FUNNEL_LIVE)
    visit.page.wait_for_url(re.compile("live_funnel=on"))
    visit.wait()
    order = visit.page.evaluate("window.order")
    # The press itself changes something already; the sign is there before anything was heard, until it is over.
    begun = order.index("sign notRunning figures")
    assert set(order[:begun]) <= {"calm notRunning figures"}
    assert set(order[begun:-1]) <= {"sign notRunning figures", "sign running figures"}
    assert order[-1] == "calm notRunning figures"
    choose(visit, "stayed-in", funnel_words.IN_SHARE)
    choose(visit, "by", "Country")
    drawn(visit, "wi-funnel-groups")
    assert (visit.query["live_funnel"], visit.query["stayed_share"], visit.query["by"]) == ("on", "0.1", "country")
    assert click_bar(visit, "wi-funnel") > 0
    choose(visit, "apart", funnel_words.WAYS)
    drawn(visit, "wi-segments")
    expect(visit.page.locator(".wi-answer").filter(has_text="chance")).to_be_visible()
    assert click_bar(visit, "wi-segments") > 0
    assert click_bar(visit, "wi-waits", -1) >= 0


def test_the_timeline_shows_every_curve_and_one_person(known: Visit, sandbox: Sandbox) -> None:
    visit = known
    visit.open_loaded(address("timeline", sandbox))
    for key in ("wi-viewers", "wi-flows", "wi-retention", "wi-registrations", "wi-on-demand-days", "wi-survival"):
        drawn(visit, key)
    found = visit.page.get_by_role("textbox", name=timeline_words.FIND_PERSON)
    found.fill("a")
    found.press("Enter")
    rows = visit.page.locator('[class*="st-key-wi-timeline-people-"] .wi-grid-open')
    expect(rows.first).to_be_visible()
    visit.settle()
    rows.first.press("Enter")
    expect(visit.page.get_by_role("dialog")).to_be_visible()
    panel = visit.page.get_by_role("dialog")
    expect(panel.locator(".wi-line-point").first).to_be_visible()
    assert 480 <= (panel.bounding_box() or {"width": 0})["width"] <= 600

    # A theme that changes meanwhile leaves the panel open; what was drawn in the old colours follows.
    label = visit.page.locator(".st-key-wi-retention .main-svg text").first
    expect(label).to_have_css("fill", rgb(LIGHT.quiet))
    visit.page.emulate_media(color_scheme="dark")
    expect(visit.page.get_by_test_id("stApp")).to_have_css("color-scheme", "dark")
    visit.wait()
    expect(panel).to_be_visible()
    visit.page.keyboard.press("Escape")
    expect(label).to_have_css("fill", rgb(DARK.quiet))


def test_surveys_and_questions_lead_to_who_said_it(known: Visit, sandbox: Sandbox) -> None:
    visit = known
    visit.open_loaded(address("surveys", sandbox))
    drawn(visit, "wi-answers")
    assert click_bar(visit, "wi-answers") > 0
    choose(visit, "by", "Attendance")
    assert click_bar(visit, "wi-answers-by") > 0
    assert click_bar(visit, "wi-change") > 0
    assert click_bar(visit, "wi-checks") > 0
    choose(visit, "question", "comments")
    assert click_bar(visit, "wi-terms-") > 0
    expect(visit.page.get_by_role("button", name=kit_words.ALL_TEXTS)).to_be_visible()
    choose(visit, "question", "How likely are you to recommend")
    assert "Net Promoter Score" in visit.text()

    visit.go("Questions")
    press(visit, "show", question_words.SHOW_OPEN)
    assert click_bar(visit, "wi-asked") > 0
    assert question_words.TO_ANSWER in visit.text()
    assert question_words.ASKERS in visit.text()


def test_across_events_presets_and_weights(known: Visit, sandbox: Sandbox) -> None:
    visit = known
    visit.open_loaded(address("registrants", sandbox))
    for preset in ("attendees", "no-shows", "on-demand-only", "hot-leads", "askers"):
        visit.click(visit.page.locator(f".st-key-wi-preset-{preset} button").first)
        assert people_of(visit) > 0
    walk_through_people(visit)
    visit.click(visit.page.locator(".st-key-wi-weights button").first)
    watch = visit.page.get_by_role("spinbutton", name=score_words.PARTS["watch"])
    watch.fill("0")
    watch.press("Enter")
    visit.page.wait_for_url(re.compile("weights=0%2C20%2C20"))
    visit.page.keyboard.press("Escape")

    visit.go("Portfolio")
    drawn(visit, "wi-trend-")
    assert click_bar(visit, "wi-benchmark-") > 0
    assert click_bar(visit, "wi-times") > 0
    visit.go("Companies")
    assert click_bar(visit, "wi-companies") > 0
    visit.go("Campaigns")
    assert click_bar(visit, "wi-campaigns-") > 0
