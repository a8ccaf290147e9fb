"""Hostile text in Chromium, wherever text of the platform, of files and of colleagues appears: it is text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final
from urllib.parse import urlencode

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Locator, expect

from tests.attack import hostile_world
from tests.attack.conftest import BOTH, FIRST_ALONE, Both
from tests.attack.hostile_world import TRICKS
from tests.browser.visit import Visit
from webcast.ui.frame import filter_words, navigation, view_words
from webcast.ui.picking import words as picking_words
from webcast.view.address import write
from webcast.view.choices import Choices
from webcast.view.filters import Filters
from webcast.view.record import View

WATCH: Final = "window.pwned = () => { window.wasPwned = true; }; window.alert = window.pwned;"

PROBE: Final = r"""() => {
  const found = [];
  const say = (what, node) => found.push(`${what}: ${(node.outerHTML || node.textContent || '').slice(0, 300)}`);
  if (window.wasPwned) found.push('a script of the text ran');
  const made = ['bolder', 'it', 'gone', 'go', 'pic', 'redder', 'skull', '- bolder', 'α2'];
  for (const node of document.querySelectorAll('*')) {
    for (const {name, value} of node.attributes) {
      if (/^on/.test(name)) say('a handler', node);
      if (/^(href|src|action|xlink:href|formaction|poster|srcset)$/.test(name)) {
        let host = '';
        try { const url = new URL(value, location.href); host = url.protocol === 'javascript:' ? value : url.host; }
        catch { host = ''; }
        if (host.includes('evil.example') || host.startsWith('javascript:')) say('a way elsewhere', node);
      }
      if (name === 'style' && value.includes('evil.example')) say('a style', node);
    }
    if (node.matches('.katex, .katex-html, mjx-container, img[src="x"]')) say('drawn', node);
    // The table of words that come up has them as words.
    const isWord = node.closest('[data-label="Word"]');
    if (node.tagName !== 'SCRIPT' && !isWord && made.includes(node.textContent.trim())) say('read as markup', node);
    if (node.tagName === 'SCRIPT' && node.textContent.includes('pwned')) say('a script', node);
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const text = node.textContent;
    if (text.includes('\u{1F604}')) say('a picture of words', node.parentElement);
    if (!text.includes('\u202e')) continue;
    if (node.parentElement.closest('bdi, script, style')) continue;
    // Alone in a box of its own it reorders nothing else.
    let box = node.parentElement;
    while (box && getComputedStyle(box).display.startsWith('inline') && !(box instanceof SVGElement)) {
      if (/isolate|plaintext/.test(getComputedStyle(box).unicodeBidi)) break;
      box = box.parentElement;
    }
    const alone = box && box.textContent.trim() === text.trim();
    if (!box || !(alone || /isolate|plaintext/.test(getComputedStyle(box).unicodeBidi)))
      say('reorders what is beside it', box || node);
  }
  return found;
}"""
"""Names everything that was made of a text: elements, handlers, addresses, formulas, icons, orders of writing."""

SAID: Final = "() => document.body.textContent + [...document.querySelectorAll('[aria-label]')].map(e => e.ariaLabel)"


class Reader:
    """Somebody who looks at everything, and notes what became of the texts.

    Attributes:
        visit: Their tab.
        found: What was made of a text, with where.
        said: All that was on the pages.
    """

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.found: list[str] = []
        self.said = ""

    def look(self, where: str) -> None:
        """Look at the page as it stands."""
        self.visit.settle()
        self.found += [f"{where}: {what}" for what in self.visit.page.evaluate(PROBE)]
        self.said += self.visit.page.evaluate(SAID)

    def click_bar(self, key: str) -> None:
        """Click a chart's first bar, for the people behind it."""
        self.visit.settle()
        bar = self.visit.page.locator(f'[class*="st-key-{key}"] .barlayer .point path').first
        bar.scroll_into_view_if_needed()
        box = bar.bounding_box()
        assert box is not None
        self.visit.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self.look_at_drawer(key)

    def click_row(self, table: Locator, where: str) -> None:
        """Click a table's first row."""
        table.scroll_into_view_if_needed()
        self.visit.settle()
        table.locator(".wi-grid-open").first.click()
        self.look_at_drawer(where)

    def look_at_drawer(self, where: str) -> None:
        """Look at the drawer that opened, and close it."""
        drawer = self.visit.page.get_by_role("dialog")
        expect(drawer).to_be_visible()
        self.visit.wait()
        self.look(f"the drawer of {where}")
        self.visit.page.keyboard.press("Escape")
        expect(drawer).to_have_count(0)
        self.visit.wait()


@pytest.fixture
def reader(
    both: Both, person: Callable[[], BrowserContext], visits: Callable[[BrowserContext], Visit]
) -> Iterator[Reader]:
    """A reader who is signed in as the first account, whose reports are held."""
    context = person()
    name, value = both.first.cookies.partition(";")[0].split("=", 1)
    context.add_cookies([{"name": name, "value": value, "url": both.first.url}])
    visit = visits(context)
    visit.page.add_init_script(WATCH)
    elsewhere: list[str] = []
    visit.page.on("request", lambda request: elsewhere.append(request.url))
    yield Reader(visit)
    assert [url for url in elsewhere if not url.startswith((both.first.url, "data:", "blob:"))] == []


def address(page: str, companies: Sequence[str] = ()) -> str:
    """Return the address of a page of both events, broken down by company, and of some companies alone."""
    view = View(
        events=(BOTH, FIRST_ALONE),
        filters=Filters(companies=tuple(companies)),
        zone="UTC",
        choices=Choices(by="company"),
    )
    return f"/{page}?{urlencode(write(view))}"


def test_texts_of_the_platform_are_text_on_every_page(reader: Reader) -> None:
    named = [trick for trick in TRICKS if "@" not in trick]  # which no address may hold
    reader.visit.open(address("overview", named))
    reader.look("overview, filtered")
    assert filter_words.CLEAR_ALL in reader.said
    reader.visit.open(address("overview"))
    reader.look("overview")
    for entry in navigation.present()[3:]:
        reader.visit.go(entry.label)
        reader.look(entry.name)
        look_closer(reader, entry.name)
    reader.visit.go("Overview")  # pages for administrators are of no events, and have no view to save
    save_a_view(reader)
    reader.visit.go("Events")
    reader.look("events")
    open_files(reader)
    assert list(dict.fromkeys(reader.found)) == []
    said = " ".join(reader.said.replace("\u2060", "").split())
    assert [trick for trick in TRICKS if trick not in said] == []


def look_closer(reader: Reader, page: str) -> None:
    """Open what a page has behind its charts and tables."""
    drawn = reader.visit.page
    if page == "funnel":
        reader.click_bar("wi-funnel")
    elif page == "companies":
        reader.click_bar("wi-companies")
    elif page == "surveys":
        reader.click_bar("wi-answers")
    elif page == "registrants":
        reader.click_row(drawn.locator(".wi-grid").first, page)


def save_a_view(reader: Reader) -> None:
    """Save a view under a hostile name, as a colleague could, and look at the list that all of the account see."""
    visit = reader.visit
    visit.click(visit.page.locator(".st-key-wi-views button").first)
    listed = visit.page.locator(".st-key-wi-views-list")
    for name in (
        " ".join(TRICKS[:2]),
        " ".join((TRICKS[4], TRICKS[5])),
        " ".join((TRICKS[9], TRICKS[10], TRICKS[11])),
    ):
        listed.get_by_role("textbox", name=view_words.NAME).fill(name[:100])
        visit.click(listed.get_by_role("button", name=view_words.SAVE))
    reader.look("saved views")
    visit.page.keyboard.press("Escape")


def open_files(reader: Reader) -> None:
    """Open files with hostile names: one that is read, with warnings, and one that is not."""
    visit = reader.visit
    files = [
        FilePayload(
            name=f"{TRICKS[0]} {TRICKS[4]} {TRICKS[9]}.xml", mimeType="text/xml", buffer=hostile_world.sent()
        ),
        FilePayload(
            name=f"{TRICKS[10]} {TRICKS[1].replace('/', '')} {TRICKS[11]}.csv", mimeType="text/csv", buffer=b"x"
        ),
    ]
    visit.page.locator('input[type="file"]').set_input_files(files)
    visit.wait()
    reader.look("files to be opened")
    visit.click(visit.page.get_by_role("button", name=picking_words.OPEN_FILES))
    expect(visit.page.get_by_text(picking_words.opened(1), exact=True)).to_be_visible()
    reader.look("opened files")


def test_the_summary_is_text_on_paper_and_on_the_screen(reader: Reader, both: Both) -> None:
    query = address("summary.html", (TRICKS[0], TRICKS[11]))
    page = both.first.get(query)
    assert page.status == 200
    drawn = reader.visit.page
    drawn.goto("about:blank")
    drawn.set_content(page.text)
    assert drawn.evaluate(PROBE) == []
    assert TRICKS[0] in drawn.evaluate(SAID)
    printed = both.first.get(query.replace("summary.html", "summary.pdf"))
    assert (printed.status, printed.body[:5]) == (200, b"%PDF-")
    assert re.findall(rb"/(?:URI|JavaScript|JS|Launch|GoToR|SubmitForm|EmbeddedFile)\b", printed.body) == []
