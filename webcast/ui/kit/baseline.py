"""What figures are compared with, chosen once for all pages: the choice, and how a figure says it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import polars as pl
import streamlit as st

from webcast import formats
from webcast.analysis.by_event import Measured
from webcast.analysis.stages import NOTABLE
from webcast.errors import WebcastError
from webcast.presentation import comparisons
from webcast.presentation.measures import COUNTS
from webcast.ui.frame import html, references, seeds, session_keys, signed_in, state
from webcast.ui.frame import options as widgets
from webcast.ui.frame.page import Context
from webcast.ui.kit import comparison_words
from webcast.ui.kit.change import Change
from webcast.ui.kit.spark import Spark
from webcast.view import comparison
from webcast.view.comparison import Beside
from webcast.web import beside, history
from webcast.web.app_state import app_state
from webcast.web.beside import Looking, Other, by_attendance
from webcast.web.history import Whose

__all__ = ["Baseline", "by_attendance", "choose"]

MORE_IS_BETTER: Final = frozenset(
    {
        "total_registrants", "attendees", "unique_live_viewers", "peak_viewers", "views",
        "live_conversion_rate", "total_conversion_rate", "stayed_rate", "engaged_rate", "survey_rate",
        "companies", "came_companies", "best_rate", "respondents", "response_rate",
        "attended", "stayed", "engaged", "answered_survey", "answered_share", "average_watch_ms", "live_ms",
    }
)  # fmt: skip
"""Figures of which more is better without doubt; of others a change has no colour."""

_SMALL: Final = 100
"""Below it half a one is written."""

Write = Callable[[float | None], str]


@dataclass(frozen=True)
class Baseline:
    """What the figures of a page are compared with, and how they ran over the account's events.

    Attributes:
        name: As in a sentence; empty where nothing is compared.
        figures: Its figures by name.
        alike: Counts are of as many events, so that their difference means something.
        goal: It is a goal: a figure without one says so.
        line: The figures of the account's events, one row an event by date.
    """

    name: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict)
    alike: bool = True
    goal: bool = False
    line: pl.DataFrame = field(default_factory=pl.DataFrame, repr=False)
    other: Other | None = field(default=None, repr=False)

    def drawn(self, measured: Measured, *, counts: bool = False) -> Beside | None:
        """Return what a chart marks on its bars; None where there is nothing to mark.

        Args:
            measured: What the bars are of.
            counts: They are counts, which cannot be compared with each choice.
        """
        if self.other is None or (counts and not self.other.counts):
            return None
        try:
            shares = self.other.drawn(measured)
        except WebcastError:
            return None
        return Beside(self.name, shares) if shares else None

    def points(self, name: str, value: float | None) -> str:
        """Say how many points a share lies above or below; empty where either is unknown."""
        other = self.figures.get(name)
        if value is None or other is None:
            return ""
        return comparison_words.compared_points(value - other, self.name)

    def share(self, name: str, value: float | None) -> Change:
        """Return how a share compares."""
        other = self.figures.get(name)
        if value is None or other is None:
            return self._unknown(name)
        difference = value - other
        sign = comparison_words.change_of_points(difference)
        above = difference > 0 if sign else None
        better = above if name in MORE_IS_BETTER and abs(difference) >= NOTABLE else None
        return Change(sign, comparison_words.beside(self.name, formats.percent(other), above=above), better)

    def count(self, name: str, value: float | None, write: Write) -> Change:
        """Return how a count or a length of time compares."""
        other = self.figures.get(name)
        if value is None or other is None:
            return self._unknown(name)
        if not other or (name in COUNTS and not self.alike):
            return Change(text=comparison_words.compared_value(self.name, write(other)))
        # The median of two small counts may be half a one, which decides on the change.
        half = write is formats.number and other < _SMALL and other != int(other)
        written = formats.decimal(other) if half else write(other)
        # What is written alike is no change that anybody could see.
        sign = "" if write(value) == written else comparison_words.change_of_count(value, other)
        above = value > other if sign else None
        return Change(
            sign, comparison_words.beside(self.name, written, above=above), above if name in MORE_IS_BETTER else None
        )

    def difference(self, name: str, value: float | None, write: Write) -> Change:
        """Return how a mean or a score compares: by how much it lies above or below, in its own unit."""
        other = self.figures.get(name)
        if value is None or other is None:
            return self._unknown(name)
        if write(value) == write(other):
            return Change(text=comparison_words.beside(self.name, write(other), above=None))
        sign = comparison_words.signed(value - other, write(abs(value - other)))
        return Change(sign, comparison_words.beside(self.name, write(other), above=value > other))

    def spark(self, name: str, write: Write) -> Spark | None:
        """Return the small line of a figure over the account's events; None where there is none to draw."""
        if name not in self.line.columns:
            return None
        values = self.line[name].cast(pl.Float64).to_list()
        if sum(value is not None for value in values) < 2:
            return None
        return Spark(tuple(values), comparison_words.line_over_events([write(value) for value in values]))

    def _unknown(self, name: str) -> Change:
        return Change(text=comparison_words.NO_GOAL if self.goal and name not in self.figures else "")


def choose(
    context: Context, measured: Measured, *, only: Mapping[str, Any] | None = None, line: bool = True
) -> Baseline:
    """Draw the choice under the context line, and return what the page's figures are compared with.

    Args:
        context: What the page works with.
        measured: The figures that the page shows.
        only: The row of the one event of several that they are of.
        line: Whether the figures have a line over the account's events.
    """
    at = looking(context, only)
    found = beside.find(at)
    try:
        figures = found.figures(measured)
        ran = _line(at, measured) if line else pl.DataFrame()
    except WebcastError as exc:
        why = references.behind(comparisons.CANNOT_BE_HAD, exc)
        found, figures, ran = Other(found.kind, why=why), {}, pl.DataFrame()
    with context.compared:
        draw(context, found)
    return Baseline(found.name, figures, found.alike, found.kind == comparison.GOAL, ran, found)


def looking(context: Context, only: Mapping[str, Any] | None = None) -> Looking:
    """Return what a page looks at, for whoever finds what to compare it with."""
    events = context.everyone.events
    return Looking(
        theirs=context.app.theirs(context.visitor),
        view=replace(state.looking(), filters=context.filters),
        everyone=context.everyone,
        people=context.audience,
        shown=events if only is None else events.slice(events["event_id"].to_list().index(only["event_id"]), 1),
        now=context.app.now(),
        known=context.listed,
    )


def _line(at: Looking, measured: Measured) -> pl.DataFrame:
    """Return the figures of the account's events that are over, under the same filters; none without an account."""
    if not at.theirs.known:
        return pl.DataFrame()
    over = history.over(at.listed, at.now)
    whose = Whose(at.theirs, merged=False, filters=at.view.filters, zone=at.view.zone, role=at.role)
    return history.figures(whose, over["event_id"].to_list(), measured)


# The choice


def draw(context: Context, found: Other) -> None:
    """Draw what is compared with, and behind it the choice of something else."""
    label = comparison_words.compared_with(found.name)
    place = st.popover(html.markdown(label), key=session_keys.COMPARE, type="tertiary", on_change=_opened_or_closed)
    if place.open:
        with place:
            _choice(context)
    said = found.why or found.detail
    if said:
        html.line("wi-context", html.text(said))


def _opened_or_closed() -> None:
    st.session_state[state.GOAL_WRONG] = ""


def _choice(context: Context) -> None:
    options = dict(comparisons.LABELS)
    if context.visitor.files_only:
        kept = ("", comparison.PICKED, comparison.EVERYBODY)
        options = {name: options[name] for name in kept}
    elif context.visitor.has_views:
        for saved in context.app.theirs(context.visitor).views.all():
            options[f"{comparison.VIEW}{saved.id}"] = comparisons.saved_view(saved.name)
    current = state.looking().choices.compare
    # A view that is gone stays the choice until another is made: the line says that it is not there any more.
    options.setdefault(current, comparisons.NO_VIEW)
    key = seeds.put("wi-compare-with", current, tuple(options.items()))

    def changed() -> None:
        state.choose(compare=widgets.picked(key, options, current))

    st.selectbox(
        comparison_words.COMPARE_WITH, list(options), format_func=options.__getitem__, key=key, on_change=changed,
        width=320, filter_mode="contains",
    )  # fmt: skip
    if not context.visitor.files_only:
        _goals(context.app.library.goals.of(context.visitor.account))


def _goals(goals: Mapping[str, float]) -> None:
    keys = {name: f"wi-goal-{name}" for name in comparison_words.GOALS}

    def saved() -> None:
        _save({name: st.session_state[key] for name, key in keys.items()})

    with st.expander(comparison_words.YOUR_GOALS), st.form("wi-goals", border=False):
        st.caption(comparison_words.GOALS_HINT)
        for name, label in comparison_words.GOALS.items():
            goal = goals.get(name)
            shown = None if goal is None else goal / _UNIT.get(name, 1)
            st.number_input(label, 0.0, 10_000_000.0, shown, step=1.0, format="%g", key=keys[name], width=320)
        st.form_submit_button(comparison_words.SAVE_GOALS, on_click=saved, key="wi-goals-save")
    if wrong := st.session_state[state.GOAL_WRONG]:
        html.line("wi-alert", html.text(wrong))


_UNIT: Final = {"live_conversion_rate": 0.01, "total_conversion_rate": 0.01, "average_watch_ms": 60_000}
"""What a goal of one is, as people type it."""


def _save(typed: Mapping[str, float | None]) -> None:
    """Keep the goals on behalf of who is looking now, and compare with them."""
    visitor = signed_in.visitor()
    if visitor is None or visitor.files_only:
        return
    goals = {name: value * _UNIT.get(name, 1) for name, value in typed.items() if value}
    try:
        app_state().library.goals.put(visitor.account, goals, visitor.username, where=signed_in.network())
    except WebcastError as exc:
        st.session_state[state.GOAL_WRONG] = references.said(exc)
        return
    state.choose(compare=comparison.GOAL if goals else "")
