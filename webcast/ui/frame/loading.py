"""Fetching reports in the background: the offer, the progress, the cancel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from webcast.api import limits
from webcast.formats import size, takes
from webcast.ui.frame import event_list, html, loading_words, notices, references, session_keys, signed_in, state
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor

EVERY_SECONDS = 1.0
_ACTIVE = ("waiting", "running")


def offer(app: AppState, visitor: Visitor, events: tuple[str, ...]) -> None:
    """Offer to fetch what is not held yet, or show the fetch that is under way."""
    _resume_once(app, visitor)
    if active(app, visitor):
        progress(app, visitor)
        return
    if needs_sign_in(app, visitor):
        notices.sign_in_again()
        return
    expired = expired_among(event_list.rows_of(app.theirs(visitor).events(), events))
    free = tuple(event for event in events if event not in expired)
    said = f"{cost(app, visitor, len(free))}. {loading_words.NOT_LOADED}" if free else loading_words.NOT_LOADED
    notices.notice(loading_words.not_loaded_title(len(events)), said)
    if free and st.button(loading_words.load(len(free)), type="primary", key="wi-load"):
        start(app, visitor, free)
        st.rerun()
    _ask_to_spend(app, visitor, expired, loading_words.load_expired(len(expired)), "wi-load-expired")
    outcome(app, visitor)


def cost(app: AppState, visitor: Visitor, reports: int) -> str:
    """Say what so many reports cost: of the hour's requests, and time as far as earlier fetches tell."""
    left, seconds = app.library.limits(visitor.account), app.library.sync.takes(visitor.account, reports)
    return loading_words.cost(reports, left, takes(seconds))


def again(app: AppState, visitor: Visitor, events: Mapping[str, Mapping[str, Any]]) -> None:
    """Offer to load reports that are held once more: late answers change a report and move no stamp.

    Args:
        app: The process's state.
        visitor: Who is looking.
        events: The events whose reports are held, with their rows of the account's list.
    """
    if not events:
        return
    expired = expired_among(events)
    free = tuple(event for event in events if event not in expired)
    busy = active(app, visitor)
    if free and st.button(
        loading_words.load_again(len(free)),
        key="wi-again",
        help=loading_words.LOAD_AGAIN_HINT,
        type="tertiary",
        disabled=busy,
    ):
        start(app, visitor, free, force=True)
        st.rerun()
    _ask_to_spend(
        app, visitor, expired, loading_words.load_expired_again(len(expired)), "wi-again-expired", force=True
    )


def offer_referrers(
    app: AppState, visitor: Visitor, events: tuple[str, ...], picked: Mapping[str, Mapping[str, Any]]
) -> None:
    """Offer to fetch in JSON too those of the events whose reports say nothing of referrers; that is said.

    Args:
        app: The process's state.
        visitor: Who is looking.
        events: The picked events.
        picked: Those of them that are of the account, with their rows of its list.
    """
    without = {event: row for event, row in picked.items() if row["formats"] == "xml"}
    if not without:
        return
    spared = expired_among(without)
    free = tuple(event for event in without if event not in spared)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="wi-referrers-line"):
        said = loading_words.no_referrers(len(without), len(events), len(spared))
        st.html(f'<p class="wi-context">{html.text(said)}</p>', width="content")
        asked = free and st.button(
            loading_words.add_referrers(len(free)),
            key="wi-referrers",
            type="tertiary",
            help=loading_words.ADD_REFERRERS_HINT,
            disabled=active(app, visitor),
        )
    if asked:
        start(app, visitor, free, add_json=True)
        st.rerun()


def tell(app: AppState, visitor: Visitor, place: DeltaGenerator) -> bool:
    """Tell, on whichever page, that what this tab fetches has ended; return whether it has just now.

    Not by ``st.toast``: as it goes, it takes what somebody is typing into a list of values.
    """
    if not st.session_state.get(session_keys.FETCHING) or active(app, visitor):
        return False
    st.session_state[session_keys.FETCHING] = False
    found = app.theirs(visitor).progress()
    if found is not None and found.state in ("done", "failed"):
        failures = len(found.failures)
        said = loading_words.fetch_ended(found.fetched, max(found.done - found.fetched - failures, 0), failures)
        place.html(f'<p class="wi-told" role="status">{html.text(said)}</p>')
    return True


def beside(app: AppState, visitor: Visitor, *, ended: bool) -> None:
    """Draw, beside a page that shows people, how far a fetch of this tab is, or how it has just ended."""
    if ended:
        outcome(app, visitor)
    elif st.session_state.get(session_keys.FETCHING):
        progress(app, visitor)


def expired_among(events: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    """Return those of the events, by their rows, that have expired: their reports are given once in 48 hours."""
    return tuple(event for event, row in events.items() if row["is_expired"])


def _ask_to_spend(
    app: AppState, visitor: Visitor, expired: tuple[str, ...], label: str, key: str, *, force: bool = False
) -> None:
    """Say what reports of expired presentations cost, and fetch them for who says yes to that alone."""
    if not expired:
        return
    html.line("wi-context", html.text(limits.spends(len(expired), app.library.limits(visitor.account, expired=True))))
    if st.button(label, key=key, disabled=active(app, visitor)):
        start(app, visitor, expired, force=force, spend=True)
        st.rerun()


def start(
    app: AppState,
    visitor: Visitor,
    events: tuple[str, ...],
    *,
    force: bool = False,
    spend: bool = False,
    add_json: bool = False,
) -> None:
    """Start fetching; it goes on while the user works elsewhere.

    Args:
        app: Fetches.
        visitor: For whom.
        events: Which events.
        force: Even those that have not changed.
        spend: The reader was asked about expired presentations, and said yes.
        add_json: In JSON too, from now on.
    """
    if visitor.api is not None:
        st.session_state[session_keys.FETCHING] = True
        st.session_state[state.RESUMED] = True  # should it end in "sign in", asking again with this session is vain
        app.theirs(visitor).start(
            visitor.api,
            events,
            app.credentials(visitor),
            renewed=app.renewer(visitor),
            force=force,
            spend=spend,
            add_json=add_json,
        )


def _resume_once(app: AppState, visitor: Visitor) -> None:
    """Go on with what waited for a sign-in or was cut off by a restart, once a browser session."""
    if visitor.api is None or st.session_state[state.RESUMED] or not needs_sign_in(app, visitor):
        return
    st.session_state[state.RESUMED] = True
    app.library.sync.resume(visitor.account, visitor.api, app.credentials(visitor), renewed=app.renewer(visitor))


def status(app: AppState, visitor: Visitor) -> None:
    """Draw the fetch that is under way, or how the last one ended where that needs saying."""
    if visitor.files_only:
        return
    _resume_once(app, visitor)
    if active(app, visitor):
        progress(app, visitor)
    else:
        outcome(app, visitor)


def active(app: AppState, visitor: Visitor) -> bool:
    """Tell whether this account's reports are being fetched now."""
    return app.theirs(visitor).fetch_state() in _ACTIVE


def needs_sign_in(app: AppState, visitor: Visitor) -> bool:
    """Tell whether a fetch waits until somebody of the account has signed in again."""
    return app.theirs(visitor).fetch_state() == "sign_in"


def progress(app: AppState, visitor: Visitor) -> None:
    """Draw the progress, and draw it again every second until the fetch ends."""
    st.fragment(signed_in.guarded(_progress), run_every=EVERY_SECONDS)(app, visitor)


def _progress(app: AppState, visitor: Visitor) -> None:
    found = app.theirs(visitor).progress()
    if found is None or found.state not in _ACTIVE:
        st.rerun(scope="app")
    with st.container(border=True, key="wi-progress"):
        share = found.done / found.total if found.total else 0.0
        st.progress(share, loading_words.fetching(found.done, found.total, found.eta_seconds, found.requests_left))
        if found.waiting_for or not found.current_title:
            html.line("wi-context", html.text(found.waiting_for))
        else:
            come = size(found.bytes_come) if found.bytes_come else ""
            html.line(
                "wi-context",
                *(
                    html.text(part) if part else ""
                    for part in loading_words.under_way(
                        found.current_title, come, found.seconds, reading=found.reading
                    )
                ),
            )
        st.button(loading_words.CANCEL, key="wi-cancel", on_click=_cancel, args=(app, visitor))


def _cancel(app: AppState, visitor: Visitor) -> None:
    app.theirs(visitor).cancel()


def outcome(app: AppState, visitor: Visitor) -> None:
    """Say how the last fetch ended, where that needs saying: failures with their reasons, or a sign-in."""
    found = app.theirs(visitor).progress()
    if found is None or found.state in _ACTIVE:
        return
    if found.state == "sign_in":
        notices.sign_in_again()
    if found.failures:
        with st.expander(loading_words.failed(len(found.failures)), expanded=True):
            for _, title, message in found.failures:
                html.line("wi-failure", html.text(title), html.text(message))
            which = (event for event, *_ in found.failures)
            notices.reference(references.of("reports that could not be fetched", *which))
