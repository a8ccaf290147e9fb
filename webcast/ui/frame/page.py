"""The shape of every page: question, answer, context line; then what the page is about.

A page calls :func:`begin` first. Where there is nothing to analyse, ``begin`` draws the state that says why and what
to do, and stops the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from webcast import formats
from webcast.analysis.audience import Audience
from webcast.presentation import named
from webcast.ui.frame import (
    address_bar,
    current_run,
    empty_states,
    filter_bar,
    html,
    loading,
    programmes,
    state,
    theme_change,
    words,
)
from webcast.view.filters import Filters
from webcast.web.app_state import AppState
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
    listed: pl.DataFrame | None = field(repr=False)
    """The account's event list as of this run; None for who works with files only."""
    picked: Mapping[str, Mapping[str, Any]] = field(repr=False)
    """Picked event → its row of that list."""
    zone: str
    theme: Literal["light", "dark"]
    locale: str | None
    primary: DeltaGenerator = field(repr=False)
    """Beside the title: for the one thing that most readers of the page come for."""
    compared: DeltaGenerator = field(repr=False)
    """Under the context line: what figures are compared with."""
    _answer: DeltaGenerator = field(repr=False)
    _line: DeltaGenerator = field(repr=False)

    def answer(self, sentence: str) -> None:
        """Say the computed answer to the page's question, under its title."""
        self._answer.html(f'<p class="wi-answer">{html.text(sentence)}</p>')

    def only(self, audience: Audience, event: Mapping[str, Any]) -> None:
        """Say in the context line that the page is of one event of several: of whom, and as of when.

        Args:
            audience: The people of the event who pass the filters.
            event: Its row of the events.
        """
        several = self.everyone.events.height
        title = words.one_of(words.event_names([event["title"]]), several)
        event_id = event["event_id"]
        own = audience.everyone
        if own.events.height == several:  # it is one event's alone where the reports of the others are not open
            whole = self.everyone.count_of(pl.col("event_id") == event_id, ("event", event_id))
        else:
            whole = own.count
        run_at = [event["run_at"]] if event["run_at"] else []
        with self._line.container():
            context_line(self, title, run_at, audience, whole)


def begin(question: str) -> Context:
    """Draw the head of a page and return what it works with, or draw why it cannot go on and stop.

    Args:
        question: The page's title: the question that it answers, from :mod:`webcast.ui.words`.
    """
    here = current_run.get()
    with st.container(horizontal=True, vertical_alignment="center", key="wi-head"):
        st.title(question, anchor=False)
        primary = st.container(
            width="content", horizontal=True, vertical_alignment="center", gap="small", key="wi-primary"
        )
    answer, line = st.empty(), st.empty()
    held = here.held  # may take a while: what stands above is seen meanwhile
    with st.sidebar:
        programmes.switch(dict(held.everyone.events[["event_id", "title"]].iter_rows()) if held.everyone else None)
        if held.everyone is not None:
            loading.beside(here.app, here.visitor, ended=here.ended)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="wi-bar"):
        with st.container(width="stretch"):
            filter_bar.draw(here.visitor, held.everyone)
        compared = st.container(width="content", key="wi-compared-with")
        again = st.container(width="content")
    empty_states.stop_if_any(here.app, here.visitor, held)
    if held.everyone is None or held.audience is None:
        st.stop()
    address_bar.resolve(held.everyone)
    context = Context(
        app=here.app,
        visitor=here.visitor,
        audience=held.audience,
        everyone=held.everyone,
        filters=held.filters,
        listed=held.listed,
        picked=held.picked,
        zone=state.looking().zone,
        theme=theme_change.drawn_in(),
        locale=st.context.locale,
        primary=primary,
        compared=compared,
        _answer=answer,
        _line=line,
    )
    events = context.everyone.events
    titles, run_at = words.event_names(events["title"].to_list()), [at for at in events["run_at"] if at is not None]
    with line.container():
        context_line(context, titles, run_at, context.audience, context.everyone.total)
    with again:
        loading.again(here.app, here.visitor, held.picked)
    return context


def context_line(
    context: Context, events: str, run_at: Sequence[datetime], audience: Audience, registrants: int
) -> None:
    """Draw the line that says what is being looked at: events, filters, zone, data as of, n of n registrants.

    Args:
        context: What the page works with.
        events: What the events are called.
        run_at: When their reports were made.
        audience: The people who pass the filters.
        registrants: How many there are before any filter.
    """
    html.line(
        "wi-context",
        html.text(events),
        html.text(words.MERGED) if programmes.in_force(context.everyone.events) else "",
        html.text(context.filters.describe()),
        html.text(formats.zone_in_words(context.zone)),
        html.text(words.as_of(run_at, context.zone, context.locale)),
        f'<span class="wi-matching">{html.text(words.matching(audience.count, registrants))}</span>',
    )
    for note in (*context.filters.notes(context.everyone), named.without_attendance(audience)):
        if note:
            html.line("wi-context", html.text(note))
