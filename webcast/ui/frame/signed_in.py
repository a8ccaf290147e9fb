"""Who is looking: the one place that reads the sign-in cookie.

Streamlit freezes the cookies at the WebSocket handshake, so a tab that stays open would stay signed in after a
sign-out elsewhere. Every rerun therefore asks again, and so does every fragment, which reruns without the router.

A tab that reconnects brings what was typed into it, and with the browser's cookie of that moment. Where that is
another account's, nothing of the tab may be used: its state is emptied, and it has to be loaded again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from html import escape
from typing import ParamSpec

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from webcast.errors import LibraryError
from webcast.ui.frame import account_words, notices, session_keys, state
from webcast.web.app_state import app_state, visitor_from
from webcast.web.requests import network_of
from webcast.web.tabs import had
from webcast.web.visitor import Visitor

P = ParamSpec("P")


def visitor() -> Visitor | None:
    """Return who is signed in now, or None: no cookie, an expired one, one that was signed out, another account's.

    Anything may ask at any time: what the tab remembers stays, since the rest of the run needs it. The next run
    begins with :func:`arrive`, which empties it.
    """
    found, owner = visitor_from(st.context.cookies), _owner()
    return None if found is None or (owner and owner != found.owner) else found


def arrive() -> Visitor | None:
    """Return who is signed in, or None, at the beginning of a run.

    What the tab remembers is emptied where it is nobody's any more. Where it is another account's than before,
    the run ends here, with a notice and a link.
    """
    found, owner = visitor_from(st.context.cookies), _owner()
    if found is None:
        _empty()
        _belongs_to(owner)
        return None
    _belongs_to(owner or found.owner)
    if owner and owner != found.owner:
        _empty()
        _belongs_to(owner)
        _another_account(found)
    if found.person:
        _keep_within(found)
    return found


def _keep_within(found: Visitor) -> None:
    """Forget what the tab remembers of somebody where they are limited to something else than before."""
    now, before = _limits(found), st.session_state.get(session_keys.LIMITS)
    if before is not None and before[0] != now[0]:
        _empty()
        _belongs_to(found.owner)
    elif before is not None and before != now:  # an event has left what they are limited to, or come to it
        st.session_state[state.VIEW] = st.session_state[state.VIEW_UNDO] = None
    st.session_state[session_keys.LIMITS] = now


def _limits(found: Visitor) -> tuple[str, int]:
    """Return what tells the limit of somebody, and their event list, from others; without limit always the same."""
    theirs = app_state().theirs(found) if found.person else None
    if theirs is None or theirs.reach is None:
        return "", 0
    return theirs.reach.mark, hash(frozenset(theirs.events()["event_id"]))


def _empty() -> None:
    """Forget what the tab remembers, and what a press of a widget that it still shows was to do to that.

    Streamlit's own ``clear`` leaves the callbacks, which the page as it stands in the browser can still ask for.
    """
    run = get_script_run_ctx()
    st.session_state.clear()
    if run is not None:
        run.session_state._state._new_widget_state.widget_metadata.clear()  # noqa: SLF001 there is no other door


def network() -> str:
    """Return the network address of who is looking, as the audit log has it."""
    found = st.context.ip_address
    # On loopback Streamlit tells none.
    return network_of(found if isinstance(found, str) else "127.0.0.1")


def _owner() -> str | None:
    owner: str | None = st.session_state.get(session_keys.OWNER)
    return owner or app_state().tabs.account(had(st.context.headers))


def _belongs_to(owner: str | None) -> None:
    run = get_script_run_ctx()
    if owner and run is not None:
        st.session_state[session_keys.OWNER] = owner
        app_state().tabs.belongs(run.session_id, owner)


def _another_account(found: Visitor) -> None:
    """Say so and stop. Only a page that is loaded anew is free of what its widgets hold in the browser."""
    st.query_params.clear()
    notices.notice(account_words.OTHER_ACCOUNT_TITLE, account_words.another_account(found.username))
    st.html(f'<a class="wi-button" href="{escape(app_state().home)}" target="_self">{account_words.LOAD_ANEW}</a>')
    st.stop()


def guarded(draw: Callable[P, None]) -> Callable[P, None]:
    """Make a fragment's function check who is looking before it draws: sign-out in one tab ends it in all.

    It draws what an earlier run got, so it checks the event list of who is limited to a part of it, too. Where the
    library does not answer, that is said in its place.
    """

    @wraps(draw)
    def checked(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            found = visitor()
            if found is None or (found.person and _limits(found) != st.session_state.get(session_keys.LIMITS)):
                st.rerun(scope="app")
            draw(*args, **kwargs)
        except LibraryError as exc:
            notices.error(exc)

    return checked
