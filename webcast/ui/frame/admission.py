"""Who gets the pages for administrators: the one place of the pages that lets in, refuses, and records a refusal."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Concatenate, Final, ParamSpec

import streamlit as st

from webcast.errors import LibraryError, WebcastError
from webcast.happenings import happened
from webcast.ui.frame import html, notices, references, session_keys, signed_in, words
from webcast.web import administration
from webcast.web.administration import Office
from webcast.web.app_state import AppState, app_state
from webcast.web.visitor import Visitor

P = ParamSpec("P")

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class Said:
    """What came of a press.

    Attributes:
        text: In words.
        wrong: Nothing was done.
        link: What is shown once, to be handed over.
    """

    text: str
    wrong: bool = False
    link: str = field(default="", repr=False)


def shown(app: AppState, visitor: Visitor) -> bool:
    """Tell whether the pages stand in the navigation; asked once a tab, so that no other page pays for them."""
    if session_keys.ADMINISTERS not in st.session_state:
        try:
            st.session_state[session_keys.ADMINISTERS] = administration.administers(app, visitor)
        except LibraryError:
            return False
    return bool(st.session_state[session_keys.ADMINISTERS])


def admitted(app: AppState, visitor: Visitor, page: str) -> bool:
    """Tell whether somebody may see a page for administrators; else say so, and record it."""
    try:
        if administration.administers(app, visitor):
            return True
        _refused(app, visitor, f"page {page}")
    except LibraryError as exc:
        notices.error(exc)
        return False
    st.title(words.NOT_FOR_YOU_TITLE, anchor=False)
    html.answer(words.NOT_FOR_YOU)
    return False


def _refused(app: AppState, visitor: Visitor, what: str) -> None:
    said = "Refused a page for administrators."
    happened(_LOG, "refused", said, level=logging.WARNING, why="role")
    app.audit_refusal(visitor, f"refused: {what}", signed_in.network())


def office() -> Office | None:
    """Return what who is looking now works with; None where that is no administrator.

    Raises:
        LibraryError: The library does not answer.
    """
    app, visitor = app_state(), signed_in.visitor()
    if visitor is None or not administration.administers(app, visitor):
        return None
    return Office(app, visitor, signed_in.network())


def guarded(draw: Callable[Concatenate[Office, P], None]) -> Callable[P, None]:
    """Make a function of a part or a drawer ask again who is looking before it draws."""

    @wraps(draw)
    def checked(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            found = office()
            if found is not None:
                draw(found, *args, **kwargs)
                return
        except WebcastError as exc:
            notices.error(exc)
            return
        st.rerun(scope="app")

    return checked


def act(what: str, do: Callable[[Office], Said | None]) -> Said | None:
    """Do something if who pressed is an administrator still, and keep what came of it for :func:`said`.

    Args:
        what: The action, as the audit log has it where it is refused.
        do: Does it; None: it goes on.
    """
    came: Said | None
    try:
        found = office()
        if found is None:
            visitor = signed_in.visitor()
            if visitor is not None:
                _refused(app_state(), visitor, what)
            return None
        came = do(found)
    except WebcastError as exc:
        came = Said(references.said(exc), wrong=True)
    if came is not None:
        st.session_state[session_keys.ADMIN_SAID] = (what, came)
    return came


def press(what: str, do: Callable[[Office], Said | None]) -> None:
    """Do something as :func:`act` does: for a button to call."""
    act(what, do)


def said(*actions: str) -> Said | None:
    """Draw what came of the last press, once, and return it.

    Args:
        actions: Where the press was one of these; any where there are none.
    """
    kept: tuple[str, Said] | None = st.session_state.get(session_keys.ADMIN_SAID)
    if kept is None or (actions and kept[0] not in actions):
        return None
    found = kept[1]
    st.session_state.pop(session_keys.ADMIN_SAID)
    html.line("wi-alert" if found.wrong else "wi-hint", html.text(found.text))
    if found.link:
        st.code(found.link, language=None, wrap_lines=True)
    return found
