"""Parts of a page that run again by themselves: a click in one leaves the others as they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec

import streamlit as st

from webcast.ui.frame import signed_in

P = ParamSpec("P")


def part(draw: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
    """Draw a part of the page; what is clicked in it runs it alone, if the visitor is still signed in."""
    st.fragment(signed_in.guarded(draw))(*args, **kwargs)
