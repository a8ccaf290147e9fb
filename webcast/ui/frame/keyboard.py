"""What a keyboard does on every page: the list of shortcuts that “?” opens, and the scripts of ours.

The one place that has a page load scripts: ours, by their addresses, with nothing of anybody's in them.
"""

from __future__ import annotations

from html import escape

import streamlit as st

from webcast.language import say
from webcast.ui.frame import help_words, view_words
from webcast.web.scripts import ADDRESSES


def load(base: str) -> None:
    """Have the page load our scripts; they take no room.

    Args:
        base: The path that the dashboard stands under.
    """
    with st.container(key="wi-scripts"):
        st.html(_scripts(base), unsafe_allow_javascript=True)


def _scripts(base: str) -> str:
    return "".join(f'<script src="{escape(base)}{address}"></script>' for address in ADDRESSES.values())


def draw() -> None:
    """Put the list of shortcuts on the page; it takes no room until “?” is pressed."""
    listed = "".join(
        f"<dt>{''.join(f'<kbd>{escape(say(key))}</kbd>' for key in keys)}</dt><dd>{escape(say(what))}</dd>"
        for keys, what in help_words.SHORTCUTS
    )
    with st.container(key="wi-keyboard"):
        st.html(
            '<dialog id="wi-shortcuts" aria-labelledby="wi-shortcuts-title">'
            f'<form method="dialog"><p id="wi-shortcuts-title">{help_words.SHORTCUTS_TITLE}</p><dl>{listed}</dl>'
            f'<button class="wi-button">{view_words.CLOSE}</button></form></dialog>'
        )
