"""Finds what figures are compared with: other events, the period before, medians, goals, a saved view.

Never with more than was asked for, and never with a number that is not one: what cannot be compared says why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final

import polars as pl

from webcast.analysis.audience import Audience
from webcast.analysis.by_event import ASKED, KEY_FIGURES, WAYS, Measured, reached
from webcast.analysis.programmes import JOIN, same_programme
from webcast.errors import FilterError, WebcastError
from webcast.library.theirs import Theirs
from webcast.library.views import UnknownView
from webcast.presentation import asked_question, measures
from webcast.presentation import comparisons as words
from webcast.presentation.measures import COUNTS
from webcast.roles import Role
from webcast.view import comparison
from webcast.view.comparison import Beside
from webcast.view.filters import Filters
from webcast.view.record import View
from webcast.web import history
from webcast.web.audiences import filtered
from webcast.web.history import Whose
from webcast.web.uploads import PREFIX

MONTH: Final = timedelta(days=30)
"""The shortest period that is compared."""


@dataclass(frozen=True)
class Looking:
    """What figures are of.

    Attributes:
        theirs: Where other events are, as who looks may see them; nobody's for who works with files only.
        view: The record; its filters know who is ours.
        everyone: The people before any filter.
        people: Those who pass the filters.
        shown: The events that figures are of: one of the picked ones, or all of them.
        now: What is over by now has ended.
        known: Their event list, where it is at hand.
    """

    theirs: Theirs
    view: View
    everyone: Audience
    people: Audience
    shown: pl.DataFrame
    now: datetime
    known: pl.DataFrame | None = field(default=None, repr=False)

    @cached_property
    def listed(self) -> pl.DataFrame:
        """Their event list, asked for once; empty without an account."""
        if self.known is not None:
            return self.known
        return self.theirs.events()

    @property
    def ids(self) -> frozenset[str]:
        """The events that figures are of, broadcasts that were merged each by itself."""
        return frozenset(part for name in self.shown["event_id"] for part in name.split(JOIN))

    @property
    def role(self) -> Role:
        """What who looks may see, as the people in view have it."""
        return Role.FIGURES if self.everyone.masking is not None else Role.PEOPLE

    @property
    def whose(self) -> Whose:
        """The account's events, looked at as these are."""
        view = self.view
        return Whose(self.theirs, view.merged, view.filters, view.zone, self.role)


@dataclass(frozen=True)
class Other:
    """What figures are compared with, before it is counted.

    Attributes:
        kind: One of :data:`comparison.KINDS`, or :data:`comparison.VIEW`.
        name: As in a sentence.
        why: Why nothing, or not everything, is compared.
        detail: Which events these are, where the name does not say.
        people: Whose figures, taken together.
        rows: Makes one row an event, whose median it is.
        goals: Figure → goal.
        left_out: Figures that cannot be compared.
        several: More than one event is looked at.
        no_rates: Rates are not compared.
    """

    kind: str
    name: str = ""
    why: str = ""
    detail: str = ""
    people: Audience | None = field(default=None, repr=False)
    rows: Callable[[Measured], pl.DataFrame] | None = field(default=None, repr=False)
    goals: Mapping[str, float] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    several: bool = False
    no_rates: bool = False

    @property
    def is_there(self) -> bool:
        """Whether there is anything to compare with."""
        return self.people is not None or self.rows is not None or bool(self.goals)

    @property
    def alike(self) -> bool:
        """Whether counts are of the same number of events, so that their difference means something."""
        return self.kind != comparison.EVERYBODY and not (self.rows is not None and self.several)

    @property
    def counts(self) -> bool:
        """Whether counts can be compared: of as many events, and of people whom the same filters let through."""
        return self.alike and not self.left_out

    def figures(self, measured: Measured) -> dict[str, Any]:
        """Return its figures by name; what is not known, or cannot be compared, is left out or None."""
        if self.goals:
            found: dict[str, Any] = dict(self.goals)
        elif self.people is not None:
            people = self.people
            found = dict(people.once(("beside", measured.name), lambda: measured.together(people)))
        elif self.rows is not None:
            found = history.medians(self.rows(measured))
            if self.several:
                found = {name: value for name, value in found.items() if name not in measured.alone}
        else:
            return {}
        rates = {name for name in found if measured.shares or name.endswith("_rate")} if self.no_rates else set()
        return {name: value for name, value in found.items() if name not in self.left_out and name not in rates}

    def drawn(self, measured: Measured) -> dict[str, Any]:
        """Return what charts mark on their bars; nothing of a goal, and no shares where rates are not compared."""
        return {} if self.goals else self.figures(measured)


def find(at: Looking) -> Other:
    """Return what is compared with; where it cannot be had, why."""
    choice = comparison.in_force(
        at.view.choices.compare, filtered=bool(at.view.filters), events=at.everyone.events.height
    )
    kind = comparison.VIEW if choice.startswith(comparison.VIEW) else choice
    try:
        found = _FINDERS[kind](at)
    except WebcastError:
        found = Other(kind, why=words.CANNOT_BE_HAD)
    several = at.shown.height > 1
    # Of those who came, all came: to compare that share with others' would say nothing.
    no_rates = by_attendance(at.view.filters) and kind != comparison.GOAL
    why = found.why or (words.BY_ATTENDANCE if no_rates and at.view.choices.compare else "")
    return replace(found, several=several, no_rates=no_rates, why=why)


def key_figures(at: Looking) -> Beside:
    """Return what the key figures are compared with, counted: what a file of them and the command line write."""
    found, choices = find(at), at.view.choices
    try:
        figures: dict[str, Any] = {}
        for measured in (KEY_FIGURES, ASKED, measures.COMPANIES, measures.CAMPAIGNS):
            figures |= found.figures(measured)
        for measured in (WAYS, reached(choices.rules), measures.CAMPAIGN_RATES):
            figures |= found.drawn(measured)
        if found.counts:
            figures |= found.drawn(measures.leading_companies(at.people, choices.weights))
        return Beside(found.name, figures | _of_question(at, found), found.why)
    except WebcastError:
        return Beside(why=words.CANNOT_BE_HAD)


def _of_question(at: Looking, found: Other) -> dict[str, Any]:
    """Return the figures of the survey question in view, and the shares of its answers; none where none was asked."""
    try:
        question = asked_question.find(at.people, at.view.choices.question)
    except FilterError:  # whoever draws or lists the question says so
        return {}
    if question is None:
        return {}
    return found.figures(measures.survey(question)) | found.drawn(measures.answers(question))


def nearest_last(earlier: pl.DataFrame, event: pl.DataFrame) -> pl.DataFrame:
    """Return earlier events, the one that an event is compared with last: of its programme, else the latest.

    Args:
        earlier: Events with ``title`` and ``at``.
        event: One row with ``title``; where that is not known, none is of its programme.
    """
    own = event["title"].cast(pl.String)[0]
    same = same_programme() == pl.lit(own, dtype=pl.String).str.strip_chars().str.to_lowercase()
    return earlier.sort(same.fill_null(value=False), "at", maintain_order=True)


def median_name(listed: pl.DataFrame, now: datetime, count: int) -> str:
    """Name the median of so many of an account's events that are over, the latest where they are not all."""
    return words.median_of(count, all_of_them=history.ended(listed, now).height == count)


def by_attendance(filters: Filters) -> bool:
    """Tell whether filters ask who attended, which no share of attendees can then be compared under."""
    shown = (filters.live, filters.on_demand, filters.simlive, filters.no_shows)
    minutes = filters.min_minutes is not None or filters.max_minutes is not None
    dated = filters.viewed_in_range and (filters.start is not None or filters.end is not None)
    return any(shown) or minutes or dated


# One finder a kind


def _everybody(at: Looking) -> Other:
    if not at.view.filters:
        return Other(comparison.EVERYBODY, why=words.NOT_FILTERED)
    return Other(comparison.EVERYBODY, words.EVERYBODY, people=at.everyone)


def _picked(at: Looking) -> Other:
    if at.everyone.events.height < 2:
        return Other(comparison.PICKED, why=words.ONE_PICKED)
    return Other(comparison.PICKED, words.MEDIAN_EVENT, rows=lambda measured: _by_event(at.people, measured))


def _by_event(people: Audience, measured: Measured) -> pl.DataFrame:
    return people.once(("by event", measured.name), lambda: measured.by_event(people))


def _median(at: Looking) -> Other:
    if not at.theirs.known:
        return Other(comparison.MEDIAN, why=words.NO_ACCOUNT)
    over = history.over(at.listed, at.now)
    ids = over["event_id"].to_list()
    if len(ids) < 2:
        return Other(comparison.MEDIAN, why=words.FEW_LOADED)
    name = median_name(at.listed, at.now, len(ids))
    return Other(comparison.MEDIAN, name, rows=lambda measured: history.figures(at.whose, ids, measured))


def _before(at: Looking) -> Other:
    earlier, why = _earlier(at)
    if earlier.is_empty():
        return Other(comparison.BEFORE, why=why or words.NO_EVENT_BEFORE)
    count = at.shown.height
    if count == 1:
        earlier = nearest_last(earlier, at.shown)
    return _of_events(at, comparison.BEFORE, earlier.tail(count), words.events_before(min(count, earlier.height)))


def _period(at: Looking) -> Other:
    earlier, why = _earlier(at)
    first, last = _span(at)
    if why or first is None or last is None:
        return Other(comparison.PERIOD, why=why or words.NO_DATE)
    length = max(last - first, MONTH)
    found = earlier.filter(pl.col("at") >= first - length).tail(history.MOST)
    if found.is_empty():
        return Other(comparison.PERIOD, why=words.nothing_in(length.days))
    return _of_events(at, comparison.PERIOD, found, words.period(length.days))


def _goal(at: Looking) -> Other:
    if not at.theirs.known:
        return Other(comparison.GOAL, why=words.NO_ACCOUNT)
    goals = at.theirs.library.goals.of(at.theirs.account)
    return Other(comparison.GOAL, words.GOAL, goals=goals, why="" if goals else words.NO_GOALS)


def _view(at: Looking) -> Other:
    if not at.theirs.known:
        return Other(comparison.VIEW, why=words.NO_ACCOUNT)
    if not at.role.may(Role.PEOPLE):  # a saved view may name people
        return Other(comparison.VIEW, why=words.NO_VIEW)
    try:
        saved = at.theirs.views.get(at.view.choices.compare.removeprefix(comparison.VIEW))
    except UnknownView:
        return Other(comparison.VIEW, why=words.NO_VIEW)
    held = set(history.loaded(at.listed)["event_id"])
    events = [event for event in saved.view.events if not event.startswith(PREFIX)]
    if not events or not held.issuperset(events):
        return Other(comparison.VIEW, why=words.VIEW_NOT_LOADED)
    filters = saved.view.filters
    if filters.without_ours:
        ours = at.theirs.library.ours.of(at.theirs.account)
        if not ours:
            return Other(comparison.VIEW, why=words.VIEW_NEEDS_OURS)
        filters = filters.knowing(lambda: ours)
    zone = saved.view.zone or at.view.zone
    everyone = Whose(at.theirs, saved.view.merged, Filters(), zone, at.role).people(events)
    view = saved.view.resolved(everyone)
    people = view.people(filtered(everyone, filters, zone), view.sets(everyone))
    return _apart(at, Other(comparison.VIEW, words.saved_view(saved.name), people=people), everyone.events.height)


_FINDERS: Final[Mapping[str, Callable[[Looking], Other]]] = {
    comparison.EVERYBODY: _everybody,
    comparison.PICKED: _picked,
    comparison.MEDIAN: _median,
    comparison.BEFORE: _before,
    comparison.PERIOD: _period,
    comparison.GOAL: _goal,
    comparison.VIEW: _view,
}


def _span(at: Looking) -> tuple[datetime | None, datetime | None]:
    """Return when the first and the last event looked at began."""
    starts = at.shown["live_start"].drop_nulls().to_list()
    if not starts and at.theirs.known:
        listed = history.loaded(at.listed)
        starts = listed.filter(pl.col("event_id").is_in(list(at.ids)))["at"].to_list()
    return (min(starts), max(starts)) if starts else (None, None)


def _earlier(at: Looking) -> tuple[pl.DataFrame, str]:
    """Return the loaded events before those looked at, by date; none, and why, where that cannot be said."""
    none = pl.DataFrame()
    if not at.theirs.known:
        return none, words.NO_ACCOUNT
    if any(event.startswith(PREFIX) for event in at.ids):
        return none, words.NOT_FOR_FILES
    first, _ = _span(at)
    if first is None:
        return none, words.NO_DATE
    listed = history.loaded(at.listed)
    return listed.filter(pl.col("at") < first, ~pl.col("event_id").is_in(list(at.ids))), ""


def _of_events(at: Looking, kind: str, events: pl.DataFrame, name: str) -> Other:
    people = at.whose.people(events["event_id"].to_list())
    detail = ", ".join(title or event for event, title in events.select("event_id", "title").tail(3).rows())
    return _apart(at, Other(kind, name, people=people, detail=detail), people.events.height)


def _apart(at: Looking, other: Other, events: int) -> Other:
    """Leave counts out where they are of another number of events."""
    here = at.shown.height
    if here == events:
        return other
    return replace(other, left_out=COUNTS, why=words.counts_apart(here, events))
