"""What this session looks at: the picked events' audience before and after the filters, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

import polars as pl

from webcast.analysis.audience import Audience
from webcast.errors import SignInAgain, WebcastError
from webcast.ui.frame import event_list, our_company, state
from webcast.view.filters import Filters
from webcast.web.app_state import AppState
from webcast.web.audiences import filtered, load_audience
from webcast.web.uploads import PREFIX
from webcast.web.visitor import Visitor


class Problem(Enum):
    """Why a page has nothing to show; each has a designed state."""

    NO_EVENTS = auto()
    NOT_LOADED = auto()
    SIGN_IN = auto()
    ERROR = auto()


@dataclass(frozen=True)
class Loaded:
    """The audience, filtered and unfiltered, or the problem that stands in its way."""

    everyone: Audience | None = None
    audience: Audience | None = None
    problem: Problem | None = None
    missing: tuple[str, ...] = ()
    listed: pl.DataFrame | None = field(default=None, repr=False)
    """The account's event list as of this run; None where it was not needed, and for who works with files only."""
    error: WebcastError | None = None
    filters: Filters = field(default_factory=Filters)
    """Those in force, with who is ours (:meth:`Filters.knowing`)."""


def load(app: AppState, visitor: Visitor) -> Loaded:
    """Load the picked events and apply the filters in force; a failure becomes a problem to show."""
    events: tuple[str, ...] = state.looking().events
    if not events:
        return Loaded(problem=Problem.NO_EVENTS)
    try:
        listed = None if visitor.files_only else event_list_of(app, visitor, events)
        missing = not_loaded(listed, events)
        if missing:
            return Loaded(problem=Problem.NOT_LOADED, missing=missing)
        everyone = load_audience(app, visitor, events, merged=state.looking().merged)
        filters = our_company.known(app, visitor)
        audience = filtered(everyone, filters, state.looking().zone)
        return Loaded(everyone=everyone, audience=audience, filters=filters, listed=listed)
    except SignInAgain as exc:
        return Loaded(problem=Problem.SIGN_IN, error=exc)
    except WebcastError as exc:
        return Loaded(problem=Problem.ERROR, error=exc)


def event_list_of(app: AppState, visitor: Visitor, events: tuple[str, ...]) -> pl.DataFrame:
    """Return the account's event list: what a run of a page needs of it is of this one reading.

    An address can name events that came up since the list was last asked for; then it is asked for again, once.

    Raises:
        WebcastError: The list cannot be had.
    """
    picked = {event for event in events if not event.startswith(PREFIX)}
    theirs = app.theirs(visitor)
    listed = theirs.events()
    if not picked <= set(listed["event_id"]):
        event_list.refresh_once(app, visitor)
        error = event_list.error()
        if error is not None:
            raise error
        listed = theirs.events()
    return listed


def not_loaded(listed: pl.DataFrame | None, events: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of the events that an account may see and that no report is held of yet."""
    if listed is None:
        return ()
    unheld = set(listed.filter(listed["freshness"] == "missing")["event_id"])
    return tuple(event for event in events if event in unheld)


def load_other(app: AppState, visitor: Visitor, events: tuple[str, ...], filters: Filters) -> Audience | None:
    """Load other events to compare with, under the filters of those in view; None where they cannot be had."""
    try:
        everyone = load_audience(app, visitor, events, merged=state.looking().merged)
        return filtered(everyone, filters, state.looking().zone)
    except WebcastError:
        return None
