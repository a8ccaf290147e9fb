"""Whether a drawer lies over the page: a page that draws itself anew would take it away from who reads in it.

What is in it is left for the other processes: a tab that loses its connection and connects again at one of them is
shown it again. What a page is not told is that somebody closed it, so one that was closed since the page was last
drawn whole comes back as well.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Literal

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from webcast.analysis.audience import Audience
from webcast.cohorts.cohort import Cohort
from webcast.errors import LibraryError
from webcast.library.passing import Terms
from webcast.ui.frame import current_run, session_keys, state
from webcast.web.tabs import had

KIND: Final = "drawer"
_KEPT_FOR: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Noted:
    """What a drawer shows.

    Attributes:
        title: Over it.
        sets: Who is in it, as texts.
        event: The one event that it is of, of several that are picked; empty: of all.
    """

    title: str = field(repr=False)
    sets: tuple[str, ...] = field(repr=False)
    event: str = ""


def watch(*, watched: bool) -> None:
    """Say at the start of a page whether it will want to know; no drawer outlives a run of the whole page."""
    st.session_state[session_keys.DRAWER_WATCHED] = watched
    st.session_state[session_keys.DRAWER_OPEN] = False


def is_open() -> bool:
    """Tell whether somebody has a drawer open, on a page that wants to know."""
    return bool(st.session_state.get(session_keys.DRAWER_OPEN))


def opened() -> Literal["ignore"] | Callable[[], None]:
    """Note that a drawer opens; return what ``st.dialog`` is to do when it is dismissed."""
    if not st.session_state.get(session_keys.DRAWER_WATCHED):
        return "ignore"
    st.session_state[session_keys.DRAWER_OPEN] = True
    return _dismissed


def _dismissed() -> None:
    st.session_state[session_keys.DRAWER_OPEN] = False


def note(title: str, audience: Audience, sets: Sequence[Cohort]) -> None:
    """Leave what a drawer shows, where other processes share the dashboard."""
    current, run = current_run.get(), get_script_run_ctx()
    if run is None or not current.app.shares:
        return
    events = audience.events["event_id"].to_list()
    several = len(state.looking().events) > 1
    said = {
        "page": st.session_state[state.PAGE],
        "title": title,
        "sets": [people.to_text() for people in sets],
        "event": events[0] if several and len(events) == 1 else "",
    }
    passing = current.app.passing
    with suppress(LibraryError):  # then a tab that connects again is without it
        terms = Terms(passing.now() + _KEPT_FOR, tab=run.session_id)
        passing.put(current.visitor.sid, KIND, run.session_id, json.dumps(said).encode(), terms)
        st.session_state[session_keys.DRAWER_NOTED] = True


def noted() -> Noted | None:
    """Return what the drawer showed that the tab had open before it connected again: asked before a page is drawn.

    It is returned once, in the first run. Other runs of a whole page take a drawer away, and what was left of it.
    """
    current, run = current_run.get(), get_script_run_ctx()
    first = session_keys.DRAWER_NOTED not in st.session_state
    if run is None or not current.app.shares or not (first or st.session_state[session_keys.DRAWER_NOTED]):
        return None
    st.session_state[session_keys.DRAWER_NOTED] = False
    name = had(st.context.headers) if first else run.session_id
    with suppress(LibraryError):
        found = current.app.passing.get(current.visitor.sid, KIND, name) if name else None
        if name and found is not None:
            current.app.passing.drop(current.visitor.sid, KIND, name)
            said = json.loads(found)
            if first and said["page"] == st.session_state[state.PAGE]:
                return Noted(said["title"], tuple(said["sets"]), said["event"])
    return None
