"""What this session looks at: the picked events' audience before and after the filters, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import partial
from typing import Any

import polars as pl

from webcast.analysis.audience import Audience
from webcast.errors import SignInAgain, WebcastError
from webcast.ui.frame import event_list, our_company, state
from webcast.view.filters import Filters
from webcast.web.app_state import AppState
from webcast.web.audiences import filtered, load_audience, unopened
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
    picked: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, repr=False)
    """Picked event → its row of the account's event list."""
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
        listed, picked = (None, {}) if visitor.files_only else event_list_of(app, visitor, events)
        missing = not_loaded(picked)
        if missing:
            return Loaded(problem=Problem.NOT_LOADED, missing=missing)
        everyone = load_audience(app, visitor, events, merged=state.looking().merged)
        filters = our_company.known(app, visitor)
        reports = partial(unopened, app, visitor, events)
        audience = filtered(everyone, filters, state.looking().zone, reports)
        return Loaded(everyone=everyone, audience=audience, filters=filters, listed=listed, picked=picked)
    except SignInAgain as exc:
        return Loaded(problem=Problem.SIGN_IN, error=exc)
    except WebcastError as exc:
        return Loaded(problem=Problem.ERROR, error=exc)


def event_list_of(
    app: AppState, visitor: Visitor, events: tuple[str, ...]
) -> tuple[pl.DataFrame, dict[str, dict[str, Any]]]:
    """Return the account's event list, and the rows of picked events: a run of a page needs this one reading.

    An address can name events that came up since the list was last asked for; then it is asked for again, once.

    Raises:
        WebcastError: The list cannot be had.
    """
    wanted = {event for event in events if not event.startswith(PREFIX)}
    theirs = app.theirs(visitor)
    listed = theirs.events()
    picked = event_list.rows_of(listed, events)
    if not wanted <= picked.keys():
        event_list.refresh_once(app, visitor)
        error = event_list.error()
        if error is not None:
            raise error
        listed = theirs.events()
        picked = event_list.rows_of(listed, events)
    return listed, picked


def not_loaded(picked: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    """Return those of the events of :func:`rows_of` that no report is held of yet."""
    return tuple(event for event, row in picked.items() if row["freshness"] == "missing")


def load_other(app: AppState, visitor: Visitor, events: tuple[str, ...], filters: Filters) -> Audience | None:
    """Load other events to compare with, under the filters of those in view; None where they cannot be had."""
    try:
        everyone = load_audience(app, visitor, events, merged=state.looking().merged)
        return filtered(everyone, filters, state.looking().zone)
    except WebcastError:
        return None
