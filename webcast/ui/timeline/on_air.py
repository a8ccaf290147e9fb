"""An event on air: what is known of it, and following it, so that the page draws itself anew as it goes on."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import streamlit as st

from webcast import formats
from webcast.analysis import on_air
from webcast.errors import UnknownEvent
from webcast.ui.frame import html, notices, options, references, sign_in_form, signed_in, state
from webcast.ui.frame.page import Context
from webcast.ui.kit import drawer
from webcast.ui.timeline import words
from webcast.ui.timeline.blocks import Choice
from webcast.web.app_state import AppState
from webcast.web.audiences import load_audience
from webcast.web.visitor import Visitor

_FOLLOW: Final = "follow"
EVERY_SECONDS: Final = 2.0
"""How often a page looks whether a newer report is held: it costs a look into the library, no request."""


def draw(choice: Choice, context: Context) -> None:
    """Draw the line about an event that is on air, with the switch that follows it; nothing for any other event."""
    event = choice.event
    running = event is not None and on_air.is_on_air(event, context.app.now())
    drawer.watch(watched=running)
    if event is None or not running:
        return
    mark = _mark(context.app, context.visitor, event["event_id"])
    with st.container(horizontal=True, vertical_alignment="center", key="wi-on-air"):
        if mark is None or context.visitor.api is None:
            _line(event, context, "")
            return
        _newer_already(context)
        following = options.toggle(words.FOLLOW, _FOLLOW, default=True, help=words.FOLLOW_HELP)
        # The same part of the page either way: a run of it that was asked for before the switch was pressed says what
        # holds now.
        every = EVERY_SECONDS if following else None
        st.fragment(signed_in.guarded(_follow), run_every=every)(event, context, mark)


def _follow(event: dict[str, Any], context: Context, mark: str) -> None:
    """Refresh the report when it is due, and draw the page anew when a newer one is held; where it is followed."""
    if not options.value(_FOLLOW, usual=True):
        _line(event, context, "")
        return
    app, visitor, event_id = context.app, context.app.current(context.visitor), event["event_id"]
    if _mark(app, visitor, event_id) != mark and not drawer.is_open():
        st.rerun(scope="app")
    theirs = app.theirs(visitor)
    progress = theirs.progress()
    if progress is not None and progress.state == "sign_in":
        _line(event, context, words.FOLLOW_SIGN_IN)
        sign_in_form.draw()
        return
    failed = [message for failed, _, message in progress.failures if failed in (event_id, "")] if progress else []
    if failed:
        _line(event, context, words.follow_failed(failed[-1]))
        notices.reference(references.of("a report that could not be refreshed", event_id, failed[-1]))
        st.button(words.FOLLOW_AGAIN, key="wi-follow-again", on_click=_refresh, args=(app, visitor, event_id))
        return
    _refresh(app, visitor, event_id)
    turn = theirs.turn(event_id)
    _line(event, context, turn.held_back or words.refreshed_every(turn.every))


def _refresh(app: AppState, visitor: Visitor, event_id: str) -> None:
    if visitor.api is not None:
        app.theirs(visitor).follow(visitor.api, event_id, app.credentials(visitor), renewed=app.renewer(visitor))


def _mark(app: AppState, visitor: Visitor, event_id: str) -> str | None:
    """Return what names the newest report that is held; None for an opened file or several broadcasts in one."""
    try:
        held = app.theirs(visitor).newest(event_id)
    except UnknownEvent:
        return None
    return None if held is None else f"{held.id} {held.revision}"


def _newer_already(context: Context) -> None:
    """Start again where a newer report came while this run of the page was under way."""
    events, merged = state.looking().events, state.looking().merged
    newest = load_audience(context.app, context.visitor, events, merged=merged).events["run_at"]
    if newest.to_list() != context.everyone.events["run_at"].to_list():
        st.rerun()


def _line(event: dict[str, Any], context: Context, more: str) -> None:
    since: datetime = event["live_start"] or event["live_scheduled_at"]
    known = event["run_at"]
    said = words.on_air(
        formats.clock(since, context.zone, context.locale),
        formats.clock(known, context.zone, context.locale, seconds=True) if known else "",
        more,
    )
    st.html(f'<p class="wi-on-air" role="status"><span class="wi-on-air-dot"></span>{html.text(said)}</p>')
