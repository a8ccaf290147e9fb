"""In a pseudo-language, longer, accented and marked, every page shows no text that bypasses the catalogue."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import small
from tests.pseudo import Pseudo, unmarked
from webcast import language
from webcast.language import Reader, catalogues
from webcast.ui.frame import session_keys

PAGES = (
    "overview", "funnel", "timeline", "surveys", "questions", "registrants", "companies", "campaigns", "portfolio",
    "events",
)  # fmt: skip
ALLOWED = frozenset(
    ["Webcast", "Insights", "PNG", "SVG", "CSV", "UTC", "Deutsch", "English", "png", "svg", "marketing", "com"]
)
"""Names, not words."""


@pytest.fixture(autouse=True)
def pseudo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(catalogues._TRANSLATIONS, "pseudo", Pseudo())
    monkeypatch.setattr(language, "of_browser", lambda *_: Reader("pseudo", "de"))
    yield
    language.use(language.ENGLISH)


def data() -> set[str]:
    """Return the words of the reports themselves, and of the event list."""
    frames = [small.listing()]
    for event in (small.LAUNCH, small.PLAYBOOK):
        report = small.report(event)
        frames += [table for table in vars(report).values() if isinstance(table, pl.DataFrame)]
    texts = [str(v) for f in frames for c in f.select(pl.col(pl.String)).iter_columns() for v in c.drop_nulls()]
    return set(re.findall(r"[^\W\d_]{2,}", " ".join(texts)))


def said(test: AppTest) -> Iterator[str]:
    """Return every text that a page shows: of its HTML, its widgets, and the captions of its charts."""
    for kind in ("html", "markdown", "caption", "header", "subheader", "title", "text"):
        for element in test.get(kind):
            yield getattr(element.proto, "body", "")
    for kind in ("button", "toggle", "selectbox", "multiselect", "text_input", "number_input", "checkbox", "metric"):
        for element in test.get(kind):
            proto = element.proto
            for field in ("label", "placeholder", "help", "body"):
                yield getattr(proto, field, "") if isinstance(getattr(proto, field, ""), str) else ""
            if kind == "selectbox" and "zone" not in str(getattr(element, "key", "")):
                yield " ".join(proto.options)


@pytest.mark.parametrize("page", PAGES)
def test_no_text_bypasses_the_catalogue(open_page: Callable[..., AppTest], page: str) -> None:
    test = open_page(page, events=f"{small.LAUNCH},{small.PLAYBOOK}")
    assert not test.exception
    allowed = data() | ALLOWED
    assert [text for text in said(test) if unmarked(text) - allowed] == []


def test_no_text_of_a_list_over_a_page_does_either(open_page: Callable[..., AppTest]) -> None:
    test = open_page("overview", events=small.LAUNCH)
    language.use(Reader("pseudo", "de"))  # what the page was drawn in, so that its choice boxes can be sent again
    test.session_state[session_keys.CLICKED] = ("wi-attendance", ["way", "On-Demand", small.LAUNCH])
    test.run()
    assert not test.exception
    assert test.get("dialog")
    allowed = data() | ALLOWED
    assert [text for text in said(test) if unmarked(text) - allowed] == []
