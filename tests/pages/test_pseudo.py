"""In a pseudo-language, longer, accented and marked, every page shows no text that bypasses the catalogue."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import small
from tests.pages.conftest import ACCOUNT
from tests.pseudo import Around, unmarked
from webcast import language
from webcast.language import Reader, catalogues
from webcast.roles import Role
from webcast.ui.frame import session_keys
from webcast.web import operations
from webcast.web.app_state import AppState

PAGES = (
    "home", "overview", "funnel", "timeline", "surveys", "questions", "registrants", "companies", "campaigns",
    "portfolio", "events",
)  # fmt: skip
ALLOWED = frozenset(
    [
        "Webcast",
        "Insights",
        "PNG",
        "SVG",
        "CSV",
        "UTC",
        "Deutsch",
        "English",
        "png",
        "svg",
        "marketing",
        "com",
        "nowhere",
    ]
)
"""Names, not words."""


@pytest.fixture(autouse=True)
def pseudo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(catalogues._TRANSLATIONS, "pseudo", Around())
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


ZONES = re.compile(r"-wi-(upload-|pending-)?zone")
"""Choices of a time zone: names of places."""

NO_WORDS = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{2}|%\{[^}]*\}")
"""References to the log, and where plotly puts values."""

TECHNICAL = frozenset(
    {
        "id", "form_id", "type", "icon", "page", "page_script_hash", "query_string", "autocomplete", "component_name",
        "js_source_path", "config", "format",
    }
)  # fmt: skip
"""Fields of what is sent to the browser that nobody reads."""

WRITTEN = frozenset(
    {"text", "hovertext", "hovertemplate", "title", "ticktext", "label", "help", "alt", "words", "rows"}
)
"""Keys, in the JSON of charts and tables, of what is written in them."""


def said(test: AppTest) -> Iterator[str]:
    """Return every text that a page shows: of its HTML, its widgets and their choices, its charts and its tables."""
    for node in nodes(test._tree):
        if node.proto is not None and not ZONES.search(str(getattr(node.proto, "id", ""))):
            yield from sent(node.proto)


def nodes(block: Any) -> Iterator[Any]:
    for child in block.children.values():
        yield child
        yield from nodes(child) if hasattr(child, "children") else ()


def sent(message: Any) -> Iterator[str]:
    """Return the texts of a message to the browser, those in JSON taken out of it."""
    for field, value in message.ListFields():
        if field.name in TECHNICAL or field.type not in (field.TYPE_MESSAGE, field.TYPE_STRING):
            continue
        for each in value if field.is_repeated else (value,):
            if field.type == field.TYPE_MESSAGE:
                yield from sent(each) if hasattr(each, "ListFields") else ()
            elif each.startswith(("{", "[")) and field.name in ("spec", "json", "columns"):
                yield from written(json.loads(each))
            else:
                yield each


def written(value: Any, *, shown: bool = False) -> Iterator[str]:
    """Return the strings that stand under one of :data:`WRITTEN`."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from written(item, shown=shown or key in WRITTEN)
    elif isinstance(value, list):
        for item in value:
            yield from written(item, shown=shown)
    elif shown and isinstance(value, str):
        yield value


def bypassing(test: AppTest) -> dict[str, set[str]]:
    """Return the texts of a page with words outside all marks, and these."""
    assert not test.exception
    allowed = data() | ALLOWED
    return {text: left for text in said(test) if (left := unmarked(NO_WORDS.sub("", text)) - allowed)}


@pytest.mark.parametrize("page", PAGES)
def test_no_text_bypasses_the_catalogue(open_page: Callable[..., AppTest], page: str) -> None:
    assert bypassing(open_page(page, events=f"{small.LAUNCH},{small.PLAYBOOK}")) == {}


@pytest.mark.parametrize("page", PAGES)
def test_none_does_with_one_event_and_filters_in_force(open_page: Callable[..., AppTest], page: str) -> None:
    """As many as leave somebody, of every kind that has words of its own."""
    filters = {
        "exclude_domain": "acme.com", "company": "Acme,Globex", "country": "Germany,France", "min_minutes": "0",
        "max_minutes": "900", "start": "2020-01-01", "end": "2030-01-01", "viewed_in_range": "off",
        "not_opted_out": "on",
    }  # fmt: skip
    assert bypassing(open_page(page, events=small.LAUNCH, compare="before", **filters)) == {}


@pytest.mark.parametrize("page", ["people", "audit", "privacy", "operations"])
def test_none_does_on_a_page_for_administrators(
    open_page: Callable[..., AppTest], held: AppState, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setattr(operations, "_versions", dict)  # names, of what is ours and of others
    held.library.people.add("Webcast", "marketing@nowhere.com", ACCOUNT, Role.FILES, "operator")
    held.lately("fetch", {"call": "CSV", "outcome": "PNG"})
    test = open_page(page)
    if page == "audit":  # entries are named as the log has them
        language.use(Reader("pseudo", "de"))
        test.text_input(key="wi-audit-who").set_value("nobody").run()
    assert {
        text: left for text, left in bypassing(test).items() if left - {"KB", "MB", "GB", "SQLite", "nobody"}
    } == {}


def test_nor_in_what_an_administrator_does_with_somebody(open_page: Callable[..., AppTest], held: AppState) -> None:
    held.library.people.add("Webcast", "marketing@nowhere.com", ACCOUNT, Role.FILES, "operator")
    test = open_page("people")
    language.use(Reader("pseudo", "de"))
    test.session_state[session_keys.PICKED] = ("wi-people-known", 0)
    test.run()
    assert test.get("dialog")
    assert bypassing(test) == {}


def test_none_does_where_filters_leave_nobody(open_page: Callable[..., AppTest]) -> None:
    switches = ("asked_question", "answered_survey", "answered_check", "no_shows", "live", "on_demand", "simlive")
    filters = {"campaign": "marketing", "referrer": "No referrer", "min_minutes": "5"}
    page = open_page("overview", events=small.LAUNCH, **filters, **dict.fromkeys(switches, "on"))
    assert bypassing(page) == {}


def test_no_text_of_a_list_over_a_page_does_either(open_page: Callable[..., AppTest]) -> None:
    test = open_page("overview", events=small.LAUNCH)
    language.use(Reader("pseudo", "de"))  # what the page was drawn in, so that its choice boxes can be sent again
    test.session_state[session_keys.CLICKED] = ("wi-attendance", ["way", "On-Demand", small.LAUNCH])
    test.run()
    assert test.get("dialog")
    assert bypassing(test) == {}
