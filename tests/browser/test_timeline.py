"""The Timeline's window in Chromium: dragged on the strip, seen in figures and address, and left again."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.visit import Visit
from webcast.sandbox.running import Sandbox
from webcast.ui.frame import filter_words
from webcast.ui.timeline import words as timeline_words

RANGE = """() => {
  const chart = document.querySelector('[class*="st-key-wi-viewers-"] .js-plotly-plot');
  return chart.layout.xaxis.range.map(Date.parse);
}"""

ROOM = """() => [...document.querySelectorAll('.js-plotly-plot')].map(({layout: {margin}, _fullLayout: {_size}}) =>
  Math.max(_size.l - margin.l, _size.r - margin.r, _size.t - margin.t, _size.b - margin.b))"""
"""How many pixels of room each chart lacked; plotly draws all of a chart again where they are more than one."""

DRAWN = """() => [...document.querySelectorAll('.js-plotly-plot')].map(chart =>
  [...chart.querySelectorAll('.point path, .js-line')].map(mark => mark.getAttribute('d')).join(' '))"""
"""The marks of each chart."""


def open_timeline(visit: Visit, sandbox: Sandbox) -> None:
    now = sandbox.clock.now_ms()
    over = [e for e in sandbox.world if e.facts.live_end and e.facts.live_end < now and not e.facts.simlive_start]
    visit.open_loaded(f"/timeline?events={over[-1].id}")
    visit.page.locator(".st-key-wi-strip .nsewdrag").wait_for()
    visit.settle()


def drag(visit: Visit, first: float, last: float) -> None:
    """Drag across a part of the strip, from one share of its width to another."""
    strip = visit.page.locator(".st-key-wi-strip .nsewdrag")
    strip.scroll_into_view_if_needed()
    box = strip.bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    mouse = visit.page.mouse
    mouse.move(box["x"] + first * box["width"], middle)
    mouse.down()
    mouse.move(box["x"] + last * box["width"], middle, steps=8)
    mouse.up()


def test_a_stretch_is_dragged_and_the_figures_follow(known: Visit, sandbox: Sandbox) -> None:
    open_timeline(known, sandbox)
    page = known.page
    assert page.get_by_text("There at all").count() == 0
    drag(known, 0.3, 0.5)
    page.get_by_text("There at all").wait_for()
    known.settle()
    first, last = map(int, known.query["window"].split("/"))
    assert 10 * 60_000 < last - first < 60 * 60_000
    drawn: list[float] = page.evaluate(RANGE)
    assert drawn[1] - drawn[0] == last - first
    known.reload()
    page.get_by_text("There at all").wait_for()
    known.click(page.get_by_role("button", name=timeline_words.WINDOW_BACK))
    assert "window" not in known.query
    assert page.get_by_text("There at all").count() == 0


def test_curve_and_bars_still_open_their_people(known: Visit, sandbox: Sandbox) -> None:
    open_timeline(known, sandbox)
    page = known.page
    for chart in ("wi-viewers", "wi-flows"):
        plot = page.locator(f".st-key-{chart} .nsewdrag")
        plot.scroll_into_view_if_needed()
        if chart == "wi-flows":
            target = page.locator(".st-key-wi-flows .point path").first.bounding_box()
            assert target is not None
            x, y = target["x"] + target["width"] / 2, target["y"] + target["height"] / 2
        else:
            box = plot.bounding_box()
            assert box is not None
            x, y = box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"]
        page.mouse.move(x - 4, y)
        page.mouse.move(x, y)
        page.locator(f".st-key-{chart} .hoverlayer").locator("text").first.wait_for()
        page.mouse.click(x, y)
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        known.settle()


def test_charts_have_the_room_that_their_axes_need_from_the_start(known: Visit, sandbox: Sandbox) -> None:
    open_timeline(known, sandbox)
    for width in (1440, 1280, 1024, 390):  # at each another label is the last one
        known.resize(width, 900)
        lacking: list[float] = known.page.evaluate(ROOM)
        assert len(lacking) == 7
        assert [pixels for pixels in lacking if pixels > 1] == [], width


def test_charts_of_other_people_are_drawn_anew(known: Visit, sandbox: Sandbox) -> None:
    """They say of themselves that no value changes, so that plotly draws them once; others make other charts."""
    open_timeline(known, sandbox)
    all_of_them = known.page.evaluate(DRAWN)
    known.click(known.page.locator(".st-key-wi-filters").get_by_role("button", name=filter_words.ADD_FILTER))
    builder = known.page.locator(".st-key-wi-builder-body")
    known.click(builder.get_by_role("button", name=filter_words.FLAG_LIVE, exact=True))
    known.settle()
    some = known.page.evaluate(DRAWN)
    known.reload()
    known.settle()
    assert some == known.page.evaluate(DRAWN)
    assert [before != after for before, after in zip(all_of_them, some, strict=True)].count(True) == 3
