"""Who is looking: the one place that reads the sign-in cookie.

Streamlit freezes the cookies at the WebSocket handshake, so a tab that stays open would stay signed in after a
sign-out elsewhere. Every rerun therefore asks again, and so does every fragment, which reruns without the router.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st

from webcast.web.session import Visitor
from webcast.web.state import visitor_from

P = ParamSpec("P")


def visitor() -> Visitor | None:
    """Return who is signed in, or None: no cookie, an expired one, or one that was signed out."""
    return visitor_from(st.context.cookies)


def guarded(draw: Callable[P, None]) -> Callable[P, None]:
    """Make a fragment's function check who is looking before it draws: sign-out in one tab ends it in all."""

    @wraps(draw)
    def checked(*args: P.args, **kwargs: P.kwargs) -> None:
        if visitor() is None:
            st.rerun(scope="app")
        draw(*args, **kwargs)

    return checked
