"""The reference of what failed on a page: the same at every rerun, and logged once."""

from __future__ import annotations

from typing import Final

import streamlit as st

from webcast.errors import WebcastError
from webcast.ui.frame import session_keys, state, words
from webcast.web.references import told

MOST: Final = 100
"""References that a session keeps; the oldest is forgotten first."""


def of(what: str, *which: str) -> str:
    """Return the reference of a failure in this session.

    Args:
        what: Which kind of failure: it stands in the log, so nothing of a person and no text from outside.
        which: What tells one failure of that kind from another; it stays in the session.
    """
    known: dict[tuple[str, ...], str] = st.session_state.setdefault(session_keys.REFERENCES, {})
    page = st.session_state.get(state.PAGE) or "sign-in"
    key = (what, page, *which)
    if key not in known:
        while len(known) >= MOST:
            del known[next(iter(known))]
        known[key] = told(f"{what}, page {page}").text
    return known[key]


def of_error(exc: WebcastError) -> str:
    """Return the reference of an error; the log has its kind, and that of what led to it."""
    cause = f" after {type(exc.__cause__).__name__}" if exc.__cause__ else ""
    return of(f"{type(exc).__name__}{cause}", str(exc))


def behind(sentence: str, exc: WebcastError) -> str:
    """Return a sentence of ours on an error, such as that something could not be kept, with the error's reference."""
    return f"{sentence} {words.reference(of_error(exc))}"


def said(exc: WebcastError) -> str:
    """Return what an error says in one line of text, with its reference."""
    return behind(str(exc), exc)
