"""The one way in which pages and routes get data: picked events and opened files together."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Final
from weakref import WeakKeyDictionary

from webcast.analysis import programmes
from webcast.analysis.audience import Audience
from webcast.errors import ChangeRequest
from webcast.view.filters import Filters
from webcast.web.app_state import AppState
from webcast.web.uploads import PREFIX
from webcast.web.visitor import Visitor


class NothingPicked(ChangeRequest):
    """An analysis was asked for without any event."""


def load_audience(state: AppState, visitor: Visitor, event_ids: Sequence[str], *, merged: bool = False) -> Audience:
    """Return the audience of the picked events; shared and cached, so never change it.

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
    held = _picked(state, visitor, event_ids)
    # Kept with what it was made of, so that it goes when that goes; every session shares it.
    return held.once("merged", lambda: Audience.of(programmes.merged(held.report))) if merged else held


def _picked(state: AppState, visitor: Visitor, event_ids: Sequence[str]) -> Audience:
    picked = tuple(sorted(dict.fromkeys(event_ids)))
    if not picked:
        raise NothingPicked("At least one event should be picked, but none is.", remedy="Pick events first.")
    files = tuple(name for name in picked if name.startswith(PREFIX))
    events = tuple(name for name in picked if not name.startswith(PREFIX))
    if not files:
        return state.library.audience(visitor.account, events)
    # Asked of the library every time: it checks permission, and a newer snapshot is another report.
    held = state.library.audience(visitor.account, events) if events else None
    return state.uploads.audience(visitor.sid, files, beside=held)


MOST_FILTERED: Final = 4
"""Filtered audiences kept of each audience: a person's reruns and what a colleague looks at meanwhile."""

_filtered: WeakKeyDictionary[Audience, OrderedDict[tuple[Filters, str], Audience]] = WeakKeyDictionary()
_lock: Final = Lock()


def filtered(everyone: Audience, filters: Filters, zone: str) -> Audience:
    """Return those who pass the filters; shared and cached like the audience, so never change it.

    Every rerun of a page asks for the same again, and what a filtered audience has computed (its curve, its steps) is
    worth keeping. It goes when the audience goes: a newer report is another one, and a forgotten person is in none.

    Args:
        everyone: Whom to choose from; an audience of one account or one session, and so is what is kept of it.
        filters: Those in force.
        zone: Whose whole days dates mean.

    Raises:
        FilterError: There is no such zone.
    """
    if not filters:
        return everyone
    key = (filters, zone)
    with _lock:
        kept = _filtered.setdefault(everyone, OrderedDict())
        if key in kept:
            kept.move_to_end(key)
            return kept[key]
    made = filters.apply(everyone, zone)
    with _lock:
        kept[key] = made
        while len(kept) > MOST_FILTERED:
            kept.popitem(last=False)
    return made
