"""The one way in which pages and routes get data: picked events and opened files together."""

from __future__ import annotations

from collections.abc import Sequence

from webcast.analysis import programmes
from webcast.analysis.audience import Audience
from webcast.errors import ChangeRequest
from webcast.web.session import Visitor
from webcast.web.state import AppState
from webcast.web.uploads import PREFIX


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
