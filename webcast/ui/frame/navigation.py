"""The pages, as data: which question each answers, and the links that carry events and filters along."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

import streamlit as st

from webcast.language import phrase, say
from webcast.places import PAGES
from webcast.ui.frame import account_words, address_bar, words


@dataclass(frozen=True)
class Entry:
    """One page: the name of its file and of its address, its label, and the question under which it is listed."""

    name: str
    label: str
    group: str
    filtered: bool = True
    """Whether the filter bar belongs beside it."""
    administration: bool = False
    """Whether it is for administrators alone."""


_RESULT: Final = phrase("How did it go?")
_VOICES: Final = phrase("What did they say?")
_PEOPLE: Final = phrase("Who came?")
_TREND: Final = phrase("Better than last time?")
_ADMINISTRATION: Final = phrase("Administration")
HOME: Final = Entry("home", phrase("Home"), "", filtered=False)
EVENTS: Final = Entry("events", phrase("Events"), "", filtered=False)
OVERVIEW: Final = Entry("overview", phrase("Overview"), _RESULT)
REGISTRANTS: Final = Entry("registrants", phrase("Registrants"), _PEOPLE)
ENTRIES: Final = (
    HOME,
    EVENTS,
    OVERVIEW,
    Entry("funnel", phrase("Funnel"), _RESULT),
    Entry("timeline", phrase("Timeline"), _RESULT),
    Entry("surveys", phrase("Surveys"), _VOICES),
    Entry("questions", phrase("Questions"), _VOICES),
    REGISTRANTS,
    Entry("companies", phrase("Companies"), _PEOPLE),
    Entry("campaigns", phrase("Campaigns"), _PEOPLE),
    Entry("portfolio", phrase("Portfolio"), _TREND),
    Entry("people", phrase("People"), _ADMINISTRATION, filtered=False, administration=True),
    Entry("audit", phrase("Audit"), _ADMINISTRATION, filtered=False, administration=True),
    Entry("privacy", phrase("Privacy"), _ADMINISTRATION, filtered=False, administration=True),
    Entry("operations", phrase("Operations"), _ADMINISTRATION, filtered=False, administration=True),
)


@cache
def present() -> tuple[Entry, ...]:
    """Return the pages whose files are there."""
    return tuple(entry for entry in ENTRIES if (PAGES / f"{entry.name}.py").is_file())


def page(entry: Entry, *, signed_in: bool = True) -> st.Page:
    """Return the Streamlit page of an entry; signed out, every address shows the sign-in page and keeps itself."""
    return _page(entry, "sign_in" if not signed_in else entry.name, url_path=entry.name)


def _page(entry: Entry, source: str, *, url_path: str, default: bool = False) -> st.Page:
    title = f"{account_words.SIGN_IN if source == 'sign_in' else say(entry.label)} · {words.PRODUCT}"
    return st.Page(PAGES / f"{source}.py", title=title, url_path=url_path, default=default)


def route(*, signed_in: bool, start: Entry = EVENTS) -> tuple[st.Page, Entry]:
    """Register all pages and return the one that the address asks for.

    Args:
        signed_in: Whether somebody is.
        start: The page at the bare address.
    """
    pages = {entry: page(entry, signed_in=signed_in) for entry in present()}
    # The bare address is a page of its own, so that the Events page keeps its own address as well.
    chosen = st.navigation([_start(start, signed_in=signed_in), *pages.values()], position="hidden")
    return chosen, next((entry for entry in pages if entry.name == chosen.url_path), start)


def _start(start: Entry, *, signed_in: bool = True) -> st.Page:
    return _page(start, start.name if signed_in else "sign_in", url_path="start", default=True)


def menu(
    at: st.Page,
    start: Entry,
    beside_first: Callable[[], None],
    below_first: Callable[[], None],
    *,
    administration: bool = False,
) -> None:
    """Draw the links to the pages, grouped by question; each carries events, filters and zone in its address.

    Args:
        at: The page in view, whose link is marked as current.
        start: The page at the bare address.
        beside_first: Draws what stands beside the first link.
        below_first: Draws what stands below it.
        administration: Whether the pages for administrators are among them.
    """
    # At the bare address a page has another name: its link must lead there to be marked.
    known = any(at.url_path == entry.name for entry in present())

    def place(entry: Entry) -> st.Page:
        return _target(entry, bare=entry == start and not known)

    first, *others = (entry for entry in present() if administration or not entry.administration)
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, key="wi-nav-first"):
        _link(place(first), say(first.label), address_bar.carried_query())
        beside_first()
    below_first()
    carried = address_bar.carried_query()
    group = first.group
    for entry in others:
        if entry.group != group:
            group = entry.group
            st.html(f'<p class="wi-nav-heading">{say(group)}</p>')
        _link(place(entry), say(entry.label), carried)


def link(entry: Entry, label: str) -> None:
    """Draw a link to a page that keeps what is in force."""
    _link(_target(entry), label, address_bar.carried_query())


def to_events() -> None:
    """Draw the link to where events are picked as the one thing to do here."""
    with st.container(key="wi-to-events"):
        _link(_target(EVENTS), words.TO_EVENTS, address_bar.carried_query(), width="content")


@cache
def _target(entry: Entry, *, bare: bool = False) -> st.Page:
    """Return what a link leads to: a page, or the bare address. Made once: each looks for its file on the disk."""
    return _start(entry) if bare else page(entry)


def _link(
    to: st.Page, label: str, carried: Mapping[str, str], width: Literal["stretch", "content"] = "stretch"
) -> None:
    st.page_link(to, label=label, query_params=dict(carried), width=width)


def go(entry: Entry) -> None:
    """Switch to a page and keep what is in force."""
    st.switch_page(page(entry), query_params=address_bar.carried(entry.name))
