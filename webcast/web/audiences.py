"""The one way in which pages and routes get data: picked events and opened files together.

What a visitor may not see is not in what they get: for whom figures are enough the audience is masked here
(:mod:`webcast.analysis.masking`), so that no page, chart, drawer, file, filter, search or sorting has it to show.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Final
from weakref import WeakKeyDictionary

from webcast.analysis import masking, programmes
from webcast.analysis.audience import Audience
from webcast.errors import ChangeRequest
from webcast.language import later
from webcast.library.narrowing import narrowed
from webcast.library.turns import Turns
from webcast.reports.unopened import WHOLE_UP_TO, ChangedMeanwhile, Unopened
from webcast.roles import Role
from webcast.view.filters import Filters
from webcast.web.app_state import AppState
from webcast.web.uploads import PREFIX
from webcast.web.visitor import Visitor


class NothingPicked(ChangeRequest):
    """An analysis was asked for without any event."""


def load_audience(state: AppState, visitor: Visitor, event_ids: Sequence[str], *, merged: bool = False) -> Audience:
    """Return the audience of the picked events as a visitor may see it; shared and cached, so never change it.

    Args:
        state: The process's state.
        visitor: Who asks: they get events of their own event list and files of their own session, no others.
        event_ids: Platform event ids, and ids of opened files (``file-1``), in any order.
        merged: Take the broadcasts of one programme as one event, in which a person counts once.

    Raises:
        NothingPicked: No event is picked.
        UnknownEvent: One of them is not theirs, or not held.
        BadData: An opened file is of an event that is picked as well.
    """
    return as_seen(_picked(state, visitor, event_ids), visitor.role, merged=merged)


def unopened(state: AppState, visitor: Visitor, event_ids: Sequence[str]) -> Unopened | None:
    """Return the reports of the picked events without opening them, for what looks at a few after others.

    None where that is not for the visitor, who must not know who people are, or where the people are at hand: opened
    files among the events, or events that somebody looks at.

    Raises:
        UnknownEvent: One of them is not theirs, or not held.
    """
    picked = sorted(dict.fromkeys(event_ids))
    if not picked or not visitor.role.may(Role.PEOPLE) or any(name.startswith(PREFIX) for name in picked):
        return None
    return state.theirs(visitor).unopened(picked)


def of_event(
    state: AppState, visitor: Visitor, everyone: Audience, event_id: str, *, filters: Filters, zone: str
) -> Audience | None:
    """Return who of one event of several passes the filters, by its report alone, for figures.

    None where the others are open anyway, or are needed: who opted out of one event is left out of all. What else is
    told of a person over all events, the name of a company, is told of this event alone.

    Args:
        state: The process's state.
        visitor: Who asks.
        everyone: The people of all picked events, before any filter.
        event_id: The event.
        filters: Those in force.
        zone: Whose whole days dates mean.

    Raises:
        FilterError: There is no such zone.
        UnknownEvent: It is not theirs, or not held.
    """
    if everyone.opened or filters.not_opted_out or event_id not in everyone.events["event_id"]:
        return None
    return filtered(load_audience(state, visitor, [event_id]), filters, zone)


_KEY: Final = secrets.token_bytes(32)
"""Of what stands for names in masked audiences: of this process alone, and kept nowhere."""


def as_seen(held: Audience, role: Role, *, merged: bool) -> Audience:
    """Return an audience as somebody of a role may see it, broadcasts of one programme merged or not.

    Kept with what it was made of, so that it goes when that goes; every session of a role shares it.
    """
    whole = held.once("merged", lambda: Audience.of(programmes.merged(held.report))) if merged else held
    return whole if role.may(Role.PEOPLE) else whole.once("masked", lambda: _masked(whole))


def _masked(whole: Audience) -> Audience:
    return Audience.of(*masking.masked(whole.report, _KEY))


def _picked(state: AppState, visitor: Visitor, event_ids: Sequence[str]) -> Audience:
    picked = tuple(sorted(dict.fromkeys(event_ids)))
    if not picked:
        raise NothingPicked(
            later("At least one event should be picked, but none is."), remedy=later("Pick events first.")
        )
    files = tuple(name for name in picked if name.startswith(PREFIX))
    events = tuple(name for name in picked if not name.startswith(PREFIX))
    if not files:
        return state.theirs(visitor).audience(events)
    # Asked of the library every time: it checks permission, and a newer snapshot is another report.
    held = state.theirs(visitor).audience(events) if events else None
    return state.uploads.audience(visitor.sid, files, beside=held)


MOST_FILTERED: Final = 4
"""Filtered audiences kept of each audience: a person's reruns and what a colleague looks at meanwhile."""

_filtered: WeakKeyDictionary[Audience, OrderedDict[tuple[Filters, str], Audience]] = WeakKeyDictionary()
_lock: Final = Lock()
_turns: Final = Turns()


def filtered(
    everyone: Audience, filters: Filters, zone: str, reports: Callable[[], Unopened | None] | None = None
) -> Audience:
    """Return those who pass the filters; shared and cached like the audience, so never change it.

    Every rerun of a page asks for the same again, and what a filtered audience has computed (its curve, its steps) is
    worth keeping. It goes when the audience goes: a newer report is another one, and a forgotten person is in none.

    Args:
        everyone: Whom to choose from; an audience of one account or one session, and so is what is kept of it.
        filters: Those in force.
        zone: Whose whole days dates mean.
        reports: Returns the reports of all events where they can be opened some after others. Of very many people
            the figures of pages are made so, and all reports are opened when something else is asked.

    Raises:
        FilterError: There is no such zone.
    """
    if not filters:
        return everyone
    key = (filters, zone)
    if (known := _known(everyone, key)) is not None:
        return known
    with _turns.of((everyone, key)):
        if (known := _known(everyone, key)) is not None:
            return known
        made = _some_after_others(everyone, filters, zone, reports) or filters.apply(everyone, zone)
        # A range of dates that nothing has to lie in is everybody; kept with itself it would stay for ever.
        if made is not everyone:
            _keep(everyone, key, made)
        return made


def _known(everyone: Audience, key: tuple[Filters, str]) -> Audience | None:
    with _lock:
        kept = _filtered.setdefault(everyone, OrderedDict())
        if key in kept:
            kept.move_to_end(key)
        return kept.get(key)


def _keep(everyone: Audience, key: tuple[Filters, str], made: Audience) -> None:
    with _lock:
        kept = _filtered.setdefault(everyone, OrderedDict())
        kept[key] = made
        while len(kept) > MOST_FILTERED:
            kept.popitem(last=False)


def _some_after_others(
    everyone: Audience, filters: Filters, zone: str, reports: Callable[[], Unopened | None] | None
) -> Audience | None:
    if reports is None or everyone.opened or everyone.total <= WHOLE_UP_TO:
        return None
    found = reports()
    # A report that came this very moment is for the next run of the page.
    if (
        found is None
        or found.total != everyone.total
        or [*found.registrants] != everyone.events["event_id"].to_list()
    ):
        return None
    ours = filters.ours if filters.without_ours else None
    counted: list[int] = []

    def narrow(some: Audience) -> Audience:
        if ours is not None:
            counted.append(some.count_of(ours.condition(), ours))
        return filters.apply(some, zone)

    try:
        made = narrowed(everyone, found, narrow, asks_who_opted_out=filters.not_opted_out)
    except ChangedMeanwhile:
        return None
    if ours is not None:
        everyone.count_of_known(ours, sum(counted))  # which the page says
    return made
