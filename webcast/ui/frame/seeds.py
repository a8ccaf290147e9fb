"""What a widget shows, put there from the record of what is looked at.

A value that is set in the session while a page is drawn is sent to the browser as an order: be at this. An order that
was on its way while somebody clicked takes their click back, and the next thing that the browser says by itself (a
followed event speaks every two seconds) would tell the record so. So a widget is ordered only where the browser has
not just said that it is there; one in a menu that nobody opened yet is not in the browser, and says nothing.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from webcast.ui.frame import session_keys

_NOTHING: Final = object()


def put(key: str, value: Any, offered: Hashable = None) -> str:
    """Have a widget show a value when it is drawn next, and return its key.

    Args:
        key: The widget's.
        value: What it is to show.
        offered: What can be chosen in it, with the words for it: another offer makes another widget of it, which
            starts at its default whatever the one before it showed.
    """
    before: dict[str, Hashable] = st.session_state.setdefault(session_keys.OFFERED, {})
    if _said(key) != value or before.get(key) != offered:
        st.session_state[key] = value
    if offered is not None:
        before[key] = offered
    return key


def _said(key: str) -> Any:
    """Return what the browser said with this run that a widget shows."""
    run = get_script_run_ctx()
    if run is None:
        return _NOTHING
    states = run.session_state._state  # noqa: SLF001 there is no other door
    said = states._key_id_mapper.get_id_from_key(key, "") in states._new_widget_state  # noqa: SLF001 the same door
    return st.session_state[key] if said else _NOTHING
