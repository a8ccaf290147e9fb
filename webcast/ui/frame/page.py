"""The shape of every page: question, answer, context line; then what the page is about.

A page calls :func:`begin` first. Where there is nothing to analyse, ``begin`` draws the state that says why and what
to do, and stops the page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from webcast import formats
from webcast.analysis.audience import Audience
from webcast.ui.frame import address_bar, current_run, empty_states, html, loading, programmes, state, words
from webcast.view.filters import Filters
from webcast.web.app_state import AppState
from webcast.web.uploads import PREFIX
from webcast.web.visitor import Visitor


@dataclass(frozen=True)
class Context:
    """What a page works with."""

    app: AppState
    visitor: Visitor
    audience: Audience
    """The people who pass the filters; at least one."""
    everyone: Audience
    """The people of the picked events before any filter; shared, never changed."""
    filters: Filters
    zone: str
    theme: Literal["light", "dark"]
    locale: str | None
    _answer: DeltaGenerator = field(repr=False)

    def answer(self, sentence: str) -> None:
        """Say the computed answer to the page's question, under its title."""
        self._answer.html(f'<p class="wi-answer">{html.text(sentence)}</p>')


def begin(question: str) -> Context:
    """Draw the head of a page and return what it works with, or draw why it cannot go on and stop.

    Args:
        question: The page's title: the question that it answers, from :mod:`webcast.ui.words`.
    """
    here = current_run.get()
    st.title(question, anchor=False)
    answer = st.empty()
    empty_states.stop_if_any(here.app, here.visitor, here.held)
    held = here.held
    if held.everyone is None or held.audience is None:
        st.stop()
    address_bar.resolve(held.everyone)
    context = Context(
        app=here.app,
        visitor=here.visitor,
        audience=held.audience,
        everyone=held.everyone,
        filters=state.looking().filters,
        zone=state.looking().zone,
        theme="dark" if st.context.theme.type == "dark" else "light",
        locale=st.context.locale,
        _answer=answer,
    )
    context_line(context)
    loading.again(here.app, here.visitor, tuple(e for e in state.looking().events if not e.startswith(PREFIX)))
    return context


def context_line(context: Context) -> None:
    """Draw the line that says what is being looked at: events, filters, zone, data as of, n of n registrants."""
    events = context.everyone.events
    html.line(
        "wi-context",
        html.text(words.event_names(events["title"].to_list())),
        html.text(words.MERGED) if programmes.in_force(events) else "",
        html.text(context.filters.describe()),
        html.text(formats.zone_in_words(context.zone)),
        html.text(words.as_of(events["run_at"].drop_nulls().sort().to_list(), context.zone, context.locale)),
        html.text(words.matching(context.audience.count, context.everyone.total)),
    )
    for note in context.filters.notes(context.everyone):
        html.line("wi-context", html.text(note))
